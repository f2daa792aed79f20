"""Every kind of fault, seeded into a rulebook that is sound, and what is said of it: tests/golden/check/."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from configurator.workbench.check.findings import KINDS, Finding
from tests.conftest import kept
from tests.small import SOURCED, charge
from tests.workbench.check.sound import (
    CAPABILITIES,
    COMPONENTS,
    DISCOUNTS,
    FACTS,
    NEEDS,
    REVENUE,
    RULES,
    SCENARIOS,
    SEGMENTS,
    Files,
    asked,
    both,
    capability,
    found,
    ruled,
    sold,
    sound,
)

Golden = Callable[[str, str], None]
Records = list[dict[str, Any]]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def but(records: Records, id: str, **changes: Any) -> Records:
    """The records, one of them changed."""
    assert id in [record["id"] for record in records]
    return [record | changes if record["id"] == id else record for record in records]


def tried(id: str, text: str) -> dict[str, Any]:
    """A rule without examples."""
    return ruled(id, text)


def lamp(**more: Any) -> dict[str, Any]:
    """One more component, that a scenario leads to."""
    return sold("b.lamp", "Lamp", "指示灯", 5, {}, **more)


def lit(*rules: dict[str, Any], **more: Any) -> Files:
    """With the lamp in the catalogue and offered."""
    offers = {"scenarios": [SCENARIOS["scenarios"][0] | {"offers": [{"component": "b.lamp"}]}]}
    return sound(components=[*COMPONENTS, lamp(**more)], rules=[*RULES, *rules]) | {"scenarios.yaml": offers}


def lit_by(charge: dict[str, Any], **more: Any) -> Files:
    return lit(charges=[charge], **more)


def facts(**more: Records) -> dict[str, Any]:
    return FACTS | {subject: [*FACTS[subject], *added] for subject, added in more.items()}


def constants(*more: dict[str, Any]) -> Records:
    return [{"id": "share", "name": both("Share of a user", "人均带宽"), "value": 0.5, **SOURCED}, *more]


@dataclass(frozen=True)
class Seed:
    """A fault: the code it must be found under, what stands at the place that is shown, and the rulebook with it."""

    code: str
    at: str
    contents: Callable[[], Files]


EXAMPLE = {"package": {"a.seat": 1}}

_BESIDE = KINDS.keys() - {"C112"}
"""What must not be said beside a fault unseen; seeded rules have no examples, which is said of each."""

SEEDS = {
    # what the solver finds
    "no package at all": Seed("C101", "R-1", lambda: sound(rules=[*RULES, tried("R-1", "qty(a.seat) >= 5"), tried("R-2", "qty(a.seat) <= 4")])),
    "a component no customer can get": Seed("C102", "b.lamp", lambda: lit(available_when="customer.employees > 500000")),
    "a component that rules forbid": Seed("C102", "b.lamp", lambda: lit(tried("R-1", "selected(b.lamp) implies selected(a.seat)"), tried("R-2", "selected(b.lamp) implies qty(a.seat) == 0"))),
    "a component in every package": Seed("C103", "b.lamp", lambda: lit(tried("R-1", "selected(b.lamp)"))),
    "a rule whose condition never comes true": Seed("C104", "customer.employees > 500000", lambda: lit(tried("R-1", "customer.employees > 500000 implies selected(b.lamp)"))),
    "a rule beyond what is sold": Seed("C104", "qty(b.lamp) <= 20", lambda: lit(tried("R-1", "qty(b.lamp) <= 20"))),
    "a rule that follows from another": Seed("C105", "R-2", lambda: lit(tried("R-1", "qty(b.lamp) <= 5"), tried("R-2", "qty(b.lamp) <= 8"))),
    "a rule that follows under some profile from one rule, under all from two": Seed("C105", "R-3", lambda: lit(
        tried("R-1", "selected(a.premium) implies selected(b.audit)"),
        tried("R-2", "selected(b.audit) implies qty(b.lamp) >= 2"),
        tried("R-3", "selected(a.premium) implies selected(b.lamp)"),
    )),
    "a rule that follows from two": Seed("C105", "R-3", lambda: lit(
        tried("R-1", "selected(a.seat) implies selected(b.audit)"),
        tried("R-2", "selected(b.audit) implies qty(b.lamp) >= 2"),
        tried("R-3", "selected(a.seat) implies selected(b.lamp)"),
    )),
    "a need for more than is sold": Seed("C108", "alarm", lambda: sound(
        components=[*COMPONENTS, lamp() | {"supplies": {"light": 1}}],
        capabilities=[*CAPABILITIES, capability("light", "Light", "照明")],
        needs=[*NEEDS, asked("alarm", "Alarm", "报警", "light", "21")],
    )),
    "a need that rules forbid": Seed("C108", "internet", lambda: sound(rules=[*RULES, tried("R-1", "for each site: qty(c.line, site) == 0")])),
    # prices
    "a tier beyond the most units": Seed("C106", "21", lambda: lit_by(charge(tiers={1: 9, 21: 8}))),
    "a volume cliff": Seed("C107", "11", lambda: lit_by(charge(tiers={1: 10, 11: 8}))),
    "a VAT rate that begins later": Seed("C110", "later", lambda: lit(vat="later") | {"taxes.yaml": [{"id": id, "name": both(id.title(), "税"), "rates": [{"rate": 0.06, "effective_from": day, **SOURCED}]} for id, day in (("services", "2020-01-01"), ("later", "2027-01-01"))]}),
 "a price that begins later": Seed("C110", "b.lamp", lambda: lit_by(charge(9) | {"prices": [{"effective_from": "2027-01-01", "price": 9, "cost": 1, **SOURCED}]})),
    "a discount that has run out": Seed("C111", "2026-06-30", lambda: sound(discounts=[*DISCOUNTS, DISCOUNTS[0] | {"id": "PRM-2", "effective_to": "2026-06-30"}])),
    "a price below its cost": Seed("C116", "9", lambda: lit_by(charge(9, cost=10))),
    "a price that discounts bring below its cost": Seed("C116", "10", lambda: lit_by(charge(10, cost="9.01"))),
    "a scenario whose promotion has run out": Seed("C123", "PRM-1", lambda: sound(discounts=but(DISCOUNTS, "PRM-1", effective_to="2026-06-30"))),
    "a larger quantity dearer by the unit": Seed("C124", "11", lambda: lit_by(charge(tiers={1: 9, 11: 10}))),
    # texts
    "a Chinese text left in English": Seed("C109", "Lamp of the alarm", lambda: lit(name=both("Lamp", "Lamp of the alarm"))),
    "an English text left in Chinese": Seed("C109", "指示灯", lambda: lit(name=both("指示灯", "指示灯"))),
    "no service level": Seed("C121", "b.lamp", lambda: lit(sla={})),
    "two components of one name": Seed("C122", "Log audit", lambda: lit(name=both("Log audit", "指示灯"))),
    # cases
    "a case that is cut off": Seed("C126", "because: [", lambda: sound() | {"cases/cut.yaml": "because: [\n"}),
    # facts
    "a rule that asks for what a profile may leave out": Seed("C125", "customer.revenue > 5", lambda: sound(facts=FACTS | {"customer": [*FACTS["customer"], REVENUE]}, rules=[*RULES, ruled("R-1", "customer.revenue > 5 implies qty(a.seat) != 1", {"customer": {"revenue": 9}, "package": {"a.seat": 2}}, EXAMPLE | {"customer": {"revenue": 9}})])),
    # examples
    "a rule without a refused example": Seed("C112", "R-1", lambda: sound(rules=[*RULES, ruled("R-1", "qty(a.seat) <= 40", allowed=EXAMPLE)])),
    "an allowed example that is refused": Seed("C113", "package:", lambda: sound(rules=[*RULES, ruled("R-1", "qty(a.seat) != 1", EXAMPLE, EXAMPLE)])),
    "a refused example that passes": Seed("C113", "package:", lambda: sound(rules=[*RULES, ruled("R-1", "qty(a.seat) <= 40", EXAMPLE, EXAMPLE)])),
    "an allowed example that holds idly": Seed("C113", "package: {}", lambda: sound(rules=[*RULES, ruled("R-1", "qty(a.seat) != 1", {"package": {}}, EXAMPLE)])),
    "an example with an unknown component": Seed("C113", "package:", lambda: sound(rules=[*RULES, ruled("R-1", "qty(a.seat) != 1", {"package": {"a.seat": 2}}, {"package": {"a.saet": 1}})])),
    "an example of no customer": Seed("C113", "package:", lambda: sound(rules=[*RULES, ruled("R-1", "qty(a.seat) != 1", {"package": {"a.seat": 2}}, EXAMPLE | {"customer": {"emploees": 5}})])),
    "no example profile": Seed("C113", "", lambda: sound(example_profile={})),
    # what is declared and never used, asked for and never there
    "a capability without supplier": Seed("C114", "light", lambda: sound(capabilities=[*CAPABILITIES, capability("light", "Light", "照明")], needs=[*NEEDS, asked("alarm", "Alarm", "报警", "light", "1")])),
    "a capability nobody asks for": Seed("C115", "light", lambda: lit() | {"capabilities.yaml": [*CAPABILITIES, capability("light", "Light", "照明")]}),
    "a constant never used": Seed("C117", "spare", lambda: sound() | {"constants.yaml": constants({"id": "spare", "name": both("Spare", "备用"), "value": 2, **SOURCED})}),
    "a table never used": Seed("C117", "", lambda: sound() | {"tables/regions.csv": "region\nnorth\n"}),
    "an attribute never used": Seed("C117", "colour", lambda: sound(facts=facts(component=[{"id": "colour", "name": both("Colour", "颜色"), "type": "text", "default": "red"}]))),
    "a tax never used": Seed("C117", "goods", lambda: sound() | {"taxes.yaml": [{"id": id, "name": both(id.title(), "税"), "rates": [{"rate": 0.06, "effective_from": "2020-01-01", **SOURCED}]} for id in ("services", "goods")]}),
    "a component nothing leads to": Seed("C118", "b.lamp", lambda: sound(components=[*COMPONENTS, lamp()])),
    "a component outdone by another": Seed("C119", "b.slow", lambda: sound(components=[*COMPONENTS, sold("b.slow", "Slow audit", "慢速审计", 250, {"log_audit": 1})])),
    "a segment no customer falls into": Seed("C120", "customer.employees > 500000", lambda: sound() | {"segments.yaml": but(SEGMENTS, "finance", when="customer.employees > 500000")}),
    # what keeps it from loading
    "a sign that isn't there": Seed("E020", "=> 5", lambda: sound(rules=[*RULES, tried("R-1", "qty(a.seat) => 5")])),
    "an unknown fact": Seed("E021", "customer.emploees", lambda: sound(rules=[*RULES, tried("R-1", "customer.emploees > 5")])),
    "an unknown component": Seed("E022", "a.saet", lambda: sound(rules=[*RULES, tried("R-1", "selected(a.saet)")])),
    "decisions multiplied": Seed("E027", "qty(a.seat) * qty(b.audit)", lambda: sound(rules=[*RULES, tried("R-1", "qty(a.seat) * qty(b.audit) <= 9")])),
    "a circle in sizing": Seed("E028", "many", lambda: sound(needs=[*NEEDS, asked(
        "alarm", "Alarm", "报警", "log_audit", "1",
        {"id": "many", "name": both("Many", "数量"), "type": "integer", "value": "need.more"},
        {"id": "more", "name": both("More", "更多"), "type": "integer", "value": "need.many + 1"},
    )])),
    "a rule told twice": Seed("E030", "SEC-1", lambda: sound(rules=[*RULES, RULES[0]])),
    "units mixed": Seed("E035", "supply(mbps) > supply(gbps)", lambda: sound(
        units={"piece": both("piece", "个"), "mbps": both("Mbps", "Mbps") | {"measures": "bandwidth"}, "gbps": both("Gbps", "Gbps") | {"measures": "bandwidth", "times": 1000}},
        capabilities=[*CAPABILITIES[:2], CAPABILITIES[2] | {"unit": "mbps"}, capability("gbps", "Trunk", "干线") | {"unit": "gbps"}],
        rules=[*RULES, tried("R-1", "supply(mbps) > supply(gbps)")],
    )),
    "a table without the column asked for": Seed("E024", "staff", lambda: sound(rules=[*RULES, tried("R-1", "lookup(licensed, staff, customer.industry) > 5")])),
    "a ragged table": Seed("E024", "health,5", lambda: sound() | {"tables/licensed.csv": "industry\nfinance\nhealth,5\n"}),
    "a price list without a column": Seed("E024", "component,charge", lambda: sound() | {"prices/b.csv": "component,charge,first,price,cost,source,confidence\nb.lamp,recurring,1,5,2,list,estimate\n"}),
    "a price without its date": Seed("E011", ",1,5", lambda: lit_by(charge(5) | {"prices": []}) | {"prices/b.csv": "component,charge,effective_from,first,price,cost,source,confidence\nb.lamp,recurring,,1,5,2,list,estimate\n"}),
}  # fmt: skip


def told(findings: list[Finding]) -> str:
    """The findings as they are printed, each with its witness."""
    return "\n\n".join(
        str(finding)
        + (f"\n   = witness: {json.dumps(finding.witness, ensure_ascii=False, default=str)}" if finding.witness else "")
        for finding in findings
    )


def test_nothing_is_said_of_a_sound_rulebook() -> None:
    assert told(found(sound())) == ""
    assert (
        told(
            found(
                lit(),
            )
        )
        == ""
    )


@pytest.mark.parametrize("case", SEEDS)
def test_a_seeded_fault_is_found_where_it_stands(case: str, golden: Golden) -> None:
    seed = SEEDS[case]
    findings = found(seed.contents())
    places = [finding.place for finding in findings if finding.code == seed.code]
    assert places, told(findings)
    assert any(place is not None and seed.at in place.text[place.column - 1 :] for place in places), told(findings)
    golden(f"check/{case}", told([finding for finding in findings if finding.code in (seed.code, *_BESIDE)]))


def test_every_kind_of_finding_is_seeded() -> None:
    assert {seed.code for seed in SEEDS.values()} >= KINDS.keys()
    assert kept("check") == SEEDS.keys()


def about(findings: list[Finding], code: str) -> set[str]:
    """The records that findings of a code stand at."""
    return {f"{found.place.file} {found.place.text}" for found in findings if found.code == code and found.place}


@pytest.mark.parametrize(
    "case", [case for case, seed in SEEDS.items() if seed.code in ("C101", "C102", "C103", "C105", "C108")]
)
def test_without_any_of_the_rules_it_names_a_finding_is_gone(case: str) -> None:
    seed = SEEDS[case]
    contents = seed.contents()
    before = found(contents)
    named = {
        rule for finding in before if finding.code == seed.code for rule in (finding.witness or {}).get("rules", ())
    }
    for rule in named:
        kept_rules = [told for told in contents["constraints/a.yaml"] if told["id"] != rule]
        after = found(contents | {"constraints/a.yaml": kept_rules})
        assert not about(before, seed.code) & about(after, seed.code), rule
