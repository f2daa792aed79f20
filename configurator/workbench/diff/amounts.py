"""Amounts and rises as a report writes them."""

from fractions import Fraction
from typing import Any

from configurator.money import to_minor, to_text


def money(amount: Fraction | int, currency: str) -> str:
    """An amount in whole units of a currency, with thousands apart: `1,203,400.00`."""
    return minor(to_minor(amount, currency), currency)


def minor(amount: int, currency: str) -> str:
    """An amount in minor units, with thousands apart."""
    whole, dot, rest = to_text(abs(amount), currency).partition(".")
    return f"{'-' if amount < 0 else ''}{int(whole):,}{dot}{rest}"


def signed(amount: int, currency: str) -> str:
    """A rise or fall in minor units: `+1,036.28`, `±0`."""
    return f"{'+' if amount > 0 else ''}{minor(amount, currency)}" if amount else "±0"


def risen(old: Any, new: Any) -> str | None:
    """By how much one number is above another: `+8.0 %`; None when that can't be said."""
    numbers = all(isinstance(value, int | Fraction) and not isinstance(value, bool) for value in (old, new))
    return percent_text(Fraction(100 * (new - old), 1) / old) if numbers and old else None


def percent_text(share: Fraction) -> str:
    """A share given in percent: `+8.0 %`, next to nothing `+<0.1 %`."""
    tenths = round(share * 10)
    if not tenths and share:
        return f"{'+' if share > 0 else '-'}<0.1 %"
    return f"{'+' if tenths > 0 else '-' if tenths < 0 else '±'}{abs(tenths) // 10}.{abs(tenths) % 10} %"


def percent(old: Any, new: Any) -> str:
    """` (+8.0 %)`, or nothing when a rise can't be told."""
    rise = risen(old, new)
    return f" ({rise})" if rise else ""
