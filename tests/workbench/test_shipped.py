"""The rulebooks that come with the configurator keep what is promised of them."""

import functools
import re

import pytest

from configurator.resources import folder
from configurator.rulebook.loader import load_rulebook, shipped_rulebooks
from configurator.rulebook.model import Rulebook
from configurator.workbench.cases import case_files
from configurator.workbench.coverage import coverage
from configurator.workbench.testing import Result, run_tests

BOOKS = shipped_rulebooks()
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@functools.cache
def book(id: str) -> Rulebook:
    return load_rulebook(id)


@functools.cache
def results(id: str) -> tuple[Result, ...]:
    """Every example and case, run once."""
    return tuple(run_tests(id))


@pytest.mark.parametrize("id", BOOKS)
def test_every_example_and_case_passes(id: str) -> None:
    assert {f"{result.kind} {result.name}": result.faults for result in results(id) if not result.passed} == {}


@pytest.mark.parametrize("id", BOOKS)
def test_examples_and_cases_try_every_rule(id: str) -> None:
    assert [rule.rule for rule in coverage(book(id), results(id)).rules if not rule.covered] == []


def test_the_enterprise_rulebook_has_its_size() -> None:
    enterprise = book("telco_enterprise")
    cases = case_files(folder("rules") / "telco_enterprise")
    assert (len(enterprise.components) >= 200, len(enterprise.rules) >= 120, len(cases) >= 60) == (True, True, True), (
        f"{len(enterprise.components)} components, {len(enterprise.rules)} rules, {len(cases)} cases"
    )


def test_the_consumer_rulebook_has_its_size() -> None:
    assert len(book("telco_consumer").components) >= 60


@pytest.mark.parametrize("id", BOOKS)
def test_every_rule_has_both_examples_a_source_and_both_texts(id: str) -> None:
    lacking = [
        rule.id
        for rule in book(id).rules.values()
        if not (rule.examples.allowed and rule.examples.refused and rule.source.strip())
        or not rule.because.en.strip()
        or not CHINESE.search(rule.because.zh)
    ]
    assert lacking == []


@pytest.mark.parametrize("id", BOOKS)
def test_every_component_has_a_service_level_names_and_benefits_in_both_languages(id: str) -> None:
    lacking = [
        component.id
        for component in book(id).components.values()
        if not component.sla
        or not (component.name.en.strip() and component.name.zh.strip() and component.benefit.en.strip())
        or not CHINESE.search(component.benefit.zh)
    ]
    assert lacking == []
