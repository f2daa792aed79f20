"""What is left out because another component of the same kind is as good and never dearer, and what isn't."""

from pathlib import Path
from typing import Any

import pytest

import configurator as cf
from configurator.engine.relevance import relevant_offer
from configurator.engine.shortlist import shortlist
from configurator.profile import Profile
from configurator.rulebook.model import Rulebook
from configurator.sizing import size
from tests.small import charge, component, profile, rule, rulebook

ANY = "components if c.ladder == 'line'"


def line(id: str, price: float = 10, **more: Any) -> dict[str, Any]:
    return component(id, price, {"power": 1}, attributes={"ladder": "line"}, **more)


def kept(book: Rulebook, asked: Profile) -> list[str]:
    sizing = size(asked, book)
    return list(shortlist(sizing, relevant_offer(sizing)).offer)


def test_of_components_that_only_their_prices_tell_apart_the_cheapest_is_kept(tmp_path: Path) -> None:
    assert kept(rulebook(tmp_path, [line("a.x", 9), line("a.y", 8), line("a.z", 9)]), profile({"power": 3})) == ["a.y"]


def test_of_equals_the_last_is_kept_for_ties_are_broken_so(tmp_path: Path) -> None:
    book = rulebook(tmp_path, [line("a.x"), line("a.y")])
    assert kept(book, profile({"power": 3})) == ["a.y"]
    outcome = cf.recommend(profile({"power": 3}), book)
    assert isinstance(outcome, cf.Optimal)
    assert [item.component for item in outcome.package.items] == ["a.y"]


def test_a_lower_price_for_many_and_a_higher_one_for_few_are_both_kept(tmp_path: Path) -> None:
    many = component("a.many", supplies={"power": 1}, charges=[charge(tiers={1: 11, 5: 8})])
    few = component("a.few", supplies={"power": 1}, charges=[charge(tiers={1: 10, 5: 9})])
    assert kept(rulebook(tmp_path, [many, few]), profile({"power": 3})) == ["a.few", "a.many"]


@pytest.mark.parametrize(
    "other",
    [
        {"supplies": {"power": 2}},
        {"attributes": {"ladder": "other"}},
        {"quantity": {"min": 2, "max": 20}},
        {"at": "site"},
        {"available_when": "customer.employees > 1000"},
    ],
)
def test_what_differs_in_more_than_its_price_is_kept(tmp_path: Path, other: dict[str, Any]) -> None:
    sold = [line("a.x", 9) | other, line("a.y", 8)]
    sizing = size(profile({"power": 3}), rulebook(tmp_path, sold))
    offer = relevant_offer(sizing)
    assert shortlist(sizing, offer).offer is offer


@pytest.mark.parametrize("text", ["qty(a.x) <= 5", "selected(a.x) implies supply(power) >= 2"])
def test_what_a_rule_names_is_kept(tmp_path: Path, text: str) -> None:
    book = rulebook(tmp_path, [line("a.x", 9), line("a.y", 8)], rules=[rule("R-1", text)])
    assert kept(book, profile({"power": 3})) == ["a.x", "a.y"]


def test_what_the_user_decides_about_is_kept(tmp_path: Path) -> None:
    book = rulebook(tmp_path, [line("a.x", 9), line("a.y", 8)])
    assert kept(book, profile({"power": 3}, decisions=[{"component": "a.x", "max": 1}])) == ["a.x", "a.y"]


@pytest.mark.parametrize(
    ("text", "minds"),
    [
        (f"at most 1 of (selected(c) for c in {ANY})", False),
        (f"at least 1 of (selected(c) for c in {ANY})", False),
        (f"at least 2 of (selected(c) for c in {ANY})", True),
        (f"exactly 1 of (selected(c) for c in {ANY})", True),
        (f"not (at least 2 of (selected(c) for c in {ANY}))", False),
        (f"sum(qty(c) for c in {ANY}) <= 9", False),
        ("supply(power) >= count(c in components if c.ladder == 'line' and selected(c))", False),
        ("supply(power) <= count(c in components if c.ladder == 'line' and selected(c))", True),
        ("for each c in components: qty(c) <= 2", True),
    ],
)
def test_what_rules_count_is_kept_unless_they_are_served_by_fewer(tmp_path: Path, text: str, minds: bool) -> None:
    book = rulebook(tmp_path, [line("a.x", 9), line("a.y", 8)], rules=[rule("R-1", text)])
    assert kept(book, profile({"power": 3})) == (["a.x", "a.y"] if minds else ["a.y"])


def test_where_one_can_not_sell_enough_everything_is_on_offer_again(tmp_path: Path) -> None:
    sold = [line("a.x", 9, quantity={"min": 1, "max": 2}), line("a.y", 8, quantity={"min": 1, "max": 2})]
    outcome = cf.recommend(profile({"power": 3}), rulebook(tmp_path, sold))
    assert isinstance(outcome, cf.Optimal)
    assert {item.component: item.quantity for item in outcome.package.items} == {"a.x": 1, "a.y": 2}


def test_where_only_one_may_be_chosen_it_sells_no_more_than_it_may(tmp_path: Path) -> None:
    rules = [rule("R-1", f"at most 1 of (selected(c) for c in {ANY})")]
    sold = [line("a.x", 9, quantity={"min": 1, "max": 2}), line("a.y", 8, quantity={"min": 1, "max": 2})]
    book = rulebook(tmp_path, sold, rules=rules)
    assert isinstance(cf.recommend(profile({"power": 3}), book), cf.Infeasible)
    sizing = size(profile({"power": 2}), book)
    assert shortlist(sizing, relevant_offer(sizing)).most == {}
