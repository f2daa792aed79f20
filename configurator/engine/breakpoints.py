"""The least cost of every level of coverage, caps aside: from which level on more money is needed.

One problem serves all levels, and an answer settles every level up to what it covers: there are hardly more searches
than breakpoints.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from configurator.engine.blockwise import Memory
from configurator.engine.levels import at_least
from configurator.engine.linear import CATALOGUE, Constraint
from configurator.engine.problem import Goal, Problem
from configurator.engine.solve import Effort, Verdict
from configurator.engine.stages import Solution, settle

_SHARE = 0.2
"""Of the time left, what one search may take: no level keeps the others from being asked."""


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """The cheapest package found that covers at least `level`, in met weight; amounts in minor units.

    `bound`: nothing that covers `level` costs less. `proven`: nothing covers as much for less, nor more for as much.
    """

    solution: Solution
    level: int
    coverage: int
    cost: int
    bound: int
    proven: bool


class Breakpoints:
    """The breakpoints of a problem without caps, the cheapest first.

    When none are found `verdict` tells why; `complete` is False when the limits left some of them open.
    """

    def __init__(self, problem: Problem, effort: Effort) -> None:
        self.problem, self.effort = problem, effort
        self.verdict: Verdict = "unknown"
        self.complete = True
        self._aim, *_, self._cost, self._fewest = problem.goals
        self._memory = Memory()

    def all(self) -> tuple[Breakpoint, ...]:
        """Every breakpoint there is."""
        best = self._most()
        return () if best is None else self._kept(_compared([*self._below(best), best]))

    def three(self) -> tuple[Breakpoint, ...]:
        """The cheapest; the cheapest that covers at least half way up to the most; the one that covers the most."""
        best = self._most()
        if best is None:
            return ()
        first = self._highest(0, best)
        halfway = None if first is None else self._highest(-(-(first.coverage + best.coverage) // 2), best)
        return self._kept([point for point in (first, halfway, best) if point is not None])

    def _kept(self, found: Sequence[Breakpoint]) -> tuple[Breakpoint, ...]:
        """Those that no other makes superfluous."""
        cheapest: list[Breakpoint] = []
        for point in sorted(found, key=lambda p: (-p.coverage, p.cost, -p.level)):
            if not cheapest or point.cost < cheapest[-1].cost:
                cheapest.append(point)
        self.complete = self.complete and all(point.proven for point in cheapest)
        return tuple(reversed(cheapest))

    # Searches

    def _most(self) -> Breakpoint | None:
        """The cheapest of all that cover the most."""
        found = self._settled((self._aim, self._cost, self._fewest))
        if isinstance(found, Solution):
            self.verdict = "solved"
            return self._told(found, self._covered(found), found.stages[0].proven)
        self.verdict = found
        self.complete = found == "infeasible"
        return None

    def _least(self, level: int) -> Breakpoint | None:
        """The cheapest that covers so much; None when the limits came first."""
        found = self._settled((self._cost, self._fewest), at_least(self._aim.expression, level))
        reached = self._told(found, level) if isinstance(found, Solution) else None
        self.complete = self.complete and reached is not None and reached.proven
        return reached

    def _below(self, best: Breakpoint) -> Iterator[Breakpoint]:
        """Level by level, what comes before the best."""
        level = 0
        while level < best.coverage:
            reached = self._least(level)
            if reached is not None:
                yield reached
                level = reached.coverage
            level += 1

    def _highest(self, level: int, best: Breakpoint) -> Breakpoint | None:
        """The cheapest that covers so much, and of those the one that covers the most."""
        while level < best.coverage:
            reached = self._least(level)
            if reached is None:
                return None
            level = reached.coverage + 1
            more = "infeasible" if level > best.coverage else self._as_cheap(level, reached.cost)
            if more != "solved":
                return replace(reached, proven=reached.proven and more == "infeasible")
        return best

    def _as_cheap(self, level: int, cost: int) -> Verdict:
        """Whether so much can be covered for so little."""
        within = Constraint.of(self._cost.expression, None, cost, (), CATALOGUE)
        goals = (self._cost, self._fewest)
        found = self._settled(goals, at_least(self._aim.expression, level), within, unique=False)
        return "solved" if isinstance(found, Solution) else found

    def _settled(self, goals: Sequence[Goal], *asked: Constraint, unique: bool = True) -> Solution | Verdict:
        constraints = (*self.problem.constraints, *asked)
        problem = replace(self.problem, goals=tuple(goals), constraints=constraints)
        if self.effort.over():
            return "unknown"
        with self.effort.sharing(_SHARE if asked else 1) as part:
            return settle(problem, part, unique, self._memory)

    def _told(self, found: Solution, level: int, proven: bool = True) -> Breakpoint:
        cost = next(stage for stage in found.stages if stage.goal == self._cost.name)
        return Breakpoint(found, level, self._covered(found), int(cost.value), int(cost.bound), proven and cost.proven)

    def _covered(self, found: Solution) -> int:
        """The weight of what is met."""
        weights = dict(self._aim.expression.terms)
        return sum(int(weights.get(self.problem.met[need], 0)) for need in found.met)


def _compared(found: Sequence[Breakpoint]) -> list[Breakpoint]:
    """Each of them proven only when the next level is known to cost more."""
    told = []
    for point, above in zip(found, (*found[1:], None), strict=True):
        rises = above is None or (above.level == point.coverage + 1 and above.bound > point.cost)
        told.append(replace(point, proven=point.proven and rises))
    return told
