"""A quote made again from what it holds: the same package at the same prices, or what is otherwise, and why."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from configurator.engine.recommend import recommend
from configurator.engine.solve import SOLVER, VERSION, Limits
from configurator.errors import ProfileError, RefusedError
from configurator.profile import read_profile
from configurator.quoting.diff.changes import QuoteDiff
from configurator.quoting.diff.run import diff_quotes
from configurator.quoting.diff.walk import Difference, differences
from configurator.quoting.fingerprints import price_list_json
from configurator.quoting.quote import Quote, make_quote, software_json
from configurator.rulebook.model import Rulebook

MADE_WITH = ("rulebook", "price_list", "software", "solver")
"""What may be another one than when the quote was made."""


@dataclass(frozen=True)
class Replay:
    """A quote, and what was made of its question again: None, with a reason, when nothing that can be quoted."""

    quote: Quote
    again: Quote | None
    refusal: str
    made_with: Mapping[str, tuple[str, str]]  # what → then, now

    @property
    def identical(self) -> bool:
        """Whether package and prices are the same, to the byte."""
        return self.again is not None and answer_of(self.quote) == answer_of(self.again)

    @property
    def at_fault(self) -> tuple[str, ...]:
        """What is another one now, among what the quote was made with."""
        return tuple(name for name, (then, now) in self.made_with.items() if then != now)

    @property
    def difference(self) -> QuoteDiff | None:
        """What is otherwise now, with its causes; None when nothing can be quoted."""
        return None if self.again is None else diff_quotes(self.quote, self.again)

    @property
    def details(self) -> tuple[Difference, ...]:
        """Everything otherwise in the answer, key by key, though it may change no price: how far it is proven, say."""
        if self.again is None:
            return ()
        return tuple(differences(answer_of(self.quote), answer_of(self.again), "recommendation"))

    def to_json(self) -> dict[str, Any]:
        """Whether it is identical; if not, what is otherwise, and what of its making is another one."""
        found = self.difference
        return {
            "replay": {
                "number": self.quote.number,
                "revision": self.quote.revision,
                "sha256": self.quote.sha256,
                "identical": self.identical,
                "refusal": self.refusal or None,
                "at_fault": list(self.at_fault),
                "made_with": {name: {"then": then, "now": now} for name, (then, now) in self.made_with.items()},
                **({} if self.identical or found is None else found.to_json()),
                "details": [{"path": each.path, "from": each.old, "to": each.new} for each in self.details],
            }
        }


def replay(quote: Quote, rulebook: Rulebook) -> Replay:
    """Answers a quote's question again by a rulebook, within the limits it was answered then, and prices it anew.

    Nothing of the quote changes. A rulebook that refuses the question, or answers that nothing fits, is told in the
    result; ProfileError is raised only when the quote's profile is none.
    """
    told = quote.snapshot()
    profile = read_profile(told["profile"])
    parameters = told["recommendation"]["solver"]["parameters"]
    again, refusal = None, ""
    try:
        limits = Limits(parameters["deterministic_limit"], parameters["gap"])
        made = make_quote(recommend(profile, rulebook, limits), number=quote.number, issued_on=quote.date)
        again = Quote.of(made.snapshot() | {"revision": quote.revision})
    except RefusedError as fault:
        refusal = str(fault)
    except ProfileError as fault:
        refusal = "the rulebook refuses the question: " + "; ".join(found.message for found in fault.diagnostics)
    then, now = _made_with(told), _available(rulebook, profile.date or quote.date)
    return Replay(quote, again, refusal, {name: (then[name], now[name]) for name in MADE_WITH})


def answer_of(quote: Quote) -> dict[str, Any]:
    """Package, prices and proof of a quote, with cost and margin; not what they were made with."""
    told = quote.snapshot()
    answer = {key: part for key, part in told["recommendation"].items() if key not in MADE_WITH}
    return answer | {key: part for key, part in told["internal"].items() if key not in ("in_force", "approval")}


def _made_with(told: Mapping[str, Any]) -> dict[str, str]:
    """What a quote was made with, each as one text."""
    rulebook, solver = (told["recommendation"][name] for name in ("rulebook", "solver"))
    prices, software = told["price_list"], told["software"]
    return {
        "rulebook": f"{rulebook['id']} {rulebook['version']} ({rulebook['sha256'][:12]})",
        "price_list": f"{prices['effective_from']} ({prices['sha256'][:12]})",
        "software": f"{software['name']} {software['version']}",
        "solver": f"{solver['name']} {solver['version']}",
    }


def _available(rulebook: Rulebook, day: datetime.date) -> dict[str, str]:
    """What a quote would be made with now."""
    identity = {"id": rulebook.id, "version": rulebook.version, "sha256": rulebook.sha256}
    solver = {"name": SOLVER, "version": VERSION}
    made = {"recommendation": {"rulebook": identity, "solver": solver}}
    return _made_with(made | {"price_list": price_list_json(rulebook, day), "software": software_json()})
