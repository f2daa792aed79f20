"""Rounding, sharing out and writing down money. The laws over random amounts are in properties/test_pricing_laws.py."""

from decimal import Decimal
from fractions import Fraction

import pytest

from configurator.money import DECIMALS, allocate, round_half_away, to_minor, to_text

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        (HALF, 1),
        (-HALF, -1),
        (Fraction(3, 2), 2),
        (Fraction(5, 2), 3),  # not 2: a half goes away from zero, not to the even number
        (Fraction(-5, 2), -3),
        (HALF - Fraction(1, 10**30), 0),
        (Fraction(-49, 100), 0),
        (Fraction(0), 0),
        (Fraction(10**30 * 2 + 1, 2), 10**30 + 1),  # beyond what a float holds
    ],
)
def test_a_half_is_rounded_away_from_zero(exact: Fraction, rounded: int) -> None:
    assert round_half_away(exact) == rounded


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (-4550, "CNY", "-45.50"),
        (5, "CNY", "0.05"),
        (-5, "CNY", "-0.05"),
        (0, "EUR", "0.00"),
        (1234, "JPY", "1234"),
        (0, "JPY", "0"),
        (-7, "JPY", "-7"),
        (7, "KWD", "0.007"),
        (1_234_567, "KWD", "1234.567"),
        (10**20, "CNY", "1000000000000000000.00"),
    ],
)
def test_an_amount_is_written_with_the_decimals_of_its_currency(minor: int, currency: str, text: str) -> None:
    assert to_text(minor, currency) == text
    assert to_minor(Decimal(text), currency) == minor


def test_a_whole_and_a_fraction_are_taken_exactly() -> None:
    assert to_minor(3, "CNY") == 300
    assert to_minor(Fraction(1, 4), "CNY") == 25
    assert to_minor(Fraction(1, 8), "KWD") == 125


@pytest.mark.parametrize(
    ("amount", "currency", "message"),
    [
        (Decimal("0.005"), "CNY", "0.005 has more decimals than CNY has (2)"),
        (Decimal("0.5"), "JPY", "0.5 has more decimals than JPY has (0)"),
        (Decimal("1.2345"), "KWD", "1.2345 has more decimals than KWD has (3)"),
        (Fraction(1, 3), "CNY", "1/3 has more decimals than CNY has (2)"),
    ],
)
def test_an_amount_finer_than_its_currency_is_refused_never_rounded(
    amount: Decimal | Fraction, currency: str, message: str
) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        to_minor(amount, currency)
    assert str(refused.value) == message


def test_the_currencies_have_the_decimals_of_iso_4217() -> None:
    assert DECIMALS == {"CNY": 2, "USD": 2, "EUR": 2, "HKD": 2, "JPY": 0, "KWD": 3}


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, [1, 1, 1], (34, 33, 33)),  # 33⅓ each: the equal remainders' cent goes to the first
        (-100, [1, 1, 1], (-34, -33, -33)),
        (101, [1, 1, 1], (34, 34, 33)),
        (10, [6, 3, 1], (6, 3, 1)),
        (7, [2, 3, 2], (2, 3, 2)),
        (5, [1, 2, 7], (1, 1, 3)),  # ½, 1, 3½: the first of the equal halves gets the cent
        (1, [0, 3, 0, 4], (0, 0, 0, 1)),  # 3/7 and 4/7
        (0, [1, 2], (0, 0)),
        (5, [0, 0], (5, 0)),
        (-5, [0, 0], (-5, 0)),
        (5, [3], (5,)),
        (0, [], ()),
    ],
)
def test_a_total_is_shared_out_by_largest_remainder(total: int, weights: list[int], shares: tuple[int, ...]) -> None:
    assert allocate(total, weights) == shares


@pytest.mark.parametrize(("total", "weights"), [(5, []), (5, [3, -1]), (0, [-1])])
def test_what_cannot_be_shared_out_is_refused_and_not_lost(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="can't be shared out"):
        allocate(total, weights)
