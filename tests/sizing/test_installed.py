"""The installed base: what a customer has already, added up, checked, and asked for by formulas."""

from pathlib import Path
from typing import Any

import pytest

import configurator as cf
from configurator.errors import ProfileError
from configurator.rulebook.model import Rulebook
from configurator.sizing import size
from tests.small import FACTS, both, capability, component, need, profile, rule, rulebook

CAPABILITIES = [capability("power"), capability("level", adds="max"), capability("light", adds="any")]
SOLD = [
    component("a.small", 5, {"power": 2, "level": 1}),
    component("b.large", 9, {"power": 5, "level": 3, "light": 1}),
]


def book(folder: Path, *rules: dict[str, Any]) -> Rulebook:
    return rulebook(folder, SOLD, capabilities=CAPABILITIES, rules=list(rules))


def installed(folder: Path, *entries: dict[str, Any], **more: Any) -> dict[str, Any]:
    return dict(size(profile([], installed=list(entries), **more), book(folder)).world.installed)


def test_nothing_is_installed_that_isnt_stated(tmp_path: Path) -> None:
    assert installed(tmp_path) == {}


def test_units_add_up_over_entries_and_sites(tmp_path: Path) -> None:
    sites = [{"name": "Head"}, {"name": "Branch"}]
    entries: list[dict[str, Any]] = [
        {"component": "a.small", "quantity": 3, "site": "Head"},
        {"component": "a.small", "site": "Branch"},
    ]
    assert installed(tmp_path, *entries, sites=sites)["a.small"] == 4


def test_of_a_capability_that_adds_by_sum_the_units_supplies_add_up(tmp_path: Path) -> None:
    assert installed(tmp_path, {"component": "a.small", "quantity": 3}, {"component": "b.large"})["power"] == 11


def test_of_a_capability_that_adds_by_max_the_best_counts_whatever_its_units(tmp_path: Path) -> None:
    got = installed(tmp_path, {"component": "a.small", "quantity": 9}, {"component": "b.large"})
    assert got["level"] == 3


def test_of_a_capability_that_adds_by_any_one_is_enough(tmp_path: Path) -> None:
    got = installed(tmp_path, {"component": "b.large", "quantity": 4})
    assert got["light"] == 1


def test_an_unknown_component_is_told_with_the_one_that_may_be_meant(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as told:
        installed(tmp_path, {"component": "a.smal"})
    [fault] = told.value.diagnostics
    assert (fault.code, fault.message) == ("E022", "there is no component 'a.smal'")
    assert "a.small" in fault.help


def test_an_unknown_site_is_told_with_the_one_that_may_be_meant(tmp_path: Path) -> None:
    with pytest.raises(ProfileError) as told:
        installed(tmp_path, {"component": "a.small", "site": "Ofice"})
    [fault] = told.value.diagnostics
    assert (fault.code, fault.message) == ("E046", "there is no site 'Ofice'")
    assert "Office" in fault.help


@pytest.mark.parametrize("formula", ["installed(a.small) >= 3", "installed(power) >= 6", "installed(level) == 1"])
def test_a_rule_may_ask_what_is_installed(formula: str, tmp_path: Path) -> None:
    told = book(tmp_path, rule("R-1", f"{formula} implies selected(b.large)"))

    def bought(**more: Any) -> list[str]:
        outcome = cf.recommend(profile([], **more), told)
        assert isinstance(outcome, cf.Optimal)
        return [item.component for item in outcome.package.items]

    assert bought() == []
    assert bought(installed=[{"component": "a.small", "quantity": 3}]) == ["b.large"]


def test_what_is_installed_supplies_no_demand_by_itself(tmp_path: Path) -> None:
    """Whether it still serves is for the rulebook to say, by a rule or an input."""
    outcome = cf.recommend(profile({"power": 2}, installed=[{"component": "a.small"}]), book(tmp_path))
    assert isinstance(outcome, cf.Optimal)
    assert [item.component for item in outcome.package.items] == ["a.small"]


def test_facts_and_inputs_worked_out_of_the_installed_base_see_it(tmp_path: Path) -> None:
    has = {"id": "has", "name": both("Has"), "type": "integer", "value": "installed(a.box)"}
    facts = FACTS | {"customer": [*FACTS["customer"], has]}
    asked = need("power", power="need.more")
    asked["inputs"].append(
        {"id": "more", "name": both("More"), "type": "integer", "default_from": "installed(a.box) + 1"}
    )
    book = rulebook(tmp_path, [component("a.box", 5, {"power": 1})], facts=facts, needs=[asked])
    sized = size(profile({"power": 1}, installed=[{"component": "a.box", "quantity": 3}]), book)
    assert sized.world.facts["customer"]["has"] == 3
    assert [demand.amount for demand in sized.demands] == [4]


def test_co_terminated_a_contract_runs_until_the_last_installed_term_ends(tmp_path: Path) -> None:
    has = [{"component": "a.small", "until": "2027-03-31"}, {"component": "b.large", "until": "2028-01-10"}]
    sized = size(profile([], installed=has, co_terminate=True), book(tmp_path))
    assert sized.term_months == 14
    assert sized.world.facts["profile"]["term_months"] == 14


def test_what_is_added_is_paid_for_that_many_months(tmp_path: Path) -> None:
    has = [{"component": "b.large", "until": "2028-01-10"}]
    outcome = cf.recommend(profile({"power": 2}, installed=has, co_terminate=True), book(tmp_path))
    assert isinstance(outcome, cf.Optimal)
    assert outcome.package.totals.total_contract == 14 * 5_00


def test_the_term_may_be_stated_beside_when_it_is_the_same(tmp_path: Path) -> None:
    has = [{"component": "b.large", "until": "2028-01-10"}]
    assert size(profile([], installed=has, co_terminate=True, term_months=14), book(tmp_path)).term_months == 14


# Where it stands


def test_units_are_held_by_site_class_and_over_the_deal(tmp_path: Path) -> None:
    box = component("c.box", at="site")
    told = rulebook(tmp_path, [*SOLD, box], capabilities=CAPABILITIES)
    sites = [{"name": "Head"}, {"name": "Branch", "count": 3}]
    has = [{"component": "a.small", "quantity": 4}, {"component": "c.box", "site": "Branch"}]
    sized = size(profile([], sites=sites, installed=has), told)
    [branches] = [c.id for c in sized.site_classes if c.count == 3]
    assert sized.holdings.units == {("a.small", None): 4, ("c.box", branches): 3}
    assert (sized.holdings.at("c.box", branches, 3), sized.holdings.total("c.box")) == (1, 3)


def test_with_one_site_that_is_where_it_stands(tmp_path: Path) -> None:
    told = rulebook(tmp_path, [*SOLD, component("c.box", at="site")], capabilities=CAPABILITIES)
    sized = size(profile([], installed=[{"component": "c.box", "quantity": 2}]), told)
    assert sized.holdings.units == {("c.box", sized.site_classes[0].id): 2}


def test_where_a_site_isnt_told_all_units_of_the_component_may_stand_anywhere(tmp_path: Path) -> None:
    told = rulebook(tmp_path, [*SOLD, component("c.box", at="site")], capabilities=CAPABILITIES)
    has = [{"component": "c.box", "quantity": 2}, {"component": "c.box", "site": "Head"}]
    sized = size(profile([], sites=[{"name": "Head"}, {"name": "Branch"}], installed=has), told)
    assert sized.holdings.units == {("c.box", None): 3}
    assert sized.holdings.kept("c.box", {"S1": 2, "S2": 2}) == {"S1": 2, "S2": 1}
