"""What a package spends of every cap is what its lines add up to, whatever its charges and what is installed."""

from hypothesis import given

import configurator as cf
from configurator.engine.spending import spending
from tests.properties.answers import answer, law
from tests.properties.deals import deal_cases
from tests.properties.installed import installed_cases
from tests.properties.problems import Case, cases


@law(60)
@given(deal_cases() | installed_cases(cases()))
def test_what_is_spent_is_what_the_lines_add_up_to(case: Case) -> None:
    outcome, _, _ = answer(case)
    if not isinstance(outcome, cf.Optimal):
        return
    package = outcome.package
    met = frozenset(need.need for need in package.coverage if need.met)
    spent = spending(outcome.sizing, outcome.offer, package.quantities, met)
    totals = package.totals
    assert (spent["one_time"], spent["total"]) == (totals.one_time, totals.total_contract)
    assert abs(spent["monthly"] - 12 * totals.monthly) <= 6
