"""A package put together wish by wish."""

from pathlib import Path
from typing import Any

from configurator.engine.blockwise import Memory, fulfils
from configurator.engine.greedy import some_package
from configurator.engine.problem import Problem, build
from configurator.engine.relevance import relevant_offer
from configurator.engine.solve import Effort, Limits
from configurator.engine.tighten import Propagator
from configurator.sizing import size
from tests.small import capability, component, need, profile, rulebook

NAMES = ("power", "light", "heat")


def wishing(folder: Path, **budget: int) -> Problem:
    """Three wishes of the same weight: power for 60 a month, light for 50, heat for 40."""
    sold = [component(f"a.{name}", 60 - 10 * i, {name: 1}) for i, name in enumerate(NAMES)]
    needs = [need(name, **{name: "need.amount"}) for name in NAMES]
    book = rulebook(folder, sold, capabilities=[capability(name) for name in NAMES], needs=needs)
    stated: list[dict[str, Any]] = [{"need": name, "priority": "should"} for name in NAMES]
    sizing = size(profile(stated, budget=budget), book)
    return build(sizing, relevant_offer(sizing))


def met(problem: Problem, effort: Effort) -> set[str] | None:
    propagator = Propagator(problem)
    wished = problem.goals[0].expression
    values = some_package(propagator, propagator.root(), wished, effort, Memory())
    if values is None:
        return None
    assert fulfils(problem, dict(enumerate(values)))
    return {name for name, variable in problem.met.items() if values[variable]}


def test_what_is_cheap_for_its_weight_comes_first_as_long_as_the_caps_hold(tmp_path: Path) -> None:
    assert met(wishing(tmp_path / "a", monthly=100), Effort(Limits())) == {"heat", "light"}
    assert met(wishing(tmp_path / "b", monthly=45), Effort(Limits())) == {"heat"}
    assert met(wishing(tmp_path / "c", monthly=5), Effort(Limits())) == set()
    assert met(wishing(tmp_path / "d"), Effort(Limits())) == set(NAMES)
