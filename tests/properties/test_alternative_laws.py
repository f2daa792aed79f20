"""Laws of alternatives and questions over random small problems, checked against trying everything."""

import itertools
from collections.abc import Iterator
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

import configurator as cf
from configurator.engine.alternatives import alternatives, traits
from configurator.engine.offers import as_musts
from configurator.engine.questions import questions
from configurator.engine.verify import verify
from configurator.package import Place
from configurator.pricing.price_list import price_list
from configurator.profile import read_profile
from configurator.rulebook.model import Rulebook
from configurator.sizing import Sizing, size
from tests.properties.answers import law, loaded
from tests.properties.problems import Best, Case, by_rank, cases, everything, worth

WITHIN = Fraction(1)
DIFFERS = (["id"], ["ladder"], ["id", "ladder"])


def valid(sizing: Sizing, met: frozenset[str]) -> Iterator[tuple[dict[Place, int], Best]]:
    """Every valid package that meets exactly these needs, and how good it is."""
    offer = price_list(sizing.rulebook, sizing.date, sizing.term_months, sizing.world)
    places = sorted(((id, place) for id in offer for place in sizing.available[id]), key=by_rank(sizing))
    for quantities in everything(sizing, places):
        if not verify(sizing, offer, quantities, met):
            yield quantities, worth(sizing, offer, quantities, met, places)


def of(quantities: dict[Place, int], rulebook: Rulebook) -> frozenset[tuple[str, str, str]]:
    return frozenset(itertools.chain(*(traits(rulebook.components[id], rulebook) for id, _ in quantities)))


@law(200)
@given(cases(), st.sampled_from(DIFFERS))
def test_each_alternative_is_the_one_that_trying_everything_finds(case: Case, differs: list[str]) -> None:
    told = case.files["rulebook.yaml"] | {"differs_by": differs}
    rulebook, profile = loaded(case.but_files({"rulebook.yaml": told}))
    outcome = cf.recommend(profile, rulebook)
    if not isinstance(outcome, cf.Optimal):
        return
    found = alternatives(outcome, 3, WITHIN)
    assert found.complete
    needs = [(need.need, need.met) for need in outcome.package.coverage]
    met = frozenset(need.need for need in outcome.package.coverage if need.met)
    most = outcome.package.totals.total_contract * (1 + WITHIN)
    kept = int(outcome.stages[1].value)
    everything_else = [
        (quantities, best)
        for quantities, best in valid(outcome.sizing, met & {n.id for n in outcome.sizing.needs})
        if best.total_contract <= most and -best.preferences >= kept
    ]
    before = [of(dict(outcome.package.quantities), rulebook)]
    for alternative in (*found.found, None):
        if alternative is None and len(found.found) == 3:
            return
        unlike = [
            (min(len(one - of(quantities, rulebook)) for one in before), best) for quantities, best in everything_else
        ]
        best = min(((-number, best.total_contract) for number, best in unlike if number), default=None)
        if alternative is None:
            assert best is None
            return
        assert [(need.need, need.met) for need in alternative.package.coverage] == needs
        mine = of(dict(alternative.package.quantities), rulebook)
        assert best == (-min(len(one - mine) for one in before), alternative.package.totals.total_contract)
        before.append(mine)


@law(60)
@given(cases())
def test_what_an_answer_comes_to_is_the_least_that_trying_everything_finds(case: Case) -> None:
    rulebook, profile = loaded(case)
    outcome = cf.recommend(profile, rulebook)
    if not isinstance(outcome, cf.Optimal):
        return
    found = questions(outcome, 50)
    assert found.complete
    now = as_musts(outcome.sizing, frozenset(need.need for need in outcome.package.coverage if need.met))
    for question in found.found:
        for answer in question.answers[1:]:
            assert answer.value is not None
            sizing = size(read_profile(question.about.answers[answer.value](now)), rulebook)
            costs = [best.total_contract for _, best in valid(sizing, frozenset(need.id for need in sizing.needs))]
            assert (answer.totals and answer.totals.total_contract) == min(costs, default=None)
