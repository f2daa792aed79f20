"""The least that a package costs with one thing changed, all it meets held fast. Caps are looked at by whoever asks.

Whatever is changed concerns one block (see `blocks`): only that is searched again, and what was found of a block with
the same content is remembered from question to question.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from configurator.engine.blocks import Block, blocks
from configurator.engine.blockwise import Memory, least, whole
from configurator.engine.linear import Constraint, Linear, Origin
from configurator.engine.problem import Problem
from configurator.engine.solve import Effort, Solver, Verdict
from configurator.engine.tighten import Bounds, ContradictionError, Propagator
from configurator.engine.verify import Verification
from configurator.package import Quantities
from configurator.sizing import Sizing

Changes = Sequence[tuple[int, int, int]]
"""Variables narrowed: (variable, low, high) each."""

Spent = Mapping[str, int]
"""Cap → what is spent of it, in minor units; of `monthly` in a year."""


def kept_preferences(problem: Problem, sizing: Sizing, quantities: Quantities, met: frozenset[str]) -> Changes:
    """What it takes to keep the preferences that a package keeps."""
    check = Verification(sizing, {}, quantities, met)
    kept = {f"prefer {rule.id}" for rule in sizing.rulebook.rules.values() if rule.weight and check.holds(rule)}
    preferences = problem.goals[1].expression
    return [(v, 1, 1) for v, _ in preferences.terms if problem.variables[v].name in kept]


@dataclass(frozen=True, slots=True)
class Found:
    """The cheapest with a change: its values by variable, what they spend; or why there are none."""

    verdict: Verdict
    values: Mapping[int, int] = field(default_factory=dict)
    spent: Spent = field(default_factory=dict)
    units: tuple[int, int] = (0, 0)  # the least and the most of what was asked for, where that was asked


class WhatIf:
    """Questions about one problem that has no caps, within bounds that already hold."""

    def __init__(
        self, problem: Problem, effort: Effort, memory: Memory, held: Changes = (), standing: Changes = ()
    ) -> None:
        """`held`: what is to stay as it is, whatever is changed; `standing`: how what no change touches stands.

        Raises ContradictionError when what is held can't be.
        """
        self.effort, self.memory, self._standing = effort, memory, standing
        propagator = Propagator(problem)
        self.problem = propagator.reduced(propagator.narrowed(propagator.root(), held))
        self._asking = frozenset(problem.asked_for.values())
        self._blocks = [_Part(self.problem, block, self._asking) for block in blocks(self.problem)]
        self._block_of = {number: part for part in self._blocks for number in part.block.variables}

    @cached_property
    def base(self) -> Found:
        """What stands without any change: the cheapest, where nothing else is told."""
        return self._added_up([self._before(part) for part in self._blocks])

    def least(self, changes: Changes) -> Found:
        """The cheapest with the changes."""
        if self.base.verdict != "solved":
            return self.base
        if any(not self._open(change) for change in changes):
            return Found("infeasible")
        touched: dict[int, tuple[_Part, list[tuple[int, int, int]]]] = {}
        for change in changes:
            if change[0] in self._block_of:
                part = self._block_of[change[0]]
                touched.setdefault(id(part), (part, []))[1].append(change)
        values, spent = dict(self.base.values), dict(self.base.spent)
        for part, asked in touched.values():
            before, after = self._before(part), self._least(part, asked)
            if after.verdict != "solved":
                return after
            values |= after.values
            spent = {cap: spent[cap] - before.spent[cap] + after.spent[cap] for cap in spent}
        return Found("solved", values, spent)

    def beside(self, component: str, room: Spent) -> tuple[Found, tuple[int, int]]:
        """The cheapest with a component asked for and the rest as it is; the least and most units within the room.

        `room` is what may still be spent on top of the base. Infeasible when the rest can't stay as it is.
        """
        if self.base.verdict != "solved":
            return self.base, (0, 0)
        asked, chosen = self.problem.asked_for[component], self.problem.chosen[component]
        part = self._block_of.get(asked)
        if part is None or not all(self._open((variable, 1, 1)) for variable in (asked, chosen)):
            return Found("infeasible"), (0, 0)
        mine = {variable for variable, _ in self.problem.units[component].terms}
        others = (v for v in self.problem.quantity.values() if v not in mine and self._block_of.get(v) is part)
        fixed = [(v, self.base.values[v], self.base.values[v]) for v in others]
        before = self._before(part)
        changes = [(asked, 1, 1), (chosen, 1, 1), *fixed]
        caps = {cap: before.spent[cap] + left for cap, left in room.items()}
        after = self._remembered(
            (part, "beside", *changes, *caps.items()),
            lambda: part.range(changes, self.problem.units[component], caps, self.effort),
        )
        if after.verdict != "solved":
            return after, (0, 0)
        spent = {cap: self.base.spent[cap] - before.spent[cap] + after.spent[cap] for cap in after.spent}
        return Found("solved", {**self.base.values, **after.values}, spent), after.units

    def _open(self, change: tuple[int, int, int]) -> bool:
        variable = self.problem.variables[change[0]]
        return variable.low <= change[2] and change[1] <= variable.high

    def _before(self, part: "_Part") -> Found:
        return self._least(part, [change for change in self._standing if self._block_of.get(change[0]) is part])

    def _least(self, part: "_Part", changes: Changes) -> Found:
        return self._remembered((part, "least", *changes), lambda: part.least(changes, self.effort, self.memory))

    def _remembered(self, asked: tuple[Any, ...], search: Callable[[], Found]) -> Found:
        """What a search of a part finds, or found when a part of the same content was asked the same."""
        part, *question = asked
        known = (self._number(part), *question)
        if known not in self.memory.found:
            found = search()
            if found.verdict == "unknown":  # more time may tell
                return found
            self.memory.found[known] = found
        remembered: Found = self.memory.found[known]
        return remembered

    def _number(self, part: "_Part") -> int:
        if part.number is None:
            part.number = self.memory.number(part.content)
        return part.number

    def _added_up(self, found: Sequence[Found]) -> Found:
        for one in found:
            if one.verdict != "solved":
                return one
        values = {n: v.low for n, v in enumerate(self.problem.variables)}
        for one in found:
            values |= one.values
        return Found("solved", values, _spent(self.problem.spending, values))


class _Part:
    """One block of a problem as a small problem of its own, its variables numbered anew."""

    def __init__(self, problem: Problem, block: Block, asking: frozenset[int]) -> None:
        self.block = block
        self.number: int | None = None  # by which the memory knows the content
        self._number = {old: new for new, old in enumerate(block.variables)}
        self._problem = Problem(
            variables=tuple(problem.variables[number] for number in block.variables),
            constraints=tuple(self._renumbered(constraint) for constraint in block.constraints),
            goals=tuple(replace(goal, expression=self._mine(goal.expression)) for goal in problem.goals),
            quantity={},
            met={},
            spending={cap: self._mine(expression) for cap, expression in problem.spending.items()},
        )
        self._unasked = tuple((self._number[number], 0, 0) for number in block.variables if number in asking)

    def _renumbered(self, constraint: Constraint) -> Constraint:
        terms = tuple((self._number[v], c) for v, c in constraint.terms)
        when = tuple(self._number[v] if v >= 0 else ~self._number[~v] for v in constraint.when)
        return replace(constraint, terms=terms, when=when)

    def _mine(self, expression: Linear) -> Linear:
        return Linear(tuple((self._number[v], c) for v, c in expression.terms if v in self._number))

    @cached_property
    def content(self) -> tuple[Any, ...]:
        bounds = tuple((variable.low, variable.high) for variable in self._problem.variables)
        return (self.block.variables, bounds, self._problem.constraints, self._problem.cost.terms)

    @cached_property
    def _propagator(self) -> Propagator:
        return Propagator(self._problem)

    @cached_property
    def _bounds(self) -> Bounds:
        return self._propagator.root()

    def least(self, changes: Changes, effort: Effort, memory: Memory) -> Found:
        """The cheapest of the block; nothing is asked for but what the changes ask."""
        try:
            problem = self._propagator.reduced(self._propagator.narrowed(self._bounds, self._asked(changes)))
        except ContradictionError:
            return Found("infeasible")
        answer = least(problem, problem.cost, effort, memory).answer
        if answer.verdict != "solved":
            return Found(answer.verdict)
        values = whole(problem, answer.values)
        return Found("solved", dict(zip(self.block.variables, values, strict=True)), _spent(problem.spending, values))

    def range(self, changes: Changes, units: Linear, caps: Spent, effort: Effort) -> Found:
        """The cheapest with the changes within the caps, and the least and the most that some units can be."""
        spending = self._problem.spending
        within = [Constraint.of(spending[cap], None, most, (), Origin("budget", cap)) for cap, most in caps.items()]
        propagator = self._propagator.adding(within)
        try:
            problem = propagator.reduced(propagator.narrowed(self._bounds, self._asked(changes)))
        except ContradictionError:
            return Found("infeasible")
        solver, mine = Solver(problem, effort), self._mine(units)
        cheapest = solver.optimise(problem.cost)
        ends = [solver.optimise(mine), solver.optimise(mine, maximise=True)]
        if cheapest.verdict != "solved" or not all(end.verdict == "solved" for end in ends):
            return Found("infeasible" if cheapest.verdict == "infeasible" else "unknown")
        least, most = (sum(int(c) * whole(problem, end.values)[v] for v, c in mine.terms) for end in ends)
        values = whole(problem, cheapest.values)
        found = dict(zip(self.block.variables, values, strict=True))
        return Found("solved", found, _spent(problem.spending, values), (least, most))

    def _asked(self, changes: Changes) -> Changes:
        """The changes by the numbers here, and that nothing else is asked for."""
        mine = [(self._number[variable], low, high) for variable, low, high in changes]
        asked = {variable for variable, _, _ in mine}
        return [*mine, *(change for change in self._unasked if change[0] not in asked)]


def _spent(spending: Mapping[str, Linear], values: Mapping[int, int] | Sequence[int]) -> dict[str, int]:
    return {
        cap: int(expression.constant) + sum(int(c) * values[v] for v, c in expression.terms)
        for cap, expression in spending.items()
    }
