"""The examples of rules: what is right with them, what is wrong, and in which words."""

from pathlib import Path
from typing import Any

import pytest

from configurator.rulebook.loader import load_rulebook
from configurator.workbench.examples import RuleExample, example_profile, examples_of, tried
from configurator.workbench.standing import Standing
from tests.small import capability, component
from tests.workbench.workshop import SOLD, ruled, workshop


def outcome(folder: Path, rule: dict[str, Any], **parts: Any) -> dict[str, tuple[Standing | None, list[str]]]:
    book = load_rulebook(workshop(folder, rule, **parts))
    return {example.kind: tried(book, example) for example in examples_of(book)}


def test_an_example_shows_what_its_rule_allows_and_refuses(tmp_path: Path) -> None:
    rule = ruled(
        "R-1", "selected(a.x) implies selected(b.y)", {"package": {"a.x": 1, "b.y": 1}}, {"package": {"a.x": 1}}
    )
    assert outcome(tmp_path, rule) == {"allowed": (Standing.ENFORCED, []), "refused": (Standing.VIOLATED, [])}


WRONG = {
    "allowed, and refused": ("allowed", "qty(a.x) <= 5", {"package": {"a.x": 6}}, "the rule refuses this package, though it should allow it"),
    "refused, and allowed": ("refused", "qty(a.x) <= 5", {"package": {"a.x": 5}}, "the rule lets this package pass, though it should refuse it"),
    "allowed idly": ("allowed", "selected(a.x) implies selected(b.y)", {"package": {"b.y": 1}}, "the rule has nothing to say of this package: an example that holds idly shows nothing"),
    "no such component": ("refused", "qty(a.x) <= 5", {"package": {"a.z": 6}}, "there is no component a.z"),
    "no such site": ("refused", "for each site: qty(c.box, site) <= 1", {"package": {"c.box": {"Attic": 2}}}, "there is no site 'Attic'"),
    "a site for what is sold over the deal": ("refused", "qty(a.x) <= 5", {"package": {"a.x": {"Office": 6}}}, "a.x is counted over the deal: give its 'quantity'"),
    "sites of a class that differ": ("refused", "for each site: qty(c.box, site) <= 1", {"sites": [{"name": "Hut", "count": 2}], "package": {"c.box": {"Hut 1": 2}}}, "c.box: sites that differ in nothing but their name get the same quantity, not [0, 2]"),
    "no such fact": ("refused", "qty(a.x) <= 5", {"customer": {"emploees": 5}, "package": {"a.x": 6}}, "unknown key 'emploees' (R-1, refused example 1.customer.emploees)"),
    "no such code": ("refused", "qty(a.x) <= 5", {"compliance": ["iso"], "package": {"a.x": 6}}, "there is no compliance code 'iso' (R-1, refused example 1.compliance[0])"),
    "a fact that is not known": ("refused", "customer.revenue > 5 implies qty(a.x) <= 5", {"package": {"a.x": 6}}, "the rule can't be worked out: customer.revenue isn't known"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_with_an_example_is_said(case: str, tmp_path: Path) -> None:
    kind, text, example, words = WRONG[case]
    sold = [*SOLD, component("c.box", at="site", supplies={"room": 1}, quantity={"max": 2})]
    told = outcome(
        tmp_path,
        ruled("R-1", text, **{kind: example}),
        components=sold,
        capabilities=[capability("power"), capability("room", at="site")],
    )
    assert told[kind][1] == [words]


def test_an_example_changes_the_example_profile_key_by_key_of_the_customer_only(tmp_path: Path) -> None:
    rule = ruled(
        "R-1", "qty(a.x) <= 5", {"customer": {"employees": 7}, "sites": [{"name": "Hut"}], "package": {"a.x": 1}}
    )
    book = load_rulebook(workshop(tmp_path, rule))
    profile = example_profile(book, next(examples_of(book)))
    assert profile.customer.name == "Small Ltd"
    assert profile.customer.facts == {"employees": 7}
    assert [site.name for site in profile.sites] == ["Hut"]
    assert profile.needs == ()


def test_the_needs_of_an_example_count_as_met(tmp_path: Path) -> None:
    needs = [{"need": "power", "amount": 2, "priority": "could"}]
    rule = ruled(
        "R-1",
        "met(power) implies selected(a.x)",
        {"needs": needs, "package": {"a.x": 2}},
        {"needs": needs, "package": {"b.y": 2}},
    )
    assert [wrong for _, wrong in outcome(tmp_path, rule).values()] == [[], []]


def test_a_component_sold_at_sites_stands_at_every_site_or_where_it_is_said(tmp_path: Path) -> None:
    box = component("c.box", at="site", supplies={"room": 1}, quantity={"max": 5})
    sites = [{"name": "Head", "users": 9}, {"name": "Hut", "count": 3}]
    rule = ruled(
        "R-1", "qty(c.box) == 4 or qty(c.box) == 7",
        {"sites": sites, "package": {"c.box": 1}}, {"sites": sites, "package": {"c.box": {"Head": 2, "Hut": 2}}},
    )  # fmt: skip
    parts = {"components": [*SOLD, box], "capabilities": [capability("power"), capability("room", at="site")]}
    assert outcome(tmp_path, rule, **parts)["allowed"] == (Standing.ENFORCED, [])
    assert outcome(tmp_path, rule, **parts)["refused"] == (Standing.VIOLATED, [])


def test_examples_are_named_by_rule_kind_and_number(tmp_path: Path) -> None:
    rule = ruled("R-1", "qty(a.x) <= 5") | {"examples": {"allowed": [{}, {}], "refused": [{}]}}
    named: list[RuleExample] = list(examples_of(load_rulebook(workshop(tmp_path, rule))))
    assert [example.name for example in named] == ["R-1 allowed 1", "R-1 allowed 2", "R-1 refused 1"]
