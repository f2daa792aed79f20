"""Whom a relaxation suspects when nothing fits within the caps."""

from pathlib import Path
from typing import Any

from configurator.engine.conflict import in_question
from configurator.engine.linear import Origin
from configurator.engine.problem import build
from configurator.engine.relevance import relevant_offer
from configurator.engine.solve import Effort, Limits, Solver
from configurator.engine.suspects import Suspicion, suspicion
from configurator.engine.tighten import Propagator
from configurator.sizing import size
from tests import small
from tests.small import component, profile, rule


def suspected(tmp_path: Path, budget: dict[str, Any], light: int = 0) -> Suspicion:
    """Power for 10 a unit; light, which no rule allows, for 5."""
    sold = [component("a.x", 10, {"power": 1}), component("b.y", 5, {"light": 1})]
    capabilities = [small.capability("power"), small.capability("light")]
    needs = [small.need("power", power="need.amount"), small.need("light", light="need.amount")]
    rules = [rule("R-1", "qty(a.x) <= 15"), rule("R-2", "qty(b.y) <= 9")]
    book = small.rulebook(tmp_path, sold, capabilities=capabilities, needs=needs, rules=rules)
    sizing = size(profile({"power": 3, "light": light}, budget=budget), book)
    problem = build(sizing, relevant_offer(sizing)).indifferent()
    question = in_question(sizing)
    background = Propagator(problem.without(question))
    asked = [constraint for constraint in problem.constraints if constraint.origin in question]
    found = suspicion(background.reduced(background.root()), asked)
    if found.refusing:
        assert Solver(background.adding(found.refusing).problem, Effort(Limits())).find().verdict == "infeasible"
    return found


def test_a_need_and_the_cap_it_breaks_are_enough(tmp_path: Path) -> None:
    found = suspected(tmp_path, {"monthly": 20})
    assert set(found.suspects) == {Origin("need", "power"), Origin("budget", "monthly")}
    assert found.refusing


def test_of_several_caps_the_one_that_is_broken_most_is_suspected(tmp_path: Path) -> None:
    found = suspected(tmp_path, {"monthly": 29, "total": 10})
    assert set(found.suspects) == {Origin("need", "power"), Origin("budget", "total")}


def test_within_the_caps_nothing_is_refused(tmp_path: Path) -> None:
    assert suspected(tmp_path, {"monthly": 30}).refusing == ()


def test_what_is_not_about_money_is_not_its_business(tmp_path: Path) -> None:
    assert suspected(tmp_path, {"monthly": 1000}, light=10) == Suspicion()
