"""Alternatives: packages of near-equal cost that differ where the rulebook says it matters."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import configurator as cf
from configurator.cli.commands import main
from configurator.engine.alternatives import Difference
from configurator.engine.handmade import check_package
from configurator.errors import InputError, RulebookError
from configurator.rulebook.model import Rulebook
from configurator.source import Source
from tests.small import FACTS, as_yaml, capability, component, need, profile, rule, rulebook, write

DEPLOYMENT = {
    "id": "deployment", "name": {"en": "Deployment", "zh": "部署"}, "type": "choice", "default": "cloud",
    "values": {"cloud": {"en": "Cloud", "zh": "云端"}, "on_premises": {"en": "On premises", "zh": "本地"}},
}  # fmt: skip
HERE, THERE = {"deployment": "on_premises"}, {"deployment": "cloud"}


def book(folder: Path, *prices: float, **parts: Any) -> Rulebook:
    """Power from two clouds (10 and 10.50 by default) or from a box on premises (10.80)."""
    first, second, box = prices or (10, 10.5, 10.8)
    sold = [
        component("a.first", first, {"power": 1}, attributes=THERE),
        component("a.second", second, {"power": 1}, attributes=THERE),
        component("b.box", box, {"power": 1}, attributes=HERE),
    ]
    facts = FACTS | {"component": [*FACTS["component"], DEPLOYMENT]}
    return rulebook(folder, sold, **{"facts": facts, "differs_by": ["deployment"]} | parts)


def found(book: Rulebook, within: str = "0.1", most: int = 3, **more: Any) -> cf.Alternatives:
    outcome = cf.recommend(profile({"power": 1}, **more), book)
    assert isinstance(outcome, cf.Optimal)
    return cf.alternatives(outcome, most, Fraction(within))


def bought(told: cf.Alternatives) -> list[dict[str, int]]:
    return [{item.component: item.quantity for item in one.package.items} for one in told.found]


def test_another_package_differs_in_what_the_rulebook_names(tmp_path: Path) -> None:
    told = found(book(tmp_path))
    assert bought(told) == [{"b.box": 1}]  # the second cloud is a cloud as well
    assert (told.found[0].drops, told.found[0].adds) == (("a.first",), ("b.box",))
    assert told.delta(told.found[0]) == {"one_time": 0, "monthly": 80, "total_contract": 960}


def test_a_rulebook_that_names_nothing_differs_by_component(tmp_path: Path) -> None:
    assert bought(found(book(tmp_path, differs_by=["id"]))) == [{"a.second": 1}, {"b.box": 1}]
    plain = rulebook(tmp_path / "plain", [component("a.one", 10, {"power": 1}), component("a.two", 11, {"power": 1})])
    told = found(plain)
    assert told.found[0].differs == (Difference("a", "id", ("a.one",), ("a.two",)),)


def test_a_value_lost_in_a_family_is_told_with_what_comes_instead(tmp_path: Path) -> None:
    sold = [
        component("a.cloud", 10, {"power": 1}, attributes=THERE),
        component("a.box", 11, {"power": 1}, attributes=HERE),
    ]
    facts = FACTS | {"component": [DEPLOYMENT]}
    told = found(rulebook(tmp_path, sold, facts=facts, differs_by=["deployment"]))
    assert told.found[0].differs == (Difference("a", "deployment", ("cloud",), ("on_premises",)),)


def test_what_a_component_leaves_at_the_default_makes_no_difference(tmp_path: Path) -> None:
    sold = [component("a.silent", 10, {"power": 1}), component("a.box", 10.5, {"power": 1}, attributes=HERE)]
    told = rulebook(tmp_path, sold, facts=FACTS | {"component": [DEPLOYMENT]}, differs_by=["deployment"])
    assert bought(found(told)) == []


def test_what_costs_more_than_the_allowance_is_no_alternative(tmp_path: Path) -> None:
    dear = book(tmp_path, 10, 10, 11)
    assert bought(found(dear, "0.1")) == [{"b.box": 1}]
    assert bought(found(dear, "0.099")) == []
    assert found(dear, "0.099").complete


def test_what_breaks_the_budget_or_a_rule_is_no_alternative(tmp_path: Path) -> None:
    assert bought(found(book(tmp_path), budget={"monthly": "10.79"})) == []
    forbidden = [rule("R-1", "not selected(b.box)")]
    assert bought(found(book(tmp_path / "rule", rules=forbidden))) == []


def test_a_preference_is_kept(tmp_path: Path) -> None:
    preferred = [rule("PRF-1", "selected(a.first) or selected(a.second)", weight=1)]
    assert bought(found(book(tmp_path, rules=preferred))) == []


def test_what_is_bought_on_top_makes_no_difference(tmp_path: Path) -> None:
    told = book(tmp_path, 10, 10.5, 0.5, rules=[rule("R-1", "selected(a.first) or selected(a.second)")])
    assert bought(found(told)) == []  # the box beside the cloud would be cheap


def test_the_same_needs_are_met_and_no_other(tmp_path: Path) -> None:
    needs = [need("power", power="need.amount"), need("light", light="need.amount")]
    sold = [
        component("a.both", 10, {"power": 1, "light": 1}),
        component("a.power", 9, {"power": 1}),
        component("b.power", 9.5, {"power": 1}),
        component("b.light", 9, {"light": 1}),
    ]
    told = rulebook(tmp_path, sold, needs=needs, capabilities=[capability("power"), capability("light")])
    asked = [{"need": "power", "amount": 1}, {"need": "light", "amount": 1, "priority": "could"}]
    outcome = cf.recommend(profile(asked, budget={"monthly": 9.7}), told)
    assert isinstance(outcome, cf.Optimal)
    others = cf.alternatives(outcome, 3, Fraction(1, 2))
    assert bought(others) == [{"b.power": 1}]
    assert [need.met for need in others.found[0].package.coverage] == [True, False]


def test_an_empty_package_has_no_alternative(tmp_path: Path) -> None:
    outcome = cf.recommend(profile(), book(tmp_path))
    assert isinstance(outcome, cf.Optimal)
    told = cf.alternatives(outcome)
    assert (told.found, told.complete) == ((), True)


def test_when_the_limits_come_first_that_is_told(tmp_path: Path) -> None:
    outcome = cf.recommend(profile({"power": 1}), book(tmp_path))
    assert isinstance(outcome, cf.Optimal)
    stop = cf.Stop()
    stop.now()
    told = cf.alternatives(outcome, stop=stop)
    assert not told.complete


@pytest.mark.parametrize(("most", "within"), [(0, "0.1"), (3, "-0.1")])
def test_what_cannot_be_asked_for_is_refused(most: int, within: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"E049.*can't be asked for"):
        found(book(tmp_path), within, most)


def test_every_alternative_told_is_a_package_that_verify_accepts(tmp_path: Path) -> None:
    told = found(book(tmp_path, differs_by=["id", "deployment"]))
    asked = told.outcome.sizing.profile
    packages = told.to_json()["alternatives"]
    assert len(packages) == 2
    for package in packages:
        as_read = Source("package.json", (), {"package": package["package"]}, {})
        assert check_package(asked, told.outcome.sizing.rulebook, as_read) == ()


# What a rulebook may name


@pytest.mark.parametrize(("named", "message"), [
    (["deploiment"], r"E021.*no component attribute 'deploiment'[\s\S]*did you mean 'deployment'"),
    (["deployment", "deployment"], r"E030.*packages differ by 'deployment' already"),
    ([], r"differs_by"),
])  # fmt: skip
def test_what_packages_differ_by_is_an_attribute_named_once(named: list[str], message: str, tmp_path: Path) -> None:
    with pytest.raises(RulebookError, match=message):
        book(tmp_path, differs_by=named)


# The command


def asked_for(folder: Path, *options: str, **more: Any) -> Any:
    book(folder / "book")
    told = {"customer": {"name": "Small Ltd"}, "sites": [{"name": "Office"}], "date": "2026-11-22"}
    told |= {"needs": [{"need": "power", "amount": 1}], "language": "en"} | more
    path = write(folder, {"profile.yaml": as_yaml(told)}) / "profile.yaml"
    return CliRunner().invoke(main, ["alternatives", str(path), "-r", str(folder / "book"), *options])


def test_the_command_tells_price_and_difference(tmp_path: Path) -> None:
    answer = asked_for(tmp_path)
    assert answer.exit_code == 0
    assert "Recommended: 120.00 over the contract, net of tax in CNY." in answer.stdout
    assert "1. +9.60 (+8.0%) over the contract: ±0.00 once, +0.80 a month\n   a · Deployment: without Cloud\n   - a.first\n   + b.box" in answer.stdout  # fmt: skip
    assert "No other package within the budget and 10% of that price differs in Deployment." in answer.stdout


def test_the_command_answers_in_chinese(tmp_path: Path) -> None:
    assert "a · 部署：不再采用云端" in asked_for(tmp_path, "--lang", "zh-CN").stdout


def test_the_command_prints_json(tmp_path: Path) -> None:
    told = json.loads(asked_for(tmp_path, "--json").stdout)
    assert told["complete"]
    assert told["alternatives"][0]["delta"] == {"one_time": "0.00", "monthly": "0.80", "total_contract": "9.60"}
    assert told["alternatives"][0]["differs"] == [
        {"attribute": "deployment", "family": "a", "from": ["cloud"], "to": []}
    ]


def test_where_nothing_fits_the_command_tells_why(tmp_path: Path) -> None:
    answer = asked_for(tmp_path, "--json", budget={"monthly": 1})
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["outcome"] == "infeasible"
