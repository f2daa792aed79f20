"""The other room that speaks to OR-Tools: linear problems, in floating point. It makes guesses and proves nothing."""

from collections.abc import Iterable, Mapping
from math import inf

from ortools.linear_solver import pywraplp


class LinearSolver:
    """A linear problem in GLOP's memory."""

    def __init__(self, ranges: Iterable[tuple[float, float]], costs: Mapping[int, float]) -> None:
        """`ranges`: low and high of each variable; `costs`: by variable, what is minimised."""
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        # So it goes on from the last answer when rows come or go.
        self._solver.SetSolverSpecificParametersAsString("use_preprocessing: false use_dual_simplex: true")
        self._variables = [self._solver.NumVar(low, high, "") for low, high in ranges]
        self._rows: list[tuple[pywraplp.Constraint, float, float]] = []
        for number, cost in costs.items():
            self._solver.Objective().SetCoefficient(self._variables[number], cost)

    def require(self, terms: Mapping[int, float], low: float, high: float) -> int:
        """A row low ≤ Σ coefficient · variable ≤ high by its number; either end may be infinite."""
        row = self._solver.RowConstraint(low, high, "")
        for number, coefficient in terms.items():
            row.SetCoefficient(self._variables[number], coefficient)
        self._rows.append((row, low, high))
        return len(self._rows) - 1

    def enforce(self, rows: Iterable[int], enforced: bool) -> None:
        """Whether rows must hold from now on."""
        for row, low, high in (self._rows[number] for number in rows):
            row.SetBounds(*((low, high) if enforced else (-inf, inf)))

    def least(self) -> float | None:
        """The least there is, searched for from the last answer; None when there is none."""
        return self._solver.Objective().Value() if self._solver.Solve() == pywraplp.Solver.OPTIMAL else None

    def values(self) -> list[float]:
        return [variable.solution_value() for variable in self._variables]

    def price(self, row: int) -> float:
        """What the least would gain if a row asked for one less."""
        return abs(float(self._rows[row][0].dual_value()))
