"""Every construct of the grammar becomes the tree that is meant, with its place in the text."""

from fractions import Fraction

import pytest

from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.parse import DEEPEST_FORMULA, LONGEST_FORMULA, FormulaError, parse_rule

AT = s.Span(1, 1, 1)


def n(value: int | Fraction) -> s.Number:
    return s.Number(AT, value)


def name(text: str) -> s.Name:
    return s.Name(AT, text)


def fact(owner: str, word: str) -> s.Fact:
    return s.Fact(AT, owner, word)


def call(function: str, *arguments: s.Node) -> s.Call:
    return s.Call(AT, function, arguments)


def sel(id: str) -> s.Call:
    return call("selected", fact(*id.split(".")))


def compared(left: s.Node, operator: str, right: s.Node) -> s.Compare:
    return s.Compare(AT, operator, left, right)


def sites(condition: s.Node | None = None, variable: str = "s") -> s.Loop:
    return s.Loop(AT, variable, "sites", condition)


PLANT = compared(fact("s", "kind"), "==", s.Text(AT, "plant"))
P, Q, R = (name(letter) for letter in "pqr")

TREES: dict[str, s.Node] = {
    "3": n(3),
    "1_000": n(1000),
    "0.25": n(Fraction(1, 4)),
    "1_000.50": n(Fraction(2001, 2)),
    "'finance'": s.Text(AT, "finance"),
    "'中文 ()'": s.Text(AT, "中文 ()"),
    "''": s.Text(AT, ""),
    "true": s.Truth(AT, True),
    "false": s.Truth(AT, False),
    "p": P,
    "nothing": name("nothing"),
    "trueish": name("trueish"),
    "exactly_so": name("exactly_so"),
    "customer.industry": fact("customer", "industry"),
    "need.count": fact("need", "count"),
    "site.in": fact("site", "in"),
    "a.b.c": name("a.b.c"),
    "qty(ucc.seat)": call("qty", fact("ucc", "seat")),
    "qty(iot.gateway, site)": call("qty", fact("iot", "gateway"), name("site")),
    "selected(c, s)": call("selected", name("c"), name("s")),
    "supply(log_audit)": call("supply", name("log_audit")),
    "met(industrial_iot)": call("met", name("industrial_iot")),
    "known(customer.revenue)": call("known", fact("customer", "revenue")),
    "lookup(bounds, staff, 'x')": call("lookup", name("bounds"), name("staff"), s.Text(AT, "x")),
    "ceil(p / 2)": call("ceil", s.Arithmetic(AT, "/", P, n(2))),
    "-p": s.Negative(AT, P),
    "--p": s.Negative(AT, s.Negative(AT, P)),
    "p + q": s.Arithmetic(AT, "+", P, Q),
    "p - q": s.Arithmetic(AT, "-", P, Q),
    "p * q": s.Arithmetic(AT, "*", P, Q),
    "p / q": s.Arithmetic(AT, "/", P, Q),
    **{f"p {operator} q": compared(P, operator, Q) for operator in ("==", "!=", "<", "<=", ">", ">=")},
    "p in ('a', 'b')": s.Member(AT, P, (s.Text(AT, "a"), s.Text(AT, "b"))),
    "p in (1,)": s.Member(AT, P, (n(1),)),
    "p in (1)": s.Member(AT, P, (n(1),)),
    "p not in (1, 2)": s.Not(AT, s.Member(AT, P, (n(1), n(2)))),
    "p in table t": s.InTable(AT, (P,), "t"),
    "p not in table t": s.Not(AT, s.InTable(AT, (P,), "t")),
    "(p, 'x') in table t": s.InTable(AT, (P, s.Text(AT, "x")), "t"),
    "(p, q) not in table t": s.Not(AT, s.InTable(AT, (P, Q), "t")),
    "not p": s.Not(AT, P),
    "not not p": s.Not(AT, s.Not(AT, P)),
    "p and q and r": s.And(AT, (P, Q, R)),
    "p or q or r": s.Or(AT, (P, Q, R)),
    "p implies q": s.Implies(AT, P, Q),
    "p iff q": s.Iff(AT, P, Q),
    "p if q else r": s.Choice(AT, Q, P, R),
    "exactly 1 of (p, q)": s.Cardinality(AT, "exactly", 1, (P, Q), None),
    "at least 2 of (p, q, r,)": s.Cardinality(AT, "at least", 2, (P, Q, R), None),
    "at  most 0 of (p)": s.Cardinality(AT, "at most", 0, (P,), None),
    "at most 1 of (selected(c, s) for s in sites if s.kind == 'plant')": s.Cardinality(
        AT, "at most", 1, (call("selected", name("c"), name("s")),), sites(PLANT)
    ),
    "sum(s.users for s in sites)": s.SumOver(AT, fact("s", "users"), sites()),
    "sum(s.users for s in sites if s.kind == 'plant')": s.SumOver(AT, fact("s", "users"), sites(PLANT)),
    "sum(1 if p else 2 for s in sites)": s.SumOver(AT, s.Choice(AT, P, n(1), n(2)), sites()),
    "count(s in sites)": s.Count(AT, sites()),
    "count(s in sites if s.kind == 'plant')": s.Count(AT, sites(PLANT)),
    "for each site: p": s.ForEach(AT, s.Loop(AT, "site", "sites", None), P),
    "for each s in sites: p": s.ForEach(AT, sites(), P),
    "for each s in sites if s.kind == 'plant': p implies q": s.ForEach(AT, sites(PLANT), s.Implies(AT, P, Q)),
    "for each site: for each c in components: p": s.ForEach(
        AT, s.Loop(AT, "site", "sites", None), s.ForEach(AT, s.Loop(AT, "c", "components", None), P)
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", TREES)
def test_a_construct_becomes_its_tree(text: str) -> None:
    assert parse_rule(text) == TREES[text]


BRACKETED = {
    "p + q * r": "p + (q * r)",
    "p - q - r": "(p - q) - r",
    "p / q * r": "(p / q) * r",
    "-p * q": "(-p) * q",
    "p * -q": "p * (-q)",
    "-p + q": "(-p) + q",
    "p + 1 > q * 2": "(p + 1) > (q * 2)",
    "not p == q": "not (p == q)",
    "not p in (1, 2)": "not (p in (1, 2))",
    "not p and q": "(not p) and q",
    "p or q and r": "p or (q and r)",
    "p and q or r": "(p and q) or r",
    "p and q implies r or p": "(p and q) implies (r or p)",
    "p implies q implies r": "p implies (q implies r)",
    "p iff q implies r": "p iff (q implies r)",
    "p implies q iff r": "(p implies q) iff r",
    "p iff q iff r": "(p iff q) iff r",
    "1 if p else 2 if q else 3": "1 if p else (2 if q else 3)",
    "p if q and r else p or q": "p if (q and r) else (p or q)",
    "not exactly 1 of (p, q) or r": "(not (exactly 1 of (p, q))) or r",
    "at least 1 of (p, q) and r": "(at least 1 of (p, q)) and r",
}


@pytest.mark.parametrize("text", BRACKETED)
def test_operators_bind_as_the_readme_says(text: str) -> None:
    assert parse_rule(text) == parse_rule(BRACKETED[text])


def test_brackets_bind_first() -> None:
    assert parse_rule("(p + q) * r") == s.Arithmetic(AT, "*", s.Arithmetic(AT, "+", P, Q), R)
    assert parse_rule("(p implies q) implies r") == s.Implies(AT, s.Implies(AT, P, Q), R)


def test_a_bracket_around_one_value_is_no_row() -> None:
    assert parse_rule("(p) in table t") == parse_rule("p in table t")


def test_line_breaks_are_spaces() -> None:
    assert parse_rule("p\n  and\n\tq\n") == parse_rule("p and q")


def test_a_node_knows_where_it_was_written() -> None:
    rule = parse_rule("p and\n  qty(ucc.seat) >= 10")
    assert isinstance(rule, s.And)
    right = rule.parts[1]
    assert isinstance(right, s.Compare)
    assert (right.span, right.left.span, right.right.span) == (s.Span(2, 3, 19), s.Span(2, 3, 13), s.Span(2, 20, 2))


def test_columns_count_characters_not_bytes() -> None:
    rule = parse_rule("'天津' == p")
    assert isinstance(rule, s.Compare)
    assert (rule.left.span, rule.right.span) == (s.Span(1, 1, 4), s.Span(1, 9, 1))


def test_walk_finds_everything_below_a_node_in_the_order_it_was_written() -> None:
    rule = parse_rule("for each s in sites if p: q + 1 > 2 implies exactly 1 of (r, lookup(t, u, 3))")
    found = [n.text for n in s.walk(rule) if isinstance(n, s.Name)]
    assert found == ["q", "r", "t", "u", "p"]
    assert [n.value for n in s.walk(rule) if isinstance(n, s.Number)] == [1, 2, 3]


REFUSED = [
    "", " ", "p q", "p +", "+ p", "p = q", "p == q == r", "1 < p < 5", "(p", "p)", "p and", "and p", "not", "p not q", "p in", "p in 'a'", "p in ()", "(p,) in table t",
    "p in table", "p in table t.u", "1.", ".5", "1e5", "'open", '"double"', "p if q", "p else q", "if p else q", "exactly of (p)", "exactly -1 of (p)", "exactly 1.5 of (p)",
    "at least 1 (p)", "at least 1 of p", "atleast 1 of (p)", "exactly 1 of ()", "sum(p)()", "sum(p for s)", "sum(for s in sites)", "count(sites)", "count(p for s in sites)", "qty()",
    "for each site p", "for site: p", "p and for each site: q", "p.", ".p", "p..q", "p AND q", "p && q", "p || q", "!p", "p % 2", "p ^ 2", "p ** 2", "p // 2", "p[0]", "（p）", "p，q", "p ≥ q", "# p",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_formula_is_refused_with_a_way_out(text: str) -> None:
    with pytest.raises(FormulaError) as refused:
        parse_rule(text)
    assert refused.value.help
    lines = text.split("\n")
    assert 1 <= refused.value.span.line <= len(lines)
    assert 1 <= refused.value.span.column <= len(lines[refused.value.span.line - 1]) + 1


@pytest.mark.parametrize(
    "text", ["not " * 900 + "p", "-" * 3000 + "1", "+".join(["1"] * 1500), "p if q else " * 200 + "r"]
)
def test_a_formula_nested_too_deep_is_refused_not_a_crash(text: str) -> None:
    with pytest.raises(FormulaError, match=f"nested more than {DEEPEST_FORMULA} deep"):
        parse_rule(text)


def test_a_formula_as_deep_as_allowed_is_read() -> None:
    assert len(s.walk(parse_rule("not " * (DEEPEST_FORMULA - 1) + "p"))) == DEEPEST_FORMULA


def test_many_conditions_side_by_side_are_not_deep() -> None:
    rule = parse_rule(" and ".join(["p"] * 500))
    assert isinstance(rule, s.And)
    assert len(rule.parts) == 500


def test_a_formula_too_long_to_read_is_refused() -> None:
    with pytest.raises(FormulaError, match="characters"):
        parse_rule("p" * (LONGEST_FORMULA + 1))
