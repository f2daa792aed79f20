"""Laws of contracts over all price models, ramps, free months, stacking, minimums: sums, shares, signs, order."""

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.package import Line
from configurator.pricing.charges import PricedCharge
from configurator.pricing.totals import totals
from configurator.pricing.waterfall import priced_lines
from configurator.special_terms import ManualDiscount, Ramp, RampStep, SpecialTerms
from tests.pricing.shop import book, charge, off, offered

SETTINGS = settings(max_examples=150, deadline=None, derandomize=True)

amounts = st.integers(1, 3_000).map(lambda n: f"{n / 100:.2f}")
units = st.lists(st.integers(0, 40), min_size=1, max_size=5).filter(any)
terms = st.integers(1, 40)


@st.composite
def sold(draw: st.DrawFn, term: int) -> PricedCharge:
    """A charge of any model, under any discounts, ramp and waterfall."""
    kind = draw(st.sampled_from(("recurring", "usage")))
    model = draw(st.sampled_from(("flat", "per_unit", "volume", "graduated", "package")))
    more: dict[str, Any] = {"block": draw(st.integers(2, 9))} if model == "package" else {}
    if kind == "usage" and model != "flat":
        more |= {"estimate": draw(st.sampled_from(("1", "3", "0.4"))), "allowance": draw(st.sampled_from((0, 5, 30)))}
    tiers = {1, *draw(st.sets(st.integers(2, 60), max_size=2))} if model in ("volume", "graduated") else {1}
    minimum = draw(st.sampled_from(("0", "12.34", "500")))
    told = charge(
        tiers={first: draw(amounts) for first in sorted(tiers)},
        kind=kind,
        period=draw(st.sampled_from(("month", "quarter", "year"))),
        model=model,
        cost=draw(amounts),
        minimum=minimum,
        **more,
    )
    waterfall = {
        "steps": [
            {
                "step": step,
                "stacking": draw(st.sampled_from(("best", "sum"))),
                "at_most": draw(st.sampled_from((100, 25))),
            }
            for step in draw(st.permutations(("term", "promotion", "bundle", "manual")))
        ],
        "at_most": draw(st.sampled_from((100, 35))),
    }
    given_off = [draw(discounts(number)) for number in range(draw(st.integers(0, 4)))]
    steps = [RampStep(months=draw(st.integers(1, 9)), quantity=n) for n in sorted(draw(st.sets(st.integers(0, 60), max_size=2)))]  # fmt: skip
    special = SpecialTerms(
        (ManualDiscount(percent=draw(st.integers(0, 40))),),
        (Ramp(component="a.one", steps=tuple(steps)),) if steps else (),
    )
    return offered(book({"a.one": [told]}, given_off, waterfall=waterfall), term, special=special)["a.one"][0]


@st.composite
def discounts(draw: st.DrawFn, number: int) -> dict[str, Any]:
    step = draw(st.sampled_from(("term", "promotion", "promotion", "indexation")))
    told = off(draw(st.integers(1, 60)), step, f"DSC-{number}", charges=["recurring", "usage"])
    if step == "indexation":
        return told | {"percent": draw(st.integers(1, 6))}
    gives = draw(st.sampled_from(("percent", "free_months", "ramp")))
    if gives == "free_months":
        return told | {"percent": None, "free_months": draw(st.integers(1, 15))}
    if gives == "ramp":
        percents = sorted(draw(st.sets(st.integers(1, 60), min_size=1, max_size=3)), reverse=True)
        return told | {"percent": None, "ramp": [{"months": draw(st.integers(1, 14)), "percent": p} for p in percents]}
    return told


@st.composite
def contracts(draw: st.DrawFn) -> tuple[int, PricedCharge, list[int]]:
    term = draw(terms)
    return term, draw(sold(term)), draw(units)


@SETTINGS
@given(contracts())
def test_the_contract_runs_from_list_to_net_at_every_place(contract: tuple[int, PricedCharge, list[int]]) -> None:
    _, told, places = contract
    for line in priced_lines(told, places):
        assert line.list + sum(step.amount for step in line.waterfall) == line.net
        assert line.contract_list + sum(step.contract for step in line.waterfall) == line.contract_net
        assert line.contract_net == sum(periods * net for periods, net in line.schedule)


@SETTINGS
@given(contracts())
def test_the_places_add_up_to_what_the_segments_say(contract: tuple[int, PricedCharge, list[int]]) -> None:
    _, told, places = contract
    lines = priced_lines(told, places)
    assert sum(line.net for line in lines) == told.net(sum(places))
    assert sum(line.contract_net for line in lines) == told.contract_net(sum(places))
    [whole] = priced_lines(told, [sum(places)])
    for amount in ("list", "cost", "contract_list", "contract_cost", "floor"):
        assert sum(getattr(line, amount) for line in lines) == getattr(whole, amount)
    steps: Counter[tuple[str, str]] = Counter()
    for line in lines:
        steps.update({(step.step, step.rule): step.contract for step in line.waterfall})
    assert +steps == +Counter({(s.step, s.rule): s.contract for s in whole.waterfall})


@SETTINGS
@given(contracts())
def test_nothing_is_negative_and_no_discount_adds(contract: tuple[int, PricedCharge, list[int]]) -> None:
    _, told, places = contract
    for line in priced_lines(told, places):
        assert all(net >= 0 for _, net in line.schedule)
        assert all(s.contract <= 0 for s in line.waterfall if s.step in ("term", "promotion", "manual"))
        assert all(s.contract >= 0 for s in line.waterfall if s.step == "minimum")


@SETTINGS
@given(contracts())
def test_the_years_and_the_taxes_are_those_of_the_periods_paid(contract: tuple[int, PricedCharge, list[int]]) -> None:
    term, told, places = contract
    lines = priced_lines(told, places)
    got = totals([("a", line) for line in lines], term)
    months = {"month": 1, "quarter": 3, "year": 12}[told.period or ""]
    paid = [sum(period) for period in zip(*(_spread(line) for line in lines), strict=True)]
    assert len(paid) == told.periods
    for year in got.years:
        first = 12 * (year.number - 1)
        assert year.recurring == sum(net for k, net in enumerate(paid) if first <= k * months < first + 12)
    assert got.total_contract == sum(paid)
    assert got.tax == sum((net * 6 + 50) // 100 for net in paid)


def _spread(line: Line) -> list[int]:
    return [net for periods, net in line.schedule for _ in range(periods)]


@SETTINGS
@given(st.data(), terms)
def test_a_larger_quantity_never_costs_less_where_there_are_no_tiers(data: st.DataObject, term: int) -> None:
    told = data.draw(sold(term))
    if told.model in ("per_unit", "flat", "package"):
        quantity = data.draw(st.integers(1, 80))
        assert told.contract_net(quantity) <= told.contract_net(quantity + 1)
