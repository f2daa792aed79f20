"""What the engine answers to a random case, and how good that is: for its answers to be compared with others."""

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import HealthCheck, settings

import configurator as cf
from configurator.engine.problem import build
from configurator.engine.verify import verify
from configurator.pricing.price_list import offer_for
from configurator.profile import Profile
from configurator.rulebook.model import Rulebook
from configurator.sizing import size
from tests.properties import second_engine
from tests.properties.problems import Best, Case, by_rank, by_trying, worth


def law(examples: int) -> settings:
    """The same examples in every run."""
    return settings(max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def loaded(case: Case) -> tuple[Rulebook, Profile]:
    with tempfile.TemporaryDirectory() as folder:
        return case.load(Path(folder))


def answer(case: Case) -> tuple[cf.Outcome, Rulebook, Profile]:
    rulebook, profile = loaded(case)
    return cf.recommend(profile, rulebook), rulebook, profile


def bought(outcome: cf.Outcome) -> dict[tuple[str, str | None], int] | None:
    """Units by component and site name; None when nothing fits."""
    if not isinstance(outcome, cf.Optimal):
        assert isinstance(outcome, cf.Infeasible)
        return None
    return {
        (item.component, site): item.per_site if item.per_site is not None else item.quantity
        for item in outcome.package.items
        for site in item.sites or (None,)
    }


def goodness(outcome: cf.Optimal) -> Best:
    """How good the engine says its package is; its cost as the quote adds it up."""
    package = outcome.package
    order = sorted(
        ((id, place) for id in outcome.sizing.rulebook.components for place in outcome.sizing.available[id]),
        key=by_rank(outcome.sizing),
    )
    return Best(
        coverage=-sum(need.weight for need in package.coverage if need.met and need.priority != "must"),
        preferences=-int(outcome.stages[1].value),
        total_contract=package.totals.total_contract,
        components=len({id for id, _ in package.quantities}),
        order=tuple(package.quantities.get(place, 0) for place in order),
    )


@dataclass(frozen=True)
class Comparison:
    """How good the engine's answer is, and another's to the same case: None where nothing fits."""

    outcome: cf.Outcome
    ours: Best | None
    theirs: Best | None

    @property
    def agreed(self) -> bool:
        """A package that isn't proven, or no answer, agrees with nothing."""
        return self.outcome.name in ("optimal", "infeasible") and self.ours == self.theirs


def against_everything(case: Case) -> Comparison:
    """The engine's answer beside the best of all quantities there are: for small cases."""
    outcome, rulebook, profile = answer(case)
    ours = goodness(outcome) if isinstance(outcome, cf.Optimal) else None
    return Comparison(outcome, ours, by_trying(profile, rulebook))


def against_the_second_engine(case: Case) -> Comparison:
    """The engine's answer beside HiGHS's, which is given the whole catalogue. Raises NoAnswerError when it has none."""
    outcome, rulebook, profile = answer(case)
    ours = replace(goodness(outcome), order=()) if isinstance(outcome, cf.Optimal) else None
    return Comparison(outcome, ours, by_the_second_engine(profile, rulebook))


def by_the_second_engine(profile: Profile, rulebook: Rulebook) -> Best | None:
    """How good HiGHS's best package is; verified, and priced by what prices the packages of `by_trying`."""
    sizing = size(profile, rulebook)
    offer = offer_for(sizing)
    problem = build(sizing, offer)
    best = second_engine.solve(problem)
    if best is None:
        return None
    quantities = {place: best.values[number] for place, number in problem.quantity.items() if best.values[number]}
    optional = {need.id for need in sizing.needs if need.priority != "must"}
    met = frozenset(need for need in optional if best.values[problem.met[need]])
    assert verify(sizing, offer, quantities, met) == (), "the problem allows what the verifier refuses"
    found = worth(sizing, offer, quantities, met, [])
    coverage, preferences, cost, components = best.goals
    told = (-coverage, -preferences, cost, components)
    assert told == (found.coverage, found.preferences, found.total_contract, found.components), (told, found)
    return found
