"""A package without looking for the best: the musts for as little as they can be had, then wish after wish.

With the wishes to be fulfilled decided, the deal falls into blocks (see `blocks`), and what the caps allow shows from
the least that every block takes of them. That is soon found where a search over all wishes finds nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from configurator.engine.blockwise import Memory, fulfils, least, thrift, whole
from configurator.engine.linear import Linear
from configurator.engine.solve import Effort
from configurator.engine.tighten import Bounds, ContradictionError, Propagator

_NEAR = 0.05
"""The gap within which a block is taken as it is found: this is no place to prove anything."""


def some_package(
    propagator: Propagator, bounds: Bounds, wished: Linear, effort: Effort, memory: Memory
) -> list[int] | None:
    """The values of all variables; None when none was found this way. Of what is `wished`, as much as fits."""
    greedy = _Greedy(propagator.within(bounds), bounds, effort, memory)
    bare = greedy.attempt(())
    wishes = [(v, int(c)) for v, c in wished.terms if c > 0 and (bounds.low[v], bounds.high[v]) == (0, 1)]
    if bare is None:
        return None
    values = bare.values
    alone = {v: attempt for v, _ in wishes if (attempt := greedy.attempt((v,))) is not None}
    worth = {v: Fraction(weight, max(alone[v].taken - bare.taken, 1)) for v, weight in wishes if v in alone}
    fulfilled: list[int] = []
    for variable in sorted(worth, key=lambda v: (-worth[v], v)):
        found = greedy.attempt((*fulfilled, variable))
        if found is not None and found.values is not None:
            fulfilled.append(variable)
            values = found.values
    return values


@dataclass(frozen=True)
class _Attempt:
    """What fulfilling some wishes takes of the caps at least; the values when it is within all of them."""

    taken: int
    values: list[int] | None


@dataclass
class _Greedy:
    propagator: Propagator
    bounds: Bounds
    effort: Effort
    memory: Memory

    def __post_init__(self) -> None:
        problem = self.propagator.problem
        self._thrift = thrift(problem)
        aims = [variable for goal in problem.goals[:-2] for variable, _ in goal.expression.terms]
        self._wishes = {*aims, *problem.met.values()}

    def attempt(self, fulfilled: Collection[int]) -> _Attempt | None:
        """Fulfils these wishes and no other; None when that can't be, or the time is over."""
        changes = ((v, b := self.bounds.high[v] if v in fulfilled else self.bounds.low[v], b) for v in self._wishes)
        try:
            problem = self.propagator.reduced(self.propagator.narrowed(self.bounds, changes))
        except ContradictionError:
            return None
        found = least(problem, self._thrift, self.effort, self.memory, _NEAR).answer
        if found.verdict != "solved":
            return None
        values = whole(problem, found.values) if fulfils(problem, found.values) else None
        return _Attempt(found.bound, values)
