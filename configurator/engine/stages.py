"""The goals of a problem, settled one after the other, each to proof: most coverage, preferences, least cost.

Mostly everything asked for can be had. So the least cost is looked for first with all goals before it at the most the
bounds allow: when there is such an answer, those goals are proven by it. Only when there is none is the next goal
searched by itself. The least cost is looked for block by block, and as a whole only when that breaks the budget.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf

from configurator.engine.blocks import Block, blocks
from configurator.engine.blockwise import Memory, fulfils, least, whole
from configurator.engine.greedy import some_package
from configurator.engine.levels import Climb, at_least, extremes, settled_by
from configurator.engine.linear import Linear
from configurator.engine.problem import Goal, Problem
from configurator.engine.solve import Answer, Effort, Solver, Verdict
from configurator.engine.ties import Tied
from configurator.engine.tighten import ContradictionError, Propagator
from configurator.package import Place

_GLANCE = 0.05
"""Deterministic seconds in which most searches for an aim are over, so that the longer way is spared."""

_GREEDY = 0.25
"""The share of the time left in which something to begin with is put together."""

_HOPE = 0.25
"""The share of the time left in which everything asked for is hoped for, before less is."""


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


def settle(
    problem: Problem, effort: Effort, unique: bool = True, memory: Memory | None = None, beyond: float = 0.0
) -> Solution | Verdict:
    """Settles every goal in order, then which of the equally good answers is given; or why there is none.

    Without `unique` any of the equally good ones is: what it costs is the same. `memory` keeps what was found for
    questions of the same kind. When the limit came before anything was found, so many deterministic seconds `beyond` it
    may go into something rather than nothing.
    """
    try:
        return _Settling(problem, effort, memory or Memory()).settle(unique, beyond)
    except ContradictionError:
        return "infeasible"


class _Settling:
    def __init__(self, problem: Problem, effort: Effort, memory: Memory) -> None:
        self.problem, self.effort, self.memory = problem, effort, memory
        *self.aims, self.cost, self.fewest = problem.goals
        self.values: list[int] = []
        self.stages: list[Stage] = []
        self.parts: list[Tied] = []
        everything = Propagator(problem)
        self._bounds = everything.root()
        self._propagator = everything.within(self._bounds)

    def settle(self, unique: bool, beyond: float) -> Solution | Verdict:
        verdict = self._least_with_all(self.aims)
        while verdict != "solved" and len(self.stages) < len(self.aims):
            found = self._search(self.aims[len(self.stages)])
            if not self.values:
                if not self._made_do(found, beyond):
                    return found
                break
            verdict = self._least_with_all(self.aims[len(self.stages) :])
        if verdict != "solved":  # the time ran out: what was found so far stands
            if not (self.values or self._made_do(verdict, beyond)):
                return verdict
            self.stages.append(self._unsettled(self.cost))
        ties = self._break_ties() if unique else []
        # A later search may have bettered an earlier goal that was not proven: what is told is what is given.
        told = zip(self.stages, (*self.aims, self.cost), strict=True)
        stages = [replace(stage, value=self._value(goal.expression)) for stage, goal in told]
        met = frozenset(need for need, variable in self.problem.met.items() if self.values[variable])
        chosen = {place: self.values[v] for place, v in self.problem.quantity.items() if self.values[v]}
        return Solution(chosen, met, (*stages, *ties))

    def _made_do(self, verdict: Verdict, beyond: float) -> bool:
        """Whether there is something rather than nothing after all, where the limit kept anything from being found."""
        if verdict == "unknown" and beyond:
            self._begin(0, beyond)
        if self.values:
            self.stages += [self._unsettled(aim) for aim in self.aims[len(self.stages) :]]
        return bool(self.values)

    def _begin(self, share: float, at_least: float = 0.0) -> None:
        """Takes a package that is quickly put together, if there is one."""
        wished = Linear.total(aim.expression for aim in self.aims[:1])
        with self.effort.sharing(share, at_least) as effort:
            self.values = some_package(self._propagator, self._bounds, wished, effort, self.memory) or []

    # The least cost

    def _least_with_all(self, aims: Sequence[Goal]) -> Verdict:
        """The least cost with these aims at the most the bounds allow."""
        try:
            within = self._propagator.narrowed(self._bounds, [best for aim in aims for best in self._best(aim)])
        except ContradictionError:
            return "infeasible"
        problem = self._propagator.reduced(within)
        answer = self._block_by_block(problem)
        if answer is None:
            answer = self._as_a_whole(problem, _HOPE if aims else 1)
        if answer.verdict == "solved":
            self._take(problem, answer.values)
            self.stages += [Stage(aim.name, value := self._value(aim.expression), value, True) for aim in aims]
            self.stages.append(self._stage(self.cost, answer))
        return answer.verdict

    def _best(self, aim: Goal) -> Iterator[tuple[int, int, int]]:
        """Every variable of an aim at its best."""
        for variable, coefficient in aim.expression.terms:
            best = self._bounds.high[variable] if coefficient > 0 else self._bounds.low[variable]
            yield variable, best, best

    def _block_by_block(self, problem: Problem) -> Answer | None:
        """The best of every part; None when that takes more than the budget, or could not be told."""
        if self.stages and _one_block_is_most(problem):
            return None  # the caps bind, and may as well be asked for at once
        found = least(problem, self.cost.expression, self.effort, self.memory, self.effort.limits.gap)
        if found.answer.verdict != "solved":
            return found.answer if found.answer.verdict == "infeasible" else None
        if not fulfils(problem, found.answer.values):
            return None
        self.parts = [self._tied(problem, block, answer) for block, answer in found.searched]
        return found.answer

    def _tied(self, problem: Problem, block: Block, answer: Answer) -> Tied:
        cost, fewest = block.part(self.cost.expression), block.part(self.fewest.expression)
        mine = frozenset(block.variables)
        ordered = [number for number in problem.quantity.values() if number in mine]
        return Tied(Solver(problem, self.effort, block), cost, fewest, ordered, answer.values)

    def _as_a_whole(self, problem: Problem, share: float) -> Answer:
        # What was found for the goals before is no hint: it may cost anything.
        solver, cost, gap = Solver(problem, self.effort), self.cost.expression, self.effort.limits.gap
        time = share * self.effort.deterministic_left()
        first = solver.optimise(cost, relative_gap_limit=gap, max_presolve_iterations=1, max_deterministic_time=time)
        answer = first
        if first.verdict == "solved" and not first.proven:
            solver.hint(first.values)
            longer = solver.optimise(cost, relative_gap_limit=gap)
            answer = longer if longer.verdict == "solved" else first
        if answer.verdict == "solved":
            ordered = [number for number in problem.quantity.values() if not problem.variables[number].settled]
            self.parts = [Tied(solver, cost, self.fewest.expression, ordered, answer.values)]
        return answer

    def _take(self, problem: Problem, values: Mapping[int, int]) -> None:
        self.values = whole(problem, values)

    # The goals before it

    def _search(self, aim: Goal) -> Verdict:
        """The most of one aim, which is asked for from then on."""
        verdict, bound = self._at_once(aim, _GLANCE if aim.by_levels else inf)
        if aim.by_levels and verdict != "infeasible" and not (self.values and self._value(aim.expression) == bound):
            verdict, bound = self._by_levels(aim, bound)
        if not self.values:
            return verdict
        value = self._value(aim.expression)
        self.stages.append(Stage(aim.name, value, Fraction(bound), value == bound))
        self._propagator = self._propagator.adding([at_least(aim.expression, int(value))])
        settled = settled_by(aim.expression, int(value), self._bounds) if value == bound else ()
        self._bounds = self._propagator.narrowed(self._bounds, settled)
        return verdict

    def _at_once(self, aim: Goal, glance: float) -> tuple[Verdict, int]:
        """The most of an aim by one search, of so many deterministic seconds at the most, and its bound."""
        problem = self._propagator.reduced(self._bounds)
        time = min(self.effort.deterministic_left(), glance)
        solver = Solver(problem, self.effort)
        if self.values:
            solver.hint(self.values)
        answer = solver.optimise(
            aim.expression, maximise=True, max_presolve_iterations=1, cut_level=0, max_deterministic_time=time
        )
        if answer.verdict != "solved":
            return answer.verdict, extremes(aim.expression, self._bounds)[1]
        self._take(problem, answer.values)
        return answer.verdict, answer.bound

    def _by_levels(self, aim: Goal, ceiling: int) -> tuple[Verdict, int]:
        """The most of an aim, level by level from what it can't be more than."""
        if not self.values:
            self._begin(_GREEDY)
        climb = Climb(self._propagator, self._bounds, aim, self.cost, self.effort, ceiling, self.values)
        verdict = climb.find()
        if climb.reached is not None:
            self.values = list(climb.values)
        return verdict, climb.impossible - 1

    def _stage(self, goal: Goal, answer: Answer) -> Stage:
        value, bound = self._value(goal.expression), Fraction(answer.bound)
        # Within `limits.gap` the solver says OPTIMAL too; only meeting bounds are a proof.
        return Stage(goal.name, value, bound, answer.proven and value == bound)

    def _unsettled(self, goal: Goal) -> Stage:
        """The time ran out before this goal: the answer so far stands, nothing is known of how good it is."""
        least, most = extremes(goal.expression, self._bounds)
        return Stage(goal.name, self._value(goal.expression), Fraction(most if goal.maximise else max(least, 0)), False)

    def _value(self, expression: Linear) -> Fraction:
        return Fraction(expression.constant + sum(c * self.values[v] for v, c in expression.terms))

    # Which of the equally good answers

    def _break_ties(self) -> list[Stage]:
        proven = all(stage.proven for stage in self.stages)
        for part in self.parts:
            part.settle(proven)
            for number, value in part.values.items():
                self.values[number] = value
        count = self._value(self.fewest.expression)
        fewest = proven and all(part.fewest_proven for part in self.parts)
        order = fewest and all(part.order_proven for part in self.parts)
        return [Stage(self.fewest.name, count, count, fewest), Stage("order", Fraction(0), Fraction(0), order)]


def _one_block_is_most(problem: Problem) -> bool:
    """Whether there are caps, and one block has most of the variables."""
    if not any(constraint.origin.kind == "budget" for constraint in problem.constraints):
        return False
    sizes = [len(block.variables) for block in blocks(problem)]
    return 2 * max(sizes, default=0) > sum(sizes)
