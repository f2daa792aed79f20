"""Laws of refusals over random problems too large to try everything: a second engine confirms what was told."""

from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import combinations

import pytest

import configurator as cf
from configurator.engine.conflict import contributor, in_question
from configurator.engine.linear import Origin
from configurator.engine.problem import Problem, build
from configurator.money import to_minor, to_text
from configurator.pricing.price_list import price_list
from configurator.profile import changed
from configurator.sizing import Sizing, size
from tests.properties import second_engine
from tests.properties.answers import answer
from tests.properties.draws import drawn
from tests.properties.larger import larger_cases

CONCESSIONS = {"budget.monthly": 2, "budget.one_time": 2, "budget.total": 3, "decisions": 1, "needs": 4}


@cache
def answered(number: int) -> cf.Outcome:
    """The answer to a case that asks for all its needs, on a small budget: mostly nothing fits."""
    case = drawn(larger_cases(), number)
    needs = [need | {"priority": "must"} for need in case.profile["needs"]]
    case = case.but_files({"rulebook.yaml": case.files["rulebook.yaml"] | {"concessions": CONCESSIONS}})
    return answer(case.but_profile(needs=needs, budget={"monthly": 30} | case.profile["budget"]))[0]


def whole_problem(sizing: Sizing) -> Problem:
    """What is asked of all that is sold: nothing is left out as irrelevant."""
    return build(sizing, price_list(sizing.rulebook, sizing.date, sizing.term_months, sizing.world))


@pytest.mark.parametrize("number", range(40))
def test_what_conflicts_cannot_hold_and_would_without_any_one_of_it(number: int) -> None:
    outcome = answered(number)
    if not isinstance(outcome, cf.Infeasible):
        return
    question = in_question(outcome.sizing)
    problem = whole_problem(outcome.sizing)
    told = {(member.kind, member.id, member.text) for member in outcome.conflict}
    members = {origin for origin in question if _as_told(origin, outcome) in told}

    def holds(kept: Collection[Origin]) -> bool:
        return second_engine.solve(problem.without(set(question) - set(kept))) is not None

    assert not holds(members)
    assert all(holds(members - {member}) for member in members)


def _as_told(origin: Origin, outcome: cf.Infeasible) -> tuple[str, str, str]:
    member = contributor(origin, outcome.sizing)
    return member.kind, member.id, member.text


@pytest.mark.parametrize("number", range(40))
def test_a_repair_carried_out_works_at_the_cost_told_and_no_part_of_it_does(number: int) -> None:
    outcome = answered(number)
    if not isinstance(outcome, cf.Infeasible):
        return
    problem = whole_problem(outcome.sizing)
    for repair in outcome.repairs:
        repaired = whole_problem(size(repair.profile, outcome.sizing.rulebook))
        *_, cost, fewest = repaired.goals
        least = second_engine.solve(replace(repaired, goals=(cost, fewest)))
        assert least is not None
        assert least.goals[0] == repair.totals.total_contract
        for given in combinations(repair.gives, len(repair.gives) - 1):
            assert second_engine.solve(problem.without(given)) is None


@pytest.mark.parametrize("number", range(40))
def test_a_cap_is_raised_no_further_than_it_must_be(number: int) -> None:
    outcome = answered(number)
    if not isinstance(outcome, cf.Infeasible):
        return
    rulebook = outcome.sizing.rulebook
    for repair in outcome.repairs:
        for change in repair.changes:
            if change.path.startswith("budget."):
                a_cent_less = to_text(to_minor(Fraction(change.after), rulebook.currency) - 1, rulebook.currency)
                lower = changed(repair.profile, change.path, a_cent_less)
                assert second_engine.solve(whole_problem(size(lower, rulebook))) is None
