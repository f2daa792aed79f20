"""Also worth offering: what triggers a scenario, which of its offers are open, and what they would add to the price."""

import io
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import configurator as cf
from configurator.cli.summary import print_suggestions
from configurator.engine.offers import Suggestion, Suggestions, suggest
from configurator.profile import Profile, read_profile
from configurator.rulebook.loader import load_rulebook
from configurator.rulebook.model import Rulebook
from tests.small import SOURCED, both, capability, charge, component, files, need, profile, rule, write

LIGHT = {"need": "light"}
ALWAYS = "customer.employees >= 1"


def scenario(*offers: dict[str, Any], when: str = ALWAYS, id: str = "SCN-1", **more: Any) -> dict[str, Any]:
    told = {"id": id, "name": both(f"{id} name"), "when": when, "because": {"en": "It pays.", "zh": "更省。"}}
    return told | {"offers": list(offers), **SOURCED} | more


def book(folder: Path, *scenarios: dict[str, Any], suppress: Any = (), rules: Any = (), discounts: Any = ()) -> Rulebook:  # fmt: skip
    """Power at 10 a month, light at 7 a month and 30 once, a box at 3 that supplies nothing."""
    sold = [
        component("a.power", 10, {"power": 1}),
        component("b.light", supplies={"light": 1}, charges=[charge(7), charge(30, kind="one_time")]),
        component("c.box", 3),
    ]
    needs = [need("power", power="need.amount"), need("light", light="need.amount")]
    told = files(
        sold,
        capabilities=[capability("power"), capability("light")],
        needs=needs,
        rules=list(rules),
        discounts=list(discounts),
    )
    told["scenarios.yaml"] = {"suppress": list(suppress), "scenarios": list(scenarios)}
    return load_rulebook(write(folder, told))


def answered(book: Rulebook, asked: Profile | None = None) -> cf.Optimal:
    outcome = cf.recommend(asked or profile({"power": 1}), book)
    assert isinstance(outcome, cf.Optimal), outcome
    return outcome


def offers(book: Rulebook, asked: Profile | None = None) -> tuple[Suggestion, ...]:
    return suggest(answered(book, asked)).offers


def effect(found: Suggestion) -> tuple[int, int, int, bool]:
    assert found.effect is not None
    return found.effect.one_time, found.effect.monthly, found.effect.total_contract, found.effect.within_budget


def added(before: cf.Optimal, after: cf.Optimal) -> tuple[int, int, int]:
    one, other = before.package.totals, after.package.totals
    return other.one_time - one.one_time, other.monthly - one.monthly, other.total_contract - one.total_contract


# What triggers


@pytest.mark.parametrize(("when", "asked", "found"), [
    ("customer.employees >= 100", {}, True),
    ("customer.employees > 100", {}, False),
    ("installed(c.box) >= 2", {"installed": [{"component": "c.box", "quantity": 2}]}, True),
    ("installed(c.box) >= 2", {"installed": [{"component": "c.box"}]}, False),
    ("installed(light) >= 3", {"installed": [{"component": "b.light", "quantity": 3}]}, True),
    ("selected(a.power) and not selected(c.box)", {}, True),
    ("qty(a.power) >= 2", {}, False),
    ("supply(power) >= 1 and met(power)", {}, True),
])  # fmt: skip
def test_a_scenario_is_triggered_by_facts_the_installed_base_and_the_package(
    when: str, asked: dict[str, Any], found: bool, tmp_path: Path
) -> None:
    told = offers(book(tmp_path, scenario(LIGHT, when=when)), profile({"power": 1}, **asked))
    assert [suggestion.scenario.id for suggestion in told] == ["SCN-1"] * found


def test_a_fact_nobody_stated_triggers_nothing(tmp_path: Path) -> None:
    assert offers(book(tmp_path, scenario(LIGHT, when="customer.revenue >= 1"))) == ()


def test_the_trigger_tells_the_facts_it_speaks_of(tmp_path: Path) -> None:
    when = "customer.employees >= 9 and customer.industry == 'other' and profile.mlps == 0"
    [found] = offers(book(tmp_path, scenario(LIGHT, when=when)))
    assert found.trigger == {"customer.employees": "100", "customer.industry": "other", "profile.mlps": "0"}


def test_while_a_suppression_holds_nothing_is_offered_and_the_reason_is_told(tmp_path: Path) -> None:
    suppress = [{"when": "customer.employees >= 100", "because": both("Busy.")}, {"when": "customer.employees < 9", "because": both("Small.")}]  # fmt: skip
    told = suggest(answered(book(tmp_path, scenario(LIGHT), suppress=suppress)))
    assert (told.offers, [because.en for because in told.suppressed]) == ((), ["Busy."])


def test_a_suppression_that_asks_for_a_fact_nobody_stated_suppresses_nothing(tmp_path: Path) -> None:
    suppress = [{"when": "customer.revenue >= 1", "because": both("Rich.")}]
    assert len(offers(book(tmp_path, scenario(LIGHT), suppress=suppress))) == 1


# Which offers are open


def test_a_need_that_is_stated_is_not_offered_met_or_not(tmp_path: Path) -> None:
    told = book(tmp_path, scenario(LIGHT))
    assert offers(told, profile({"power": 1, "light": 1})) == ()
    unmet: list[dict[str, Any]] = [
        {"need": "power", "weight": 9, "priority": "should"},
        {"need": "light", "priority": "could"},
    ]
    assert offers(told, profile(unmet, budget={"monthly": 12})) == ()


def test_a_component_is_offered_unless_so_much_of_it_is_bought_already(tmp_path: Path) -> None:
    told = book(tmp_path, scenario({"component": "a.power", "quantity": "2"}))
    assert len(offers(told, profile({"power": 1}))) == 1
    assert offers(told, profile({"power": 2})) == ()


def test_of_several_offers_each_that_is_open_is_told(tmp_path: Path) -> None:
    two = scenario({"component": "a.power"}, LIGHT, {"component": "c.box"})
    told = offers(book(tmp_path, two, scenario(LIGHT, id="SCN-2")))
    assert [(found.scenario.id, found.offer.need or found.offer.component) for found in told] == [
        ("SCN-1", "light"), ("SCN-1", "c.box"), ("SCN-2", "light"),
    ]  # fmt: skip


# What they would add


def test_the_effect_of_a_need_is_the_difference_of_the_two_recommendations(tmp_path: Path) -> None:
    told = book(tmp_path, scenario({"need": "light", "inputs": {"amount": "customer.employees / 50"}}))
    [found] = offers(told)
    assert effect(found) == (60_00, 14_00, 60_00 + 12 * 14_00, True)
    assert effect(found)[:3] == added(answered(told), answered(told, profile({"power": 1, "light": 2})))


def test_the_effect_of_a_component_is_the_difference_of_the_two_recommendations(tmp_path: Path) -> None:
    told = book(tmp_path, scenario({"component": "c.box", "quantity": "installed(c.box) + 2"}))
    asked = {"installed": [{"component": "c.box"}]}
    [found] = offers(told, profile({"power": 1}, **asked))
    assert effect(found) == (0, 9_00, 12 * 9_00, True)
    pinned = profile({"power": 1}, decisions=[{"component": "c.box", "min": 3}], **asked)
    assert effect(found)[:3] == added(answered(told), answered(told, pinned))


def test_a_part_of_a_unit_is_offered_as_a_whole_one(tmp_path: Path) -> None:
    """250 employees to a hundred each are 2.5 boxes: two aren't at least so much."""
    told = book(tmp_path, scenario({"component": "c.box", "quantity": "customer.employees / 100"}))
    [found] = offers(told, profile({"power": 1}, customer={"name": "x", "employees": 250}))
    assert effect(found)[1] == 9_00


def test_an_offer_that_earns_a_bundle_tells_what_it_saves(tmp_path: Path) -> None:
    bundle = {"id": "BND-1", "step": "bundle", "name": both("Bundle"), "when": "met(light)", "components": "component.id == 'a.power'", "charges": ["recurring"], "percent": 20, "effective_from": "2026-01-01", **SOURCED}  # fmt: skip
    [found] = offers(book(tmp_path, scenario(LIGHT), discounts=[bundle]), profile({"power": 4}))
    assert effect(found)[1] == 7_00 - 8_00


def test_the_needs_that_are_met_are_kept_and_those_unmet_stay_so(tmp_path: Path) -> None:
    told = book(tmp_path, scenario({"component": "c.box"}))
    stated: list[dict[str, Any]] = [
        {"need": "power", "weight": 9, "priority": "should"},
        {"need": "light", "priority": "could"},
    ]
    [found] = offers(told, profile(stated, budget={"monthly": 15}))
    assert effect(found) == (0, 3_00, 36_00, True)


@pytest.mark.parametrize(("budget", "within"), [
    ({"monthly": 17}, True), ({"monthly": 16}, False), ({"one_time": 30}, True), ({"one_time": 29}, False),
    ({"total": 234}, True), ({"total": 233}, False),
])  # fmt: skip
def test_an_offer_beyond_the_budget_is_told_as_such_with_its_price(
    budget: dict[str, int], within: bool, tmp_path: Path
) -> None:
    [found] = offers(book(tmp_path, scenario(LIGHT)), profile({"power": 1}, budget=budget))
    assert effect(found) == (30_00, 7_00, 114_00, within)


def test_an_offer_no_package_can_have_is_told_as_impossible(tmp_path: Path) -> None:
    [found] = offers(book(tmp_path, scenario(LIGHT), rules=[rule("R-1", "met(power) implies not met(light)")]))
    assert found.effect is None


def test_an_offer_against_a_decision_is_impossible(tmp_path: Path) -> None:
    asked = profile({"power": 1}, decisions=[{"component": "c.box", "selected": False}])
    [found] = offers(book(tmp_path, scenario({"component": "c.box"})), asked)
    assert found.effect is None


def test_an_offer_whose_inputs_dont_fit_is_impossible(tmp_path: Path) -> None:
    [found] = offers(book(tmp_path, scenario({"need": "light", "inputs": {"amount": "customer.employees / 3"}})))
    assert found.effect is None


def test_an_offer_whose_amount_asks_for_a_fact_nobody_stated_is_not_made(tmp_path: Path) -> None:
    told = book(
        tmp_path,
        scenario({"need": "light", "inputs": {"amount": "ceil(customer.revenue)"}}),
        scenario({"component": "c.box", "quantity": "ceil(customer.revenue)"}, id="SCN-2"),
        scenario({"component": "c.box"}, id="SCN-3"),
    )
    assert [found.scenario.id for found in offers(told)] == ["SCN-3"]


def test_an_offer_under_which_a_rule_asks_for_a_fact_nobody_stated_is_impossible(tmp_path: Path) -> None:
    told = book(tmp_path, scenario(LIGHT), rules=[rule("R-1", "met(light) implies customer.revenue >= 1")])
    [found] = offers(told)
    assert found.effect is None


def test_typical_needs_are_kept_as_they_were_sized(tmp_path: Path) -> None:
    told = book(tmp_path, scenario(LIGHT))
    segment = {"id": "office", "name": both("Office"), "when": "true", "drivers": both("Work."), "needs": [{"need": "power", "inputs": {"amount": "3"}}], **SOURCED}  # fmt: skip
    write(tmp_path, {"segments.yaml": [segment]})
    told = load_rulebook(tmp_path)
    silent = read_profile({key: value for key, value in profile().source.data.items() if key != "needs"})
    [found] = offers(told, silent)
    assert effect(found) == (30_00, 7_00, 114_00, True)


# Told


PROMOTION = {"id": "PRM-1", "step": "promotion", "name": both("Spring"), "components": "component.id == 'b.light'", "charges": ["one_time"], "percent": 50, "effective_from": "2026-01-01", "effective_to": "2026-12-31", **SOURCED}  # fmt: skip


def test_an_offer_as_json(tmp_path: Path) -> None:
    told = book(tmp_path, scenario(LIGHT, trial_days=30, promotion="PRM-1"), discounts=[PROMOTION])
    assert suggest(answered(told)).to_json("CNY", "en") == {
        "offers": [
            {
                "scenario": "SCN-1", "name": "SCN-1 name", "because": "It pays.", "need": "light", "component": None,
                "trigger": {"formula": ALWAYS, "values": {"customer.employees": "100"}}, "possible": True, "within_budget": True,
                "effect": {"one_time": "15.00", "monthly": "7.00", "total_contract": "99.00"}, "trial_days": 30, "promotion": "PRM-1",
            }
        ],
        "suppressed": [],
    }  # fmt: skip


def test_an_impossible_offer_as_json_has_no_effect(tmp_path: Path) -> None:
    told = book(tmp_path, scenario(LIGHT), rules=[rule("R-1", "not met(light)")])
    [found] = suggest(answered(told)).to_json("CNY", "en")["offers"]
    assert (found["possible"], found["within_budget"], found["effect"]) == (False, None, None)


def test_what_is_suppressed_as_json(tmp_path: Path) -> None:
    told = book(tmp_path, scenario(LIGHT), suppress=[{"when": ALWAYS, "because": {"en": "Busy.", "zh": "忙。"}}])
    assert suggest(answered(told)).to_json("CNY", "zh-CN") == {"offers": [], "suppressed": ["忙。"]}


def printed(outcome: cf.Optimal, found: Suggestions | None = None) -> str:
    out = io.StringIO()
    print_suggestions(found or suggest(outcome), outcome, Console(file=out, width=200, highlight=False))
    return out.getvalue()


@pytest.mark.parametrize(("language", "said"), [
    ("en", ("Also worth offering", "It pays.", "(SCN-1, because customer.employees = 100)", "+15.00 once", "+7.00 a month", "30 days on trial", "with Spring (until 2026-12-31)")),
    ("zh-CN", ("还值得推荐", "更省。", "触发条件：customer.employees = 100", "一次性 +15.00", "每月 +7.00", "试用 30 天", "适用优惠：Spring")),
])  # fmt: skip
def test_the_terminal_names_reason_trigger_and_price_in_both_languages(
    language: str, said: tuple[str, ...], tmp_path: Path
) -> None:
    told = book(tmp_path, scenario(LIGHT, trial_days=30, promotion="PRM-1"), discounts=[PROMOTION])
    text = printed(answered(told, profile({"power": 1}, language=language)))
    assert [words for words in said if words not in text] == []


@pytest.mark.parametrize(("language", "beyond", "impossible"), [
    ("en", "beyond the budget", "can't be had with this package"), ("zh-CN", "超出预算", "与本方案不能同时配置"),
])  # fmt: skip
def test_the_terminal_tells_what_is_beyond_the_budget_and_what_is_impossible(
    language: str, beyond: str, impossible: str, tmp_path: Path
) -> None:
    told = book(tmp_path, scenario(LIGHT, {"component": "c.box"}), rules=[rule("R-1", "not selected(c.box)")])
    text = printed(answered(told, profile({"power": 1}, language=language, budget={"monthly": 12})))
    assert beyond in text
    assert impossible in text


def test_the_terminal_tells_the_formula_where_the_trigger_speaks_of_no_fact(tmp_path: Path) -> None:
    told = book(tmp_path, scenario(LIGHT, when="selected(a.power)"))
    assert "because selected(a.power)" in printed(answered(told, profile({"power": 1}, language="en")))


@pytest.mark.parametrize(("language", "said"), [
    ("en", "Nothing else is offered now: Busy."), ("zh-CN", "目前不作其他推荐：忙。"),
])  # fmt: skip
def test_the_terminal_tells_why_nothing_is_offered(language: str, said: str, tmp_path: Path) -> None:
    told = book(tmp_path, scenario(LIGHT), suppress=[{"when": ALWAYS, "because": {"en": "Busy.", "zh": "忙。"}}])
    assert said in printed(answered(told, profile({"power": 1}, language=language)))


def test_with_nothing_to_offer_the_terminal_says_nothing(tmp_path: Path) -> None:
    assert printed(answered(book(tmp_path))) == ""
