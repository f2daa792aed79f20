"""States and revisions: every step makes another quote, and none is made that must not be."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

import configurator as cf
from configurator.errors import RefusedError, TransitionError
from configurator.quoting.lifecycle import NEXT, revise, transition
from configurator.quoting.loading import read_quote
from configurator.quoting.quote import Quote
from tests.conftest import kept
from tests.quoting.deals import DAY, asked, quoted, small_book, solved

Golden = Callable[[str, str], None]
NEXT_DAY = DAY + datetime.timedelta(days=1)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> cf.Rulebook:
    return small_book(tmp_path_factory.mktemp("rules"))


def in_state(book: cf.Rulebook, state: str) -> Quote:
    """A quote that never was in another state."""
    return Quote.of(quoted(book).snapshot() | {"state": state})


def moved(quote: Quote, *states: str, on: datetime.date = NEXT_DAY, newest: int = 1) -> Quote:
    for state in states:
        quote = transition(quote, state, on=on, by="Li Wei", newest=newest)
    return quote


# States


@pytest.mark.parametrize("state", NEXT)
@pytest.mark.parametrize("following", NEXT)
def test_a_state_is_followed_by_those_of_tm_forum_648_and_no_others(
    state: str, following: str, book: cf.Rulebook
) -> None:
    quote = in_state(book, state)
    if following in NEXT[state]:
        assert moved(quote, following).state == following
    else:
        with pytest.raises(TransitionError):
            moved(quote, following)


def test_a_step_leaves_the_quote_as_it_was_and_changes_nothing_but_state_and_history(book: cf.Rulebook) -> None:
    quote = quoted(book)
    before = quote.canonical
    accepted = moved(quote, "accepted")
    assert (quote.state, quote.canonical) == ("approved", before)
    was, is_ = quote.snapshot(), accepted.snapshot()
    assert {key for key in was if was[key] != is_[key]} == {"state", "history"}
    assert accepted.customer_view() == quote.customer_view() | {"state": "accepted"}


def test_the_history_tells_every_step_and_what_it_was_taken_from(book: cf.Rulebook) -> None:
    """So what the customer signed, the hash on the page, is found again in the quote that was accepted."""
    quote = in_state(book, "pending")
    accepted = moved(quote, "inProgress", "pending", "approved", "accepted")
    steps = accepted.snapshot()["history"]
    assert [(step["from"], step["to"]) for step in steps] == [
        ("pending", "inProgress"), ("inProgress", "pending"), ("pending", "approved"), ("approved", "accepted"),
    ]  # fmt: skip
    assert {(step["by"], step["on"]) for step in steps} == {("Li Wei", "2026-11-23")}
    approved = moved(quote, "inProgress", "pending", "approved")
    assert (steps[-1]["sha256"], steps[-1]["customer_view_sha256"]) == (approved.sha256, approved.customer_view_sha256)
    assert read_quote(accepted.to_json()) == accepted


def test_the_customer_does_not_see_who_approved(book: cf.Rulebook) -> None:
    approved = moved(in_state(book, "pending"), "approved")
    assert "Li Wei" not in approved.customer_view_json().decode()


def test_an_offer_can_be_accepted_on_its_last_day(book: cf.Rulebook) -> None:
    quote = quoted(book)
    assert moved(quote, "accepted", on=quote.valid_until).state == "accepted"


# Revisions


def revised(book: cf.Rulebook, quote: Quote, newest: int = 1, **more: object) -> Quote:
    return revise(quote, solved(book, **more), issued_on=NEXT_DAY, newest=newest)


def test_a_revision_has_the_same_number_and_tells_what_has_changed_since(book: cf.Rulebook) -> None:
    first = quoted(book)
    second = revised(book, first, term_months=36)
    assert (second.number, second.revision, second.state, second.date) == (first.number, 2, "approved", NEXT_DAY)
    since = second.snapshot()["changes_since"]
    assert (since["revision"], since["old"]["customer_view_sha256"]) == (1, first.customer_view_sha256)
    assert since["totals"]["total_contract"]["from"] == first.snapshot()["recommendation"]["totals"]["total_contract"]
    assert ("profile.term_months", 24, 36) in [(c["path"], c["from"], c["to"]) for c in since["diff"]]
    assert second.customer_view()["changes_since"] == since
    assert read_quote(second.to_json()) == second


def test_revisions_can_follow_each_other(book: cf.Rulebook) -> None:
    second = revised(book, quoted(book), term_months=36)
    third = revised(book, second, newest=2, term_months=36, language="en")
    assert third.revision == 3
    assert third.snapshot()["changes_since"]["revision"] == 2


@pytest.mark.parametrize("state", ["inProgress", "pending", "approved", "rejected"])
def test_a_quote_that_is_not_final_can_be_revised_and_so_can_a_rejected_one(state: str, book: cf.Rulebook) -> None:
    assert revised(book, in_state(book, state), term_months=36).revision == 2


def test_a_revision_tells_no_cost(tmp_path: Path) -> None:
    first, other = small_book(tmp_path / "1"), small_book(tmp_path / "2", seat_cost=12.99)
    second = revise(quoted(first), solved(other), issued_on=NEXT_DAY, newest=1)
    assert second.snapshot()["changes_since"]["diff"] == []
    assert "12.99" not in second.customer_view_json().decode()


def test_a_revision_of_what_does_not_fit_is_refused_as_a_quote_of_it_is(book: cf.Rulebook) -> None:
    with pytest.raises(RefusedError, match="nothing can be quoted"):
        revise(quoted(book), cf.recommend(asked(budget={"one_time": 0}), book), issued_on=DAY, newest=1)


# Refusals, in words

REFUSED: dict[str, Callable[[cf.Rulebook], object]] = {
    "accept what waits for approval": lambda book: moved(in_state(book, "pending"), "accepted"),
    "change what is accepted": lambda book: moved(quoted(book), "accepted", "rejected"),
    "accept what is rejected": lambda book: moved(quoted(book), "rejected", "accepted"),
    "approve what is cancelled": lambda book: moved(in_state(book, "cancelled"), "approved"),
    "an unknown state": lambda book: moved(quoted(book), "aproved"),
    "accept what has expired": lambda book: moved(quoted(book), "accepted", on=datetime.date(2026, 12, 23)),
    "approve what has expired": lambda book: moved(
        in_state(book, "pending"), "approved", on=datetime.date(2026, 12, 23)
    ),
    "accept what is superseded": lambda book: moved(quoted(book), "accepted", newest=2),
    "a step back in time": lambda book: moved(quoted(book), "accepted", on=datetime.date(2026, 11, 21)),
    "revise what is accepted": lambda book: revised(book, moved(quoted(book), "accepted")),
    "revise what is cancelled": lambda book: revised(book, in_state(book, "cancelled")),
    "revise what is superseded": lambda book: revised(book, quoted(book), newest=3),
    "a revision before the quote": lambda book: revise(
        quoted(book), solved(book), issued_on=datetime.date(2026, 11, 21), newest=1
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_must_not_be_is_refused_with_the_way_out(name: str, book: cf.Rulebook, golden: Golden) -> None:
    with pytest.raises(TransitionError) as refused:
        REFUSED[name](book)
    golden(f"lifecycle/{name}", str(refused.value))


def test_no_message_is_left_over() -> None:
    assert kept("lifecycle") == set(REFUSED)
