"""The least of something that a whole problem allows, caps and all.

What meets no need but what must be met falls into blocks, and their least is found soon. Where other needs may be met
as well, or the caps bind, the whole is searched from there: mostly nothing is less, and that shows sooner so.
"""

from collections.abc import Sequence
from dataclasses import replace

from configurator.engine.blockwise import Memory, least, whole
from configurator.engine.linear import Linear
from configurator.engine.problem import Problem
from configurator.engine.solve import Answer, Effort, Solver
from configurator.engine.tighten import Bounds, ContradictionError, Propagator


def thriftiest(
    propagator: Propagator, bounds: Bounds, expression: Linear, effort: Effort, memory: Memory, near: Sequence[int] = ()
) -> Answer:
    """The least of an expression within bounds, as an answer with the values of all variables.

    `near`: the values of a package that keeps the caps where nothing modest does, if one is known.
    """
    within = bool(near)
    if not near:
        modest = _modest(propagator, bounds, expression, effort, memory)
        if modest is not None:
            within = all(constraint.holds(modest.values) for constraint in propagator.problem.constraints)
            if within and all(bounds.low[v] == bounds.high[v] for v in propagator.problem.met.values()):
                return modest
            near = list(modest.values.values())
    problem = propagator.reduced(bounds)
    solver = Solver(problem, effort, light=within)
    if near:
        solver.hint(near)
    answer = solver.optimise(expression)
    return _told_whole(problem, answer) if answer.verdict == "solved" else answer


def _modest(
    propagator: Propagator, bounds: Bounds, expression: Linear, effort: Effort, memory: Memory
) -> Answer | None:
    """The least of what meets no need but what must be, caps aside; None when there is none."""
    unmet = [(v, bounds.low[v], bounds.low[v]) for v in propagator.problem.met.values()]
    try:
        problem = propagator.reduced(propagator.narrowed(bounds, unmet))
    except ContradictionError:
        return None
    found = least(problem, expression, effort, memory, light=True).answer
    return _told_whole(problem, found) if found.verdict == "solved" else None


def _told_whole(problem: Problem, answer: Answer) -> Answer:
    return replace(answer, values=dict(enumerate(whole(problem, answer.values))))
