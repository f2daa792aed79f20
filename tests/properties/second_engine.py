"""The same integer problem, solved by another engine: HiGHS, through OR-Tools' MathOpt, goal after goal.

HiGHS reckons in floating point. So what it finds is rounded, held against every constraint in whole numbers, and what
the goals come to is added up exactly. A constraint under conditions is relaxed by just as much as it could be missed
by when one of them doesn't hold.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from ortools.math_opt.python import mathopt

from configurator.engine.linear import CATALOGUE, Constraint, Linear, Variable
from configurator.engine.problem import Goal, Problem

_SECONDS = 120
_NEAR = 1e-9
"""How far HiGHS may miss a whole number or a constraint, where it usually takes 1e-6: a condition missed by that times
what a constraint is relaxed by could be a whole cent."""


class NoAnswerError(Exception):
    """HiGHS came to no answer that bears being held against whole numbers."""


@dataclass(frozen=True)
class Assignment:
    """The best there is: the value of every variable, by number, and what each goal comes to."""

    values: tuple[int, ...]
    goals: tuple[int, ...]


def solve(problem: Problem) -> Assignment | None:
    """The best assignment, the problem's goals in their order; None when there is none. Raises NoAnswerError."""
    try:
        return Search(problem).best()
    except NoAnswerError:
        return Search(problem, presolve=mathopt.Emphasis.OFF).best()


class Search:
    def __init__(self, problem: Problem, presolve: mathopt.Emphasis | None = None) -> None:
        self.problem = problem
        self._parameters = mathopt.SolveParameters(
            time_limit=timedelta(seconds=_SECONDS),
            relative_gap_tolerance=0,
            absolute_gap_tolerance=0.5,  # all goals are whole numbers
            presolve=presolve,
        )
        for name in ("mip_feasibility_tolerance", "primal_feasibility_tolerance", "dual_feasibility_tolerance"):
            self._parameters.highs.double_options[name] = _NEAR
        self._model = mathopt.Model()
        self._variables = [self._model.add_integer_variable(lb=v.low, ub=v.high) for v in problem.variables]
        self._settled: list[Constraint] = []
        for constraint in problem.constraints:
            self._add(constraint)

    def best(self) -> Assignment | None:
        values = self._any()
        if values is None:
            return None
        for goal in self.problem.goals:
            if goal.expression.terms:
                values = self._best_of(goal)
                self._settle(goal, values)
        return Assignment(tuple(values), tuple(value_of(goal.expression, values) for goal in self.problem.goals))

    def _any(self) -> list[int] | None:
        self._model.minimize(0)
        return self._run()

    def _best_of(self, goal: Goal) -> list[int]:
        objective = self._weighed(goal.expression.terms)
        if goal.maximise:
            self._model.maximize(objective)
        else:
            self._model.minimize(objective)
        values = self._run()
        if values is None:
            raise NoAnswerError("what could be fulfilled before is called infeasible")
        return values

    def _settle(self, goal: Goal, values: Sequence[int]) -> None:
        """From now on no less of a goal than has been found."""
        value = value_of(goal.expression, values)
        low, high = (value, None) if goal.maximise else (None, value)
        self._settled.append(Constraint.of(goal.expression, low, high, (), CATALOGUE))
        self._add(self._settled[-1])

    # The model

    def _add(self, constraint: Constraint) -> None:
        least, most = _range(constraint.terms, self.problem.variables)
        expression = self._weighed(constraint.terms)
        missed = mathopt.fast_sum([self._missed(literal) for literal in constraint.when])
        if constraint.low is not None and constraint.low > least:
            self._model.add_linear_constraint(expression + (constraint.low - least) * missed >= constraint.low)
        if constraint.high is not None and constraint.high < most:
            self._model.add_linear_constraint(expression - (most - constraint.high) * missed <= constraint.high)

    def _missed(self, literal: int) -> mathopt.LinearTypes:
        """1 when a literal doesn't hold, else 0."""
        return 1 - self._variables[literal] if literal >= 0 else 1 * self._variables[~literal]

    def _weighed(self, terms: Iterable[tuple[int, Fraction | int]]) -> mathopt.LinearExpression:
        return mathopt.LinearExpression() + mathopt.fast_sum([int(c) * self._variables[number] for number, c in terms])

    # Its answers

    def _run(self) -> list[int] | None:
        result = mathopt.solve(self._model, mathopt.SolverType.HIGHS, params=self._parameters)
        reason = result.termination.reason
        if reason in (mathopt.TerminationReason.INFEASIBLE, mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED):
            return None
        if reason != mathopt.TerminationReason.OPTIMAL:
            raise NoAnswerError(f"{reason.name}: {result.termination.detail}")
        values = [round(value) for value in result.variable_values(self._variables)]
        if not fulfils(self.problem, values) or not all(c.holds(values) for c in self._settled):
            raise NoAnswerError("the answer, rounded to whole numbers, breaks a constraint")
        return values


def value_of(expression: Linear, values: Sequence[int]) -> int:
    """What an expression with whole coefficients comes to."""
    return int(expression.constant) + sum(int(coefficient) * values[number] for number, coefficient in expression.terms)


def fulfils(problem: Problem, values: Sequence[int]) -> bool:
    """Whether an assignment keeps within all bounds and constraints, in whole numbers."""
    within = all(v.low <= value <= v.high for v, value in zip(problem.variables, values, strict=True))
    return within and all(constraint.holds(values) for constraint in problem.constraints)


def _range(terms: Iterable[tuple[int, int]], variables: Sequence[Variable]) -> tuple[int, int]:
    """The least and the most that Σ coefficient · variable could be."""
    ends = [sorted((c * variables[number].low, c * variables[number].high)) for number, c in terms]
    return sum(least for least, _ in ends), sum(most for _, most in ends)
