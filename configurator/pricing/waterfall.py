"""A priced charge at a quantity: from list to net, every step with the rule behind it, adding up to the cent."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from configurator.money import allocate, round_half_away
from configurator.package import Adjustment, Line
from configurator.pricing.charges import PricedCharge, Terms
from configurator.pricing.reliefs import INDEXATION

Key = tuple[str, str]
"""(step, rule) of an adjustment."""

_Step = tuple[Key, int]
_RAISING = (INDEXATION, "minimum")
"""The steps that only ever add."""


@dataclass(frozen=True, slots=True)
class _Period:
    """What a period on some terms comes to at one place: list, adjustments in order, cost."""

    terms: Terms
    list: int
    steps: tuple[_Step, ...]
    cost: int

    @property
    def net(self) -> int:
        return self.list + sum(amount for _, amount in self.steps)

    @property
    def paid(self) -> int:
        """The net, or nothing in free months."""
        return 0 if self.terms.free else self.net


def priced_lines(charge: PricedCharge, quantities: Sequence[int]) -> tuple[Line, ...]:
    """The lines of one charge for the places its component stands at.

    The charge is priced on the total quantity and shared among the places in proportion to their units, so the lines
    add up to exactly what the total costs, and a unit costs the same wherever it stands.
    """
    total = sum(quantities)
    by_terms = [_shared(charge, terms, quantities) for terms in charge.terms]
    floors = allocate(charge.floor * sum(n for _, n in charge.units_by_tier(charge.meter.billed(total))), quantities)
    return tuple(
        _line(charge, quantity, total, floors[place], [shared[place] for shared in by_terms])
        for place, quantity in enumerate(quantities)
    )


def _shared(charge: PricedCharge, terms: Terms, quantities: Sequence[int]) -> list[_Period]:
    """A period on some terms, shared among the places.

    What the discounts take off is shared as one amount first, which leaves every place its exact net, and then among
    the steps: shared step by step, two remainders could fall on the same place and shift its net by a cent. What is
    added after them brings every place to its part of the whole.
    """
    listed, steps, cost = _whole(charge, terms, sum(quantities))
    volume = [(key, amount) for key, amount in steps if key[0] == "volume"]
    discounts = [(key, amount) for key, amount in steps if key[0] not in ("volume", *_RAISING)]
    before = allocate(listed, quantities)
    running = allocate(listed + sum(amount for _, amount in volume), quantities)
    parts = [(key, _less(running, before)) for key, _ in volume]
    left = allocate(sum(amount for _, amount in discounts), running)
    running = tuple(amount + part for amount, part in zip(running, left, strict=True))
    for number, (key, amount) in enumerate(discounts, 1):
        # An index may raise what other steps lower: what is left can have either sign. The last step takes all of it.
        share = left if number == len(discounts) else allocate(amount, [abs(part) for part in left])
        parts.append((key, share))
        left = _less(left, share)
    for key, amount in (step for step in steps if step[0][0] in _RAISING):
        reached = allocate(sum(running) + amount, quantities)
        parts.append((key, _less(reached, running)))
        running = reached
    costs = allocate(cost, quantities)
    return [
        _Period(terms, before[place], tuple((key, share[place]) for key, share in parts), costs[place])
        for place in range(len(quantities))
    ]


def _less(amounts: Sequence[int], taken: Sequence[int]) -> tuple[int, ...]:
    return tuple(amount - part for amount, part in zip(amounts, taken, strict=True))


def _whole(charge: PricedCharge, terms: Terms, quantity: int) -> tuple[int, list[_Step], int]:
    """(list, adjustments, cost) of a period for all units: volume first, then discounts, rises, the minimum.

    After a discount the running amount is rounded to the minor unit, but never below the net, which it is after the
    last: so the steps sum exactly from list to net, and where rounding the unit price up undoes a discount, none adds.
    """
    in_use = quantity if terms.most is None else min(quantity, terms.most)
    tiers = charge.units_by_tier(charge.meter.billed(in_use))
    listed = charge.list_price() * sum(units for _, units in tiers)
    exact = sum((Fraction(charge.tiers[tier][1]) * units for tier, units in tiers), Fraction(0))
    net = sum(charge.unit_price(tier, terms) * units for tier, units in tiers)
    steps = _steps([("volume", charge.component)], listed, [sum(charge.list_price(t) * units for t, units in tiers)])
    acting = [i for i, relief in enumerate(charge.reliefs) if terms.factors[i] != _before(terms, i)]
    discounts = [i for i in acting if charge.reliefs[i].step != INDEXATION]
    rounded = [round_half_away(exact * terms.factors[i]) for i in discounts]
    if acting and acting == discounts:  # nothing rises after them
        rounded = [*(max(net, amount) for amount in rounded[:-1]), net]
    running = listed + sum(amount for _, amount in steps)
    keys = [(charge.reliefs[i].step, charge.reliefs[i].rule) for i in discounts]
    steps += _steps(keys, running, rounded)
    running = rounded[-1] if rounded else running
    rises = [
        (relief.step, relief.rule) for i, relief in enumerate(charge.reliefs) if i in acting and i not in discounts
    ]
    steps += _steps(rises, running, [net])
    least = charge.minimum if in_use or terms.most is None else 0
    steps += _steps([("minimum", charge.component)], net, [max(net, least)])
    cost = charge.cost * sum(units for _, units in _all_used(charge, in_use))
    return listed, steps, cost


def _before(terms: Terms, relief: int) -> Fraction:
    return terms.factors[relief - 1] if relief else Fraction(1)


def _all_used(charge: PricedCharge, units: int) -> list[tuple[int, int]]:
    """What costs us something: what is used, an allowance included."""
    blocks = -(-charge.meter.used(units) // charge.meter.block)
    return charge.units_by_tier(int(blocks))


def _steps(keys: Sequence[Key], before: int, after: Sequence[int]) -> list[_Step]:
    """The adjustments that lead from an amount to the next; those that change nothing are left out."""
    steps = []
    for key, amount in zip(keys, after, strict=False):
        if amount != before:
            steps.append((key, amount - before))
        before = amount
    return steps


def _in_order(charge: PricedCharge) -> list[Key]:
    """All steps that there may be, from list to net."""
    reliefs = [(relief.step, relief.rule) for relief in charge.reliefs]
    return [("volume", charge.component), *reliefs, ("minimum", charge.component)]


def _line(charge: PricedCharge, quantity: int, total: int, floor: int, periods: Sequence[_Period]) -> Line:
    headline = periods[-1]
    contract: dict[Key, int] = defaultdict(int)
    for period in periods:
        for key, amount in period.steps:
            contract[key] += period.terms.periods * amount
    for period in periods:  # last, since only what is left of a price can be free
        if period.terms.free is not None:
            key = (period.terms.free.step, period.terms.free.rule)
            contract[key] -= period.terms.periods * period.net
    amounts = dict(headline.steps)
    billed = charge.meter.billed(total)
    tiers = charge.units_by_tier(billed)
    terms, graduated = charge.terms[-1], len(tiers) > 1
    return Line(
        type=charge.type,
        period=charge.period,
        quantity=1 if charge.model == "flat" else quantity,
        unit_list=charge.list_price(),
        unit_net=None if graduated else charge.unit_price(tiers[0][0] if tiers else 0, terms),
        tiers=tuple((units, charge.list_price(t), charge.unit_price(t, terms)) for t, units in tiers)
        if graduated
        else (),
        list=headline.list,
        waterfall=tuple(
            Adjustment(*key, amounts.get(key, 0), contract[key])
            for key in _in_order(charge)
            if contract[key] or amounts.get(key)
        ),
        net=headline.net,
        periods=charge.periods,
        contract_net=sum(period.terms.periods * period.paid for period in periods),
        tax_rate=charge.tax_rate,
        cost=headline.cost,
        contract_cost=sum(period.terms.periods * period.cost for period in periods),
        contract_list=sum(period.terms.periods * period.list for period in periods),
        schedule=tuple((period.terms.periods, period.paid) for period in periods),
        billed=billed,
        block=charge.meter.block,
        allowance=charge.meter.allowance,
        used=charge.meter.used(total),
        minimum=charge.minimum,
        floor=floor,
        free_periods=sum(period.terms.periods for period in periods if period.terms.free is not None),
        paid=charge.paid,
        charge=charge.index,
        metered=not charge.meter.plain,
    )
