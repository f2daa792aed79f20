"""What a charge costs at any quantity, on a day, for a term: tiers with their discounts, and the segments they make.

A *segment* says that quantities from `low` to `high` cost `fixed + unit · quantity` minor units a period. The solver
encodes segments and the quote evaluates them, so the solver's objective is the quoted total.
"""

import datetime
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from configurator.money import round_half_away, to_minor
from configurator.rulebook.formula import Formula
from configurator.rulebook.language.evaluate import Element, World, evaluate
from configurator.rulebook.language.syntax import Call, Fact, Loop, walk
from configurator.rulebook.model import Component, Rulebook
from configurator.rulebook.tariff import Charge, Discount, Price, in_force

MONTHS = {"month": 1, "quarter": 3, "year": 12}
STEPS = ("term", "bundle", "promotion")
"""The discount steps of the waterfall, in order; the volume tiers come before, tax after."""


@dataclass(frozen=True, slots=True)
class Segment:
    """`fixed + unit · quantity` minor units a period, for low ≤ quantity ≤ high (None: no end)."""

    low: int
    high: int | None
    fixed: int
    unit: int


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier's unit price in minor units: as listed, after each discount step (exact), and net (rounded once)."""

    first: int
    list: int
    after: tuple[Fraction, ...]
    net: int


@dataclass(frozen=True, slots=True)
class PricedCharge:
    """A component's charge on a day: what it costs a period, and how many periods the contract has."""

    component: str
    index: int
    type: str
    period: str | None
    model: str
    tiers: tuple[Tier, ...]
    discounts: tuple[Discount, ...]
    tax_rate: Fraction | int
    cost: int  # minor units: of one unit, or of the whole for a flat charge
    periods: int  # in the whole contract
    segments: tuple[Segment, ...]
    bundles: "tuple[tuple[Discount, PricedCharge], ...]" = ()  # best first: the bundle, and the charge under it

    def under(self, active: Collection[str]) -> "PricedCharge":
        """The charge as it is when of the bundles those in `active` apply: the best of them counts."""
        best = (charge for bundle, charge in self.bundles if bundle.id in active)
        return next(best, replace(self, bundles=()) if self.bundles else self)

    def net(self, quantity: int) -> int:
        """The price of a quantity a period, in minor units."""
        segment = next(s for s in reversed(self.segments) if s.low <= quantity)
        return segment.fixed + segment.unit * quantity

    def units_by_tier(self, quantity: int) -> list[tuple[Tier, int]]:
        """How many units are priced in which tier."""
        if self.model == "flat":
            return [(self.tiers[0], 1)]
        if self.model != "graduated":
            return [(next(t for t in reversed(self.tiers) if t.first <= quantity), quantity)]
        ends = [tier.first - 1 for tier in self.tiers[1:]] + [quantity]
        shares = [(t, min(end, quantity) - t.first + 1) for t, end in zip(self.tiers, ends, strict=True)]
        return [(tier, units) for tier, units in shares if units > 0]

    def times(self, months: int) -> int:
        """How many periods begin within the first `months` months."""
        return 1 if self.period is None else ceil(months / MONTHS[self.period])


def on_sale(rulebook: Rulebook, day: datetime.date) -> frozenset[str]:
    """The components that have a price in force for every charge that day, and a rate of tax."""
    key = ("on sale", _last_change(rulebook, day))
    if key not in rulebook.memory:
        rulebook.memory[key] = frozenset(
            id
            for id, component in rulebook.components.items()
            if in_force(rulebook.taxes[component.vat].rates, day) is not None
            and all(in_force(rulebook.prices[id, charge.name], day) is not None for charge in component.charges)
        )
    sold: frozenset[str] = rulebook.memory[key]
    return sold


def _last_change(rulebook: Rulebook, day: datetime.date) -> datetime.date | None:
    """The last day, up to this one, on which any price or rate of tax began: since then all is as it was."""
    if "changes" not in rulebook.memory:
        days = {price.effective_from for prices in rulebook.prices.values() for price in prices}
        days |= {rate.effective_from for tax in rulebook.taxes.values() for rate in tax.rates}
        rulebook.memory["changes"] = sorted(days)
    changes: list[datetime.date] = rulebook.memory["changes"]
    begun = bisect_right(changes, day)
    return changes[begun - 1] if begun else None


def price_list(
    rulebook: Rulebook, day: datetime.date, term_months: int, world: World, of: Collection[str] | None = None
) -> Mapping[str, tuple[PricedCharge, ...]]:
    """The charges of every component on sale that day, for that term and customer; bundles are open in them.

    `of` limits it to some components. `world` knows the facts of customer and deal and the components' attributes,
    which discounts may ask about.
    """
    running = [d for d in rulebook.discounts.values() if _runs(d, day, world)]
    sold = on_sale(rulebook, day) if of is None else on_sale(rulebook, day) & frozenset(of)
    concerned = {discount.id: _concerned(discount, rulebook, sold, world) for discount in running}
    return {
        id: _charges(rulebook, id, day, term_months, [d for d in running if id in concerned[d.id]])
        for id in sorted(sold)
    }


def _charges(
    rulebook: Rulebook, id: str, day: datetime.date, term: int, discounts: list[Discount]
) -> tuple[PricedCharge, ...]:
    """The charges of a component; worked out once for all profiles that come by the same prices and discounts."""
    component = rulebook.components[id]
    rate = in_force(rulebook.taxes[component.vat].rates, day)
    assert rate is not None
    found = (in_force(rulebook.prices[id, charge.name], day) for charge in component.charges)
    prices = [price for price in found if price is not None]
    since = (rate.effective_from, *(price.effective_from for price in prices))
    key = ("charges", id, term, since, tuple(discount.id for discount in discounts))
    if key not in rulebook.memory:
        rulebook.memory[key] = tuple(
            _with_bundles(component, index, price, discounts, rate.rate, term, rulebook.currency)
            for index, price in enumerate(prices)
        )
    charges: tuple[PricedCharge, ...] = rulebook.memory[key]
    return charges


def _with_bundles(
    component: Component,
    index: int,
    price: Price,
    discounts: list[Discount],
    rate: Fraction | int,
    term: int,
    currency: str,
) -> PricedCharge:
    """The charge without a bundle, knowing itself under each bundle it may get."""
    always = [discount for discount in discounts if discount.step != "bundle"]
    bundles = [d for d in discounts if d.step == "bundle" and component.charges[index].type in d.charges]
    charge = _priced(component, index, price, always, rate, term, currency)
    under = tuple(
        (bundle, _priced(component, index, price, [*always, bundle], rate, term, currency))
        for bundle in sorted(bundles, key=lambda d: (-d.percent, d.id))
    )
    return replace(charge, bundles=under)


def _runs(discount: Discount, day: datetime.date, world: World) -> bool:
    begun = discount.effective_from <= day and (discount.effective_to is None or day <= discount.effective_to)
    if discount.step == "bundle":  # whether it applies is decided with the package
        return begun
    return begun and (discount.when is None or bool(evaluate(discount.when.tree, world)))


def _concerned(discount: Discount, rulebook: Rulebook, sold: Collection[str], world: World) -> Collection[str]:
    """The components on sale that a discount concerns; remembered when it asks about nothing but components."""
    formula = discount.components
    if formula is None:
        return sold
    if not _asks_of_components_only(formula):
        return {e.id for e in world.components if e.id in sold and _concerns(formula, e, world)}
    key = ("concerned", discount.id)
    if key not in rulebook.memory:
        rulebook.memory[key] = frozenset(e.id for e in rulebook.catalogue if _concerns(formula, e, world))
    concerned: frozenset[str] = rulebook.memory[key]
    return concerned


def _asks_of_components_only(formula: Formula) -> bool:
    """Whether it says the same of a component whoever the customer is."""
    nodes = walk(formula.tree)
    return all(n.owner == "component" for n in nodes if isinstance(n, Fact)) and not any(
        isinstance(n, Call | Loop) for n in nodes
    )


def _concerns(formula: Formula, component: Element, world: World) -> bool:
    return bool(evaluate(formula.tree, world.binding("component", component)))


def _priced(
    component: Component,
    index: int,
    price: Price,
    discounts: Iterable[Discount],
    rate: Fraction | int,
    term: int,
    currency: str,
) -> PricedCharge:
    charge = component.charges[index]
    best = _best_of_each_step(d for d in discounts if charge.type in d.charges)
    tiers = tuple(_tier(first, to_minor(amount, currency), best) for first, amount in price.by_quantity)
    periods = 1 if charge.period is None else ceil(term / MONTHS[charge.period])
    cost = to_minor(price.cost, currency)
    segments = _segments(charge, tiers)
    return PricedCharge(
        component.id, index, charge.type, charge.period, charge.model, tiers, best, rate, cost, periods, segments
    )


def _best_of_each_step(discounts: Iterable[Discount]) -> tuple[Discount, ...]:
    """Within a step the largest percentage counts (the first id, when equal)."""
    by_step: dict[str, list[Discount]] = {}
    for discount in discounts:
        by_step.setdefault(discount.step, []).append(discount)
    return tuple(min(by_step[step], key=lambda d: (-d.percent, d.id)) for step in STEPS if step in by_step)


def _tier(first: int, list_price: int, discounts: tuple[Discount, ...]) -> Tier:
    """Discounts multiply, exactly; the result is rounded once, half away from zero."""
    after, price = [], Fraction(list_price)
    for discount in discounts:
        price *= 1 - Fraction(discount.percent) / 100
        after.append(price)
    return Tier(first, list_price, tuple(after), round_half_away(price))


def _segments(charge: Charge, tiers: tuple[Tier, ...]) -> tuple[Segment, ...]:
    if charge.model == "flat":
        return (Segment(1, None, tiers[0].net, 0),)
    ends: list[int | None] = [tier.first - 1 for tier in tiers[1:]]
    segments, below = [], 0  # `below`: what the units of all earlier tiers cost together
    for tier, end in zip(tiers, [*ends, None], strict=True):
        fixed = below - tier.net * (tier.first - 1) if charge.model == "graduated" else 0
        segments.append(Segment(tier.first, end, fixed, tier.net))
        if end is not None:
            below += tier.net * (end - tier.first + 1)
    return tuple(segments)
