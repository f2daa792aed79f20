"""The least of an expression, block by block (see `blocks`), remembered as long as the question lasts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from configurator.engine.blocks import Block, blocks
from configurator.engine.linear import Linear
from configurator.engine.problem import Problem
from configurator.engine.solve import Answer, Effort, Solver
from configurator.engine.tighten import Bounds, ContradictionError, Propagator

_SMALL = 300
"""So many variables are searched soon, without looking far ahead."""

_Content = tuple[object, ...]

_EVEN = 100
"""How finely caps of different sizes are weighed against each other."""


@dataclass
class Memory:
    """What blocks were found to come to: a block that is asked the same again isn't searched again."""

    answers: dict[_Content, Answer] = field(default_factory=dict)
    numbers: dict[_Content, int] = field(default_factory=dict)  # of contents, each hashed once
    found: dict[_Content, Any] = field(default_factory=dict)  # what else is known of blocks, by what was asked

    def number(self, content: _Content) -> int:
        """The number a block's content is remembered by."""
        return self.numbers.setdefault(content, len(self.numbers))


@dataclass(frozen=True)
class Least:
    """The least of an expression, caps aside; `searched` are the blocks that took a search, each with its answer."""

    answer: Answer
    searched: tuple[tuple[Block, Answer], ...] = ()


def least(
    problem: Problem, expression: Linear, effort: Effort, memory: Memory, gap: float = 0.0, light: bool = False
) -> Least:
    """The least of an expression, caps aside; infeasible when a block is, whatever the caps. `light`: see Solver."""
    values: dict[int, int] = {}
    searched: list[tuple[Block, Answer]] = []
    settled = ((v, int(c)) for v, c in expression.terms if problem.variables[v].settled)
    bound = int(expression.constant) + sum(c * problem.variables[v].low for v, c in settled)
    proven = True
    for block in blocks(problem):
        part = block.part(expression)
        answer = _at_their_least(problem, block, part)
        if answer is None:
            answer = _remembered(problem, block, part, effort, memory, gap, light)
            searched.append((block, answer))
        if answer.verdict != "solved":
            return Least(answer)
        values |= answer.values
        bound += answer.bound
        proven = proven and answer.proven
    return Least(Answer("solved", values, bound, proven), tuple(searched))


def fulfils(problem: Problem, values: Mapping[int, int]) -> bool:
    """Whether everything holds, caps as well, of the values of what isn't settled."""
    everything = whole(problem, values)
    return all(constraint.holds(everything) for constraint in problem.constraints)


def whole(problem: Problem, values: Mapping[int, int]) -> list[int]:
    """All variables by number: what is settled already, and the values of the rest."""
    return [values.get(number, variable.low) for number, variable in enumerate(problem.variables)]


def modest(propagator: Propagator, bounds: Bounds, effort: Effort, memory: Memory) -> list[int] | None:
    """The cheapest that fulfils no wish but what must be: it is most likely to fit. None when it doesn't."""
    problem = propagator.problem
    wishes = [variable for goal in problem.goals[:-2] for variable, _ in goal.expression.terms]
    given_up = [(v, bounds.low[v], bounds.low[v]) for v in (*wishes, *problem.met.values())]
    try:
        problem = propagator.reduced(propagator.narrowed(bounds, given_up))
    except ContradictionError:
        return None
    for spending in (problem.cost, thrift(problem)):
        found = least(problem, spending, effort, memory).answer
        if found.verdict != "solved":
            return None
        if fulfils(problem, found.values):
            return whole(problem, found.values)
    return None


def thrift(problem: Problem) -> Linear:
    """What is spent of all caps, a share of one as dear as the same share of another; the cost when there are none."""
    caps = [
        (Linear(c.terms), max(c.high or 0, 1)) for c in problem.constraints if c.origin.kind == "budget" and c.terms
    ]
    largest = max((most for _, most in caps), default=0)
    return Linear.total(spent.times(_EVEN * largest // most) for spent, most in caps) if caps else problem.cost


def _at_their_least(problem: Problem, block: Block, part: Linear) -> Answer | None:
    """The block with every variable as cheap as it comes, if that is allowed: nothing is less, nor comes before it."""
    prices = dict(part.terms)
    values = {}
    for number in block.variables:
        variable, price = problem.variables[number], prices.get(number, 0)
        values[number] = variable.high if price < 0 else variable.low
    if not all(constraint.holds(values) for constraint in block.constraints):
        return None
    return Answer("solved", values, sum(int(price) * values[number] for number, price in prices.items()), True)


def _remembered(
    problem: Problem, block: Block, part: Linear, effort: Effort, memory: Memory, gap: float, light: bool
) -> Answer:
    """What a block comes to. Its variables are told by their position in it: other problems have the same blocks."""
    content = (*_content(problem, block, part), gap)
    if content not in memory.answers:
        searching = Solver(problem, effort, block, light and len(block.variables) <= _SMALL)
        answer = searching.optimise(part, relative_gap_limit=gap, max_presolve_iterations=1)
        if answer.verdict == "unknown":
            return answer
        values = {position: answer.values[v] for position, v in enumerate(block.variables) if answer.values}
        memory.answers[content] = replace(answer, values=values)
    known = memory.answers[content]
    return replace(known, values={v: known.values[i] for i, v in enumerate(block.variables) if known.values})


def _content(problem: Problem, block: Block, part: Linear) -> _Content:
    position = {number: index for index, number in enumerate(block.variables)}
    bounds = tuple((problem.variables[number].low, problem.variables[number].high) for number in block.variables)
    asked = tuple(
        (
            tuple((position[v], c) for v, c in constraint.terms),
            constraint.low,
            constraint.high,
            tuple(position[v] if v >= 0 else ~position[~v] for v in constraint.when),
        )
        for constraint in block.constraints
    )
    return bounds, asked, tuple((position[v], c) for v, c in part.terms)
