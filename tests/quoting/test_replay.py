"""A quote is made again from what it holds: identical, or it is told what is otherwise and what of its making changed."""

from pathlib import Path

import pytest

import configurator as cf
from configurator.errors import ProfileError
from configurator.quoting import replay as replaying
from configurator.quoting.quote import Quote
from configurator.quoting.replay import replay
from tests import small
from tests.quoting.deals import DAY
from tests.quoting.diff.shop import quoted, shop
from tests.quoting.real_quote import shipped


@pytest.fixture
def book(tmp_path: Path) -> cf.Rulebook:
    return shop(tmp_path / "before")


def test_a_quote_is_made_again_to_the_byte(book: cf.Rulebook) -> None:
    for quote, rulebook in ((quoted(book), book), (shipped(), cf.load_rulebook("telco_enterprise"))):
        found = replay(quote, rulebook)
        assert found.identical
        assert found.again == quote
        assert (found.at_fault, found.details, found.refusal) == ((), (), "")


def test_typical_needs_limits_and_language_are_those_of_the_quote(book: cf.Rulebook) -> None:
    told = cf.read_profile({"customer": {"name": "X"}, "sites": [{"name": "A"}], "date": "2026-11-22"})
    outcome = cf.recommend(told, book, cf.Limits(7.5, 0.25))
    quote = cf.make_quote(outcome, number="Q-1", issued_on=DAY)
    assert replay(quote, book).again == quote


def test_a_revision_an_accepted_quote_and_a_draft_are_made_again_alike(book: cf.Rulebook) -> None:
    first = quoted(book)
    outcome = cf.recommend(cf.read_profile(first.snapshot()["profile"] | {"term_months": 36}), book)
    second = cf.revise(first, outcome, issued_on=DAY, newest=1)
    accepted = cf.transition(second, "accepted", on=DAY, by="Li Wei", newest=2)
    draft = Quote.of(first.snapshot() | {"state": "pending"})
    assert all(replay(quote, book).identical for quote in (second, accepted, draft))


def test_another_rulebook_is_at_fault_and_what_it_changes_is_told(book: cf.Rulebook, tmp_path: Path) -> None:
    found = replay(quoted(book), shop(tmp_path / "after", seat=50))
    assert not found.identical
    assert found.at_fault == ("rulebook", "price_list")
    assert found.difference is not None
    assert set(found.difference.by_cause) == {"price_list"}


def test_another_rulebook_that_answers_alike_is_told_and_is_no_fault(book: cf.Rulebook, tmp_path: Path) -> None:
    found = replay(quoted(book), shop(tmp_path / "after", name=small.both("Other")))
    assert found.identical
    assert found.at_fault == ("rulebook",)


def test_another_program_and_another_solver_are_told(book: cf.Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    quote = quoted(book)
    monkeypatch.setattr(replaying, "VERSION", "10.0")
    monkeypatch.setattr(replaying, "software_json", lambda: {"name": "solution-configurator", "version": "9.9"})
    found = replay(quote, book)
    assert found.identical
    assert found.at_fault == ("software", "solver")
    assert found.made_with["solver"] == ("cp-sat 9.15.6755", "cp-sat 10.0")


def test_a_proof_that_goes_otherwise_is_told_though_no_price_changes(book: cf.Rulebook) -> None:
    told = quoted(book).snapshot()
    told["recommendation"]["stages"][0]["proven"] = False
    found = replay(Quote.of(told), book)
    assert not found.identical
    assert not found.difference
    assert [detail.path for detail in found.details] == ["recommendation.stages[1].proven"]


def test_a_question_that_nothing_fits_any_more_is_told(book: cf.Rulebook, tmp_path: Path) -> None:
    quote = quoted(book, budget={"monthly": 3000})
    found = replay(quote, shop(tmp_path / "after", seat=50))
    assert not found.identical
    assert found.refusal.startswith("nothing can be quoted, because no package fits: ")
    assert found.to_json()["replay"]["refusal"] == found.refusal


def test_a_question_the_rulebook_no_longer_takes_is_told(book: cf.Rulebook, tmp_path: Path) -> None:
    found = replay(quoted(book), shop(tmp_path / "after", terms=[12]))
    assert not found.identical
    assert found.refusal.startswith("the rulebook refuses the question: ")


def test_a_profile_that_is_none_is_a_fault_of_the_quote(book: cf.Rulebook) -> None:
    told = quoted(book).snapshot()
    told["profile"]["sites"] = []
    with pytest.raises(ProfileError):
        replay(Quote.of(told), book)
