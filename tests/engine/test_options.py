"""Options: nothing shown as possible is a dead end, nothing else can be had, and price effects are what they say."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import configurator as cf
from configurator.engine.blockwise import Memory
from configurator.engine.options import Options, options
from configurator.errors import ProfileError
from configurator.profile import Profile, read_profile
from configurator.rulebook.model import Rulebook
from tests import small
from tests.properties.answers import law
from tests.properties.problems import Case, cases


def book(tmp_path: Path, *more: dict[str, Any], **rest: Any) -> Rulebook:
    """Power for 10 from a small supplier, for 12 from a good one; and a lamp that nobody needs."""
    sold = [
        small.component("a.small", 10, {"power": 1}),
        small.component("b.good", 12, {"power": 1}),
        small.component("c.lamp", 5, {"light": 1}, quantity={"min": 1, "max": 9}),
        *more,
    ]
    capabilities = [small.capability("power"), small.capability("light")]
    return cf.load_rulebook(small.write(tmp_path, small.files(sold, capabilities=capabilities, **rest)))


def asking(asked: Profile, component: str, **decided: Any) -> Profile:
    """The profile with a decision more."""
    told = asked.to_json()
    return read_profile({**told, "decisions": [*told.get("decisions", []), {"component": component, **decided}]})


def test_another_supplier_costs_what_it_costs_more(tmp_path: Path) -> None:
    found = options(small.profile({"power": 3}), book(tmp_path))
    good = found.exact("b.good")
    assert (good.possible, good.exact, good.keeps) == (True, True, "everything")
    assert good.effect == {"one_time": 0, "monthly": 200, "total_contract": 200 * 12}


def test_what_nobody_needs_can_still_be_asked_for(tmp_path: Path) -> None:
    lamp = options(small.profile({"power": 3}), book(tmp_path)).estimate("c.lamp")
    assert (lamp.possible, lamp.range) == (True, (1, 9))
    assert lamp.effect["monthly"] == 500


def test_the_room_the_caps_leave_limits_the_units(tmp_path: Path) -> None:
    lamp = options(small.profile({"power": 3}, budget={"monthly": 47}), book(tmp_path)).estimate("c.lamp")
    assert lamp.range == (1, 3)


def test_what_breaks_the_cap_or_a_rule_is_impossible(tmp_path: Path) -> None:
    dear = small.component("a.dear", 100, {"light": 1})
    rules = [small.rule("R-1", "not selected(b.good)")]
    found = options(small.profile({"power": 3}, budget={"monthly": 60}), book(tmp_path, dear, rules=rules))
    assert [found.exact(id).possible for id in ("a.dear", "b.good", "c.lamp")] == [False, False, True]


def test_what_is_possible_only_without_a_wish_says_so(tmp_path: Path) -> None:
    asked = small.profile([{"need": "power", "amount": 3, "priority": "should"}], budget={"monthly": 32})
    lamp = options(asked, book(tmp_path)).exact("c.lamp")
    assert (lamp.possible, lamp.keeps) == (True, "musts")
    assert lamp.effect["monthly"] == -2500


def test_chosen_components_come_first_with_their_units(tmp_path: Path) -> None:
    found = options(small.profile({"power": 3}), book(tmp_path)).to_json()["options"]
    assert [option["component"] for option in found] == ["a.small", "b.good", "c.lamp"]
    assert (found[0]["quantity"], found[0]["price_effect"]["total_contract"]) == (3, "0.00")
    assert found[2]["brings"] == {"sla": {}, "capabilities": {"light": "1"}}


def test_nothing_is_possible_where_nothing_fits(tmp_path: Path) -> None:
    found = options(small.profile({"power": 3}, budget={"monthly": 1}), book(tmp_path)).to_json()
    assert found["outcome"] == "infeasible"
    assert not any(option["possible"] for option in found["options"])


def test_an_unknown_component_is_told_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"did you mean 'c\.lamp'"):
        options(small.profile({"power": 3}), book(tmp_path)).exact("c.lmap")


def test_memory_changes_nothing_but_the_time(tmp_path: Path) -> None:
    rulebook, memory = book(tmp_path), Memory()
    first, second = (options(small.profile({"power": 3}), rulebook, memory=memory).to_json() for _ in range(2))
    assert first == second == options(small.profile({"power": 3}), rulebook).to_json()


@law(25)
@given(cases())
def test_whatever_is_shown_as_possible_is_and_nothing_else(case: Case) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rulebook, asked = case.load(Path(folder))
    found = options(asked, rulebook)
    if not isinstance(found.outcome, cf.Optimal):
        return
    for id in rulebook.components:
        option = found.exact(id)
        with_it = cf.recommend(asking(asked, id, selected=True), rulebook)
        assert option.possible == isinstance(with_it, cf.Optimal)
        for units in option.range or ():
            assert isinstance(cf.recommend(asking(asked, id, quantity=units), rulebook), cf.Optimal)


@law(25)
@given(cases())
def test_an_exact_effect_is_the_least_and_an_estimate_no_less(case: Case) -> None:
    """Where all needs are musts and nothing is preferred, the least is that of a recommendation."""
    musts = [need | {"priority": "must"} for need in case.profile["needs"]]
    rules = [rule for rule in case.files["constraints/a.yaml"] if "weight" not in rule]
    files = case.files | {"constraints/a.yaml": rules}
    with tempfile.TemporaryDirectory() as folder:
        rulebook, asked = Case(files, case.profile | {"needs": musts, "budget": {}}).load(Path(folder))
    outcome = cf.recommend(asked, rulebook)
    if isinstance(outcome, cf.Optimal):
        for id in rulebook.components:
            _check_effect(options(asked, rulebook), asked, rulebook, id, outcome)


def _check_effect(found: Options, asked: Profile, rulebook: Rulebook, id: str, outcome: cf.Optimal) -> None:
    estimate, exact = found.estimate(id), found.exact(id)
    if not exact.possible:
        return
    with_it = cf.recommend(asking(asked, id, selected=True), rulebook)
    assert isinstance(with_it, cf.Optimal)
    more = with_it.package.totals.total_contract - outcome.package.totals.total_contract
    assert exact.effect["total_contract"] == more
    assert estimate.effect["total_contract"] >= more
