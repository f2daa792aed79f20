"""Price lists held against each other: every tier of every charge, on every day prices begin."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from configurator.rulebook.model import Rulebook
from configurator.rulebook.tariff import Price, in_force

Amount = Fraction | int
Kind = Literal["price", "cost", "source"]


@dataclass(frozen=True, slots=True)
class PriceDifference:
    """A unit price (path: charge, first day, first quantity), cost or source that is otherwise.

    Of what is added, `old` is the price it takes over from; of what is removed, `new` is the price that then holds.
    """

    component: str
    kind: Kind
    change: Literal["added", "removed", "changed"]
    path: tuple[str, ...]
    old: Amount | str | None
    new: Amount | str | None


def price_differences(old: Rulebook, new: Rulebook) -> Iterator[PriceDifference]:
    """What is otherwise in the price lists of the components that both rulebooks sell."""
    for component, charge in dict.fromkeys((*old.prices, *new.prices)):
        if component in old.components and component in new.components:
            lists = old.prices.get((component, charge), ()), new.prices.get((component, charge), ())
            yield from _charge(component, charge, *lists)


def _charge(component: str, charge: str, old: tuple[Price, ...], new: tuple[Price, ...]) -> Iterator[PriceDifference]:
    was, is_ = _by_day(old), _by_day(new)
    for day in sorted({*was, *is_}):
        path = (charge, day.isoformat())
        if day in was and day in is_:
            yield from _same_day(component, path, was[day], is_[day])
        elif day in is_:
            for first, price in is_[day].by_quantity:
                before = _on(old, day, first)
                yield PriceDifference(component, "price", "added", (*path, str(first)), before, price)
        else:
            for first, price in was[day].by_quantity:
                after = _on(new, day, first)
                yield PriceDifference(component, "price", "removed", (*path, str(first)), price, after)


def _same_day(component: str, path: tuple[str, str], old: Price, new: Price) -> Iterator[PriceDifference]:
    was, is_ = dict(old.by_quantity), dict(new.by_quantity)
    for first in sorted({*was, *is_}):
        before, after = _at(old, first), _at(new, first)
        if first not in was:
            yield PriceDifference(component, "price", "added", (*path, str(first)), before, after)
        elif first not in is_:
            yield PriceDifference(component, "price", "removed", (*path, str(first)), before, after)
        elif before != after:
            yield PriceDifference(component, "price", "changed", (*path, str(first)), before, after)
    charge, day = path
    for name in ("cost", "minimum", "floor"):
        told = getattr(old, name), getattr(new, name)
        if told[0] != told[1]:
            label = charge if name == "cost" else f"{charge} {name}"
            yield PriceDifference(component, "cost", "changed", (label, day), *told)
    for name in ("source", "confidence"):
        if getattr(old, name) != getattr(new, name):
            told = getattr(old, name), getattr(new, name)
            yield PriceDifference(component, "source", "changed", (*path, name), *told)


def _by_day(prices: tuple[Price, ...]) -> Mapping[date, Price]:
    return {price.effective_from: price for price in prices}


def _on(prices: tuple[Price, ...], day: date, quantity: int) -> Amount | None:
    """The unit price of a quantity on a day."""
    price = in_force(prices, day)
    return None if price is None else _at(price, quantity)


def _at(price: Price, quantity: int) -> Amount | None:
    return next((unit for first, unit in reversed(price.by_quantity) if first <= quantity), None)
