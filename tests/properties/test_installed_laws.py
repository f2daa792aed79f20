"""Laws of the installed base over random small problems, checked against trying everything."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import configurator as cf
from tests import small
from tests.properties.answers import against_everything, against_the_second_engine, answer, bought, law
from tests.properties.draws import drawn
from tests.properties.problems import Case, cases
from tests.properties.sited import sited_cases

FAMILIES = ("a", "b", "c")


@st.composite
def installed_cases(draw: st.DrawFn, of: st.SearchStrategy[Case]) -> Case:
    """A case whose customer has something already, and a rulebook that says what giving it up counts and costs."""
    case = draw(of)
    sold = case.files["components/a.yaml"]
    names = [component["id"] for component in sold]
    weights = draw(st.dictionaries(st.sampled_from((*FAMILIES, *names)), st.integers(0, 3), max_size=2))
    concerned = draw(st.sampled_from((None, None, ["a"], ["b", names[0]])))
    termination = {
        "id": "TRM-1", "name": small.both("Early end"), "percent": draw(st.sampled_from((100, 50, 12.5))), **small.SOURCED,
    } | ({"of": concerned} if concerned else {}) | ({"most_months": 3} if draw(st.booleans()) else {})  # fmt: skip
    terms: dict[str, Any] = {"disruption": weights, "terminations": [termination] if draw(st.booleans()) else []}
    entries = draw(st.lists(entry(sold, [site["name"] for site in case.profile["sites"]]), min_size=1, max_size=3))
    free = [_not_only_new(component) if draw(st.booleans()) else component for component in sold]
    return case.but_files({"installed.yaml": terms, "components/a.yaml": free}).but_profile(installed=entries)


@st.composite
def entry(draw: st.DrawFn, sold: list[dict[str, Any]], sites: list[str]) -> dict[str, Any]:
    component = draw(st.sampled_from(sold))
    told: dict[str, Any] = {"component": component["id"], "quantity": draw(st.integers(1, 4))}
    told |= {"site": draw(st.sampled_from(sites))} if component["at"] == "site" and draw(st.booleans()) else {}
    until = draw(st.sampled_from((None, "2026-11-22", "2026-12-31", "2027-05-22", "2029-01-01")))
    told |= {"until": until} if until else {}
    return told | ({"monthly": draw(st.sampled_from(("3.33", "20")))} if draw(st.booleans()) else {})


def _not_only_new(component: dict[str, Any]) -> dict[str, Any]:
    charges = [c | {"units": "all"} if c["type"] == "one_time" else c for c in component["charges"]]
    return component | {"charges": charges}


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
