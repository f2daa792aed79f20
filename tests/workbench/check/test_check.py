"""Laws of `rules check` beyond the single finding: what it must not say, and where it looks."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from configurator.engine.solve import Answer, Solver
from configurator.errors import RulebookError
from configurator.workbench.check.run import check_rulebook
from tests.small import charge, write
from tests.workbench.check.sound import (
    CAPABILITIES,
    COMPONENTS,
    DAY,
    DISCOUNTS,
    FACTS,
    REVENUE,
    RULES,
    Files,
    capability,
    found,
    ruled,
    sold,
    sound,
)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def codes(contents: Files, day: datetime.date = DAY) -> list[str]:
    return [finding.code for finding in found(contents, day)]


def lamp(**more: Any) -> dict[str, Any]:
    return sold("b.lamp", "Lamp", "指示灯", 5, {}, **more)


def test_several_processes_find_what_one_does_and_tell_their_progress() -> None:
    contradiction = ruled("R-1", "selected(b.audit) and not selected(a.seat)")
    told: list[tuple[int, int]] = []
    serial = found(sound(rules=[*RULES, contradiction]))
    parallel = check_rulebook("book", DAY, lambda done, all_: told.append((done, all_)), processes=2)
    assert serial == parallel
    assert {"C102", "C103", "C105", "C112"} <= {finding.code for finding in serial}
    assert told == [(number, len(told)) for number in range(1, len(told) + 1)]


def test_a_second_check_of_the_same_rulebook_says_the_same() -> None:
    contents = sound(
        rules=[*RULES, ruled("R-1", "selected(b.audit)"), ruled("R-2", "selected(b.audit) or selected(c.line)")]
    )
    assert found(contents) == found(contents) != []


def test_findings_come_by_file_and_line() -> None:
    places = [
        finding.place
        for finding in found(sound(components=[*COMPONENTS, lamp(sla={})], rules=[*RULES, ruled("R-1", "true")]))
    ]
    assert len(places) > 3
    assert [(p.file, p.line) for p in places if p] == sorted((p.file, p.line) for p in places if p)


def test_a_rulebook_that_is_not_there_is_no_finding() -> None:
    with pytest.raises(RulebookError, match="there is no rulebook 'nowhere'"):
        check_rulebook("nowhere", DAY)


def test_every_fault_that_keeps_a_rulebook_from_loading_is_an_error() -> None:
    findings = found(sound(rules=[*RULES, ruled("R-1", "selected(a.saet)"), ruled("R-2", "selected(a.sea)")]))
    assert [(finding.code, finding.severity) for finding in findings] == [("E022", "error")] * 2


def test_a_rule_that_comes_into_force_later_is_not_said_to_be_idle() -> None:
    coming = ruled("R-1", "qty(a.seat) <= 40", effective_from="2030-01-01")
    assert codes(sound(rules=[*RULES, coming])) == ["C112", "C112"]


def test_a_rule_that_leans_on_a_fact_no_profile_tells_is_not_said_to_be_idle() -> None:
    leaning = [*RULES, ruled("R-1", "customer.revenue > 5 implies selected(b.audit)")]
    assert codes(sound(facts=FACTS | {"customer": [*FACTS["customer"], REVENUE]}, rules=leaning)) == [
        "C112",
        "C112",
        "C125",
    ]


def test_a_rule_in_a_loop_leads_to_the_components_it_runs_over() -> None:
    loop = ruled(
        "R-1", "at least 1 of (selected(c) for c in components if c.grade == 'lamp') or not selected(b.audit)",
        allowed={"package": {"b.audit": 1, "b.lamp": 1}}, refused={"package": {"b.audit": 1}},
    )  # fmt: skip
    assert codes(sound(components=[*COMPONENTS, lamp(attributes={"grade": "lamp"})], rules=[*RULES, loop])) == []
    assert "C118" in codes(sound(components=[*COMPONENTS, lamp(attributes={"grade": "bulb"})], rules=[*RULES, loop]))


def test_an_attribute_that_alternatives_differ_by_is_used() -> None:
    make = {"id": "make", "name": {"en": "Make", "zh": "品牌"}, "type": "text", "default": "own"}
    facts = FACTS | {"component": [*FACTS["component"], make]}
    assert codes(sound(facts=facts)) == ["C117"]
    assert codes(sound(facts=facts, differs_by=["make"])) == []


def test_a_component_that_only_breaks_a_rule_by_what_it_consumes_makes_it_bite() -> None:
    thirsty = sold("b.mill", "Mill", "磨坊", 5, {"log_audit": 1}, consumes={"seats": 1})
    rule = ruled(
        "R-1", "selected(a.seat) implies supply(seats) >= 1",
        allowed={"package": {"a.seat": 1}}, refused={"package": {"a.seat": 1, "b.mill": 1}},
    )  # fmt: skip
    assert "C104" not in codes(sound(components=[*COMPONENTS, thirsty], rules=[*RULES, rule]))


def test_a_discount_that_has_run_out_brings_no_price_below_its_cost() -> None:
    seat = COMPONENTS[0] | {"charges": [charge(10, cost="9.01")]}
    half = DISCOUNTS[0] | {"id": "DSC-1", "step": "term", "percent": 50}
    for last, expected in ((DAY, ["C116"]), (DAY - datetime.timedelta(days=1), ["C111"])):
        discounts = [DISCOUNTS[0] | {"percent": 1}, half | {"effective_to": last}]
        assert codes(sound(components=[seat, *COMPONENTS[1:]], discounts=discounts)) == expected


def test_a_price_is_looked_at_on_the_day_it_should_sell() -> None:
    assert codes(sound(), datetime.date(2028, 1, 1)) == ["C111", "C123"]
    assert set(codes(sound(), datetime.date(2025, 12, 31))) == {"C110"}


def test_a_profile_without_a_date_is_tried_on_the_day_of_the_check() -> None:
    undated = {"customer": {"name": "Example", "employees": 100}, "sites": [{"name": "office", "users": 50}]}
    assert set(codes(sound(example_profile=undated))) == {"C113"}  # of the examples, which have none either


def test_what_a_search_cut_short_leaves_open_is_not_held_against_a_rulebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Solver, "find", lambda self: Answer("unknown"))
    assert (
        codes(sound(rules=[*RULES, ruled("R-1", "qty(a.seat) <= 40"), ruled("R-2", "qty(a.seat) <= 50")]))
        == ["C112"] * 4
    )


def test_a_component_that_no_rule_may_be_without_is_not_outdone() -> None:
    both_of_them = ruled(
        "R-1", "selected(b.audit) iff selected(b.slow)",
        allowed={"package": {"b.audit": 1, "b.slow": 1}}, refused={"package": {"b.audit": 1}},
    )  # fmt: skip
    slow = sold("b.slow", "Slow audit", "慢速审计", 250, {"log_audit": 1})
    assert codes(sound(components=[*COMPONENTS, slow], rules=[*RULES, both_of_them])) == []


def test_a_capability_that_is_only_consumed_is_asked_for() -> None:
    fed = [
        *COMPONENTS[:2],
        COMPONENTS[2] | {"consumes": {"watts": 5}},
        COMPONENTS[3],
        lamp() | {"supplies": {"watts": 10}},
    ]
    assert codes(sound(components=fed, capabilities=[*CAPABILITIES, capability("watts", "Power", "供电")])) == []


def test_the_profiles_of_cases_are_tried_as_well(tmp_path: Path) -> None:
    far = lamp(available_when="customer.employees > 500000") | {"supplies": {"log_audit": 2}}
    contents = sound(components=[*COMPONENTS[:2], COMPONENTS[2] | {"attributes": {"grade": "log"}}, COMPONENTS[3], far])
    assert codes(contents) == ["C102"]
    case = {
        "because": "A very large one.",
        "profile": {"customer": {"name": "Vast", "employees": 900_000}, "sites": [{"name": "office"}], "date": DAY, "needs": []},
        "expect": {"outcome": "optimal"},
    }  # fmt: skip
    write(tmp_path / "book", {"cases/vast.yaml": case})
    assert check_rulebook("book", DAY, processes=1) == []


def accepting(*accepted: tuple[str, str]) -> Files:
    """With a component that promises no service level, and findings said to be meant."""
    records = [{"code": code, "id": id, "because": "It is a lamp."} for code, id in accepted]
    rule = ruled(
        "R-1",
        "selected(b.lamp) implies selected(b.audit)",
        {"package": {"b.lamp": 1, "b.audit": 1}},
        {"package": {"b.lamp": 1}},
    )
    return sound(components=[*COMPONENTS, lamp(sla={})], rules=[*RULES, rule], accepted=records)


def test_a_finding_that_is_accepted_becomes_a_note_with_its_reason() -> None:
    [finding] = found(accepting(("C121", "b.lamp")))
    assert (finding.code, finding.severity) == ("C121", "note")
    assert str(finding).startswith("note[C121]: b.lamp promises no service level")
    assert str(finding).endswith("= help: accepted: It is a lamp.")


def test_what_is_accepted_of_another_or_not_found_any_more_is_said() -> None:
    assert codes(accepting(("C121", "b.audit"))) == ["C121", "C117"]
    assert codes(accepting(("C121", "b.lamp"), ("C102", "b.lamp"))) == ["C121", "C117"]
