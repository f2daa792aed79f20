"""Deals as they are really made, one of each kind; every figure is worked out by hand in the comment beside it."""

from typing import Any

from configurator.money import to_text
from configurator.package import Line, Totals
from configurator.pricing.totals import totals
from configurator.rulebook.model import Rulebook
from configurator.special_terms import NO_SPECIAL_TERMS, ManualDiscount, Ramp, RampStep, SpecialTerms
from tests.pricing.shop import book, bought, charge, off, offered, rate


def sold(
    shop: Rulebook,
    units: dict[str, int],
    term: int,
    active: tuple[str, ...] = (),
    special: SpecialTerms = NO_SPECIAL_TERMS,
) -> tuple[dict[str, tuple[Line, ...]], Totals]:
    lines = bought(shop, units, term, active, special)
    return lines, totals([("a", line) for found in lines.values() for line in found], term)


def told(found: Totals, currency: str = "CNY") -> dict[str, Any]:
    names = ("one_time", "monthly", "first_year", "total_contract", "tax", "total_contract_with_tax")
    return {name: to_text(getattr(found, name), currency) for name in names} | {
        "years": [to_text(year.recurring, currency) for year in found.years]
    }


def given(step: str, id: str, **gives: Any) -> dict[str, Any]:
    """A discount on what recurs that isn't a plain percentage."""
    return {**off(1, step, id, charges=["recurring", "usage"]), "percent": None, **gives}


def test_a_bank_with_three_free_months_a_waived_set_up_and_a_longer_term() -> None:
    """CNY, 24 months, tax 9 %.

    line      8,000.00 a month list; term 10 %: 7,200.00; months 1 to 3 free: 21 × 7,200.00 = 151,200.00.
              Tax 648.00 a month; × 21 = 13,608.00.
    set-up    5,000.00 once, waived (100 %): 0.00.
    """
    shop = book(
        {"a.line": [charge(8000, model="flat"), charge(5000, kind="one_time", model="flat")]},
        [
            off(10, charges=["recurring"]),
            given("promotion", "PRM-FREE", free_months=3),
            off(100, "promotion", "PRM-WAIVER", charges=["one_time"]),
        ],
        [rate("0.09")],
    )
    lines, found = sold(shop, {"a.line": 1}, 24)
    assert told(found) == {
        "one_time": "0.00",
        "monthly": "7200.00",  # the headline month knows no free months
        "first_year": "64800.00",  # 9 × 7,200.00
        "total_contract": "151200.00",
        "tax": "13608.00",
        "total_contract_with_tax": "164808.00",
        "years": ["64800.00", "86400.00"],  # 9 and 12 months
    }
    # 24 × 8,000 = 192,000.00 and 5,000.00 list: term − 24 × 800, free months − 3 × 7,200, the waiver − 5,000
    steps = [(step.rule, step.contract) for line in lines["a.line"] for step in line.waterfall]
    assert steps == [("DSC-TERM", -19_200_00), ("PRM-FREE", -21_600_00), ("PRM-WAIVER", -5_000_00)]


def test_an_operator_of_meters_with_an_allowance_and_a_minimum() -> None:
    """CNY, 36 months, tax 6 %.

    messages  40,000 meters send 120 a month each: 4,800,000; 1,000,000 free: 3,800,000; in packages of 500,000: 8.
              8 × 3.60 = 28.80, below the minimum of 50.00 a month: shortfall 21.20.
    SIMs      40,000 × 1.50 = 60,000.00 a month.
    Month 60,050.00; tax 3,603.00; × 36 = 2,161,800.00 and 129,708.00.
    """
    usage = charge("3.60", kind="usage", model="package", block=500_000, estimate="120", allowance=1_000_000, minimum=50)  # fmt: skip
    shop = book({"a.messages": [usage], "a.sim": [charge("1.50")]})
    lines, found = sold(shop, {"a.messages": 40_000, "a.sim": 40_000}, 36)
    [messages] = lines["a.messages"]
    assert (messages.used, messages.billed, messages.list) == (4_800_000, 8, 28_80)
    assert [(step.step, step.amount) for step in messages.waterfall] == [("minimum", 21_20)]
    assert told(found) == {
        "one_time": "0.00",
        "monthly": "60050.00",
        "first_year": "720600.00",
        "total_contract": "2161800.00",
        "tax": "129708.00",
        "total_contract_with_tax": "2291508.00",
        "years": ["720600.00", "720600.00", "720600.00"],
    }


def test_support_of_twelve_per_cent_on_discounted_hardware() -> None:
    """CNY, 36 months, tax 13 % throughout.

    firewalls  3 × 84,999.00 = 254,997.00 list; promotion 7 %: 79,049.07 each, 237,147.21 once.
    support    12 % of 237,147.21 = 28,457.6652, told as 28,457.67 a year; term 5 %: 27,034.78194, sold at 27,034.78;
               × 3 = 81,104.34.
    Month 27,034.78 / 12 = 2,252.898…; TCV 318,251.55. Tax 30,829.1373 → 30,829.14; 3,514.5214 → 3,514.52 a year.
    """
    support = charge("12", period="year", model="percentage", of={"components": "component.id == 'a.firewall'", "type": "one_time"})  # fmt: skip
    shop = book(
        {"a.firewall": [charge(84_999, kind="one_time")], "a.support": [support]},
        [
            off(5, components="component.id == 'a.support'"),
            off(7, "promotion", components="component.id == 'a.firewall'"),
        ],
        [rate("0.13")],
    )
    lines, found = sold(shop, {"a.firewall": 3, "a.support": 1}, 36)
    [line] = lines["a.support"]
    assert (line.list, [step.amount for step in line.waterfall], line.net) == (28_457_67, [-1_422_89], 27_034_78)
    assert told(found) == {
        "one_time": "237147.21",
        "monthly": "2252.90",
        "first_year": "264181.99",
        "total_contract": "318251.55",
        "tax": "41372.70",  # 30,829.14 + 3 × 3,514.52
        "total_contract_with_tax": "359624.25",
        "years": ["27034.78", "27034.78", "27034.78"],
    }


def test_seats_that_come_into_use_step_by_step() -> None:
    """CNY, 24 months, tax 6 %: 100 seats for 6 months, 300 for 6, then all 620. Volume: 45.00, from 201 on 40.00.

    6 × 100 × 45.00 = 27,000.00; 6 × 300 × 40.00 = 72,000.00; 12 × 620 × 40.00 = 297,600.00; together 396,600.00.
    """
    steps = (RampStep(months=6, quantity=100), RampStep(months=6, quantity=300))
    shop = book({"a.seat": [charge(tiers={1: 45, 201: 40})]})
    _, found = sold(shop, {"a.seat": 620}, 24, special=SpecialTerms(ramps=(Ramp(component="a.seat", steps=steps),)))
    assert told(found) == {
        "one_time": "0.00",
        "monthly": "24800.00",
        "first_year": "99000.00",
        "total_contract": "396600.00",
        "tax": "23796.00",  # 6 × 270.00 + 6 × 720.00 + 12 × 1,488.00
        "total_contract_with_tax": "420396.00",
        "years": ["99000.00", "297600.00"],
    }


def test_an_introductory_price_that_is_indexed_later() -> None:
    """EUR, 36 months, untaxed: 199.90 a month, 25 % off for 6 months, 3 % dearer every year.

    Year 1: 149.925, sold at 149.93, × 6 = 899.58; 199.90 × 6 = 1,199.40; together 2,098.98.
    Year 2: 205.897, sold at 205.90, × 12 = 2,470.80. Year 3: 212.07391, sold at 212.07, × 12 = 2,544.84.
    """
    shop = book(
        {"a.one": [charge("199.90")]},
        [
            given("promotion", "PRM-INTRO", ramp=[{"months": 6, "percent": 25}]),
            off(3, "indexation", "IDX-CPI", charges=["recurring"]),
        ],
        [rate("0")],
        "EUR",
    )
    _, found = sold(shop, {"a.one": 1}, 36)
    assert told(found, "EUR") == {
        "one_time": "0.00",
        "monthly": "212.07",
        "first_year": "2098.98",
        "total_contract": "7114.62",
        "tax": "0.00",
        "total_contract_with_tax": "7114.62",
        "years": ["2098.98", "2470.80", "2544.84"],
    }


def test_bundles_that_add_up_under_a_cap_and_a_discount_by_hand() -> None:
    """HKD, 12 months, untaxed: 1,000.00 a month.

    term 20 %: 800.00; two bundles 12 + 10 = 22 %, of which 15 at most: 680.00; together 32 %, of which 30 at most:
    700.00; by hand 5 %: 665.00. × 12 = 7,980.00.
    """
    told_of = {"steps": [{"step": "term"}, {"step": "bundle", "stacking": "sum", "at_most": 15}, {"step": "manual"}], "at_most": 30}  # fmt: skip
    discounts = [off(20), off(12, "bundle", "BND-A"), off(10, "bundle", "BND-B")]
    shop = book({"a.one": [charge(1000)]}, discounts, [rate("0")], "HKD", waterfall=told_of)
    by_hand = SpecialTerms((ManualDiscount(percent=5),))
    lines, found = sold(shop, {"a.one": 1}, 12, ("BND-A", "BND-B"), by_hand)
    steps = [(step.rule, step.amount) for step in lines["a.one"][0].waterfall]
    # the first bundle brings it to 704.00; the second to the cap
    assert steps == [("DSC-TERM", -200_00), ("BND-A", -96_00), ("BND-B", -4_00), ("discounts.0", -35_00)]
    assert told(found, "HKD")["total_contract"] == "7980.00"


def test_prices_that_include_tax_are_split_to_the_cent() -> None:
    """CNY, 12 months, tax 6 % included: 99.00 is 93.396… and sold at 93.40; 10 of them 934.00, tax 56.04 a month."""
    shop = book({"a.one": [charge(99)]}, prices_include_tax=True)
    _, found = sold(shop, {"a.one": 10}, 12)
    assert told(found) == {
        "one_time": "0.00",
        "monthly": "934.00",
        "first_year": "11208.00",
        "total_contract": "11208.00",
        "tax": "672.48",
        "total_contract_with_tax": "11880.48",
        "years": ["11208.00"],
    }


def test_sites_of_two_kinds_pay_two_prices() -> None:
    """USD, 12 months, untaxed: a line costs 100.00 in town and 160.00 beyond; 40 and 10 of them: 5,600.00 a month."""
    charges = [charge(100, when="customer.industry == 'town'"), charge(160, when="customer.industry == 'beyond'")]
    shop = book({"a.line": charges}, (), [rate("0")], "USD")
    [town], [beyond] = (offered(shop, industry=where)["a.line"] for where in ("town", "beyond"))
    assert town.contract_net(40) + beyond.contract_net(10) == 12 * 5_600_00
