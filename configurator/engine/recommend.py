"""Profile + rulebook → an outcome. The whole way in one place."""

from collections.abc import Iterable
from time import perf_counter

from configurator.engine.assemble import assemble
from configurator.engine.conflict import UndecidedError, find_conflict
from configurator.engine.linear import Origin
from configurator.engine.outcome import Feasible, Infeasible, Optimal, Outcome, Unproven
from configurator.engine.problem import build
from configurator.engine.relevance import relevant_offer
from configurator.engine.solve import Limits, Solution, Solver
from configurator.engine.verify import Breach, verify
from configurator.errors import ConfiguratorError, Diagnostic, ProfileError, did_you_mean
from configurator.profile import Profile
from configurator.rulebook.model import Rulebook
from configurator.sizing import size
from configurator.sizing.unknown import refusing_unknown_facts

DEFAULT_LIMITS = Limits()


class UnsoundError(ConfiguratorError):
    """The engine contradicted itself: a fault of ours or of the solver's, never a matter of the input."""


def recommend(
    profile: Profile, rulebook: Rulebook, limits: Limits = DEFAULT_LIMITS, without: Iterable[str] = ()
) -> Outcome:
    """The best package for a profile, proven as far as the limits allow.

    `without` names rules to leave out: a what-if whose answer isn't sellable. Raises ProfileError when the profile
    doesn't fit the rulebook.
    """
    began = perf_counter()
    left_out = _left_out(rulebook, without)
    sizing = size(profile, rulebook)
    with refusing_unknown_facts(profile):
        offer = relevant_offer(sizing)
        problem = build(sizing, offer, left_out)
    solver = Solver(problem, limits)
    result = solver.settle()

    def told() -> dict[str, object]:
        return {
            "sizing": sizing,
            "offer": offer,
            "limits": limits,
            "without": tuple(sorted(origin.id for origin in left_out)),
            "deterministic_time": solver.deterministic_time,
            "wall_ms": round((perf_counter() - began) * 1000),
            "solve_seconds": solver.solve_seconds,
        }

    if isinstance(result, Solution):
        refuse_unsound(verify(sizing, offer, result.quantities, result.met), left_out)
        package = assemble(sizing, offer, result.quantities, result.met)
        kind = Optimal if all(stage.proven for stage in result.stages) else Feasible
        return kind(**told(), package=package, stages=result.stages)  # type: ignore[arg-type]
    if result == "unknown":
        return Unproven(**told(), known="no package was found within the limits, and none is ruled out")  # type: ignore[arg-type]
    try:
        _confirm(solver)
        conflict = find_conflict(sizing, problem, limits)
    except UndecidedError:
        return Unproven(**told(), known="nothing fits, it seems, but that could not be confirmed within the limits")  # type: ignore[arg-type]
    return Infeasible(**told(), conflict=conflict)  # type: ignore[arg-type]


def refuse_unsound(breaches: Iterable[Breach], left_out: frozenset[Origin] = frozenset()) -> None:
    """No package is given that the verifier faults, but for the rules a what-if leaves out."""
    broken = [f"{b.id}: {b.text}" for b in breaches if Origin(b.kind, b.id) not in left_out]
    if broken:
        raise UnsoundError("the package found doesn't hold: " + "; ".join(broken))


def _confirm(solver: Solver) -> None:
    """Infeasible is asked for again under other parameters before it is told."""
    again = Solver(solver.problem, solver.limits).feasible(
        random_seed=7, cp_model_presolve=False, linearization_level=0
    )
    if again == "solved":
        raise UnsoundError("the solver called the problem infeasible, and then found a package")
    if again == "unknown":
        raise UndecidedError


def _left_out(rulebook: Rulebook, without: Iterable[str]) -> frozenset[Origin]:
    ids = tuple(without)  # it may be a generator, which can be read once
    for id in ids:
        if id not in rulebook.rules:
            fault = Diagnostic("E021", f"there is no rule '{id}' to leave out", None, did_you_mean(id, rulebook.rules))
            raise ProfileError([fault])
    return frozenset(Origin("rule", id) for id in ids)
