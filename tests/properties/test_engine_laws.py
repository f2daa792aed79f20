"""Laws of the engine over random small problems, checked against trying everything."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings

import configurator as cf
from configurator.engine.solve import Limits
from tests.properties.problems import Best, Case, by_trying, cases

SETTINGS = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def answer(case: Case) -> tuple[cf.Outcome, cf.Rulebook, cf.Profile]:
    with tempfile.TemporaryDirectory() as folder:
        rulebook, profile = case.load(Path(folder))
    return cf.recommend(profile, rulebook, Limits()), rulebook, profile


@SETTINGS
@given(cases())
def test_the_answer_is_the_best_of_everything_there_is(case: Case) -> None:
    outcome, rulebook, profile = answer(case)
    best = by_trying(profile, rulebook)
    if best is None:
        assert isinstance(outcome, cf.Infeasible)
        return
    assert isinstance(outcome, cf.Optimal)
    package = outcome.package
    places = sorted(
        ((id, place) for id in outcome.offer for place in outcome.sizing.available[id]),
        key=lambda p: (p[0], p[1] or ""),
    )
    found = Best(
        coverage=-sum(n.weight for n in package.coverage if n.met and n.priority != "must"),
        preferences=-int(outcome.stages[1].value),
        total_contract=package.totals.total_contract,
        components=len({id for id, _ in package.quantities}),
        order=tuple(package.quantities.get(place, 0) for place in places),
    )
    assert found == best
