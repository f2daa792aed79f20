"""The only room that speaks to OR-Tools: a Problem → quantities with proof, stage by stage.

One worker, a fixed seed and deterministic time make the answer the same on every machine.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from importlib.metadata import version
from math import inf
from time import perf_counter
from typing import Literal

from ortools.sat.python import cp_model

from configurator.engine.linear import CATALOGUE, Constraint, Linear, Origin
from configurator.engine.problem import Goal, Problem
from configurator.errors import Diagnostic, InputError
from configurator.package import Place

SOLVER = "cp-sat"
VERSION = version("ortools")
SEED = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to search (CP-SAT's deterministic seconds, the same on every machine) and which gap is good enough."""

    deterministic_time: float = 60.0
    gap: float = 0.0

    def __post_init__(self) -> None:
        if not (0 < self.deterministic_time < inf and 0 <= self.gap <= 1):  # NaN is neither
            message = f"the limits {self.deterministic_time} s and gap {self.gap} can't be searched within"
            raise InputError([Diagnostic("E049", message, None, "give seconds above 0 and a gap from 0 to 1")])


@dataclass(frozen=True, slots=True)
class Stage:
    """How a goal was settled: its value, the best bound known, and whether they were proven to meet."""

    goal: str
    value: Fraction
    bound: Fraction
    proven: bool

    @property
    def gap(self) -> float:
        """The relative distance of value and bound."""
        return float(abs(self.value - self.bound) / max(abs(self.value), Fraction(1)))


@dataclass(frozen=True)
class Solution:
    """The best assignment found and how far each stage is proven."""

    quantities: Mapping[Place, int]
    met: frozenset[str]
    stages: tuple[Stage, ...]


Verdict = Literal["solved", "infeasible", "unknown"]


@dataclass
class Solver:
    """One problem in the solver's memory; goals are settled on it one after the other."""

    problem: Problem
    limits: Limits
    switchable: frozenset[Origin] = frozenset()
    solve_seconds: float = 0.0
    deterministic_time: float = 0.0
    _values: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._model = cp_model.CpModel()
        self._variables = [
            self._model.new_bool_var(v.name)
            if (v.low, v.high) == (0, 1)
            else self._model.new_int_var(v.low, v.high, v.name)
            for v in self.problem.variables
        ]
        self._switches = {origin: self._model.new_bool_var("") for origin in sorted(self.switchable)}
        for constraint in self.problem.constraints:
            self._add(constraint)

    def _add(self, constraint: Constraint) -> None:
        low = cp_model.INT_MIN if constraint.low is None else constraint.low
        high = cp_model.INT_MAX if constraint.high is None else constraint.high
        if not constraint.terms:
            if low <= 0 <= high:
                return
            added = self._model.add_bool_or([])
        else:
            added = self._model.add_linear_constraint(self._expression(constraint.terms), low, high)
        literals = [self._variables[v] if v >= 0 else self._variables[~v].negated() for v in constraint.when]
        if constraint.origin in self._switches:
            literals.append(self._switches[constraint.origin])
        if literals:
            added.only_enforce_if(literals)

    def _expression(self, terms: tuple[tuple[int, int], ...]) -> cp_model.LinearExprT:
        return cp_model.LinearExpr.weighted_sum([self._variables[v] for v, _ in terms], [c for _, c in terms])

    def _bound_to(self, expression: Linear, low: int | None, high: int | None) -> None:
        terms = tuple((v, int(c)) for v, c in expression.terms)
        self._add(Constraint(terms, low, high, (), CATALOGUE))

    def _run(self, **parameters: object) -> tuple[cp_model.CpSolver, Verdict, bool]:
        """Solves what stands: (solver, verdict, whether its objective is proven)."""
        solver = cp_model.CpSolver()
        remaining = max(self.limits.deterministic_time - self.deterministic_time, 1e-3)
        settings = {
            "catch_sigint_signal": False,  # Ctrl-C is Python's: the solver would go on with what it has
            "num_workers": 1,
            "random_seed": SEED,
            "linearization_level": 2,
            "max_deterministic_time": remaining,
        }
        for name, value in {**settings, **parameters}.items():
            setattr(solver.parameters, name, value)
        began = perf_counter()
        status = solver.solve(self._model)
        self.solve_seconds += perf_counter() - began
        self.deterministic_time += solver.response_proto.deterministic_time
        if status == cp_model.MODEL_INVALID:
            message = "prices times quantities are too large to be added up exactly"
            raise InputError([Diagnostic("E048", message, None, "lower the components' most quantities or the needs")])
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._values = list(solver.response_proto.solution)[: len(self._variables)]
            self._model.clear_hints()
            # Through the proto: a call per variable would cost as much as an easy solve.
            self._model.proto.solution_hint.vars.extend(range(len(self._values)))
            self._model.proto.solution_hint.values.extend(self._values)
            return solver, "solved", status == cp_model.OPTIMAL
        return solver, "infeasible" if status == cp_model.INFEASIBLE else "unknown", False

    @property
    def values(self) -> tuple[int, ...]:
        """What the variables are in the best answer so far."""
        return tuple(self._values)

    # Feasibility

    def feasible(self, **parameters: object) -> Verdict:
        """Whether the constraints can hold together at all."""
        return self._run(**parameters)[1]

    def feasible_keeping(self, kept: Iterable[Origin]) -> Verdict:
        """Whether they can when of what is switchable only `kept` is asked for: a plain solve, no assumptions."""
        model, on = self._model, frozenset(kept)
        self._model = model.clone()
        for origin, switch in self._switches.items():
            self._model.add(switch == (origin in on))
        verdict = self._run()[1]
        self._model = model
        return verdict

    # Goals

    def settle(self, unique: bool = True) -> Solution | Verdict:
        """Settles every goal in order, then which of the equally good answers is given; or why there is none.

        Without `unique` any of the equally good ones is: what it costs is the same.
        """
        stages: list[Stage] = []
        *goals, fewest = self.problem.goals
        for goal in goals:
            stage = self._settle(goal)
            if not isinstance(stage, Stage):
                if not self._values:
                    return stage
                stage = self._unsettled(goal)
            stages.append(stage)
        if not self._values:  # nothing was worth a search so far: neither coverage nor cost
            verdict = self.feasible()
            if verdict != "solved":
                return verdict
        ties = self._tie_break(fewest, all(stage.proven for stage in stages)) if unique else []
        # A later search may have bettered an earlier goal that was not proven: what is told is what is given.
        stages = [
            replace(stage, value=self._value(goal.expression)) for stage, goal in zip(stages, goals, strict=True)
        ] + ties
        met = frozenset(need for need, variable in self.problem.met.items() if self._values[variable])
        chosen = {place: self._values[v] for place, v in self.problem.quantity.items() if self._values[v]}
        return Solution(chosen, met, tuple(stages))

    def _settle(self, goal: Goal) -> Stage | Verdict:
        if not goal.expression.terms:
            return Stage(goal.name, Fraction(0), Fraction(0), True)
        objective = self._expression(tuple((v, int(c)) for v, c in goal.expression.terms))
        if goal.maximise:
            self._model.maximize(objective)
        else:
            self._model.minimize(objective)
        solver, verdict, proven = self._run(
            relative_gap_limit=self.limits.gap if goal.name == "total_contract" else 0.0
        )
        self._model.clear_objective()
        if verdict != "solved":
            return verdict
        value, bound = self._value(goal.expression), Fraction(round(solver.best_objective_bound))
        # Within `limits.gap` the solver says OPTIMAL too; only meeting bounds are a proof.
        stage = Stage(goal.name, value, bound, proven and value == bound)
        self._bound_to(goal.expression, int(value) if goal.maximise else None, None if goal.maximise else int(value))
        return stage

    def _unsettled(self, goal: Goal) -> Stage:
        """The time ran out before this goal: the answer so far stands, nothing is known of how good it is."""
        value = self._value(goal.expression)
        worst = sum(max(c * self.problem.variables[v].high, 0) for v, c in goal.expression.terms)
        return Stage(goal.name, value, Fraction(worst) if goal.maximise else Fraction(0), False)

    def _value(self, expression: Linear) -> Fraction:
        return Fraction(expression.constant + sum(c * self._values[v] for v, c in expression.terms))

    # Which of the equally good answers

    def _tie_break(self, fewest: Goal, proven: bool) -> list[Stage]:
        """The fewest components, then the lexicographically least quantities by (component, site class).

        Mostly the answer is the only one: one search for any other settles both stages at once.
        """
        ordered = list(self.problem.quantity.values())
        nothing = Fraction(0)
        if proven and self._any_other(ordered) == "infeasible":
            count = self._value(fewest.expression)
            return [Stage(fewest.name, count, count, True), Stage("order", nothing, nothing, True)]
        stage = self._settle(fewest)
        if not isinstance(stage, Stage):
            stage = self._unsettled(fewest)
        stage = replace(stage, proven=proven and stage.proven)
        settled = stage.proven and self._least(ordered)
        return [stage, Stage("order", nothing, nothing, settled)]

    def _any_other(self, ordered: list[int]) -> Verdict:
        """Looks for an equally good answer with other quantities; the answer in hand stays as it is."""
        kept, model = list(self._values), self._model
        self._model = model.clone()
        differing = []
        for variable in ordered:
            bounds, value = self.problem.variables[variable], kept[variable]
            for low, high in ((bounds.low, value - 1), (value + 1, bounds.high)):
                if low <= high:
                    literal = self._model.new_bool_var("")
                    self._model.add_linear_constraint(self._variables[variable], low, high).only_enforce_if(literal)
                    differing.append(literal)
        self._model.add_bool_or(differing)
        self._model.clear_hints()
        # The cost can't be beaten any more, yet as an objective it lets the relaxation rule out what costs more.
        cost = next(goal.expression for goal in self.problem.goals if goal.name == "total_contract")
        self._model.minimize(self._expression(tuple((v, int(c)) for v, c in cost.terms)))
        verdict = self._run()[1]
        self._values, self._model = kept, model
        return verdict

    def _least(self, ordered: list[int]) -> bool:
        """Lowers the quantities one by one, each as far as those before it allow; whether all of that was proven."""
        for variable in ordered:
            if self._values[variable] > self.problem.variables[variable].low:
                self._model.minimize(self._variables[variable])
                _, verdict, proven = self._run()
                self._model.clear_objective()
                if verdict != "solved" or not proven:
                    return False
            self._model.add(self._variables[variable] == self._values[variable])
        return True
