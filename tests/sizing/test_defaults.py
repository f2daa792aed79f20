"""Segments: what a profile that states no needs is taken to ask for, and that it is told wherever it counts."""

from pathlib import Path
from typing import Any

import pytest

import configurator as cf
from configurator.errors import ProfileError
from configurator.profile import Profile, read_profile
from configurator.rulebook.loader import load_rulebook
from configurator.rulebook.model import Rulebook
from configurator.sizing import Sizing, size
from tests.small import SOURCED, both, capability, component, files, need, profile, write

NEEDS = [need("power", power="need.amount"), need("light", light="need.amount")]


def segment(id: str, *needs: dict[str, Any], when: str = "true", **more: Any) -> dict[str, Any]:
    told = {"id": id, "name": both(id), "when": when, "drivers": both("Work."), "needs": list(needs), **SOURCED}
    return told | more


def book(folder: Path, *segments: dict[str, Any]) -> Rulebook:
    sold = [component("a.power", 10, {"power": 1}), component("b.light", 10, {"light": 1})]
    told = files(sold, capabilities=[capability("power"), capability("light")], needs=NEEDS)
    return load_rulebook(write(folder, told | {"segments.yaml": list(segments)}))


def silent(**more: Any) -> Profile:
    """A profile without the key `needs`."""
    told = {key: value for key, value in profile().source.data.items() if key != "needs"}
    return read_profile(told | more)


def needs(sizing: Sizing) -> dict[str, tuple[str, int]]:
    return {need.id: (need.priority, need.weight) for need in sizing.needs}


def test_a_profile_without_the_key_needs_gets_those_typical_of_its_segment(tmp_path: Path) -> None:
    sizing = size(silent(), book(tmp_path, segment("office", {"need": "power"}, {"need": "light", "priority": "could", "weight": 4})))  # fmt: skip
    assert needs(sizing) == {"power": ("should", 3), "light": ("could", 4)}
    assert [segment.id for segment in sizing.segments] == ["office"]


def test_an_empty_list_of_needs_asks_for_nothing(tmp_path: Path) -> None:
    assert needs(size(profile([]), book(tmp_path, segment("office", {"need": "power"})))) == {}


def test_needs_that_are_stated_stand_alone(tmp_path: Path) -> None:
    sizing = size(profile({"light": 2}), book(tmp_path, segment("office", {"need": "power"})))
    assert needs(sizing) == {"light": ("must", 1)}
    assert [need.origin for need in sizing.needs] == ["user"]


def test_a_profile_outside_every_segment_asks_for_nothing(tmp_path: Path) -> None:
    sizing = size(silent(), book(tmp_path, segment("bank", {"need": "power"}, when="customer.industry == 'finance'")))
    assert (needs(sizing), sizing.segments, sizing.budget) == ({}, (), {})


def test_a_customer_in_two_segments_gets_the_needs_of_both_each_once(tmp_path: Path) -> None:
    two = [segment("office", {"need": "power"}), segment("any", {"need": "light"}, {"need": "power"})]
    assert list(needs(size(silent(), book(tmp_path, *two)))) == ["power", "light"]


@pytest.mark.parametrize(("one", "other", "counts"), [
    ({"weight": 2}, {"weight": 8}, ("should", 8)),
    ({"weight": 8}, {"weight": 2}, ("should", 8)),
    ({"priority": "could", "weight": 9}, {"weight": 1}, ("should", 1)),
    ({"weight": 2}, {}, ("should", 3)),
])  # fmt: skip
def test_of_a_need_told_twice_the_heavier_counts_and_should_before_could(
    one: dict[str, Any], other: dict[str, Any], counts: tuple[str, int], tmp_path: Path
) -> None:
    two = [segment("one", {"need": "power", **one}), segment("other", {"need": "power", **other})]
    assert needs(size(silent(), book(tmp_path, *two))) == {"power": counts}


def test_a_typical_need_with_a_condition_is_had_where_it_holds(tmp_path: Path) -> None:
    told = book(tmp_path, segment("office", {"need": "power"}, {"need": "light", "when": "customer.employees >= 50"}))
    assert list(needs(size(silent(), told))) == ["power", "light"]
    assert list(needs(size(silent(customer={"name": "x", "employees": 9}), told))) == ["power"]


def test_the_inputs_of_a_typical_need_are_worked_out_of_customer_and_sites(tmp_path: Path) -> None:
    told = {"amount": "sum(s.users for s in sites) + customer.employees"}
    sites = [{"name": "Head", "users": 30}, {"name": "Branch", "count": 2, "users": 5}]
    sizing = size(silent(sites=sites), book(tmp_path, segment("office", {"need": "power", "inputs": told})))
    assert [(demand.capability, int(demand.amount)) for demand in sizing.demands] == [("power", 140)]


def test_the_inputs_of_a_typical_need_may_ask_what_is_installed(tmp_path: Path) -> None:
    told = book(tmp_path, segment("office", {"need": "power", "inputs": {"amount": "10 - installed(a.power)"}}))
    sizing = size(silent(installed=[{"component": "a.power", "quantity": 4}]), told)
    assert [demand.amount for demand in sizing.demands] == [6]


def test_inputs_left_open_have_their_own_defaults(tmp_path: Path) -> None:
    assert size(silent(), book(tmp_path, segment("office", {"need": "power"}))).needs[0].inputs == {"amount": 1}


def test_a_condition_on_a_fact_the_profile_leaves_out_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"revenue"):
        size(silent(), book(tmp_path, segment("rich", {"need": "power"}, when="customer.revenue > 5")))


# Marked as defaults


def test_typical_needs_and_what_is_bought_for_them_are_marked_as_defaults(tmp_path: Path) -> None:
    outcome = cf.recommend(silent(), book(tmp_path, segment("office", {"need": "power"})))
    assert isinstance(outcome, cf.Optimal)
    assert [need.origin for need in outcome.sizing.needs] == ["default"]
    assert [(item.component, item.origin) for item in outcome.package.items] == [("a.power", "default")]


def test_what_a_decision_asks_for_is_the_users_though_the_need_is_a_default(tmp_path: Path) -> None:
    asked = silent(decisions=[{"component": "a.power", "min": 1}])
    outcome = cf.recommend(asked, book(tmp_path, segment("office", {"need": "power"})))
    assert isinstance(outcome, cf.Optimal)
    assert [item.origin for item in outcome.package.items] == ["user"]


def test_the_recommendation_tells_segments_and_what_it_assumed(tmp_path: Path) -> None:
    told = book(tmp_path, segment("office", {"need": "power"}, willing="customer.employees * 3"))
    got = cf.recommend(silent(), told).to_json()
    assert got["segments"] == ["office"]
    assert got["assumed"] == {"needs": ["power"], "budget": {"monthly": "300.00"}}
    assert [need["origin"] for need in got["coverage"]["needs"]] == ["default"]
    assert [item["origin"] for item in got["package"]["items"]] == ["default"]


def test_nothing_is_told_as_assumed_where_the_needs_are_stated(tmp_path: Path) -> None:
    got = cf.recommend(profile({"power": 1}), book(tmp_path, segment("office", {"need": "power"}, willing="300"))).to_json()  # fmt: skip
    assert "assumed" not in got
    assert got["segments"] == ["office"]


# Willingness to pay


def test_what_a_segment_is_willing_to_pay_is_the_monthly_cap_of_a_profile_without_needs_and_budget(
    tmp_path: Path,
) -> None:
    sizing = size(silent(), book(tmp_path, segment("office", {"need": "power"}, willing="customer.employees * 3")))
    assert (sizing.budget, sizing.budget_origin) == ({"monthly": 300_00}, "default")


@pytest.mark.parametrize("stated", [{"needs": []}, {"budget": {"monthly": 5}}, {"budget": {"total": 5}}])
def test_it_is_no_cap_where_needs_or_a_budget_are_stated(stated: dict[str, Any], tmp_path: Path) -> None:
    sizing = size(silent(**stated), book(tmp_path, segment("office", {"need": "power"}, willing="300")))
    assert (sizing.budget.get("monthly"), sizing.budget_origin) in ((None, "user"), (500, "user"))


def test_of_several_segments_the_least_willing_sets_the_cap(tmp_path: Path) -> None:
    three = [segment("a", {"need": "power"}, willing="300"), segment("b", {"need": "power"}, willing="200.5"), segment("c", {"need": "light"})]  # fmt: skip
    assert size(silent(), book(tmp_path, *three)).budget == {"monthly": 200_00}  # whole yuan: it is an estimate


def test_a_willingness_below_nothing_is_nothing(tmp_path: Path) -> None:
    sizing = size(silent(), book(tmp_path, segment("a", {"need": "power"}, willing="50 - customer.employees")))
    assert sizing.budget == {"monthly": 0}


def test_the_engine_keeps_to_the_willingness(tmp_path: Path) -> None:
    told = book(tmp_path, segment("a", {"need": "power"}, {"need": "light", "weight": 9}, willing="10"))
    outcome = cf.recommend(silent(), told)
    assert isinstance(outcome, cf.Optimal)
    assert [item.component for item in outcome.package.items] == ["b.light"]


# The profile


def test_no_needs_and_an_empty_list_stay_apart_through_json() -> None:
    assert read_profile(silent().to_json()).needs is None
    assert "needs" not in silent().to_json()
    assert read_profile(profile([]).to_json()).needs == ()
