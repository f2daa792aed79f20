"""A rulebook in another currency: all its prices converted at the rate of a day, once, and rounded as listed."""

import datetime
from dataclasses import replace
from fractions import Fraction

from configurator.errors import Diagnostic, Place, ProfileError, did_you_mean
from configurator.money import DECIMALS, round_half_away
from configurator.records import decimal_text
from configurator.rulebook.model import Rulebook
from configurator.rulebook.tariff import Exchange, Price, in_force


def in_currency(rulebook: Rulebook, currency: str, day: datetime.date, place: Place | None = None) -> Rulebook:
    """The rulebook as it sells in a currency on a day; `exchange` tells the rate.

    Unit prices are converted, rounded half away from zero to what the currency is paid in, and hold as list prices
    from then on. Raises ProfileError, at `place`, for a currency nobody knows, without a rate in force, and where a
    price would round to nothing.
    """
    if currency == rulebook.currency:
        return rulebook
    known = {rate.currency for rate in rulebook.rates}
    if currency not in known:
        message = f"{rulebook.id} has no rate of exchange for {currency}"
        help = did_you_mean(currency, {rulebook.currency, *known})
        if currency in DECIMALS:
            help = f"add one to its exchange.yaml, or ask in {' or '.join(sorted({rulebook.currency, *known}))}"
        raise ProfileError([Diagnostic("E043", message, place, help)])
    rate = in_force([rate for rate in rulebook.rates if rate.currency == currency], day)
    if rate is None:
        first = min(rate.effective_from for rate in rulebook.rates if rate.currency == currency)
        message = f"{rulebook.id} has no rate of exchange for {currency} on {day}"
        raise ProfileError([Diagnostic("E043", message, place, f"its first begins on {first}")])
    key = ("in currency", currency, rate.effective_from)
    if key not in rulebook.memory:
        prices = {
            (component, charge): tuple(_converted(price, Fraction(rate.rate), currency) for price in dated)
            if _charge_model(rulebook, component, charge) != "percentage"
            else dated
            for (component, charge), dated in rulebook.prices.items()
        }
        _refuse_vanished(rulebook, prices, currency, place)
        identity = rulebook.identity.model_copy(update={"currency": currency})
        exchange = Exchange(rulebook.currency, rate)
        rulebook.memory[key] = replace(rulebook, identity=identity, prices=prices, exchange=exchange)
    converted: Rulebook = rulebook.memory[key]
    return converted


def _charge_model(rulebook: Rulebook, component: str, name: str) -> str:
    return next(charge.model for charge in rulebook.components[component].charges if charge.name == name)


def _converted(price: Price, rate: Fraction, currency: str) -> Price:
    def amount(given: Fraction | int) -> Fraction:
        unit = 10 ** DECIMALS[currency]
        return Fraction(round_half_away(given / rate * unit), unit)

    return replace(
        price,
        by_quantity=tuple((first, amount(unit)) for first, unit in price.by_quantity),
        cost=amount(price.cost),
        minimum=amount(price.minimum),
        floor=amount(price.floor),
    )


def _refuse_vanished(
    rulebook: Rulebook, prices: dict[tuple[str, str], tuple[Price, ...]], currency: str, place: Place | None
) -> None:
    for (component, charge), converted in prices.items():
        for before, after in zip(rulebook.prices[component, charge], converted, strict=True):
            for (_, was), (_, now) in zip(before.by_quantity, after.by_quantity, strict=True):
                if was and not now:
                    message = f"{decimal_text(was)} {rulebook.currency} for {component} rounds to nothing in {currency}"
                    help = f"ask in {rulebook.currency}, or sell larger blocks"
                    raise ProfileError([Diagnostic("E032", message, place, help)])
