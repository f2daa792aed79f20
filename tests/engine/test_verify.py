"""The oracle finds each kind of breach, and only it, in packages made by hand."""

from pathlib import Path
from typing import Any

import pytest

from configurator.engine.verify import Breach, Verification, verify
from configurator.package import Place
from configurator.pricing.price_list import price_list
from configurator.rulebook.loader import load_rulebook
from configurator.rulebook.model import Rulebook
from configurator.sizing import size
from tests.small import SOURCED, capability, charge, component, files, need, profile, rule, rulebook, write

SITES = [{"name": "Head", "users": 40}, {"name": "Branch", "count": 2, "users": 10}]
HEAD, BRANCH = "S1", "S2"


def breaches(
    book: Rulebook,
    bought: dict[str | Place, int],
    needs: dict[str, int] | list[dict[str, Any]] | None = None,
    met: tuple[str, ...] = (),
    **more: Any,
) -> list[Breach]:
    """What a package breaks; components of the deal are named by their id alone."""
    sizing = size(profile(needs, **more), book)
    offer = price_list(book, sizing.date, sizing.term_months, sizing.world)
    quantities = {(key, None) if isinstance(key, str) else key: units for key, units in bought.items()}
    return list(verify(sizing, offer, quantities, frozenset(met)))


def kinds(found: list[Breach]) -> list[tuple[str, str, str | None]]:
    return [(breach.kind, breach.id, breach.site) for breach in found]


def shop(folder: Path, **parts: Any) -> Rulebook:
    """A plant that gives power; a spare without any use; a box that gives room at sites."""
    sold = [
        component("a.plant", 10, {"power": 2}, quantity={"min": 2, "max": 9}),
        component("a.spare", 1),
        component("b.box", 5, {"room": 10}, at="site"),
    ]
    told: dict[str, Any] = {
        "capabilities": [capability("power"), capability("room", at="site")],
        "needs": [need("power", power="need.amount"), need("room", room="site.users")],
    }
    return rulebook(folder, parts.pop("sold", sold), **told | parts)


# Nothing wrong


def test_a_package_that_holds_breaks_nothing(tmp_path: Path) -> None:
    found = breaches(
        shop(tmp_path),
        {"a.plant": 3, ("b.box", HEAD): 4, ("b.box", BRANCH): 1},
        [{"need": "power", "amount": 5}, {"need": "room"}],
        sites=SITES,
        budget={"monthly": 60, "one_time": 0, "total": 720},  # 3 × 10 + (4 + 2 × 1) × 5
        decisions=[{"component": "a.plant", "quantity": 3}, {"component": "a.spare", "selected": False}],
    )
    assert found == []


def test_an_empty_package_breaks_nothing_where_nothing_is_asked(tmp_path: Path) -> None:
    assert breaches(shop(tmp_path), {}) == []


# Ranges


def test_a_component_there_is_not_is_told(tmp_path: Path) -> None:
    assert breaches(shop(tmp_path), {"a.ghost": 1}) == [Breach("range", "a.ghost", None, "there is no component a.ghost")]  # fmt: skip


@pytest.mark.parametrize("units", [1, 10])
def test_fewer_or_more_units_than_are_sold_are_told(tmp_path: Path, units: int) -> None:
    text = f"{units} units of a.plant; 2 to 9 can be chosen"
    wanted = [{"component": "a.plant", "min": 1}]  # bought freely, so not told as more than needed
    assert breaches(shop(tmp_path), {"a.plant": units}, decisions=wanted) == [Breach("range", "a.plant", None, text)]


def test_the_least_and_the_most_units_may_be_bought(tmp_path: Path) -> None:
    wanted = [{"component": "a.plant", "min": 1}]
    assert [breaches(shop(tmp_path / str(n)), {"a.plant": n}, decisions=wanted) for n in (2, 9)] == [[], []]


def test_the_range_counts_at_each_site_and_not_over_all(tmp_path: Path) -> None:
    box = component("b.box", 5, at="site", quantity={"min": 1, "max": 2})
    book = shop(tmp_path, sold=[box])
    assert breaches(book, {("b.box", BRANCH): 2}, sites=SITES) == []
    assert kinds(breaches(book, {("b.box", HEAD): 3}, sites=SITES)) == [("range", "b.box", HEAD)]


def test_a_component_is_told_where_it_is_not_available(tmp_path: Path) -> None:
    sold = [component("a.big", available_when="customer.employees >= 101"), component("b.box", at="site", available_when="site.users > 10")]  # fmt: skip
    book = shop(tmp_path, sold=sold)
    text = "a.big isn't available here on 2026-11-22"
    assert breaches(book, {"a.big": 1, ("b.box", HEAD): 1}, sites=SITES) == [Breach("range", "a.big", None, text)]
    assert kinds(breaches(book, {("b.box", BRANCH): 1}, sites=SITES)) == [("range", "b.box", BRANCH)]


def test_a_component_of_the_deal_cannot_stand_at_a_site_nor_one_of_sites_over_the_deal(tmp_path: Path) -> None:
    book = shop(tmp_path, sold=[component("a.x"), component("b.box", at="site")])
    assert kinds(breaches(book, {("a.x", HEAD): 1}, sites=SITES)) == [("range", "a.x", HEAD)]
    assert kinds(breaches(book, {"b.box": 1}, sites=SITES)) == [("range", "b.box", None)]


def test_a_component_not_yet_on_sale_is_told(tmp_path: Path) -> None:
    late = charge(10)
    late["prices"][0]["effective_from"] = "2026-11-23"
    book = shop(tmp_path, sold=[component("a.x", charges=[late])])
    assert kinds(breaches(book, {"a.x": 1})) == [("range", "a.x", None)]
    assert breaches(book, {"a.x": 1}, date="2026-11-23") == []


# No unit the demands could do without


def test_a_unit_the_demands_can_do_without_is_told(tmp_path: Path) -> None:
    text = "4 units of a.plant are more than the demands can use"
    assert breaches(shop(tmp_path), {"a.plant": 4}, {"power": 5}) == [Breach("range", "a.plant", None, text)]


def test_the_least_quantity_may_be_more_than_the_demands_use(tmp_path: Path) -> None:
    assert breaches(shop(tmp_path), {"a.plant": 2}, {"power": 1}) == []


def test_units_that_together_are_too_many_are_told_though_each_kind_alone_is_not(tmp_path: Path) -> None:
    sold = [component(id, 1, {"power": 2}) for id in ("a.one", "b.two")]
    found = breaches(shop(tmp_path, sold=sold), {"a.one": 2, "b.two": 2}, {"power": 4})
    assert kinds(found) == [("range", "a.one", None), ("range", "b.two", None)]


@pytest.mark.parametrize(
    "free",
    [
        {"rules": [rule("R-1", "qty(a.plant) != 7")]},
        {"rules": [rule("R-1", "supply(power) >= 1")]},
        {"sold": [component("a.plant", 10, {"power": 2}, quantity={"min": 2, "max": 9, "extra": True})]},
    ],
    ids=["a rule counts it", "a rule counts what it supplies", "extra units are allowed"],
)
def test_more_than_is_needed_may_be_bought_where(tmp_path: Path, free: dict[str, Any]) -> None:
    assert breaches(shop(tmp_path, **free), {"a.plant": 4}, {"power": 5}) == []


def test_a_rule_that_holds_of_the_customer_whatever_is_chosen_allows_no_more_than_is_needed(tmp_path: Path) -> None:
    idle = [rule("R-1", "customer.industry == 'finance' implies supply(power) >= 9")]
    assert kinds(breaches(shop(tmp_path, rules=idle), {"a.plant": 4}, {"power": 5})) == [("range", "a.plant", None)]


def test_a_unit_too_many_is_told_at_the_site_it_stands_at(tmp_path: Path) -> None:
    found = breaches(shop(tmp_path), {("b.box", HEAD): 4, ("b.box", BRANCH): 2}, [{"need": "room"}], sites=SITES)
    assert kinds(found) == [("range", "b.box", BRANCH)]


# Demands


def test_a_demand_not_supplied_is_told_with_both_amounts(tmp_path: Path) -> None:
    text = "power: 4 supplied, 5 needed"
    assert breaches(shop(tmp_path), {"a.plant": 2}, {"power": 5}) == [Breach("demand", "SIZ-POWER-1", None, text)]


def test_a_demand_is_told_at_the_site_that_lacks_it(tmp_path: Path) -> None:
    found = breaches(shop(tmp_path), {("b.box", HEAD): 3, ("b.box", BRANCH): 1}, [{"need": "room"}], sites=SITES)
    assert found == [Breach("demand", "SIZ-ROOM-1", HEAD, "room: 30 supplied, 40 needed")]


def test_what_stands_at_one_site_supplies_no_other(tmp_path: Path) -> None:
    found = breaches(shop(tmp_path), {("b.box", HEAD): 6}, [{"need": "room"}], sites=SITES)
    assert ("demand", "SIZ-ROOM-1", BRANCH) in kinds(found)


def test_demands_of_two_needs_on_a_sum_add_up(tmp_path: Path) -> None:
    needs = [need("one", power="need.amount"), need("two", power="need.amount / 2")]
    book = shop(tmp_path, needs=needs)
    assert [b.text for b in breaches(book, {"a.plant": 2}, {"one": 3, "two": 3})] == ["power: 4 supplied, 4.5 needed"]
    assert breaches(book, {"a.plant": 2}, {"one": 3, "two": 2}) == []


@pytest.mark.parametrize(("adds", "supplied"), [("max", "2"), ("any", "1")])
def test_supplies_that_do_not_add_up_are_not_added(tmp_path: Path, adds: str, supplied: str) -> None:
    book = shop(tmp_path, capabilities=[capability("power", adds=adds)], needs=[need("power", power="need.amount")], sold=[component("a.x", 1, {"power": 2})])  # fmt: skip
    found = breaches(book, {"a.x": 5}, {"power": 3})
    assert [b.text for b in found] == ([f"power: {supplied} supplied, 3 needed"] if adds == "max" else [])
    assert [b.text for b in breaches(book, {}, {"power": 3})] == [f"power: 0 supplied, {'3' if adds == 'max' else '1'} needed"]  # fmt: skip


def test_of_two_demands_on_a_best_of_the_larger_must_be_reached(tmp_path: Path) -> None:
    needs = [need("one", power="need.amount"), need("two", power="need.amount")]
    sold = [component("a.two", 1, {"power": 2}), component("b.three", 1, {"power": 3})]
    book = shop(tmp_path, capabilities=[capability("power", adds="max")], needs=needs, sold=sold)
    assert breaches(book, {"a.two": 1, "b.three": 1}, {"one": 2, "two": 3}) == []
    assert len(breaches(book, {"a.two": 1}, {"one": 2, "two": 3})) == 1


def test_what_is_consumed_must_be_supplied_though_nobody_demands_it(tmp_path: Path) -> None:
    sold = [component("a.seat", 1, consumes={"power": 0.3}), component("a.plant", 1, {"power": 1})]
    book = shop(tmp_path, sold=sold)
    found = breaches(book, {"a.seat": 4, "a.plant": 1})
    assert found == [Breach("demand", "power", None, "power: -0.2 supplied, 0 needed")]
    assert breaches(book, {"a.seat": 3, "a.plant": 1}) == []


def test_an_optional_need_binds_where_the_package_claims_to_meet_it(tmp_path: Path) -> None:
    stated = [{"need": "power", "amount": 5, "priority": "could"}]
    assert breaches(shop(tmp_path / "a"), {}, stated) == []
    assert kinds(breaches(shop(tmp_path / "b"), {}, stated, met=("power",))) == [("demand", "SIZ-POWER-1", None)]


# Rules


def test_a_broken_rule_is_told_with_its_reason(tmp_path: Path) -> None:
    book = shop(tmp_path, rules=[rule("R-1", "selected(a.spare) implies selected(a.plant)"), rule("R-2", "1 < 2")])
    assert breaches(book, {"a.spare": 1}) == [Breach("rule", "R-1", None, "R-1 says so.")]


def test_every_broken_rule_is_told(tmp_path: Path) -> None:
    book = shop(tmp_path, rules=[rule("R-1", "qty(a.spare) >= 2"), rule("R-2", "qty(a.spare) == 0")])
    assert kinds(breaches(book, {"a.spare": 1})) == [("rule", "R-1", None), ("rule", "R-2", None)]


def test_a_preference_is_never_broken(tmp_path: Path) -> None:
    assert breaches(shop(tmp_path, rules=[rule("R-1", "selected(a.spare)", weight=9)]), {}) == []


def test_a_rule_binds_from_its_day_on(tmp_path: Path) -> None:
    book = shop(tmp_path, rules=[rule("R-1", "selected(a.spare)", effective_from="2026-11-22")])
    assert breaches(book, {}, date="2026-11-21") == []
    assert kinds(breaches(book, {}, date="2026-11-22")) == [("rule", "R-1", None)]


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("qty(b.box) == 6", True),  # 4 at the head office, 1 at each of two branches
        ("for each site: qty(b.box, site) >= 1", True),
        ("for each site: qty(b.box, site) >= 2", False),
        ("count(s in sites if qty(b.box, s) == 1) == 2", True),
        ("sum(qty(b.box, s) * s.users for s in sites) == 180", True),  # 4 × 40 + 2 × (1 × 10)
        ("supply(room) == 60", True),
        ("for each site: supply(room, site) == site.users", True),
        ("exactly 1 of (selected(b.box), selected(a.spare))", True),
        ("at least 3 of (selected(b.box, s) for s in sites)", True),
        ("at most 2 of (selected(b.box, s) for s in sites)", False),
        ("met(room)", True),
        ("met(power)", False),
        ("customer.employees == 100 and profile.mlps == 0", True),
        ("sum(qty(c) for c in components if c.family == 'b') == 6", True),
    ],
)
def test_a_rule_is_asked_of_the_quantities_as_they_stand(tmp_path: Path, text: str, holds: bool) -> None:
    book = shop(tmp_path, rules=[rule("R-1", text)])
    bought: dict[str | Place, int] = {("b.box", HEAD): 4, ("b.box", BRANCH): 1}
    assert kinds(breaches(book, bought, [{"need": "room"}], sites=SITES)) == ([] if holds else [("rule", "R-1", None)])


@pytest.mark.parametrize(("adds", "supply"), [("sum", 8), ("max", 3), ("any", 1)])
def test_a_rule_asks_for_supplies_as_they_add_up(tmp_path: Path, adds: str, supply: int) -> None:
    sold = [component("a.one", 1, {"power": 1}), component("b.three", 1, {"power": 3}), component("c.none", 1)]
    told: dict[str, Any] = {"capabilities": [capability("power", adds=adds)], "needs": [need("power", power="1")]}
    book = shop(tmp_path, sold=sold, rules=[rule("R-1", f"supply(power) == {supply}")], **told)
    assert breaches(book, {"a.one": 2, "b.three": 2, "c.none": 1}) == []
    assert kinds(breaches(book, {"c.none": 1})) == [("rule", "R-1", None)]


def test_a_rule_may_ask_whether_the_quantities_stand_in_a_table(tmp_path: Path) -> None:
    told = files([component("a.x"), component("a.y")], rules=[rule("R-1", "(qty(a.x), qty(a.y)) in table pairs")])
    book = load_rulebook(write(tmp_path, told | {"tables/pairs.csv": "left,right\n0,0\n2,1\n"}))
    assert breaches(book, {}) == []
    assert breaches(book, {"a.x": 2, "a.y": 1}) == []
    assert kinds(breaches(book, {"a.x": 1, "a.y": 2})) == [("rule", "R-1", None)]


def test_only_the_rules_asked_about_are_checked(tmp_path: Path) -> None:
    book = shop(tmp_path, rules=[rule("R-1", "selected(a.spare)"), rule("R-2", "selected(a.plant)")])
    check = Verification(size(profile(), book), {}, {}, frozenset())
    assert [breach.id for breach in check.rules([book.rules["R-2"]])] == ["R-2"]


# Decisions


@pytest.mark.parametrize(
    ("decided", "units", "words"),
    [
        ({"quantity": 2}, 3, "exactly 2"),
        ({"quantity": 0}, 3, "exactly 0"),
        ({"min": 4}, 3, "at least 4"),
        ({"max": 2}, 3, "at most 2"),
        ({"selected": True}, 0, "some"),
        ({"selected": False}, 3, "none"),
    ],
)
def test_a_decision_not_followed_is_told(tmp_path: Path, decided: dict[str, Any], units: int, words: str) -> None:
    bought: dict[str | Place, int] = {"a.spare": units} if units else {}
    found = breaches(shop(tmp_path), bought, decisions=[{"component": "a.spare"} | decided])
    assert found == [Breach("decision", "0", None, f"{units} units of a.spare; decided: {words}")]


@pytest.mark.parametrize("decided", [{"quantity": 3}, {"min": 3}, {"max": 3}, {"selected": True}])
def test_a_decision_followed_is_not_told(tmp_path: Path, decided: dict[str, Any]) -> None:
    assert breaches(shop(tmp_path), {"a.spare": 3}, decisions=[{"component": "a.spare"} | decided]) == []


def test_a_decision_at_a_site_counts_there_and_one_without_counts_over_the_deal(tmp_path: Path) -> None:
    book = shop(tmp_path, rules=[rule("R-1", "qty(b.box) >= 0")])
    bought: dict[str | Place, int] = {("b.box", HEAD): 2, ("b.box", BRANCH): 1}

    def decided(**told: Any) -> list[tuple[str, str, str | None]]:
        return kinds(breaches(book, bought, sites=SITES, decisions=[{"component": "b.box"} | told]))

    assert decided(quantity=4) == []
    assert decided(quantity=2) == [("decision", "0", None)]
    assert decided(quantity=2, site="Head") == []
    assert decided(quantity=1, site="Branch") == []
    assert decided(quantity=2, site="Branch") == [("decision", "0", BRANCH)]


# Budget


def mixed(folder: Path) -> Rulebook:
    """A component at 1.00 a month, 0.10 a quarter, 0.10 a year and 5.00 once: a year is 12.50, a month 1.041666…"""
    charges = [charge(1), charge(0.1, period="quarter"), charge(0.1, period="year"), charge(5, kind="one_time")]
    return shop(folder, sold=[component("a.x", charges=charges)])


@pytest.mark.parametrize(
    ("cap", "kept", "broken", "text"),
    [
        ("monthly", "1.05", "1.04", "1.05 CNY monthly, the budget is 1.04"),
        ("one_time", "5.00", "4.99", "5.00 CNY one_time, the budget is 4.99"),
        ("total", "17.50", "17.49", "17.50 CNY total, the budget is 17.49"),
    ],
)
def test_a_cap_is_held_to_the_cent(tmp_path: Path, cap: str, kept: str, broken: str, text: str) -> None:
    book = mixed(tmp_path)
    assert breaches(book, {"a.x": 1}, budget={cap: kept}) == []
    assert breaches(book, {"a.x": 1}, budget={cap: broken}) == [Breach("budget", cap, None, text)]


def test_a_monthly_cap_is_compared_over_the_year_and_not_after_rounding(tmp_path: Path) -> None:
    # A year of 12.50 is 1.041666… a month: it is told as 1.04, and yet it doesn't fit into 1.04.
    assert kinds(breaches(mixed(tmp_path), {"a.x": 1}, budget={"monthly": "1.04"})) == [("budget", "monthly", None)]


def test_a_price_is_that_of_all_sites_together_with_its_discounts(tmp_path: Path) -> None:
    box = component("b.box", at="site", charges=[charge(tiers={1: 10, 4: 8})])
    half = {"id": "DSC-1", "step": "term", "name": {"en": "d", "zh": "d"}, "charges": ["recurring"], "percent": 50, "effective_from": "2026-01-01"}  # fmt: skip
    book = shop(tmp_path, sold=[box], discounts=[half | SOURCED])
    bought: dict[str | Place, int] = {("b.box", HEAD): 2, ("b.box", BRANCH): 1}  # 4 units at 4.00
    assert breaches(book, bought, sites=SITES, budget={"monthly": 16}) == []
    assert kinds(breaches(book, bought, sites=SITES, budget={"monthly": "15.99"})) == [("budget", "monthly", None)]


def test_a_package_with_many_faults_is_told_all_of_them(tmp_path: Path) -> None:
    book = shop(tmp_path, rules=[rule("R-1", "not selected(a.spare)")])
    found = breaches(
        book,
        {"a.plant": 1, "a.spare": 1, "a.ghost": 1},
        {"power": 5},
        budget={"monthly": 10},
        decisions=[{"component": "a.spare", "max": 0}],
    )
    assert kinds(found) == [
        ("range", "a.plant", None),
        ("range", "a.ghost", None),
        ("demand", "SIZ-POWER-1", None),
        ("rule", "R-1", None),
        ("decision", "0", None),
        ("budget", "monthly", None),
    ]
