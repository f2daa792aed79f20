"""That nothing fits is asked again, of the whole problem and under other parameters, before it is believed."""

from configurator.engine.problem import Problem
from configurator.engine.solve import Effort, Solver
from configurator.engine.verify import UnsoundError


def confirmed(problem: Problem, effort: Effort) -> bool:
    """Whether nothing fits indeed; False when the limits came first. Raises UnsoundError when something does."""
    again = Solver(problem, effort).find(random_seed=7, cp_model_presolve=False)
    if again.verdict == "solved":
        raise UnsoundError("the solver called the problem infeasible, and then found a package")
    return again.verdict == "infeasible"
