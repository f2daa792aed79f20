"""The ways out of a refusal: least first, each carried out and found to work."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import configurator as cf
from configurator.engine.linear import Origin
from configurator.engine.repairs import Repair, carried_out
from configurator.errors import InputError
from configurator.profile import changed
from configurator.resources import folder
from tests import small
from tests.properties.answers import law
from tests.properties.problems import Case, cases

CONCESSIONS = {"budget.monthly": 3, "budget.one_time": 2, "decisions": 1, "needs": 5, "needs.light": "never"}


def shop(tmp_path: Path, **more: Any) -> cf.Rulebook:
    """Heat for 10 a unit and month, light for 30."""
    sold = [small.component("a.stove", 10, {"heat": 1}), small.component("a.lamp", 30, {"light": 1})]
    capabilities = [small.capability("heat"), small.capability("light")]
    needs = [small.need("warm", heat="need.amount"), small.need("light", light="need.amount")]
    files = small.files(sold, capabilities=capabilities, needs=needs, concessions=CONCESSIONS, **more)
    return cf.load_rulebook(small.write(tmp_path, files))


def refused(book: cf.Rulebook, **asked: Any) -> tuple[Repair, ...]:
    stated = [{"need": "warm", "amount": 3}, {"need": "light", "amount": 1}]
    outcome = cf.recommend(small.profile(**{"needs": stated, **asked}), book)
    assert isinstance(outcome, cf.Infeasible)
    return outcome.repairs


def told(repairs: tuple[Repair, ...]) -> list[tuple[int, list[tuple[str, Any, Any]]]]:
    return [(r.concession, [(c.path, c.before, c.after) for c in r.changes]) for r in repairs]


def test_a_cap_is_raised_no_further_than_it_takes(tmp_path: Path) -> None:
    (first, second) = refused(shop(tmp_path), budget={"monthly": 50})
    assert told((first,)) == [(3, [("budget.monthly", "50.00", "60.00")])]
    assert told((second,)) == [(5, [("needs.warm.priority", "must", "should")])]


def test_the_least_concession_comes_first(tmp_path: Path) -> None:
    unwanted = [{"component": "a.stove", "quantity": 4}]
    repairs = refused(shop(tmp_path), budget={"monthly": 60}, decisions=unwanted)
    assert [repair.concession for repair in repairs] == [1, 3]
    assert told(repairs)[0] == (1, [("decisions.0", {"component": "a.stove", "quantity": 4}, None)])


def test_what_the_rulebook_does_not_concede_is_never_offered(tmp_path: Path) -> None:
    repairs = refused(shop(tmp_path), budget={"monthly": 25}, needs=[{"need": "light", "amount": 1}])
    assert told(repairs) == [(3, [("budget.monthly", "25.00", "30.00")])]


def test_rules_are_never_conceded(tmp_path: Path) -> None:
    book = shop(tmp_path, rules=[small.rule("R-1", "not selected(a.lamp)")])
    assert refused(book, needs=[{"need": "light", "amount": 1}]) == ()


def test_all_conflicts_are_mended_at_once(tmp_path: Path) -> None:
    pinned = [{"component": "a.stove", "selected": False}, {"component": "a.stove", "min": 1}]
    repairs = refused(shop(tmp_path), budget={"monthly": 29}, decisions=pinned)
    assert repairs
    assert all({change.path.partition(".")[0] for change in repair.changes} >= {"budget"} for repair in repairs)


def test_the_totals_are_compared_with_the_least_cost_without_caps(tmp_path: Path) -> None:
    (raised, dropped) = (r.to_json("CNY") for r in refused(shop(tmp_path), budget={"monthly": 50}))
    assert raised["totals"]["monthly"] == "60.00"
    assert raised["delta"] == {"one_time": "0.00", "monthly": "0.00", "total_contract": "0.00"}
    assert dropped["delta"]["monthly"] == "-30.00"


def test_several_decisions_are_taken_back_whatever_their_positions(tmp_path: Path) -> None:
    pinned = [
        {"component": "a.stove", "selected": False},
        {"component": "a.lamp", "max": 5},
        {"component": "a.lamp", "selected": False},
    ]
    (repair, *_) = refused(shop(tmp_path), decisions=pinned)
    assert [change.path for change in repair.changes] == ["decisions.0", "decisions.2"]
    assert [decision.component for decision in repair.profile.decisions] == ["a.lamp"]


def test_every_repair_of_a_shipped_profile_cut_to_30_percent_works_when_applied_by_hand() -> None:
    book = cf.load_rulebook("telco_enterprise")
    example = cf.load_profile(folder("rules") / "telco_enterprise" / "examples" / "school.yaml")
    whole = cf.recommend(example, book)
    assert isinstance(whole, cf.Optimal)
    poor = changed(example, "budget.monthly", str(whole.package.totals.monthly * 3 // 1000))
    outcome = cf.recommend(poor, book)
    assert isinstance(outcome, cf.Infeasible)
    repairs = json.loads(json.dumps(outcome.to_json()))["repairs"]
    assert repairs
    for repair in repairs:
        mended = poor
        for change in repair["changes"]:
            mended = changed(mended, change["path"], change["to"])
        assert isinstance(cf.recommend(mended, book), cf.Optimal)


@pytest.mark.parametrize(
    ("path", "help"),
    [("budget.weekly", "budget.monthly"), ("needs.wram", "needs.warm"), ("decisions.a.lmap", "a.lamp")],
)
def test_a_concession_of_what_is_not_there_is_told_with_the_way_out(tmp_path: Path, path: str, help: str) -> None:
    files = small.files([small.component("a.lamp", 30, {"light": 1})], capabilities=[small.capability("light")])
    files["needs.yaml"] = [small.need("warm", light="need.amount")]
    files["rulebook.yaml"]["concessions"] = {path: 1}
    with pytest.raises(InputError, match=help) as fault:
        cf.load_rulebook(small.write(tmp_path, files))
    assert "rulebook.yaml" in str(fault.value)


@law(60)
@given(cases())
def test_a_repair_leads_to_a_package_and_takes_no_more_than_it_needs(case: Case) -> None:
    with tempfile.TemporaryDirectory() as where:
        identity = case.files["rulebook.yaml"] | {"concessions": {"decisions": 1, "needs": 5, "budget.monthly": 3}}
        book, asked = Case(case.files | {"rulebook.yaml": identity}, case.profile).load(Path(where))
    outcome = cf.recommend(asked, book)
    if not isinstance(outcome, cf.Infeasible):
        return
    concessions = [repair.concession for repair in outcome.repairs]
    assert concessions == sorted(concessions)
    for repair in outcome.repairs:
        assert isinstance(cf.recommend(repair.profile, book), cf.Optimal)
        for missing in repair.changes:  # a part of it is not enough
            rest = [change for change in repair.changes if change != missing]
            assert isinstance(cf.recommend(carried_out(asked, rest), book), cf.Infeasible)
        if repair.gives == (Origin("budget", "monthly"),):
            cents = round(float(str(repair.changes[0].after)) * 100) - 1
            less = replace(repair.changes[0], after=f"{cents // 100}.{cents % 100:02d}")
            assert isinstance(cf.recommend(carried_out(asked, [less]), book), cf.Infeasible)
