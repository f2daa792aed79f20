"""A rulebook in another currency: one rate a day, every list price rounded once."""

import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import configurator as cf
from configurator.errors import ProfileError
from configurator.rulebook.exchange import in_currency
from configurator.rulebook.loader import load_rulebook
from configurator.rulebook.model import Rulebook
from tests import small
from tests.small import SOURCED, charge, component, profile

DAY = datetime.date(2026, 11, 22)


def rate(currency: str, cost: float, since: str = "2026-01-01") -> dict[str, Any]:
    return {"currency": currency, "effective_from": since, "rate": cost, **SOURCED}


RATES = [rate("USD", 7.0), rate("USD", 7.12, "2026-11-01"), rate("JPY", 0.0462), rate("KWD", 23.2), rate("EUR", 8.3, "2027-01-01")]  # fmt: skip


def shop(folder: Path, price: Any = 45, **more: Any) -> Rulebook:
    sold = [component("a.one", supplies={"power": 1}, charges=[charge(price, cost=20, **more)], quantity={"max": 99})]
    return load_rulebook(small.write(folder, small.files(sold) | {"exchange.yaml": RATES}))


def unit(book: Rulebook) -> Fraction | int:
    return book.prices["a.one", "recurring"][0].by_quantity[0][1]


def test_a_list_price_is_converted_at_the_last_rate_begun_and_rounded_once(tmp_path: Path) -> None:
    book = shop(tmp_path)
    assert unit(in_currency(book, "USD", DAY)) == Fraction("6.32")  # 45 / 7.12 = 6.3202…
    assert unit(in_currency(book, "USD", datetime.date(2026, 10, 31))) == Fraction("6.43")  # 45 / 7 = 6.428…


def test_yen_are_whole_and_dinars_have_three_decimals(tmp_path: Path) -> None:
    book = shop(tmp_path)
    assert unit(in_currency(book, "JPY", DAY)) == 974  # 45 / 0.0462 = 974.02…
    assert unit(in_currency(book, "KWD", DAY)) == Fraction("1.940")  # 45 / 23.2 = 1.93965…


def test_minimum_floor_and_cost_are_converted_and_percentages_are_not(tmp_path: Path) -> None:
    book = shop(tmp_path, minimum=100, floor=30)
    [price] = in_currency(book, "USD", DAY).prices["a.one", "recurring"]
    assert (price.minimum, price.floor, price.cost) == (Fraction("14.04"), Fraction("4.21"), Fraction("2.81"))
    share = charge(12, model="percentage", of={"components": "true", "type": "recurring", "period": "month"}, period="year")  # fmt: skip
    sold = [component("a.one", charges=[charge(45)]), component("a.two", charges=[share])]
    both = load_rulebook(small.write(tmp_path / "b", small.files(sold) | {"exchange.yaml": RATES}))
    assert in_currency(both, "USD", DAY).prices["a.two", "recurring"][0].by_quantity == ((1, 12),)


def test_the_own_currency_is_the_rulebook_itself(tmp_path: Path) -> None:
    book = shop(tmp_path)
    assert in_currency(book, "CNY", DAY) is book


def test_a_profile_is_answered_in_its_currency_and_the_rate_is_stated(tmp_path: Path) -> None:
    outcome = cf.recommend(profile({"power": 10}, currency="USD", budget={"monthly": "63.20"}), shop(tmp_path))
    assert isinstance(outcome, cf.Optimal)
    told = outcome.to_json()
    assert (told["totals"]["currency"], told["totals"]["monthly"]) == ("USD", "63.20")
    assert told["exchange"] == {"base": "CNY", "currency": "USD", "rate": "7.12", "effective_from": "2026-11-01", "source": "test"}  # fmt: skip
    view = cf.make_quote(outcome, number="Q-1", issued_on=DAY).customer_view()
    assert view["profile"]["currency"] == "USD"


def test_without_a_currency_nothing_is_converted(tmp_path: Path) -> None:
    outcome = cf.recommend(profile({"power": 10}), shop(tmp_path))
    assert "exchange" not in outcome.to_json()


@pytest.mark.parametrize(
    ("currency", "told"),
    [
        ("HKD", "no rate of exchange for HKD\n.*\n.*add one to its exchange.yaml, or ask in CNY or EUR or JPY"),
        ("USS", "no rate of exchange for USS\n.*\n.*did you mean 'USD'"),
        ("EUR", "no rate of exchange for EUR on 2026-11-22\n.*\n.*its first begins on 2027-01-01"),
    ],
)
def test_what_cant_be_converted_is_told_with_the_way_out(tmp_path: Path, currency: str, told: str) -> None:
    with pytest.raises(ProfileError, match=told):
        cf.recommend(profile({"power": 1}, currency=currency), shop(tmp_path))


def test_a_price_that_would_vanish_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="rounds to nothing in JPY") as refused:
        cf.recommend(profile({"power": 1}, currency="JPY"), shop(tmp_path, 0.02))
    assert refused.value.diagnostics[0].code == "E032"
