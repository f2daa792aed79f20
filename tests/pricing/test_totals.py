"""What lines come to: once, a month, a year, over the contract, by rate and family."""

from configurator.package import FamilyTotal, TaxGroup, Year
from configurator.pricing.totals import totals
from tests.pricing.shop import charge, line, off


def test_nothing_bought_costs_nothing() -> None:
    got = totals([], 12)
    assert (got.one_time, got.monthly, got.total_contract, got.tax, got.tax_by_rate, got.by_family) == (0, 0, 0, 0, (), ())  # fmt: skip
    assert got.years == (Year(1, 0, 0),)


def test_the_month_takes_a_third_of_a_quarter_and_a_twelfth_of_a_year() -> None:
    found = [line(charge(10)), line(charge(30, period="quarter")), line(charge(120, period="year"))]
    assert totals([("a", each) for each in found], 12).monthly == 3000


def test_the_month_is_rounded_once_half_away_from_zero() -> None:
    found = [("a", line(charge("0.01", period="quarter"))), ("a", line(charge("0.02", period="year")))]
    assert totals(found, 12).monthly == 1  # (4 × 0.01 + 0.02) / 12 = 0.005


def test_estimated_usage_is_part_of_the_month() -> None:
    assert totals([("a", line(charge(10, kind="usage")))], 12).monthly == 1000


def test_the_families_months_add_up_to_the_month() -> None:
    found = [(family, line(charge("0.06", period="year"))) for family in "abc"]
    got = totals(found, 12)
    assert got.monthly == 2  # 0.18 / 12 = 0.015; each alone would be 0.005, told as 0.01
    assert [family.monthly for family in got.by_family] == [1, 1, 0]


def test_families_stand_in_the_order_they_come_in_with_their_own_sums() -> None:
    found = [
        ("b", line(charge(10, kind="one_time"))),
        ("a", line(charge(20))),
        ("b", line(charge(5))),
    ]
    assert totals(found, 12).by_family == (FamilyTotal("b", 1000, 500, 7000), FamilyTotal("a", 0, 2000, 24_000))


def test_tax_is_rounded_on_the_invoice_of_a_period_and_not_on_its_lines() -> None:
    found = [("a", line(charge("0.10"))) for _ in range(3)]
    got = totals(found, 12)
    # 6 % of 0.30 is 0.018, told as 0.02 a month; line by line it would be 3 × 0.01, of the year's 3.60 it would be 0.22.
    assert got.tax == 12 * 2
    assert got.monthly_with_tax == 32


def test_tax_is_told_by_rate_the_lower_first() -> None:
    found = [("a", line(charge(100), tax="0.13")), ("a", line(charge(100, kind="one_time"), tax="0.06"))]
    got = totals(found, 12)
    assert [(group.net, group.tax) for group in got.tax_by_rate] == [(10_000, 600), (120_000, 15_600)]
    assert got.tax == 16_200


def test_an_untaxed_line_is_told_at_a_rate_of_nothing() -> None:
    [group] = totals([("a", line(charge(100), tax="0"))], 12).tax_by_rate
    assert group == TaxGroup(group.rate, 120_000, 0)
    assert group.rate == 0


def test_the_first_year_of_a_shorter_contract_is_the_contract() -> None:
    got = totals([("a", line(charge(10), term=7)), ("a", line(charge(30, period="quarter"), term=7))], 7)
    assert got.first_year == got.total_contract == 7 * 1000 + 3 * 3000
    assert got.years == (Year(1, 0, 16_000),)


def test_a_last_year_cut_short_pays_the_periods_begun_in_it() -> None:
    found = [line(charge(10), term=18), line(charge(30, period="quarter"), term=18), line(charge(120, period="year"), term=18)]  # fmt: skip
    got = totals([("a", each) for each in found], 18)
    assert got.years == (Year(1, 0, 12_000 + 12_000 + 12_000), Year(2, 0, 6_000 + 6_000 + 12_000))


def test_the_list_totals_know_no_discount() -> None:
    found = [("a", line(charge(10), 2, [off(50)])), ("a", line(charge(7, kind="one_time"), 1, [off(50)]))]
    got = totals(found, 12)
    assert (got.list_one_time, got.list_monthly, got.list_total_contract) == (700, 2000, 24_700)
    assert (got.one_time, got.monthly, got.total_contract) == (350, 1000, 12_350)
