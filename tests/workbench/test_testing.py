"""`rules test`: what a run says of rules and cases, and how every rule stood."""

from dataclasses import replace
from pathlib import Path

import pytest

from configurator.errors import RulebookError
from configurator.workbench.standing import Standing
from configurator.workbench.testing import Result, run_tests
from tests.workbench.workshop import PROFILE, RULE, case, ruled, workshop

BY_RULE = ruled(
    "R-2", "selected(b.y) implies selected(a.x)", {"package": {"a.x": 1, "b.y": 1}}, {"package": {"b.y": 1}}
)


def named(results: list[Result]) -> dict[str, Result]:
    return {result.name: result for result in results}


def timeless(results: list[Result]) -> list[Result]:
    return [replace(result, seconds=0.0) for result in results]


def test_every_rule_comes_before_every_case_each_in_its_order(tmp_path: Path) -> None:
    book = workshop(tmp_path, RULE, BY_RULE)
    for name in ("two", "one"):
        case(book, name, {"components": {"a.x": 3}})
    results = list(run_tests(book, processes=1))
    assert [(result.kind, result.name) for result in results] == [
        ("rule", "R-1"),
        ("rule", "R-2"),
        ("case", "one"),
        ("case", "two"),
    ]
    assert all(result.passed and result.seconds >= 0 for result in results)
    assert named(results)["one"].because == "Shows one."


def test_a_rule_passes_when_it_has_both_kinds_of_example_and_they_show_it(tmp_path: Path) -> None:
    unshown = ruled("R-1", "qty(a.x) <= 5")
    half = ruled("R-2", "qty(a.x) <= 6", {"package": {"a.x": 6}})
    wrong = ruled("R-3", "qty(a.x) <= 7", {"package": {"a.x": 8}}, {"package": {"a.x": 7}})
    told = named(list(run_tests(workshop(tmp_path, unshown, half, wrong), processes=1)))
    assert told["R-1"].faults == ("the rule has no allowed example", "the rule has no refused example")
    assert told["R-2"].faults == ("the rule has no refused example",)
    assert told["R-3"].faults == (
        "allowed example 1: the rule refuses this package, though it should allow it",
        "refused example 1: the rule lets this package pass, though it should refuse it",
    )


def test_only_rules_and_cases_with_a_text_in_their_name_run(tmp_path: Path) -> None:
    book = workshop(tmp_path, RULE, BY_RULE)
    for name in ("one", "R-2_again"):
        case(book, name, {})
    assert [result.name for result in run_tests(book, "R-2", processes=1)] == ["R-2", "R-2_again"]
    assert list(run_tests(book, "nothing", processes=1)) == []


def test_several_processes_say_what_one_does(tmp_path: Path) -> None:
    book = workshop(tmp_path, RULE, BY_RULE)
    case(book, "right", {"components": {"a.x": 3}})
    case(book, "wrong", {"components": {"a.x": 4}})
    case(book, "poor", {"outcome": "infeasible"}, PROFILE | {"budget": {"monthly": 1}})
    case(book, "faulty", {}, PROFILE | {"sites": []})
    serial = timeless(list(run_tests(book, processes=1)))
    assert timeless(list(run_tests(book, processes=2))) == serial
    assert [result.name for result in serial if not result.passed] == ["faulty", "wrong"]


def test_a_case_keeps_how_every_rule_in_force_stood(tmp_path: Path) -> None:
    coming = ruled("R-3", "selected(b.y)", effective_from="2030-01-01")
    book = workshop(tmp_path, RULE, BY_RULE, coming)
    case(book, "one", {})
    assert named(list(run_tests(book, "one", processes=1)))["one"].standings == {
        "R-1": (Standing.ENFORCED,),
        "R-2": (Standing.VACUOUS,),
    }


def test_in_a_conflict_the_rules_to_blame_are_violated(tmp_path: Path) -> None:
    book = workshop(tmp_path, ruled("R-1", "qty(a.x) + qty(b.y) <= 2"), BY_RULE)
    case(book, "one", {"outcome": "infeasible"})
    assert named(list(run_tests(book, "one", processes=1)))["one"].standings == {"R-1": (Standing.VIOLATED,)}


def test_a_preference_that_is_not_kept_is_violated(tmp_path: Path) -> None:
    book = workshop(tmp_path, ruled("PREF-1", "qty(a.x) + qty(b.y) <= 2", weight=2))
    case(book, "one", {})
    assert named(list(run_tests(book, "one", processes=1)))["one"].standings == {"PREF-1": (Standing.VIOLATED,)}


def test_a_rule_keeps_how_it_stood_in_each_of_its_examples(tmp_path: Path) -> None:
    results = named(list(run_tests(workshop(tmp_path, RULE), processes=1)))
    assert results["R-1"].standings == {"R-1": (Standing.ENFORCED, Standing.VIOLATED)}


def test_a_rulebook_that_does_not_load_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(RulebookError):
        list(run_tests(workshop(tmp_path, ruled("R-1", "selected(a.z)")), processes=1))
