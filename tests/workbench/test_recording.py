"""Cases written from answers, and written anew."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from configurator.errors import InputError
from configurator.rulebook.loader import load_rulebook
from configurator.workbench.recording import record_case, update_case
from configurator.workbench.testing import run_case
from tests.small import as_yaml
from tests.workbench.workshop import PROFILE, case, ruled, workshop

Golden = Callable[[str, str], None]


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The rulebook, and beside it the profile customer.yaml."""
    monkeypatch.chdir(tmp_path)
    Path("customer.yaml").write_text(as_yaml(PROFILE), encoding="utf-8")
    return workshop(Path())


def passes(book: Path, path: Path) -> bool:
    return run_case(load_rulebook(book), path).passed


def expected(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))["expect"]


def test_a_recorded_case_passes_and_holds_the_answer(book: Path) -> None:
    path = record_case(book, Path("customer.yaml"))
    assert path == Path("book/cases/customer.yaml")
    assert passes(book, path)
    assert path.read_text(encoding="utf-8") == (
        'because: "Recorded from customer.yaml."\n'
        'profile: "../../customer.yaml"\n'
        "expect:\n"
        "  outcome: optimal\n"
        "  components:\n"
        "    a.x: 3\n"
        "  needs:\n"
        "    power: true\n"
        "  totals:\n"
        "    one_time: 0.00\n"
        "    monthly: 30.75\n"
        "    total_contract: 369.00\n"
    )


def test_an_infeasible_answer_is_recorded_with_its_conflict(book: Path) -> None:
    Path("customer.yaml").write_text(as_yaml(PROFILE | {"budget": {"monthly": 1}}), encoding="utf-8")
    path = record_case(book, Path("customer.yaml"))
    assert expected(path) == {"outcome": "infeasible", "conflict": ["budget monthly", "need power"]}
    assert passes(book, path)


def test_a_recorded_case_has_the_name_and_reason_given_whatever_is_in_it(book: Path) -> None:
    path = record_case(book, Path("customer.yaml"), "first", 'A "quoted": #reason\nof two lines.')
    assert path.stem == "first"
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["because"] == 'A "quoted": #reason\nof two lines.'
    assert passes(book, path)


def test_an_existing_case_is_not_replaced(book: Path, golden: Golden) -> None:
    path = record_case(book, Path("customer.yaml"))
    before = path.read_text(encoding="utf-8")
    Path("customer.yaml").write_text(as_yaml(PROFILE | {"needs": []}), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        record_case(book, Path("customer.yaml"))
    golden("recording/case that is there", str(refused.value))
    assert path.read_text(encoding="utf-8") == before


def test_a_case_of_a_faulty_profile_is_not_written(book: Path) -> None:
    Path("customer.yaml").write_text("customer: {}\n", encoding="utf-8")
    with pytest.raises(InputError):
        record_case(book, Path("customer.yaml"))
    assert list(book.glob("cases/*")) == []


def test_an_update_writes_what_the_case_names_and_nothing_else(book: Path) -> None:
    path = case(book, "one", {"components": {"a.x": 9, "b.y": 9}, "totals": {"monthly": 1}})
    assert update_case(book, path)
    assert expected(path) == {"outcome": "optimal", "components": {"a.x": 3, "b.y": 0}, "totals": {"monthly": 30.75}}
    assert passes(book, path)


def test_an_update_keeps_ranges_as_they_are(book: Path) -> None:
    ranges = {
        "components": {"a.x": {"min": 1, "max": 2}, "b.y": {"max": 5}},
        "totals": {"monthly": {"max": 99.95}, "total_contract": {"min": 0.5, "max": 1000000}},
    }
    path = case(book, "one", ranges)
    update_case(book, path)
    assert expected(path) == {"outcome": "optimal", **ranges}


def test_an_update_keeps_everything_before_the_expectation(book: Path) -> None:
    path = book / "cases" / "one.yaml"
    path.parent.mkdir()
    head = "# Why this is here.\nbecause: So.   # really\nprofile: ../../customer.yaml\nset: {needs.power.amount: 4}\n"
    path.write_text(head + "expect: {components: {a.x: 1}}\n", encoding="utf-8")
    assert update_case(book, path)
    assert path.read_text(encoding="utf-8") == head + "expect:\n  outcome: optimal\n  components:\n    a.x: 4\n"


def test_an_update_of_a_case_that_holds_changes_nothing(book: Path) -> None:
    path = record_case(book, Path("customer.yaml"))
    before = path.read_text(encoding="utf-8")
    assert not update_case(book, path)
    assert path.read_text(encoding="utf-8") == before


def test_an_update_follows_the_answer_from_optimal_to_infeasible_and_back(book: Path) -> None:
    path = case(book, "one", {"components": {"a.x": 3}})
    workshop(Path(), ruled("R-9", "qty(a.x) + qty(b.y) <= 2"))
    assert update_case(book, path)
    assert expected(path) == {"outcome": "infeasible", "conflict": ["need power", "rule R-9"]}
    assert passes(book, path)
    workshop(Path())
    assert update_case(book, path)
    assert passes(book, path)


def test_an_expectation_that_something_follows_is_not_written_over(book: Path, golden: Golden) -> None:
    path = book / "cases" / "one.yaml"
    path.parent.mkdir()
    written = "because: So.\nexpect:\n  components: {a.x: 1}\nprofile: ../../customer.yaml\n"
    path.write_text(written, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        update_case(book, path)
    golden("recording/something behind", str(refused.value))
    assert path.read_text(encoding="utf-8") == written


def test_a_faulty_case_is_not_updated(book: Path) -> None:
    path = case(book, "one", {"components": {"a.x": "some"}})
    with pytest.raises(InputError):
        update_case(book, path)
