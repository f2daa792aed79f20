"""Laws of prices over random charges, discounts, quantities, places and terms, checked against prices worked out unit
by unit and contracts paid month by month."""

from collections import Counter
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.money import DECIMALS, allocate, round_half_away, to_minor, to_text
from configurator.package import Line
from configurator.pricing.charges import PricedCharge
from configurator.pricing.totals import total_contract, totals, yearly
from configurator.pricing.waterfall import priced_lines
from tests.pricing.shop import charge, off, priced

SETTINGS = settings(max_examples=200, deadline=None, derandomize=True)
EVERY = {"month": 1, "quarter": 3, "year": 12}

currencies = st.sampled_from(("CNY", "JPY", "KWD"))
terms = st.integers(1, 60)
percents = st.integers(1, 10_000).map(lambda n: Decimal(n).scaleb(-2))
minors = st.one_of(st.integers(0, 60), st.integers(0, 30_000))
quantities = st.one_of(st.integers(1, 12), st.integers(1, 400))


@st.composite
def charges(draw: st.DrawFn, currency: str = "CNY") -> dict[str, Any]:
    def amount() -> Decimal:
        return Decimal(draw(minors)).scaleb(-DECIMALS[currency])

    kind = draw(st.sampled_from(("recurring", "one_time", "usage")))
    period = draw(st.sampled_from(("month", "quarter", "year")))
    model = draw(st.sampled_from(("flat", "per_unit", "volume", "graduated")))
    if model in ("flat", "per_unit"):
        return charge(amount(), kind=kind, period=period, model=model, cost=amount())
    starts = {1, *draw(st.sets(st.integers(2, 300), max_size=3))}
    tiers = {start: amount() for start in sorted(starts)}
    return charge(tiers=tiers, kind=kind, period=period, model=model, cost=amount())


@st.composite
def discounts(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = draw(st.lists(st.tuples(st.sampled_from(("term", "promotion")), percents), max_size=4))
    return [off(percent, step, f"DSC-{i}") for i, (step, percent) in enumerate(found)]


@st.composite
def lines(draw: st.DrawFn, term: int) -> list[Line]:
    told = draw(st.lists(st.tuples(charges(), discounts(), quantities, st.sampled_from(("0.06", "0.09", "0.13", "0")))))
    return [priced_lines(priced(asked, taken, term=term, tax=tax), [units])[0] for asked, taken, units, tax in told[:6]]


@st.composite
def contracts(draw: st.DrawFn) -> tuple[int, list[tuple[str, Line]]]:
    """A term, and the lines of a package each with its family."""
    term = draw(terms)
    return term, [(draw(st.sampled_from("abc")), line) for line in draw(lines(term))]


def worked_out(told: dict[str, Any], taken: list[dict[str, Any]], quantity: int, currency: str) -> Decimal:
    """What a quantity costs a period, by buying unit after unit in decimals, as a clerk would."""
    [price] = told["prices"]
    tiers = price.get("tiers") or {1: price["price"]}

    def list_price(unit: int) -> Decimal:
        return Decimal(tiers[max(first for first in tiers if first <= unit)])

    def net(amount: Decimal) -> Decimal:
        with localcontext(prec=60):
            for step in ("term", "promotion"):
                amount *= (100 - max((d["percent"] for d in taken if d["step"] == step), default=Decimal(0))) / 100
            return amount.quantize(Decimal(1).scaleb(-DECIMALS[currency]), ROUND_HALF_UP)

    if told["model"] == "flat":
        return net(list_price(1))
    if told["model"] == "graduated":
        return sum((net(list_price(unit)) for unit in range(1, quantity + 1)), Decimal(0))
    return net(list_price(quantity)) * quantity


def at_places(told: PricedCharge, units: list[int]) -> tuple[Line, ...]:
    return priced_lines(told, units)


# A charge at a quantity


@SETTINGS
@given(st.data(), currencies, discounts(), quantities)
def test_segments_cost_what_buying_unit_by_unit_costs(
    data: st.DataObject, currency: str, taken: list[dict[str, Any]], quantity: int
) -> None:
    told = data.draw(charges(currency))
    net = priced(told, taken, currency=currency).net(quantity)
    assert Decimal(to_text(net, currency)) == worked_out(told, taken, quantity, currency)


@SETTINGS
@given(charges(), discounts())
def test_segments_follow_each_other_from_one_without_end(told: dict[str, Any], taken: list[dict[str, Any]]) -> None:
    segments = priced(told, taken).headline
    assert segments[0].low == 1
    assert segments[-1].high is None
    assert all(here.high is not None and here.high + 1 == following.low for here, following in pairwise(segments))


@SETTINGS
@given(charges(), discounts(), st.integers(1, 310))
def test_a_larger_quantity_costs_less_only_where_a_declared_volume_tier_begins(
    told: dict[str, Any], taken: list[dict[str, Any]], quantity: int
) -> None:
    sold = priced(told, taken)
    if sold.net(quantity + 1) < sold.net(quantity):
        assert told["model"] == "volume"
        assert quantity + 1 in told["prices"][0]["tiers"]


@SETTINGS
@given(charges(), discounts(), st.randoms())
def test_the_order_of_the_discounts_in_the_file_means_nothing(
    told: dict[str, Any], taken: list[dict[str, Any]], random: Any
) -> None:
    shuffled = random.sample(taken, len(taken))
    assert priced(told, shuffled) == priced(told, taken)


# From list to net


@SETTINGS
@given(charges(), discounts(), st.lists(st.integers(0, 60), min_size=1, max_size=6).filter(any), terms)
def test_list_and_waterfall_come_to_net_on_every_line_and_in_sum(
    told: dict[str, Any], taken: list[dict[str, Any]], units: list[int], term: int
) -> None:
    sold = priced(told, taken, term=term)
    shared = at_places(sold, units)
    for line in shared:
        assert line.list + sum(step.amount for step in line.waterfall) == line.net
        assert line.contract_net == line.net * sold.periods
        assert line.contract_cost == line.cost * sold.periods
    whole = sum(line.list for line in shared) + sum(step.amount for line in shared for step in line.waterfall)
    assert whole == sold.net(sum(units))


@SETTINGS
@given(charges(), discounts(), st.lists(st.integers(0, 60), min_size=1, max_size=6).filter(any))
def test_lines_over_places_add_up_to_the_line_of_the_whole_step_by_step(
    told: dict[str, Any], taken: list[dict[str, Any]], units: list[int]
) -> None:
    sold = priced(told, taken)
    [whole] = at_places(sold, [sum(units)])
    shared = at_places(sold, units)
    for amount in ("list", "net", "cost", "contract_net", "contract_cost"):
        assert sum(getattr(line, amount) for line in shared) == getattr(whole, amount)
    steps: Counter[tuple[str, str]] = Counter()
    for line in shared:
        steps.update({(step.step, step.rule): step.amount for step in line.waterfall})
    assert dict(steps) == {(step.step, step.rule): step.amount for step in whole.waterfall}


@SETTINGS
@given(charges(), discounts(), st.lists(st.integers(0, 60), min_size=1, max_size=6).filter(any))
def test_every_place_pays_the_net_unit_price_for_each_of_its_units(
    told: dict[str, Any], taken: list[dict[str, Any]], units: list[int]
) -> None:
    for quantity, line in zip(units, at_places(priced(told, taken), units), strict=True):
        if told["model"] != "flat" and line.unit_net is not None:
            assert line.net == line.unit_net * quantity
            assert line.list == line.unit_list * quantity


@SETTINGS
@given(charges(), discounts(), st.lists(st.integers(0, 60), min_size=1, max_size=6).filter(any))
def test_no_discount_adds_to_a_price_and_none_makes_a_line_negative(
    told: dict[str, Any], taken: list[dict[str, Any]], units: list[int]
) -> None:
    for line in at_places(priced(told, taken), units):
        assert line.net >= 0
        assert all(step.amount <= 0 for step in line.waterfall if step.step != "volume")


@SETTINGS
@given(charges(), discounts(), quantities)
def test_the_steps_of_a_waterfall_stand_in_their_order_once_each_and_none_is_nothing(
    told: dict[str, Any], taken: list[dict[str, Any]], quantity: int
) -> None:
    [line] = at_places(priced(told, taken), [quantity])
    steps = [step.step for step in line.waterfall]
    assert steps == [step for step in ("volume", "term", "promotion") if step in steps]
    assert all(step.amount for step in line.waterfall)


# Sharing out

weights = st.lists(st.integers(0, 1_000), min_size=1, max_size=12)
amounts = st.integers(-(10**9), 10**9)


@SETTINGS
@given(amounts, weights)
def test_sharing_out_loses_and_makes_no_cent(total: int, shares_by: list[int]) -> None:
    assert sum(allocate(total, shares_by)) == total


@SETTINGS
@given(amounts, weights.filter(any))
def test_every_share_is_less_than_a_cent_from_its_exact_part(total: int, shares_by: list[int]) -> None:
    for share, weight in zip(allocate(total, shares_by), shares_by, strict=True):
        assert abs(share - Fraction(total * weight, sum(shares_by))) < 1


@SETTINGS
@given(amounts, weights)
def test_a_credit_is_shared_out_as_its_invoice_was(total: int, shares_by: list[int]) -> None:
    assert allocate(-total, shares_by) == tuple(-share for share in allocate(total, shares_by))


@SETTINGS
@given(st.integers(0, 10**9), weights.filter(any))
def test_a_heavier_share_is_never_the_smaller_one(total: int, shares_by: list[int]) -> None:
    shared = sorted(zip(shares_by, allocate(total, shares_by), strict=True))
    assert all(less[1] <= more[1] for less, more in pairwise(shared) if less[0] < more[0])


@SETTINGS
@given(st.integers(0, 10**6), weights.filter(any), st.randoms())
def test_the_order_of_shares_means_nothing_but_where_remainders_are_equal(
    total: int, shares_by: list[int], random: Any
) -> None:
    remainders = {weight: total * weight % sum(shares_by) for weight in shares_by}
    order = random.sample(range(len(shares_by)), len(shares_by))
    shared, reordered = allocate(total, shares_by), allocate(total, [shares_by[i] for i in order])
    if len(set(remainders.values())) == len(remainders):  # only equal weights have equal remainders
        assert Counter(zip(shares_by, shared, strict=True)) == Counter(
            zip((shares_by[i] for i in order), reordered, strict=True)
        )
    assert sum(shared) == sum(reordered)


@SETTINGS
@given(st.integers(0, 10**4), weights)
def test_equal_remainders_go_to_the_earlier_shares(total: int, shares_by: list[int]) -> None:
    equal = [1] * len(shares_by)
    shared = allocate(total, equal)
    assert list(shared) == sorted(shared, reverse=True)


# Rounding, and money as text


@SETTINGS
@given(st.integers(-(10**9), 10**9), st.integers(1, 10**4))
def test_rounding_gives_the_nearest_whole_a_half_away_from_zero(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    rounded = round_half_away(exact)
    assert abs(rounded - exact) <= Fraction(1, 2)
    if abs(rounded - exact) == Fraction(1, 2):
        assert abs(rounded) > abs(exact)
    assert round_half_away(-exact) == -rounded


@SETTINGS
@given(st.integers(-(10**15), 10**15), st.sampled_from(sorted(DECIMALS)))
def test_an_amount_written_down_is_read_back_to_itself(minor: int, currency: str) -> None:
    text = to_text(minor, currency)
    assert to_minor(Decimal(text), currency) == minor
    assert len(text.partition(".")[2]) == DECIMALS[currency]


# Totals of a contract


def paid_by_month(found: list[Line], term: int) -> dict[int, list[Line]]:
    """Which lines are paid at the start of which month, each period in advance."""
    return {
        month: [line for line in found if (month % EVERY[line.period] == 0 if line.period else month == 0)]
        for month in range(term)
    }


def rounded(amount: Fraction | int) -> int:
    with localcontext(prec=60):
        exact = Decimal(amount.numerator) / Decimal(amount.denominator)
        return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@SETTINGS
@given(contracts())
def test_the_contract_comes_to_what_is_paid_month_by_month(contract: tuple[int, list[tuple[str, Line]]]) -> None:
    term, found = contract
    got, paid = totals(found, term), paid_by_month([line for _, line in found], term)
    assert got.total_contract == sum(line.net for due in paid.values() for line in due)
    assert got.first_year == sum(line.net for month, due in paid.items() if month < 12 for line in due)
    assert got.list_total_contract == sum(line.list for due in paid.values() for line in due)
    assert got.cost == sum(line.cost for due in paid.values() for line in due)
    for year in got.years:
        due = [line for month in range(12 * (year.number - 1), min(12 * year.number, term)) for line in paid[month]]
        assert year.recurring == sum(line.net for line in due if line.period)
        assert year.one_time == sum(line.net for line in due if line.period is None)
    assert len(got.years) == -(-term // 12)


@SETTINGS
@given(contracts())
def test_totals_are_the_sums_of_the_lines(contract: tuple[int, list[tuple[str, Line]]]) -> None:
    term, found = contract
    got = totals(found, term)
    assert got.one_time == sum(line.net for _, line in found if line.period is None)
    assert got.list_one_time == sum(line.list for _, line in found if line.period is None)
    assert (
        got.total_contract == total_contract(line for _, line in found) == sum(line.contract_net for _, line in found)
    )
    assert got.cost == sum(line.contract_cost for _, line in found)


@SETTINGS
@given(contracts())
def test_a_month_is_a_twelfth_of_twelve_months_four_quarters_and_a_year_rounded_once(
    contract: tuple[int, list[tuple[str, Line]]],
) -> None:
    term, found = contract
    by_period: Counter[str] = Counter()
    for _, line in found:
        by_period[line.period or ""] += line.net
    exact = Fraction(12 * by_period["month"] + 4 * by_period["quarter"] + by_period["year"], 12)
    assert totals(found, term).monthly == rounded(exact)
    assert yearly(line for _, line in found) == 12 * exact


@SETTINGS
@given(contracts())
def test_tax_is_rounded_on_each_invoice_of_a_period_and_rate_and_summed(
    contract: tuple[int, list[tuple[str, Line]]],
) -> None:
    term, found = contract
    got, taxes, nets = totals(found, term), Counter[Fraction | int](), Counter[Fraction | int]()
    first_year = 0
    for month, due in paid_by_month([line for _, line in found], term).items():
        for period, rate in {(line.period, line.tax_rate) for line in due}:
            net = sum(line.net for line in due if (line.period, line.tax_rate) == (period, rate))
            nets[rate] += net
            taxes[rate] += rounded(net * rate)
            first_year += net + rounded(net * rate) if month < 12 else 0
    assert {group.rate: (group.net, group.tax) for group in got.tax_by_rate} == {
        rate: (nets[rate], taxes[rate]) for rate in nets
    }
    assert got.tax == sum(taxes.values())
    assert got.total_contract_with_tax == got.total_contract + got.tax
    assert got.first_year_with_tax == first_year
    assert sum(group.net for group in got.tax_by_rate) == got.total_contract


@SETTINGS
@given(contracts())
def test_the_years_and_the_families_each_sum_to_the_contract(contract: tuple[int, list[tuple[str, Line]]]) -> None:
    term, found = contract
    got = totals(found, term)
    assert sum(year.one_time + year.recurring for year in got.years) == got.total_contract
    assert got.years[0].one_time + got.years[0].recurring == got.first_year
    for amount in ("one_time", "monthly", "total_contract"):
        assert sum(getattr(family, amount) for family in got.by_family) == getattr(got, amount)


@SETTINGS
@given(contracts(), st.randoms())
def test_the_order_of_the_lines_changes_no_total(contract: tuple[int, list[tuple[str, Line]]], random: Any) -> None:
    term, found = contract
    got, again = totals(found, term), totals(random.sample(found, len(found)), term)
    for name in got.__slots__:
        if name != "by_family":
            assert getattr(got, name) == getattr(again, name)
