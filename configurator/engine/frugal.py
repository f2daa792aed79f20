"""The most frugal package that fulfils part of what is asked: nothing is met or bought but what that part asks for.

What is asked may be asked in part, over and over. So what is sold is split into groups that only what is asked links.
A part of it links and stirs a few of them; all else stays at rest, and what linked groups come to is remembered.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from configurator.engine.blocks import Linked, blocks
from configurator.engine.blockwise import Memory, least, whole
from configurator.engine.linear import Constraint, Linear, Origin, Variable
from configurator.engine.problem import Problem
from configurator.engine.solve import Effort, Solver
from configurator.engine.tighten import ContradictionError, Propagator


class UndecidedError(Exception):
    """A search ended without an answer within the limits."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Groups that belong together, and what links them; all by number, in order."""

    groups: tuple[int, ...]
    links: tuple[int, ...]


@dataclass
class _Sold:
    """What is sold while certain needs are met, within the bounds that follow from that, in groups."""

    problem: Problem
    links: Sequence[Constraint]
    found: dict[tuple[_Part, Linear], Mapping[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.groups = blocks(self.problem)
        self.rest = [variable.low for variable in self.problem.variables]
        self._at_rest = tuple(Variable(v.name, v.low, v.low) for v in self.problem.variables)
        self._group_of = {variable: g for g, group in enumerate(self.groups) for variable in group.variables}
        self._linked_by: dict[int, list[int]] = {}

    def linked_by(self, link: int) -> list[int]:
        """The groups of which something that is asked speaks."""
        if link not in self._linked_by:
            spoken = self.links[link].variables
            self._linked_by[link] = list({self._group_of[v]: None for v in spoken if v in self._group_of})
        return self._linked_by[link]

    @cached_property
    def restless(self) -> set[int]:
        """The groups that can't stay at rest, or for which it wouldn't be the least."""
        spent = (self.problem.cost, *self.problem.spending.values())
        cheaper = {variable for expression in spent for variable, coefficient in expression.terms if coefficient < 0}
        return {
            number
            for number, group in enumerate(self.groups)
            if not (cheaper.isdisjoint(group.variables) and all(c.holds(self.rest) for c in group.constraints))
        }

    def parts(self, links: Sequence[int]) -> list[_Part]:
        """What isn't at rest when these are asked for."""
        touched = self.restless.union(*(self.linked_by(number) for number in links))
        linked = Linked(sorted(touched))
        for number in links:
            linked.link(self.linked_by(number))
        groups: dict[int, list[int]] = {}
        joined: dict[int, list[int]] = {}
        for group in sorted(touched):
            groups.setdefault(linked.first(group), []).append(group)
        for number in links:
            if self.linked_by(number):
                joined.setdefault(linked.first(self.linked_by(number)[0]), []).append(number)
        return [_Part(tuple(members), tuple(joined.get(first, ()))) for first, members in groups.items()]

    def of(self, parts: Iterable[_Part], caps: Iterable[Constraint] = ()) -> Problem | None:
        """The problem of some parts, all else at rest; None when it contradicts itself."""
        variables = list(self._at_rest)
        constraints = list(caps)
        for part in parts:
            for group in (self.groups[number] for number in part.groups):
                for number in group.variables:
                    variables[number] = self.problem.variables[number]
                constraints += group.constraints
            constraints += [self.links[number] for number in part.links]
        return reduced(replace(self.problem, variables=tuple(variables), constraints=tuple(constraints)))

    def read(self, part: _Part, values: Sequence[int]) -> dict[int, int]:
        """The values of a part's variables."""
        return {number: values[number] for group in part.groups for number in self.groups[group].variables}


class Frugal:
    """Finds packages for parts of what is asked of a problem, one that meets only the needs the part asks for."""

    def __init__(self, problem: Problem, question: Collection[Origin], effort: Effort, memory: Memory) -> None:
        """`question`: what may be asked for in part; all else always holds. Raises ContradictionError if it can't."""
        self._effort, self._memory = effort, memory
        self._background = Propagator(problem.without(question))
        self._bounds = self._background.root()
        self._links = [constraint for constraint in problem.constraints if constraint.origin in question]
        self._asked: dict[Origin, list[int]] = {}
        for number, constraint in enumerate(self._links):
            self._asked.setdefault(constraint.origin, []).append(number)
        self._sold: dict[frozenset[str], _Sold | None] = {}

    @cached_property
    def background(self) -> Problem:
        """What always holds."""
        return self._background.reduced(self._bounds)

    def _asked_for(self, kept: Iterable[Origin]) -> tuple[list[int], list[Constraint]]:
        """What is asked beside the caps, by number, and the caps."""
        asked = sorted(number for origin in kept for number in self._asked.get(origin, ()))
        caps = [self._links[number] for number in asked if self._links[number].origin.kind == "budget"]
        return [number for number in asked if self._links[number].origin.kind != "budget"], caps

    def _meeting(self, needs: frozenset[str]) -> _Sold | None:
        """What is sold while these needs are met and no other; None when they can't be."""
        if needs not in self._sold:
            met = {variable: int(id in needs) for id, variable in self._background.problem.met.items()}
            known = [(variable, value, value) for variable, value in met.items()]
            try:
                problem = self._background.reduced(self._background.narrowed(self._bounds, known))
            except ContradictionError:
                self._sold[needs] = None
            else:
                self._sold[needs] = _Sold(problem, self._links)
        return self._sold[needs]

    def package(self, kept: Collection[Origin]) -> list[int] | None:
        """A package that fulfils all that is kept; None when no frugal one does. Raises UndecidedError."""
        links, caps = self._asked_for(kept)
        sold = self._meeting(frozenset(origin.id for origin in kept if origin.kind == "need"))
        if sold is None or not all(self._links[n].holds(sold.rest) for n in links if not sold.linked_by(n)):
            return None
        values, parts = sold.rest.copy(), sold.parts(links)
        thrift = sold.problem.spending[caps[0].origin.id] if caps else sold.problem.cost
        if not self._search(sold, parts, thrift):
            return None
        for part in parts:
            for number, value in sold.found[part, thrift].items():
                values[number] = value
        if all(cap.holds(values) for cap in caps):
            return values
        if len(caps) == 1 or not caps[0].holds(values):
            return None
        problem = sold.of(parts, caps)
        return None if problem is None else anything(problem, self._effort)

    def _search(self, sold: _Sold, parts: Iterable[_Part], thrift: Linear) -> bool:
        """Finds every part at its least; whether there is anything that fulfils them."""
        new = [part for part in parts if (part, thrift) not in sold.found]
        if not new:
            return True
        problem = sold.of(new)
        if problem is None:
            return False
        answer = least(problem, thrift, self._effort, self._memory, light=True).answer
        if answer.verdict == "unknown" or (answer.verdict == "solved" and not answer.proven):
            raise UndecidedError
        if answer.verdict == "solved":
            values = whole(problem, answer.values)
            sold.found |= {(part, thrift): sold.read(part, values) for part in new}
        return answer.verdict == "solved"


def anything(problem: Problem, effort: Effort) -> list[int] | None:
    """Anything that fulfils all constraints; None when nothing does. Raises UndecidedError."""
    answer = Solver(problem, effort, light=True).optimise(problem.cost, stop_after_first_solution=True)
    if answer.verdict == "unknown":
        raise UndecidedError
    return whole(problem, answer.values) if answer.verdict == "solved" else None


def reduced(problem: Problem) -> Problem | None:
    """What is left of a problem; None when it contradicts itself."""
    propagator = Propagator(problem)
    try:
        return propagator.reduced(propagator.root())
    except ContradictionError:
        return None
