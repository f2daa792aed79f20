"""The installed base in a package: what is added, kept, moved and ended, what that costs, and what is preferred."""

from pathlib import Path
from typing import Any

import pytest

import configurator as cf
from configurator.package import Item
from configurator.rulebook.model import Rulebook
from tests.small import SOURCED, both, capability, charge, component, files, need, profile, rule, write

END = {"id": "TRM-1", "name": both("Early end"), "percent": 50, **SOURCED}
SITES = [{"name": "Head", "users": 9}, {"name": "Branch", "count": 2}]


def book(folder: Path, *more: dict[str, Any], terms: dict[str, Any] | None = None, **parts: Any) -> Rulebook:
    """A box with an installation fee, sold to the deal, and a link, sold at sites."""
    sold = [
        component("a.box", supplies={"power": 1}, charges=[charge(10), charge(100, kind="one_time")]),
        component("b.link", supplies={"line": 1}, at="site", charges=[charge(20), charge(50, kind="one_time")]),
        *more,
    ]
    capabilities = [capability("power"), capability("line", at="site")]
    needs = [need("power", power="need.amount"), need("line", line="need.amount if site.users > 0 else 0")]
    data = files(sold, capabilities=capabilities, needs=needs, **parts)
    return cf.load_rulebook(write(folder, data | ({"installed.yaml": terms} if terms else {})))


def solved(told: Rulebook, needs: dict[str, int], *installed: dict[str, Any], **more: Any) -> cf.Optimal:
    outcome = cf.recommend(profile(needs, installed=list(installed), term_months=12, **more), told)
    assert isinstance(outcome, cf.Optimal), outcome
    return outcome


def item(outcome: cf.Optimal, component: str, site: str | None = None) -> Item:
    return next(
        i for i in outcome.package.items if i.component == component and (site is None or site in (i.sites or ()))
    )


# What is done about it


@pytest.mark.parametrize(
    ("installed", "action", "new"), [(0, "add", 3), (2, "modify", 1), (3, "noChange", 0), (5, "modify", 0)]
)
def test_an_item_says_what_is_done_and_pays_the_installation_of_new_units_only(
    installed: int, action: str, new: int, tmp_path: Path
) -> None:
    has = [{"component": "a.box", "quantity": installed}] if installed else []
    outcome = solved(book(tmp_path), {"power": 3}, *has)
    box = item(outcome, "a.box")
    assert (box.action, box.before, box.quantity) == (action, installed, 3)
    assert outcome.package.totals.one_time == new * 100_00
    assert outcome.package.totals.monthly == 3 * 10_00
    assert [line.quantity for line in box.lines if line.period is None] == ([new] if new else [])


def test_what_is_installed_and_no_longer_bought_is_told_as_disconnected(tmp_path: Path) -> None:
    outcome = solved(book(tmp_path), {}, {"component": "a.box", "quantity": 4})
    [gone] = outcome.to_json()["package"]["disconnected"]
    assert gone == {"component": "a.box", "sites": None, "quantity": 4, "action": "delete", "before": 4, "charges": []}


def test_what_is_left_of_fewer_units_is_modified(tmp_path: Path) -> None:
    outcome = solved(book(tmp_path), {"power": 3}, {"component": "a.box", "quantity": 4})
    [gone] = outcome.package.disconnected
    assert (gone.action, gone.quantity, gone.before) == ("modify", 1, 4)


def test_a_unit_that_moves_is_installed_again_but_ends_no_contract(tmp_path: Path) -> None:
    terms = {"terminations": [END]}
    has = {"component": "b.link", "site": "Branch 1", "until": "2027-11-22"}
    outcome = solved(book(tmp_path, terms=terms), {"line": 1}, has, sites=SITES)
    link = item(outcome, "b.link", "Head")
    assert (link.action, link.before, link.moved) == ("move", 0, 1)
    assert outcome.package.disconnected == ()
    assert outcome.package.totals.one_time == 50_00


def test_sites_with_different_installations_are_told_apart(tmp_path: Path) -> None:
    told = book(tmp_path, rules=[rule("R-1", "for each site: qty(b.link, site) == 1")])
    outcome = solved(told, {}, {"component": "b.link", "site": "Branch 2"}, sites=SITES)
    actions = {i.sites: i.action for i in outcome.package.items}
    assert actions == {("Head",): "add", ("Branch 1",): "add", ("Branch 2",): "noChange"}


def test_a_quantity_at_sites_of_one_name_is_at_each_of_them(tmp_path: Path) -> None:
    told = book(tmp_path, rules=[rule("R-1", "for each site: qty(b.link, site) == 1")])
    outcome = solved(told, {}, {"component": "b.link", "site": "Branch"}, sites=SITES)
    branches = item(outcome, "b.link", "Branch 1")
    assert (branches.sites, branches.before, branches.action) == (("Branch 1", "Branch 2"), 2, "noChange")
    assert outcome.sizing.world.installed["b.link"] == 2


def test_units_at_sites_that_arent_told_count_wherever_the_component_stands(tmp_path: Path) -> None:
    told = book(tmp_path, rules=[rule("R-1", "for each site: qty(b.link, site) == 1")])
    outcome = solved(told, {}, {"component": "b.link", "quantity": 2}, sites=SITES)
    assert outcome.package.totals.one_time == 50_00
    assert sum(i.before for i in outcome.package.items) == 2
    assert outcome.package.disconnected == ()


def test_a_flat_fee_is_paid_when_the_first_unit_comes(tmp_path: Path) -> None:
    setup = component("c.pool", supplies={"power": 1}, charges=[charge(1), charge(70, kind="one_time", model="flat")])
    told = book(tmp_path, setup)
    assert solved(told, {"power": 3}).package.totals.one_time == 70_00
    assert solved(told, {"power": 3}, {"component": "c.pool"}).package.totals.one_time == 0


def test_a_charge_for_all_units_is_paid_again(tmp_path: Path) -> None:
    fee = charge(5, kind="one_time") | {"units": "all"}
    told = book(tmp_path, component("c.pool", supplies={"power": 1}, charges=[charge(1), fee]))
    assert solved(told, {"power": 3}, {"component": "c.pool", "quantity": 3}).package.totals.one_time == 15_00


# What ending costs


@pytest.mark.parametrize(
    ("until", "months"), [("2026-11-22", 0), ("2026-12-22", 1), ("2026-12-23", 2), ("2027-11-22", 12)]
)
def test_months_left_count_when_they_have_begun(until: str, months: int, tmp_path: Path) -> None:
    told = book(tmp_path, terms={"terminations": [END]})
    outcome = solved(told, {}, {"component": "a.box", "quantity": 2, "until": until, "monthly": "9.99"})
    assert outcome.package.totals.total_contract == 2 * round(months * 499.5 + 1e-9)


def test_without_a_stated_price_the_list_price_counts(tmp_path: Path) -> None:
    told = book(tmp_path, terms={"terminations": [END | {"most_months": 3}]})
    outcome = solved(told, {}, {"component": "a.box", "quantity": 2, "until": "2028-11-22"})
    [gone] = outcome.to_json()["package"]["disconnected"]
    [ending] = gone["charges"]
    assert (ending["rule"], ending["until"], ending["months"]) == ("TRM-1", "2028-11-22", 24)
    assert (ending["unit_net"], ending["net"], ending["contract_net"]) == ("15.00", "30.00", "30.00")
    assert outcome.to_json()["totals"]["one_time"] == "30.00"


def test_the_cheapest_contract_ends_first(tmp_path: Path) -> None:
    told = book(tmp_path, terms={"terminations": [END]})
    has = [
        {"component": "a.box", "quantity": 2, "until": "2027-11-22"},
        {"component": "a.box", "quantity": 1, "until": "2027-01-22"},
        {"component": "a.box", "quantity": 1},
    ]
    outcome = solved(told, {"power": 1}, *has, decisions=[{"component": "a.box", "quantity": 1}])
    [gone] = outcome.package.disconnected
    assert gone.quantity == 3
    assert [(e.months, e.line.quantity, e.line.net) for e in gone.terminations] == [(2, 1, 10_00), (12, 1, 60_00)]


def test_what_names_a_component_counts_before_what_names_its_family(tmp_path: Path) -> None:
    terms = {"terminations": [END | {"id": "TRM-A", "of": ["a"]}, END | {"id": "TRM-BOX", "of": ["a.box"]}, END]}
    told = book(tmp_path, terms=terms)
    assert [getattr(told.installed.termination(id), "id", None) for id in ("a.box", "a.other", "b.link")] == [
        "TRM-BOX", "TRM-A", "TRM-1",
    ]  # fmt: skip


def test_ending_is_part_of_the_cost_that_is_minimised(tmp_path: Path) -> None:
    """A cheaper supplier wins only where it saves more than leaving costs."""
    rival = component("c.rival", 8, {"power": 1})
    free, bound = book(tmp_path / "1", rival), book(tmp_path / "2", rival, terms={"terminations": [END]})
    has = {"component": "a.box", "quantity": 1, "until": "2027-11-22"}
    assert [i.component for i in solved(free, {"power": 1}, has).package.items] == ["c.rival"]
    assert [i.component for i in solved(bound, {"power": 1}, has).package.items] == ["a.box"]


def test_the_budget_pays_for_what_ends(tmp_path: Path) -> None:
    told = book(tmp_path, terms={"terminations": [END]})
    has = {"component": "a.box", "quantity": 1, "until": "2027-11-22"}
    asked = profile({}, installed=[has], budget={"one_time": 59}, decisions=[{"component": "a.box", "selected": False}])
    outcome = cf.recommend(asked, told)
    assert isinstance(outcome, cf.Infeasible)
    assert {(c.kind, c.id) for c in outcome.conflict} == {("budget", "one_time"), ("decision", "a.box")}


# What is preferred


def test_with_weight_what_is_installed_is_kept_whatever_it_costs(tmp_path: Path) -> None:
    rival = component("c.rival", 1, {"power": 1})
    told = book(tmp_path, rival, terms={"disruption": {"a": 2}})
    outcome = solved(told, {"power": 3}, {"component": "a.box", "quantity": 2})
    assert {i.component: i.quantity for i in outcome.package.items} == {"a.box": 2, "c.rival": 1}
    assert outcome.stages[1].value == 4


def test_with_weight_even_what_nothing_asks_for_is_kept(tmp_path: Path) -> None:
    told = book(tmp_path, terms={"disruption": {"a.box": 1, "b": 1}})
    box, link = {"component": "a.box", "quantity": 4}, {"component": "b.link", "site": "Branch"}
    outcome = solved(told, {}, box, link, sites=SITES)
    assert [i.action for i in outcome.package.items] == ["noChange", "noChange"]
    assert outcome.package.totals.one_time == 0


def test_needs_come_before_what_is_installed(tmp_path: Path) -> None:
    told = book(
        tmp_path, rules=[rule("R-1", "not (selected(a.box) and selected(b.link))")], terms={"disruption": {"a": 9}}
    )
    outcome = solved(told, {"line": 1}, {"component": "a.box"}, sites=SITES)
    assert {i.component for i in outcome.package.items} == {"b.link"}


# Documents of it


def test_only_so_much_is_told_of_who_has_nothing(tmp_path: Path) -> None:
    told = solved(book(tmp_path), {"power": 1}).to_json()["package"]
    assert told["disconnected"] == []
    assert [(i["action"], i["before"], "moved" in i) for i in told["items"]] == [("add", 0, False)]


def test_the_verifier_agrees_with_a_handmade_order(tmp_path: Path) -> None:
    told = book(tmp_path, terms={"terminations": [END]})
    asked = profile({"power": 1}, installed=[{"component": "a.box", "quantity": 3, "until": "2027-11-22"}])
    outcome = cf.recommend(asked, told)
    assert cf.verify(asked, told, outcome.to_json()) == ()
    poorer = cf.recommend(asked, told).to_json()
    capped = profile({"power": 1}, installed=asked.to_json()["installed"], budget={"one_time": 119})
    assert [b.id for b in cf.verify(capped, told, poorer)] == ["one_time"]
