"""A discount beyond what its seller may give: the quote waits until somebody approves who may."""

import datetime
from pathlib import Path

import pytest

import configurator as cf
from configurator.errors import TransitionError
from configurator.quoting.lifecycle import transition
from configurator.quoting.loading import read_quote
from configurator.quoting.quote import Quote
from tests import small
from tests.engine.test_desk import shop

DAY = datetime.date(2026, 11, 22)


def quoted(folder: Path, percent: int, role: str | None = None) -> Quote:
    """A quote with so many percent off everything."""
    asked = small.profile({"power": 1}, discounts=[{"percent": percent}])
    outcome = cf.recommend(asked, shop(folder))
    return cf.make_quote(outcome, number="Q-1", issued_on=DAY, seller_role=role)


def approved(quote: Quote, role: str | None) -> Quote:
    pending = transition(quote, "pending", on=DAY, by="Li Wei", newest=1)
    return transition(pending, "approved", on=DAY, by="Wang Fang", newest=1, role=role)


def test_within_the_sellers_limit_a_quote_is_approved_at_once(tmp_path: Path) -> None:
    assert quoted(tmp_path, 10).state == "approved"


def test_beyond_it_the_quote_is_a_draft_that_knows_who_may_approve(tmp_path: Path) -> None:
    quote = quoted(tmp_path, 25)
    assert quote.state == "inProgress"
    assert quote.snapshot()["internal"]["approval"]["approvers"] == ["director", "committee"]
    assert "approval" not in str(quote.customer_view())


def test_a_more_senior_seller_needs_nobody(tmp_path: Path) -> None:
    assert quoted(tmp_path, 25, "director").state == "approved"


@pytest.mark.parametrize("role", ["director", "committee"])
def test_who_may_give_the_discount_may_approve_it(role: str, tmp_path: Path) -> None:
    assert approved(quoted(tmp_path, 25), role).state == "approved"


def test_nobody_else_may(tmp_path: Path) -> None:
    with pytest.raises(TransitionError) as refused:
        approved(quoted(tmp_path, 25), "sales")
    assert str(refused.value) == (
        "Q-1 revision 1 can't become approved: 'sales' may not give its discounts; it takes director or committee"
    )


def test_an_approver_is_asked_for_where_no_role_is_told(tmp_path: Path) -> None:
    with pytest.raises(TransitionError, match="its discounts are beyond what the seller may give; it takes director"):
        approved(quoted(tmp_path, 25), None)


def test_what_nobody_may_give_is_revised_with_less(tmp_path: Path) -> None:
    with pytest.raises(TransitionError, match="nobody may give its discounts; revise it with less"):
        approved(quoted(tmp_path, 70), "committee")


def test_a_saved_draft_still_knows_who_may_approve(tmp_path: Path) -> None:
    again = read_quote(quoted(tmp_path, 25).to_json())
    assert approved(again, "director").state == "approved"
