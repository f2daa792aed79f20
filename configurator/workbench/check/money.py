"""Prices: tiers that can be reached, cliffs, sales below cost, dates."""

import datetime
from collections.abc import Iterator
from fractions import Fraction

from configurator.money import round_half_away, to_minor, to_text
from configurator.records import decimal_text
from configurator.rulebook.model import Component, Rulebook
from configurator.rulebook.places import Places
from configurator.rulebook.rounding import least_left
from configurator.rulebook.tariff import Charge, Price, in_force
from configurator.workbench.check.findings import Finding


def check_money(rulebook: Rulebook, places: Places, day: datetime.date) -> Iterator[Finding]:
    """Findings about the prices in force on a day, and about what isn't."""
    for component in rulebook.components.values():
        if in_force(rulebook.taxes[component.vat].rates, day) is None:
            message = f"{component.id} isn't on sale on {day}: its VAT group {component.vat} has no rate yet"
            yield Finding(
                "C110", message, places.of("component", component.id, "vat"), "add a rate that begins earlier"
            )
        for charge in component.charges:
            price = in_force(rulebook.prices[component.id, charge.name], day)
            if price is None:
                message = f"{component.id} isn't on sale on {day}: its {charge.name} charge has no price yet"
                yield Finding("C110", message, places.of("component", component.id), "add a row that begins earlier")
                continue
            if charge.of is not None:  # a percentage has neither tiers nor a cost of its own
                continue
            yield from _tiers(component, charge, price, rulebook.currency, places)
            yield from _below_cost(component, charge, price, rulebook, places, day)
    for id, discount in rulebook.discounts.items():
        if discount.effective_to is not None and discount.effective_to < day:
            message = f"{id} ran out on {discount.effective_to}"
            yield Finding("C111", message, places.of("discount", id, "effective_to"), "prolong it, or take it out")
    for scenario in rulebook.scenarios.scenarios:
        promotion = rulebook.discounts.get(scenario.promotion or "")
        if promotion is not None and promotion.effective_to is not None and promotion.effective_to < day:
            message = f"{scenario.id} offers {promotion.id}, which ran out on {promotion.effective_to}"
            yield Finding("C123", message, places.of("scenario", scenario.id, "promotion"), "prolong the promotion")


def _tiers(component: Component, charge: Charge, price: Price, currency: str, places: Places) -> Iterator[Finding]:
    most = component.quantity.max
    for (_, below), (first, unit) in zip(price.by_quantity, price.by_quantity[1:], strict=False):
        place = places.of_price(component.id, charge.name, first, price.effective_from, "first")
        if component.at == "deal" and first > most:
            message = f"the tier from {first:,} is out of reach: at most {most:,} units of {component.id} are sold"
            yield Finding("C106", message, place, "raise the component's most, or take the tier out")
            continue
        if unit > below > 0:
            dearer, cheaper = _amount(unit, currency), _amount(below, currency)
            message = f"from {first:,} on {component.id} costs {dearer} a unit, below {cheaper}"
            yield Finding("C124", message, place, "a larger quantity is usually cheaper: check the two prices")
        cheapest = Fraction(unit) * first
        if charge.model == "volume" and below > 0 and below * (first - 1) > cheapest:
            since = int(cheapest / below) + 1
            message = (
                f"{first - 1:,} units of {component.id} cost {_amount(below * (first - 1), currency)}, "
                f"{first:,} cost {_amount(cheapest, currency)}"
            )
            witness = {"from": since, "to": first - 1, "cheaper": first}
            help = "the quote tells the customer; graduated prices have no cliffs"
            yield Finding("C107", message, place, help, witness)


def _amount(amount: Fraction | int, currency: str) -> str:
    return to_text(to_minor(amount, currency), currency)


def _below_cost(
    component: Component, charge: Charge, price: Price, rulebook: Rulebook, places: Places, day: datetime.date
) -> Iterator[Finding]:
    """The dearest discounts of every step together, now or later, must leave at least what it costs us."""
    lasting = [d for d in rulebook.discounts.values() if d.effective_to is None or d.effective_to >= day]
    left = least_left(component, charge, rulebook.facts, lasting, rulebook.identity.waterfall)
    for first, unit in price.by_quantity:
        if 0 < unit * left < price.cost:
            place = places.of_price(component.id, charge.name, first, price.effective_from, "price")
            currency = rulebook.currency
            net = to_text(round_half_away(to_minor(unit, currency) * left), currency)
            message = (
                f"with the discounts it may get {component.id} sells at {net}, and costs {decimal_text(price.cost)}"
            )
            yield Finding("C116", message, place, "raise the price, or limit the discounts", {"net": net})
