"""Syntax tree → formula text: the one way to write each construct, with the fewest brackets."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from configurator.rulebook.language import syntax as s

# How tightly constructs bind, as in grammar.lark; what binds less than its place asks for is put in brackets.
_RULE, _FORMULA, _IFF, _IMPLIES, _OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _UNARY, _ATOM = range(-1, 11)


def unparse(tree: s.Node) -> str:
    """The formula on one line. `tree` is one that a text can make, so the text makes it again.

    ValueError when a number in it has no finite decimal.
    """
    return str(_phrase(tree, _RULE))


def unparse_lines(tree: s.Node, width: int) -> list[str]:
    """The formula on lines of at most `width` characters, where it can be broken so.

    A line is broken before the loosest operators in it, and goes on indented by two.
    """
    return _lines(_phrase(tree, _RULE), width)


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that belong together: `head`, parts with a space between, `tail`. Lines may end before a part."""

    head: str
    parts: "tuple[_Phrase, ...]" = ()
    tail: str = ""

    def __str__(self) -> str:
        return self.head + " ".join(str(part) for part in self.parts) + self.tail

    def within(self, before: str, after: str = "") -> "_Phrase":
        return _Phrase(before + self.head, self.parts, self.tail + after)


def _lines(phrase: _Phrase, width: int) -> list[str]:
    whole = str(phrase)
    if len(whole) <= width or not phrase.parts:
        return [whole]
    first, *between, last = phrase.parts
    begun, *more = _lines(first.within(phrase.head), width - 2)  # `more` ends up deeper than what binds less
    for part in (*between, last.within("", phrase.tail)):
        more += _lines(part, width - 2)
    return [begun, *(f"  {line}" for line in more)]


def _phrase(node: s.Node, place: int) -> _Phrase:
    """`node` where something at least as tight as `place` may stand."""
    phrase, binds = _written(node)
    return phrase if binds >= place else phrase.within("(", ")")


def _written(node: s.Node) -> tuple[_Phrase, int]:
    """`node` without brackets around it, and how tightly it binds."""
    match node:
        case s.ForEach(loop=loop, body=body):
            return _Phrase("", (_for_each(loop), _phrase(body, _RULE))), _RULE
        case s.Choice():
            return _Phrase("", tuple(_branches(node))), _FORMULA
        case s.Iff(left=left, right=right):
            return _joined(left, _IFF, "iff", right, _IMPLIES), _IFF
        case s.Implies(condition=condition, consequence=consequence):
            then = _phrase(consequence, _IMPLIES)
            return _Phrase("", (_phrase(condition, _OR), then.within("implies "))), _IMPLIES
        case s.Or(parts=parts):
            return _Phrase("", tuple(_between(parts, "or ", _AND))), _OR
        case s.And(parts=parts):
            return _Phrase("", tuple(_between(parts, "and ", _NOT))), _AND
        case s.Not(value=s.Member() | s.InTable() as value):
            return _comparison(value, "not "), _COMPARISON
        case s.Not(value=value):
            return _phrase(value, _NOT).within("not "), _NOT
        case s.Compare() | s.Member() | s.InTable() | s.Cardinality():
            return _comparison(node, ""), _COMPARISON
        case s.Arithmetic(operator=operator, left=left, right=right):
            binds = _SUM if operator in "+-" else _PRODUCT
            return _joined(left, binds, operator, right, binds + 1), binds
        case s.Negative(value=value):
            return _phrase(value, _UNARY).within("-"), _UNARY
        case _:
            return _atom(node), _ATOM


def _joined(left: s.Node, binds: int, operator: str, right: s.Node, right_place: int) -> _Phrase:
    """`a + b + c` is (a + b) + c, and yet three parts of one phrase."""
    first, left_binds = _written(left)
    chain = first.parts if left_binds == binds else (first if left_binds > binds else first.within("(", ")"),)
    return _Phrase("", (*chain, _phrase(right, right_place).within(f"{operator} ")))


def _between(parts: Iterable[s.Node], word: str, place: int) -> Iterable[_Phrase]:
    for index, part in enumerate(parts):
        yield _phrase(part, place).within(word if index else "")


def _branches(choice: s.Choice) -> Iterable[_Phrase]:
    """`a if p`, `else b if q`, `else c`."""
    yield _Phrase("", (_phrase(choice.then, _IFF), _phrase(choice.condition, _IFF).within("if ")))
    if isinstance(choice.otherwise, s.Choice):
        first, *others = _branches(choice.otherwise)
        yield from (first.within("else "), *others)
    else:
        yield _phrase(choice.otherwise, _FORMULA).within("else ")


def _comparison(node: s.Node, negated: str) -> _Phrase:
    match node:
        case s.Compare(operator=operator, left=left, right=right):
            return _Phrase("", (_phrase(left, _SUM), _phrase(right, _SUM).within(f"{operator} ")))
        case s.Member(value=value, options=options):
            return _Phrase("", (_phrase(value, _SUM), _listed(f"{negated}in (", options)))
        case s.InTable(values=values, table=table):
            row = _listed("(", values) if len(values) > 1 else _phrase(values[0], _SUM)
            return _Phrase("", (row, _Phrase(f"{negated}in table {table}")))
        case s.Cardinality(quantifier=quantifier, number=number, parts=parts, loop=loop):
            opening = f"{quantifier} {number} of ("
            return _listed(opening, parts) if loop is None else _over(opening, parts[0], loop)
    raise TypeError(node)


def _atom(node: s.Node) -> _Phrase:
    match node:
        case s.Number(value=value):
            return _Phrase(_decimal(Fraction(value)))
        case s.Text(value=text):
            return _Phrase(f"'{text}'")
        case s.Truth(value=truth):
            return _Phrase("true" if truth else "false")
        case s.Fact(owner=owner, name=name):
            return _Phrase(f"{owner}.{name}")
        case s.Name(text=text):
            return _Phrase(text)
        case s.Call(function=function, arguments=arguments):
            return _listed(f"{function}(", arguments)
        case s.SumOver(body=body, loop=loop):
            return _over("sum(", body, loop)
        case s.Count(loop=loop):
            return _conditioned(f"count({loop.variable} in {loop.domain}", loop, ")")
    raise TypeError(node)


def _for_each(loop: s.Loop) -> _Phrase:
    implied = loop.domain == f"{loop.variable}s"
    return _conditioned(f"for each {loop.variable}" + ("" if implied else f" in {loop.domain}"), loop, ":")


def _over(opening: str, body: s.Node, loop: s.Loop) -> _Phrase:
    over = _conditioned(f"for {loop.variable} in {loop.domain}", loop, "")
    return _Phrase(opening, (_phrase(body, _FORMULA), over), ")")


def _conditioned(said: str, loop: s.Loop, after: str) -> _Phrase:
    if loop.condition is None:
        return _Phrase(said + after)
    return _Phrase("", (_Phrase(said), _phrase(loop.condition, _FORMULA).within("if ")), after)


def _listed(opening: str, nodes: tuple[s.Node, ...]) -> _Phrase:
    *others, last = (_phrase(node, _FORMULA) for node in nodes)
    if not others:
        return last.within(opening, ")")
    return _Phrase(opening, (*(phrase.within("", ",") for phrase in others), last), ")")


def _decimal(value: Fraction) -> str:
    """All digits of a number: none are rounded away."""
    if value.denominator == 1:
        return str(value.numerator)
    for places in range(1, value.denominator.bit_length() + 1):
        if 10**places % value.denominator == 0:
            digits = str(value.numerator * 10**places // value.denominator).zfill(places + 1)
            return f"{digits[:-places]}.{digits[-places:]}"
    raise ValueError(f"{value} has no finite decimal")
