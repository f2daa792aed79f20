"""The ways out of a refusal: the least a customer can give up so that a package exists, and what it then costs.

What may be given up, and how hard that is, is the rulebook's (`concessions` in rulebook.yaml): caps, needs and
decisions, never a rule. All conflicts are mended at once. Every repair is carried out on the profile and its package
checked by the verifier before it is told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from configurator.engine.asked import CAP_TIMES
from configurator.engine.assemble import totals_of
from configurator.engine.blockwise import Memory, whole
from configurator.engine.describe import totals_json
from configurator.engine.linear import Constraint, Linear, Origin, Variable
from configurator.engine.problem import Problem, build
from configurator.engine.relevance import relevant_offer
from configurator.engine.solve import Effort, Solver
from configurator.engine.thrift import thriftiest
from configurator.engine.tighten import ContradictionError, Propagator
from configurator.engine.verify import refuse_unsound, verify
from configurator.money import to_text
from configurator.package import Quantities, Totals
from configurator.pricing.bundles import Offer
from configurator.profile import Profile, changed
from configurator.sizing import Sizing, size


@dataclass(frozen=True, slots=True)
class Change:
    """A key of the profile, as `--set` names it, from what to what (None: taken away)."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Repair:
    """A way out: how much is conceded, what changes in the profile, and what the cheapest package then comes to.

    `free` are the totals of the least-cost package without any cap, None when there is none.
    """

    concession: int
    gives: tuple[Origin, ...]
    changes: tuple[Change, ...]
    profile: Profile
    totals: Totals
    free: Totals | None

    def to_json(self, currency: str) -> dict[str, Any]:
        """The repair of the contract; amounts are strings."""
        told, free = self.totals, self.free
        amounts = ("one_time", "monthly", "total_contract")
        return {
            "concession": self.concession,
            "changes": [{"path": c.path, "from": c.before, "to": c.after} for c in self.changes],
            "totals": totals_json(told, currency),
            "delta": free and {a: to_text(getattr(told, a) - getattr(free, a), currency) for a in amounts},
        }


def find_repairs(sizing: Sizing, offer: Offer, problem: Problem, effort: Effort, most: int = 3) -> tuple[Repair, ...]:
    """The least repairs, the least concession first and then the least cost; as many as there are, up to `most`."""
    repairing = _Repairing(sizing, offer, problem, effort)
    found = sorted(repairing.repairs(most), key=lambda repair: (repair.concession, repair.totals.total_contract))
    return tuple(found)


def concession(origin: Origin, sizing: Sizing) -> int | None:
    """How hard it is to give up what an origin asks for; None when that isn't asked of the customer."""
    of = sizing.rulebook.identity.concessions
    paths = {
        "budget": (f"budget.{origin.id}",),
        "need": (f"needs.{origin.id}", "needs"),
        "decision": (f"decisions.{_decided(origin, sizing)}", "decisions"),
    }.get(origin.kind, ())
    stated = next((of[path] for path in paths if path in of), "never")
    return stated if isinstance(stated, int) else None


def _decided(origin: Origin, sizing: Sizing) -> str:
    return sizing.profile.decisions[int(origin.id)].component if origin.kind == "decision" else ""


class _Repairing:
    def __init__(self, sizing: Sizing, offer: Offer, problem: Problem, effort: Effort) -> None:
        self.sizing, self.offer, self.problem, self.effort = sizing, offer, problem, effort
        self.memory = Memory()
        asked = sorted({constraint.origin for constraint in problem.constraints})
        costs = {origin: concession(origin, sizing) for origin in asked}
        self.costs = {origin: cost for origin, cost in costs.items() if cost is not None}

    def repairs(self, most: int) -> Iterator[Repair]:
        uncapped = self.problem.without([Origin("budget", cap) for cap in self.sizing.budget])
        free = _least(uncapped, uncapped.cost, self.effort, self.memory)
        totals = None if free is None else totals_of(self.sizing, self.offer, *self.problem.package(free))
        for origins in list(self._least_sets(most, free)):
            repair = self._carried_out(origins, totals)
            if repair is not None:
                yield repair

    # Which inputs

    def _least_sets(self, most: int, free: Sequence[int] | None) -> Iterator[tuple[Origin, ...]]:
        """Sets of inputs without which something fits, the least concession first; none contains another.

        `free`: a package without the caps, from which to look for those that give up least.
        """
        relaxed, given = self._relaxed()
        concessions = Linear.of(*((self.costs[origin], variable) for origin, variable in given.items()))
        propagator = Propagator(relaxed)
        try:
            problem = propagator.reduced(propagator.root())
        except ContradictionError:
            return
        solver = Solver(problem, self.effort, light=True)
        if free is not None:
            broken = {constraint.origin for constraint in self.problem.constraints if not constraint.holds(free)}
            solver.hint([*free, *(int(origin in broken) for origin in given)])
        for _ in range(most):
            answer = solver.optimise(concessions)
            if answer.verdict != "solved" or not answer.proven:
                return
            values = whole(problem, answer.values)
            solver.hint(values)
            origins = tuple(origin for origin, variable in given.items() if values[variable])
            yield origins
            if not origins:
                return
            solver.require(Linear.of(*((1, given[origin]) for origin in origins)), None, len(origins) - 1)
            solver.require(concessions, answer.bound, None)

    def _relaxed(self) -> tuple[Problem, dict[Origin, int]]:
        """The problem in which each input that may be given up is, when a variable of its own is 1."""
        first = len(self.problem.variables)
        given = {origin: first + number for number, origin in enumerate(self.costs)}
        variables = (*self.problem.variables, *(Variable(f"gives {o.kind} {o.id}?", 0, 1) for o in given))
        constraints = tuple(
            replace(c, when=(*c.when, ~given[c.origin])) if c.origin in given else c for c in self.problem.constraints
        )
        return replace(self.problem, variables=variables, constraints=constraints), given

    # What they become

    def _carried_out(self, origins: tuple[Origin, ...], free: Totals | None) -> Repair | None:
        """The repair that gives these up, caps as little as it takes; None when the limits don't allow to tell."""
        caps = [origin.id for origin in origins if origin.kind == "budget"]
        given = [change for origin in origins if origin.kind != "budget" for change in self._changes(origin)]
        sizing, offer, problem = self._changed(given)
        problem = problem.without([Origin("budget", cap) for cap in caps])
        near: list[int] = []
        for cap in caps:
            values = _least(problem, problem.spending[cap], self.effort, self.memory)
            if values is None:
                return None
            near = values
            least = _as_a_cap(problem, cap, values)
            within = Constraint.of(problem.spending[cap], None, least * CAP_TIMES[cap], (), Origin("budget", cap))
            problem = replace(problem, constraints=(*problem.constraints, within))
            before, after = (to_text(amount, sizing.rulebook.currency) for amount in (self.sizing.budget[cap], least))
            given.append(Change(f"budget.{cap}", before, after))
        values = _least(problem, problem.cost, self.effort, self.memory, near)
        return None if values is None else self._verified(origins, given, offer, problem.package(values), free)

    def _changed(self, given: Sequence[Change]) -> tuple[Sizing, Offer, Problem]:
        """What is asked once these changes are made."""
        if not given:
            return self.sizing, self.offer, self.problem
        sizing = size(carried_out(self.sizing.profile, given), self.sizing.rulebook)
        offer = relevant_offer(sizing)
        return sizing, offer, build(sizing, offer).indifferent()

    def _verified(
        self,
        origins: tuple[Origin, ...],
        given: Sequence[Change],
        offer: Offer,
        package: tuple[Quantities, frozenset[str]],
        free: Totals | None,
    ) -> Repair:
        """The repair, its package checked against the changed profile."""
        profile = carried_out(self.sizing.profile, given)
        sizing = size(profile, self.sizing.rulebook)
        refuse_unsound(verify(sizing, offer, *package))
        totals = totals_of(sizing, offer, *package)
        return Repair(sum(self.costs[origin] for origin in origins), origins, tuple(given), profile, totals, free)

    def _changes(self, origin: Origin) -> Iterator[Change]:
        if origin.kind == "need":
            yield Change(f"needs.{origin.id}.priority", "must", "should")
        else:
            decided = self.sizing.profile.to_json()["decisions"][int(origin.id)]
            yield Change(f"decisions.{origin.id}", decided, None)


def least_spending(problem: Problem, cap: str, effort: Effort) -> int | None:
    """The least a cap can be, in minor units; None when there is no package, or the limits came first."""
    values = _least(problem, problem.spending[cap], effort, Memory())
    return None if values is None else _as_a_cap(problem, cap, values)


def _least(
    problem: Problem, expression: Linear, effort: Effort, memory: Memory, near: Sequence[int] = ()
) -> list[int] | None:
    """The package at the least of an expression; None when there is none, or that isn't proven."""
    propagator = Propagator(problem)
    try:
        answer = thriftiest(propagator, propagator.root(), expression, effort, memory, near)
    except ContradictionError:
        return None
    return list(answer.values.values()) if answer.proven else None


def _as_a_cap(problem: Problem, cap: str, values: Sequence[int]) -> int:
    """The least cap a package keeps; what a year comes to is shared by its months, rounded up."""
    return -(-int(problem.spending[cap].at(values)) // CAP_TIMES[cap])


def carried_out(profile: Profile, changes: Sequence[Change]) -> Profile:
    """The profile with the changes made, as `--set` would make them."""
    for change in sorted(changes, key=lambda c: c.path, reverse=True):  # later decisions first: positions stay
        profile = changed(profile, change.path, "" if change.after is None else str(change.after))
    return profile
