"""What is likely to be to blame that nothing fits within the caps: a linear relaxation's guess, never a proof.

All caps are stretched alike, as little as the relaxation allows. What has a price in that, has a share in the refusal.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import inf

from configurator.engine.glop import LinearSolver
from configurator.engine.leastpart import least_part
from configurator.engine.linear import Constraint, Literal, Origin
from configurator.engine.problem import Problem

_NOTHING = 1e-6
"""A price or a stretch that rounding explains."""

_Row = tuple[Mapping[int, float], float, float]
"""Terms by variable, low and high."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Who may be to blame, those with the largest share first; and what refuses already, if the relaxation does.

    What refuses would not without any one of the suspects, as far as the relaxation can tell.
    """

    suspects: tuple[Origin, ...] = ()
    refusing: tuple[Constraint, ...] = ()


def suspicion(background: Problem, asked: Iterable[Constraint]) -> Suspicion:
    """What the relaxation makes of it: `background` holds anyhow, `asked` is in question, the caps among it."""
    return _Stretching(background, asked).suspicion()


class _Stretching:
    def __init__(self, background: Problem, asked: Iterable[Constraint]) -> None:
        self._problem = background
        self._open = [number for number, variable in enumerate(background.variables) if not variable.settled]
        self._column = {number: column for column, number in enumerate(self._open)}
        self._stretch = len(self._open)
        ranges = [(background.variables[n].low, background.variables[n].high) for n in self._open]
        self._solver = LinearSolver([*ranges, (-1, inf)], {self._stretch: 1})
        self._rows: list[tuple[Constraint, _Row]] = []
        self._asked: dict[Origin, list[int]] = {}
        for constraint in background.constraints:
            self._require(constraint)
        for constraint in asked:
            self._asked.setdefault(constraint.origin, []).extend(self._require(constraint))

    def suspicion(self) -> Suspicion:
        stretch = self._solver.least()
        if stretch is None:
            return Suspicion()
        shares = self._shares()
        found = sorted(shares, key=lambda origin: (-shares[origin], origin))
        if stretch <= _NOTHING:
            return Suspicion(tuple(found))
        found = least_part(found, self._fits)
        self._fits(found)
        priced = dict.fromkeys(constraint for n, (constraint, _) in enumerate(self._rows) if self._solver.price(n))
        return Suspicion(tuple(found), tuple(priced))

    def _shares(self) -> dict[Origin, float]:
        """Price times amount of what is asked, where it has a price."""
        values = self._solver.values()
        shares = {}
        for origin, rows in self._asked.items():
            prices = {number: self._solver.price(number) for number in rows}
            if max(prices.values(), default=0) > _NOTHING:
                amounts = {n: sum(c * values[v] for v, c in self._rows[n][1][0].items() if c > 0) for n in rows}
                shares[origin] = sum(prices[number] * amounts[number] for number in rows)
        return shares

    def _fits(self, kept: Collection[Origin]) -> bool:
        """Whether no stretch is needed when only these are asked for."""
        for origin, rows in self._asked.items():
            self._solver.enforce(rows, origin in kept)
        stretch = self._solver.least()
        return stretch is None or stretch <= _NOTHING

    # What is asked, in rows

    def _require(self, constraint: Constraint) -> list[int]:
        rows = list(self._rows_of(constraint))
        self._rows += [(constraint, row) for row in rows]
        return [self._solver.require(*row) for row in rows]

    def _rows_of(self, constraint: Constraint) -> Iterator[_Row]:
        """A constraint within the bounds; one under conditions says less, the less of them holds."""
        terms: dict[int, float] = {}
        settled = least = most = 0
        for variable, coefficient in constraint.terms:
            low, high = self._problem.variables[variable].low, self._problem.variables[variable].high
            if low == high:
                settled += coefficient * low
            else:
                terms[self._column[variable]] = coefficient
                least += coefficient * (low if coefficient > 0 else high)
                most += coefficient * (high if coefficient > 0 else low)
        if constraint.origin.kind == "budget":
            assert constraint.high is not None
            scale = max(constraint.high, 1)
            scaled = {column: coefficient / scale for column, coefficient in terms.items()}
            yield {**scaled, self._stretch: -1}, -inf, (constraint.high - settled) / scale
            return
        if constraint.low is not None:
            yield from self._at_least(terms, constraint.low - settled, least, constraint.when)
        if constraint.high is not None:
            negated = {column: -coefficient for column, coefficient in terms.items()}
            yield from self._at_least(negated, settled - constraint.high, -most, constraint.when)

    def _at_least(self, terms: Mapping[int, float], low: int, least: int, when: Iterable[Literal]) -> Iterator[_Row]:
        """Σ ≥ low whenever all literals hold; each that doesn't takes away what Σ can fall short by. `least`: of Σ."""
        short = low - least
        if short <= 0:
            return
        lowered = dict(terms)
        for literal in when:
            variable = literal if literal >= 0 else ~literal
            if variable in self._column:
                column = self._column[variable]
                lowered[column] = lowered.get(column, 0) + (-short if literal >= 0 else short)
                low -= short if literal >= 0 else 0
            elif (self._problem.variables[variable].low == 1) != (literal >= 0):
                return
        yield lowered, low, inf
