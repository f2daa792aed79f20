"""Money is a whole number of minor units (fen, cents), an `int`; there is one way to round and one to share out.

The library adds and multiplies ints; text and decimals appear only where data comes in or goes out.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

DECIMALS = {"CNY": 2, "USD": 2, "EUR": 2, "HKD": 2, "JPY": 0, "KWD": 3}
"""The currencies known and how many decimals each has (ISO 4217)."""


def round_half_away(amount: Fraction | int) -> int:
    """The nearest whole number; a half goes away from zero, as invoices round."""
    exact = Fraction(amount)
    return quotient(exact.numerator, exact.denominator)


def quotient(amount: int, divisor: int) -> int:
    """`round_half_away` of an amount over a positive divisor, without a fraction on the way."""
    magnitude = (2 * abs(amount) + divisor) // (2 * divisor)
    return magnitude if amount >= 0 else -magnitude


def to_minor(amount: Decimal | Fraction | int, currency: str) -> int:
    """An exact amount as minor units; ValueError when the currency has no such fraction."""
    scaled = Fraction(amount) * 10 ** DECIMALS[currency]
    if scaled.denominator != 1:
        raise ValueError(f"{amount} has more decimals than {currency} has ({DECIMALS[currency]})")
    return int(scaled)


def to_text(minor: int, currency: str) -> str:
    """Minor units as a plain decimal: `to_text(-4550, "CNY") == "-45.50"`."""
    decimals = DECIMALS[currency]
    sign, digits = "-" if minor < 0 else "", str(abs(minor)).rjust(decimals + 1, "0")
    return sign + (f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits)


def grouped(minor: int, currency: str) -> str:
    """Minor units as people read them: `grouped(-455000, "CNY") == "-4,550.00"`."""
    whole, point, decimals = to_text(abs(minor), currency).partition(".")
    return f"{'-' if minor < 0 else ''}{int(whole):,}{point}{decimals}"


def allocate(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Shares of `total` in proportion to non-negative `weights`, by largest remainder: no cent is lost or made.

    Equal remainders go to the earlier share; when all weights are 0 the first share takes everything. ValueError when
    there is nobody to share with, or a weight is negative.
    """
    if (total and not weights) or any(weight < 0 for weight in weights):
        raise ValueError(f"{total} can't be shared out by the weights {list(weights)}")
    whole = sum(weights)
    if whole == 0:
        return tuple(total if i == 0 else 0 for i in range(len(weights)))
    sign, magnitude = (-1 if total < 0 else 1), abs(total)
    shares = [magnitude * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(magnitude * weights[i] % whole), i))
    for i in by_remainder[: magnitude - sum(shares)]:
        shares[i] += 1
    return tuple(sign * share for share in shares)
