"""The four outcomes of a recommendation, never mixed, and the JSON other people's programs read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal

from configurator.engine.conflict import Contributor, contributor
from configurator.engine.describe import exchange_json, package_json, stage_json, summary_table
from configurator.engine.linear import Origin
from configurator.engine.repairs import Repair
from configurator.engine.solve import SOLVER, VERSION, Limits
from configurator.engine.stages import Stage
from configurator.money import to_text
from configurator.package import Package
from configurator.pricing.charges import PricedCharge
from configurator.records import Wording
from configurator.sizing import Sizing

PROVABLE = ("coverage", "preferences", "total_contract")
"""The goals whose gap a caller may be content with; the tie-break after them costs nobody anything."""


@dataclass(frozen=True)
class Outcome:
    """What every outcome knows: the question, the limits it was answered within, and what the answer took."""

    sizing: Sizing = field(repr=False)
    offer: Mapping[str, tuple[PricedCharge, ...]] = field(repr=False)
    limits: Limits
    without: tuple[str, ...]
    deterministic_time: float
    wall_ms: int
    solve_seconds: float
    reproducible: bool  # False when the clock, or a stop, ended the search

    name: str = field(default="", init=False)

    @property
    def sellable(self) -> bool:
        """False for a what-if that left rules out."""
        return not self.without

    def to_json(self) -> dict[str, Any]:
        """The recommendation object of the contract. Amounts are strings; `wall_ms` alone differs between two runs."""
        identity = self.sizing.rulebook
        told: dict[str, Any] = {"outcome": self.name, "reproducible": self.reproducible}
        if self.without:
            told |= {"sellable": False, "without": list(self.without)}
        told |= self._answer() | self._assumed()
        return told | {
            "rulebook": {"id": identity.id, "version": identity.version, "sha256": identity.sha256},
            **exchange_json(identity),
            "solver": {
                "name": SOLVER,
                "version": VERSION,
                "parameters": {"deterministic_limit": self.limits.deterministic_time, "gap": self.limits.gap},
                "deterministic_time": round(self.deterministic_time, 6),
                "wall_ms": self.wall_ms,
            },
        }

    def _answer(self) -> dict[str, Any]:
        return {}

    def _assumed(self) -> dict[str, Any]:
        """What the answer rests on that the profile didn't say: the segments' typical needs and spending."""
        sizing = self.sizing
        assumed: dict[str, Any] = {}
        if sizing.profile.needs is None and sizing.needs:
            assumed["needs"] = [need.id for need in sizing.needs]
        if sizing.budget_origin == "default":
            assumed["budget"] = {cap: to_text(most, sizing.rulebook.currency) for cap, most in sizing.budget.items()}
        return {"segments": [segment.id for segment in sizing.segments]} | ({"assumed": assumed} if assumed else {})


@dataclass(frozen=True)
class Solved(Outcome):
    """A verified package; `stages` tell how far it is proven."""

    package: Package
    stages: tuple[Stage, ...]

    def _answer(self) -> dict[str, Any]:
        stages = [stage_json(stage, self.sizing.rulebook.currency) for stage in self.stages]
        return {"stages": stages, **package_json(self.package, self.sizing.rulebook.currency)}

    @property
    def gap(self) -> float:
        """The gap of the first stage that isn't proven: those after it were only looked at under its answer."""
        return next((stage.gap for stage in self.stages if not stage.proven), 0.0)

    @property
    def within_gap(self) -> bool:
        """Whether the stages that aren't proven are at least as near as the limits ask."""
        return all(stage.proven or stage.gap <= self.limits.gap for stage in self.stages if stage.goal in PROVABLE)

    def __repr__(self) -> str:
        totals, currency = self.package.totals, self.sizing.rulebook.currency
        total = f"{to_text(totals.total_contract, currency)} {currency} over the contract"
        return f"<{type(self).__name__}: {len(self.package.items)} items, {total}>"

    def _repr_html_(self) -> str:
        return summary_table(self.package, self.sizing)


@dataclass(frozen=True, repr=False)
class Optimal(Solved):
    """Every stage is proven: no better package exists."""

    name: Literal["optimal"] = field(default="optimal", init=False)


@dataclass(frozen=True, repr=False)
class Feasible(Solved):
    """A valid package, of which not every stage is proven within the limits."""

    name: Literal["feasible"] = field(default="feasible", init=False)


@dataclass(frozen=True, repr=False)
class Infeasible(Outcome):
    """Proven: no package exists. `members` can't hold together while every proper subset can; `repairs` lead out."""

    members: tuple[Origin, ...]
    repairs: tuple[Repair, ...] = ()
    name: Literal["infeasible"] = field(default="infeasible", init=False)

    @property
    def conflict(self) -> tuple[Contributor, ...]:
        """The members as they are told."""
        return tuple(contributor(origin, self.sizing) for origin in self.members)

    def __repr__(self) -> str:
        return f"<Infeasible: {', '.join(f'{c.kind} {c.id}' for c in self.conflict)} can't hold together>"

    def _repr_html_(self) -> str:
        return (
            "<ul>"
            + "".join(f"<li>{c.kind} <b>{escape(c.id)}</b>: {escape(c.text)}</li>" for c in self.conflict)
            + "</ul>"
        )

    def _answer(self) -> dict[str, Any]:
        return self.refusal()

    def refusal(self) -> dict[str, Any]:
        """What can't hold together, and the ways out."""
        return {
            "conflict": [{"kind": c.kind, "id": c.id, "text": c.text} for c in self.conflict],
            "repairs": [repair.to_json(self.sizing.rulebook.currency) for repair in self.repairs],
        }


@dataclass(frozen=True, repr=False)
class Unproven(Outcome):
    """The limits came first: no package was found, and none is ruled out. `known` says how far it got."""

    known: Wording
    name: Literal["unproven"] = field(default="unproven", init=False)

    def __repr__(self) -> str:
        return f"<Unproven: {self.known.en}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.known.in_language(self.sizing.profile.language))}</p>"

    def _answer(self) -> dict[str, Any]:
        return {"known": self.known.en}
