"""Which of the equally good answers is given: the one of fewest components, then of the lexicographically least
quantities by (component, site class). So the answer is the only one, and the order of files means nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from configurator.engine.linear import Linear
from configurator.engine.solve import Solver


@dataclass
class Tied:
    """What a solver found of least `cost`, and how equally good answers are told apart."""

    solver: Solver
    cost: Linear
    fewest: Linear
    ordered: Sequence[int]
    values: Mapping[int, int]
    fewest_proven: bool = False
    order_proven: bool = False

    def settle(self, proven: bool) -> None:
        """Takes the first of the equally good answers; `proven` tells whether the cost is.

        Mostly there is no other: one search for any other settles everything at once.
        """
        if not self.ordered or (proven and self._the_only_one()):
            self.fewest_proven = self.order_proven = proven
            return
        self.solver.require(self.cost, None, self._value(self.cost))
        self.solver.hint(self.values)
        found = self.solver.optimise(self.fewest)
        if found.verdict == "solved":
            self.values = found.values
            self.solver.require(self.fewest, None, self._value(self.fewest))
        self.fewest_proven = proven and found.proven
        self.order_proven = self.fewest_proven and self._least()

    def _value(self, expression: Linear) -> int:
        return int(expression.constant) + sum(int(c) * self._units(v) for v, c in expression.terms)

    def _units(self, variable: int) -> int:
        return self.values.get(variable, self.solver.problem.variables[variable].low)

    def _the_only_one(self) -> bool:
        """Whether there is no equally good answer with other quantities."""
        other = self.solver.clone()
        other.require(self.cost, None, self._value(self.cost))
        other.require_any(each for variable in self.ordered for each in self._elsewhere(variable))
        # The cost can't be beaten any more, yet as an objective it lets the relaxation rule out what costs more.
        found = other.optimise(self.cost, optimize_with_core=True, max_presolve_iterations=1)
        return found.verdict == "infeasible"

    def _elsewhere(self, variable: int) -> Iterator[tuple[int, int, int]]:
        """The ranges in which a quantity would be another: (variable, low, high) each."""
        problem, units = self.solver.problem, self._units(variable)
        present = problem.present.get(variable, variable)
        if units == 0 and not problem.variables[present].settled:
            yield present, 1, 1
        else:
            yield variable, problem.variables[variable].low, units - 1
            yield variable, units + 1, problem.variables[variable].high

    def _least(self) -> bool:
        """Lowers the quantities one by one, each as far as those before it allow; whether all of that was proven."""
        for variable in self.ordered:
            units = Linear.of((1, variable))
            if self._units(variable) > self.solver.problem.variables[variable].low:
                self.solver.hint(self.values)
                found = self.solver.optimise(units)
                if found.verdict != "solved" or not found.proven:
                    return False
                self.values = found.values
            self.solver.require(units, self._units(variable), self._units(variable))
        return True
