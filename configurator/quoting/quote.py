"""A quote: an immutable priced snapshot that holds everything needed to reprice it and to render it again.

It has two faces. The quote itself is ours: cost, margin and history are in it. The *customer view* is the same without
them, and is the only one that documents show, attach and are checked against. Both are canonical JSON (RFC 8785), and
what differs from run to run (wall times) is in neither.
"""

import datetime
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from importlib.metadata import version
from typing import Any, cast

from configurator.engine.outcome import Infeasible, Outcome, Solved
from configurator.errors import RefusedError
from configurator.money import to_text
from configurator.pricing.approval import Approval, approval
from configurator.quoting.canonical import canonical, joined
from configurator.quoting.catalogue import catalogue_json, site_classes_json, sizing_json
from configurator.quoting.fingerprints import fingerprints, price_list_json

FORMAT = 1
"""The version of the snapshot's shape."""
OURS = ("internal", "history")
"""The parts of a quote that the customer view lacks."""
BINDING = ("approved", "accepted")
"""The states in which a quote binds the seller; in any other its document is a draft."""
SOFTWARE = "solution-configurator"


@dataclass(frozen=True)
class Quote:
    """A priced offer, fixed for good. A change makes a new revision, never an edit."""

    number: str
    revision: int
    state: str
    date: datetime.date
    valid_until: datetime.date
    language: str
    canonical: bytes = field(repr=False)
    customer_canonical: bytes = field(repr=False)

    @classmethod
    def of(cls, snapshot: Mapping[str, Any]) -> "Quote":
        """The quote of a whole snapshot, as plain data. Raises ValueError for what JSON can't carry."""
        parts = {name: canonical(part) for name, part in snapshot.items()}
        return cls(
            number=snapshot["number"],
            revision=snapshot["revision"],
            state=snapshot["state"],
            date=datetime.date.fromisoformat(snapshot["date"]),
            valid_until=datetime.date.fromisoformat(snapshot["valid_until"]),
            language=snapshot["language"],
            canonical=joined(parts),
            customer_canonical=joined({name: part for name, part in parts.items() if name not in OURS}),
        )

    @property
    def sha256(self) -> str:
        """Over the canonical JSON of the quote."""
        return hashlib.sha256(self.canonical).hexdigest()

    @property
    def customer_view_sha256(self) -> str:
        """Over the canonical JSON of the customer view: what the acceptance page prints."""
        return hashlib.sha256(self.customer_canonical).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """The quote of the contract, with cost and margin: for us, not for the customer."""
        hashes = {"sha256": self.sha256, "customer_view_sha256": self.customer_view_sha256}
        return {"quote": self.snapshot() | hashes}

    def snapshot(self) -> dict[str, Any]:
        """All of the quote as plain data: what its hash is taken of."""
        return cast(dict[str, Any], json.loads(self.canonical))

    def customer_view(self) -> dict[str, Any]:
        """What the customer may see, as plain data."""
        return cast(dict[str, Any], json.loads(self.customer_canonical))

    def customer_view_json(self) -> bytes:
        """The customer view as canonical JSON: the bytes that are attached and hashed."""
        return self.customer_canonical

    def _repr_html_(self) -> str:
        totals = self.customer_view()["recommendation"]["totals"]
        total = f"{totals['total_contract']} {totals['currency']}"
        return f"<b>{escape(self.number)}</b> r{self.revision}, {self.state}: {total}, valid until {self.valid_until}"


def make_quote(outcome: Outcome, *, number: str, issued_on: datetime.date, seller_role: str | None = None) -> Quote:
    """The quote of a recommendation. Nothing is repriced: the snapshot holds the prices the package was chosen by.

    Within the limits of the seller, by default the first role of the approval matrix, it is approved at once. Raises
    RefusedError for what can't be sold: nothing that fits, nothing proven to exist, a what-if; and without a number;
    ProfileError for a role that the matrix doesn't have.
    """
    _refuse_unsellable(outcome)
    if not number.strip():
        raise RefusedError("a quote needs a number, such as Q-2026-0001")
    assert isinstance(outcome, Solved)
    wording = outcome.sizing.rulebook.wording
    valid_until = issued_on + datetime.timedelta(days=wording.validity_days)
    needed = approval(outcome.package, outcome.sizing.profile.discounts, outcome.sizing.rulebook, seller_role)
    head: dict[str, Any] = {
        "format": FORMAT,
        "number": number,
        "revision": 1,
        "state": "inProgress" if needed.required else "approved",
        "date": issued_on.isoformat(),
        "valid_until": valid_until.isoformat(),
        "language": outcome.sizing.profile.language,
        "changes_since": None,
        "history": [],
    }
    return Quote.of(head | _body(outcome) | {"internal": _internal(outcome, needed)})


def software_json() -> dict[str, str]:
    """The version of this program."""
    return {"name": SOFTWARE, "version": version(SOFTWARE)}


def numbered(outcome: Outcome) -> str:
    """A quote number made of the date and the content: the same question on the same day gets the same number."""
    told = outcome.to_json()
    del told["solver"]["wall_ms"]
    digest = hashlib.sha256(
        canonical({"profile": outcome.sizing.profile.to_json(), "recommendation": told})
    ).hexdigest()
    return f"Q-{outcome.sizing.date:%Y%m%d}-{digest[:6].upper()}"


def _refuse_unsellable(outcome: Outcome) -> None:
    if isinstance(outcome, Infeasible):
        conflict = "; ".join(f"{c.id}: {c.text}" for c in outcome.conflict)
        raise RefusedError(f"nothing can be quoted, because no package fits{conflict and ': '}{conflict}")
    if not isinstance(outcome, Solved):
        raise RefusedError("nothing can be quoted: no package was found within the limits; raise --limit")
    if not outcome.reproducible:
        raise RefusedError(
            "nothing is quoted of a search that the clock or a stop cut short: it couldn't be repeated; search again"
        )
    if not outcome.sellable:
        raise RefusedError(f"a what-if can't be quoted: it leaves out {', '.join(outcome.without)}")


def _body(outcome: Solved) -> dict[str, Any]:
    sizing = outcome.sizing
    recommendation = outcome.to_json()
    del recommendation["solver"]["wall_ms"]
    return {
        "profile": sizing.profile.to_json()
        | {"rulebook": sizing.rulebook.id, "term_months": sizing.term_months, "currency": sizing.rulebook.currency},
        "recommendation": recommendation,
        "site_classes": site_classes_json(sizing),
        "sizing": sizing_json(sizing),
        "catalogue": catalogue_json(sizing, outcome.package),
        "proposal": sizing.rulebook.wording.model_dump(mode="json"),
        "price_list": price_list_json(sizing.rulebook, sizing.date),
        "software": software_json(),
    }


def _internal(outcome: Solved, needed: Approval) -> dict[str, Any]:
    """What only we may see: cost, margin and floor, deal and line, who has to approve, what was in force."""
    currency, totals = outcome.sizing.rulebook.currency, outcome.package.totals
    lines = [
        {
            "component": item.component,
            "site_class": item.site_class,
            "type": line.type,
            "cost": to_text(line.contract_cost, currency),
            "margin": to_text(line.contract_net - line.contract_cost, currency),
            "floor": to_text(line.floor, currency),
        }
        for item in outcome.package.items
        for line in item.lines
    ]
    lines += [
        {"component": gone.component, "site_class": None, "type": ending.line.type}
        | {"cost": to_text(0, currency), "margin": to_text(ending.line.contract_net, currency)}
        for gone in outcome.package.disconnected
        for ending in gone.terminations
    ]
    margin = to_text(totals.total_contract - totals.cost, currency)
    in_force = fingerprints(outcome.sizing.rulebook, outcome.sizing.date)
    return {
        "cost": to_text(totals.cost, currency),
        "margin": margin,
        "lines": lines,
        "approval": needed.to_json(currency),
        "in_force": in_force,
    }
