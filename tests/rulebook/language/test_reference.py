"""The reference of the rule language in rules/README.md is whole, and every example in it is a sound formula."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lark import Lark

from configurator.resources import folder
from configurator.rulebook.language import parse as language
from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.functions import DECISIONS, FUNCTIONS
from configurator.rulebook.language.parse import parse_rule
from configurator.rulebook.language.unparse import unparse
from configurator.rulebook.loader import load_rulebook
from tests import small
from tests.small import SOURCED, both

README = (folder("rules") / "README.md").read_text(encoding="utf-8")
REFERENCE = README.split("\n## The rule language\n")[1].split("\n## ")[0]
GRAMMAR = Path(language.__file__).with_name("grammar.lark").read_text(encoding="utf-8")
PARSER = Lark(GRAMMAR, start="rule", parser="lalr", keep_all_tokens=True, maybe_placeholders=True)


def rows(header: str) -> list[list[str]]:
    """The cells of the table that has this header."""
    _, _, below = REFERENCE.partition(f"{header}\n")
    lines = below.split("\n\n")[0].splitlines()[1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def codes(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


CONSTRUCTS = rows("| write | it means | examples |")
BINDING = rows("| | | so this | reads |")
EXAMPLES = [example for _, _, examples in CONSTRUCTS for example in codes(examples)]
TREES = {example: parse_rule(example) for example in EXAMPLES}


def nodes_of_grammar() -> Iterator[str]:
    for rule in PARSER.rules:
        passes_on = rule.options.expand1 and len(rule.expansion) == 1
        if rule.alias is not None:
            yield rule.alias
        elif not (rule.origin.name.startswith("__") or passes_on):
            yield rule.origin.name


def test_every_construct_of_the_grammar_has_an_example() -> None:
    shown = {subtree.data for example in EXAMPLES for subtree in PARSER.parse(example).iter_subtrees()}
    assert {"for_each", "iff", "either", "both", "cardinality", "comprehension", "row"} <= set(nodes_of_grammar())
    assert set(nodes_of_grammar()) - shown == set()


def test_every_terminal_of_the_grammar_is_in_an_example() -> None:
    trees = [PARSER.parse(example) for example in EXAMPLES]
    shown = [token for tree in trees for token in tree.scan_values(lambda token: token is not None)]
    assert {terminal.name for terminal in PARSER.terminals} - {token.type for token in shown} == {"WS"}
    operators = re.findall(r'"([^"\w\s]+)"', GRAMMAR)
    assert {"==", "<=", "+", "/"} <= set(operators)
    assert set(operators) - {str(token) for token in shown} == set()


def test_every_keyword_is_named_where_the_constructs_are_written() -> None:
    keywords = set(re.findall(r'"([a-z]+)"', GRAMMAR)) | {"exactly", "at", "least", "most"}
    written = " ".join(code for write, _, _ in CONSTRUCTS for code in codes(write))
    assert len(keywords) >= 20
    assert keywords - set(re.findall(r"[a-z]+", written)) == set()


def test_every_function_has_a_row_and_an_example() -> None:
    functions = {*FUNCTIONS, *DECISIONS, "lookup", "known", "installed", "sum", "count"}
    calls = {node.function for tree in TREES.values() for node in s.walk(tree) if isinstance(node, s.Call)}
    assert functions - calls == {"sum", "count"}  # whose nodes are their own
    rows_of = {name for write, _, _ in CONSTRUCTS for name in re.findall(r"\b([a-z_]+)\(", " ".join(codes(write)))}
    assert rows_of == functions


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_written_as_the_formatter_would(example: str) -> None:
    assert unparse(TREES[example]) == example.replace("_000", "000")


@pytest.mark.parametrize(("shown", "meant"), [(codes(shown)[0], codes(meant)[0]) for _, _, shown, meant in BINDING])
def test_what_binds_tighter_is_read_as_it_says(shown: str, meant: str) -> None:
    assert parse_rule(shown) == parse_rule(meant)
    assert unparse(parse_rule(meant)) == shown


def test_the_table_of_binding_names_every_operator() -> None:
    listed = {
        word for operators, *_ in BINDING for code in codes(operators) for word in re.findall(r"[a-z]+|\W+", code)
    }
    connecting = {*re.findall(r'"([^"\w\s(),.:]+)"', GRAMMAR), "in", "of", "not", "and", "or", "implies", "iff", "if", "else"}  # fmt: skip
    assert connecting - listed == set()


# ---------------------------------------------------------------- the examples, loaded

CHOICES = {"industry": ("finance", "other"), "size": ("large", "micro"), "kind": ("office", "plant"), "deployment": ("cloud", "on_premises")}  # fmt: skip


def fact(id: str, kind: str = "integer", **more: Any) -> dict[str, Any]:
    choices = {"values": {value: both(value) for value in CHOICES[id]}} if kind == "choice" else {}
    return {"id": id, "name": both(id), "type": kind} | choices | more


FACTS = {
    "customer": [fact("industry", "choice", required=True), fact("employees", required=True), fact("annual_revenue", "number")],
    "site": [fact("users", default=0), fact("kind", "choice", default="office")],
    "profile": [fact("mlps", default=0)],
    "component": [fact("deployment", "choice", default="cloud"), fact("ladder", "text", default="none")],
}  # fmt: skip
CONSTANTS = [{"id": "line_use", "name": both("line use"), "value": 0.7, **SOURCED}]
SOLD = [
    small.component("ucc.cloud_seat", supplies={"voice.seat": 1}),
    small.component("iot.gateway", supplies={"wan.mbps": 10}, at="site"),
    small.component("security.log_audit", supplies={"log_audit": 1}),
]
CAPABILITIES = [small.capability("voice.seat"), small.capability("log_audit", adds="any"), small.capability("wan.mbps", at="site")]  # fmt: skip
BOUNDS = "industry,size,staff\nfinance,large,1000\nother,large,500\n"


def gives(tree: s.Node) -> str:
    """Whether a formula gives a condition, a text or a number."""
    match tree:
        case s.Choice(then=then):
            return gives(then)
        case s.Text():
            return "text"
        case s.Call(function=function):
            return "condition" if function in ("selected", "met", "known") else "number"
        case s.Number() | s.Fact() | s.Arithmetic() | s.Negative() | s.SumOver() | s.Count():
            return "number"
        case _:
            return "condition"


def is_about_component(tree: s.Node) -> bool:
    return any(isinstance(node, s.Fact) and node.owner == "component" for node in s.walk(tree))


def test_a_rulebook_of_all_the_examples_loads(tmp_path: Path) -> None:
    amounts = [example for example, tree in TREES.items() if gives(tree) == "number"]
    texts = [example for example, tree in TREES.items() if gives(tree) == "text"]
    conditions = [example for example, tree in TREES.items() if gives(tree) == "condition"]
    selections = [example for example in conditions if is_about_component(TREES[example])]
    need = small.need("industrial_iot")
    need["inputs"].append(fact("users", default=1))
    need["inputs"] += [fact("size", "choice", value=text) | {"id": f"size_{i}"} for i, text in enumerate(texts)]
    need["demands"] = [demand(f"SIZ-{i}", amount) for i, amount in enumerate(amounts)]
    files = small.files(
        SOLD,
        CAPABILITIES,
        [need],
        [small.rule(f"R-{i}", text) for i, text in enumerate(conditions) if text not in selections],
        [discount(f"DSC-{i}", selection) for i, selection in enumerate(selections)],
        FACTS,
        families=[{"id": family, "name": both(family)} for family in ("a", "ucc", "iot", "security")],
    )
    files |= {"constants.yaml": CONSTANTS, "tables/bounds.csv": BOUNDS}
    book = load_rulebook(small.write(tmp_path, files))
    loaded = [rule.rule.text for rule in book.rules.values()]
    loaded += [demand.amount.text for need_ in book.needs.values() for demand in need_.demands]
    loaded += [fact.value.text for need_ in book.needs.values() for fact in need_.inputs if fact.value is not None]
    loaded += [each.components.text for each in book.discounts.values() if each.components is not None]
    assert sorted(loaded) == sorted(EXAMPLES)


def demand(id: str, amount: str) -> dict[str, Any]:
    return {"id": id, "capability": "wan.mbps", "amount": amount, "because": both("So."), **SOURCED}


def discount(id: str, components: str) -> dict[str, Any]:
    told = {"id": id, "step": "term", "name": both(id), "components": components, "charges": ["recurring"]}
    return told | {"percent": 5, "effective_from": "2026-01-01", **SOURCED}
