"""The room that speaks to CP-SAT: a Problem, and what is found and proven of it.

One worker, a fixed seed and deterministic time make the answer the same on every machine.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from math import inf
from threading import Event, Thread
from time import perf_counter
from typing import Literal

from ortools.sat.python import cp_model

from configurator.engine.blocks import Block
from configurator.engine.linear import CATALOGUE, Constraint, Linear, Variable
from configurator.engine.problem import Problem
from configurator.errors import Diagnostic, InputError

SOLVER = "cp-sat"
VERSION = version("ortools")
SEED = 0
_SHORTEST = 1e-6
_LIGHT = {"cp_model_probing_level": 0, "symmetry_level": 0, "max_presolve_iterations": 1, "cut_level": 0}


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to search, and which gap is good enough.

    `deterministic_time` is in CP-SAT's own seconds, the same on every machine. `wall_time`, in seconds, is a last
    resort: an answer it cut short can't be had again, and so can't be quoted.
    """

    deterministic_time: float = 60.0
    gap: float = 0.0
    wall_time: float | None = None

    def __post_init__(self) -> None:
        times = [self.deterministic_time, *([] if self.wall_time is None else [self.wall_time])]
        if not (all(0 < time < inf for time in times) and 0 <= self.gap <= 1):  # NaN is neither
            told = " and ".join(f"{time} s" for time in times)
            message = f"the limits {told} and gap {self.gap} can't be searched within"
            raise InputError([Diagnostic("E049", message, None, "give seconds above 0 and a gap from 0 to 1")])


class Stop:
    """Ends a search from another thread: `stop.now()`. What was found until then is still told."""

    def __init__(self) -> None:
        self._asked = Event()

    def now(self) -> None:
        self._asked.set()

    @property
    def asked(self) -> bool:
        return self._asked.is_set()

    def wait(self, seconds: float) -> bool:
        return self._asked.wait(seconds)


@dataclass
class Effort:
    """What the searches of one question may take, and what they have taken."""

    limits: Limits
    stop: Stop | None = None
    deterministic_time: float = 0.0
    solve_seconds: float = 0.0
    cut_short: bool = False
    began: float = field(default_factory=perf_counter)

    def deterministic_left(self) -> float:
        return max(self.limits.deterministic_time - self.deterministic_time, 0.0)

    def wall_left(self) -> float:
        return inf if self.limits.wall_time is None else max(self.limits.wall_time - (perf_counter() - self.began), 0.0)

    def over(self) -> bool:
        """Whether nothing may be searched any more; notes when the clock or a stop was the reason."""
        if self.wall_left() <= 0 or (self.stop is not None and self.stop.asked):
            self.cut_short = True
        return self.cut_short or self.deterministic_left() <= 0

    @contextmanager
    def sharing(self, share: float, at_least: float = 0.0) -> Iterator["Effort"]:
        """An effort for one of several searches, with a share of the time left; what it takes counts here."""
        time = max(share * self.deterministic_left(), at_least, _SHORTEST)
        part = Effort(replace(self.limits, deterministic_time=time), self.stop, began=self.began)
        yield part
        self.deterministic_time += part.deterministic_time
        self.solve_seconds += part.solve_seconds
        self.cut_short = self.cut_short or part.cut_short


Verdict = Literal["solved", "infeasible", "unknown"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a search found: the values of what wasn't settled before, the bound of the objective, and what is proven."""

    verdict: Verdict
    values: Mapping[int, int] = field(default_factory=dict)
    bound: int = 0
    proven: bool = False


class Solver:
    """A problem, or one block of it, in CP-SAT's memory. What is settled already (low = high) stays out of it."""

    def __init__(self, problem: Problem, effort: Effort, block: Block | None = None, light: bool = False) -> None:
        """`light`: for one of many short searches, or one that is told where to look and hardly has to look ahead."""
        self.problem, self.effort, self._light = problem, effort, light
        self._model = cp_model.CpModel()
        everything = enumerate(problem.variables)
        numbers = [n for n, v in everything if not v.settled] if block is None else block.variables
        self._variables = {number: self._new(problem.variables[number]) for number in numbers}
        for constraint in problem.constraints if block is None else block.constraints:
            self._add(constraint)

    def _new(self, variable: Variable) -> cp_model.IntVar:
        return self._model.new_int_var(variable.low, variable.high, variable.name)

    def clone(self) -> "Solver":
        """The same problem, to ask something else of."""
        other = object.__new__(Solver)
        other.__dict__ = self.__dict__ | {"_model": self._model.clone()}
        return other

    # What is asked for

    def require(self, expression: Linear, low: int | None, high: int | None) -> None:
        """low ≤ expression ≤ high."""
        self._add(Constraint.of(expression, low, high, (), CATALOGUE))

    def require_any(self, ranges: Iterable[tuple[int, int, int]]) -> None:
        """At least one variable lies in its range: (variable, low, high) each."""
        asked = ((variable, low, high) for variable, low, high in ranges if low <= high)
        self._model.add_bool_or([self._within(*each) for each in asked if each[0] in self._variables])

    def _within(self, variable: int, low: int, high: int) -> "cp_model.LiteralT":
        """A literal that implies low ≤ variable ≤ high: what is 0 or 1 says so itself."""
        bounds = self.problem.variables[variable]
        if low == high and (bounds.low, bounds.high) == (0, 1):
            return self._literal(variable if low == 1 else ~variable)
        literal = self._model.new_bool_var("")
        self._model.add_linear_constraint(self._variables[variable], low, high).only_enforce_if(literal)
        return literal

    def hint(self, values: Mapping[int, int] | Sequence[int]) -> None:
        """Where to look first."""
        self._model.clear_hints()
        # Through the proto: a call per variable would cost as much as an easy solve.
        self._model.proto.solution_hint.vars.extend(range(len(self._variables)))
        self._model.proto.solution_hint.values.extend([values[number] for number in self._variables])

    def _add(self, constraint: Constraint) -> None:
        low = cp_model.INT_MIN if constraint.low is None else constraint.low
        high = cp_model.INT_MAX if constraint.high is None else constraint.high
        expression = self._expression(constraint.terms)
        if isinstance(expression, int):
            if low <= expression <= high:
                return
            added = self._model.add_bool_or([])
        else:
            added = self._model.add_linear_constraint(expression, low, high)
        if constraint.when:
            added.only_enforce_if([self._literal(literal) for literal in constraint.when])

    def _literal(self, literal: int) -> "cp_model.LiteralT":
        number = literal if literal >= 0 else ~literal
        if number not in self._variables:
            return (self.problem.variables[number].low == 1) == (literal >= 0)
        return self._variables[number] if literal >= 0 else self._variables[number].negated()

    def _expression(self, terms: Iterable[tuple[int, int]], constant: int = 0) -> "cp_model.LinearExpr | int":
        variables, coefficients = [], []
        for number, coefficient in terms:
            if number in self._variables:
                variables.append(self._variables[number])
                coefficients.append(coefficient)
            else:
                constant += coefficient * self.problem.variables[number].low
        if not variables:
            return constant
        weighed = cp_model.LinearExpr.weighted_sum(variables, coefficients)
        return weighed + constant if constant else weighed

    # Searches

    def find(self, **parameters: object) -> Answer:
        """Anything that fulfils all constraints."""
        return self._run(None, **parameters)

    def optimise(self, expression: Linear, maximise: bool = False, **parameters: object) -> Answer:
        """The most or the least that an expression with whole coefficients can be."""
        terms = ((variable, int(coefficient)) for variable, coefficient in expression.terms)
        objective = self._expression(terms, int(expression.constant))
        if isinstance(objective, int):
            found = self._run(None, **parameters)
            return Answer(found.verdict, found.values, objective, found.verdict == "solved")
        if maximise:
            self._model.maximize(objective)
        else:
            self._model.minimize(objective)
        found = self._run(objective, **parameters)
        self._model.clear_objective()
        return found

    def _run(self, objective: "cp_model.LinearExpr | None", **parameters: object) -> Answer:
        effort = self.effort
        if effort.over():
            return Answer("unknown")
        solver = cp_model.CpSolver()
        settings = {
            "catch_sigint_signal": False,  # Ctrl-C is Python's: the solver would go on with what it has
            "num_workers": 1,
            "random_seed": SEED,
            "linearization_level": 2,
            "max_deterministic_time": effort.deterministic_left(),
            "max_time_in_seconds": effort.wall_left(),
        }
        for name, value in {**settings, **(_LIGHT if self._light else {}), **parameters}.items():
            setattr(solver.parameters, name, value)
        began = perf_counter()
        with _Listening(effort.stop, solver):
            status = solver.solve(self._model)
        effort.solve_seconds += perf_counter() - began
        effort.deterministic_time += solver.response_proto.deterministic_time
        if status in (cp_model.FEASIBLE, cp_model.UNKNOWN):
            effort.over()  # notes it when the clock was the reason
        return self._read(solver, status, objective)

    def _read(self, solver: cp_model.CpSolver, status: object, objective: "cp_model.LinearExpr | None") -> Answer:
        if status == cp_model.MODEL_INVALID:
            message = "prices times quantities are too large to be added up exactly"
            raise InputError([Diagnostic("E048", message, None, "lower the components' most quantities or the needs")])
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Answer("infeasible" if status == cp_model.INFEASIBLE else "unknown")
        values = dict(zip(self._variables, solver.response_proto.solution, strict=False))
        bound = 0 if objective is None else round(solver.best_objective_bound)
        return Answer("solved", values, bound, status == cp_model.OPTIMAL)


class _Listening:
    """Passes a stop on to the solver while it works. It ignores one that comes before it began: so it is told again."""

    def __init__(self, stop: Stop | None, solver: cp_model.CpSolver) -> None:
        self._stop, self._solver, self._done = stop, solver, Event()

    def __enter__(self) -> None:
        if self._stop is not None:
            self._thread = Thread(target=self._listen, args=(self._stop,), daemon=True)
            self._thread.start()

    def _listen(self, stop: Stop) -> None:
        while not self._done.is_set():
            if stop.wait(0.02):
                self._solver.stop_search()
                self._done.wait(0.02)

    def __exit__(self, *_: object) -> None:
        self._done.set()
        if self._stop is not None:
            self._thread.join()
