"""Frugal packages: what a part of the question asks for, and nothing beside."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from configurator.engine.blockwise import Memory
from configurator.engine.conflict import in_question
from configurator.engine.frugal import Frugal
from configurator.engine.linear import Origin, Variable
from configurator.engine.problem import Problem, build
from configurator.engine.relevance import relevant_offer
from configurator.engine.solve import Effort, Limits, Solver
from configurator.engine.tighten import ContradictionError
from configurator.sizing import size
from tests.properties.answers import law, loaded
from tests.properties.problems import Case, cases


def meeting_only(problem: Problem, needs: Sequence[Origin]) -> Problem:
    """The problem in which these needs are met and no other."""
    asked = {problem.met[need.id] for need in needs}
    variables = [
        Variable(v.name, int(number in asked), int(number in asked)) if number in problem.met.values() else v
        for number, v in enumerate(problem.variables)
    ]
    return replace(problem, variables=tuple(variables))


@law(60)
@given(cases(), st.data())
def test_there_is_a_frugal_package_exactly_when_something_fulfils_the_part_and_meets_no_other_need(
    case: Case, data: st.DataObject
) -> None:
    rulebook, profile = loaded(case)
    sizing = size(profile, rulebook)
    problem = build(sizing, relevant_offer(sizing)).indifferent()
    asked = {constraint.origin for constraint in problem.constraints}
    question = [origin for origin in in_question(sizing) if origin in asked]
    effort = Effort(Limits())
    try:
        frugal = Frugal(problem, question, effort, Memory())
    except ContradictionError:
        return
    for _ in range(4):  # one after the other, as what was found is remembered
        kept = data.draw(st.lists(st.sampled_from(question), unique=True)) if question else []
        part = problem.without(set(question).difference(kept))
        needs = [origin for origin in kept if origin.kind == "need"]
        values = frugal.package(kept)
        if values is None:
            assert Solver(meeting_only(part, needs), effort).find().verdict == "infeasible"
        else:
            assert all(constraint.holds(values) for constraint in part.constraints)
            assert {number for number in problem.met.values() if values[number]} == {problem.met[n.id] for n in needs}
