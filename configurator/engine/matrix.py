"""A problem's constraints as arrays of whole numbers: whether a package fulfils them, and many changes of it at once.

A package with one thing changed differs in a handful of variables, and those stand in a handful of rows. So which of
ten thousand changes may be made is a matter of some array operations, where a search for each would take minutes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from configurator.engine.linear import Constraint, Variable

Change = Mapping[int, int]
"""Variable → by how much it becomes more or less."""

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_FITS = 2**61
"""What sums may come to in 64 bits with room to spare; beyond, the same is done with Python's own numbers, slowly."""


@dataclass(frozen=True)
class Bounds:
    """What variables and rows may be: by number, least and most."""

    low: Ints
    high: Ints
    least: Ints
    most: Ints

    def copies(self) -> tuple[Ints, Ints, Ints, Ints]:
        """All of them, to be narrowed."""
        return self.low.copy(), self.high.copy(), self.least.copy(), self.most.copy()


@dataclass(frozen=True)
class Stand:
    """A package as it stands: the values of all variables, what every row comes to, and within which bounds."""

    values: Ints
    rows: Ints
    bounds: Bounds

    @property
    def holds(self) -> bool:
        """Whether everything is within its bounds."""
        bounds = self.bounds
        within = (self.values >= bounds.low).all() and (self.values <= bounds.high).all()
        return bool(within and (self.rows >= bounds.least).all() and (self.rows <= bounds.most).all())


class Matrix:
    """The rows Σ coefficient · variable of some constraints. A condition (`when`) is a term that frees the row."""

    def __init__(self, variables: Sequence[Variable], constraints: Sequence[Constraint]) -> None:
        rows = [row for constraint in constraints for row in _rows(constraint, variables)]
        reach = max(
            (abs(c) * max(abs(variables[v].low), abs(variables[v].high), 1) for t, *_ in rows for v, c in t), default=1
        )
        widest = max((len(terms) for terms, *_ in rows), default=1)
        self._type = np.dtype(np.int64) if reach * widest < _FITS else np.dtype(object)
        far = 4 * reach * widest
        self.bounds = Bounds(
            self._array([variable.low for variable in variables]),
            self._array([variable.high for variable in variables]),
            self._array([-far if low is None else low for _, low, _ in rows]),
            self._array([far if high is None else high for _, _, high in rows]),
        )
        self.yes_or_no = (self.bounds.low >= 0) & (self.bounds.high <= 1)
        self.number_of_rows = len(rows)
        self._starts = np.cumsum([0, *(len(terms) for terms, *_ in rows)])
        self._variables = np.array([v for terms, *_ in rows for v, _ in terms], dtype=np.int64)
        self._coefficients = self._array([c for terms, *_ in rows for _, c in terms])
        self._index(len(variables))

    def _array(self, numbers: Sequence[int]) -> Ints:
        return np.array(numbers, dtype=self._type)

    def _index(self, variables: int) -> None:
        """The same terms by variable."""
        order = np.argsort(self._variables, kind="stable")
        rows = np.repeat(np.arange(self.number_of_rows), np.diff(self._starts))
        self.row_of, self.coefficient_of = rows[order], self._coefficients[order]
        self.start_of = np.searchsorted(self._variables[order], np.arange(variables + 1))

    def stand(self, values: Sequence[int] | Ints, bounds: Bounds | None = None) -> Stand:
        """How a package stands; by default within the bounds that the problem has."""
        taken = np.asarray(values, dtype=self._type)
        sums = np.zeros(len(self._variables) + 1, dtype=self._type)
        np.cumsum(self._coefficients * taken[self._variables], out=sums[1:])
        return Stand(taken, sums[self._starts[1:]] - sums[self._starts[:-1]], bounds or self.bounds)

    def room(self, stand: Stand, variable: int) -> tuple[int, int]:
        """The least and the most that one variable can be with all others as they stand."""
        terms = slice(self.start_of[variable], self.start_of[variable + 1])
        rows, coefficients = self.row_of[terms].tolist(), self.coefficient_of[terms].tolist()
        bounds, now = stand.bounds, int(stand.values[variable])
        low, high = int(bounds.low[variable]), int(bounds.high[variable])
        for row, coefficient in zip(rows, coefficients, strict=True):
            down, up = int(bounds.least[row] - stand.rows[row]), int(bounds.most[row] - stand.rows[row])
            if coefficient < 0:
                down, up = -up, -down
            low, high = max(low, now - -down // abs(coefficient)), min(high, now + up // abs(coefficient))
        return low, high


class Moves:
    """Many changes, each of which may be made or not by itself; yes and no saturate: what is chosen stays chosen."""

    def __init__(self, matrix: Matrix, changes: Sequence[Change]) -> None:
        self._matrix, self.number = matrix, len(changes)
        self._mine = np.array([n for n, change in enumerate(changes) for _ in change], dtype=np.int64)
        self._variable = np.array([v for change in changes for v in change], dtype=np.int64)
        self._by = np.array([d for change in changes for d in change.values()], dtype=matrix.bounds.low.dtype)
        self._touch_rows()

    def _touch_rows(self) -> None:
        """Every pair of a change and a row that it touches, and the terms each pair is made of."""
        matrix, first = self._matrix, self._matrix.start_of[self._variable]
        length = self._matrix.start_of[self._variable + 1] - first
        entry = np.repeat(np.arange(len(self._variable)), length)
        within = np.arange(len(entry)) - np.repeat(np.cumsum(length) - length, length)
        term = np.repeat(first, length) + within
        pair = self._mine[entry] * matrix.number_of_rows + matrix.row_of[term]
        order = np.argsort(pair, kind="stable")
        self._entry, self._coefficient = entry[order], matrix.coefficient_of[term[order]]
        self._pairs, self._begin = np.unique(pair[order], return_index=True)
        self._row = self._pairs % max(matrix.number_of_rows, 1)
        self._changing = self._pairs // max(matrix.number_of_rows, 1)

    def allowed(self, stand: Stand) -> Flags:
        """Which of the changes leave everything within its bounds, where it is now."""
        bounds, variable = stand.bounds, self._variable
        before = stand.values[variable]
        after = self._after(before)
        fits = np.ones(self.number, dtype=bool)
        fits[self._mine[(after < bounds.low[variable]) | (after > bounds.high[variable])]] = False
        if len(self._begin):
            moved = self._coefficient * (after - before)[self._entry]
            rows = stand.rows[self._row] + np.add.reduceat(moved, self._begin)
            fits[self._changing[(rows < bounds.least[self._row]) | (rows > bounds.most[self._row])]] = False
        return fits

    def _after(self, before: Ints) -> Ints:
        after = before + self._by
        return np.where(self._matrix.yes_or_no[self._variable], np.clip(after, 0, 1), after)


def changed(matrix: Matrix, values: Ints, change: Change) -> Ints:
    """The values with a change made."""
    after = values.copy()
    for variable, by in change.items():
        moved = after[variable] + by
        after[variable] = min(max(moved, 0), 1) if matrix.yes_or_no[variable] else moved
    return after


_Row = tuple[list[tuple[int, int]], int | None, int | None]
"""Terms, least and most."""


def _rows(constraint: Constraint, variables: Sequence[Variable]) -> list[_Row]:
    """The constraint without conditions: where one fails, the row is freed by as much as it can be short at all."""
    if not constraint.when:
        return [(list(constraint.terms), constraint.low, constraint.high)]
    ends = [sorted((c * variables[v].low, c * variables[v].high)) for v, c in constraint.terms]
    least, most = sum(low for low, _ in ends), sum(high for _, high in ends)
    rows: list[_Row] = []
    if constraint.low is not None and least < constraint.low:
        terms, freed = _freed(constraint, constraint.low - least)
        rows.append((terms, constraint.low - freed, None))
    if constraint.high is not None and most > constraint.high:
        terms, freed = _freed(constraint, constraint.high - most)
        rows.append((terms, None, constraint.high - freed))
    return rows


def _freed(constraint: Constraint, by: int) -> tuple[list[tuple[int, int]], int]:
    """The terms with `by` more for every condition that fails, and what of that is constant."""
    terms, constant = dict(constraint.terms), 0
    for literal in constraint.when:  # a condition holds when 1; `by` · (1 − literal) is added
        variable = literal if literal >= 0 else ~literal
        terms[variable] = terms.get(variable, 0) + (-by if literal >= 0 else by)
        constant += by if literal >= 0 else 0
    return list(terms.items()), constant
