"""Laws of the formatter over random formulas: the text it writes means what was meant, and is written once only."""

from collections.abc import Iterator
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.parse import FormulaError, parse_rule
from configurator.rulebook.language.unparse import unparse, unparse_lines

SETTINGS = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

AT = s.Span(1, 1, 1)
words = st.sampled_from(("a", "users", "site", "s2", "trueish", "exactly_so", "notable", "index", "A_1"))
after_a_dot = words | st.sampled_from(("in", "for", "count", "not", "table"))  # a keyword is a name there
texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="'\x85"), max_size=8)
numbers = st.integers(0, 10**12) | st.tuples(st.integers(0, 10**9), st.integers(1, 6)).map(
    lambda n: Fraction(n[0], 10 ** n[1])
)
paths = st.lists(after_a_dot, min_size=2, max_size=2).map(lambda p: ["customer", *p]) | words.map(lambda word: [word])

leaves: st.SearchStrategy[s.Node] = st.one_of(
    numbers.map(lambda value: s.Number(AT, value)),
    texts.map(lambda text: s.Text(AT, text)),
    st.booleans().map(lambda truth: s.Truth(AT, truth)),
    st.builds(lambda owner, name: s.Fact(AT, owner, name), words, after_a_dot),
    paths.map(lambda path: s.Name(AT, ".".join(path))),
)


def _loops(parts: st.SearchStrategy[s.Node]) -> st.SearchStrategy[s.Loop]:
    domains = st.sampled_from(("sites", "components", "users"))
    return st.builds(s.Loop, st.just(AT), words | st.just("component"), domains, st.none() | parts)


def _larger(parts: st.SearchStrategy[s.Node]) -> st.SearchStrategy[s.Node]:
    at, two = st.just(AT), st.lists(parts, min_size=2, max_size=3).map(tuple)
    some, loops = st.lists(parts, min_size=1, max_size=3).map(tuple), _loops(parts)
    counted = st.sampled_from(("at least", "at most", "exactly"))
    return st.one_of(
        st.builds(s.Call, at, words | st.sampled_from(("qty", "installed", "lookup")), some),
        st.builds(s.Negative, at, parts),
        st.builds(s.Arithmetic, at, st.sampled_from("+-*/"), parts, parts),
        st.builds(s.Compare, at, st.sampled_from(("==", "!=", "<", "<=", ">", ">=")), parts, parts),
        st.builds(s.Member, at, parts, some),
        st.builds(s.InTable, at, some, words),
        st.builds(s.Not, at, parts),
        st.builds(s.And, at, two),
        st.builds(s.Or, at, two),
        st.builds(s.Implies, at, parts, parts),
        st.builds(s.Iff, at, parts, parts),
        st.builds(s.Choice, at, parts, parts, parts),
        st.builds(s.SumOver, at, parts, loops),
        st.builds(s.Count, at, loops),
        st.builds(lambda q, n, listed: s.Cardinality(AT, q, n, listed, None), counted, st.integers(0, 9), some),
        st.builds(lambda q, n, part, loop: s.Cardinality(AT, q, n, (part,), loop), counted, st.integers(0, 9), parts, loops),
    )  # fmt: skip


formulas: st.SearchStrategy[s.Node] = st.recursive(leaves, _larger, max_leaves=12)
rules = st.one_of(
    formulas,
    st.builds(s.ForEach, st.just(AT), _loops(formulas), formulas),
    st.builds(lambda outer, inner, body: s.ForEach(AT, outer, s.ForEach(AT, inner, body)), _loops(leaves), _loops(leaves), formulas),
)  # fmt: skip


@SETTINGS
@given(rules)
def test_a_written_tree_reads_as_the_same_tree(tree: s.Node) -> None:
    assert parse_rule(unparse(tree)) == tree


@SETTINGS
@given(rules)
def test_what_is_written_once_is_written_the_same_again(tree: s.Node) -> None:
    text = unparse(tree)
    assert unparse(parse_rule(text)) == text


@SETTINGS
@given(rules, st.integers(10, 60))
def test_lines_broken_anywhere_hold_the_words_of_the_one_line(tree: s.Node, width: int) -> None:
    lines = unparse_lines(tree, width)
    assert parse_rule("\n".join(lines)) == tree
    assert not lines[0].startswith(" ")
    assert all(line.startswith("  ") for line in lines[1:])
    assert len(lines) == 1 or len(unparse(tree)) > width


@SETTINGS
@given(rules)
def test_no_pair_of_brackets_can_be_left_out(tree: s.Node) -> None:
    text = unparse(tree)
    for start, end in _brackets(text):
        assert _tree(text[:start] + text[start + 1 : end] + text[end + 1 :]) != tree


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    opened, quoted = [], False
    for at, character in enumerate(text):
        quoted ^= character == "'"
        if character == "(" and not quoted:
            opened.append(at)
        if character == ")" and not quoted:
            yield opened.pop(), at


def _tree(text: str) -> s.Node | None:
    try:
        return parse_rule(text)
    except FormulaError:
        return None
