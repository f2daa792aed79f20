"""The most of a goal, asked level by level: downwards in growing steps, then in between.

Whether a level can be paid for shows much sooner, with the cost as what guides the search, than how much can be had at
all: the relaxation knows a price, but hardly a bound on what is met.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from configurator.engine.linear import CATALOGUE, Constraint, Linear
from configurator.engine.problem import Goal
from configurator.engine.solve import Effort, Solver, Verdict
from configurator.engine.tighten import Bounds, ContradictionError, Propagator

_FIRST, _SHARE = 0.5, 0.2
"""Of the time left, what finding anything and what one level may take: no level keeps the others from being asked."""


@dataclass
class Climb:
    """Looks for the most of `aim`, which is at most `ceiling`; `cost` guides.

    Tells what was reached, and from which level on it is impossible.
    """

    propagator: Propagator
    bounds: Bounds
    aim: Goal
    cost: Goal
    effort: Effort
    ceiling: int
    values: Sequence[int] = ()  # of the best answer so far, all variables
    reached: int | None = None
    impossible: int = 0

    def find(self) -> Verdict:
        """Settles `reached` and `impossible` as far as the limits allow; infeasible when even the least is."""
        least, most = extremes(self.aim.expression, self.bounds)[0], self.ceiling
        self.impossible = undecided = most + 1
        if self.values:
            self.reached = self._value()
        elif self._ask(least, _FIRST) == "infeasible":  # something to give comes before the best there is
            return "infeasible"
        steps = iter((1, 1))
        while self.reached is None or self.reached + 1 < undecided:
            floor = least if self.reached is None else max((self.reached + undecided) // 2, self.reached + 1)
            level = max(undecided - next(steps, most + 1 - undecided), floor)
            verdict = self._ask(level, _SHARE)
            if verdict == "infeasible":
                self.impossible = undecided = level
            elif verdict == "unknown":
                undecided = level
            if (level == least and verdict != "solved") or self.effort.over():
                break
        return self._insist(least)

    def _insist(self, least: int) -> Verdict:
        """What the levels left open is searched for with all the time that is left."""
        while self.impossible > (least if self.reached is None else self.reached + 1) and not self.effort.over():
            level = least if self.reached is None else self.reached + 1
            if self._ask(level, 1) == "infeasible":
                self.impossible = level
        if self.reached is not None:
            return "solved"
        return "infeasible" if self.impossible <= least else "unknown"

    def _ask(self, level: int, share: float) -> Verdict:
        """Whether a level can be reached."""
        propagator = self.propagator.adding([at_least(self.aim.expression, level)])
        try:
            problem = propagator.reduced(propagator.narrowed(self.bounds))
        except ContradictionError:
            return "infeasible"
        solver = Solver(problem, self.effort)
        if self.values:
            solver.hint(self.values)
        time = share * self.effort.deterministic_left()
        answer = solver.optimise(self.cost.expression, stop_after_first_solution=True, max_deterministic_time=time)
        if answer.verdict == "solved":
            self.values = [answer.values.get(n, variable.low) for n, variable in enumerate(problem.variables)]
            self.reached = self._value()
        return answer.verdict

    def _value(self) -> int:
        return sum(int(c) * self.values[v] for v, c in self.aim.expression.terms)


def extremes(expression: Linear, bounds: Bounds) -> tuple[int, int]:
    """The least and the most the terms can add up to within bounds."""
    ends = [sorted((int(c) * bounds.low[v], int(c) * bounds.high[v])) for v, c in expression.terms]
    return sum(least for least, _ in ends), sum(most for _, most in ends)


def settled_by(expression: Linear, level: int, bounds: Bounds) -> Iterator[tuple[int, int, int]]:
    """The 0/1 variables that are the same in all ways to add up to exactly `level`: (variable, low, high) each.

    A set of sums is the set bits of one whole number: adding a weight to all of them is a shift.
    """
    open_ = [(v, int(c)) for v, c in expression.terms if bounds.low[v] != bounds.high[v]]
    rest = level - sum(int(c) * bounds.low[v] for v, c in expression.terms)
    if any(c < 0 or (bounds.low[v], bounds.high[v]) != (0, 1) for v, c in open_):
        return
    before = [1]
    for _, weight in open_:
        before.append(before[-1] | before[-1] << weight)
    after = 1 << rest  # what is left to add when those behind the one looked at are added up in any way
    for (variable, weight), sums in reversed(list(zip(open_, before, strict=False))):
        without, with_ = sums & after, sums & after >> weight
        if not without or not with_:
            yield (variable, 1, 1) if with_ else (variable, 0, 0)
        after |= after >> weight


def at_least(expression: Linear, level: int) -> Constraint:
    """A goal that may not be less from now on."""
    return Constraint.of(expression, level, None, (), CATALOGUE)
