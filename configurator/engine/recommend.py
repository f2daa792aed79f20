"""Profile + rulebook → an outcome. The whole way in one place."""

from collections.abc import Iterable
from time import perf_counter

from configurator.engine.assemble import assemble
from configurator.engine.conflict import UndecidedError, minimal_conflict
from configurator.engine.linear import Origin
from configurator.engine.outcome import Feasible, Infeasible, Optimal, Outcome, Unproven
from configurator.engine.problem import Problem, build
from configurator.engine.relevance import relevant_offer
from configurator.engine.repairs import find_repairs
from configurator.engine.solve import Effort, Limits, Solver, Stop
from configurator.engine.stages import Solution, settle
from configurator.engine.verify import UnsoundError, refuse_unsound, verify
from configurator.errors import Diagnostic, ProfileError, did_you_mean
from configurator.profile import Profile
from configurator.rulebook.model import Rulebook
from configurator.sizing import size
from configurator.sizing.unknown import refusing_unknown_facts

DEFAULT_LIMITS = Limits()


def recommend(
    profile: Profile,
    rulebook: Rulebook,
    limits: Limits = DEFAULT_LIMITS,
    without: Iterable[str] = (),
    stop: Stop | None = None,
) -> Outcome:
    """The best package for a profile, proven as far as the limits allow.

    `without` names rules to leave out: a what-if whose answer isn't sellable. `stop` ends the search from another
    thread. Raises ProfileError when the profile doesn't fit the rulebook.
    """
    effort = Effort(limits, stop)
    left_out = _left_out(rulebook, without)
    sizing = size(profile, rulebook)
    with refusing_unknown_facts(profile):
        offer = relevant_offer(sizing)
        problem = build(sizing, offer, left_out)
    result = settle(problem, effort)

    def told() -> dict[str, object]:
        return {
            "sizing": sizing,
            "offer": offer,
            "limits": limits,
            "without": tuple(sorted(origin.id for origin in left_out)),
            "deterministic_time": effort.deterministic_time,
            "wall_ms": round((perf_counter() - effort.began) * 1000),
            "solve_seconds": effort.solve_seconds,
            "reproducible": not effort.cut_short,
        }

    if isinstance(result, Solution):
        refuse_unsound(
            verify(sizing, offer, result.quantities, result.met), {(origin.kind, origin.id) for origin in left_out}
        )
        package = assemble(sizing, offer, result.quantities, result.met)
        kind = Optimal if all(stage.proven for stage in result.stages) else Feasible
        return kind(**told(), package=package, stages=result.stages)  # type: ignore[arg-type]
    if result == "unknown":
        return Unproven(**told(), known="no package was found within the limits, and none is ruled out")  # type: ignore[arg-type]
    try:
        confirm_infeasible(problem, effort)
        plain = problem.indifferent()
        members = minimal_conflict(sizing, plain, effort)
        if members is None:
            raise UnsoundError("the solver called the problem infeasible, and then found a package")
        repairs = find_repairs(sizing, offer, plain, effort)
    except UndecidedError:
        return Unproven(**told(), known="nothing fits, it seems, but that could not be confirmed within the limits")  # type: ignore[arg-type]
    return Infeasible(**told(), members=tuple(members), repairs=repairs)  # type: ignore[arg-type]


def confirm_infeasible(problem: Problem, effort: Effort) -> None:
    """Infeasible is asked for again, of the whole problem and under other parameters, before it is told.

    Raises UndecidedError when the limits came first.
    """
    again = Solver(problem, effort).find(random_seed=7, cp_model_presolve=False)
    if again.verdict == "solved":
        raise UnsoundError("the solver called the problem infeasible, and then found a package")
    if again.verdict == "unknown":
        raise UndecidedError


def _left_out(rulebook: Rulebook, without: Iterable[str]) -> frozenset[Origin]:
    ids = tuple(without)  # it may be a generator, which can be read once
    for id in ids:
        if id not in rulebook.rules:
            fault = Diagnostic("E021", f"there is no rule '{id}' to leave out", None, did_you_mean(id, rulebook.rules))
            raise ProfileError([fault])
    return frozenset(Origin("rule", id) for id in ids)
