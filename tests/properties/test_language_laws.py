"""Laws of the rule language over random formulas, against another reading of the same formula."""

import operator
from fractions import Fraction
from typing import Any, TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.evaluate import Element, World, evaluate
from configurator.rulebook.language.functions import erlang_b
from configurator.rulebook.language.parse import FormulaError, parse_rule

SETTINGS = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

Form: TypeAlias = tuple[Any, ...]
"""A formula as this test thinks of it: (operator, parts …), ("fact", name) or ("number", value)."""

FACTS: dict[str, Fraction | int | bool | str] = {"p": 3, "q": Fraction(1, 2), "r": 0}
COUNTS = {"S1": 1, "S2": 4}
USERS = {"S1": 10, "S2": 3}
WORLD = World({"customer": FACTS}, tuple(Element(id, {"users": USERS[id]}, count) for id, count in COUNTS.items()))
BINDING = {"if": 0, "iff": 1, "implies": 2, "or": 3, "and": 4, "not": 5, **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), 6), "+": 7, "-": 7, "*": 8, "neg": 9}  # fmt: skip
COMPARED = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}  # fmt: skip

leaves = st.one_of(
    st.sampled_from(sorted(FACTS)).map(lambda name: ("fact", name)),
    st.integers(0, 9).map(lambda n: ("number", Fraction(n))),
    st.integers(1, 99).map(lambda n: ("number", Fraction(n, 100))),
    st.just(("users",)),
)


def _more(numbers: st.SearchStrategy[Form]) -> st.SearchStrategy[Form]:
    return st.one_of(st.tuples(st.sampled_from("+-*"), numbers, numbers), st.tuples(st.just("neg"), numbers))


numbers: st.SearchStrategy[Form] = st.recursive(leaves, _more, max_leaves=4)
compared: st.SearchStrategy[Form] = st.tuples(st.sampled_from(sorted(COMPARED)), numbers, numbers)


def _larger(conditions: st.SearchStrategy[Form]) -> st.SearchStrategy[Form]:
    return st.one_of(
        st.tuples(st.sampled_from(("and", "or", "implies", "iff")), conditions, conditions),
        st.tuples(st.just("not"), conditions),
        st.tuples(st.just("if"), conditions, conditions, conditions),
        st.tuples(st.sampled_from(("at least", "at most", "exactly")), st.integers(0, 3), st.lists(conditions, min_size=1, max_size=3)),
    )  # fmt: skip


conditions: st.SearchStrategy[Form] = st.recursive(compared, _larger, max_leaves=6)


def written(form: Form, around: int = -1, *, every_bracket: bool = False) -> str:
    """The formula as text, with as few brackets as the README's order of binding allows, or with all."""
    kind = form[0]
    if kind == "fact":
        return f"customer.{form[1]}"
    if kind == "users":
        return "sum(s.users for s in sites)"
    if kind == "number":
        return str(form[1]) if form[1].denominator == 1 else f"{float(form[1]):.2f}"
    if kind in ("at least", "at most", "exactly"):
        listed = ", ".join(written(part, every_bracket=every_bracket) for part in form[2])
        text, binds = f"{kind} {form[1]} of ({listed})", 6
    else:
        binds = BINDING[kind]
        parts = [
            written(part, binds - 1 if _may_stand(kind, side) else binds, every_bracket=every_bracket)
            for side, part in enumerate(form[1:])
        ]
        match kind:
            case "if":
                text = f"{parts[0]} if {parts[1]} else {parts[2]}"
            case "neg":
                text = f"-{parts[0]}"
            case "not":
                text = f"not {parts[0]}"
            case _:
                text = f"{parts[0]} {kind} {parts[1]}"
    return f"({text})" if binds <= around or every_bracket else text


def _may_stand(kind: str, side: int) -> bool:
    """Whether what binds as loosely may stand on that side without brackets."""
    if kind in ("+", "-", "*", "iff", "neg", "not"):
        return side == 0
    return (kind == "implies" and side == 1) or (kind == "if" and side == 2)


def worth(form: Form) -> Any:
    match form:
        case ("fact", name):
            return FACTS[name]
        case ("users",):
            return sum(USERS[id] * COUNTS[id] for id in USERS)
        case ("number", value):
            return value
        case ("neg", part):
            return -worth(part)
        case ("+" | "-" | "*", left, right):
            return {"+": operator.add, "-": operator.sub, "*": operator.mul}[form[0]](worth(left), worth(right))
        case ("not", part):
            return not worth(part)
        case ("and", left, right):
            return worth(left) and worth(right)
        case ("or", left, right):
            return worth(left) or worth(right)
        case ("implies", left, right):
            return worth(right) if worth(left) else True
        case ("iff", left, right):
            return worth(left) is worth(right)
        case ("if", then, condition, otherwise):
            return worth(then) if worth(condition) else worth(otherwise)
        case ("at least" | "at most" | "exactly" as quantifier, number, parts):
            holding = sum(worth(part) for part in parts)
            return {"at least": holding >= number, "at most": holding <= number, "exactly": holding == number}[quantifier]  # fmt: skip
    return COMPARED[form[0]](worth(form[1]), worth(form[2]))


@SETTINGS
@given(conditions)
def test_a_condition_is_worth_what_its_parts_are(form: Form) -> None:
    assert evaluate(parse_rule(written(form)), WORLD) is worth(form)


@SETTINGS
@given(numbers)
def test_arithmetic_is_exact(form: Form) -> None:
    assert evaluate(parse_rule(written(form)), WORLD) == worth(form)


@SETTINGS
@given(conditions)
def test_brackets_that_say_what_binds_anyway_change_nothing(form: Form) -> None:
    few, all_ = parse_rule(written(form)), parse_rule(written(form, every_bracket=True))
    assert evaluate(few, WORLD) is evaluate(all_, WORLD)
    assert len(s.walk(few)) <= len(s.walk(all_))  # `a and b and c` is one node, `(a and b) and c` two


@SETTINGS
@given(conditions, st.data())
def test_every_part_of_a_tree_stands_where_it_says(form: Form, data: st.DataObject) -> None:
    text = written(form)
    for node in s.walk(parse_rule(text)):
        assert 1 <= node.span.column <= node.span.column + node.span.width - 1 <= len(text)
        if isinstance(node, s.Fact):
            assert text[node.span.column - 1 :].startswith(f"{node.owner}.{node.name}")


@SETTINGS
@given(st.text(alphabet="pq.,()'<>=!+-*/ :的“（3AN\n", max_size=30) | st.text(max_size=30))
def test_any_text_is_a_formula_or_is_refused_at_a_place_in_it(text: str) -> None:
    fault = refusal(text)
    if fault is not None:
        lines = text.split("\n")
        assert fault.message
        assert fault.help
        assert 1 <= fault.span.line <= len(lines)
        assert 1 <= fault.span.column <= len(lines[fault.span.line - 1]) + 1


def refusal(text: str) -> FormulaError | None:
    try:
        parse_rule(text)
    except FormulaError as fault:
        return fault
    return None


def blocked(erlangs: Fraction, lines: int) -> Fraction:
    """Erlang's loss formula as it is defined: (Aⁿ/n!) / Σ Aᵏ/k!."""
    term, whole = Fraction(1), Fraction(1)
    for k in range(1, lines + 1):
        term = term * erlangs / k
        whole += term
    return term / whole


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.fractions(Fraction(1, 100), 60, max_denominator=100),
    st.fractions(Fraction(1, 1000), Fraction(1, 2), max_denominator=1000),
)
def test_erlang_b_gives_the_fewest_lines_that_block_no_more(erlangs: Fraction, blocking: Fraction) -> None:
    lines = erlang_b(erlangs, blocking)
    assert blocked(erlangs, lines) <= blocking
    assert lines == 0 or blocked(erlangs, lines - 1) > blocking
