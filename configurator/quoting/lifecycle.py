"""What becomes of a quote: its states (TM Forum 648) and its revisions. Quotes never change: each step makes another.

    inProgress ⇄ pending → approved → accepted | rejected
        └──────────┴────→ cancelled

A quote within its seller's limits is approved when it is made. Whoever calls knows the day, and which revision is the
newest: this module has no clock and no store.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from configurator.engine.outcome import Outcome
from configurator.errors import TransitionError, did_you_mean
from configurator.quoting.diff.run import diff_quotes
from configurator.quoting.quote import BINDING, Quote, make_quote

NEXT: Mapping[str, tuple[str, ...]] = {
    "inProgress": ("pending", "cancelled"),
    "pending": ("inProgress", "approved", "cancelled"),
    "approved": ("accepted", "rejected"),
    "accepted": (),
    "rejected": (),
    "cancelled": (),
}
"""State → those that may follow it."""


def transition(quote: Quote, state: str, *, on: datetime.date, by: str, newest: int, role: str | None = None) -> Quote:
    """The quote in another state; who brought it there, and when, is kept in its history.

    `newest` is the newest revision there is of its number; `role` that of `by` in the approval matrix, where the quote
    needs somebody's approval. Raises TransitionError when the state can't follow, when the day lies before the last
    step, when the role may not approve, and for approval or acceptance when it has expired or is superseded.
    """
    name = f"{quote.number} revision {quote.revision}"
    if state not in NEXT:
        raise TransitionError(f"a quote can't be '{state}'; {did_you_mean(state, NEXT)}")
    if state not in NEXT[quote.state]:
        raise TransitionError(f"{name} is {quote.state} and can't become {state}: {_way_out(quote.state)}")
    last = _last_step(quote)
    if on < last:
        raise TransitionError(f"{name} can't become {state} on {on}: its last step was on {last}")
    if state in BINDING:
        _refuse_outdated(quote, state, on, newest)
    if state == "approved":
        _refuse_unentitled(quote, role)
    step = {
        "from": quote.state,
        "to": state,
        "on": on.isoformat(),
        "by": by,
        "sha256": quote.sha256,
        "customer_view_sha256": quote.customer_view_sha256,
    }
    snapshot = quote.snapshot()
    return Quote.of(snapshot | {"state": state, "history": [*snapshot["history"], step]})


def revise(quote: Quote, outcome: Outcome, *, issued_on: datetime.date, newest: int) -> Quote:
    """The next revision of a quote, made of another answer. What has changed since is part of it.

    Raises TransitionError when the quote is accepted or cancelled, isn't the newest, or is dated later; and
    RefusedError as `make_quote` does.
    """
    name = f"{quote.number} revision {quote.revision}"
    if quote.state in ("accepted", "cancelled"):
        raise TransitionError(f"{name} is {quote.state}, which is final: make a new quote")
    if quote.revision < newest:
        raise TransitionError(f"{name} is superseded: revise revision {newest}")
    if issued_on < quote.date:
        raise TransitionError(f"{name} is dated {quote.date}: a revision of it can't be of {issued_on}")
    made = make_quote(outcome, number=quote.number, issued_on=issued_on)
    since = diff_quotes(quote, made).for_customer().to_json()
    del since["new"]  # which is the revision itself
    changes = {"revision": quote.revision, **since}
    return Quote.of(made.snapshot() | {"revision": quote.revision + 1, "changes_since": changes})


def _refuse_unentitled(quote: Quote, role: str | None) -> None:
    """A price beyond the seller's limits is approved by who may give it."""
    needed = quote.snapshot()["internal"]["approval"]
    if not needed["required"] or role in needed["approvers"]:
        return
    name = f"{quote.number} revision {quote.revision}"
    wanted = " or ".join(needed["approvers"])
    if not wanted:
        raise TransitionError(f"{name} can't become approved: nobody may give its discounts; revise it with less")
    told = f"'{role}' may not give its discounts" if role else "its discounts are beyond what the seller may give"
    raise TransitionError(f"{name} can't become approved: {told}; it takes {wanted}")


def _last_step(quote: Quote) -> datetime.date:
    history: list[dict[str, Any]] = quote.snapshot()["history"]
    return datetime.date.fromisoformat(history[-1]["on"]) if history else quote.date


def _way_out(state: str) -> str:
    if NEXT[state]:
        *others, last = NEXT[state]
        return f"from {state} it can become {', '.join(others)} or {last}"
    return "that is final; " + ("make a revision of it" if state == "rejected" else "make a new quote")


def _refuse_outdated(quote: Quote, state: str, on: datetime.date, newest: int) -> None:
    name = f"{quote.number} revision {quote.revision}"
    if quote.revision < newest:
        raise TransitionError(f"{name} is superseded by revision {newest}: only that can become {state}")
    if on > quote.valid_until:
        raise TransitionError(f"{name} was valid until {quote.valid_until}, and it is {on}: make a revision of it")
