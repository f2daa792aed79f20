"""What is told of a profile that its rulebook can't make sense of, to the character: tests/golden/sizing/."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from configurator.errors import ProfileError
from configurator.profile import changed, load_profile, read_profile
from configurator.rulebook.loader import load_rulebook
from configurator.rulebook.model import Rulebook
from configurator.sizing import size
from configurator.source import parse
from tests.conftest import kept
from tests.small import FACTS, SOURCED, both, capability, component, files, need, profile, write

Golden = Callable[[str, str], None]


def fact(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "name": both(id), "type": "integer"} | more


FACTS_HERE = FACTS | {
    "customer": [
        *FACTS["customer"],
        fact("founded", min=1800, max=2026, required=True),
        fact("public", type="boolean", default=False),
        fact("motto", type="text"),
        fact("size", type="choice", values={"large": both("L"), "small": both("S")}, value="'large' if customer.employees > 100 else 'small'"),
    ],
    "site": [*FACTS["site"], fact("devices", max=500)],
}  # fmt: skip

ASKING = need("lines", power="need.amount")
NEEDS = [
    need("power", power="need.amount"),
    need("rooms", room="site.devices * need.amount"),
    ASKING
    | {
        "inputs": [
            fact("users", min=1, required=True),
            fact("amount", value="need.users / 2"),
            fact("per_head", type="number", value="customer.revenue / customer.employees"),
        ]
    },
    need("ratio", power="100 / need.amount"),
    need("tabled", power="lookup(bounds, staff, customer.industry)"),
]


LATER = component("c.gone")
LATER["charges"][0]["prices"][0] |= {"effective_from": "2027-01-01"}
END = {"id": "TRM-1", "name": both("End"), "percent": 50, **SOURCED}


@pytest.fixture
def book(tmp_path: Path) -> Rulebook:
    (tmp_path / "book" / "tables").mkdir(parents=True)
    (tmp_path / "book" / "tables" / "bounds.csv").write_text("industry,staff\nfinance,300\n")
    contents = files(
        [
            component("a.one"),
            component("b.box", at="site"),
            component("c.big", available_when="customer.revenue > 5"),
            LATER,
        ],
        capabilities=[capability("power"), capability("room", at="site")],
        needs=NEEDS,
        facts=FACTS_HERE,
    )
    return load_rulebook(write(tmp_path / "book", contents | {"installed.yaml": {"terminations": [END]}}))


HEAD = "customer: {name: 天津, founded: 1990, revenue: 9}\ndate: 2026-11-22\n"
SITES = "sites: [{name: 总部, devices: 5}, {name: 分厂, count: 3, devices: 5}]\n"

CASES = {
    # customer and deal
    "unknown fact": HEAD.replace("revenue", "revenu") + SITES,
    "required fact missing": "customer: {name: 天津}\ndate: 2026-11-22\n" + SITES,
    "derived fact stated": HEAD.replace("revenue: 9", "size: large") + SITES,
    "text for a number": HEAD.replace("1990", "'1990'") + SITES,
    "fraction for a whole number": HEAD.replace("1990", "1990.5") + SITES,
    "below the least": HEAD.replace("1990", "1066") + SITES,
    "above the most": HEAD.replace("1990", "2030") + SITES,
    "not one of the values": HEAD.replace("revenue: 9", "industry: finanse") + SITES,
    "number for a truth": HEAD.replace("revenue: 9", "public: 1") + SITES,
    "number for a text": HEAD.replace("revenue: 9", "motto: 5") + SITES,
    "left blank": HEAD.replace("revenue: 9", "revenue: ") + SITES,
    "list for a number": HEAD.replace("revenue: 9", "revenue: [9]") + SITES,
    "no date": HEAD.replace("date: 2026-11-22\n", "") + SITES,
    "term not sold": HEAD + SITES + "term_months: 18\n",
    "another currency": HEAD + SITES + "currency: USD\n",
    "budget finer than a cent": HEAD + SITES + "budget: {monthly: 100.005}\n",
    "unknown compliance code": HEAD + SITES + "compliance: [mlps_4]\n",
    # sites
    "unknown fact of a site": HEAD + "sites: [{name: 总部, divices: 5}]\n",
    "misspelt count": HEAD + "sites: [{name: 总部, conut: 5}]\n",
    "site above the most": HEAD + "sites: [{name: 总部}, {name: 分厂, count: 3, devices: 501}]\n",
    "sites of one name": HEAD + "sites: [{name: 总部}, {name: 总部}]\n",
    "site named as one of several": HEAD + "sites: [{name: 分厂, count: 3}, {name: 分厂 2}]\n",
    # needs
    "unknown need": HEAD + SITES + "needs: [{need: powr}]\n",
    "need stated twice": HEAD + SITES + "needs: [{need: power}, {need: power, amount: 5}]\n",
    "unknown input": HEAD + SITES + "needs: [{need: power, amonut: 5}]\n",
    "misspelt priority": HEAD + SITES + "needs: [{need: power, prioritty: must}]\n",
    "required input missing": HEAD + SITES + "needs: [{need: lines}]\n",
    "input in words": HEAD + SITES + "needs: [{need: power, amount: 五}]\n",
    "negative users": HEAD + SITES + "needs: [{need: lines, users: -5}]\n",
    "number of too many digits": HEAD + SITES + "needs: [{need: power, amount: 1e15}]\n",
    "unknown site of a need": HEAD + SITES + "needs: [{need: rooms, sites: [总部, 分公司]}]\n",
    "site beyond the count": HEAD + SITES + "needs: [{need: rooms, sites: [分厂 4]}]\n",
    # what is worked out
    "input worked out of what isn't known": HEAD.replace(", revenue: 9", "") + SITES + "needs: [{need: lines, users: 4}]\n",
    "input worked out to a fraction": HEAD + SITES + "needs: [{need: lines, users: 5}]\n",
    "division by nothing": HEAD + SITES + "needs: [{need: ratio, amount: 0}]\n",
    "no row in a table": HEAD + SITES + "needs: [{need: tabled}]\n",
    "site's fact not known": HEAD + "sites: [{name: 总部}]\nneeds: [{need: rooms}]\n",
    "availability not known": HEAD.replace(", revenue: 9", "") + SITES,
    # decisions
    "unknown component": HEAD + SITES + "decisions: [{component: a.ona, quantity: 5}]\n",
    "deal component at a site": HEAD + SITES + "decisions: [{component: a.one, quantity: 5, site: 总部}]\n",
    "unknown site of a decision": HEAD + SITES + "decisions: [{component: b.box, quantity: 5, site: 总布}]\n",
    "decides nothing": HEAD + SITES + "decisions: [{component: a.one}]\n",
    # what is installed
    "installed, and unknown": HEAD + SITES + "installed: [{component: a.ona}]\n",
    "installed where no site is": HEAD + SITES + "installed: [{component: b.box, site: 分厂 4}]\n",
    "installed until a day gone by": HEAD + SITES + "installed: [{component: b.box, site: 总部, until: 2026-11-21}]\n",
    "installed, not sold, at a price not told": HEAD + SITES + "installed: [{component: c.gone, until: 2027-06-30}]\n",
    "co-terminated with nothing": HEAD + SITES + "installed: [{component: b.box, site: 总部}]\nco_terminate: true\n",
    "co-terminated today": HEAD + SITES + "installed: [{component: b.box, site: 总部, until: 2026-11-22}]\nco_terminate: true\n",
    "co-terminated at another time": HEAD + SITES + "installed: [{component: b.box, site: 总部, until: 2028-02-22}]\nco_terminate: true\nterm_months: 12\n",
    # special terms
    "discount on an unknown component": HEAD + SITES + "discounts: [{component: a.ona, percent: 5}]\n",
    "discount on an unknown charge": HEAD + SITES + "discounts: [{component: a.one, charge: recuring, percent: 5}]\n",
    "discount on a charge of nothing": HEAD + SITES + "discounts: [{charge: recurring, percent: 5}]\n",
    "two discounts on the whole deal": HEAD + SITES + "discounts: [{percent: 5}, {percent: 6}]\n",
    "ramp of an unknown component": HEAD + SITES + "ramps: [{component: a.ona, steps: [{months: 6, quantity: 5}]}]\n",
    "ramp that falls": HEAD + SITES + "ramps: [{component: a.one, steps: [{months: 6, quantity: 5}, {months: 6, quantity: 4}]}]\n",
    "two ramps of a component": HEAD + SITES + "ramps: [{component: a.one, steps: [{months: 6, quantity: 5}]}, {component: a.one, steps: [{months: 3, quantity: 2}]}]\n",
    "no such currency": HEAD + SITES + "currency: USS\n",
    # everything at once
    "many faults": "customer: {name: 天津, founded: 1066, industri: x}\nsites: [{name: 总部, conut: 5}, {name: 总部, kind: plannt}]\nneeds: [{need: powr}, {need: lines}, {need: rooms, sites: [分厂]}]\ncompliance: [iso]\nbudget: {total: 0.001}\nterm_months: 7\ncurrency: USD\ndecisions: [{component: a.ona, max: 1}, {component: b.box, site: 分厂}]\n",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_doesnt_fit_the_rulebook_is_told(case: str, book: Rulebook, golden: Golden) -> None:
    asked = read_profile(parse(CASES[case], "customer.yaml"))
    with pytest.raises(ProfileError) as refused:
        size(asked, book)
    golden(f"sizing/{case}", str(refused.value))
    faults = refused.value.diagnostics
    assert all(fault.help and fault.place and fault.place.file == "customer.yaml" for fault in faults)
    assert [fault.place for fault in faults] == sorted(fault.place for fault in faults if fault.place)


def test_the_profile_these_faults_are_put_into_has_none(book: Rulebook) -> None:
    stated = "needs: [{need: lines, users: 4}, {need: rooms, sites: [总部, 分厂 3]}]\ndecisions: [{component: b.box, min: 1, site: 分厂}]\n"
    sizing = size(read_profile(parse(HEAD + SITES + stated, "customer.yaml")), book)
    assert [need.id for need in sizing.needs] == ["lines", "rooms"]


def test_plain_data_is_told_by_its_path(book: Rulebook, golden: Golden) -> None:
    with pytest.raises(ProfileError) as refused:
        size(profile({"powr": 1}, sites=[{"name": "a", "kind": "plannt"}]), book)
    golden("sizing/plain data", str(refused.value))


def test_json_is_told_by_line_and_column(book: Rulebook, golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    text = '{"customer": {"name": "天津", "founded": 1990, "industri": "other"}, "date": "2026-11-22",\n "sites": [{"name": "总部"}], "needs": [{"need": "powr"}]}'
    Path("customer.json").write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError) as refused:
        size(load_profile("customer.json"), book)
    golden("sizing/json", str(refused.value))


def test_a_setting_that_doesnt_fit_is_told_as_it_was_given(book: Rulebook, golden: Golden) -> None:
    asked = read_profile(parse(HEAD + SITES + "needs: [{need: powr, amount: 3}]\n", "customer.yaml"))
    asked = changed(changed(asked, "customer.founded", "1066"), "sites.分厂.devices", "many")
    with pytest.raises(ProfileError) as refused:
        size(asked, book)
    golden("sizing/settings", str(refused.value))


def test_what_is_stated_is_told_whole_before_anything_is_worked_out(book: Rulebook) -> None:
    stated = "needs: [{need: lines, users: 5}, {need: powr}]\n"
    with pytest.raises(ProfileError) as refused:
        size(read_profile(parse(HEAD + SITES + stated, "customer.yaml")), book)
    assert [fault.code for fault in refused.value.diagnostics] == ["E040"]


def test_no_golden_file_is_left_over() -> None:
    assert kept("sizing") == {*CASES, "plain data", "json", "settings"}
