"""What becomes of an offer when the rulebook changes: one profile's answers held against each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from configurator.money import to_text
from configurator.records import decimal_text
from configurator.workbench.diff.answers import AMOUNTS, Answer

Verdict = Literal[
    "infeasible", "unreadable", "unproven", "coverage", "dearer", "components", "feasible", "cheaper", "unchanged"
]

_DECIDE = ("total_contract", "total_contract_with_tax", "one_time", "monthly")
"""The amounts that make an offer dearer or cheaper: the first that differs tells."""


@dataclass(frozen=True)
class OfferChange:
    """A profile by its file name, and its answers under the old and the new rulebook."""

    profile: str
    old: Answer
    new: Answer
    currency: str

    @property
    def change(self) -> Verdict:
        """The one word for it: what can't be sold comes before what is covered, that before the price."""
        old, new = self.old, self.new
        if not new.solved:
            same = old.outcome == new.outcome and old.message == new.message
            return "unchanged" if same else new.outcome  # type: ignore[return-value]
        if not old.solved:
            return "feasible"
        if self.lost or self.won or old.coverage != new.coverage:
            return "coverage"
        if self.dearer_by:
            return "dearer" if self.dearer_by > 0 else "cheaper"
        return "unchanged" if old.units == new.units else "components"

    @property
    def dearer_by(self) -> int:
        """By how much the first deciding amount that differs rises (or falls), in minor units."""
        if not (self.old.solved and self.new.solved):
            return 0
        rises = (self.new.totals[name] - self.old.totals[name] for name in _DECIDE)
        return next((rise for rise in rises if rise), 0)

    @property
    def worse(self) -> bool:
        """Whether less is covered than before."""
        return self.change == "coverage" and (
            self.new.coverage < self.old.coverage or (self.new.coverage == self.old.coverage and bool(self.lost))
        )

    @property
    def word(self) -> str:
        """The change, with `coverage` told as `worse` or `better`."""
        return ("worse" if self.worse else "better") if self.change == "coverage" else self.change

    @property
    def lost(self) -> list[str]:
        """Needs that were met and aren't any more."""
        return [need for need, met in self.old.needs.items() if met and not self.new.needs.get(need, True)]

    @property
    def won(self) -> list[str]:
        """Needs that weren't met and are now."""
        return [need for need, met in self.new.needs.items() if met and not self.old.needs.get(need, True)]

    @property
    def percent(self) -> Fraction | None:
        """How much dearer, in percent of the old total over the contract."""
        if not (self.old.solved and self.new.solved):
            return None
        before, after = (answer.totals["total_contract"] for answer in (self.old, self.new))
        return Fraction(100 * (after - before), before) if before else None

    @property
    def added(self) -> dict[str, int]:
        return {id: units for id, units in self.new.units.items() if id not in self.old.units and self.old.solved}

    @property
    def removed(self) -> dict[str, int]:
        return {id: units for id, units in self.old.units.items() if id not in self.new.units and self.new.solved}

    @property
    def requantified(self) -> dict[str, tuple[int, int]]:
        """Components of both packages in another quantity: (old, new)."""
        both = ((id, units, self.new.units.get(id, units)) for id, units in self.old.units.items())
        return {id: (was, is_) for id, was, is_ in both if was != is_}

    @property
    def repriced(self) -> dict[str, tuple[int, int]]:
        """Components of both packages, as many as before, at another price over the contract: (old, new)."""
        same = (id for id, units in self.old.units.items() if self.new.units.get(id) == units)
        told = {id: (self.old.costs[id], self.new.costs[id]) for id in same}
        return {id: (was, is_) for id, (was, is_) in told.items() if was != is_}

    @property
    def effects(self) -> dict[str, int]:
        """By how much each component that comes, goes or costs otherwise adds to the total over the contract."""
        touched = (*self.added, *self.removed, *self.requantified, *self.repriced)
        return {id: self.new.costs.get(id, 0) - self.old.costs.get(id, 0) for id in touched}

    def to_json(self) -> dict[str, Any]:
        """The change; amounts are texts, a rise positive."""
        told: dict[str, Any] = {
            "profile": self.profile, "change": self.change,
            "from": self.old.to_json(self.currency), "to": self.new.to_json(self.currency),
            "delta": self._delta(),
            "added": [{"component": id, "quantity": units} for id, units in self.added.items()],
            "removed": [{"component": id, "quantity": units} for id, units in self.removed.items()],
            "changed": [{"component": id, "from": a, "to": b} for id, (a, b) in self.requantified.items()],
            "repriced": [
                {"component": id, "from": to_text(a, self.currency), "to": to_text(b, self.currency)}
                for id, (a, b) in self.repriced.items()
            ],
            "lost": self.lost, "won": self.won,
        }  # fmt: skip
        conflict = [{"kind": kind, "id": id, "text": text} for kind, id, text in self.new.conflict]
        return told | {"conflict": conflict}

    def _delta(self) -> dict[str, str] | None:
        if not (self.old.solved and self.new.solved):
            return None
        rises = {name: self.new.totals[name] - self.old.totals[name] for name in AMOUNTS}
        told = {name: to_text(rise, self.currency) for name, rise in rises.items()}
        return told | ({} if self.percent is None else {"percent": decimal_text(round(self.percent, 2))})


RANKS = (
    "infeasible", "unreadable", "unproven", "worse", "dearer", "components", "better", "feasible", "cheaper",
    "unchanged",
)  # fmt: skip
"""What a seller must know first comes first."""


def by_importance(offers: Iterable[OfferChange]) -> list[OfferChange]:
    """Bad news first; of the same news, by how much money it is about."""
    return sorted(offers, key=lambda offer: (RANKS.index(offer.word), -abs(offer.dearer_by), offer.profile))
