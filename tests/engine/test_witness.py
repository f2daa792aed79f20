"""Witnesses: packages with a property, each held against the verifier, and their absence against trying everything."""

import itertools
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from configurator.engine.purpose import active_rules
from configurator.engine.solve import Answer, Solver
from configurator.engine.verify import verify
from configurator.engine.witness import Absence, Property, Witness, WitnessSearch
from configurator.pricing.price_list import price_list
from configurator.sizing import Sizing, size
from tests import small
from tests.properties.problems import Case, cases, everything

SOLD = [
    small.component("a.pump", supplies={"power": 1}),
    small.component("a.fan", supplies={"power": 2}),
    small.component("b.lamp"),
]


def search(
    folder: Path, *rules: dict[str, Any], sold: list[dict[str, Any]] | None = None, **told: Any
) -> WitnessSearch:
    book = small.rulebook(folder, sold or SOLD, rules=list(rules), capabilities=[small.capability("power")])
    return WitnessSearch(size(small.profile(**told), book), frozenset(book.components))


def breaches(sizing: Sizing, found: Witness) -> set[tuple[str, str]]:
    offer = price_list(sizing.rulebook, sizing.date, sizing.term_months, sizing.world)
    return {(breach.kind, breach.id) for breach in verify(sizing, offer, found.quantities, found.met)}


def test_a_witness_breaks_the_rule_asked_for_and_no_other(tmp_path: Path) -> None:
    looking = search(
        tmp_path,
        small.rule("R-1", "selected(a.pump) implies selected(a.fan)"),
        small.rule("R-2", "selected(a.pump) implies qty(b.lamp) >= 3"),
    )
    found = looking.find(Property(breaks="R-1"))
    assert isinstance(found, Witness)
    assert found.quantities == {("a.pump", None): 1, ("b.lamp", None): 3}
    assert breaches(looking.sizing, found) == {("rule", "R-1")}


def test_a_rule_that_follows_from_others_has_no_witness_and_names_them(tmp_path: Path) -> None:
    found = search(
        tmp_path,
        small.rule("R-1", "selected(a.pump) implies selected(a.fan)"),
        small.rule("R-2", "selected(a.fan) implies selected(b.lamp)"),
        small.rule("R-3", "selected(a.pump) implies selected(b.lamp)"),
        small.rule("R-4", "qty(b.lamp) <= 5"),
    ).find(Property(breaks="R-3"))
    assert found == Absence(frozenset({"R-1", "R-2"}), True)


def test_of_the_rules_only_those_asked_must_hold(tmp_path: Path) -> None:
    looking = search(tmp_path, small.rule("R-1", "not selected(a.pump)"))
    assert isinstance(looking.find(Property(has="a.pump")), Absence)
    assert isinstance(looking.find(Property(has="a.pump"), []), Witness)


def test_a_preference_binds_no_package_and_can_be_broken(tmp_path: Path) -> None:
    looking = search(tmp_path, small.rule("PREF-1", "not selected(a.pump)", weight=2))
    assert isinstance(looking.find(Property(has="a.pump")), Witness)
    assert isinstance(looking.find(Property(breaks="PREF-1")), Witness)


def test_a_package_without_a_component_is_found_or_shown_not_to_be_there(tmp_path: Path) -> None:
    looking = search(tmp_path, small.rule("R-1", "selected(a.pump)"))
    assert looking.find(Property(lacks="a.pump")) == Absence(frozenset({"R-1"}), True)
    assert isinstance(looking.find(Property(lacks="a.fan")), Witness)


def test_a_need_is_met_with_what_its_demands_ask_for(tmp_path: Path) -> None:
    needs = [{"need": "power", "amount": 30, "priority": "could"}]
    looking = search(tmp_path, needs=needs)
    found = looking.find(Property(meets="power"))
    assert isinstance(found, Witness)
    assert "power" in found.met
    assert breaches(looking.sizing, found) == set()
    assert isinstance(
        search(tmp_path, small.rule("R-1", "qty(a.fan) <= 2"), needs=needs).find(Property(meets="power")), Absence
    )


def test_what_a_component_consumes_may_break_a_rule_on_its_supply(tmp_path: Path) -> None:
    thirsty = small.component("c.mill", consumes={"power": 1})
    looking = search(tmp_path, small.rule("R-1", "selected(a.fan) implies supply(power) >= 2"), sold=[*SOLD, thirsty])
    found = looking.find(Property(breaks="R-1"))
    assert isinstance(found, Witness)
    assert breaches(looking.sizing, found) == {("rule", "R-1")}


def test_a_component_that_a_decision_asks_for_is_looked_at_whatever_is_wanted(tmp_path: Path) -> None:
    decided = [{"component": "b.lamp", "quantity": 2}]
    looking = search(tmp_path, small.rule("R-1", "not selected(a.pump)"), decisions=decided)
    found = looking.find(Property(breaks="R-1"))
    assert isinstance(found, Witness)
    assert found.quantities == {("a.pump", None): 1, ("b.lamp", None): 2}


def test_only_what_is_on_sale_is_found(tmp_path: Path) -> None:
    looking = search(tmp_path)
    assert isinstance(replace(looking, on_sale=frozenset({"a.fan"})).find(Property(has="a.pump")), Absence)


def test_a_rule_that_is_not_in_force_yet_is_not_known(tmp_path: Path) -> None:
    looking = search(
        tmp_path, small.rule("R-1", "selected(a.pump)", effective_from="2030-01-01"), small.rule("R-2", "true")
    )
    assert [looking.knows(rule) for rule in ("R-1", "R-2")] == [False, True]


def test_a_search_cut_short_proves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Solver, "find", lambda self: Answer("unknown"))
    found = search(tmp_path, small.rule("R-1", "not selected(a.pump)")).find(Property(breaks="R-1"))
    assert found == Absence(frozenset(), False)


def packages(sizing: Sizing) -> Iterator[set[tuple[str, str]]]:
    """What every package breaks, budgets aside."""
    offer = price_list(sizing.rulebook, sizing.date, sizing.term_months, sizing.world)
    places = sorted(((id, place) for id in offer for place in sizing.available[id]), key=lambda p: (p[0], p[1] or ""))
    optional = [need.id for need in sizing.needs if need.priority != "must"]
    for quantities in everything(sizing, places):
        for chosen in itertools.product((True, False), repeat=len(optional)):
            met = frozenset(itertools.compress(optional, chosen))
            yield {(breach.kind, breach.id) for breach in verify(sizing, offer, quantities, met)}


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(cases())
def test_a_witness_is_found_exactly_when_trying_everything_finds_one(case: Case) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rulebook, profile = Case(case.files, case.profile | {"budget": {}}).load(Path(folder))
    sizing = size(profile, rulebook)
    on_sale = frozenset(price_list(rulebook, sizing.date, sizing.term_months, sizing.world))
    looking = WitnessSearch(sizing, on_sale)
    rules = [rule.id for rule in active_rules(sizing) if rule.weight is None]
    alone = [next(iter(broken)) for broken in packages(sizing) if len(broken) == 1] if rules else []
    possible = {id for kind, id in alone if kind == "rule"}
    for rule in rules:
        found = looking.find(Property(breaks=rule))
        assert isinstance(found, Witness) == (rule in possible), rule
        if isinstance(found, Witness):
            assert breaches(sizing, found) == {("rule", rule)}
        else:
            assert found.proven
