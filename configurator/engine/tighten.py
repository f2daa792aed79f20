"""What follows from the constraints alone: tighter bounds by propagation, and the smaller problem that is left.

Everything is exact and in whole numbers. What is ruled out here is ruled out for good; what is left is only not
refuted. The solver's own presolve would find as much, but anew at every call.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from configurator.engine.linear import Constraint, Literal, Variable
from configurator.engine.problem import Problem

_ROUNDS = 30
"""Times the number of constraints: two that push each other up one by one could go on for a million steps."""


class ContradictionError(Exception):
    """The constraints can't hold together."""


@dataclass
class Bounds:
    """The least and the most of every variable, by number."""

    low: list[int]
    high: list[int]

    def copy(self) -> "Bounds":
        return Bounds(self.low.copy(), self.high.copy())

    def known(self, literal: Literal) -> bool | None:
        """Whether a literal holds, if that is settled."""
        variable = literal if literal >= 0 else ~literal
        if self.low[variable] != self.high[variable]:
            return None
        return (self.low[variable] == 1) == (literal >= 0)

    def narrow(self, variable: int, low: int, high: int) -> bool:
        """Takes new bounds as far as they are tighter; whether they were. Raises ContradictionError."""
        narrower = False
        if low > self.low[variable]:
            self.low[variable], narrower = low, True
        if high < self.high[variable]:
            self.high[variable], narrower = high, True
        if narrower and self.low[variable] > self.high[variable]:
            raise ContradictionError
        return narrower


class Propagator:
    """Propagates bounds through the constraints of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._constraints = list(problem.constraints)
        self._fresh = range(len(self._constraints))
        self._watched: list[list[int]] = [[] for _ in problem.variables]
        for number, constraint in enumerate(self._constraints):
            for variable in constraint.variables:
                self._watched[variable].append(number)

    def adding(self, constraints: Iterable[Constraint]) -> "Propagator":
        """The same with more constraints."""
        other, added = object.__new__(Propagator), tuple(constraints)
        other.problem = replace(self.problem, constraints=(*self.problem.constraints, *added))
        other._constraints = [*self._constraints, *added]
        other._fresh = range(len(self._constraints), len(other._constraints))
        other._watched = self._watched.copy()
        copied: set[int] = set()
        for number, constraint in zip(other._fresh, added, strict=True):
            for variable in constraint.variables:
                if variable not in copied:
                    other._watched[variable] = self._watched[variable].copy()
                    copied.add(variable)
                other._watched[variable].append(number)
        return other

    def within(self, bounds: Bounds) -> "Propagator":
        """The same of what is left within bounds that follow: nothing has to be looked at again."""
        other = Propagator(self.reduced(bounds))
        other._fresh = range(0)
        return other

    def root(self) -> Bounds:
        """The bounds that follow from the problem as it stands. Raises ContradictionError."""
        variables = self.problem.variables
        bounds = Bounds([v.low for v in variables], [v.high for v in variables])
        self._propagate(bounds, self._fresh)
        return bounds

    def narrowed(self, bounds: Bounds, changes: Iterable[tuple[int, int, int]] = ()) -> Bounds:
        """What follows of the constraints added last, and of variables narrowed: (variable, low, high) each.

        Raises ContradictionError.
        """
        found = bounds.copy()
        waiting = set(self._fresh)
        for variable, low, high in changes:
            if found.narrow(variable, low, high):
                waiting.update(self._watched[variable])
        self._propagate(found, sorted(waiting))
        return found

    def _propagate(self, bounds: Bounds, numbers: Iterable[int]) -> None:
        queue = deque(numbers)
        queued = set(queue)
        steps = _ROUNDS * len(self._constraints)
        while queue and steps:
            steps -= 1
            number = queue.popleft()
            queued.discard(number)
            for variable in _narrowed_by(self._constraints[number], bounds):
                for other in self._watched[variable]:
                    if other not in queued:
                        queued.add(other)
                        queue.append(other)

    def reduced(self, bounds: Bounds) -> Problem:
        """The problem within the bounds: the same variables by number, only what still says something."""
        variables, constraints = list(self.problem.variables), dict(enumerate(self._constraints))
        looked_at: set[int] = set()
        for number, (low, high) in enumerate(zip(bounds.low, bounds.high, strict=True)):
            variable = variables[number]
            if low == high or low != variable.low or high != variable.high:
                variables[number] = Variable(variable.name, low, high)
                looked_at.update(self._watched[number])
        for number in looked_at:
            left = _left_of(self._constraints[number], bounds)
            if left is None:
                del constraints[number]
            else:
                constraints[number] = left
        return replace(self.problem, variables=tuple(variables), constraints=tuple(dict.fromkeys(constraints.values())))


def _narrowed_by(constraint: Constraint, bounds: Bounds) -> Sequence[int]:
    """Applies one constraint; the variables whose bounds it moved."""
    open_: Literal | None = None
    for literal in constraint.when:
        holds = bounds.known(literal)
        if holds is False:
            return ()
        if holds is None:
            if open_ is not None:
                return ()
            open_ = literal
    least, most = _range(constraint.terms, bounds)
    low, high = constraint.low, constraint.high
    if open_ is not None:
        if (low is not None and most < low) or (high is not None and least > high):
            variable, value = (open_, 0) if open_ >= 0 else (~open_, 1)
            bounds.narrow(variable, value, value)
            return (variable,)
        return ()
    moved: list[int] = []
    if high is not None and most > high:
        _at_most(constraint.terms, high - least, bounds, moved)
    if low is not None and least < low:
        _at_most([(variable, -coefficient) for variable, coefficient in constraint.terms], most - low, bounds, moved)
    return moved


def _range(terms: Sequence[tuple[int, int]], bounds: Bounds) -> tuple[int, int]:
    """The least and the most that Σ coefficient · variable can be."""
    lows, highs = bounds.low, bounds.high
    least = most = 0
    for variable, coefficient in terms:
        if coefficient > 0:
            least += coefficient * lows[variable]
            most += coefficient * highs[variable]
        else:
            least += coefficient * highs[variable]
            most += coefficient * lows[variable]
    return least, most


def _at_most(terms: Sequence[tuple[int, int]], slack: int, bounds: Bounds, moved: list[int]) -> None:
    """No term may exceed its least by more than `slack`."""
    if slack < 0:
        raise ContradictionError
    for variable, coefficient in terms:
        low, high = bounds.low[variable], bounds.high[variable]
        if coefficient > 0 and coefficient * (high - low) > slack:
            bounds.narrow(variable, low, low + slack // coefficient)
            moved.append(variable)
        elif coefficient < 0 and -coefficient * (high - low) > slack:
            bounds.narrow(variable, high - slack // -coefficient, high)
            moved.append(variable)


def _left_of(constraint: Constraint, bounds: Bounds) -> Constraint | None:
    """A constraint without what is settled; None when it holds anyhow."""
    when = constraint.when
    if when:
        known = [bounds.known(literal) for literal in when]
        if False in known:
            return None
        when = tuple(literal for literal, holds in zip(when, known, strict=True) if holds is None)
    lows, highs = bounds.low, bounds.high
    settled = least = most = 0
    terms = []
    for term in constraint.terms:
        variable, coefficient = term
        low, high = lows[variable], highs[variable]
        if low == high:
            settled += coefficient * low
            continue
        terms.append(term)
        least += coefficient * (low if coefficient > 0 else high)
        most += coefficient * (high if coefficient > 0 else low)
    low_left = None if constraint.low is None or least >= constraint.low - settled else constraint.low - settled
    high_left = None if constraint.high is None or most <= constraint.high - settled else constraint.high - settled
    if low_left is None and high_left is None:
        return None
    return Constraint(tuple(terms), low_left, high_left, when, constraint.origin)
