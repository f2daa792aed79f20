"""What a profile may say, what it is told when it can't, and how one is changed."""

import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from configurator.errors import ProfileError
from configurator.profile import Profile, changed, load_profile, read_profile
from configurator.source import parse
from tests import small
from tests.conftest import kept

Golden = Callable[[str, str], None]

FULL = """\
# 海河精密
customer: {name: 海河精密制造, industry: manufacturing, employees: 850, growth: 0.125}
sites:
  - {name: 天津总部, users: 500, kind: headquarters}
  - {name: 分厂, count: 6, users: 50}
rulebook: telco_enterprise
date: 2026-11-22
needs:
  - {need: unified_communications, users: 600, priority: must}
  - {need: industrial_iot, devices: 4800, priority: should, weight: 3, sites: [分厂]}
compliance: [mlps_3]
budget: {monthly: 180000, one_time: 900000.50}
term_months: 36
currency: CNY
language: zh-CN
decisions: [{component: ucc.cloud_seat, quantity: 620}, {component: iot.gateway, max: 2, site: 分厂 3}]
"""


def full() -> Profile:
    return read_profile(parse(FULL, "customer.yaml"))


def least(**more: Any) -> dict[str, Any]:
    return {"customer": {"name": "x"}, "sites": [{"name": "a"}]} | more


def test_a_profile_says_what_is_written_in_it() -> None:
    profile = full()
    assert (profile.customer.name, profile.customer.facts["employees"]) == ("海河精密制造", 850)
    assert profile.customer.facts["growth"] == Decimal("0.125")
    assert [(site.name, site.count, dict(site.facts)) for site in profile.sites] == [("天津总部", 1, {"users": 500, "kind": "headquarters"}), ("分厂", 6, {"users": 50})]  # fmt: skip
    assert profile.date == datetime.date(2026, 11, 22)
    assert [(n.need, n.priority, n.weight, n.sites, dict(n.facts)) for n in profile.needs or ()] == [("unified_communications", "must", None, None, {"users": 600}), ("industrial_iot", "should", 3, ("分厂",), {"devices": 4800})]  # fmt: skip
    assert (profile.budget.monthly, profile.budget.one_time, profile.budget.total) == (Fraction(180000), Fraction(1800001, 2), None)  # fmt: skip
    assert [(d.component, d.quantity, d.max, d.site) for d in profile.decisions] == [("ucc.cloud_seat", 620, None, None), ("iot.gateway", None, 2, "分厂 3")]  # fmt: skip


def test_customer_and_sites_are_all_a_profile_needs() -> None:
    profile = read_profile(least())
    assert (profile.needs, profile.decisions, profile.language, profile.date) == (None, (), "zh-CN", None)
    assert profile.sites[0].count == 1


def test_yaml_json_and_plain_data_are_read_alike(tmp_path: Path) -> None:
    data = json.loads(json.dumps(full().to_json()))
    (tmp_path / "x.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    (tmp_path / "y.json").write_text(json.dumps(data, indent=2), encoding="utf-8")
    (tmp_path / "z.yaml").write_text(FULL, encoding="utf-8")
    assert load_profile(tmp_path / "x.json") == load_profile(tmp_path / "y.json") == load_profile(tmp_path / "z.yaml")
    assert read_profile(data) == full()


def test_numbers_of_a_request_are_exact() -> None:
    assert read_profile(least(customer={"name": "x", "share": 0.1})).customer.facts["share"] == Decimal("0.1")
    assert read_profile(least(budget={"monthly": 0.1})).budget.monthly == Fraction(1, 10)


def test_amounts_may_be_text_since_money_in_json_is_never_a_float() -> None:
    assert read_profile(least(budget={"monthly": "180000.50"})).budget.monthly == Fraction(360001, 2)


def test_a_name_means_one_site_or_all_that_an_entry_stands_for() -> None:
    profile = read_profile(least(sites=[{"name": "Plant", "count": 2}, {"name": "Building 7"}, {"name": "Building"}]))
    assert profile.sites_named("Plant") == ("Plant 1", "Plant 2")
    assert profile.sites_named("Plant 2") == ("Plant 2",)
    assert profile.sites_named("Building") == ("Building",)
    assert profile.sites_named("Building 7") == ("Building 7",)
    assert [profile.sites_named(name) for name in ("Plant 3", "Plant 0", "Plant 02", "plant", "Building 8", "")] == [()] * 6  # fmt: skip


def test_where_a_profile_was_written_makes_no_other_profile() -> None:
    assert read_profile(full().to_json()) == full()
    assert len({read_profile(full().to_json()), full(), full().but(language="en")}) == 2


def test_a_profile_is_dated_without_losing_anything_else() -> None:
    dated = full().but(date=datetime.date(2027, 1, 1))
    assert dated.date == datetime.date(2027, 1, 1)
    assert dated.to_json() | {"date": "2026-11-22"} == full().to_json()
    assert dated.place(("customer", "name")) == full().place(("customer", "name"))


def test_a_profile_says_where_it_was_written() -> None:
    place = full().place(("needs", 1, "devices"))
    assert (place.file, place.line) == ("customer.yaml", 10)
    assert place.text[place.column - 1 :].startswith("4800")


SET: dict[str, tuple[str, Callable[[Profile], Any], Any]] = {
    "budget.monthly": ("200000", lambda p: p.budget.monthly, 200000),
    "budget.total": ("5000000.25", lambda p: p.budget.total, Fraction(20000001, 4)),
    "budget.one_time": ("", lambda p: p.budget.one_time, None),
    "term_months": ("24", lambda p: p.term_months, 24),
    "customer.name": ("#1 Steel", lambda p: p.customer.name, "#1 Steel"),
    "language": ("en", lambda p: p.language, "en"),
    "date": ("2027-01-01", lambda p: p.date, datetime.date(2027, 1, 1)),
    "customer.employees": ("900", lambda p: p.customer.facts["employees"], 900),
    "customer.growth": (" ", lambda p: "growth" in p.customer.facts, False),
    "sites.分厂.users": ("60", lambda p: p.sites[1].facts["users"], 60),
    "sites.0.users": ("60", lambda p: p.sites[0].facts["users"], 60),
    "needs.industrial_iot.devices": ("10", lambda p: (p.needs or ())[1].facts["devices"], 10),
    "needs.1.priority": ("could", lambda p: (p.needs or ())[1].priority, "could"),
    "needs.industrial_iot": (
        "{need: backup, tb: 5}",
        lambda p: [n.need for n in p.needs or ()],
        ["unified_communications", "backup"],
    ),
    "needs": ("[]", lambda p: p.needs, ()),
    "compliance": ("[mlps_2, sm_crypto]", lambda p: p.compliance, ("mlps_2", "sm_crypto")),
    "decisions": ("", lambda p: p.decisions, ()),
}


@pytest.mark.parametrize("path", SET)
def test_one_thing_is_set_and_nothing_else(path: str) -> None:
    value, asked, wanted = SET[path]
    profile = changed(full(), path, value)
    assert asked(profile) == wanted
    top = path.partition(".")[0]
    assert {**profile.to_json(), top: 0} == {**full().to_json(), top: 0}


def test_the_dotted_id_of_a_component_is_a_step_by_its_position() -> None:
    assert changed(full(), "decisions.0.quantity", "5").decisions[0].quantity == 5


def test_changes_add_up_and_the_profile_they_start_from_stays() -> None:
    profile = full()
    both = changed(changed(profile, "budget.monthly", "1"), "budget.total", "2")
    assert both.to_json()["budget"] == {"monthly": "1", "one_time": "900000.5", "total": "2"}
    assert profile == full()


def test_a_change_keeps_the_day_the_library_was_told() -> None:
    profile = read_profile(least()).but(date=datetime.date(2027, 1, 1))
    assert changed(profile, "term_months", "24").date == datetime.date(2027, 1, 1)


def test_a_profile_made_in_python_can_be_changed_too() -> None:
    assert changed(Profile(**read_profile(least()).model_dump()), "term_months", "24").term_months == 24


UNSETTABLE = {
    "no such need": ("needs.cloud.users", "5"),
    "no such position": ("needs.7.users", "5"),
    "no such site": ("sites.总部.users", "5"),
    "below a value": ("term_months.first", "5"),
    "wrong value": ("budget.monthly", "a lot"),
    "unknown key": ("budget.montly", "5"),
    "unknown top key": ("bugdet.monthly", "5"),
    "value for a record": ("needs.industrial_iot", "5"),
    "value that isn't yaml": ("customer.name", "Plant: north: 2"),
    "nothing": ("", "5"),
    "required taken away": ("customer", ""),
}


@pytest.mark.parametrize("case", UNSETTABLE)
def test_what_cant_be_set_is_told(case: str, golden: Golden) -> None:
    with pytest.raises(ProfileError) as refused:
        changed(full(), *UNSETTABLE[case])
    golden(f"profile/set/{case}", str(refused.value))
    assert all(fault.help and str(fault.place).startswith("--set ") for fault in refused.value.diagnostics)


def test_after_a_change_other_faults_are_still_told_where_they_are_written(tmp_path: Path) -> None:
    text = FULL.replace("need: industrial_iot", "need: industrial_oit")
    profile = changed(read_profile(parse(text, "customer.yaml")), "budget.monthly", "5")
    assert str(profile.place(("needs", 1, "need"))) == "customer.yaml:10:12"


WRONG = {
    "empty mapping": "{}",
    "a list": "- customer\n",
    "a word": "customer\n",
    "a word with a full-width colon": "customer：天津\n",
    "no sites": "customer: {name: 天津}\nsites: []\n",
    "sites left blank": "customer: {name: 天津}\nsites:\nneeds:\n",
    "sites not a list": "customer: {name: 天津}\nsites: {name: 总部}\n",
    "no name": "customer: {industry: finance}\nsites: [{users: 5}]\n",
    "name that is a number": "customer: {name: 360}\nsites: [{name: 总部}]\n",
    "customer by name only": "customer: 天津\nsites: [总部]\n",
    "count of nothing": "customer: {name: 天津}\nsites: [{name: 总部}, {name: 分厂, count: 0}]\n",
    "count in quotes": "customer: {name: 天津}\nsites: [{name: 分厂, count: '6'}]\n",
    "count with a fraction": "customer: {name: 天津}\nsites: [{name: 分厂, count: 1.5}]\n",
    "too many sites": "customer: {name: 天津}\nsites: [{name: 分厂, count: 90_000}, {name: 支行, count: 90_000}]\n",
    "unknown key": "customer: {name: 天津}\nsites: [{name: 总部}]\nneed: []\n",
    "number for a key": "customer: {name: 天津}\nsites: [{name: 总部}]\n2026: x\n",
    "budget in words": "customer: {name: 天津}\nsites: [{name: 总部}]\nbudget: {monthly: 十万, one_time: '10,000', total: ¥5}\n",
    "budget as a number": "customer: {name: 天津}\nsites: [{name: 总部}]\nbudget: 180000\n",
    "budget below nothing": "customer: {name: 天津}\nsites: [{name: 总部}]\nbudget: {monthly: -1}\n",
    "budget beyond all money": "customer: {name: 天津}\nsites: [{name: 总部}]\nbudget: {monthly: 1_000_000_000_001, total: 1e30}\n",
    "budget with an unknown cap": "customer: {name: 天津}\nsites: [{name: 总部}]\nbudget: {yearly: 5}\n",
    "date that is none": "customer: {name: 天津}\nsites: [{name: 总部}]\ndate: 22.11.2026\n",
    "weight and priority": "customer: {name: 天津}\nsites: [{name: 总部}]\nneeds: [{need: x, priority: Must, weight: 11}]\n",
    "need by name only": "customer: {name: 天津}\nsites: [{name: 总部}]\nneeds: [backup, {need: x}]\n",
    "need at no site": "customer: {name: 天津}\nsites: [{name: 总部}]\nneeds: [{need: x, sites: []}]\n",
    "language unknown": "customer: {name: 天津}\nsites: [{name: 总部}]\nlanguage: zh\n",
    "compliance not a list": "customer: {name: 天津}\nsites: [{name: 总部}]\ncompliance: mlps_3\n",
    "decision below nothing": "customer: {name: 天津}\nsites: [{name: 总部}]\ndecisions: [{component: a.one, quantity: -5}, {component: a.two, max: 99_000_000}]\n",
    "installed below nothing": "customer: {name: 天津}\nsites: [{name: 总部}]\ninstalled: [{component: a.one, quantity: -2}, {component: a.two, quantity: 0, until: soon}, {component: a.six, monthly: -5}]\n",
    "decision misspelt": "customer: {name: 天津}\nsites: [{name: 总部}]\ndecisions: [{component: a.one, quantiy: 5}, {selected: yes}]\n",
    "json": '{\n "customer": {"name": "天津", "name": "北京"},\n "sites": [{"name": "总部", "count": "6"}]\n}\n',
    "discount over a hundred per cent": FULL + "discounts: [{percent: 120}]\n",
    "discount below nothing": FULL + "discounts: [{component: ucc.cloud_seat, percent: -5}]\n",
    "ramp with a fraction of a unit": FULL + "ramps: [{component: ucc.cloud_seat, steps: [{months: 6, quantity: 10.5}]}]\n",
    "ramp without steps": FULL + "ramps: [{component: ucc.cloud_seat, steps: []}]\n",
    "json of one line": '{"customer": {"name": "天津"}, "sites": [{"name": "总部", "count": "6"}], "budgets": 5}',
    "many faults": FULL.replace("count: 6", "count: 0").replace("weight: 3", "weigth: 3").replace("priority: should", "priority: shuold").replace("180000", "'a lot'").replace("36", "three").replace("zh-CN", "zh").replace("quantity: 620", "quantity: -1").replace("rulebook:", "rulebok:").replace("name: 海河精密制造, ", ""),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_profile_that_cant_be_read_is_told(case: str, golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    name = "customer.json" if case.startswith("json") else "customer.yaml"
    Path(name).write_text(WRONG[case], encoding="utf-8")
    with pytest.raises(ProfileError) as refused:
        load_profile(name)
    golden(f"profile/{case}", str(refused.value))
    faults = refused.value.diagnostics
    assert all(fault.help and fault.place and fault.place.file == name for fault in faults)
    assert [(f.place.line, f.place.column) for f in faults if f.place] == sorted((f.place.line, f.place.column) for f in faults if f.place)  # fmt: skip


def test_plain_data_is_told_by_its_path(golden: Golden) -> None:
    with pytest.raises(ProfileError) as refused:
        read_profile(least(sites=[{"name": "a"}, {"name": "b", "count": 1.5}], budget={"montly": 5}, needs="x"))
    golden("profile/plain data", str(refused.value))


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 10**400, Decimal("NaN"), Decimal("Infinity")])
def test_no_number_of_a_request_is_a_crash(number: Any) -> None:
    for told in ({"budget": {"monthly": number}}, {"term_months": number}, {"sites": [{"name": "a", "count": number}]}):
        with pytest.raises(ProfileError):
            read_profile(least(**told))


@pytest.mark.parametrize("text", ["1e999999999", "1/3", " 5", "５", "0x10", "1" * 100])
def test_a_text_that_is_no_amount_is_refused_at_once(text: str) -> None:
    with pytest.raises(ProfileError):
        read_profile(least(budget={"monthly": text}))


def test_a_profile_cant_be_edited_in_place() -> None:
    with pytest.raises(ValueError, match="frozen"):
        small.profile().term_months = 24  # type: ignore[misc]


def test_no_golden_file_is_left_over() -> None:
    assert kept("profile") == {*WRONG, "plain data"}
    assert kept("profile/set") == set(UNSETTABLE)
