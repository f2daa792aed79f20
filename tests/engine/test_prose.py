"""Explanations as they are read aloud, in both languages: tests/golden/explanations/."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import configurator as cf
from configurator.engine.blockwise import Memory
from configurator.engine.phrases import CHINESE, ENGLISH
from configurator.engine.solve import Effort
from tests import small
from tests.conftest import kept

Golden = Callable[[str, str], None]


def named(en: str, zh: str) -> dict[str, str]:
    return {"en": en, "zh": zh}


def sold(id: str, name: dict[str, str], price: Any, supplies: dict[str, Any], **more: Any) -> dict[str, Any]:
    return small.component(id, price, supplies, name=name, **more)


CAPABILITIES = [
    {"id": "seat", "name": named("Calling seats", "语音席位"), "unit": "seat", "at": "deal", "adds": "sum"},
    {"id": "port", "name": named("Network ports", "网络端口"), "unit": "port", "at": "deal", "adds": "sum"},
    {"id": "line", "name": named("Internet access", "互联网接入"), "unit": "mbps", "at": "site", "adds": "sum"},
    {"id": "audit", "name": named("Log audit", "日志审计"), "at": "deal", "adds": "any"},
]
UNITS = {"piece": named("piece", "件"), "seat": named("seat|seats", "个"), "port": named("port|ports", "个"),
         "mbps": named("Mbps", "Mbps"), "person": named("person|people", "人")}  # fmt: skip
LATE = small.charge(25)
LATE["prices"][0]["effective_from"] = "2027-01-01"
COMPONENTS = [
    sold("a.seat_basic", named("Calling seat, basic", "基础席位"), 30, {"seat": 1}, consumes={"port": 1},
         quantity={"min": 1, "max": 500}),
    sold("a.seat_plus", named("Calling seat, plus", "增强席位"), 36, {"seat": 1}, consumes={"port": 1},
         quantity={"min": 1, "max": 500}),
    sold("a.seat_new", named("Calling seat, new edition", "新版席位"), 25, {"seat": 1}, charges=[LATE]),
    sold("a.seat_bank", named("Trading turret", "交易席位"), 120, {"seat": 1},
         available_when="customer.industry == 'finance' and customer.employees >= 200"),
    sold("b.switch", named("Switch, 24 ports", "24口交换机"), 80, {"port": 24}),
    sold("b.audit", named("Log audit service", "日志审计服务"), 400, {"audit": 1}),
    sold("b.line", named("Fibre 100M", "光纤100M"), 200, {"line": 100}, at="site"),
    sold("b.radio", named("Radio link 50M", "无线50M"), 150, {"line": 50}, at="site"),
]  # fmt: skip


def need(id: str, name: dict[str, str], asked: dict[str, str], capability: str, amount: str, because: str) -> Any:
    told = small.need(id, **{capability: amount})
    told["inputs"] = [{"id": "amount", "name": asked, "type": "number", "unit": "person", "default": 1}]
    told["demands"][0]["because"] = named(because, f"{because}（中文）")
    return told | {"name": name}


NEEDS = [
    need("calling", named("Calling", "企业通话"), named("Users", "用户数"), "seat", "ceil(need.amount * 1.1)",
         "A tenth more than there are users."),
    need("internet", named("Internet", "互联网"), named("Users at once", "同时在线"), "line", "need.amount * 0.5",
         "Half a megabit for each user."),
]  # fmt: skip
LAW = small.rule("LAW-1", "profile.mlps >= 2 implies supply(audit) >= 1",
                 because=named("Level 2 asks for log audit.", "等保二级要求日志审计。"))  # fmt: skip
CONCESSIONS = {"budget.monthly": 2, "budget.one_time": 2, "decisions": 1, "needs": 4}
OFFICE = {
    "id": "office", "name": small.both("Office"), "when": "customer.employees >= 10", "drivers": small.both("Time."),
    "needs": [{"need": "calling", "inputs": {"amount": "20"}}], **small.SOURCED,
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question: of which component, of which profile, under which rules."""

    component: str | None = None
    needs: list[dict[str, Any]] | None = field(default_factory=lambda: [{"need": "calling", "amount": 30}])
    profile: dict[str, Any] = field(default_factory=dict)
    rules: tuple[dict[str, Any], ...] = ()
    terms: dict[str, Any] = field(default_factory=dict)  # of what is installed


RULED_OUT = small.rule("CAT-7", "selected(a.seat_basic) implies not selected(b.radio)",
                       because=named("Seats lose words over radio.", "无线接入影响通话。"))  # fmt: skip
PREFERRED = small.rule("PREF-1", "selected(a.seat_plus)", weight=3,
                       because=named("Plus seats are asked back less.", "增强席位报障更少。"))  # fmt: skip
BOTH = [{"need": "calling", "amount": 30}, {"need": "internet", "amount": 120, "priority": "should"}]
MUSTS = [{"need": "calling", "amount": 30}, {"need": "internet", "amount": 120}]
SITES = [{"name": "Head office"}, {"name": "Branch", "count": 3}]
HAS = {"installed": [{"component": "b.radio", "until": "2028-12-31", "monthly": 250}]}

CASES = {
    "why, by a need": Asked("a.seat_basic"),
    "why, by a need at sites": Asked("b.line", MUSTS, {"sites": SITES}),
    "why, by a rule": Asked("b.audit", profile={"compliance": ["mlps_3"]}, rules=(LAW,)),
    "why, by what others consume": Asked("b.switch"),
    "why, by a decision": Asked("b.radio", profile={"decisions": [{"component": "b.radio", "min": 2}]}),
    "why, by a preference": Asked("a.seat_plus", rules=(PREFERRED,)),
    "why, by what is typical": Asked("a.seat_basic", None),
    "why, replaced beyond the budget alone": Asked("a.seat_basic", profile={"budget": {"monthly": 1200}}),
    "why, by what is installed": Asked("b.radio", profile=HAS, terms={"disruption": {"b": 2}}),
    "why, by what ending costs": Asked("b.radio", profile=HAS, terms={"terminations": [
        {"id": "TRM-1", "name": named("Early end", "提前终止"), "percent": 100, **small.SOURCED}]}),
    "why not, against what is installed": Asked("b.line", profile=HAS, terms={"disruption": {"b": 2}}, rules=(
        small.rule("CAT-9", "not (selected(b.line) and selected(b.radio))", because=named("One access each.", "接入择一。")),)),
    "why not, not on sale": Asked("a.seat_new"),
    "why not, not offered to this customer": Asked("a.seat_bank"),
    "why not, by a rule": Asked("b.radio", rules=(RULED_OUT, small.rule(
        "CAT-8", "selected(a.seat_basic)", because=named("Basic seats are the house's standard.", "标准为基础席位。")))),
    "why not, by the budget": Asked("b.audit", profile={"budget": {"monthly": 1300}}),
    "why not, by a decision": Asked("b.audit", profile={"decisions": [{"component": "b.audit", "selected": False}]}),
    "why not, dispensable": Asked("a.seat_plus"),
    "why not, crowded out": Asked("b.audit", BOTH, {"budget": {"monthly": 1560}}),
    "why not, against a preference": Asked("b.radio", rules=(
        small.rule("PREF-2", "not selected(b.radio)", weight=1, because=named("Cables last.", "有线更稳定。")),)),
    "nothing fits": Asked(None, MUSTS, {"budget": {"monthly": 1000}}),
    "nothing fits, by law": Asked(None, profile={"compliance": ["mlps_3"], "budget": {"monthly": 1500}}, rules=(LAW,)),
    "nothing fits, by a decision": Asked(None, profile={"decisions": [{"component": "a.seat_basic", "max": 3},
                                                                      {"component": "a.seat_plus", "selected": False}]}),
    "something fits": Asked(None, BOTH, {"budget": {"monthly": 1200, "one_time": 50}}),
    "something fits, without a budget": Asked(),
}  # fmt: skip


def book(folder: Path, rules: tuple[dict[str, Any], ...] = (), terms: dict[str, Any] | None = None) -> cf.Rulebook:
    files = small.files(COMPONENTS, CAPABILITIES, NEEDS, list(rules), units=UNITS, concessions=CONCESSIONS)
    small.write(folder, files | {"segments.yaml": [OFFICE], "installed.yaml": terms or {}})
    return cf.load_rulebook(folder)


def answered(asked: Asked, folder: Path) -> cf.Explanation:
    profile = small.profile(asked.needs, **asked.profile)
    if asked.needs is None:
        profile = cf.read_profile({key: value for key, value in profile.to_json().items() if key != "needs"})
    return cf.explain(cf.recommend(profile, book(folder, asked.rules, asked.terms)), why=asked.component)


@pytest.mark.parametrize("name", CASES)
def test_an_explanation_reads_as_its_golden_text(name: str, tmp_path: Path, golden: Golden) -> None:
    found = answered(CASES[name], tmp_path)
    told = "\n\n".join([f"{found.kind}: {found.verdict}", found.text("en"), found.text("zh-CN")])
    golden(f"explanations/{name}", told)


def test_no_golden_text_is_left_over() -> None:
    assert kept("explanations") == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_the_json_of_every_explanation_is_that_of_the_contract(name: str, tmp_path: Path) -> None:
    told = json.loads(json.dumps(answered(CASES[name], tmp_path).to_json()))["explanation"]
    assert {"kind", "verdict", "component", "tree", "text", "instead"} <= told.keys()
    assert set(told["text"]) == {"en", "zh"}
    assert all(text for text in told["text"].values())
    assert {"conflict", "repairs"} <= told.keys() if told["verdict"] == "conflict" else "repairs" not in told
    _check_facts(told["tree"])


def _check_facts(fact: dict[str, Any]) -> None:
    assert fact["fact"] or not fact["id"]
    for reason in fact["because"]:
        assert reason["fact"]
        _check_facts(reason)


def test_both_languages_have_the_same_phrases() -> None:
    assert ENGLISH.keys() == CHINESE.keys()


def test_a_component_the_catalogue_alone_rules_out_is_told_so(tmp_path: Path) -> None:
    stuck = sold("a.stuck", named("Stuck", "孤立产品"), 1, {"seat": 1}, consumes={"port": 30})
    lone = small.files([stuck, COMPONENTS[0]], CAPABILITIES, NEEDS, units=UNITS)
    book = cf.load_rulebook(small.write(tmp_path, lone))
    outcome = cf.recommend(small.profile([]), book)
    told = cf.explain(outcome, why_not="a.stuck").text("en")
    assert told == "Stuck (a.stuck) can't be chosen: the catalogue itself leaves no way to have it here."


def test_limits_that_come_first_are_never_told_as_a_no(tmp_path: Path) -> None:
    limits = cf.Limits(wall_time=1e-9)
    outcome = cf.recommend(small.profile([{"need": "calling", "amount": 30}]), book(tmp_path), limits)
    found = cf.explain(outcome, why_not="a.seat_plus")
    assert (found.kind, found.verdict) == ("why_not", "unproven")
    told = "Calling seat, plus (a.seat_plus): that could not be told within the limits; raise them."
    assert found.text("en") == told
    assert cf.Options(outcome, Effort(limits), Memory()).estimate("a.seat_plus").possible is None
