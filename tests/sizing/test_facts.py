"""What is known of customer, deal, sites and components once a profile is held against a rulebook."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from configurator.errors import ProfileError
from configurator.rulebook.language.evaluate import Value
from configurator.sizing import Sizing, size
from tests.small import both, component, profile, rulebook


def fact(id: str, type: str = "integer", **more: Any) -> dict[str, Any]:
    return {"id": id, "name": both(id), "type": type} | more


def sized(folder: Path, told: dict[str, Any] | None = None, sold: dict[str, Any] | None = None, **declared: list[dict[str, Any]]) -> Sizing:  # fmt: skip
    """The sizing of a profile in a rulebook that declares these facts."""
    facts: dict[str, Any] = {"customer": [], "site": [], "profile": [], "component": []} | declared
    customer = {"name": "Small Ltd"} | (told or {}).pop("customer", {})
    return size(profile(customer=customer, **(told or {})), rulebook(folder, [sold or component("a.x")], facts=facts))


def customer(folder: Path, *declared: dict[str, Any], **told: Any) -> dict[str, Value]:
    """What is known of a customer who says `told`."""
    return dict(sized(folder, {"customer": told}, customer=list(declared)).world.facts["customer"])


def test_what_the_profile_states_is_known(tmp_path: Path) -> None:
    choice = fact("industry", "choice", values={"finance": both("Finance")})
    declared = (fact("employees"), choice, fact("public", "boolean"), fact("motto", "text"))
    stated: dict[str, Any] = {"employees": 12, "industry": "finance", "public": False, "motto": "再接再厉"}
    assert customer(tmp_path, *declared, **stated) == stated


def test_a_default_stands_in_for_what_is_not_stated(tmp_path: Path) -> None:
    assert customer(tmp_path / "a", fact("employees", default=7)) == {"employees": 7}
    assert customer(tmp_path / "b", fact("employees", default=7), employees=8) == {"employees": 8}
    assert customer(tmp_path / "c", fact("public", "boolean", default=False)) == {"public": False}


def test_a_fact_with_neither_value_nor_default_stays_unknown(tmp_path: Path) -> None:
    assert customer(tmp_path, fact("revenue", "number")) == {}


def test_a_number_with_a_fraction_is_exact_and_a_whole_one_is_an_integer(tmp_path: Path) -> None:
    known = customer(tmp_path, fact("a", "number", default=0.1), fact("b", "number", default_from="customer.a * 30"))
    assert known == {"a": Fraction(1, 10), "b": 3}
    assert isinstance(known["b"], int)


def test_a_derived_default_gives_way_to_what_is_stated(tmp_path: Path) -> None:
    declared = (fact("employees", default=10), fact("desks", default_from="customer.employees * 2"))
    assert customer(tmp_path / "a", *declared)["desks"] == 20
    assert customer(tmp_path / "b", *declared, desks=3)["desks"] == 3


def test_facts_worked_out_of_each_other_are_settled_whatever_their_order(tmp_path: Path) -> None:
    declared = (
        fact("c", value="customer.b + 1"),
        fact("b", value="customer.a + 1"),
        fact("a", default_from="profile.level"),
    )
    level = fact("level", default=5)
    facts = sized(tmp_path, customer=list(declared), profile=[level]).world.facts
    assert facts["customer"] == {"a": 5, "b": 6, "c": 7}


def test_facts_of_the_deal_may_be_worked_out_of_the_customers(tmp_path: Path) -> None:
    got = sized(
        tmp_path,
        {"customer": {"employees": 300}},
        customer=[fact("employees")],
        profile=[fact("large", "boolean", value="customer.employees >= 300")],
    )
    assert got.world.facts["profile"]["large"] is True


def test_a_formula_may_ask_whether_a_fact_is_known(tmp_path: Path) -> None:
    declared = (
        fact("revenue", "number"),
        fact("size", value="customer.revenue / 1000 if known(customer.revenue) else 1"),
    )
    assert customer(tmp_path / "a", *declared)["size"] == 1
    assert customer(tmp_path / "b", *declared, revenue=5000)["size"] == 5


def test_the_term_is_a_fact_of_the_deal_and_the_rulebooks_first_by_default(tmp_path: Path) -> None:
    assert sized(tmp_path / "a").world.facts["profile"] == {"term_months": 12}
    longer = sized(tmp_path / "b", {"term_months": 36})
    assert (longer.term_months, longer.world.facts["profile"]) == (36, {"term_months": 36})


def test_a_compliance_code_sets_its_facts_and_of_two_the_larger_counts(tmp_path: Path) -> None:
    codes = [
        {"code": "mlps_3", "name": both("3"), "sets": {"mlps": 3}},
        {"code": "mlps_2", "name": both("2"), "sets": {"mlps": 2, "audited": True}},
    ]
    declared: dict[str, Any] = {
        "profile": [fact("mlps", default=0), fact("audited", "boolean", default=False)],
        "compliance": codes,
    }

    def deal(folder: str, *stated: str) -> dict[str, Value]:
        return dict(sized(tmp_path / folder, {"compliance": list(stated)}, **declared).world.facts["profile"])

    assert deal("a") == {"mlps": 0, "audited": False, "term_months": 12}
    assert deal("b", "mlps_2") == {"mlps": 2, "audited": True, "term_months": 12}
    assert deal("c", "mlps_3", "mlps_2") == deal("d", "mlps_2", "mlps_3")
    assert deal("e", "mlps_3", "mlps_2")["mlps"] == 3


def test_a_site_has_its_own_facts_defaults_and_derived_ones(tmp_path: Path) -> None:
    declared = [fact("users", default=5), fact("desks", value="site.users + customer.spare")]
    got = sized(
        tmp_path,
        {"sites": [{"name": "A"}, {"name": "B", "users": 9}]},
        customer=[fact("spare", default=2)],
        site=declared,
    )
    assert [dict(c.facts) for c in got.site_classes] == [{"users": 5, "desks": 7}, {"users": 9, "desks": 11}]


def test_rules_may_ask_a_component_its_id_its_family_its_tax_and_its_attributes(tmp_path: Path) -> None:
    sold = component("b.x", attributes={"speed": 2.5})
    got = sized(tmp_path, {}, sold, component=[fact("speed", "number", default=1), fact("ladder", "text", default="-")])
    [element] = got.world.components
    told = {"id": "b.x", "family": "b", "vat": "services", "speed": Fraction(5, 2), "ladder": "-"}
    assert dict(element.facts) == told


def test_the_budget_is_told_in_minor_units_and_only_the_caps_that_are_set(tmp_path: Path) -> None:
    assert sized(tmp_path / "a").budget == {}
    got = sized(tmp_path / "b", {"budget": {"monthly": "1800.50", "total": 0}})
    assert got.budget == {"monthly": 180_050, "total": 0}


def test_what_is_wrong_is_told_of_every_site_though_they_are_alike(tmp_path: Path) -> None:
    most = fact("rooms", value="site.floors * 2", max=5)
    sites = [{"name": name, "floors": 3} for name in ("A", "B", "C")]
    with pytest.raises(ProfileError) as told:
        sized(tmp_path, {"sites": sites}, site=[fact("floors"), most])
    assert [str(fault.place) for fault in told.value.diagnostics] == [f"profile.sites[{i}]" for i in range(3)]


def test_each_of_thousands_of_misspelt_sites_is_told_with_the_site_that_may_be_meant(tmp_path: Path) -> None:
    names = [f"Branch {number:04}" for number in range(2_000)]
    decided = [{"component": "a.x", "min": 1, "site": f"{name}x"} for name in names]
    told: dict[str, Any] = {"sites": [{"name": name} for name in names], "decisions": decided}
    with pytest.raises(ProfileError) as refused:
        sized(tmp_path, told, sold=component("a.x", at="site"))
    faults = {(fault.message, fault.help.partition(" or ")[0].rstrip("?")) for fault in refused.value.diagnostics}
    assert faults == {(f"there is no site '{name}x'", f"did you mean '{name}'") for name in names}
