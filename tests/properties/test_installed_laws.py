"""Laws of the installed base over random small problems, checked against trying everything."""

import pytest
from hypothesis import given

import configurator as cf
from tests import small
from tests.properties.answers import against_everything, against_the_second_engine, answer, bought, law, loaded
from tests.properties.draws import drawn
from tests.properties.installed import FAMILIES, installed_cases
from tests.properties.larger import larger_cases
from tests.properties.problems import Case, cases
from tests.properties.sited import sited_cases
from tests.properties.test_frontier_laws import by_trying, corners


@law(150)
@given(installed_cases(cases()))
def test_the_answer_is_the_best_of_everything_there_is(case: Case) -> None:
    comparison = against_everything(case)
    assert comparison.agreed, comparison


@pytest.mark.parametrize("number", range(40))
def test_the_answer_is_the_best_where_single_sites_are_spoken_of(number: int) -> None:
    comparison = against_everything(drawn(installed_cases(sited_cases()), number))
    assert comparison.agreed, comparison


@pytest.mark.parametrize("number", range(20))
def test_the_second_engine_finds_as_good_an_answer(number: int) -> None:
    comparison = against_the_second_engine(drawn(installed_cases(cases()), number))
    assert comparison.agreed, comparison


@pytest.mark.parametrize("number", range(30))
def test_the_second_engine_finds_as_good_an_answer_to_larger_cases(number: int) -> None:
    """It is given the whole catalogue: what is installed is never left out as irrelevant."""
    comparison = against_the_second_engine(drawn(installed_cases(larger_cases()), number))
    assert comparison.agreed, comparison


@law(60)
@given(installed_cases(cases()))
def test_the_frontier_is_what_trying_everything_finds(case: Case) -> None:
    rulebook, profile = loaded(case)
    assert corners(cf.frontier(profile, rulebook)) == by_trying(profile, rulebook)


@law(40)
@given(installed_cases(cases()))
def test_an_options_exact_effect_is_that_of_asking_for_it(case: Case) -> None:
    """Where all needs are musts and keeping is no preference, the least is that of a recommendation."""
    musts = [need | {"priority": "must"} for need in case.profile["needs"]]
    rules = [rule for rule in case.files["constraints/a.yaml"] if "weight" not in rule]
    terms = case.files["installed.yaml"] | {"disruption": {}}
    case = case.but_files({"constraints/a.yaml": rules, "installed.yaml": terms}).but_profile(needs=musts, budget={})
    outcome, rulebook, profile = answer(case)
    if isinstance(outcome, cf.Optimal):
        found = cf.options(profile, rulebook)
        for id in rulebook.components:
            decided = [*case.profile["decisions"], {"component": id, "selected": True}]
            with_it = answer(case.but_profile(decisions=decided))[0]
            option = found.exact(id)
            assert option.possible == isinstance(with_it, cf.Optimal)
            if isinstance(with_it, cf.Optimal):
                more = with_it.package.totals.total_contract - outcome.package.totals.total_contract
                assert option.effect["total_contract"] == more


@law(60)
@given(installed_cases(cases()))
def test_what_the_solver_minimised_is_what_the_quote_adds_up_to(case: Case) -> None:
    outcome, _, _ = answer(case)
    if isinstance(outcome, cf.Optimal):
        package, stages = outcome.package, {stage.goal: stage for stage in outcome.stages}
        lines = [line for item in package.items for line in item.lines]
        lines += [ending.line for gone in package.disconnected for ending in gone.terminations]
        assert stages["total_contract"].value == package.totals.total_contract
        assert package.totals.total_contract == sum(line.contract_net for line in lines)
        assert package.totals.one_time == sum(line.net for line in lines if line.period is None)


@law(60)
@given(installed_cases(cases()))
def test_every_unit_there_was_is_kept_moved_or_ended(case: Case) -> None:
    outcome, _, _ = answer(case)
    if isinstance(outcome, cf.Optimal):
        package, holdings = outcome.package, outcome.sizing.holdings
        ended = {gone.component: gone.quantity for gone in package.disconnected}
        for id in holdings.contracts:
            items = [item for item in package.items if item.component == id]
            kept = sum(min(item.before, item.quantity) for item in items)
            assert kept + sum(item.moved for item in items) + ended.get(id, 0) == holdings.total(id)


@law(60)
@given(cases())
def test_with_nothing_installed_what_giving_up_costs_changes_nothing(case: Case) -> None:
    terms = {"disruption": dict.fromkeys(FAMILIES, 3), "terminations": [{"id": "TRM-1", "name": small.both("End"), "percent": 50, **small.SOURCED}]}  # fmt: skip
    with_terms, plain = answer(case.but_files({"installed.yaml": terms}))[0], answer(case)[0]
    assert bought(with_terms) == bought(plain)
    if isinstance(plain, cf.Optimal) and isinstance(with_terms, cf.Optimal):
        assert with_terms.to_json()["totals"] == plain.to_json()["totals"]
        assert {item.action for item in plain.package.items} <= {"add"}
        assert plain.package.disconnected == ()
