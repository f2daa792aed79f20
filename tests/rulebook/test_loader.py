"""Which files make a rulebook, and that nothing but their content counts."""

import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from configurator.errors import RulebookError
from configurator.profile import load_profile
from configurator.resources import folder
from configurator.rulebook.loader import load_rulebook, shipped_rulebooks
from configurator.sizing import size
from tests.small import component, files, rule, write

EXAMPLES = sorted(folder("rules").glob("*/examples/*.yaml"))


def load(path: Path, contents: dict[str, Any]) -> Any:
    return load_rulebook(write(path, contents))


@pytest.mark.parametrize("id", shipped_rulebooks())
def test_a_shipped_rulebook_loads_by_its_id_and_by_its_path(id: str) -> None:
    by_id, by_path = load_rulebook(id), load_rulebook(folder("rules") / id)
    assert by_id.id == by_path.id == id
    assert by_id.sha256 == by_path.sha256
    assert by_id.components
    assert by_id.rules


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_a_shipped_example_is_read_and_fits_the_rulebook_it_names(path: Path) -> None:
    profile = load_profile(path)
    assert profile.rulebook == path.parent.parent.name
    sizing = size(profile, load_rulebook(profile.rulebook))
    assert [need.id for need in sizing.needs] == [need.need for need in profile.needs or ()] != []
    assert sizing.demands


def test_there_are_rulebooks_and_examples_to_test() -> None:
    assert "telco_enterprise" in shipped_rulebooks()
    assert len(EXAMPLES) >= 5


def test_files_without_records_may_be_left_out(tmp_path: Path) -> None:
    contents = files([component("a.one")])
    del contents["discounts.yaml"], contents["constraints/a.yaml"]
    book = load(tmp_path, contents)
    assert (dict(book.discounts), dict(book.rules)) == ({}, {})


def test_records_may_lie_in_as_many_files_as_one_likes(tmp_path: Path) -> None:
    contents = files([component("a.one")]) | {"components/b.yaml": [component("b.two")], "constraints/z.yaml": [rule("R-2", "true")]}  # fmt: skip
    book = load(tmp_path, contents)
    assert list(book.components) == ["a.one", "b.two"]
    assert list(book.rules) == ["R-2"]


def test_components_come_in_the_order_of_their_ids_wherever_they_stand(tmp_path: Path) -> None:
    here = load(tmp_path / "here", files([component("b.two"), component("a.one")]))
    there = load(tmp_path / "there", files([component("a.one")]) | {"components/0.yaml": [component("b.two")]})
    assert list(here.components) == list(there.components) == ["a.one", "b.two"]


def test_what_editors_and_systems_leave_behind_is_not_read(tmp_path: Path) -> None:
    contents = files([component("a.one")])
    clean = load(tmp_path, contents)
    for name in ("components/.a.yaml.swp", "components/._a.yaml", ".DS_Store", "tables/._x.csv", ".git/config", "_drafts/a.yaml"):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"\x00\xff")
    assert load_rulebook(tmp_path).sha256 == clean.sha256


def test_examples_and_cases_are_no_part_of_a_rulebook(tmp_path: Path) -> None:
    contents = files([component("a.one")])
    clean = load(tmp_path, contents)
    assert load(tmp_path, {"examples/x.yaml": "customer: {", "cases/y.yaml": "- ["}).sha256 == clean.sha256


def test_any_other_content_is_another_rulebook(tmp_path: Path) -> None:
    contents = files([component("a.one")])
    first = load(tmp_path / "first", contents)
    assert load(tmp_path / "same", contents).sha256 == first.sha256
    assert load(tmp_path / "price", files([component("a.one", 11)])).sha256 != first.sha256
    assert load(tmp_path / "table", contents | {"tables/t.csv": "a\n1\n"}).sha256 != first.sha256
    assert load(tmp_path / "name", contents | {"components/b.yaml": "[]"}).sha256 != first.sha256


def test_line_ends_of_another_system_are_no_other_content(tmp_path: Path) -> None:
    contents = files([component("a.one")]) | {"tables/t.csv": "a,b\n1,x\n"}
    unix = load(tmp_path / "unix", contents)
    shutil.copytree(tmp_path / "unix", tmp_path / "windows")
    for path in (tmp_path / "windows").rglob("*.*"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    windows = load_rulebook(tmp_path / "windows")
    assert windows.sha256 == unix.sha256
    assert windows.tables == unix.tables


def test_a_tables_cells_are_numbers_truths_and_texts(tmp_path: Path) -> None:
    text = 'name , much,is,code\n"a, b", 1.50 ,true,007\n天津,-3,false,12345678901234567890\nc,.5,true,-inf\nd,1e2,true,x\n'
    book = load(tmp_path, files([component("a.one")]) | {"tables/t.csv": text})
    assert book.tables["t"].columns == ("name", "much", "is", "code")
    assert book.tables["t"].rows == (
        ("a, b", Fraction(3, 2), True, 7),
        ("天津", -3, False, "12345678901234567890"),
        ("c", Fraction(1, 2), True, "-inf"),
        ("d", 100, True, "x"),
    )


def test_a_rulebook_says_what_it_is(tmp_path: Path) -> None:
    book = load(tmp_path, files([component("a.one")]))
    assert repr(book).startswith("<Rulebook small 1: 1 components, 1 needs, 0 rules, sha256 ")


def test_a_file_is_no_rulebook(tmp_path: Path) -> None:
    (tmp_path / "rulebook.yaml").write_text("id: x\n")
    with pytest.raises(RulebookError, match="there is no rulebook"):
        load_rulebook(tmp_path / "rulebook.yaml")


def test_a_rule_in_a_block_of_several_lines_is_one_formula(tmp_path: Path) -> None:
    text = "- id: R-1\n  rule: |\n    customer.employees > 5\n      implies selected(a.one)\n  because: {en: So., zh: 如此。}\n  source: test\n  confidence: estimate\n"
    book = load(tmp_path, files([component("a.one")]) | {"constraints/a.yaml": text})
    assert book.rules["R-1"].rule.text == "customer.employees > 5 implies selected(a.one)"
