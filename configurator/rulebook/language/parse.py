"""Formula text → syntax tree."""

from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken, v_args
from lark.exceptions import VisitError

from configurator.rulebook.language import syntax as s

LONGEST_FORMULA = 4_000
DEEPEST_FORMULA = 80


class FormulaError(Exception):
    """A formula that can't be parsed: the sentence, where in the text, and the way out."""

    def __init__(self, message: str, span: s.Span, help: str = "") -> None:
        super().__init__(message)
        self.message, self.span, self.help = message, span, help


@lru_cache(maxsize=10_000)  # trees are immutable, and two versions of a rulebook have most formulas in common
def parse_rule(text: str) -> s.Node:
    """The tree of a rule or formula. Raises FormulaError."""
    if len(text) > LONGEST_FORMULA:
        message = f"the formula has {len(text)} characters; {LONGEST_FORMULA} are the most"
        raise FormulaError(message, s.Span(1, 1, 1), "split it into several rules, or use a table")
    try:
        node: s.Node = _Builder().transform(_parser().parse(text))
    except UnexpectedInput as fault:
        raise _explained(fault, text) from None
    except VisitError as fault:
        if isinstance(fault.orig_exc, FormulaError):
            raise fault.orig_exc from None
        raise
    except RecursionError:
        raise _too_deep(s.Span(1, 1, 1)) from None
    level = [node]
    for _ in range(DEEPEST_FORMULA):
        level = [child for above in level for child in s.children(above)]
    if level:
        raise _too_deep(level[0].span)
    return node


def _too_deep(span: s.Span) -> FormulaError:
    help = "split it into several rules; for long sums write sum(… for … in …)"
    return FormulaError(f"the formula is nested more than {DEEPEST_FORMULA} deep", span, help)


@cache
def _parser() -> Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, start="rule", parser="lalr", propagate_positions=True, maybe_placeholders=True)


_ELSEWHERE = "see the rule language in rules/README.md"
_QUOTES = "put texts in single quotes: 'text'"
_INSTEAD_OF = {
    "=>": "write '>=' to compare, or 'implies'",
    "=<": "write '<='",
    "<>": "write '!='",
    "**": "there are no powers; multiply",
    "//": "write floor(a / b)",
    "=": "compare with '=='",
    "&": "write 'and'",
    "|": "write 'or'",
    "!": "write 'not', or '!=' to compare",
    **dict.fromkeys('"“”‘’', _QUOTES),
    "（": "use the plain bracket '('",
    "）": "use the plain bracket ')'",
    "，": "use the plain comma ','",
    "、": "use the plain comma ','",
    "：": "use the plain colon ':'",
    "＝": "compare with the plain '=='",
    "＞": "use the plain '>'",
    "＜": "use the plain '<'",
    "≥": "write '>='",
    "≤": "write '<='",
    "≠": "write '!='",
    "×": "write '*'",
    "÷": "write '/'",
    "\u3000": "this is a full-width space; use the plain one",
    "\xa0": "this is a no-break space; use the plain one",
    "%": "write a share as a decimal: 0.15",
    "^": "there are no powers; multiply",
    "[": "use the plain bracket '('",
    "]": "use the plain bracket ')'",
}
_WORDS = ("and", "or", "not", "implies", "iff", "in", "if", "else", "for", "each", "of", "table", "true", "false")


def _explained(fault: UnexpectedInput, text: str) -> FormulaError:
    if not text.strip():
        return FormulaError("the formula is empty", s.Span(1, 1, 1), "write a condition or a number, or leave it out")
    if isinstance(fault, UnexpectedCharacters):
        span, found = s.Span(fault.line, fault.column, 1), fault.char
        if found == "'":
            return FormulaError("the text that begins here isn't closed", span, _QUOTES)
        pair = text.split("\n")[fault.line - 1][fault.column - 1 : fault.column + 1]
        help = _INSTEAD_OF.get(pair) or _INSTEAD_OF.get(found, _ELSEWHERE)
        return FormulaError(f"'{found}' can't stand here", span, help)
    if isinstance(fault, UnexpectedToken) and fault.token.type != "$END":
        token = fault.token
        span = s.Span(token.line or 1, token.column or 1, len(token))
        return FormulaError(f"'{token}' can't stand here", span, _way_out(token, text[: token.start_pos or 0]))
    lines = text.rstrip().split("\n")
    return FormulaError("the formula ends too early", s.Span(len(lines), len(lines[-1]) + 1, 1), _unclosed(text))


def _way_out(token: Token, before: str) -> str:
    """What to write instead of a token that can't stand after the text before it."""
    words = before.split()
    if (pair := before[-1:] + token) in _INSTEAD_OF:
        return _INSTEAD_OF[pair]
    if token.type == "COMPARISON":
        return "a comparison can't be chained: join two with 'and'"
    if token == ")" and before.count("(") <= before.count(")"):
        return "no bracket is open here"
    if token.lower() in _WORDS and token not in _WORDS:
        return f"write '{token.lower()}' in lower case"
    if words[-1:] == ["for"]:
        return "a rule over all sites begins 'for each site: …'"
    if token == "each" or words[-2:] == ["for", "each"]:
        return "'for each …' stands at the front of a rule only; within one use sum, count or 'at least N of'"
    if words[:2] == ["for", "each"] and ":" not in before:
        return "after the loop comes ':' and what must hold"
    if before.rstrip().endswith(","):
        return "take out the comma before it"
    if token == "then" or words[:1] == ["if"]:
        return "write 'condition implies …', or 'this if condition else that'"
    if words[-1:] == ["in"]:
        return "after 'in' comes a list ('a', 'b') or 'table' and its name"
    return _ELSEWHERE


def _unclosed(text: str) -> str:
    open_brackets = text.count("(") - text.count(")")
    if open_brackets > 0:
        return f"{open_brackets} bracket(s) '(' aren't closed"
    if text.split()[:2] == ["for", "each"] and ":" not in text:
        return "after the loop comes ':' and what must hold"
    return "something must follow the last word"


def _span(meta: Any) -> s.Span:
    if getattr(meta, "empty", True):
        return s.Span(1, 1, 1)
    width = meta.end_column - meta.column if meta.end_line == meta.line else 1
    return s.Span(meta.line, meta.column, width)


@v_args(meta=True)
class _Builder(Transformer[Token, s.Node]):
    """Lark's tree, bottom up, into ours."""

    def rule(self, meta: Any, parts: list[Any]) -> s.Node:
        node: s.Node = parts[0]
        return node

    def for_each(self, meta: Any, parts: list[Any]) -> s.Node:
        variable, domain, condition, body = parts
        loop = s.Loop(_span(meta), str(variable), str(domain or f"{variable}s"), condition)
        return s.ForEach(_span(meta), loop, body)

    def choice(self, meta: Any, parts: list[Any]) -> s.Node:
        then, condition, otherwise = parts
        return s.Choice(_span(meta), condition, then, otherwise)

    def iff(self, meta: Any, parts: list[Any]) -> s.Node:
        return s.Iff(_span(meta), *parts)

    def implies(self, meta: Any, parts: list[Any]) -> s.Node:
        return s.Implies(_span(meta), *parts)

    def either(self, meta: Any, parts: list[Any]) -> s.Node:
        return s.Or(_span(meta), tuple(parts))

    def both(self, meta: Any, parts: list[Any]) -> s.Node:
        return s.And(_span(meta), tuple(parts))

    def negation(self, meta: Any, parts: list[Any]) -> s.Node:
        return s.Not(_span(meta), parts[0])

    def compare(self, meta: Any, parts: list[Any]) -> s.Node:
        left, operator, right = parts
        return s.Compare(_span(meta), str(operator), left, right)

    def member(self, meta: Any, parts: list[Any]) -> s.Node:
        return s.Member(_span(meta), parts[0], parts[1])

    def not_member(self, meta: Any, parts: list[Any]) -> s.Node:
        return s.Not(_span(meta), self.member(meta, parts))

    def in_table(self, meta: Any, parts: list[Any]) -> s.Node:
        values = parts[0] if isinstance(parts[0], tuple) else (parts[0],)
        return s.InTable(_span(meta), values, str(parts[1]))

    def not_in_table(self, meta: Any, parts: list[Any]) -> s.Node:
        return s.Not(_span(meta), self.in_table(meta, parts))

    def cardinality(self, meta: Any, parts: list[Any]) -> s.Node:
        quantifier, number, (conditions, loop) = parts
        return s.Cardinality(_span(meta), " ".join(quantifier.split()), int(number), conditions, loop)

    def arithmetic(self, meta: Any, parts: list[Any]) -> s.Node:
        left, operator, right = parts
        return s.Arithmetic(_span(meta), str(operator), left, right)

    def negative(self, meta: Any, parts: list[Any]) -> s.Node:
        return s.Negative(_span(meta), parts[0])

    def number(self, meta: Any, parts: list[Any]) -> s.Node:
        text = parts[0].replace("_", "")
        return s.Number(_span(meta), int(text) if parts[0].type == "INTEGER" else Fraction(text))

    def text(self, meta: Any, parts: list[Any]) -> s.Node:
        return s.Text(_span(meta), str(parts[0])[1:-1])

    def true(self, meta: Any, parts: list[Any]) -> s.Node:
        return s.Truth(_span(meta), True)

    def false(self, meta: Any, parts: list[Any]) -> s.Node:
        return s.Truth(_span(meta), False)

    def sum_over(self, meta: Any, parts: list[Any]) -> s.Node:
        return s.SumOver(_span(meta), *parts)

    def count(self, meta: Any, parts: list[Any]) -> s.Node:
        variable, domain, condition = parts
        return s.Count(_span(meta), s.Loop(_span(meta), str(variable), str(domain), condition))

    def call(self, meta: Any, parts: list[Any]) -> s.Node:
        return s.Call(_span(meta), str(parts[0]), tuple(parts[1:]))

    def path(self, meta: Any, parts: list[Any]) -> s.Node:
        words = [str(part) for part in parts]
        return s.Fact(_span(meta), *words) if len(words) == 2 else s.Name(_span(meta), ".".join(words))

    def options(self, meta: Any, parts: list[Any]) -> Any:
        return tuple(parts)

    row = options

    def members(self, meta: Any, parts: list[Any]) -> Any:
        return tuple(parts), None

    def comprehension(self, meta: Any, parts: list[Any]) -> Any:
        return (parts[0],), parts[1]

    def loop(self, meta: Any, parts: list[Any]) -> Any:
        variable, domain, condition = parts
        return s.Loop(_span(meta), str(variable), str(domain), condition)
