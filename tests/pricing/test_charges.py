"""What a charge costs at a quantity, on a day, for a term: which entry, which tier, which discounts."""

import datetime
from itertools import product

import pytest

from configurator.pricing.models.segments import Segment
from tests.pricing.shop import book, charge, entry, off, offered, priced, rate

TIERS = {1: 45, 101: 40, 501: 36}


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


# Tiers


@pytest.mark.parametrize(("units", "net"), [(1, 4500), (100, 450_000), (101, 404_000), (500, 2_000_000), (501, 1_803_600)])  # fmt: skip
def test_a_volume_price_is_the_price_of_the_tier_reached_for_all_units(units: int, net: int) -> None:
    assert priced(charge(tiers=TIERS)).net(units) == net


@pytest.mark.parametrize(
    ("units", "net"),
    [(1, 4500), (100, 450_000), (101, 454_000), (500, 2_050_000), (501, 2_053_600)],
    # 100 × 45, then 400 × 40, then 36 each
)
def test_a_graduated_price_is_each_tiers_price_for_the_units_in_it(units: int, net: int) -> None:
    assert priced(charge(tiers=TIERS, model="graduated")).net(units) == net


def test_a_flat_price_is_the_same_for_any_quantity() -> None:
    sold = priced(charge(1500, model="flat"))
    assert [sold.net(units) for units in (1, 2, 10_000_000)] == [150_000] * 3


def test_a_price_per_unit_is_multiplied() -> None:
    assert priced(charge("0.37")).net(10_000_000) == 370_000_000


def test_a_graduated_segment_starts_where_the_tiers_below_it_end() -> None:
    assert priced(charge(tiers=TIERS, model="graduated")).headline == (
        Segment(1, 100, 0, 4500),
        Segment(101, 500, 50_000, 4000),  # 100 × 45.00 − 100 × 40.00
        Segment(501, None, 250_000, 3600),  # 100 × 45.00 + 400 × 40.00 − 500 × 36.00
    )


def test_tiers_written_in_any_order_are_the_same_tiers() -> None:
    assert priced(charge(tiers=dict(reversed(TIERS.items())))) == priced(charge(tiers=TIERS))


def test_a_tier_may_be_dearer_than_the_one_below() -> None:
    assert priced(charge(tiers={1: 10, 5: 12})).net(5) == 6000


# Rounding


def test_the_net_unit_price_is_rounded_once_and_then_multiplied() -> None:
    # 0.35 less 10 % and 10 % is 0.2835: rounded to 0.28 and multiplied, not 1,000 × 0.2835 = 283.50.
    assert priced(charge("0.35"), [off(10), off(10, "promotion")]).net(1000) == 28_000


def test_a_unit_price_is_not_rounded_between_the_steps() -> None:
    # 0.49 less 5 % is 0.4655, less 3 % 0.451535: 0.45. Rounded between, 0.47 less 3 % would be 0.4559: 0.46.
    assert priced(charge("0.49"), [off(5), off(3, "promotion")]).net(1) == 45


def test_a_half_cent_is_rounded_up() -> None:
    assert priced(charge("0.45"), [off(10)]).net(1) == 41  # 0.405


def test_every_tier_is_discounted_and_rounded_for_itself() -> None:
    sold = priced(charge(tiers={1: "0.45", 11: "0.35"}, model="graduated"), [off(10)])
    assert [sold.unit_price(tier, sold.terms[-1]) for tier in (0, 1)] == [41, 32]  # 0.405 and 0.315
    assert sold.net(20) == 10 * 41 + 10 * 32


def test_yen_have_no_fraction_and_dinars_have_three() -> None:
    assert priced(charge(333), [off(15)], currency="JPY").net(2) == 566  # 283.05 → 283
    assert priced(charge("0.333"), [off(15)], currency="KWD").net(2) == 566  # 0.28305 → 0.283


# Discounts


def test_within_a_step_the_largest_percentage_counts_alone() -> None:
    sold = priced(charge(100), [off(5, id="DSC-A"), off(15, id="DSC-B"), off("14.99", id="DSC-C")])
    assert [relief.rule for relief in sold.reliefs] == ["DSC-B"]
    assert sold.net(1) == 8500


def test_of_equal_percentages_in_a_step_the_first_id_is_named() -> None:
    assert priced(charge(100), [off(5, id="DSC-B"), off(5, id="DSC-A")]).reliefs[0].rule == "DSC-A"


def test_the_steps_multiply() -> None:
    assert priced(charge(100), [off(20), off(50, "promotion")]).net(1) == 4000


def test_the_term_step_comes_before_the_promotion_however_they_are_written() -> None:
    sold = priced(charge(100), [off(50, "promotion"), off(20)])
    assert [relief.step for relief in sold.reliefs] == ["term", "promotion"]


def test_a_discount_of_everything_leaves_nothing_to_pay() -> None:
    assert priced(charge(100), [off(100)]).net(7) == 0


def test_a_discount_counts_for_the_kinds_of_charge_it_names() -> None:
    rulebook = book(
        {"a.one": [charge(100), charge(100, kind="one_time"), charge(100, kind="usage")]},
        [off(10, charges=["one_time", "usage"])],
    )
    assert [sold.net(1) for sold in offered(rulebook)["a.one"]] == [10_000, 9_000, 9_000]


def test_a_discount_counts_for_the_components_it_speaks_of() -> None:
    rulebook = book({"a.one": [charge(100)], "b.one": [charge(100)]}, [off(10, components="component.family == 'b'")])
    assert {id: sold[0].net(1) for id, sold in offered(rulebook).items()} == {"a.one": 10_000, "b.one": 9_000}


def test_a_discount_counts_for_the_deals_it_speaks_of() -> None:
    told = off(10, when="profile.term_months >= 36 and customer.industry == 'finance'")
    rulebook = book({"a.one": [charge(100)]}, [told])

    def net(term: int, industry: str) -> int:
        return offered(rulebook, term, industry=industry)["a.one"][0].net(1)

    assert (net(36, "finance"), net(35, "finance"), net(36, "other")) == (9_000, 10_000, 10_000)


# Days


@pytest.mark.parametrize(
    ("on", "net"),
    [("2026-06-30", 1000), ("2026-07-01", 1200), ("2026-12-31", 1200), ("2027-01-01", 1100)],
)
def test_the_price_in_force_is_the_last_that_has_begun(on: str, net: int) -> None:
    prices = [entry(11, since="2027-01-01"), entry(10, since="2026-01-01"), entry(12, since="2026-07-01")]
    assert priced(charge(prices=prices), day=day(on)).net(1) == net


def test_a_component_is_not_on_sale_before_its_first_price() -> None:
    rulebook = book({"a.one": [charge(prices=[entry(10, since="2026-07-01")])]})
    assert offered(rulebook, day=day("2026-06-30")) == {}
    assert set(offered(rulebook, day=day("2026-07-01"))) == {"a.one"}


def test_a_component_is_not_on_sale_before_all_its_charges_have_a_price() -> None:
    rulebook = book({"a.one": [charge(10), charge(prices=[entry(10, since="2026-07-01")])]})
    assert offered(rulebook, day=day("2026-06-30")) == {}


def test_a_component_is_not_on_sale_before_its_tax_has_a_rate() -> None:
    rulebook = book({"a.one": [charge(10)]}, rates=[rate("0.06", "2026-07-01")])
    assert offered(rulebook, day=day("2026-06-30")) == {}
    assert set(offered(rulebook, day=day("2026-07-01"))) == {"a.one"}


@pytest.mark.parametrize(("on", "share"), [("2019-03-31", 16), ("2019-04-01", 13), ("2026-11-22", 13)])
def test_the_tax_rate_in_force_is_the_last_that_has_begun(on: str, share: int) -> None:
    rulebook = book({"a.one": [charge(10)]}, rates=[rate("0.13", "2019-04-01"), rate("0.16")])
    assert offered(rulebook, day=day(on))["a.one"][0].tax_rate * 100 == share


@pytest.mark.parametrize(
    ("on", "net"),
    [("2026-10-31", 1000), ("2026-11-01", 900), ("2026-11-30", 900), ("2026-12-01", 1000)],
)
def test_a_promotion_runs_from_its_first_day_to_its_last_both_included(on: str, net: int) -> None:
    promotion = off(10, "promotion", effective_from="2026-11-01", effective_to="2026-11-30")
    assert priced(charge(10), [promotion], day=day(on)).net(1) == net


def test_a_larger_discount_that_has_ended_gives_way_to_the_smaller_that_runs() -> None:
    taken = [off(30, "promotion", "DSC-OLD", effective_to="2026-11-21"), off(10, "promotion", "DSC-NOW")]
    assert [relief.rule for relief in priced(charge(10), taken).reliefs] == ["DSC-NOW"]


# Terms


@pytest.mark.parametrize(
    ("period", "term", "periods"),
    [("month", 18, 18), ("quarter", 18, 6), ("quarter", 17, 6), ("quarter", 16, 6), ("quarter", 15, 5), ("year", 12, 1), ("year", 13, 2), ("year", 18, 2), ("year", 36, 3), ("year", 1, 1)],
)  # fmt: skip
def test_a_period_begun_is_a_period_paid(period: str, term: int, periods: int) -> None:
    sold = priced(charge(10, period=period), term=term)
    assert sold.periods == periods
    assert sold.times(term) == periods


def test_a_one_time_charge_is_paid_once_whatever_the_term() -> None:
    sold = priced(charge(10, kind="one_time"), term=60)
    assert (sold.periods, sold.times(1), sold.times(60)) == (1, 1, 1)


def test_what_was_asked_before_changes_no_price() -> None:
    prices = [entry(10), entry(12, since="2026-06-01")]
    big = off(20, when="customer.employees > 100", components="component.id == 'a.x'")
    sold = {"a.x": [charge(prices=prices)], "a.y": [charge(5)]}
    told = (
        sold,
        [off(10, step="promotion", effective_from="2026-03-01"), big],
        [rate("0.06"), rate("0.09", "2026-09-01")],
    )
    asked_before = book(*told)
    days = [datetime.date(2026, month, 1) for month in (1, 2, 3, 6, 9, 12)]
    for day, term, employees in product(days, (12, 24), (50, 500)):
        anew = offered(book(*told), term, day, employees=employees)
        assert offered(asked_before, term, day, employees=employees) == anew


def test_a_discount_may_ask_about_customer_and_component_at_once() -> None:
    chosen = off(50, components="component.id == 'a.x' and customer.employees > 100")
    shop = book({"a.x": [charge(10)], "a.y": [charge(10)]}, [chosen])
    nets = [[offered(shop, employees=n)[id][0].net(1) for id in ("a.x", "a.y")] for n in (50, 500, 50)]
    assert nets == [[1000, 1000], [500, 1000], [1000, 1000]]
