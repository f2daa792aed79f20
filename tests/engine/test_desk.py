"""The deal desk: who has to agree, which totals can be reached, and how near."""

import itertools
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import configurator as cf
from configurator.engine.desk import Desk, discounts_json
from configurator.errors import ProfileError
from configurator.pricing.approval import approval
from configurator.pricing.target import Spreading
from configurator.rulebook.loader import load_rulebook
from configurator.rulebook.model import Rulebook
from configurator.special_terms import ManualDiscount
from tests import small
from tests.small import capability, charge, component, need, profile

MATRIX = [
    {"id": "sales", "name": small.both("Sales"), "discount": 10},
    {"id": "director", "name": small.both("Director"), "discount": 30},
    {"id": "committee", "name": small.both("Committee"), "discount": 60, "below_floor": True},
]


def shop(folder: Path, *charges: dict[str, Any], matrix: list[dict[str, Any]] | None = None, **more: Any) -> Rulebook:
    """a.power has the charges; b.light costs 50.00 a month, at least 45.00."""
    sold = [
        component("a.power", supplies={"power": 1}, charges=list(charges or (charge(100, cost=60),)), quantity={"min": 1, "max": 500}),
        component("b.light", supplies={"light": 1}, charges=[charge(50, cost=40, floor=45)], quantity={"min": 1, "max": 500}),
    ]  # fmt: skip
    contents = small.files(
        sold,
        capabilities=[capability("power"), capability("light")],
        needs=[need("power", power="need.amount"), need("light", light="need.amount")],
        **more,
    )
    return load_rulebook(small.write(folder, contents | {"approval.yaml": MATRIX if matrix is None else matrix}))


def desk(book: Rulebook, needs: dict[str, int] | None = None, role: str | None = None, **more: Any) -> Desk:
    outcome = cf.recommend(profile(needs or {"power": 1, "light": 1}, **more), book)
    assert isinstance(outcome, cf.Optimal)
    return Desk(outcome, role)


# A manual discount is a step like others


def test_the_solver_sees_a_manual_discount(tmp_path: Path) -> None:
    outcome = desk(shop(tmp_path), discounts=[{"component": "a.power", "percent": 10}]).outcome
    assert outcome.package.totals.monthly == 90_00 + 50_00
    [cost] = [stage.value for stage in outcome.stages if stage.goal == "total_contract"]
    assert cost == outcome.package.totals.total_contract


def test_a_budget_is_kept_by_what_is_given_by_hand(tmp_path: Path) -> None:
    asked = desk(shop(tmp_path), discounts=[{"percent": 10}], budget={"monthly": 135})
    assert asked.outcome.package.totals.monthly == 135_00


# Approval


def test_within_the_sellers_limit_nobody_is_asked(tmp_path: Path) -> None:
    assert not desk(shop(tmp_path), {"power": 1}).approval([ManualDiscount(percent=10)]).required


@pytest.mark.parametrize(("percent", "approver"), [(11, "director"), (30, "director"), (31, "committee"), (61, None)])
def test_beyond_it_the_least_senior_role_that_may_give_it_is_asked(
    tmp_path: Path, percent: int, approver: str | None
) -> None:
    found = desk(shop(tmp_path), {"power": 1}).approval([ManualDiscount(percent=percent)])
    assert (found.required, found.approver) == (True, approver)


def test_a_line_below_its_floor_needs_whoever_may_go_below(tmp_path: Path) -> None:
    found = desk(shop(tmp_path)).approval([ManualDiscount(component="b.light", percent=Fraction("10.02"))])  # 44.99
    assert found.approver == "committee"
    assert [(e.kind, e.net, e.floor) for e in found.because if e.kind == "floor"] == [("floor", 44_99, 45_00)]


def test_a_role_may_be_named(tmp_path: Path) -> None:
    book = shop(tmp_path)
    assert not desk(book, {"power": 1}, "director").approval([ManualDiscount(percent=30)]).required
    outcome = desk(book).outcome
    with pytest.raises(ProfileError, match="did you mean 'director'"):
        approval(outcome.package, (), book, "directer")


def test_without_a_matrix_nothing_needs_approval(tmp_path: Path) -> None:
    found = desk(shop(tmp_path, matrix=[])).approval([ManualDiscount(percent=90)])
    assert (found.required, found.approver) == (False, None)


# The largest discount without approval


def test_what_the_rulebook_gives_below_a_floor_needs_nobody(tmp_path: Path) -> None:
    waived = {"id": "PRM-1", "step": "promotion", "name": small.both("Waived"), "charges": ["recurring"], "percent": 50, "effective_from": "2026-01-01", **small.SOURCED}  # fmt: skip
    book = shop(tmp_path, discounts=[waived])
    given = desk(book, {"light": 1})
    assert given.outcome.package.totals.monthly == 25_00
    assert not given.approval(()).required
    assert given.approval((ManualDiscount(percent=Fraction(1)),)).approver == "committee"


def test_the_largest_discount_without_approval_keeps_limits_and_floors(tmp_path: Path) -> None:
    free = desk(shop(tmp_path)).without_approval()
    assert free is not None
    assert free.percent == 10
    assert free.total == 12 * (90_00 + 45_00)
    assert not desk(shop(tmp_path / "again")).approval(free.discounts).required


# Targets


def test_a_target_is_met_to_the_cent_where_the_lines_allow_it(tmp_path: Path) -> None:
    """170 × 100.00 less 5 % are 16,150.00 a month."""
    found = desk(shop(tmp_path), {"power": 170}).to_total(12 * 16_150_00)
    assert (found.total, discounts_json(found.discounts)) == (12 * 16_150_00, [{"percent": 5}])


def test_a_line_stays_at_its_floor_and_the_others_give_more(tmp_path: Path) -> None:
    found = desk(shop(tmp_path)).to_total(12 * 110_00)  # 45.00 at its floor, 65.00 of 100.00
    assert found.total == 12 * 110_00
    assert found.at_floor == (("b.light", 0),)
    assert discounts_json(found.discounts)[0] == {"percent": 35}


def test_where_the_floors_keep_all_totals_above_it_the_lowest_is_told_and_why(tmp_path: Path) -> None:
    book = shop(tmp_path, charge(100, floor=80))
    told = desk(book).to_json(12 * 100_00)["price"]["target"]
    assert (told["reached"], told["total_contract"], told["short"]) == (False, "1500.00", "300.00")
    assert [sold["component"] for sold in told["at_floor"]] == ["a.power", "b.light"]


def test_what_costs_less_than_the_target_needs_no_discount(tmp_path: Path) -> None:
    found = desk(shop(tmp_path)).to_total(10**9)
    assert (found.discounts, found.total) == ((), 12 * 150_00)


def test_the_discounts_told_bring_the_quote_to_the_total(tmp_path: Path) -> None:
    asked = desk(shop(tmp_path, charge("33.37"), charge("999.99", kind="one_time")), {"power": 7, "light": 3})
    for target in (1_100_000, 1_000_001, 950_000):
        found = asked.to_total(target)
        again = cf.recommend(asked.profile_with(found.discounts), asked.outcome.sizing.rulebook)
        assert isinstance(again, cf.Optimal)
        assert again.package.totals.total_contract == found.total <= target


@pytest.mark.parametrize("target", [4_010_00, 3_999_99, 3_900_00, 3_333_33, 3_000_01])
def test_no_spread_as_even_comes_nearer(tmp_path: Path, target: int) -> None:
    """Every choice of lines that do without the last hundredth of a percent, tried one by one."""
    asked = desk(shop(tmp_path, charge("17.77"), charge("1234.56", kind="one_time")), {"power": 11, "light": 3})
    found, deal = asked.to_total(target), asked.deal
    spread = Spreading(deal)._spread(int(found.percent * 100))
    nearest = max(
        total
        for spared in itertools.product((0, 1), repeat=len(spread))
        if (total := deal.total(_discounts(asked, spread, spared))) <= target
    )
    assert found.total == nearest


def _discounts(asked: Desk, spread: Any, spared: tuple[int, ...]) -> list[ManualDiscount]:
    return [
        ManualDiscount(
            component=sold[0], charge=asked.deal.name(sold), percent=Fraction(max(0, hundredths - less), 100)
        )
        for (sold, hundredths), less in zip(spread.items(), spared, strict=True)
    ]


def test_support_as_a_percentage_follows_the_discounts_of_what_it_is_of(tmp_path: Path) -> None:
    care = charge(12, period="year", model="percentage", of={"components": "component.id == 'a.power'", "type": "one_time"}, id="care")  # fmt: skip
    asked = desk(shop(tmp_path, charge(10_000, kind="one_time"), care), {"power": 1})
    found = asked.to_total(10_000_00)
    assert found.total <= 10_000_00
    assert asked.priced(found.discounts).totals.total_contract == found.total


# Hints


def test_a_volume_cliff_is_told_with_what_it_saves(tmp_path: Path) -> None:
    """100 × 45.00 = 4,500.00; 101 × 40.00 = 4,040.00 a month."""
    book = shop(tmp_path, charge(tiers={1: 45, 101: 40}))
    [cliff] = desk(book, {"power": 100}).cliffs()
    assert (cliff.component, cliff.quantity, cliff.instead, cliff.saves) == ("a.power", 100, 101, 12 * 460_00)
    assert desk(book, {"power": 80}).cliffs() == ()


def test_the_desk_tells_cost_and_margin(tmp_path: Path) -> None:
    told = desk(shop(tmp_path)).to_json()["price"]["internal"]
    assert (told["cost"], told["margin"]) == ("1200.00", "600.00")
