"""The least of something that the whole of a problem allows, whichever needs are met.

Mostly the least is what a package comes to that meets no need it needn't. Such a one falls into blocks and is found
soon; that nothing is less shows sooner with it in hand.
"""

from collections.abc import Sequence

from configurator.engine.blockwise import Memory, fulfils, least, whole
from configurator.engine.linear import Linear
from configurator.engine.problem import Problem
from configurator.engine.solve import Effort, Solver
from configurator.engine.tighten import Bounds, ContradictionError, Propagator


def least_of_all(
    problem: Problem, expression: Linear, effort: Effort, memory: Memory, near: Sequence[int] = ()
) -> list[int] | None:
    """The values of a package at the least of an expression, proven; None when there is none, or the limits came first.

    `near`: the values of a package that may be like it, for when nothing better is at hand.
    """
    propagator = Propagator(problem)
    try:
        bounds = propagator.root()
    except ContradictionError:
        return None
    reduced = propagator.reduced(bounds)
    solver = Solver(reduced, effort, light=True)
    hint = _modest(propagator, bounds, expression, effort, memory) or near
    if hint:
        solver.hint(hint)
    answer = solver.optimise(expression)
    return whole(reduced, answer.values) if answer.verdict == "solved" and answer.proven else None


def _modest(
    propagator: Propagator, bounds: Bounds, expression: Linear, effort: Effort, memory: Memory
) -> list[int] | None:
    """The least that meets no need but what must be, if it keeps the caps."""
    unmet = [(v, bounds.low[v], bounds.low[v]) for v in propagator.problem.met.values()]
    try:
        problem = propagator.reduced(propagator.narrowed(bounds, unmet))
    except ContradictionError:
        return None
    found = least(problem, expression, effort, memory, light=True).answer
    within = found.verdict == "solved" and fulfils(problem, found.values)
    return whole(problem, found.values) if within else None
