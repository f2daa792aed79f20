"""Profile + rulebook → an outcome. The whole way in one place."""

from collections.abc import Iterable
from time import perf_counter

from configurator.collecting import without_collecting
from configurator.engine.assemble import assemble
from configurator.engine.builder import TimeIsUpError
from configurator.engine.confirm import confirmed
from configurator.engine.conflict import minimal_conflict
from configurator.engine.frugal import UndecidedError
from configurator.engine.linear import Origin
from configurator.engine.outcome import Feasible, Infeasible, Optimal, Outcome, Unproven
from configurator.engine.problem import Problem, build
from configurator.engine.relevance import relevant_offer
from configurator.engine.repairs import Repair, find_repairs
from configurator.engine.shortlist import Shortlist, shortlist
from configurator.engine.solve import Effort, Limits, Stop, Verdict
from configurator.engine.stages import Solution, settle
from configurator.engine.verify import UnsoundError, refuse_unsound, verify
from configurator.errors import Diagnostic, ProfileError, did_you_mean
from configurator.pricing.bundles import Offer
from configurator.profile import Profile
from configurator.records import Wording
from configurator.rulebook.model import Rulebook
from configurator.sizing import Sizing, size
from configurator.sizing.unknown import refusing_unknown_facts

DEFAULT_LIMITS = Limits()

_OPEN = Wording(
    en="no package was found within the limits, and none is ruled out",
    zh="限定时间内没有找到方案，也不能排除有可行方案",
)
_UNCONFIRMED = Wording(
    en="nothing fits, it seems, but that could not be confirmed within the limits",
    zh="看来没有可行方案，但在限定时间内未能确认",
)

_NOT_BEGUN = Wording(
    en="the time was over before the search could begin",
    zh="时间在求解开始之前就已用完",
)

_BEYOND = 0.1
"""Deterministic seconds in which a first package is put together, however little time there was to search."""


@without_collecting()
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
        problem, result = _best(sizing, offer, left_out, effort)

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

    if problem is None:
        return Unproven(**told(), known=_NOT_BEGUN)  # type: ignore[arg-type]
    if isinstance(result, Solution):
        missing = {(origin.kind, origin.id) for origin in left_out}
        refuse_unsound(verify(sizing, offer, result.quantities, result.met), missing)
        package = assemble(sizing, offer, result.quantities, result.met)
        kind = Optimal if all(stage.proven for stage in result.stages) else Feasible
        return kind(**told(), package=package, stages=result.stages)  # type: ignore[arg-type]
    if result == "unknown":
        return Unproven(**told(), known=_OPEN)  # type: ignore[arg-type]
    refusal = _refusal(sizing, offer, problem, effort)
    if refusal is None:
        return Unproven(**told(), known=_UNCONFIRMED)  # type: ignore[arg-type]
    members, repairs = refusal
    return Infeasible(**told(), members=members, repairs=repairs)  # type: ignore[arg-type]


def _best(
    sizing: Sizing, offer: Offer, left_out: frozenset[Origin], effort: Effort
) -> tuple[Problem | None, Solution | Verdict]:
    """The best package, and the problem it is the best of; no problem when the time was over before it was built."""
    few = shortlist(sizing, offer) if not left_out else Shortlist(offer)
    try:
        problem = build(sizing, few.offer, left_out, most_units=few.most, over=effort.over)
        result = settle(problem, effort, beyond=_BEYOND)
        unsold = isinstance(result, Solution) and not few.sellable(result.quantities, sizing.rulebook.components)
        if unsold or (result == "infeasible" and few.offer is not offer):
            problem = build(sizing, offer, left_out, over=effort.over)
        return problem, settle(problem, effort, beyond=_BEYOND) if unsold else result
    except TimeIsUpError:
        return None, "unknown"


def _refusal(
    sizing: Sizing, offer: Offer, problem: Problem, effort: Effort
) -> tuple[tuple[Origin, ...], tuple[Repair, ...]] | None:
    """What can't hold together and the ways out; None when the limits came before that was certain."""
    if not confirmed(problem, effort):
        return None
    plain = problem.indifferent()
    try:
        members = minimal_conflict(sizing, plain, effort)
    except UndecidedError:
        return None
    if members is None:
        raise UnsoundError("the solver called the problem infeasible, and then found a package")
    return tuple(members), find_repairs(sizing, offer, plain, effort)


def _left_out(rulebook: Rulebook, without: Iterable[str]) -> frozenset[Origin]:
    ids = tuple(without)  # it may be a generator, which can be read once
    for id in ids:
        if id not in rulebook.rules:
            fault = Diagnostic("E021", f"there is no rule '{id}' to leave out", None, did_you_mean(id, rulebook.rules))
            raise ProfileError([fault])
    return frozenset(Origin("rule", id) for id in ids)
