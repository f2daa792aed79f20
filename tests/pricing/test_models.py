"""The price models beyond tiers: packages, usage, minimum commitment, percentages, charges that are due somewhere."""

from fractions import Fraction

import pytest

from configurator.pricing.models.commitment import at_least
from configurator.pricing.models.meter import Meter
from configurator.pricing.models.ramp import levelled
from configurator.pricing.models.segments import Segment, price, together
from tests.pricing.shop import book, bought, charge, line, off, offered, priced


def usage(amount: str | int = 1, **more: object) -> dict[str, object]:
    return charge(amount, kind="usage", **{"model": "per_unit", **more})  # type: ignore[arg-type]


# Packages


@pytest.mark.parametrize(("units", "blocks"), [(1, 1), (99, 1), (100, 1), (101, 2), (1000, 10)])
def test_a_started_package_is_paid_whole(units: int, blocks: int) -> None:
    assert priced(charge(30, model="package", block=100)).net(units) == blocks * 30_00


def test_a_package_line_tells_blocks_and_the_price_of_one() -> None:
    told = line(charge(30, model="package", block=100, cost=12), 620)
    assert (told.billed, told.block, told.unit_net, told.net, told.cost) == (7, 100, 30_00, 210_00, 84_00)


# Usage


@pytest.mark.parametrize(
    ("meter", "units", "billed"),
    [
        (Meter(), 7, 7),
        (Meter(each=3), 7, 21),
        (Meter(each=Fraction(1, 2)), 7, 4),  # 3.5, of which a started one counts
        (Meter(allowance=10), 7, 0),
        (Meter(allowance=10), 11, 1),
        (Meter(each=3, allowance=10, block=4), 7, 3),  # 21 − 10 = 11, in fours
        (Meter(each=0), 7, 0),
    ],
)
def test_what_is_billed_is_use_beyond_the_allowance_in_started_blocks(meter: Meter, units: int, billed: int) -> None:
    assert meter.billed(units) == billed


def test_nothing_is_billed_within_the_allowance() -> None:
    sold = priced(usage(3, allowance=100))
    assert [sold.net(units) for units in (1, 100, 101, 150)] == [0, 0, 3_00, 150_00]


def test_an_estimate_multiplies_the_units() -> None:
    assert priced(usage(3, estimate="2.5")).net(3) == 8 * 3_00  # 7.5 units of use


def test_our_cost_is_of_all_use_the_allowance_included() -> None:
    told = line(usage(3, allowance=100, cost=1), 150)
    assert (told.net, told.cost) == (150_00, 150_00)


# Minimum commitment


@pytest.mark.parametrize(("units", "net"), [(1, 100_00), (9, 100_00), (10, 100_00), (11, 110_00)])
def test_what_falls_short_of_the_minimum_is_paid_nevertheless(units: int, net: int) -> None:
    assert priced(charge(10, minimum=100)).net(units) == net


def test_the_shortfall_is_a_step_of_the_waterfall_after_the_discounts() -> None:
    told = line(charge(10, minimum=100), 5, [off(10)])
    assert [(s.step, s.amount) for s in told.waterfall] == [("term", -5_00), ("minimum", 55_00)]


def test_each_piece_of_a_price_is_split_where_it_reaches_the_minimum() -> None:
    volume = (Segment(1, 9, 0, 10), Segment(10, None, 0, 7))
    assert at_least(volume, 75) == (Segment(1, 7, 75, 0), Segment(8, 9, 0, 10), Segment(10, 10, 75, 0), Segment(11, None, 0, 7))  # fmt: skip


def test_a_minimum_is_due_within_the_allowance_as_well() -> None:
    assert priced(usage(3, allowance=100, minimum=50)).net(20) == 50_00


# Ramps of quantities and sums of prices


def test_a_ramp_levels_the_price_at_what_is_in_use() -> None:
    assert levelled((Segment(1, 9, 0, 10), Segment(10, None, 0, 7)), 4) == (Segment(1, 4, 0, 10), Segment(5, None, 40, 0))  # fmt: skip


def test_prices_add_up_over_the_pieces_of_all() -> None:
    whole = together([(2, (Segment(1, None, 0, 10),)), (3, (Segment(1, 4, 0, 1), Segment(5, None, 8, 0)))])
    assert [price(whole, n) for n in (1, 4, 5, 9)] == [23, 92, 124, 204]


# Percentages of other lines


def support(percent: str = "12", kind: str = "one_time", **of: str) -> dict[str, object]:
    base = {"components": "component.id == 'a.box'", "type": kind, **of}
    return charge(percent, period="year", model="percentage", of=base)


def test_a_percentage_is_taken_of_the_net_of_its_lines_and_rounded_once() -> None:
    """3 × 333.33 less 10 % (300.00 each) are 900.00; 12.5 % of them are 112.50 a year."""
    shop = book(
        {"a.box": [charge("333.33", kind="one_time")], "a.care": [support("12.5")]},
        [off(10, components="component.id == 'a.box'")],
    )
    [care] = bought(shop, {"a.box": 3, "a.care": 1}, 24)["a.care"]
    assert (care.net, care.contract_net, care.share) == (112_50, 225_00, Fraction(1, 8))


def test_a_percentage_may_be_taken_of_a_percentage() -> None:
    care = support("10")
    extra = charge("50", period="year", model="percentage", of={"components": "component.id == 'a.care'", "type": "recurring", "period": "year"})  # fmt: skip
    shop = book({"a.box": [charge(1000, kind="one_time")], "a.care": [care], "a.extra": [extra]})
    lines = bought(shop, {"a.box": 1, "a.care": 1, "a.extra": 1})
    assert [lines[id][0].net for id in ("a.box", "a.care", "a.extra")] == [1000_00, 100_00, 50_00]


def test_a_percentage_of_what_isnt_bought_is_nothing() -> None:
    shop = book({"a.box": [charge(1000, kind="one_time")], "a.care": [support()]})
    assert bought(shop, {"a.care": 1})["a.care"][0].net == 0


def test_only_charges_of_the_kind_it_names_count() -> None:
    shop = book({"a.box": [charge(1000, kind="one_time"), charge(50)], "a.care": [support(kind="recurring", period="month")]})  # fmt: skip
    assert bought(shop, {"a.box": 2, "a.care": 1})["a.care"][0].net == 12_00


# Charges that are due somewhere


def test_a_charge_is_due_where_its_condition_holds_only() -> None:
    told = [charge(10, when="customer.industry == 'finance'"), charge(7, when="customer.industry == 'other'")]
    shop = book({"a.one": told})
    assert [c.net(1) for c in offered(shop, industry="finance")["a.one"]] == [10_00]
    assert [c.net(1) for c in offered(shop, industry="other")["a.one"]] == [7_00]
