"""The frontier of cost and coverage, in small deals whose answer is plain to see."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import configurator as cf
from configurator.engine.solve import Stop
from configurator.resources import folder
from tests.small import capability, component, need, profile, rule, rulebook

PRICES: dict[str, Any] = {"power": 10, "light": 20, "water": 40}
WISHES: list[dict[str, Any]] = [
    {"need": "power", "priority": "must"},
    {"need": "light", "priority": "should", "weight": 3},
    {"need": "water", "priority": "could", "weight": 1},
]


def book(where: Path, prices: Mapping[str, Any] = PRICES, **parts: Any) -> cf.Rulebook:
    """A component for every need, named after it."""
    sold = [component(f"a.{id}", price, {id: 1}) for id, price in prices.items()]
    capabilities = [capability(id) for id in PRICES]
    needs = [need(id, **{id: "need.amount"}) for id in PRICES]
    return rulebook(where, sold, capabilities=capabilities, needs=needs, **parts)


def wishing(*needs: dict[str, Any], **more: Any) -> cf.Profile:
    return profile(list(needs or WISHES), term_months=12, **more)


def test_the_points_rise_from_the_musts_alone_to_all_that_is_wished_for(tmp_path: Path) -> None:
    points = cf.frontier(wishing(), book(tmp_path)).points
    told = [(point.label, float(point.package.weighted_coverage), point.package.totals.monthly) for point in points]
    assert told == [("good", 0.0, 1000), ("better", 0.75, 3000), ("best", 1.0, 7000)]


def test_what_covers_less_for_more_is_no_point(tmp_path: Path) -> None:
    wishes = [WISHES[0], {**WISHES[1], "weight": 1}, {**WISHES[2], "weight": 3}]
    prices = {"power": 10, "light": 50, "water": 40}
    points = cf.frontier(wishing(*wishes), book(tmp_path, prices)).points
    assert [float(point.package.weighted_coverage) for point in points] == [0.0, 0.75, 1.0]
    assert [point.step.gains for point in points] == [(), ("water",), ("light",)]


def test_what_comes_for_nothing_is_taken_along(tmp_path: Path) -> None:
    points = cf.frontier(wishing(), book(tmp_path, PRICES | {"light": 0})).points
    assert [(point.label, float(point.package.weighted_coverage)) for point in points] == [("good", 0.75), ("best", 1)]


def test_a_deal_without_wishes_has_one_point_the_best(tmp_path: Path) -> None:
    (point,) = cf.frontier(wishing(WISHES[0]), book(tmp_path)).points
    assert (point.label, float(point.package.weighted_coverage), point.package.totals.monthly) == ("best", 1.0, 1000)


def test_each_point_tells_what_comes_goes_and_changes_since_the_one_before(tmp_path: Path) -> None:
    sold = [
        component("a.power", 10, {"power": 1}),
        component("b.both", 25, {"power": 1, "light": 1}),
        component("c.water", 40, {"water": 1}, consumes={"power": 1}),
    ]
    capabilities = [capability(id) for id in PRICES]
    needs = [need(id, **{id: "need.amount"}) for id in PRICES]
    offered = rulebook(tmp_path, sold, capabilities=capabilities, needs=needs)
    steps = [point.step for point in cf.frontier(wishing(), offered).points]
    assert (steps[0].adds, steps[0].gains) == ((), ())
    assert (steps[1].adds, steps[1].drops, steps[1].gains) == (("b.both",), ("a.power",), ("light",))
    assert (steps[2].adds, steps[2].drops, steps[2].gains) == (("a.power", "c.water"), (), ("water",))
    more = [{**WISHES[0], "amount": 2}, WISHES[1]]
    assert cf.frontier(wishing(*more), offered).points[1].step.changes == ("a.power",)


def test_each_point_is_marked_within_the_budget_to_the_cent(tmp_path: Path) -> None:
    offered = book(tmp_path)
    for cap, most in (("monthly", 30), ("total", 360)):
        enough, short = (cf.frontier(wishing(budget={cap: amount}), offered) for amount in (most, most - 0.01))
        assert [point.within_budget for point in enough.points] == [True, True, False]
        assert [point.within_budget for point in short.points] == [True, False, False]


def test_the_recommendation_under_the_caps_stands_beside_the_points(tmp_path: Path) -> None:
    asked, offered = wishing(budget={"monthly": 30}), book(tmp_path)
    found, alone = cf.frontier(asked, offered), cf.recommend(asked, offered)
    assert isinstance(found.recommended, cf.Optimal)
    assert isinstance(alone, cf.Optimal)
    assert found.recommended.package == alone.package == found.points[1].package


def test_preferences_play_no_part(tmp_path: Path) -> None:
    offered = book(tmp_path, rules=[rule("PREF-1", "selected(a.water)", weight=5)])
    assert cf.frontier(wishing(WISHES[0]), offered).points[0].package.totals.monthly == 1000


def test_the_minimum_budget_is_told_of_each_cap_with_the_others_off(tmp_path: Path) -> None:
    once = component("b.power", 0, {"power": 1}, charges=[{**component("x", 90)["charges"][0], "type": "one_time"}])
    once["charges"][0].pop("period")
    offered = rulebook(tmp_path, [component("a.power", 10, {"power": 1}), once])
    assert cf.frontier(wishing(WISHES[0], budget={"total": 60}), offered).minimum_budget == {
        "monthly": 0,
        "one_time": 0,
        "total_contract": 9000,
    }


def test_when_only_the_caps_are_in_the_way_the_points_stand_and_the_recommendation_refuses(tmp_path: Path) -> None:
    found = cf.frontier(wishing(budget={"monthly": 5}), book(tmp_path))
    assert [point.within_budget for point in found.points] == [False, False, False]
    assert found.to_json()["recommended"]["outcome"] == "infeasible"


def test_when_nothing_fits_at_all_there_are_no_points_and_the_conflict_is_told(tmp_path: Path) -> None:
    found = cf.frontier(wishing(), book(tmp_path, rules=[rule("R-1", "not selected(a.power)")]))
    told = found.to_json()
    assert told["frontier"] == []
    assert told["complete"] is True
    assert told["minimum_budget"] == {"monthly": None, "one_time": None, "total_contract": None}
    assert {member["id"] for member in told["recommended"]["conflict"]} == {"R-1", "power"}
    assert repr(found) == "<Frontier: no points; <Infeasible: need power, rule R-1 can't hold together>>"


def test_the_shape_of_a_frontier_is_the_contracts(tmp_path: Path) -> None:
    told = cf.frontier(wishing(budget={"monthly": 30}), book(tmp_path)).to_json()
    assert set(told) >= {"frontier", "minimum_budget", "recommended"}
    point = told["frontier"][1]
    contract = {"label", "within_budget", "coverage", "totals", "package", "adds", "drops", "changes"}
    assert set(point) >= contract
    assert (point["label"], point["within_budget"], point["coverage"]) == ("better", True, 0.75)
    assert (point["totals"]["total_contract"], point["bound"], point["proven"]) == ("360.00", "360.00", True)
    assert (point["adds"], point["drops"], point["changes"], point["needs_gained"]) == (["a.light"], [], [], ["light"])
    assert told["minimum_budget"] == {"monthly": "10.00", "one_time": "0.00", "total_contract": "120.00"}


def test_notebooks_and_consoles_show_the_ends(tmp_path: Path) -> None:
    found = cf.frontier(wishing(budget={"monthly": 30}), book(tmp_path))
    assert repr(found) == "<Frontier: 3 points, 0% for 120.00 to 100% for 840.00 CNY over the contract>"
    assert "<td>better</td><td>75%</td><td>360.00</td><td>✓</td>" in found._repr_html_()


def test_what_the_limits_left_open_is_said() -> None:
    rules = cf.load_rulebook("telco_enterprise")
    example = cf.load_profile(folder("rules") / "telco_enterprise" / "examples" / "retailer.yaml")
    some = cf.frontier(example, rules, cf.Limits(deterministic_time=0.06), only_labelled=True)
    assert some.points
    assert not some.complete
    assert some.reproducible
    assert all(point.bound <= point.package.totals.total_contract for point in some.points)


def test_a_stop_ends_it_and_the_answer_says_it_can_not_be_had_again(tmp_path: Path) -> None:
    stop = Stop()
    stop.now()
    found = cf.frontier(wishing(), book(tmp_path), stop=stop)
    assert (found.points, found.complete, found.reproducible) == ((), False, False)
