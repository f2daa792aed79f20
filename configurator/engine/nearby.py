"""A package mended where it breaks something, with all that is further away left as it stands.

Mostly what one choice asks for concerns a few dozen variables: the supplier it replaces, what it uses, the rules that
speak of it. A search among those takes a millisecond or two. That there is nothing nearby proves nothing.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from configurator.engine.blocks import Block
from configurator.engine.linear import Constraint, Linear, Variable
from configurator.engine.matrix import Ints
from configurator.engine.problem import Problem
from configurator.engine.solve import Effort, Solver

_REACHES = ((40, 30), (150, 60))
"""How many variables are looked at, and of rows of how many terms at the most: first a few, then more."""

LITTLE: dict[str, Any] = {"cp_model_presolve": False, "linearization_level": 0}
"""How a package that differs little from a known one is looked for: presolve would lose the hint, and takes longer."""

_MOMENT = 0.02
"""Deterministic seconds that one look may take."""


class Nearby:
    """What of a problem lies near which variables."""

    def __init__(self, problem: Problem, steady: Collection[int]) -> None:
        """`steady`: variables that never change unless it is asked for."""
        self._problem, self._steady = problem, frozenset(steady)
        self._spoken_of = [tuple(dict.fromkeys(constraint.variables)) for constraint in problem.constraints]
        self._rows: list[list[int]] = [[] for _ in problem.variables]
        for row in sorted(range(len(self._spoken_of)), key=lambda row: len(self._spoken_of[row])):
            for variable in self._spoken_of[row]:
                self._rows[variable].append(row)

    def mended(
        self,
        values: Ints,
        wanted: Mapping[int, tuple[int, int]],
        also: Sequence[Constraint],
        near: Iterable[int],
        effort: Effort,
    ) -> Mapping[int, int] | None:
        """Values that fulfil what is near `near`, the variables `wanted` within their ranges, and `also`.

        As little changes as can. None when that isn't found near enough.
        """
        seeds = list(dict.fromkeys((*wanted, *near)))
        for most, widest in _REACHES:
            free = self._around(seeds, most, widest)
            found = self._found(values, wanted, also, free, effort)
            if found is not None:
                return found
        return None

    def _around(self, seeds: Sequence[int], most: int, widest: int) -> list[int]:
        """The nearest variables, by rows in common, narrow rows first."""
        found, waiting, seen = dict.fromkeys(seeds), deque(seeds), set[int]()
        while waiting and len(found) < most:
            for row in self._rows[waiting.popleft()]:
                if row in seen or len(self._spoken_of[row]) > widest:
                    continue
                seen.add(row)
                new = [v for v in self._spoken_of[row] if v not in found and v not in self._steady]
                found.update(dict.fromkeys(new))
                waiting.extend(new)
                if len(found) >= most:
                    break
        return list(found)

    def _found(
        self,
        values: Ints,
        wanted: Mapping[int, tuple[int, int]],
        also: Sequence[Constraint],
        free: Sequence[int],
        effort: Effort,
    ) -> Mapping[int, int] | None:
        open_ = frozenset(free)
        rows = sorted({row for variable in free for row in self._rows[variable]})
        constraints = [self._problem.constraints[row] for row in rows]
        constraints += [constraint for constraint in also if not open_.isdisjoint(constraint.variables)]
        standing = Problem(_Standing(self._problem.variables, values, open_, wanted), (), (), {}, {})
        solver = Solver(standing, effort, Block(tuple(free), tuple(constraints)))
        solver.hint({variable: int(values[variable]) for variable in free})
        least = fewest_changes(self._problem, values, free)
        answer = solver.optimise(least, **LITTLE, max_deterministic_time=_MOMENT)
        return answer.values if answer.verdict == "solved" else None


def fewest_changes(problem: Problem, values: Ints, free: Iterable[int]) -> Linear:
    """What is least where fewest of the free yes-or-no variables differ from the values."""
    bounds = problem.variables
    yes_or_no = (v for v in free if bounds[v].low >= 0 and bounds[v].high <= 1)
    return Linear.of(*((-1 if values[variable] else 1, variable) for variable in yes_or_no))


class _Standing(Sequence[Variable]):
    """The variables of a problem with all but a few settled as they stand."""

    def __init__(
        self, variables: Sequence[Variable], values: Ints, free: Collection[int], wanted: Mapping[int, tuple[int, int]]
    ) -> None:
        self._variables, self._values, self._free, self._wanted = variables, values, free, wanted

    def __len__(self) -> int:
        return len(self._variables)

    def __getitem__(self, number: int) -> Variable:  # type: ignore[override]
        if number in self._wanted:
            return Variable("", *self._wanted[number])
        if number in self._free:
            return self._variables[number]
        value = int(self._values[number])
        return Variable("", value, value)
