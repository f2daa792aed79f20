"""A priced charge at a quantity: from list to net, every step with the rule behind it, adding up to the cent."""

from collections.abc import Sequence
from fractions import Fraction

from configurator.money import allocate, round_half_away
from configurator.package import Adjustment, Line
from configurator.pricing.charges import PricedCharge, Tier

_Step = tuple[str, str, int]


def priced_lines(charge: PricedCharge, quantities: Sequence[int]) -> tuple[Line, ...]:
    """The lines of one charge for the places its component stands at.

    The charge is priced on the total quantity and shared among the places in proportion to their units, so the lines
    add up to exactly what the total costs, and a unit costs the same wherever it stands.
    """
    total = sum(quantities)
    steps = _waterfall(charge, total)
    shares = _shared(_list(charge, total), steps, quantities)
    costs = allocate(_cost(charge, total), quantities)
    tiers = charge.units_by_tier(total)
    return tuple(
        _line(charge, quantity, [share[i] for share in shares], steps, costs[i], tiers)
        for i, quantity in enumerate(quantities)
    )


def _shared(list_price: int, steps: Sequence[_Step], quantities: Sequence[int]) -> list[tuple[int, ...]]:
    """Each place's part of the list price and of every step.

    What the discounts take off is shared as one amount first, which leaves every place its exact net, and then among
    the steps: shared step by step, two remainders could fall on the same place and shift its net by a cent.
    """
    volume = sum(amount for step, _, amount in steps if step == "volume")
    discounts = [amount for step, _, amount in steps if step != "volume"]
    before = allocate(list_price, quantities)
    tiered = allocate(list_price + volume, quantities)
    shares = [before, *([_less(tiered, before)] if volume else [])]
    left = allocate(sum(discounts), tiered)
    for amount in discounts:
        share = allocate(amount, [-part for part in left])
        shares.append(share)
        left = _less(left, share)
    return shares


def _less(amounts: Sequence[int], taken: Sequence[int]) -> tuple[int, ...]:
    return tuple(amount - part for amount, part in zip(amounts, taken, strict=True))


def _list(charge: PricedCharge, quantity: int) -> int:
    return charge.tiers[0].list * (1 if charge.model == "flat" else quantity)


def _cost(charge: PricedCharge, quantity: int) -> int:
    return charge.cost * (1 if charge.model == "flat" else quantity)


def _waterfall(charge: PricedCharge, quantity: int) -> list[_Step]:
    """(step, rule, signed amount a period): volume first, then the discounts; zero steps are left out.

    After a step the running amount is rounded to the minor unit, but never below the net, which it is after the last:
    so the steps sum exactly from list to net, and where rounding the unit price up undoes a discount, none adds.
    """
    tiers = charge.units_by_tier(quantity)
    running = [("volume", charge.component, sum(tier.list * units for tier, units in tiers))]
    net, last = charge.net(quantity), len(charge.discounts) - 1
    for i, discount in enumerate(charge.discounts):
        exact = sum((tier.after[i] * units for tier, units in tiers), Fraction(0))
        running.append((discount.step, discount.id, net if i == last else max(net, round_half_away(exact))))
    steps, before = [], _list(charge, quantity)
    for step, rule, after in running:
        if after != before:
            steps.append((step, rule, after - before))
        before = after
    return steps


def _line(
    charge: PricedCharge,
    quantity: int,
    amounts: Sequence[int],
    steps: Sequence[_Step],
    cost: int,
    tiers: Sequence[tuple[Tier, int]],
) -> Line:
    net, graduated = sum(amounts), len(tiers) > 1
    return Line(
        type=charge.type,
        period=charge.period,
        quantity=1 if charge.model == "flat" else quantity,
        unit_list=charge.tiers[0].list,
        unit_net=None if graduated else tiers[0][0].net,
        tiers=tuple((units, tier.list, tier.net) for tier, units in tiers) if graduated else (),
        list=amounts[0],
        waterfall=tuple(
            Adjustment(step, rule, amount) for (step, rule, _), amount in zip(steps, amounts[1:], strict=True)
        ),
        net=net,
        periods=charge.periods,
        contract_net=net * charge.periods,
        tax_rate=charge.tax_rate,
        cost=cost,
        contract_cost=cost * charge.periods,
    )
