"""What needs are sized into: how much of which capability, where, and how that was worked out."""

from fractions import Fraction
from pathlib import Path
from typing import Any

from configurator.sizing import Sizing, size
from tests.small import SOURCED, both, capability, component, need, profile, rulebook

CAPABILITIES = [capability("power"), capability("room", at="site")]
SITES = [{"name": "Head", "users": 40}, {"name": "Branch", "count": 2, "users": 10}]


def demand(capability: str, amount: Any, **more: Any) -> dict[str, Any]:
    return {"id": "SIZ-1", "capability": capability, "amount": amount, "because": both("so"), **SOURCED} | more


def asking(*demands: dict[str, Any], inputs: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    told = need("it", power="1") | {"demands": list(demands)}
    return told | ({} if inputs is None else {"inputs": inputs})


def sized(folder: Path, needs: list[dict[str, Any]], stated: list[dict[str, Any]], **more: Any) -> Sizing:
    book = rulebook(folder, [component("a.x")], capabilities=CAPABILITIES, needs=needs)
    return size(profile(stated, **{"sites": SITES} | more), book)


def amounts(sizing: Sizing) -> list[tuple[str, str | None, Fraction]]:
    return [(d.capability, d.site_class, d.amount) for d in sizing.demands]


def test_a_need_not_stated_demands_nothing(tmp_path: Path) -> None:
    assert sized(tmp_path, [asking(demand("power", 5))], []).demands == ()


def test_a_demand_on_the_deal_is_sized_once(tmp_path: Path) -> None:
    got = sized(tmp_path, [asking(demand("power", "need.amount * 1.5"))], [{"need": "it", "amount": 3}])
    assert amounts(got) == [("power", None, Fraction(9, 2))]


def test_a_demand_on_a_capability_at_sites_is_sized_for_each_class_and_may_ask_the_site(tmp_path: Path) -> None:
    got = sized(tmp_path, [asking(demand("room", "site.users * need.amount"))], [{"need": "it", "amount": 2}])
    assert amounts(got) == [("room", "S1", Fraction(80)), ("room", "S2", Fraction(20))]


def test_a_demand_of_nothing_or_less_is_none(tmp_path: Path) -> None:
    got = sized(tmp_path, [asking(demand("room", "site.users - 10"), demand("power", "0 - 3", id="SIZ-2"))], [{"need": "it"}])  # fmt: skip
    assert amounts(got) == [("room", "S1", Fraction(30))]


def test_a_demand_with_a_condition_counts_where_the_condition_holds(tmp_path: Path) -> None:
    needs = [asking(demand("room", 1, when="site.users > 10"), demand("power", 7, id="SIZ-2", when="need.amount > 1"))]
    assert amounts(sized(tmp_path / "a", needs, [{"need": "it", "amount": 1}])) == [("room", "S1", Fraction(1))]
    assert amounts(sized(tmp_path / "b", needs, [{"need": "it", "amount": 2}])) == [("room", "S1", Fraction(1)), ("power", None, Fraction(7))]  # fmt: skip


def test_a_condition_keeps_a_formula_from_being_asked_where_it_has_no_value(tmp_path: Path) -> None:
    told = demand("power", "100 / need.amount", when="need.amount > 0")
    assert sized(tmp_path, [asking(told)], [{"need": "it", "amount": 0}]).demands == ()


def test_a_need_of_some_sites_demands_at_those_only(tmp_path: Path) -> None:
    needs = [asking(demand("room", 1), demand("power", "need.amount", id="SIZ-2"))]
    got = sized(tmp_path, needs, [{"need": "it", "sites": ["Branch 2"]}])
    [where] = [d.site_class for d in got.demands if d.capability == "room"]
    assert where is not None
    assert got.site_class(where).names == ("Branch 2",)
    assert amounts(got)[-1] == ("power", None, Fraction(1))  # what the deal demands isn't narrowed


def test_a_need_of_a_counted_entry_demands_at_all_its_sites(tmp_path: Path) -> None:
    got = sized(tmp_path, [asking(demand("room", 1))], [{"need": "it", "sites": ["Branch"]}])
    assert [got.site_class(d.site_class or "").names for d in got.demands] == [("Branch 1", "Branch 2")]


def test_demands_of_several_needs_on_one_capability_each_stand(tmp_path: Path) -> None:
    needs = [need("one", power="need.amount"), need("two", power="need.amount * 10")]
    got = sized(tmp_path, needs, [{"need": "two", "amount": 2}, {"need": "one", "amount": 3}])
    assert [(d.need, d.amount) for d in got.demands] == [("two", Fraction(20)), ("one", Fraction(3))]


def test_inputs_are_worked_out_of_each_other_and_of_the_customer(tmp_path: Path) -> None:
    inputs = [
        {"id": "erlangs", "name": both("e"), "type": "number", "value": "need.users * 0.1"},
        {"id": "users", "name": both("u"), "type": "integer", "default_from": "customer.employees"},
    ]
    told = asking(demand("power", "erlang_b(need.erlangs, 0.01)"), inputs=inputs)
    got = sized(tmp_path, [told], [{"need": "it"}])
    assert dict(got.needs[0].inputs) == {"users": 100, "erlangs": 10}
    assert amounts(got) == [("power", None, Fraction(18))]  # 10 E at 1 % blocking: 18 lines, by any Erlang B table


def test_the_derivation_tells_the_formula_and_the_facts_it_used_and_no_others(tmp_path: Path) -> None:
    told = demand("room", "site.users * need.amount if customer.industry == 'other' else profile.mlps")
    [first, _] = sized(tmp_path, [asking(told)], [{"need": "it", "amount": 2}]).demands
    assert first.formula == "site.users * need.amount if customer.industry == 'other' else profile.mlps"
    assert dict(first.values) == {
        "customer.industry": "other", "need.amount": "2", "profile.mlps": "0", "site.users": "40",
    }  # fmt: skip


def test_priorities_and_weights_are_as_stated_or_by_default(tmp_path: Path) -> None:
    needs = [need(id, power="1") for id in ("a", "b", "c", "d")]
    stated: list[dict[str, Any]] = [
        {"need": "a"},
        {"need": "b", "priority": "should"},
        {"need": "c", "priority": "could"},
        {"need": "d", "priority": "could", "weight": 10},
    ]
    got = sized(tmp_path, needs, stated)
    assert [(n.id, n.priority, n.weight) for n in got.needs] == [("a", "must", 1), ("b", "should", 3), ("c", "could", 1), ("d", "could", 10)]  # fmt: skip


# What is on offer


def available(folder: Path, **more: Any) -> dict[str, tuple[str | None, ...]]:
    book = rulebook(folder, [component("a.x", **more)], capabilities=CAPABILITIES)
    return dict(size(profile(sites=SITES, customer={"name": "X", "employees": 9}), book).available)


def test_a_component_of_the_deal_may_stand_in_one_place_and_one_at_sites_at_every_class(tmp_path: Path) -> None:
    assert available(tmp_path / "a") == {"a.x": (None,)}
    assert available(tmp_path / "b", at="site") == {"a.x": ("S1", "S2")}


def test_a_component_is_available_where_its_condition_holds(tmp_path: Path) -> None:
    assert available(tmp_path / "a", available_when="customer.employees >= 10") == {"a.x": ()}
    assert available(tmp_path / "b", available_when="customer.employees >= 9") == {"a.x": (None,)}
    assert available(tmp_path / "c", at="site", available_when="site.users < 40") == {"a.x": ("S2",)}
