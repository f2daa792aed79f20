"""`rules fmt` puts formulas into their one form and touches nothing else."""

import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from configurator.cli.rules_fmt import fmt
from configurator.errors import InputError
from configurator.records import Record
from configurator.rulebook import loader
from configurator.rulebook.formula import Formula
from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.parse import LONGEST_FORMULA, parse_rule
from configurator.rulebook.language.unparse import unparse
from configurator.rulebook.loader import load_rulebook
from configurator.source import parse
from configurator.workbench.format import FORMULAS, WIDEST, formatted
from tests import small
from tests.conftest import kept
from tests.properties.test_format_laws import SETTINGS, rules

RULES = FORMULAS["constraints/*.yaml"]
LONG = f"{' and '.join(f'customer.a{i} >= {i}' for i in range(3))} implies qty(a.{'x' * 60}) >= 1"

CASES = {
    "spaces and brackets": ("- rule: (a.b>1)  and ((c.d))\n", "- rule: a.b > 1 and c.d\n"),
    "quotes that nothing asks for": ("- rule: 'a.b > 1'\n", "- rule: a.b > 1\n"),
    "single quotes around text": ("- rule: 'a.b == ''x'''\n", "- rule: a.b == 'x'\n"),
    "quotes for a colon": ("- rule: |\n    for each site: true\n", '- rule: "for each site: true"\n'),
    "quotes for a number sign": ('- rule: "a.b == \' #1\'"\n', '- rule: "a.b == \' #1\'"\n'),
    "quotes for a text first": ("- rule: |\n    'x' == a.b\n", "- rule: \"'x' == a.b\"\n"),
    "an escaped backslash": ('- rule: "\'a: \\\\ \\"\' == a.b"\n', '- rule: "\'a: \\\\ \\"\' == a.b"\n'),
    "quotes for a bare word": ('- rule: "null"\n', '- rule: "null"\n'),
    "a number in quotes": ("- rule: '5.50'\n", "- rule: 5.5\n"),
    "a bare number": ("- rule: 5.50\n", "- rule: 5.50\n"),
    "a truth value in quotes": ('- rule: "true"\n', "- rule: true\n"),
    "a comment behind": ("- rule: (a.b)   # why\n  # below\n  id: X\n", "- rule: a.b   # why\n  # below\n  id: X\n"),
    "a comment on the bar": ("- rule: | # why\n    a.b\n\n\n# end\n", "- rule: a.b # why\n\n\n# end\n"),
    "a comment before": ("- rule: # why\n    (a.b)\n", "- rule: # why\n    a.b\n"),
    "the line below the key": ("- rule:\n    (a.b)\n  id: X\n", "- rule: a.b\n  id: X\n"),
    "folded": ("- rule: >-\n    a.b\n    and c.d\n  id: X\n", "- rule: a.b and c.d\n  id: X\n"),
    "plain over lines": ("- rule: a.b\n    and\n\n    c.d # so\n", "- rule: a.b and c.d # so\n"),
    "quoted over lines": ('- rule: "a.b\n    and c.d"\n', "- rule: a.b and c.d\n"),
    "a flow mapping": ("- {id: X , rule: 'a.b>1',weight: 2}\n", "- {id: X , rule: a.b > 1,weight: 2}\n"),
    "commas in a flow mapping": ("- {rule: \"a.b in ('x','y')\"}\n", "- {rule: \"a.b in ('x', 'y')\"}\n"),
    "a comma in brackets": ("- rule: \"a.b in ('x','y',)\"\n", "- rule: a.b in ('x', 'y')\n"),
    "JSON": ('[{"rule":"a.b>1"}]', '[{"rule":"a.b > 1"}]'),
    "other values": ("- name:  'A>1'\n  rule: a.b>1\n  x: {when: a>1}\n", "- name:  'A>1'\n  rule: a.b > 1\n  x: {when: a>1}\n"),
    "Windows' line ends": ("- rule: |\r\n    a.b>1\r\n  id: X\r\n", "- rule: a.b > 1\r\n  id: X\r\n"),
    "no line end at the end": ("- rule: |\n    a.b", "- rule: a.b"),
    "characters beyond the plane": ("- name: 😀 中文\n  rule: (a.b == '😀')\n", "- name: 😀 中文\n  rule: a.b == '😀'\n"),
    "nothing": ("- rule:\n- id: X\n", "- rule:\n- id: X\n"),
    "a long one": (
        f"- id: X\n  rule: {LONG}   # why\n  # below\n",
        "- id: X\n  rule: |   # why\n    customer.a0 >= 0 and customer.a1 >= 1 and customer.a2 >= 2\n"
        f"      implies qty(a.{'x' * 60}) >= 1\n  # below\n",
    ),
    "a long one with Windows' line ends": (
        f'- rule: "{LONG}"\r\n  id: X\r\n',
        "- rule: |\r\n    customer.a0 >= 0 and customer.a1 >= 1 and customer.a2 >= 2\r\n"
        f"      implies qty(a.{'x' * 60}) >= 1\r\n  id: X\r\n",
    ),
    "a long one in a flow mapping": (f"- {{rule: {LONG}}}\n", f"- {{rule: {LONG}}}\n"),
    "a long loop": (
        f"- rule: |-\n      for each site if site.users > 5: {LONG}\n\n- id: X\n",
        "- rule: |\n    for each site if site.users > 5:\n"
        "      customer.a0 >= 0 and customer.a1 >= 1 and customer.a2 >= 2\n"
        f"        implies qty(a.{'x' * 60}) >= 1\n\n- id: X\n",
    ),
    "a long one without joints": (f"- rule: x.{'y' * 130}\n", f"- rule: |\n    x.{'y' * 130}\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_formula_takes_its_one_form_and_the_rest_stays(case: str) -> None:
    before, after = CASES[case]
    assert formatted(before, "a.yaml", RULES) == after


@pytest.mark.parametrize("case", CASES)
def test_formatting_what_is_formatted_changes_nothing(case: str) -> None:
    _, after = CASES[case]
    assert formatted(after, "a.yaml", RULES) == after


def test_a_formula_stays_on_its_line_up_to_the_last_column() -> None:
    fits = "- rule: a.b >= 1 and a.".ljust(WIDEST, "x") + "\n"
    assert formatted(fits, "a.yaml", RULES) == fits
    wider = fits.replace("\n", "x\n")
    assert formatted(wider, "a.yaml", RULES).startswith("- rule: |\n    a.b >= 1\n      and a.x")


def test_a_long_choice_is_broken_before_each_else() -> None:
    written = "- rule: " + "".join(f"{i} if customer.employees >= {i}000 else ({'(' * i}" for i in range(6)) + "0"
    written += ")" * sum(i + 1 for i in range(6)) + "\n"
    assert formatted(written, "a.yaml", RULES).splitlines() == [
        "- rule: |",
        "    0 if customer.employees >= 0",
        *(f"      else {i} if customer.employees >= {i}000" for i in range(1, 6)),
        "      else 0",
    ]


WAYS: dict[str, Callable[[str], str]] = {
    "block": lambda text: f"- id: X\n  rule: |\n    {text}\n  # end\n",
    "quoted": lambda text: '- {rule: "' + text.replace("\\", "\\\\").replace('"', '\\"') + '", id: X}\n',
    "single": lambda text: "- id: X\n  rule: '" + text.replace("'", "''") + "'\n",
}


@SETTINGS
@given(rules, st.sampled_from(sorted(WAYS)))
def test_any_formula_written_in_any_way_keeps_its_meaning_and_its_form(tree: s.Node, way: str) -> None:
    once = formatted(WAYS[way](unparse(tree)), "a.yaml", RULES)
    data = parse(once, "a.yaml").data
    rule = data[0]["rule"]
    assert data[0]["id"] == "X"
    assert parse_rule(str(rule).lower() if isinstance(rule, bool) else str(rule)) == tree
    assert formatted(once, "a.yaml", RULES) == once


FAULTY = {
    "not YAML": "- rule: a>1\n  x: [\n",
    "not a formula": "- rule: a.b>1\n- rule: a.b >\n- rule: |\n    a.b\n      and )\n",
    "not a formula, folded": "- rule: a.b >\n    )\n",
    "a number that is no formula": "- rule: 1e3\n",
    "escaped surrogates": '[{"name": "\\ud83d\\ude00", "rule": "a.b>1"}]',
    "too long when spaced": f"- rule: (a+b)>(a+b) or a.{'b' * (LONGEST_FORMULA - 20)}\n",
}


@pytest.mark.parametrize("case", FAULTY)
def test_what_cant_be_formatted_is_told(case: str, golden: Callable[[str, str], None]) -> None:
    with pytest.raises(InputError) as fault:
        formatted(FAULTY[case], "rules/small/constraints/a.yaml", RULES)
    golden(f"format/{case}", str(fault.value))


def test_no_golden_file_is_left_over() -> None:
    assert kept("format") == set(FAULTY)


def test_the_table_of_formulas_is_true_to_the_records() -> None:
    records: dict[str, tuple[tuple[str, ...], type[Record]]] = {
        **{name: ((), record) for name, record in loader._SINGLE.items()},
        **{name: (("*",), record) for name, record in loader._LISTS.items()},
    }
    declared = {
        (name if name.endswith(".yaml") else f"{name}/*.yaml", path)
        for name, (start, record) in records.items()
        for path in _formulas_of(record, start)
    }
    told = {(file, tuple(formula.split("."))) for file, formulas in FORMULAS.items() for formula in formulas}
    assert {(file, _any_subject(file, path)) for file, path in declared} == told


def _formulas_of(annotation: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if annotation is Formula:
        yield path
    elif isinstance(annotation, type) and issubclass(annotation, Record):
        for name, field in annotation.model_fields.items():
            yield from _formulas_of(field.annotation, (*path, name))
    elif get_origin(annotation) in (tuple, dict):
        yield from _formulas_of(get_args(annotation)[-1 if get_origin(annotation) is dict else 0], (*path, "*"))
    elif get_origin(annotation) is Annotated:
        yield from _formulas_of(get_args(annotation)[0], path)
    else:
        for part in get_args(annotation):
            yield from _formulas_of(part, path)


def _any_subject(file: str, path: tuple[str, ...]) -> tuple[str, ...]:
    return ("*", *path[1:]) if file == "facts.yaml" else path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A rulebook with two badly written rules, in one file of three."""
    files = small.files([small.component("a.x", 10, {"power": 1})])
    files["constraints/a.yaml"] = [small.rule("R-1", "(qty(a.x)<=15)")]
    files["constraints/b.yaml"] = "\ufeff# mine\n" + _written("R-2", '"(qty(a.x)<=5)"').replace("\n", "\r\n")
    files["constraints/c.yaml"] = _written("R-3", "qty(a.x) <= 25")
    return small.write(tmp_path / "book", files)


def _written(id: str, rule: str) -> str:
    return f"- id: {id}\n  rule: {rule}   # why\n  because: {{en: So., zh: 如此。}}\n  source: test\n  confidence: estimate\n"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(fmt, [str(argument) for argument in arguments], catch_exceptions=False)


def test_the_command_names_the_files_it_changed(book: Path) -> None:
    before = load_rulebook(book)
    result = run(book)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [f"{book}/constraints/a.yaml", f"{book}/constraints/b.yaml"]
    after = load_rulebook(book)
    assert [rule.rule.text for rule in after.rules.values()] == [f"qty(a.x) <= {n}" for n in (15, 5, 25)]
    assert [rule.rule.tree for rule in after.rules.values()] == [rule.rule.tree for rule in before.rules.values()]
    assert (run(book).exit_code, run(book).stdout) == (0, "")


def test_line_ends_byte_order_mark_and_permissions_stay(book: Path) -> None:
    path = book / "constraints" / "b.yaml"
    path.chmod(0o640)
    before = path.read_bytes()
    run(book)
    assert path.read_bytes() == before.replace(b'"(qty(a.x)<=5)"', b"qty(a.x) <= 5")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_with_check_nothing_is_written_and_a_change_is_a_no(book: Path) -> None:
    contents = {path: path.read_bytes() for path in book.rglob("*") if path.is_file()}
    result = run(book, "--check")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [f"{book}/constraints/a.yaml", f"{book}/constraints/b.yaml"]
    assert {path: path.read_bytes() for path in book.rglob("*") if path.is_file()} == contents
    run(book)
    assert run(book, "--check").exit_code == 0


def test_a_broken_file_is_told_and_left_alone_while_the_others_are_formatted(book: Path) -> None:
    broken = book / "constraints" / "b.yaml"
    broken.write_text("- rule: (a.b)\n- rule: a.b >\n", encoding="utf-8")
    (book / "constraints" / "c.yaml").write_bytes(b"\xff")
    result = run(book)
    assert result.exit_code == 2
    assert result.stdout.splitlines() == [f"{book}/constraints/a.yaml"]
    assert "error[E020]: the formula ends too early" in result.stderr
    assert f"{broken}:2:14" in result.stderr
    assert "the file isn't UTF-8 text" in result.stderr
    assert broken.read_text(encoding="utf-8") == "- rule: (a.b)\n- rule: a.b >\n"


def test_a_rulebook_that_isnt_there_is_told() -> None:
    result = run("nowhere")
    assert result.exit_code == 2
    assert "there is no rulebook 'nowhere'" in result.stderr


def test_the_command_takes_the_id_of_a_shipped_rulebook() -> None:
    result = run("telco_enterprise", "--check")
    assert all(line.startswith("rules/telco_enterprise/") for line in result.stdout.splitlines())
    assert result.exit_code in (0, 1)


def test_the_command_explains_itself() -> None:
    assert isinstance(fmt, click.Command)
    assert "Comments, order, and everything else in the files stay as they are." in run("--help").stdout
