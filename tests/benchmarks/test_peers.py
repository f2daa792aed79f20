"""The peers are asked the same question: so where the question has one answer, all give it."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import configurator as cf
from configurator.engine.linear import CATALOGUE, Origin
from configurator.engine.problem import Problem, build
from configurator.engine.relevance import relevant_offer
from configurator.profile import read_profile
from configurator.sizing import size
from tests.benchmarks.corpus import profiles
from tests.benchmarks.generated import generated
from tests.benchmarks.peers import asp, cpsat, sat
from tests.benchmarks.peers.boolean import AtLeast, BooleanPart, boolean_part
from tests.benchmarks.peers.highs import highs
from tests.benchmarks.peers.settled import Settled

ASKED = ("retail_small_stated", "healthcare_micro_defaults", "logistics_micro_regulated")
GOALS = ("coverage", "preferences", "total_contract")
SECONDS = 60.0


def profile(name: str) -> cf.Profile:
    return read_profile(dict(profiles())[name])


def problem_of(name: str) -> Problem:
    sizing = size(profile(name), cf.load_rulebook("telco_enterprise"))
    return build(sizing, relevant_offer(sizing))


def values(settled: Settled) -> dict[str, Any]:
    return {name: found.value for name, found in settled.goals.items() if name in GOALS}


@pytest.mark.parametrize("name", ASKED)
def test_every_peer_settles_the_goals_at_the_values_of_a_recommendation(name: str) -> None:
    rulebook = cf.load_rulebook("telco_enterprise")
    outcome = cf.recommend(profile(name), rulebook)
    assert isinstance(outcome, cf.Optimal)
    sizing = size(profile(name), rulebook)
    offer = relevant_offer(sizing)
    problem = build(sizing, offer)
    open_goals = {goal.name for goal in problem.goals if goal.expression.terms}
    ours = {s.goal: int(s.value) for s in outcome.stages if s.goal in GOALS and s.goal in open_goals}
    assert values(cpsat.raw(problem, SECONDS)) == ours
    assert values(cpsat.naive(sizing, offer, SECONDS)) == ours
    assert values(highs(problem, SECONDS)) == ours


@st.composite
def parts(draw: st.DrawFn) -> BooleanPart:
    """Up to six variables and eight constraints over them, each a rule's or the catalogue's."""
    variables = tuple(range(draw(st.integers(1, 6))))
    literal = st.sampled_from([*variables, *(~variable for variable in variables)])
    constraint = st.builds(
        AtLeast,
        number=st.integers(1, 3),
        literals=st.lists(literal, max_size=4).map(tuple),
        when=st.lists(literal, max_size=1).map(tuple),
        origin=st.sampled_from([CATALOGUE, Origin("rule", "A"), Origin("rule", "B"), Origin("rule", "C")]),
    )
    return BooleanPart(variables, tuple(draw(st.lists(constraint, max_size=8))))


def holds(literal: int, answer: tuple[bool, ...]) -> bool:
    return answer[literal] if literal >= 0 else not answer[~literal]


def answers(part: BooleanPart) -> list[tuple[bool, ...]]:
    """Every assignment that fulfils the part, by trying all."""

    def fulfilled(constraint: AtLeast, answer: tuple[bool, ...]) -> bool:
        asked = all(holds(literal, answer) for literal in constraint.when)
        return not asked or sum(holds(literal, answer) for literal in constraint.literals) >= constraint.number

    tried = product((False, True), repeat=len(part.variables))
    return [answer for answer in tried if all(fulfilled(constraint, answer) for constraint in part.constraints)]


@settings(max_examples=100)
@given(parts())
def test_what_the_boolean_peers_call_possible_is_in_some_answer(part: BooleanPart) -> None:
    for decided in ((), (0,), (~0,)):
        left = [answer for answer in answers(part) if all(holds(literal, answer) for literal in decided)]
        possible = {variable for variable in part.variables if any(answer[variable] for answer in left)}
        assert sat.Sat(part).possible(part.variables, decided) == possible
        clingo = asp.Clingo(part)
        assert clingo.possible(part.variables, decided) == possible
        if left:
            certain = {variable for variable in part.variables if all(answer[variable] for answer in left)}
            assert clingo.certain(part.variables, decided) == certain


@settings(max_examples=100)
@given(parts())
def test_a_conflict_cannot_hold_and_every_smaller_one_can(part: BooleanPart) -> None:
    def can_hold(origins: frozenset[Origin]) -> bool:
        kept = tuple(c for c in part.constraints if c.origin in origins | {CATALOGUE})
        return bool(answers(BooleanPart(part.variables, kept)))

    found = sat.conflict(part)
    if found is None:
        assert answers(part)
        return
    assert not can_hold(found)
    if can_hold(frozenset()):
        assert all(can_hold(found - {origin}) for origin in found)


@pytest.mark.parametrize("name", ASKED)
def test_what_a_package_has_is_possible_for_the_boolean_part(name: str) -> None:
    problem = problem_of(name)
    part = boolean_part(problem)
    components = [variable for variable, _ in problem.goals[-1].expression.terms]
    by_sat = sat.Sat(part).possible(components)
    assert by_sat == asp.Clingo(part).possible(components)
    outcome = cf.recommend(profile(name), cf.load_rulebook("telco_enterprise"))
    assert isinstance(outcome, cf.Optimal)
    chosen = {item.component for item in outcome.package.items}
    possible = {problem.variables[variable].name.rstrip("?").partition("@")[0] for variable in by_sat}
    assert chosen <= possible


def test_a_generated_catalogue_is_larger_and_otherwise_the_same(tmp_path: Path) -> None:
    original = cf.load_rulebook("telco_enterprise")
    larger = cf.load_rulebook(generated("telco_enterprise", tmp_path / "larger", times=3))
    assert len(larger.components) == 3 * len(original.components)
    assert (larger.rules, larger.needs) == (original.rules, original.needs)
    assert {id: larger.components[id] for id in original.components} == dict(original.components)


def test_a_generated_catalogue_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    written = [generated("telco_enterprise", tmp_path / name, 2, seed) for name, seed in (("a", 1), ("b", 1), ("c", 2))]
    same, again, other = (cf.load_rulebook(path).sha256 for path in written)
    assert same == again != other
