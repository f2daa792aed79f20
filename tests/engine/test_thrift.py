"""The least of something that a whole problem allows."""

from hypothesis import given
from hypothesis import strategies as st

from configurator.engine.blockwise import Memory
from configurator.engine.problem import build
from configurator.engine.relevance import relevant_offer
from configurator.engine.solve import Effort, Limits, Solver
from configurator.engine.thrift import thriftiest
from configurator.engine.tighten import ContradictionError, Propagator
from configurator.sizing import size
from tests.properties.answers import law, loaded
from tests.properties.problems import Case, cases


@law(100)
@given(cases(), st.sampled_from(["total", "monthly", "one_time"]))
def test_it_is_the_least_that_one_search_of_the_whole_finds(case: Case, cap: str) -> None:
    rulebook, profile = loaded(case)
    sizing = size(profile, rulebook)
    problem = build(sizing, relevant_offer(sizing))
    spending, effort, propagator = problem.spending[cap], Effort(Limits()), Propagator(problem)
    plain = Solver(problem, effort).optimise(spending)
    try:
        found = thriftiest(propagator, propagator.root(), spending, effort, Memory())
    except ContradictionError:
        assert plain.verdict == "infeasible"
        return
    assert found.verdict == plain.verdict
    if found.verdict == "solved":
        assert found.proven
        assert found.bound == plain.bound == spending.at(found.values)
        assert all(constraint.holds(found.values) for constraint in problem.constraints)
