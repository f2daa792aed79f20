"""Bundles: discounts the package itself earns. Which one counts, on what, in which order, and that the engine sees it."""

import datetime
from pathlib import Path
from typing import Any

import pytest

import configurator as cf
from configurator.package import Item, Line
from configurator.pricing.bundles import as_bundled, bundles_in, fulfils
from configurator.pricing.charges import PricedCharge
from configurator.pricing.waterfall import priced_lines
from configurator.profile import Profile
from configurator.rulebook.model import Rulebook
from tests.pricing.shop import DAY, book, charge, off, offered, priced
from tests.small import SOURCED, both, capability, component, need, profile, rulebook
from tests.small import charge as charged


def bundle(percent: int, id: str = "BND-1", **more: Any) -> dict[str, Any]:
    return off(percent, "bundle", id, **more)


def steps(line: Line) -> list[tuple[str, str, int]]:
    return [(step.step, step.rule, step.amount) for step in line.waterfall]


# A charge under its bundles


def test_no_bundle_counts_until_the_package_is_known_to_earn_one() -> None:
    plain = priced(charge(100), [bundle(10)])
    assert plain.net(1) == plain.under(()).net(1) == 100_00
    assert plain.under({"BND-1"}).net(1) == 90_00


def test_of_several_bundles_earned_the_best_counts_and_they_dont_add_up() -> None:
    several = priced(charge(100), [bundle(5, "BND-5"), bundle(20, "BND-20"), bundle(10, "BND-10")])
    assert [found.id for (found,), _ in several.bundles] == ["BND-20", "BND-10", "BND-5"]
    assert several.under({"BND-5", "BND-10"}).net(1) == 90_00
    assert several.under({"BND-5", "BND-10", "BND-20"}).net(1) == 80_00


def test_of_equal_bundles_the_first_id_is_named() -> None:
    [line] = priced_lines(
        priced(charge(100), [bundle(10, "BND-B"), bundle(10, "BND-A")]).under({"BND-A", "BND-B"}), [1]
    )
    assert steps(line) == [("bundle", "BND-A", -10_00)]


def test_a_charge_under_a_bundle_has_no_further_bundles_open() -> None:
    several = priced(charge(100), [bundle(5, "BND-5"), bundle(20, "BND-20")])
    assert several.under({"BND-5"}).bundles == several.under(()).bundles == ()


def test_a_bundle_that_isnt_this_charges_changes_nothing() -> None:
    assert priced(charge(100), [bundle(10)]).under({"BND-OTHER"}).net(1) == 100_00


def test_a_bundle_discounts_the_types_of_charge_it_names_only() -> None:
    recurring = bundle(10, charges=["recurring"])
    assert priced(charge(100), [recurring]).under({"BND-1"}).net(1) == 90_00
    once = priced(charge(100, kind="one_time"), [recurring])
    assert (once.bundles, once.under({"BND-1"}).net(1)) == ((), 100_00)


def test_a_bundle_discounts_the_components_it_names_only() -> None:
    shop = book({"a.one": [charge(100)], "a.two": [charge(100)]}, [bundle(10, components="component.id == 'a.two'")])
    assert [bool(charges[0].bundles) for _, charges in sorted(offered(shop).items())] == [False, True]


@pytest.mark.parametrize(("since", "until", "holds"), [
    (DAY, None, True), (DAY + datetime.timedelta(1), None, False),
    (DAY - datetime.timedelta(9), DAY, True), (DAY - datetime.timedelta(9), DAY - datetime.timedelta(1), False),
])  # fmt: skip
def test_a_bundle_runs_from_its_first_day_to_its_last(
    since: datetime.date, until: datetime.date | None, holds: bool
) -> None:
    dated = bundle(10, effective_from=since.isoformat(), effective_to=until and until.isoformat())
    assert bool(priced(charge(100), [dated]).bundles) == holds


def test_term_bundle_and_promotion_multiply_in_this_order_and_sum_exactly() -> None:
    """100.00 less 10 % is 90.00, less 20 % 72.00, less 25 % 54.00."""
    taken = [off(25, "promotion", "PRM-1"), bundle(20), off(10, "term", "DSC-1")]
    [line] = priced_lines(priced(charge(100), taken).under({"BND-1"}), [1])
    assert steps(line) == [("term", "DSC-1", -10_00), ("bundle", "BND-1", -18_00), ("promotion", "PRM-1", -18_00)]
    assert line.list + sum(step.amount for step in line.waterfall) == line.net == 54_00


def test_the_unit_price_is_rounded_once_after_all_steps() -> None:
    """0.99 less 15 % less 5 % is 0.799425, sold at 0.80; rounded step by step it would be 0.84, then 0.798."""
    [line] = priced_lines(priced(charge("0.99"), [off(15), bundle(5)]).under({"BND-1"}), [7])
    assert (line.unit_net, line.net) == (80, 560)
    assert line.list + sum(step.amount for step in line.waterfall) == line.net


def test_a_flat_charge_is_discounted_as_a_whole() -> None:
    [line] = priced_lines(priced(charge(500, model="flat"), [bundle(10)]).under({"BND-1"}), [40])
    assert (line.list, steps(line), line.net) == (500_00, [("bundle", "BND-1", -50_00)], 450_00)


def test_a_graduated_charge_is_discounted_tier_by_tier() -> None:
    """Ten at 9.00 and two at 4.50 are 99.00; list 12 × 10.00, by tier 110.00."""
    told = charge(tiers={1: 10, 11: 5}, model="graduated")
    [line] = priced_lines(priced(told, [bundle(10)]).under({"BND-1"}), [12])
    assert (line.list, steps(line), line.net) == (120_00, [("volume", "a.one", -10_00), ("bundle", "BND-1", -11_00)], 99_00)  # fmt: skip


def test_shared_by_places_the_bundle_step_still_sums_exactly() -> None:
    bundled = priced(charge("0.37"), [off(7), bundle(13)]).under({"BND-1"})
    lines = priced_lines(bundled, [1, 2, 4])
    assert sum(line.net for line in lines) == bundled.net(7)
    assert all(line.list + sum(step.amount for step in line.waterfall) == line.net for line in lines)


# The condition


def test_the_bundles_of_an_offer_are_told_by_id_once() -> None:
    shop = book({"a.one": [charge(1), charge(2)], "a.two": [charge(3)]}, [bundle(5, "BND-B"), bundle(9, "BND-A")])
    assert list(bundles_in(offered(shop))) == ["BND-A", "BND-B"]


def discount(percent: int, when: str | None, components: str | None = None, **more: Any) -> dict[str, Any]:
    told = {"id": "BND-1", "step": "bundle", "name": both("Bundle"), "charges": ["recurring"], "percent": percent, "effective_from": "2026-01-01", **SOURCED}  # fmt: skip
    told |= {"when": when} if when else {}
    return told | ({"components": components} if components else {}) | more


def shop(folder: Path, *discounts: dict[str, Any], light: float = 50, lamp: float = 45) -> Rulebook:
    """Power from a.power; light from the house's own b.light, or cheaper from c.lamp."""
    sold = [component("a.power", 100, {"power": 1}), component("b.light", light, {"light": 1}), component("c.lamp", lamp, {"light": 1})]  # fmt: skip
    return rulebook(
        folder,
        sold,
        capabilities=[capability("power"), capability("light")],
        needs=[need("power", power="need.amount"), need("light", light="need.amount")],
        discounts=list(discounts),
    )


def answered(asked: Profile, shop: Rulebook) -> cf.Optimal:
    """The answer, whose least total by the solver is the total of the quote."""
    outcome = cf.recommend(asked, shop)
    assert isinstance(outcome, cf.Optimal), outcome
    stages = {stage.goal: stage.value for stage in outcome.stages}
    assert stages["total_contract"] == outcome.package.totals.total_contract
    return outcome


def bought(outcome: cf.Optimal) -> dict[str, int]:
    return {item.component: item.quantity for item in outcome.package.items}


def lines_of(outcome: cf.Optimal, component: str) -> list[Line]:
    items: tuple[Item, ...] = outcome.package.items
    return [line for item in items if item.component == component for line in item.lines]


def test_a_bundle_without_a_condition_is_always_earned(tmp_path: Path) -> None:
    outcome = answered(profile({"power": 1}), shop(tmp_path, discount(10, None)))
    assert outcome.package.totals.monthly == 90_00


def test_a_bundle_is_earned_exactly_when_the_package_fulfils_its_condition(tmp_path: Path) -> None:
    pair = shop(tmp_path, discount(10, "selected(a.power) and selected(c.lamp)"))
    both_bought, one_bought = answered(profile({"power": 1, "light": 1}), pair), answered(profile({"power": 1}), pair)
    assert steps(lines_of(both_bought, "a.power")[0]) == [("bundle", "BND-1", -10_00)]
    assert steps(lines_of(one_bought, "a.power")[0]) == []
    world = both_bought.sizing.world
    assert fulfils(pair.discounts["BND-1"], _knowing(both_bought))
    assert not fulfils(pair.discounts["BND-1"], _knowing(one_bought))
    assert world.decided is None  # the sizing's own world knows no package


def _knowing(outcome: cf.Optimal) -> Any:
    from configurator.engine.verify import Verification

    return Verification(outcome.sizing, {}, outcome.package.quantities, frozenset()).world


def test_the_offer_is_priced_for_a_known_package(tmp_path: Path) -> None:
    outcome = answered(profile({"power": 2}), shop(tmp_path, discount(10, "qty(a.power) >= 2")))
    bundled: dict[str, tuple[PricedCharge, ...]] = as_bundled(outcome.offer, _knowing(outcome))
    assert outcome.offer["a.power"][0].net(2) == 200_00
    assert (bundled["a.power"][0].net(2), bundled["a.power"][0].bundles) == (180_00, ())


# The engine sees it


def test_a_dearer_component_is_chosen_where_the_bundle_makes_the_whole_cheaper(tmp_path: Path) -> None:
    """c.lamp is 5 cheaper than b.light, but with b.light power costs 10 less."""
    asked = profile({"power": 1, "light": 1})
    assert bought(answered(asked, shop(tmp_path / "a"))) == {"a.power": 1, "c.lamp": 1}
    outcome = answered(asked, shop(tmp_path / "b", discount(10, "selected(b.light)", "component.id == 'a.power'")))
    assert bought(outcome) == {"a.power": 1, "b.light": 1}
    assert outcome.package.totals.monthly == 90_00 + 50_00


def test_a_component_nobody_asked_for_is_bought_when_its_bundle_saves_more_than_it_costs(tmp_path: Path) -> None:
    outcome = answered(profile({"power": 1}), shop(tmp_path, discount(60, "selected(c.lamp)", "component.id == 'a.power'"), lamp=20))  # fmt: skip
    assert bought(outcome) == {"a.power": 1, "c.lamp": 1}
    assert outcome.package.totals.monthly == 40_00 + 20_00


def test_a_component_is_not_bought_for_a_bundle_that_saves_less_than_it_costs(tmp_path: Path) -> None:
    outcome = answered(profile({"power": 1}), shop(tmp_path, discount(10, "selected(c.lamp)", "component.id == 'a.power'"), lamp=20))  # fmt: skip
    assert bought(outcome) == {"a.power": 1}


def test_the_best_of_the_bundles_the_package_earns_is_what_the_solver_counts(tmp_path: Path) -> None:
    small = discount(10, "selected(a.power)", id="BND-SMALL")
    large = discount(30, "selected(a.power) and met(light)", id="BND-LARGE")
    two = shop(tmp_path, small, large)
    assert [step[1] for step in steps(lines_of(answered(profile({"power": 1}), two), "a.power")[0])] == ["BND-SMALL"]
    outcome = answered(profile({"power": 1, "light": 1}), two)
    assert steps(lines_of(outcome, "a.power")[0]) == [("bundle", "BND-LARGE", -30_00)]


def test_a_budget_that_the_bundle_price_keeps_is_kept(tmp_path: Path) -> None:
    pair = shop(tmp_path, discount(10, "selected(a.power) and selected(c.lamp)"))
    asked = {"power": 1, "light": 1}  # 145.00 by the list, 130.50 as a bundle
    assert bought(answered(profile(asked, budget={"monthly": "130.50"}), pair)) == {"a.power": 1, "c.lamp": 1}
    assert isinstance(cf.recommend(profile(asked, budget={"monthly": "130.49"}), pair), cf.Infeasible)


def test_volume_tiers_and_bundles_are_counted_together(tmp_path: Path) -> None:
    """Five at 8.00 less a quarter are 30.00, four at 10.00 and no bundle 40.00."""
    sold = [component("a.x", supplies={"power": 1}, charges=[charged(tiers={1: 10, 5: 8})], quantity={"min": 1, "max": 20, "extra": True})]  # fmt: skip
    outcome = answered(profile({"power": 4}), rulebook(tmp_path, sold, discounts=[discount(25, "qty(a.x) >= 5")]))
    assert bought(outcome) == {"a.x": 5}
    assert steps(lines_of(outcome, "a.x")[0]) == [("volume", "a.x", -10_00), ("bundle", "BND-1", -10_00)]
    assert outcome.package.totals.monthly == 30_00
