"""HiGHS, through MathOpt, on the problem as a mixed-integer linear program: `when` by the tightest big-M there is.

The linear program is the second engine's; here it works with its own tolerances and a limit, and tells its bounds.
"""

from datetime import timedelta
from math import inf

from ortools.math_opt.python import mathopt

from configurator.engine.linear import CATALOGUE, Constraint, Linear
from configurator.engine.problem import Problem
from tests.benchmarks.peers.settled import Found, Settled, settled
from tests.properties.second_engine import Search, fulfils, value_of


def highs(problem: Problem, seconds: float) -> Settled:
    """One solve a goal, to proof. Making the model isn't timed."""
    program = Highs(problem)
    return settled(problem, program.search, program.require, seconds)


class Highs(Search):
    """One problem in HiGHS's memory."""

    def search(self, expression: Linear, maximise: bool, seconds: float) -> Found:
        """The best of an expression. What breaks a constraint once rounded to whole numbers counts as not found."""
        self._model.set_objective(self._weighed(expression.terms), is_maximize=maximise)
        parameters = mathopt.SolveParameters(time_limit=timedelta(seconds=seconds), relative_gap_tolerance=0)
        parameters.highs.double_options["mip_abs_gap"] = 0.5  # all goals are whole numbers
        try:
            result = mathopt.solve(self._model, mathopt.SolverType.HIGHS, params=parameters)
        except Exception:  # HiGHS gave up with an internal error, which the binding can't even tell
            return Found(None, inf if maximise else -inf)
        bound = result.termination.objective_bounds.dual_bound + int(expression.constant)
        if not result.has_primal_feasible_solution():
            return Found(None, bound, result.termination.reason == mathopt.TerminationReason.INFEASIBLE)
        values = [round(value) for value in result.variable_values(self._variables)]
        return Found(int(value_of(expression, values)) if fulfils(self.problem, values) else None, bound)

    def require(self, expression: Linear, value: int) -> None:
        exact = value - int(expression.constant)
        terms = tuple((variable, int(coefficient)) for variable, coefficient in expression.terms)
        self._add(Constraint(terms, exact, exact, (), CATALOGUE))
