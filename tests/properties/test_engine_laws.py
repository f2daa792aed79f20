"""Laws of the engine over random small problems, checked against trying everything."""

from dataclasses import replace

import pytest
from hypothesis import given

import configurator as cf
from tests.properties.answers import against_everything, answer, bought, goodness, law
from tests.properties.draws import drawn
from tests.properties.problems import Case, cases, share
from tests.properties.sited import sited_cases


@law(150)
@given(cases())
def test_the_answer_is_the_best_of_everything_there_is(case: Case) -> None:
    comparison = against_everything(case)
    assert comparison.agreed, comparison


@pytest.mark.parametrize("number", range(80))
def test_the_answer_is_the_best_where_single_sites_are_spoken_of(number: int) -> None:
    comparison = against_everything(drawn(sited_cases(), number))
    assert comparison.agreed, comparison


@law(60)
@given(cases())
def test_what_the_solver_minimised_is_what_the_quote_adds_up_to(case: Case) -> None:
    outcome, _, _ = answer(case)
    if isinstance(outcome, cf.Optimal):
        totals, stages = outcome.package.totals, {stage.goal: stage for stage in outcome.stages}
        assert stages["total_contract"].value == stages["total_contract"].bound == totals.total_contract
        assert totals.total_contract == sum(line.contract_net for item in outcome.package.items for line in item.lines)
        optional = [need for need in outcome.package.coverage if need.priority != "must"]
        whole = sum(need.weight for need in optional)
        assert outcome.package.weighted_coverage == share(int(stages["coverage"].value), whole)


@law(60)
@given(cases())
def test_the_order_of_catalogue_rules_needs_and_sites_means_nothing(case: Case) -> None:
    turned = {name: data[::-1] if isinstance(data, list) else data for name, data in case.files.items()}
    asked = {name: data[::-1] if name in ("needs", "sites") else data for name, data in case.profile.items()}
    assert bought(answer(case)[0]) == bought(answer(Case(turned, asked))[0])


@law(40)
@given(cases())
def test_sites_counted_or_listed_are_the_same_sites(case: Case) -> None:
    listed = [
        {key: value for key, value in site.items() if key != "count"}
        | {"name": f"{site['name']} {i + 1}" if site.get("count", 1) > 1 else site["name"]}
        for site in case.profile["sites"]
        for i in range(site.get("count", 1))
    ]
    assert bought(answer(case)[0]) == bought(answer(Case(case.files, case.profile | {"sites": listed}))[0])


@law(40)
@given(cases())
def test_a_decision_the_engine_took_itself_changes_nothing_when_pinned(case: Case) -> None:
    outcome, _, _ = answer(case)
    if not isinstance(outcome, cf.Optimal):
        return
    pins = [
        {"component": item.component, "quantity": item.quantity} for item in outcome.package.items if item.sites is None
    ]
    pinned = case.profile | {"decisions": [*case.profile["decisions"], *pins]}
    assert bought(answer(Case(case.files, pinned))[0]) == bought(outcome)


@law(60)
@given(cases())
def test_a_rule_less_never_makes_an_offer_worse(case: Case) -> None:
    # Components that may be bought beyond their demands: else a rule also frees those it speaks of.
    free = [c | {"quantity": c["quantity"] | {"extra": True}} for c in case.files["components/a.yaml"]]
    case = replace(case, files=case.files | {"components/a.yaml": free})
    outcome, rulebook, profile = answer(case)
    for rule in rulebook.rules.values():
        if rule.weight is not None:
            continue
        without = cf.recommend(profile, rulebook, without=[rule.id])
        if isinstance(outcome, cf.Optimal):
            assert isinstance(without, cf.Optimal)
            assert goodness(without) <= goodness(outcome)


@law(60)
@given(cases())
def test_a_smaller_budget_never_makes_an_offer_better(case: Case) -> None:
    outcome, _, _ = answer(case)
    smaller = {cap: amount // 2 for cap, amount in case.profile["budget"].items()}
    poorer, _, _ = answer(Case(case.files, case.profile | {"budget": smaller}))
    if isinstance(poorer, cf.Optimal):
        assert isinstance(outcome, cf.Optimal)
        assert goodness(outcome) <= goodness(poorer)
