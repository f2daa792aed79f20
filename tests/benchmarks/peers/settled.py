"""A problem settled goal by goal by a peer: whatever its solver, it is asked in the same way and told the same."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isinf
from time import perf_counter

from configurator.engine.linear import Linear
from configurator.engine.problem import Problem


@dataclass(frozen=True, slots=True)
class Found:
    """What a search for the best of one goal gave. `value` is None when nothing was found; both are whole numbers."""

    value: int | None
    bound: float
    infeasible: bool = False

    @property
    def proven(self) -> bool:
        return self.infeasible or (self.value is not None and abs(self.value - self.bound) < 0.5)

    @property
    def gap(self) -> float:
        """The distance of value and bound relative to the larger, from 0 to 1; 1 when either is missing."""
        if self.value is None or isinf(self.bound):
            return 1.0
        return abs(self.value - self.bound) / max(abs(self.value), abs(self.bound), 1)


Search = Callable[[Linear, bool, float], Found]
"""(expression, whether to maximise it, seconds at the most) → what is found."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What a peer made of the goals, by name, up to the first it could not prove; and the seconds it searched."""

    goals: dict[str, Found]
    seconds: float

    @property
    def proven(self) -> bool:
        return all(found.proven for found in self.goals.values())


def settled(problem: Problem, search: Search, require: Callable[[Linear, int], None], seconds: float) -> Settled:
    """One search a goal, in order; what a goal came to is required of the next. `seconds` are for all together.

    The last search, for the unique among equals, is left out: it is the engine's own.
    """
    found: dict[str, Found] = {}
    taken = 0.0
    for name, expression, maximise in _open_goals(problem):
        began = perf_counter()
        found[name] = search(expression, maximise, max(seconds - taken, 0.01))
        taken += perf_counter() - began
        value = found[name].value
        if value is None or not found[name].proven or taken > seconds:
            break
        require(expression, value)
    return Settled(found, taken)


def _open_goals(problem: Problem) -> Iterator[tuple[str, Linear, bool]]:
    return ((goal.name, goal.expression, goal.maximise) for goal in problem.goals if goal.expression.terms)
