"""A package made by hand, or an answer given before, read and checked."""

import json
from pathlib import Path
from typing import Any

import pytest

import configurator as cf
from configurator import source
from configurator.engine.handmade import check_package
from configurator.engine.verify import Breach
from configurator.errors import ProfileError
from configurator.quoting.quote import make_quote
from configurator.rulebook.model import Rulebook
from tests.small import capability, component, need, profile, rule, rulebook

SITES = [{"name": "Head", "users": 40}, {"name": "Branch", "count": 2, "users": 10}]


@pytest.fixture
def book(tmp_path: Path) -> Rulebook:
    return rulebook(
        tmp_path,
        [component("a.plant", 10, {"power": 2}), component("b.box", 5, {"room": 10}, at="site")],
        capabilities=[capability("power"), capability("room", at="site")],
        needs=[need("power", power="need.amount"), need("room", room="site.users")],
        rules=[rule("R-1", "not met(power) or selected(a.plant)")],
    )


def asked(**more: Any) -> cf.Profile:
    return profile([{"need": "power", "amount": 5}, {"need": "room"}], **{"sites": SITES} | more)


def items(*told: dict[str, Any]) -> dict[str, Any]:
    return {"items": list(told)}


GOOD = items(
    {"component": "a.plant", "quantity": 3},
    {"component": "b.box", "sites": ["Head"], "per_site": 4},
    {"component": "b.box", "sites": ["Branch 1", "Branch 2"], "per_site": 1},
)


def kinds(found: tuple[Breach, ...]) -> list[tuple[str, str, str | None]]:
    return [(breach.kind, breach.id, breach.site) for breach in found]


def without(*ids: str) -> dict[str, Any]:
    return items(*(item for item in GOOD["items"] if item["component"] not in ids))


# What is read


def test_a_package_may_come_alone_or_in_a_recommendation(book: Rulebook) -> None:
    assert check_package(asked(), book, GOOD) == ()
    assert check_package(asked(), book, {"package": GOOD, "outcome": "optimal"}) == ()


def test_a_recommendation_and_a_quote_of_it_hold(book: Rulebook) -> None:
    outcome = cf.recommend(asked(), book)
    assert check_package(asked(), book, outcome.to_json()) == ()
    quote = make_quote(outcome, number="Q-1", issued_on=outcome.sizing.date)
    assert check_package(asked(), book, quote.to_json()) == ()


def test_a_recommendation_that_leaves_a_need_unmet_holds(book: Rulebook) -> None:
    stated = profile([{"need": "power", "amount": 5, "priority": "could"}], budget={"monthly": 29})
    outcome = cf.recommend(stated, book)
    assert outcome.to_json()["package"]["items"] == []
    assert check_package(stated, book, outcome.to_json()) == ()


def test_a_recommendation_is_checked_again_from_a_file(book: Rulebook, tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(cf.recommend(asked(), book).to_json(), ensure_ascii=False), encoding="utf-8")
    assert check_package(asked(), book, source.read(path)) == ()


def test_prices_written_beside_the_items_are_not_believed(book: Rulebook) -> None:
    told = cf.recommend(asked(), book).to_json()
    for item in told["package"]["items"]:
        item["charges"] = [{"net": "0.00"}]
    assert kinds(check_package(asked(budget={"monthly": 59}), book, told)) == [("budget", "monthly", None)]


def test_items_of_the_same_component_add_up(book: Rulebook) -> None:
    split = items(
        *without("a.plant")["items"],
        {"component": "a.plant", "quantity": 1},
        {"component": "a.plant", "quantity": 2},
    )
    assert check_package(asked(), book, split) == ()


def test_sites_of_a_class_may_be_told_one_by_one(book: Rulebook) -> None:
    split = items(*GOOD["items"][:2], *({"component": "b.box", "sites": [f"Branch {i}"], "per_site": 1} for i in (1, 2)))  # fmt: skip
    assert check_package(asked(), book, split) == ()


def test_an_item_of_no_units_is_no_item(book: Rulebook) -> None:
    assert check_package(profile(), book, items({"component": "a.plant", "quantity": 0})) == ()


def test_an_optional_need_binds_where_the_answer_says_it_is_met(book: Rulebook) -> None:
    stated = profile([{"need": "power", "amount": 5, "priority": "should"}])
    told: dict[str, Any] = {"package": items(), "coverage": {"needs": [{"need": "power", "met": False}]}}
    assert check_package(stated, book, told) == ()
    told["coverage"]["needs"][0]["met"] = True
    assert kinds(check_package(stated, book, told)) == [("demand", "SIZ-POWER-1", None), ("rule", "R-1", None)]


def test_a_must_need_binds_though_the_answer_says_it_is_not_met(book: Rulebook) -> None:
    told = {"package": without("a.plant"), "coverage": {"needs": [{"need": "power", "met": False}]}}
    assert kinds(check_package(asked(), book, told)) == [("demand", "SIZ-POWER-1", None), ("rule", "R-1", None)]


# What doesn't hold


def test_what_the_package_breaks_is_told(book: Rulebook) -> None:
    found = check_package(asked(), book, without("b.box"))
    assert kinds(found) == [("demand", "SIZ-ROOM-1", "S1"), ("demand", "SIZ-ROOM-1", "S2")]


def test_a_component_there_is_not_is_told(book: Rulebook) -> None:
    ghost = items(*GOOD["items"], {"component": "a.ghost", "quantity": 1})
    assert check_package(asked(), book, ghost) == (Breach("range", "a.ghost", None, "there is no component a.ghost"),)


def test_a_site_there_is_not_is_told(book: Rulebook) -> None:
    lost = items(*GOOD["items"], {"component": "b.box", "sites": ["Moon"], "per_site": 1})
    assert check_package(asked(), book, lost) == (Breach("range", "b.box", "Moon", "there is no site 'Moon'"),)


def test_equal_sites_that_get_unequal_quantities_are_told(book: Rulebook) -> None:
    uneven = items(*GOOD["items"][:2], {"component": "b.box", "sites": ["Branch 1"], "per_site": 1})
    text = "b.box: sites that differ in nothing but their name get the same quantity, not [0, 1]"
    assert check_package(asked(), book, uneven) == (Breach("range", "b.box", "S2", text),)


@pytest.mark.parametrize("told", [{"quantity": 6}, {"per_site": 4}, {"sites": ["Head"]}])
def test_a_component_at_sites_without_its_sites_is_told(book: Rulebook, told: dict[str, Any]) -> None:
    found = check_package(asked(), book, items(*GOOD["items"], {"component": "b.box"} | told))
    assert found == (Breach("range", "b.box", None, "b.box stands at sites: give 'sites' and 'per_site'"),)


# What can't be read


def faults(book: Rulebook, told: Any) -> list[tuple[str, str]]:
    with pytest.raises(ProfileError) as refused:
        check_package(asked(), book, source.parse(told, "package.yaml") if isinstance(told, str) else told)
    return [(str(fault.place), fault.message) for fault in refused.value.diagnostics]


def test_data_that_is_no_package_is_sent_back(book: Rulebook) -> None:
    assert faults(book, {"goods": []})[-1][1] == "this isn't a package"
    assert faults(book, "just text")[-1][1] == "this isn't a package"
    assert faults(book, "- a.plant")[-1][1] == "this isn't a package"


@pytest.mark.parametrize("recommendation", [5, {"outcome": "infeasible", "conflict": []}])
def test_a_quote_without_a_package_is_sent_back(book: Rulebook, recommendation: Any) -> None:
    assert faults(book, {"quote": {"recommendation": recommendation}})[-1][1] == "this isn't a package"


@pytest.mark.parametrize(
    ("quantity", "message"),
    [("-1", "quantity is -1"), ("1.5", "quantity can't be 1.5"), ("'3'", "quantity can't be '3'"), ("true", "quantity can't be true")],
)  # fmt: skip
def test_a_quantity_that_is_none_is_told_with_its_place(book: Rulebook, quantity: str, message: str) -> None:
    text = f"package:\n  items:\n    - component: a.plant\n      quantity: {quantity}\n"
    assert faults(book, text)[0] == ("package.yaml:4:17", message)


@pytest.mark.parametrize("quote", [{}, 5])
def test_a_quote_without_a_recommendation_is_sent_back(book: Rulebook, quote: Any) -> None:
    assert faults(book, {"quote": quote})[-1][1] == "this isn't a package"


def test_a_fault_in_a_package_that_comes_alone_is_told_with_its_place(book: Rulebook) -> None:
    assert faults(book, "items:\n  - component: a.plant\n    quantity: -1\n")[0][0] == "package.yaml:3:15"


@pytest.mark.parametrize("told", [{}, {"sites": ["Head"], "per_site": 3}])
def test_a_component_of_the_deal_without_a_quantity_is_told(book: Rulebook, told: dict[str, Any]) -> None:
    found = check_package(asked(), book, items(*GOOD["items"], {"component": "a.plant"} | told))
    assert [(breach.kind, breach.id) for breach in found] == [("range", "a.plant")]


def test_a_quantity_that_contradicts_the_sites_is_told(book: Rulebook) -> None:
    odd = items(*GOOD["items"][:2], GOOD["items"][2] | {"quantity": 99})
    assert [(breach.kind, breach.id) for breach in check_package(asked(), book, odd)] == [("range", "b.box")]


def test_a_need_nobody_stated_is_not_met_whatever_the_answer_claims(book: Rulebook) -> None:
    told = {"package": items(), "coverage": {"needs": [{"need": "power", "met": True}]}}
    assert check_package(profile(), book, told) == ()
