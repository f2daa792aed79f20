"""Choices: after whatever was decided, possible is exactly what a recommendation can be had with."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import configurator as cf
from configurator.engine.choices import Choices
from configurator.engine.domain import Domain
from configurator.engine.solve import Effort
from configurator.profile import Decision, Profile, read_profile
from configurator.sizing import size
from tests import small
from tests.engine.test_options import asking, book
from tests.properties.answers import law
from tests.properties.problems import Case, cases

DECIDED: list[dict[str, Any]] = [{"selected": True}, {"quantity": 2}, {"max": 1}, {"selected": False}]


def choices(asked: Profile, rulebook: cf.Rulebook) -> Choices:
    """The choices of a profile, decisions and all."""
    told = {key: value for key, value in asked.to_json().items() if key not in ("decisions", "budget")}
    undecided = read_profile(told).but(date=size(asked, rulebook).date)
    return Domain(size(undecided, rulebook), Effort(cf.Limits())).deciding(asked.decisions)


def test_an_alternative_to_what_is_in_is_possible_and_so_is_what_nobody_needs(tmp_path: Path) -> None:
    found = choices(small.profile({"power": 3}), book(tmp_path))
    assert found.everything() == {"a.small": True, "b.good": True, "c.lamp": True}


def test_a_decision_rules_out_what_can_not_stand_beside_it(tmp_path: Path) -> None:
    either = [small.rule("R-1", "at most 1 of (selected(b.good), selected(c.lamp))")]
    found = choices(small.profile({"power": 3}), book(tmp_path, rules=either))
    assert found.everything() == {"a.small": True, "b.good": True, "c.lamp": True}
    assert found.deciding(Decision(component="c.lamp", selected=True)).possible("b.good") is False
    assert found.deciding(Decision(component="b.good", quantity=2)).possible("c.lamp") is False


def test_nothing_is_possible_beside_a_decision_that_can_not_be(tmp_path: Path) -> None:
    found = choices(small.profile({"power": 3}), book(tmp_path)).deciding(Decision(component="c.lamp", min=10))
    assert found.everything() == {"a.small": False, "b.good": False, "c.lamp": False}


def test_units_are_told_as_the_rest_leaves_room_for_them(tmp_path: Path) -> None:
    found = choices(small.profile({"power": 3}), book(tmp_path))
    assert found.possible("c.lamp")
    assert found.having("c.lamp").range[1] == 9


def test_what_is_asked_for_is_not_limited_by_what_is_needed(tmp_path: Path) -> None:
    pairs = small.component("c.pairs", 9, {"light": 1}, quantity={"min": 2, "max": 8})
    found = choices(small.profile({"power": 3}), book(tmp_path, pairs))
    assert found.possible("c.pairs")
    assert found.having("c.pairs").range == (2, 8)


@law(40)
@given(cases(), st.data())
def test_possible_is_what_a_recommendation_can_be_had_with_decision_after_decision(
    case: Case, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rulebook, asked = case.load(Path(folder))
    asked = read_profile({**asked.to_json(), "budget": {}})
    found = choices(asked, rulebook)
    for _ in range(3):
        _compare(found, asked, rulebook)
        component = data.draw(st.sampled_from(sorted(rulebook.components)))
        asked = asking(asked, component, **data.draw(st.sampled_from(DECIDED)))
        found = found.deciding(asked.decisions[-1])


def _compare(found: Choices, asked: Profile, rulebook: cf.Rulebook) -> None:
    for id, possible in found.everything().items():
        with_it = cf.recommend(asking(asked, id, selected=True), rulebook)
        assert possible == isinstance(with_it, cf.Optimal), id
