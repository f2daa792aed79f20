"""What discounts take off and when: stacking, caps, free months, ramps, indexation, manual discounts."""

from typing import Any

import pytest

from configurator.package import Line
from configurator.pricing.totals import totals
from configurator.special_terms import ManualDiscount, Ramp, RampStep, SpecialTerms
from tests.pricing.shop import book, bought, charge, line, off, rate


def free(months: int, id: str = "PRM-FREE", **more: Any) -> dict[str, Any]:
    told = off(1, "promotion", id, charges=["recurring", "usage"], free_months=months, **more)
    return told | {"percent": None}


def ramp(*steps: tuple[int, int], step: str = "promotion") -> dict[str, Any]:
    told = off(1, step, "PRM-RAMP", charges=["recurring"], ramp=[{"months": n, "percent": p} for n, p in steps])
    return told | {"percent": None}


def indexed(percent: int | str, from_year: int = 2) -> dict[str, Any]:
    return off(percent, "indexation", "IDX-CPI", charges=["recurring"], from_year=from_year)


def waterfall(stacking: str, at_most: int = 100, together: int = 100) -> dict[str, Any]:
    steps = [{"step": step} for step in ("term", "bundle")]
    return {"steps": [*steps, {"step": "promotion", "stacking": stacking, "at_most": at_most}, {"step": "manual"}], "at_most": together}  # fmt: skip


def steps(told: Line) -> list[tuple[str, int, int]]:
    return [(s.rule, s.amount, s.contract) for s in told.waterfall]


# Free months


def test_free_months_reduce_the_contract_and_not_the_headline_month() -> None:
    told = line(charge(100), 1, [free(3)], term=24)
    assert (told.net, told.contract_net, told.free_periods) == (100_00, 2_100_00, 3)
    assert totals([("a", told)], 24).monthly == 100_00
    assert steps(told) == [("PRM-FREE", 0, -300_00)]


def test_free_months_come_off_the_first_year() -> None:
    got = totals([("a", line(charge(100), 1, [free(3)], term=24))], 24)
    assert [year.recurring for year in got.years] == [900_00, 1_200_00]
    assert got.first_year == 900_00


def test_free_months_are_free_of_tax() -> None:
    assert totals([("a", line(charge(100), 1, [free(3)], term=12))], 12).tax == 9 * 6_00


@pytest.mark.parametrize(("months", "paid"), [(2, 8), (3, 7), (5, 7), (6, 6)])
def test_a_quarter_is_free_when_all_its_months_are(months: int, paid: int) -> None:
    assert line(charge(100, period="quarter"), 1, [free(months)], term=24).contract_net == paid * 100_00


def test_a_contract_shorter_than_its_free_months_is_free() -> None:
    assert line(charge(100), 1, [free(6)], term=3).contract_net == 0


def test_free_months_follow_on_the_discounts_of_other_steps() -> None:
    told = line(charge(100), 1, [off(10), free(2)], term=12)
    assert (told.net, told.contract_net) == (90_00, 900_00)
    assert told.contract_list + sum(s.contract for s in told.waterfall) == told.contract_net


# Ramps of prices, indexation


def test_a_ramp_of_prices_rises_to_the_headline() -> None:
    """80.00 for 12 months, 90.00 for 12, 100.00 for 12."""
    told = line(charge(100), 1, [ramp((12, 20), (12, 10))], term=36)
    assert (told.net, told.contract_net) == (100_00, 12 * (80_00 + 90_00 + 100_00))
    assert told.schedule == ((12, 80_00), (12, 90_00), (12, 100_00))
    assert steps(told) == [("PRM-RAMP", 0, -12 * 30_00)]


def test_a_ramp_longer_than_the_contract_ends_with_it() -> None:
    told = line(charge(100), 1, [ramp((36, 20))], term=12)
    assert (told.net, told.contract_net) == (80_00, 960_00)


def test_an_indexed_price_rises_every_year_on_the_unit_price_rounded_once() -> None:
    """9.99, then 10.2897 sold at 10.29, then 10.598391 sold at 10.60."""
    told = line(charge("9.99"), 10, [indexed(3)], term=36)
    assert told.schedule == ((12, 99_90), (12, 102_90), (12, 106_00))
    assert (told.list, told.net) == (99_90, 106_00)
    assert told.contract_list + sum(s.contract for s in told.waterfall) == told.contract_net == 12 * (99_90 + 102_90 + 106_00)  # fmt: skip


def test_indexation_begins_with_its_year() -> None:
    assert [n for _, n in line(charge(100), 1, [indexed(5, from_year=3)], term=48).schedule] == [100_00, 105_00, 110_25]


def test_discounts_come_before_what_rises() -> None:
    told = line(charge(100), 1, [off(10), indexed(10)], term=24)
    assert steps(told) == [("DSC-TERM", -10_00, -240_00), ("IDX-CPI", 9_00, 12 * 9_00)]


# Stacking


def test_percentages_of_a_step_add_up_where_the_rulebook_says_so() -> None:
    two = [off(10, "promotion", "PRM-A"), off(5, "promotion", "PRM-B")]
    shop = book({"a.one": [charge(100)]}, two, waterfall=waterfall("sum"))
    assert steps(bought(shop, {"a.one": 1})["a.one"][0])[0][:2] == ("PRM-A", -10_00)
    assert bought(shop, {"a.one": 1})["a.one"][0].net == 85_00


def test_a_step_takes_off_at_most_its_cap() -> None:
    two = [off(20, "promotion", "PRM-A"), off(15, "promotion", "PRM-B")]
    shop = book({"a.one": [charge(100)]}, two, waterfall=waterfall("sum", 30))
    told = bought(shop, {"a.one": 1})["a.one"][0]
    assert [s.amount for s in told.waterfall] == [-20_00, -10_00]


def test_all_automatic_steps_together_take_off_at_most_the_waterfalls_cap() -> None:
    shop = book({"a.one": [charge(100)]}, [off(20), off(20, "promotion")], waterfall=waterfall("best", 100, 30))
    told = bought(shop, {"a.one": 1})["a.one"][0]
    assert [s.amount for s in told.waterfall] == [-20_00, -10_00]


def test_a_waiver_is_none_of_the_caps_business() -> None:
    shop = book({"a.one": [charge(100, kind="one_time")]}, [off(100, "promotion")], waterfall=waterfall("best", 30, 30))
    assert bought(shop, {"a.one": 1})["a.one"][0].net == 0


def test_several_bundles_that_are_earned_add_up_where_the_rulebook_says_so() -> None:
    pair = [off(10, "bundle", "BND-A"), off(5, "bundle", "BND-B")]
    told = {"steps": [{"step": "bundle", "stacking": "sum"}, {"step": "manual"}]}
    shop = book({"a.one": [charge(100)]}, pair, waterfall=told)
    nets = [bought(shop, {"a.one": 1}, active=active)["a.one"][0].net for active in ((), ("BND-A",), ("BND-B",), ("BND-A", "BND-B"))]  # fmt: skip
    assert nets == [100_00, 90_00, 95_00, 85_00]


def test_the_order_of_the_steps_is_the_rulebooks() -> None:
    told = {"steps": [{"step": "promotion"}, {"step": "term"}]}
    shop = book({"a.one": [charge(100)]}, [off(10), off(20, "promotion")], waterfall=told)
    line = bought(shop, {"a.one": 1})["a.one"][0]
    assert [(s.step, s.amount) for s in line.waterfall] == [("promotion", -20_00), ("term", -8_00)]


# By hand


def special(*discounts: ManualDiscount, ramps: tuple[Ramp, ...] = ()) -> SpecialTerms:
    return SpecialTerms(discounts, ramps)


def test_the_most_specific_manual_discount_counts() -> None:
    given = special(
        ManualDiscount(percent=5),
        ManualDiscount(component="a.one", percent=10),
        ManualDiscount(component="a.one", charge="c1", percent=20),
        ManualDiscount(component="a.three", percent=0),
    )
    shop = book({"a.one": [charge(100), charge(100)], "a.two": [charge(100)], "a.three": [charge(100)]})
    lines = bought(shop, dict.fromkeys(("a.one", "a.two", "a.three"), 1), special=given)
    assert [[line.net for line in lines[id]] for id in lines] == [[90_00, 80_00], [95_00], [100_00]]


def test_a_manual_discount_is_a_step_that_names_its_place_in_the_profile() -> None:
    shop = book({"a.one": [charge(100)]}, [off(10)])
    [told] = bought(shop, {"a.one": 1}, special=special(ManualDiscount(percent=5)))["a.one"]
    assert [(s.step, s.rule, s.amount) for s in told.waterfall] == [("term", "DSC-TERM", -10_00), ("manual", "discounts.0", -4_50)]  # fmt: skip


def test_in_a_ramp_of_quantities_only_what_is_in_use_is_paid() -> None:
    steps = (RampStep(months=6, quantity=100), RampStep(months=6, quantity=300))
    shop = book({"a.one": [charge(tiers={1: 10, 201: 9}, cost=4), charge(5, kind="one_time")]})
    seats, once = bought(shop, {"a.one": 620}, 24, special=special(ramps=(Ramp(component="a.one", steps=steps),)))["a.one"]  # fmt: skip
    assert seats.schedule == ((6, 1_000_00), (6, 2_700_00), (12, 5_580_00))
    assert (seats.net, seats.contract_cost) == (5_580_00, 6 * 400_00 + 6 * 1_200_00 + 12 * 2_480_00)
    assert once.net == 620 * 5_00


# Prices that include tax


def test_prices_stated_with_tax_are_listed_without_it() -> None:
    shop = book({"a.one": [charge(106), charge("99.99")]}, rates=[rate("0.06")], prices_include_tax=True)
    assert [line.list for line in bought(shop, {"a.one": 1})["a.one"]] == [100_00, 94_33]  # 94.3302
