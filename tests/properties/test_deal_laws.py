"""One truth of prices: what the solver minimises is what the quote comes to, and what a clerk with fractions finds."""

from hypothesis import given

from tests.properties.answers import law
from tests.properties.deals import deal_cases
from tests.properties.priced import against_the_clerk
from tests.properties.problems import Case


@law(150)
@given(deal_cases())
def test_the_least_cost_by_the_solver_is_the_quote_and_the_clerks_sum(case: Case) -> None:
    comparison = against_the_clerk(case)
    assert comparison.agreed, comparison
