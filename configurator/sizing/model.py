"""What a sized profile consists of: site classes, needs, demands with their derivation."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from configurator.profile import Decision, Profile
from configurator.rulebook.language.evaluate import Value, World
from configurator.rulebook.model import Need, Rulebook
from configurator.rulebook.segments import Segment
from configurator.sizing.holdings import Holdings


@dataclass(frozen=True)
class SiteClass:
    """Sites that differ in nothing but their name; they get the same quantities."""

    id: str
    names: tuple[str, ...]
    facts: Mapping[str, Value]
    rank: tuple[Any, ...] = field(repr=False, default=())  # orders classes by what they are, not by where they stand

    @property
    def count(self) -> int:
        return len(self.names)


@dataclass(frozen=True, slots=True)
class SizedNeed:
    """A need as stated, or as typical of the segment: how much it matters, and with which inputs it was sized."""

    need: Need
    priority: str
    weight: int
    inputs: Mapping[str, Value]
    origin: str = "user"  # or default: nobody stated it, it is typical of the segment

    @property
    def id(self) -> str:
        return self.need.id


@dataclass(frozen=True, slots=True)
class SizedDemand:
    """An amount of a capability that a need asks for, over the deal or at every site of a class, and its derivation."""

    rule: str
    need: str
    capability: str
    site_class: str | None
    amount: Fraction
    formula: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Sizing:
    """All the engine needs to know of a profile."""

    profile: Profile
    rulebook: Rulebook
    date: datetime.date
    term_months: int
    site_classes: tuple[SiteClass, ...]
    needs: tuple[SizedNeed, ...]
    demands: tuple[SizedDemand, ...]
    world: World
    available: Mapping[
        str, tuple[str | None, ...]
    ]  # component → where it may stand: site class ids, or (None,) for the deal
    budget: Mapping[str, int]  # cap → minor units
    segments: tuple[Segment, ...] = ()
    budget_origin: str = "user"  # or default: what the segment is willing to pay
    holdings: Holdings = field(default_factory=Holdings)  # what the customer has already
    memory: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)  # worked out of the facts once

    @cached_property
    def _classes(self) -> dict[str, SiteClass]:
        return {c.id: c for c in self.site_classes}

    @cached_property
    def _class_of(self) -> dict[str, str]:
        """Site → its class."""
        return {name: c.id for c in self.site_classes for name in c.names}

    @cached_property
    def counts(self) -> Mapping[str | None, int]:
        """How many sites a class has; 1 for the deal (None)."""
        return {None: 1} | {c.id: c.count for c in self.site_classes}

    def site_class(self, id: str) -> SiteClass:
        return self._classes[id]

    def meeting(self, met: Collection[str]) -> "Sizing":
        """The same question with these needs as musts, no other wish, and no caps."""
        needs = tuple(replace(need, priority="must") for need in self.needs if need.id in met)
        demands = tuple(demand for demand in self.demands if demand.need in met)
        return replace(self, needs=needs, demands=demands, budget={}, memory={})

    def classes_by_rank(self) -> list[str]:
        """The ids of the site classes in an order that doesn't depend on where they stand in the profile."""
        return [c.id for c in sorted(self.site_classes, key=lambda c: c.rank)]

    def decided_places(self, decision: Decision) -> tuple[str | None, ...]:
        """Where a decision applies: the class of the site it names, or (None,) for the deal."""
        if decision.site is None:
            return (None,)
        named = {self._class_of[name] for name in self.profile.sites_named(decision.site)}
        return tuple(c.id for c in self.site_classes if c.id in named) if len(named) > 1 else tuple(named)
