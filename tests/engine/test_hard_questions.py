"""Questions at the edge: a right answer, a minimal conflict, or what is known; never a hang, never a wrong yes."""

from pathlib import Path
from typing import Any

import pytest

import configurator as cf
from configurator.profile import Profile, changed, read_profile
from configurator.resources import folder


@pytest.fixture(scope="module")
def book() -> cf.Rulebook:
    return cf.load_rulebook("telco_enterprise")


def school(**more: Any) -> Profile:
    asked = cf.load_profile(folder("rules") / "telco_enterprise" / "examples" / "school.yaml")
    return read_profile(asked.to_json() | more)


def conflict(outcome: cf.Outcome) -> list[str]:
    assert isinstance(outcome, cf.Infeasible), outcome
    return [f"{member.kind} {member.id}" for member in outcome.conflict]


def test_decisions_that_contradict_each_other_are_the_whole_conflict(book: cf.Rulebook) -> None:
    pinned = [{"component": "ucc.phone", "min": 5}, {"component": "ucc.phone", "max": 4}]
    outcome = cf.recommend(school(decisions=pinned), book)
    assert conflict(outcome) == ["decision ucc.phone", "decision ucc.phone"]
    assert isinstance(outcome, cf.Infeasible)
    assert [[change.path for change in repair.changes] for repair in outcome.repairs] == [
        ["decisions.0"],
        ["decisions.1"],
    ]


def test_a_quantity_beyond_every_tier_can_not_be_had(book: cf.Rulebook) -> None:
    assert conflict(cf.recommend(school(decisions=[{"component": "ucc.phone", "quantity": 10**7}]), book)) == [
        "decision ucc.phone"
    ]


def test_a_component_that_this_customer_is_not_offered_can_not_be_decided(book: cf.Rulebook) -> None:
    asked = school()
    offered = cf.recommend(asked, book).sizing.available
    unavailable = next(id for id in sorted(book.components) if not offered.get(id))
    outcome = cf.recommend(school(decisions=[{"component": unavailable, "selected": True}]), book)
    assert conflict(outcome) == [f"decision {unavailable}"]


def test_no_money_at_all_buys_nothing_that_costs(book: cf.Rulebook) -> None:
    outcome = cf.recommend(changed(school(), "budget.monthly", "0"), book)
    assert "budget monthly" in conflict(outcome)


def test_a_trillion_changes_nothing_against_no_cap(book: cf.Rulebook) -> None:
    rich = cf.recommend(school(budget={"monthly": 10**12, "one_time": 10**12, "total": 10**12}), book)
    free = cf.recommend(school(budget={}, needs=[n | {"priority": "must"} for n in school().to_json()["needs"]]), book)
    assert isinstance(rich, cf.Optimal)
    assert isinstance(free, cf.Optimal)
    assert rich.package.weighted_coverage == 1


def test_a_millisecond_ends_in_an_honest_answer(book: cf.Rulebook) -> None:
    outcome = cf.recommend(school(), book, cf.Limits(deterministic_time=0.001))
    assert isinstance(outcome, cf.Unproven | cf.Feasible)
    if isinstance(outcome, cf.Feasible):
        assert not all(stage.proven for stage in outcome.stages)


def test_the_same_answer_under_a_limit_twice(book: cf.Rulebook, tmp_path: Path) -> None:
    first, second = (cf.recommend(school(), book, cf.Limits(deterministic_time=0.02)).to_json() for _ in range(2))
    for told in (first, second):
        del told["solver"]["wall_ms"]
    assert first == second
