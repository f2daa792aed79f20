"""Why nothing fits: a minimal set of what is in question."""

import itertools
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings

import configurator as cf
from configurator.engine.conflict import in_question
from configurator.engine.linear import Origin
from configurator.engine.problem import build
from configurator.engine.solve import Effort, Solver
from tests.properties.problems import Case, cases
from tests.small import capability, charge, component, need, profile, rule, rulebook


def conflict(outcome: cf.Outcome) -> set[tuple[str, str]]:
    assert isinstance(outcome, cf.Infeasible), outcome
    return {(member.kind, member.id) for member in outcome.conflict}


def test_a_budget_too_small_for_a_need_is_told_as_these_two_and_nothing_else(tmp_path: Path) -> None:
    rules = [rule("R-1", "qty(a.x) <= 15"), rule("R-2", "not selected(b.y)")]
    sold = [component("a.x", 10, {"power": 1}), component("b.y", 9, {"power": 1})]
    book = rulebook(tmp_path, sold, rules=rules[:1])
    outcome = cf.recommend(profile({"power": 3}, budget={"monthly": 20}), book)
    assert conflict(outcome) == {("need", "power"), ("budget", "monthly")}


def test_contradicting_decisions_are_told_by_their_component(tmp_path: Path) -> None:
    book = rulebook(tmp_path, [component("a.x", 10, {"power": 1})])
    decisions = [{"component": "a.x", "min": 3}, {"component": "a.x", "max": 2}]
    outcome = cf.recommend(profile({}, decisions=decisions), book)
    assert conflict(outcome) == {("decision", "a.x")}
    assert isinstance(outcome, cf.Infeasible)
    assert [member.text for member in outcome.conflict] == ["a.x：至少 3", "a.x：至多 2"]


def test_a_rule_that_forbids_what_another_needs_is_told_with_its_sentence(tmp_path: Path) -> None:
    sold = [component("a.x", 10, {"power": 1}), component("b.y", 1)]
    rules = [rule("R-1", "selected(a.x) implies selected(b.y)"), rule("R-2", "not selected(b.y)"), rule("R-3", "true")]
    book = rulebook(tmp_path, sold, rules=rules)
    outcome = cf.recommend(profile({"power": 1}, language="en"), book)
    assert conflict(outcome) == {("rule", "R-1"), ("rule", "R-2"), ("need", "power")}
    assert isinstance(outcome, cf.Infeasible)
    assert outcome.to_json()["conflict"][0] == {"kind": "need", "id": "power", "text": "power must be met"}


def test_a_need_nobody_can_meet_is_a_conflict_of_its_own(tmp_path: Path) -> None:
    capabilities = [capability("power"), capability("light")]
    book = rulebook(
        tmp_path,
        [component("a.x", 10, {"power": 1})],
        capabilities=capabilities,
        needs=[need("power", power="1"), need("light", light="1")],
    )
    assert conflict(cf.recommend(profile({"power": 1, "light": 1}), book)) == {("need", "light")}


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(cases())
def test_a_conflict_cannot_hold_while_every_proper_subset_can(case: Case) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book, asked = case.load(Path(folder))
    outcome = cf.recommend(asked, book)
    if not isinstance(outcome, cf.Infeasible) or not outcome.conflict:
        return
    sizing = outcome.sizing
    members = [
        origin
        for origin in in_question(sizing)
        if any(
            (origin.kind, origin.id) == (c.kind, c.id) or origin.kind == c.kind == "decision" for c in outcome.conflict
        )
    ]
    assert len(members) == len(outcome.conflict)

    def holds(kept: tuple[Origin, ...]) -> bool:
        dropped = frozenset(in_question(sizing)) - set(kept)
        return Solver(build(sizing, outcome.offer, dropped), Effort(outcome.limits)).find().verdict == "solved"

    assert not holds(tuple(members))
    for subset in itertools.combinations(members, len(members) - 1):
        assert holds(subset)


def test_caps_that_can_only_be_kept_one_at_a_time_are_told_together(tmp_path: Path) -> None:
    rented = component("a.rented", 10, {"power": 1})
    bought = component("b.bought", 0, {"power": 1}, charges=[charge(100, kind="one_time")])
    book = rulebook(tmp_path, [rented, bought])
    outcome = cf.recommend(profile({"power": 4}, budget={"monthly": 20, "one_time": 100}), book)
    assert conflict(outcome) == {("need", "power"), ("budget", "monthly"), ("budget", "one_time")}


def test_what_another_wish_would_mend_is_not_a_conflict_by_itself(tmp_path: Path) -> None:
    """Two units are one too many but for those who wish for more; six, which that takes, aren't affordable either."""
    sold = [component("a.x", supplies={"power": 1}, charges=[charge(tiers={1: 2, 6: 1})])]
    needs = [need("power", power="2"), need("more", power="4")]
    book = rulebook(tmp_path, sold, needs=needs, rules=[rule("R-1", "qty(a.x) <= 1 or met(more)")])
    asked = [{"need": "power", "priority": "must"}, {"need": "more", "priority": "could"}]
    assert isinstance(cf.recommend(profile(asked, budget={"monthly": 6}), book), cf.Optimal)
    poor = cf.recommend(profile(asked, budget={"monthly": 5}), book)
    assert conflict(poor) == {("need", "power"), ("rule", "R-1"), ("budget", "monthly")}
