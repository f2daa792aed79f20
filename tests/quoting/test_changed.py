"""What has changed, in words: a row says what, from, to, what it does to the price, and whose it is."""

from pathlib import Path
from typing import Any

import pytest

import configurator as cf
from configurator.quoting.changed import Changes, changes
from configurator.quoting.wording import wording_of
from configurator.quoting.writer import Writer
from tests.quoting.diff.shop import SITES, difference, quoted, shop


@pytest.fixture
def book(tmp_path: Path) -> cf.Rulebook:
    return shop(tmp_path / "before")


def told(old: cf.Quote, new: cf.Quote, language: str = "en", most: int | None = None) -> Changes:
    view = new.customer_view()
    return changes(Writer(view, wording_of(view, language)), difference(old, new).to_json(), most)


def rows(found: Changes, group: str) -> list[tuple[Any, ...]]:
    return [
        (row.name, row.detail, row.before, row.after, row.contract, row.cause)
        for part in found.groups
        if part.key == group
        for row in part.rows
    ]


def test_what_is_asked_is_told_by_the_names_of_needs_inputs_sites_and_facts(book: cf.Rulebook) -> None:
    new = quoted(
        book,
        needs=[{"need": "power", "amount": 5, "priority": "should"}],
        sites=[{"name": "总部", "users": 41}, SITES[1]],
        customer={"name": "Small Ltd", "employees": 60},
        decisions=[{"component": "b.plant", "min": 1}],
        compliance=["mlps_3"],
    )
    assert {row[:4] for row in rows(told(quoted(book), new), "asked")} == {
        ("seats", "", "need seats", "–"),
        ("power", "amount", "3", "5"),
        ("power", "priority", "–", "Important"),
        ("总部", "Users", "40", "41"),
        ("Company", "Employees", "–", "60"),
        ("b.plant", "chosen by hand", "–", "component b.plant; min 1"),
        ("Compliance", "", "–", "mlps_3"),
    }


def test_components_that_go_are_named_though_the_new_quote_has_none(book: cf.Rulebook, tmp_path: Path) -> None:
    found = told(quoted(book), quoted(shop(tmp_path / "after", without=("b.plant",))))
    assert rows(found, "package") == [
        ("b.plant", "", "1", "–", "−12,900.00", "Catalogue"),
        ("b.turbine", "", "–", "1", "+14,100.00", "Catalogue"),
    ]


def test_a_price_that_is_another_one_at_several_places_is_one_row(book: cf.Rulebook, tmp_path: Path) -> None:
    found = told(quoted(book), quoted(shop(tmp_path / "after", seat=50)))
    assert rows(found, "prices") == [("a.seat", "Monthly", "40.50", "45.00", "+6,480.00", "Price list")]


def test_a_discount_is_named_by_its_rule(book: cf.Rulebook, tmp_path: Path) -> None:
    found = told(quoted(book), quoted(shop(tmp_path / "after", percent=20)))
    expected = ("a.seat", "Monthly", "40.50", "36.00", "−6,480.00")
    (row,) = rows(found, "prices")
    assert row[:5] == expected
    assert "Rules and discounts (DSC-TERM)" in row[5]


def test_a_rate_of_tax_is_one_row_with_the_tax_it_brings(book: cf.Rulebook, tmp_path: Path) -> None:
    found = told(quoted(book), quoted(shop(tmp_path / "after", rate=0.09)))
    assert rows(found, "prices") == [("VAT", "", "6%", "9%", "+2,154.60 VAT", "VAT")]
    assert [(row.name, row.contract) for row in found.causes] == [("VAT", "+2,154.60 VAT")]


def test_a_long_group_shows_the_rows_that_matter_most_and_counts_the_others(book: cf.Rulebook) -> None:
    sites = [{"name": f"Depot {n}", "users": n} for n in range(1, 9)]
    found = told(quoted(book), quoted(book, sites=[*SITES, *sites]), most=3)
    package = next(group for group in found.groups if group.key == "package")
    assert [row.after for row in package.rows] == ["8", "7", "6"]
    assert package.more == "And 5 smaller changes."


def test_it_is_told_in_chinese_as_well(book: cf.Rulebook) -> None:
    found = told(quoted(book), quoted(book, term_months=12), "zh-CN")
    assert rows(found, "asked")[0][:4] == ("合同期（月）", "", "24", "12")
    assert [row.name for row in found.causes] == ["需求变化"]


def test_nothing_is_told_as_such(book: cf.Rulebook) -> None:
    assert told(quoted(book), quoted(book)).nothing == "Nothing: needs, package and prices are the same."
