"""Rulebook, day, term and customer → the charges of every component on sale, bundles left open in them."""

import datetime
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

from configurator.money import round_half_away, to_minor
from configurator.pricing.charges import PricedCharge
from configurator.pricing.models.meter import Meter
from configurator.pricing.reliefs import Relief, constant, counting, relief_of
from configurator.pricing.shares import share_of
from configurator.pricing.terms import terms_of
from configurator.rulebook.formula import Formula
from configurator.rulebook.language.evaluate import Element, World, evaluate
from configurator.rulebook.language.syntax import Call, Fact, Loop, walk
from configurator.rulebook.model import Component, Rulebook
from configurator.rulebook.tariff import Charge, Discount, Price, in_force
from configurator.sizing import Sizing
from configurator.special_terms import NO_SPECIAL_TERMS, SpecialTerms


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
    rulebook: Rulebook,
    day: datetime.date,
    term_months: int,
    world: World,
    of: Collection[str] | None = None,
    special: SpecialTerms = NO_SPECIAL_TERMS,
) -> Mapping[str, tuple[PricedCharge, ...]]:
    """The charges of every component on sale that day, for that term and customer; bundles are open in them.

    `of` limits it to some components. `world` knows the facts of customer, deal and sites and the components'
    attributes, which discounts and charges may ask about. `special`: manual discounts and ramps of the profile.
    """
    running = [d for d in rulebook.discounts.values() if _runs(d, rulebook, day, world)]
    sold = on_sale(rulebook, day) if of is None else on_sale(rulebook, day) & frozenset(of)
    concerned = {discount.id: _concerned(discount, rulebook, sold, world) for discount in running}
    offer = _Offer(rulebook, day, term_months, world, special)
    return {id: offer.charges(id, [d for d in running if id in concerned[d.id]]) for id in sorted(sold)}


def offer_for(sizing: Sizing, of: Collection[str] | None = None) -> Mapping[str, tuple[PricedCharge, ...]]:
    """The price list of a sized profile, on its terms."""
    special = sizing.profile.special_terms
    return price_list(sizing.rulebook, sizing.date, sizing.term_months, sizing.world, of, special)


@dataclass(frozen=True, slots=True)
class _Offer:
    rulebook: Rulebook
    day: datetime.date
    term: int
    world: World
    special: SpecialTerms

    def charges(self, id: str, discounts: list[Discount]) -> tuple[PricedCharge, ...]:
        """The charges of a component; worked out once for all profiles that come by the same terms."""
        component = self.rulebook.components[id]
        rate = in_force(self.rulebook.taxes[component.vat].rates, self.day)
        assert rate is not None
        found = (in_force(self.rulebook.prices[id, charge.name], self.day) for charge in component.charges)
        prices = [price for price in found if price is not None]
        since = (rate.effective_from, *(price.effective_from for price in prices))
        given = tuple(discount.id for discount in discounts)
        facts = tuple((self._meter(charge), self._where(charge)) for charge in component.charges)
        special = self.special.of(id)
        key = ("charges", id, self.term, since, given, facts, special)
        if key in self.rulebook.memory:
            known: tuple[PricedCharge, ...] = self.rulebook.memory[key]
            return known
        charges = tuple(
            self._with_bundles(component, index, price, discounts, rate.rate, facts[index])
            for index, price in enumerate(prices)
            if facts[index][1] != frozenset()
        )
        if not special:  # special terms are of one deal
            self.rulebook.memory[key] = charges
        return charges

    def _meter(self, charge: Charge) -> Meter:
        each = 1 if charge.estimate is None else evaluate(charge.estimate.tree, self.world)
        assert isinstance(each, Fraction | int)
        return Meter(each, charge.allowance, charge.block or 1)

    def _where(self, charge: Charge) -> frozenset[str] | None:
        """The site classes a charge is due at; None: wherever its component stands, and none where it isn't due."""
        if charge.when is None:
            return None
        if all(fact.owner != "site" for fact in walk(charge.when.tree) if isinstance(fact, Fact)):
            return None if evaluate(charge.when.tree, self.world) else frozenset()
        return frozenset(
            site.id for site in self.world.sites if evaluate(charge.when.tree, self.world.knowing("site", site.facts))
        )

    def _with_bundles(
        self,
        component: Component,
        index: int,
        price: Price,
        discounts: list[Discount],
        rate: Fraction | int,
        facts: tuple[Meter, frozenset[str] | None],
    ) -> PricedCharge:
        """The charge without a bundle, knowing itself under each choice of bundles that may count."""
        charge = component.charges[index]
        taken = [discount for discount in discounts if charge.type in discount.charges]
        manual = self.special.discount(component.id, charge.name)
        always = [relief_of(discount, self.term) for discount in taken if discount.step != "bundle"]
        always += [] if manual is None else [constant("manual", manual.rule, manual.percent, self.term)]
        plain = self._priced(component, index, price, always, rate, facts)
        bundles = sorted(
            (discount for discount in taken if discount.step == "bundle"),
            key=lambda d: (-relief_of(d, self.term).worth(self.term), d.id),
        )
        sums = self.rulebook.identity.waterfall.stacking("bundle") == "sum"
        sizes = range(len(bundles), 0, -1) if sums else [1]
        choices = [choice for size in sizes for choice in combinations(bundles, size)]
        under = tuple(
            (
                choice,
                self._priced(
                    component, index, price, [*always, *(relief_of(d, self.term) for d in choice)], rate, facts
                ),
            )
            for choice in choices
        )
        return replace(plain, bundles=under)

    def _priced(
        self,
        component: Component,
        index: int,
        price: Price,
        reliefs: Iterable[Relief],
        rate: Fraction | int,
        facts: tuple[Meter, frozenset[str] | None],
    ) -> PricedCharge:
        charge, identity = component.charges[index], self.rulebook.identity
        taken = counting(reliefs, identity.waterfall, self.term)
        ramp = self.special.ramp(component.id)
        meter, where = facts
        share = share_of(self.rulebook, component.id, index, price) if charge.of is not None else None
        net = 1 / (1 + Fraction(rate)) if identity.prices_include_tax else 1

        def minor(amount: Fraction | int) -> int:
            return round_half_away(to_minor(amount, identity.currency) * net)

        return PricedCharge(
            component.id,
            index,
            charge.type,
            charge.period,
            charge.model,
            () if share else tuple((first, minor(amount)) for first, amount in price.by_quantity),
            taken,
            terms_of(charge.period, self.term, taken, identity.waterfall, ramp),
            rate,
            cost=0 if share else to_minor(price.cost, identity.currency),
            minimum=minor(price.minimum),
            floor=minor(price.floor),
            meter=meter,
            share=share,
            where=where,
            paid=charge.paid,
            for_new=charge.for_new and where is None,  # what is due at some sites only is due for all units there
        ).settled()


def _runs(discount: Discount, rulebook: Rulebook, day: datetime.date, world: World) -> bool:
    begun = discount.effective_from <= day and (discount.effective_to is None or day <= discount.effective_to)
    if not begun or not _eligible(discount, rulebook, world):
        return False
    if discount.step == "bundle":  # whether it applies is decided with the package
        return True
    return discount.when is None or bool(evaluate(discount.when.tree, world))


def _eligible(discount: Discount, rulebook: Rulebook, world: World) -> bool:
    """Whether the customer falls into one of the segments that a discount is for."""
    whens = (rulebook.segments[id].when for id in discount.segments)
    return not discount.segments or any(evaluate(when.tree, world) for when in whens)


def _concerned(discount: Discount, rulebook: Rulebook, sold: Collection[str], world: World) -> Collection[str]:
    """The components on sale that a discount concerns; remembered when it asks about nothing but components."""
    formula = discount.components
    if formula is None:
        return sold
    if not _asks_of_components_only(formula):
        return {e.id for e in world.components if e.id in sold and concerns(formula, e, world)}
    key = ("concerned", discount.id)
    if key not in rulebook.memory:
        rulebook.memory[key] = frozenset(e.id for e in rulebook.catalogue if concerns(formula, e, world))
    concerned: frozenset[str] = rulebook.memory[key]
    return concerned


def _asks_of_components_only(formula: Formula) -> bool:
    """Whether it says the same of a component whoever the customer is."""
    nodes = walk(formula.tree)
    return all(n.owner == "component" for n in nodes if isinstance(n, Fact)) and not any(
        isinstance(n, Call | Loop) for n in nodes
    )


def concerns(formula: Formula, component: Element, world: World) -> bool:
    """Whether a formula holds of a component."""
    return bool(evaluate(formula.tree, world.binding("component", component)))
