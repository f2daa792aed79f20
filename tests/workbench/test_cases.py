"""Regression cases: what they may expect, what is said when the answer is another, and when a file is faulty."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from configurator.engine.recommend import recommend
from configurator.errors import InputError
from configurator.rulebook.loader import load_rulebook
from configurator.workbench.cases import case_files, deviations, load_case
from configurator.workbench.testing import run_case
from tests.conftest import kept
from tests.small import as_yaml
from tests.workbench.workshop import PROFILE, case, ruled, workshop

Golden = Callable[[str, str], None]

NEEDS = {"needs": [{"need": "power", "amount": 3}]}


def said(folder: Path, expect: dict[str, Any], profile: Any = PROFILE, **more: Any) -> list[str]:
    book = workshop(folder)
    told = load_case(case(book, "one", expect, profile, **more))
    return list(deviations(told, recommend(told.profile, load_rulebook(book))))


MET: dict[str, dict[str, Any]] = {
    "outcome": {"outcome": "optimal"},
    "nothing named": {},
    "units": {"components": {"a.x": 3, "b.y": 0}},
    "units within": {"components": {"a.x": {"min": 3, "max": 3}, "b.y": {"max": 0}}},
    "needs": {"needs": {"power": True}},
    "every amount": {"totals": {"one_time": 0, "monthly": 30.75, "first_year": 369.00, "total_contract": 369, "tax": 22.2, "total_contract_with_tax": 391.2}},
    "amounts within": {"totals": {"monthly": {"min": 30.75, "max": 30.75}, "total_contract": {"min": 1}}},
}  # fmt: skip


@pytest.mark.parametrize("what", MET)
def test_nothing_is_said_of_an_answer_as_expected(what: str, tmp_path: Path) -> None:
    assert said(tmp_path, MET[what]) == []


MISSED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "outcome": ({"outcome": "infeasible"}, ["the outcome is optimal, expected is infeasible"]),
    "proof": ({"outcome": "feasible"}, ["the outcome is optimal, expected is feasible"]),
    "units": ({"components": {"a.x": 2}}, ["a.x: 3 units, expected 2"]),
    "units of what isn't bought": ({"components": {"b.y": 1}}, ["b.y: 0 units, expected 1"]),
    "too few": ({"components": {"a.x": {"min": 4}}}, ["a.x: 3 units, expected at least 4"]),
    "too many": ({"components": {"a.x": {"max": 2}}}, ["a.x: 3 units, expected at most 2"]),
    "outside": ({"components": {"a.x": {"min": 4, "max": 9}}}, ["a.x: 3 units, expected at least 4 and at most 9"]),
    "what isn't sold": ({"components": {"a.z": 0}}, ["there is no component a.z"]),
    "a need met": ({"needs": {"power": False}}, ["the need power is met, expected the contrary"]),
    "a need nobody stated": ({"needs": {"light": True}}, ["the need light isn't asked for"]),
    "an amount": ({"totals": {"monthly": 30.7}}, ["monthly: 30.75 CNY, expected 30.7"]),
    "an amount's bounds": ({"totals": {"total_contract": {"max": 368.99}}}, ["total_contract: 369.00 CNY, expected at most 368.99"]),
    "everything at once": (
        {"outcome": "feasible", "components": {"a.x": 2}, "totals": {"monthly": 1}},
        ["the outcome is optimal, expected is feasible", "a.x: 3 units, expected 2", "monthly: 30.75 CNY, expected 1"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", MISSED)
def test_what_of_an_answer_is_not_as_expected_is_said(what: str, tmp_path: Path) -> None:
    expect, words = MISSED[what]
    assert said(tmp_path, expect) == words


def test_an_unmet_need_is_said(tmp_path: Path) -> None:
    wish = PROFILE | {"needs": [{"need": "power", "amount": 3, "priority": "could"}], "budget": {"monthly": 20}}
    assert said(tmp_path, {"needs": {"power": False}}, wish) == []
    assert said(tmp_path, {"needs": {"power": True}}, wish) == ["the need power is not met, expected the contrary"]


def test_a_conflict_is_the_same_in_any_order_and_otherwise_told(tmp_path: Path) -> None:
    poor = PROFILE | {"budget": {"monthly": 20}}
    expect = {"outcome": "infeasible"}
    assert said(tmp_path, expect | {"conflict": ["need power", "budget monthly"]}, poor) == []
    assert said(tmp_path, expect | {"conflict": ["budget monthly", "need power"]}, poor) == []
    assert said(tmp_path, expect, poor) == []
    told = said(tmp_path, expect | {"conflict": ["rule R-1"]}, poor)
    assert told == ["the conflict is budget monthly, need power; expected is rule R-1"]


def test_set_changes_the_profile_as_on_the_command_line(tmp_path: Path) -> None:
    assert said(tmp_path, {"components": {"a.x": 5}}, set={"needs.power.amount": 5}) == []
    assert said(tmp_path, {"components": {"a.x": 3}}, set={"date": datetime.date(2026, 12, 1)}) == []
    poor = PROFILE | {"budget": {"monthly": 20}}
    assert said(tmp_path, {"outcome": "optimal"}, poor, set={"budget.monthly": None}) == []


def test_a_profile_may_be_told_by_its_path_beside_the_case(tmp_path: Path) -> None:
    (tmp_path / "book" / "examples").mkdir(parents=True)
    (tmp_path / "book" / "examples" / "one.yaml").write_text(as_yaml(PROFILE), encoding="utf-8")
    assert said(tmp_path, {"components": {"a.x": 3}}, "../examples/one.yaml") == []
    assert said(tmp_path, {"components": {"a.x": 7}}, "../examples/one.yaml", set={"needs.power.amount": 7}) == []


def test_the_cases_of_a_rulebook_are_its_visible_yaml_files_by_name(tmp_path: Path) -> None:
    book = workshop(tmp_path)
    assert case_files(book) == []
    for name in ("two", "one", ".hidden"):
        case(book, name, {})
    (book / "cases" / "notes.txt").write_text("", encoding="utf-8")
    assert [path.stem for path in case_files(book)] == ["one", "two"]


WRITTEN = as_yaml({"because": "So.", "profile": PROFILE, "expect": {"outcome": "optimal"}})

FAULTY = {
    "no expectation": WRITTEN.partition("expect:")[0],
    "unknown key": WRITTEN.replace("because:", "becuase:"),
    "unknown outcome": WRITTEN.replace("optimal", "optimum"),
    "unknown expectation": WRITTEN + "  total: {monthly: 5}\n",
    "unknown amount": WRITTEN + "  totals: {montly: 5}\n",
    "units that are a word": WRITTEN + "  components: {a.x: some}\n",
    "a range of another kind": WRITTEN + "  components: {a.x: {least: 5}}\n",
    "an amount that is a word": WRITTEN + "  totals: {monthly: cheap}\n",
    "a need that is a number": WRITTEN + "  needs: {power: 1}\n",
    "no profile": WRITTEN.replace("profile:", "profil:"),
    "a faulty profile": WRITTEN.replace("sites:", "sits:"),
    "a profile the rulebook refuses": WRITTEN.replace("need: power", "need: pwoer"),
    "a profile that isn't there": "because: So.\nprofile: ../examples/none.yaml\nexpect: {outcome: optimal}\n",
    "set to nowhere": WRITTEN.replace("expect:", "set: {needs.light.amount: 5}\nexpect:"),
    "set to what can't be": WRITTEN.replace("expect:", "set: {budget.monthly: cheap}\nexpect:"),
    "a conflict of an optimal outcome": WRITTEN + "  conflict: [rule R-1]\n",
    "units of an infeasible outcome": WRITTEN.replace("optimal", "infeasible")
    + "  components: {a.x: 3}\n  totals: {monthly: 5}\n",
    "no mapping": "- because: So.\n",
    "no YAML": "because: [So.\n",
    "nothing": "",
}


@pytest.mark.parametrize("what", FAULTY)
def test_a_faulty_case_fails_with_its_fault_and_stops_nothing(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: Golden
) -> None:
    monkeypatch.chdir(tmp_path)
    path = case(workshop(Path()), "one", {})
    path.write_text(FAULTY[what], encoding="utf-8")
    result = run_case(load_rulebook("book"), path)
    assert not result.passed
    golden(f"cases/{what}", "\n\n".join(result.faults))


def test_no_golden_message_of_a_case_is_left_over() -> None:
    assert kept("cases") == FAULTY.keys()


def test_a_case_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load_case(tmp_path / "none.yaml")


def test_a_case_under_a_rule_that_forbids_its_need_names_the_rule(tmp_path: Path) -> None:
    book = workshop(tmp_path, ruled("R-1", "qty(a.x) + qty(b.y) <= 2"))
    path = case(book, "one", {"outcome": "infeasible", "conflict": ["rule R-1", "need power"]})
    assert run_case(load_rulebook(book), path).passed
