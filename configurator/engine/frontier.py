"""Good, better, best: the packages of which no other meets more for as much or as much for less, whatever the caps.

Each is told beside the one before it, and whether it is within the budget; the recommendation stands beside them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from time import perf_counter
from typing import Any, Literal

from configurator.engine.assemble import assemble
from configurator.engine.breakpoints import Breakpoint, Breakpoints
from configurator.engine.confirm import confirmed
from configurator.engine.describe import package_json
from configurator.engine.outcome import Outcome, Solved
from configurator.engine.problem import Problem, build
from configurator.engine.recommend import DEFAULT_LIMITS, recommend
from configurator.engine.repairs import least_spending
from configurator.engine.solve import Effort, Limits, Stop
from configurator.engine.verify import UnsoundError, Verification, refuse_unsound, verify
from configurator.money import to_text
from configurator.package import Package
from configurator.profile import Profile
from configurator.rulebook.model import Rulebook
from configurator.sizing import Sizing

Label = Literal["good", "better", "best"]

_CAPS = {"monthly": "monthly", "one_time": "one_time", "total": "total_contract"}
"""Cap → the amount of a package it is about."""


@dataclass(frozen=True)
class Step:
    """What becomes of a package on the way to the next: components and needs by id."""

    adds: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()  # in both, in other quantities
    gains: tuple[str, ...] = ()
    loses: tuple[str, ...] = ()

    @classmethod
    def between(cls, before: Package, after: Package) -> "Step":
        here, there = _units(before), _units(after)
        was, is_ = _met(before), _met(after)
        return cls(
            adds=tuple(sorted(there.keys() - here.keys())),
            drops=tuple(sorted(here.keys() - there.keys())),
            changes=tuple(sorted(id for id in here.keys() & there.keys() if here[id] != there[id])),
            gains=tuple(need for need in is_ if need not in was),
            loses=tuple(need for need in was if need not in is_),
        )


def _units(package: Package) -> dict[str, dict[str | None, int]]:
    """Component → site class → units."""
    units: dict[str, dict[str | None, int]] = {}
    for (component, place), count in package.quantities.items():
        units.setdefault(component, {})[place] = count
    return units


def _met(package: Package) -> list[str]:
    return [need.need for need in package.coverage if need.met]


@dataclass(frozen=True)
class Point:
    """A package of the frontier.

    `bound`, in minor units: nothing that covers as much costs less over the contract. `proven`: nothing covers as much
    for less, nor more for as much. `step` leads here from the point before; the first has none.
    """

    label: Label | None
    within_budget: bool
    package: Package
    bound: int
    proven: bool
    step: Step

    def to_json(self, currency: str) -> dict[str, Any]:
        """The point of the contract; amounts are strings."""
        told = package_json(self.package, currency)
        return {
            "label": self.label,
            "within_budget": self.within_budget,
            "proven": self.proven,
            "bound": to_text(self.bound, currency),
            "coverage": told["coverage"]["weighted"],
            "needs": told["coverage"]["needs"],
            "totals": told["totals"],
            "package": told["package"],
            "adds": list(self.step.adds),
            "drops": list(self.step.drops),
            "changes": list(self.step.changes),
            "needs_gained": list(self.step.gains),
            "needs_lost": list(self.step.loses),
        }


@dataclass(frozen=True, repr=False)
class Frontier:
    """The points, the cheapest first; none when nothing fits even without caps, or nothing was found within the limits.

    `minimum_budget`: the least each cap can be while the other caps are off, in minor units (None: not known).
    `complete`: every point asked for is there, and proven. `reproducible`: neither clock nor stop ended a search.
    """

    sizing: Sizing = field(repr=False)
    points: tuple[Point, ...]
    minimum_budget: Mapping[str, int | None]
    recommended: Outcome
    complete: bool
    reproducible: bool
    deterministic_time: float
    wall_ms: int

    def to_json(self) -> dict[str, Any]:
        """The frontier of the contract; amounts are strings. Only the `wall_ms` in it differ between two runs."""
        currency = self.sizing.rulebook.currency
        least = {cap: None if m is None else to_text(m, currency) for cap, m in self.minimum_budget.items()}
        return {
            "frontier": [point.to_json(currency) for point in self.points],
            "complete": self.complete,
            "reproducible": self.reproducible,
            "minimum_budget": least,
            "recommended": self.recommended.to_json(),
            "deterministic_time": round(self.deterministic_time, 6),
            "wall_ms": self.wall_ms,
        }

    def __repr__(self) -> str:
        if not self.points:
            return f"<Frontier: no points; {self.recommended!r}>"
        ends = " to ".join(
            f"{float(point.package.weighted_coverage):.0%} for {self._contract(point)}"
            for point in (self.points[0], self.points[-1])
        )
        return f"<Frontier: {len(self.points)} points, {ends} {self.sizing.rulebook.currency} over the contract>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{point.label or ''}</td><td>{float(point.package.weighted_coverage):.0%}</td>"
            f"<td>{self._contract(point)}</td><td>{'✓' if point.within_budget else ''}</td></tr>"
            for point in self.points
        )
        currency = escape(self.sizing.rulebook.currency)
        return f"<table><tr><th></th><th>met</th><th>TCV {currency}</th><th>within budget</th></tr>{rows}</table>"

    def _contract(self, point: Point) -> str:
        return to_text(point.package.totals.total_contract, self.sizing.rulebook.currency)


def frontier(
    profile: Profile,
    rulebook: Rulebook,
    limits: Limits = DEFAULT_LIMITS,
    stop: Stop | None = None,
    only_labelled: bool = False,
) -> Frontier:
    """The frontier of cost and coverage of a profile, and the recommendation under its caps.

    `only_labelled`: no more than good, better and best, which is quicker. The deterministic time of `limits` is for the
    recommendation, and once more for all else together. Raises ProfileError when the profile doesn't fit the rulebook.
    """
    began = perf_counter()
    recommended = recommend(profile, rulebook, limits, stop=stop)
    effort = Effort(limits, stop, began=began)
    free = replace(recommended.sizing, budget={})
    problem = build(free, recommended.offer)
    breakpoints = Breakpoints(problem, effort)
    found = breakpoints.three() if only_labelled else breakpoints.all()
    complete = breakpoints.complete
    if breakpoints.verdict == "infeasible":
        complete = _confirmed(problem, recommended, effort)
    points = _points(found, recommended, free)
    known = points[0].bound if points and complete else None
    least = _minimum_budget(problem, known, effort) if points else dict.fromkeys(_CAPS.values())
    return Frontier(
        sizing=recommended.sizing,
        points=points,
        minimum_budget=least,
        recommended=recommended,
        complete=complete,
        reproducible=recommended.reproducible and not effort.cut_short,
        deterministic_time=effort.deterministic_time,
        wall_ms=round((perf_counter() - began) * 1000),
    )


def _confirmed(problem: Problem, recommended: Outcome, effort: Effort) -> bool:
    """Whether it is certain that nothing fits, caps aside."""
    if isinstance(recommended, Solved):
        raise UnsoundError("the solver found a package within the budget, and none without it")
    return confirmed(problem, effort)


def _points(found: tuple[Breakpoint, ...], recommended: Outcome, free: Sizing) -> tuple[Point, ...]:
    """The packages of the breakpoints, each checked, labelled and compared with the one before."""
    points: list[Point] = []
    for breakpoint_, label in zip(found, _labels(found), strict=True):
        quantities, met = breakpoint_.solution.quantities, breakpoint_.solution.met
        refuse_unsound(verify(free, recommended.offer, quantities, met))
        breaches = Verification(recommended.sizing, recommended.offer, quantities, met).budget()
        package = assemble(free, recommended.offer, quantities, met)
        step = Step.between(points[-1].package, package) if points else Step()
        points.append(Point(label, not any(breaches), package, breakpoint_.bound, breakpoint_.proven, step))
    return tuple(points)


def _labels(found: tuple[Breakpoint, ...]) -> Iterator[Label | None]:
    """The last is best, the first good; better is the first that covers at least half way between them."""
    if not found:
        return
    first, last = found[0].coverage, found[-1].coverage
    halfway = next(point for point in found if 2 * point.coverage >= first + last)
    for point in found:
        if point is found[-1]:
            yield "best"
        elif point is found[0]:
            yield "good"
        else:
            yield "better" if point is halfway else None


def _minimum_budget(problem: Problem, least_cost: int | None, effort: Effort) -> dict[str, int | None]:
    """The least of each cap, all others off; that of the whole contract may be known already."""
    least: dict[str, int | None] = {}
    for cap, name in _CAPS.items():
        if cap == "total" and least_cost is not None:
            least[name] = least_cost
        else:
            with effort.sharing(1) as part:
                least[name] = least_spending(problem, cap, part)
    return least
