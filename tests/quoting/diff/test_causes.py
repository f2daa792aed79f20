"""Every difference of two quotes is told with what it does to the price, and with who or what caused it."""

from pathlib import Path
from typing import Any

import pytest

import configurator as cf
from configurator.quoting.diff.changes import Delta
from configurator.quoting.diff.run import diff_quotes
from tests import small
from tests.quoting.diff.shop import SITES, difference, quoted, shop, told

AUDIT = "package[c.audit]"
SITES_SMALL = [{"name": "总部", "users": 20}, {"name": "Branch", "count": 2, "users": 10}]
SEATS_1, SEATS_2 = "package[a.seat@S1]", "package[a.seat@S2]"


@pytest.fixture
def book(tmp_path: Path) -> cf.Rulebook:
    return shop(tmp_path / "before")


def after(tmp_path: Path, **other: Any) -> cf.Rulebook:
    return shop(tmp_path / "after", **other)


def test_a_quote_does_not_differ_from_itself_nor_from_the_same_asked_again(book: cf.Rulebook) -> None:
    assert not difference(quoted(book), quoted(book))


def test_what_the_user_asks_for_is_told_and_what_it_does(book: cf.Rulebook) -> None:
    new = quoted(book, needs=[{"need": "seats"}, {"need": "power", "amount": 6}])
    found = difference(quoted(book), new)
    assert told(found) == {
        "profile.needs[power].amount": (3, 6, "user", None),
        "package[b.plant].quantity": (1, 2, "user", None),
    }
    assert found.by_cause == {"user": Delta(90000, 50000, 1290000)}  # 900 once, 500 a month for 24 months


def test_a_longer_term_is_the_users_and_so_is_the_discount_it_earns(book: cf.Rulebook) -> None:
    found = difference(quoted(book, term_months=12), quoted(book, term_months=24))
    assert told(found) == {
        "profile.term_months": (12, 24, "user", None),
        f"{SEATS_1}.charges[recurring month].unit_net": ("45.00", "40.50", "user", None),
        f"{SEATS_1}.charges[recurring month].waterfall[DSC-TERM]": (None, "-180.00", "user", "DSC-TERM"),
        f"{SEATS_2}.charges[recurring month].unit_net": ("45.00", "40.50", "user", None),
        f"{SEATS_2}.charges[recurring month].waterfall[DSC-TERM]": (None, "-90.00", "user", "DSC-TERM"),
    }
    by_term = next(change for change in found.changes if change.path == "profile.term_months")
    assert by_term.delta == Delta(0, 0, 12 * 60 * 4500 + 12 * 50000 + 30000)


def test_a_price_of_the_list_is_told_as_such_with_what_the_discounts_leave_of_it(
    book: cf.Rulebook, tmp_path: Path
) -> None:
    found = difference(quoted(book), quoted(after(tmp_path, seat=50)))
    key = f"{SEATS_1}.charges[recurring month]"
    assert told(found)[f"{key}.unit_list"] == ("45.00", "50.00", "price_list", None)
    assert told(found)[f"{key}.unit_net"] == ("40.50", "45.00", "price_list", None)
    assert found.by_cause == {"price_list": Delta(0, 60 * 450, 24 * 60 * 450)}


def test_a_tier_of_the_list_beyond_the_first_is_found_too(tmp_path: Path) -> None:
    books = [shop(tmp_path / str(price), seat={1: 45, 51: price}) for price in (40, 41)]
    found = difference(*map(quoted, books))
    assert found.by_cause == {"price_list": Delta(0, 60 * 90, 24 * 60 * 90)}


def test_a_tier_that_a_larger_quantity_reaches_is_not_the_price_lists(tmp_path: Path) -> None:
    sold = shop(tmp_path, seat={1: 45, 51: 40})
    found = difference(quoted(sold, sites=SITES_SMALL), quoted(sold))
    assert set(found.by_cause) == {"user"}


def test_price_and_quantity_at_once_are_told_apart(book: cf.Rulebook, tmp_path: Path) -> None:
    """The quantity counts at the old price, the price at the new quantity."""
    new = quoted(after(tmp_path, seat=50), sites=SITES_SMALL)
    found = difference(quoted(book), new)
    assert found.by_cause == {
        "user": Delta(0, -20 * 4050, 24 * -20 * 4050),
        "price_list": Delta(0, 40 * 450, 24 * 40 * 450),
    }


def test_a_component_no_longer_sold_and_what_stands_in_for_it_are_the_catalogues(
    book: cf.Rulebook, tmp_path: Path
) -> None:
    found = difference(quoted(book), quoted(after(tmp_path, without=("b.plant",))))
    assert told(found) == {
        "package[b.plant]": (1, None, "catalogue", None),
        "package[b.turbine]": (None, 1, "catalogue", None),
    }
    assert found.by_cause == {"catalogue": Delta(0, 5000, 24 * 5000)}
    assert found.names["components"] == {"b.plant": small.both("b.plant")}


def test_a_component_chosen_instead_of_one_that_got_dearer_is_the_price_lists(
    book: cf.Rulebook, tmp_path: Path
) -> None:
    found = difference(quoted(book), quoted(after(tmp_path, plant=600)))
    assert {change.blame.cause for change in found.changes} == {"price_list"}


def test_a_rate_of_tax_is_told_as_tax_and_changes_no_net_price(book: cf.Rulebook, tmp_path: Path) -> None:
    found = difference(quoted(book), quoted(after(tmp_path, rate=0.09)))
    assert set(told(found).values()) == {("0.06", "0.09", "tax", None)}
    net = 60 * 4050 * 24 + 50000 * 24 + 90000 + 60000
    assert found.by_cause == {"tax": Delta(tax=net * 3 // 100)}
    was, is_ = (int(amount.replace(".", "")) for amount in found.totals["tax"])
    assert is_ - was == net * 3 // 100


def test_a_discount_that_is_another_one_is_told_by_its_id(book: cf.Rulebook, tmp_path: Path) -> None:
    found = difference(quoted(book), quoted(after(tmp_path, percent=15)))
    path = f"{SEATS_1}.charges[recurring month].waterfall[DSC-TERM]"
    assert told(found)[path] == ("-180.00", "-270.00", "rule", "DSC-TERM")
    assert found.by_cause == {"rule": Delta(0, -60 * 225, 24 * -60 * 225)}


def test_a_discount_that_has_gone_is_told_by_its_id(book: cf.Rulebook, tmp_path: Path) -> None:
    found = difference(quoted(book), quoted(after(tmp_path, without=("DSC-TERM",))))
    path = f"{SEATS_1}.charges[recurring month].waterfall[DSC-TERM]"
    assert told(found)[path] == ("-180.00", None, "rule", "DSC-TERM")


def test_a_component_that_a_rule_brought_in_goes_with_the_rule(book: cf.Rulebook, tmp_path: Path) -> None:
    found = difference(quoted(book), quoted(after(tmp_path, law="")))
    assert told(found) == {AUDIT: (1, None, "rule", "LAW-1")}
    back = difference(quoted(after(tmp_path, law="")), quoted(book))
    assert told(back) == {AUDIT: (None, 1, "rule", "LAW-1")}


def test_what_another_formula_asks_for_is_the_demands(book: cf.Rulebook, tmp_path: Path) -> None:
    found = difference(quoted(book), quoted(after(tmp_path, power="need.amount * 3")))
    assert told(found) == {
        "package[b.plant].quantity": (1, 2, "rule", "SIZ-POWER-1"),
        "sizing[SIZ-POWER-1].formula": ("need.amount * 2", "need.amount * 3", "rule", "SIZ-POWER-1"),
    }


def test_a_cost_is_ours_and_is_not_told_to_the_customer(book: cf.Rulebook, tmp_path: Path) -> None:
    found = difference(quoted(book), quoted(after(tmp_path, cost=4)))
    assert told(found) == {"internal.cost[a.seat]": ("4320.00", "5760.00", "price_list", None)}
    assert not found.for_customer()


def test_sites_are_the_same_places_though_their_classes_are_numbered_otherwise(book: cf.Rulebook) -> None:
    """A site more in front of all others makes S2 of S1."""
    new = quoted(book, sites=[{"name": "Aachen", "users": 99}, *SITES])
    found = difference(quoted(book, sites=SITES), new)
    changed = told(found)
    assert changed["profile.sites[Aachen]"] == (None, {"name": "Aachen", "users": 99}, "user", None)
    assert [path for path in changed if path.startswith("package[a.seat")] == ["package[a.seat@S1]"]


def test_a_need_no_longer_met_is_told(book: cf.Rulebook) -> None:
    needs = [{"need": "seats"}, {"need": "power", "amount": 3, "priority": "should"}]
    found = difference(quoted(book, needs=needs), quoted(book, needs=needs, budget={"one_time": 0}))
    assert told(found)["coverage[power].met"] == (True, False, "user", None)


def test_quotes_in_two_currencies_are_compared_without_amounts(book: cf.Rulebook, tmp_path: Path) -> None:
    found = diff_quotes(quoted(book), quoted(after(tmp_path, currency="EUR", plant=600)))
    assert told(found)["profile.currency"] == ("CNY", "EUR", "user", None)
    assert found.by_cause == {}


def test_the_json_is_that_of_the_contract(book: cf.Rulebook) -> None:
    new = quoted(book, needs=[{"need": "seats"}, {"need": "power", "amount": 6}])
    entry = difference(quoted(book), new).to_json()["diff"][1]
    assert {key: entry[key] for key in ("path", "from", "to", "delta", "cause", "rule")} == {
        "path": "package[b.plant].quantity", "from": 1, "to": 2, "cause": "user", "rule": None,
        "delta": {"one_time": "900.00", "monthly": "500.00", "total_contract": "12900.00"},
    }  # fmt: skip
