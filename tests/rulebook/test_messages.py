"""What the author of a rulebook is told, to the character: tests/golden/rulebook/."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from configurator.errors import MOST_SHOWN, RulebookError
from configurator.rulebook.loader import load_rulebook
from tests.conftest import kept
from tests.small import FACTS, SOURCED, both, capability, charge, component, files, need, rule, write

Golden = Callable[[str, str], None]
Files = dict[str, Any]

SOLD = [
    component("a.one", supplies={"power": 1}),
    component("a.two"),
    component("b.box", at="site", supplies={"room": 1, "grade": 2}),
]
CAPABILITIES = [
    capability("power"),
    capability("room", at="site"),
    capability("grade", at="site", adds="max"),
    capability("any.thing"),
]
BOUNDS = "industry,size,staff\nfinance,large,300\nother,large,200\n"


def book(components: list[dict[str, Any]] | None = None, **parts: Any) -> Files:
    parts.setdefault("capabilities", CAPABILITIES)
    return files(components or SOLD, **parts) | {"tables/bounds.csv": BOUNDS}


def told(contents: Files) -> str:
    """What loading says; the current folder is an empty one."""
    write(Path("book"), contents)
    with pytest.raises(RulebookError) as refused:
        load_rulebook("book")
    faults = refused.value.diagnostics
    more = f"\n\n… and {len(faults) - MOST_SHOWN:,} more faults" if len(faults) > MOST_SHOWN else ""
    assert str(refused.value) == "\n\n".join(str(fault) for fault in faults[:MOST_SHOWN]) + more
    return str(refused.value)


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def ruled(written: str) -> Files:
    """A rulebook with one rule, written in the file exactly so."""
    rest = "because: {en: So., zh: 如此。}\n  source: test\n  confidence: estimate\n"
    return book() | {"constraints/a.yaml": f"- id: R-1\n  rule: {written}\n  {rest}"}


RULES = {
    # words and signs
    "one equals sign": "customer.industry = 'finance'",
    "arrow for at least": "customer.employees => 5",
    "angle brackets for not equal": "customer.employees <> 5",
    "chained comparison": "1 < customer.employees < 5",
    "power": "customer.employees ** 2 > 5",
    "per cent": "customer.employees % 2 == 0",
    "ampersands": "selected(a.one) && selected(a.two)",
    "capital and": "selected(a.one) AND selected(a.two)",
    "capital true": "selected(a.one) iff True",
    "double quotes": '\'customer.industry == "finance"\'',
    "curly quotes": "customer.industry == “finance”",
    "unclosed text": "customer.industry == 'finance",
    "full-width brackets": "selected（a.one）",
    "full-width comma": "customer.industry in ('finance'，'other')",
    "full-width space": "selected(a.one)　and selected(a.two)",
    "mathematical at least": "customer.employees ≥ 5",
    "unclosed brackets": "(selected(a.one) and (selected(a.two)",
    "bracket too many": "selected(a.one)) and selected(a.two)",
    "ends after and": "selected(a.one) and",
    "if then": "if customer.employees > 5 then selected(a.one)",
    "for without each": "'for site in sites: selected(b.box, site)'",
    "for each within a rule": "'selected(a.one) and for each site: selected(b.box, site)'",
    "for each without colon": "for each site selected(b.box, site)",
    "in without list": "customer.industry in 'finance'",
    "row of one": "(customer.industry,) in table bounds",
    "empty": "''",
    "a list": "[selected(a.one)]",
    "nothing": "",
    "nested too deep": "not " * 100 + "selected(a.one)",
    "sum too long": " + ".join(["qty(a.one)"] * 100) + " > 0",
    # names
    "unknown component": "selected(a.ona)",
    "unknown capability": "supply(powr) >= 1",
    "unknown need": "met(powerr)",
    "unknown fact": "customer.emploees > 5",
    "unknown subject": "custmer.employees > 5",
    "unknown fact of a loop's site": "sum(s.bandwith for s in sites) > 5",
    "unknown attribute of a component": "count(c in components if c.lader == 'x') > 1",
    "unknown function": "cieling(customer.employees) > 5",
    "unknown collection": "count(s in site) > 1",
    "unknown table": "(customer.industry, 'large') in table bonds",
    "unknown column": "lookup(bounds, staf, customer.industry) > 5",
    "too many columns": "(1, 2, 3, 4) in table bounds",
    "component as a value": "a.one > 5",
    "capability as a value": "any.thing > 5",
    "need as a value": "power implies selected(a.one)",
    "word without quotes": "customer.industry == finance",
    "id in quotes": "qty('a.one') >= 1",
    "number for an id": "qty(5) >= 1",
    "no value of a choice": "customer.industry == 'finanse'",
    "no value of a choice in a list": "customer.industry not in ('other', 'bank')",
    "site outside a loop": "selected(b.box, site)",
    "a need's input in a rule": "need.amount > 5",
    "loop variable used twice": "sum(sum(s.users for s in sites) for s in sites) > 5",
    # types
    "number for a condition": "customer.employees + 1",
    "condition for a number": "sum(selected(c) for c in components) > 1",
    "text compared with a number": "customer.industry == 5",
    "conditions compared": "selected(a.one) == selected(a.two)",
    "branches of two types": "(1 if customer.employees > 5 else 'x') == 1",
    "column of another type": "(customer.industry, customer.employees) in table bounds",
    "key of another type": "lookup(bounds, staff, 5) > 1",
    "too many arguments": "ceil(1, 2) > 1",
    "too many ids": "qty(a.one, site, 3) > 1",
    "known of no fact": "known(5)",
    "lookup without a key": "lookup(bounds, staff) > 1",
    # decisions
    "product of decisions": "qty(a.one) * qty(a.two) <= 10",
    "division by a decision": "10 / qty(a.one) <= 2",
    "function of a decision": "ceil(qty(a.one) / 10) <= qty(a.two)",
    "choice by a decision": "(1 if selected(a.one) else 2) <= qty(a.two)",
    "loop over what is decided": "sum(s.users for s in sites if selected(b.box, s)) > 5",
    "lookup by a decision": "lookup(bounds, staff, qty(a.one)) > 5",
    "deal component at a site": "'for each site: selected(a.one, site)'",
    "deal capability at a site": "'for each site: supply(power, site) >= 1'",
    "what doesn't add up over sites": "supply(grade) >= 1",
}  # fmt: skip


@pytest.mark.parametrize("case", RULES)
def test_a_faulty_rule_is_told(case: str, golden: Golden) -> None:
    golden(f"rulebook/rules/{case}", told(ruled(RULES[case])))


WRITTEN = {
    "after chinese words": "customer.industry in ('金融', 'finance') and customer.industri == 'other'",
    "in single quotes": "'customer.industry == ''finance'' implies selected(a.ona)'",
    "in double quotes": '"customer.industry == \'\\u91d1\' or selected(\\"a\\") = 1"',
    "a chinese word at fault": "customer.industry == '金融行业'",
    "in a block": "|\n    customer.employees > 5\n    implies selected(a.ona)",
    "in a block, deeper": "|\n    customer.employees > 5\n      implies\n        selected(a.one) = 1",
    "in a block, chinese before": "|-\n    customer.industry == '金融' or\n    customer.industry == '其他' or selected(a.ona)",
    "in a block with an empty line": "|\n\n    selected(a.one) and\n\n    selected(a.ona)",
    "folded by a greater-than sign": ">\n    selected(a.one) and\n    selected(a.ona)",
    "folded and wrong": ">\n    selected(a.one) and\n    selected(a.ona) = 1",
    "folded without a sign": "selected(a.one) and\n    selected(a.two)",
    "folded in quotes": "'selected(a.one) and\n    selected(a.two)'",
    "far to the right": " or ".join(["selected(a.one)"] * 20) + " or selected(a.ona)",
}  # fmt: skip


@pytest.mark.parametrize("case", WRITTEN)
def test_a_fault_is_shown_where_it_stands_however_the_rule_is_written(case: str, golden: Golden) -> None:
    golden(f"rulebook/written/{case}", told(ruled(WRITTEN[case])))


def fact(id: str = "extra", **more: Any) -> dict[str, Any]:
    return {"id": id, "name": both(id), "type": "integer"} | more


def facts(**more: list[dict[str, Any]]) -> dict[str, Any]:
    return FACTS | {subject: [*FACTS[subject], *added] for subject, added in more.items()}


def asking(*inputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    told = need("ask", power="need.amount")
    return told | {"inputs": [*told["inputs"], *inputs]} | more


def priced(**entry: Any) -> list[dict[str, Any]]:
    """A component whose one price entry says this."""
    model = entry.pop("model", "per_unit")
    full = {"effective_from": "2026-01-01", "cost": 0, **SOURCED} | entry
    return [component("a.one", charges=[{"type": "recurring", "period": "month", "model": model, "prices": [full]}])]


def discount(id: str = "DSC-1", **more: Any) -> dict[str, Any]:
    return {"id": id, "step": "term", "name": both(id), "charges": ["recurring"], "percent": 10, "effective_from": "2026-01-01", **SOURCED} | more  # fmt: skip


def ending(id: str = "TRM-1", **more: Any) -> dict[str, Any]:
    return {"id": id, "name": both(id), "percent": 50, **SOURCED} | more


def size_class(formula: str) -> dict[str, Any]:
    return fact("size", type="choice", values={"large": both("L"), "small": both("S")}, value=formula)


RECORDS: dict[str, Callable[[], Files]] = {
    # a record by itself
    "unknown key": lambda: book([component("a.one", suplies={"power": 1})]),
    "unknown key deep inside": lambda: book([component("a.one", charges=[charge(5) | {"perod": "month"}])]),
    "missing key": lambda: book([{key: value for key, value in component("a.one").items() if key != "vat"}]),
    "missing translation": lambda: book([component("a.one", name={"en": "One"})]),
    "text for a mapping": lambda: book([component("a.one", name="One")]),
    "number for a text": lambda: book([component("a.one", name={"en": "One", "zh": 1})]),
    "text for a number": lambda: book(priced(price="free")),
    "boolean for a number": lambda: book(priced(price=True)),
    "not one of the words": lambda: book([component("a.one", at="sites")]),
    "quantity of nothing": lambda: book([component("a.one", quantity={"min": 0})]),
    "no charges": lambda: book([component("a.one", charges=[])]),
    "a wrong price is told once": lambda: book([component("a.one", charges=[charge("x")])]),
    "component id without family": lambda: book([component("one")]),
    "capability id with capitals": lambda: book(capabilities=[capability("Power")]),
    "rule id in lower case": lambda: book(rules=[rule("sec-4", "true")]),
    "key with capitals": lambda: book(units={"Piece": both("x"), "piece": both("x")}),
    "tier that is a word": lambda: book(priced(tiers={"one": 5}, model="volume")),
    "either of two types": lambda: book([component("a.one", sla={"availability": True})]),
    "date that is none": lambda: book(priced(price=5, effective_from="2026-13-01")),
    "price discounted to nothing": lambda: book([component("a.x", 0.01)], discounts=[discount(percent=60)]),
    "discount of more than all": lambda: book(discounts=[discount(percent=120)]),
    "currency unknown": lambda: book(currency="RMB"),
    # what must hold between records
    "unit unknown": lambda: book([component("a.one", unit="peice")]),
    "family unknown": lambda: book([component("z.one")]),
    "vat group unknown": lambda: book([component("a.one", vat="service")]),
    "capability unknown": lambda: book([component("a.one", supplies={"powr": 1})]),
    "attribute unknown": lambda: book([component("a.one", attributes={"lader": "x"})]),
    "attribute of the wrong type": lambda: book([component("a.one", attributes={"ladder": 5})]),
    "attribute without default": lambda: book(facts=facts(component=[fact("rank")])),
    "attribute missing": lambda: book([component("a.one")], facts=facts(component=[fact("rank", required=True)])),
    "supply of nothing": lambda: book([component("a.one", supplies={"power": 0})]),
    "site capability sold for the deal": lambda: book([component("a.one", supplies={"room": 1})]),
    "consumes what doesn't add up": lambda: book([component("b.box", at="site", consumes={"grade": 1})]),
    "least above most": lambda: book([component("a.one", quantity={"min": 5, "max": 2})]),
    "component twice": lambda: book([component("a.one"), component("a.one")]),
    "demand and rule of one id": lambda: book(rules=[rule("SIZ-POWER-1", "true")]),
    "price finer than a cent": lambda: book(priced(price=0.005)),
    "price with a fraction of a yen": lambda: book(priced(price=0.5), currency="JPY"),
    "negative price": lambda: book(priced(price=-5)),
    "tiers not starting at 1": lambda: book(priced(tiers={10: 5, 20: 4}, model="volume")),
    "price left empty": lambda: book(priced()),
    "tiers of a flat charge": lambda: book(priced(tiers={1: 5, 10: 4}, model="flat")),
    "one-time charge with a period": lambda: book([component("a.one", charges=[charge(5, kind="one_time") | {"period": "month"}])]),
    "recurring charge without a period": lambda: book([component("a.one", charges=[charge(5, period=None)])]),
    "two prices of one day": lambda: book([component("a.one", charges=[charge(5) | {"prices": [*charge(5)["prices"], *charge(6)["prices"]]}])]),
    "charge without a price": lambda: book([component("a.one", charges=[charge(5) | {"prices": []}])]),
    "two charges of one name": lambda: book() | {"components/b.yaml": [component("b.two", charges=[charge(5) | {"id": "fee"}, charge(6) | {"id": "fee"}])]},
    "unit with a scale that measures nothing": lambda: book(units={"piece": both("piece"), "dozen": both("dozen") | {"times": 12}}),
    "constant in an unknown unit": lambda: book() | {"constants.yaml": [constant(unit="mbps")]},
    "constant twice": lambda: book() | {"constants.yaml": [constant(), constant()]},
    "constant unknown": lambda: book(rules=[rule("R-1", "constant.most > 5")]) | {"constants.yaml": [constant()]},
    "constant without its owner": lambda: book(rules=[rule("R-1", "many > 5")]) | {"constants.yaml": [constant()]},
    "last day before the first": lambda: book(discounts=[discount(effective_to="2025-12-31")]),
    "need of an unknown capability": lambda: book(needs=[need("power", powr="1")]),
    "fact of two kinds": lambda: book(facts=facts(customer=[fact(default=5, required=True)])),
    "choice without values": lambda: book(facts=facts(customer=[fact(type="choice")])),
    "values of a number": lambda: book(facts=facts(customer=[fact(values={"x": both("x")})])),
    "default out of bounds": lambda: book(facts=facts(site=[fact(min=1, default=0)])),
    "bounds exchanged": lambda: book(facts=facts(site=[fact(min=5, max=1)])),
    "fact declared twice": lambda: book(facts=facts(site=[fact("users")])),
    "fact called as a key of sites": lambda: book(facts=facts(site=[fact("count")])),
    "fact called as the term": lambda: book(facts=facts(profile=[fact("term_months")])),
    "input called as a key of needs": lambda: book(needs=[asking(fact("weight"))]),
    "required fact of the deal": lambda: book(facts=facts(profile=[fact(required=True)])),
    "code sets an unknown fact": lambda: book(facts=facts(compliance=[{"code": "iso", "name": both("I"), "sets": {"mpls": 3}}])),
    "disruption below nothing": lambda: book() | {"installed.yaml": {"disruption": {"a": -1}}},
    "disruption of an unknown family": lambda: book() | {"installed.yaml": {"disruption": {"z": 2}}},
    "termination of what isn't sold": lambda: book() | {"installed.yaml": {"terminations": [ending(of=["a", "a.on"])]}},
    "termination of everything twice": lambda: book() | {"installed.yaml": {"terminations": [ending(), ending("TRM-2")]}},
    "termination of more than all": lambda: book() | {"installed.yaml": {"terminations": [ending(percent=120, most_months=0)]}},
    "termination and rule of one id": lambda: book(rules=[rule("TRM-1", "true")]) | {"installed.yaml": {"terminations": [ending()]}},
    "recurring charge for new units": lambda: book([component("a.one", charges=[charge(5) | {"units": "new"}])]),
    "code twice": lambda: book(facts=facts(compliance=[{"code": "mlps_3", "name": both("I"), "sets": {"mlps": 2}}])),
    "family twice": lambda: book(families=[{"id": "a", "name": both("A")}, {"id": "b", "name": both("B")}, {"id": "a", "name": both("C")}]),
    # formulas that aren't rules
    "decision in a fact": lambda: book(facts=facts(customer=[fact(value="qty(a.one)")])),
    "decision in a demand": lambda: book(needs=[need("power", power="supply(power) + 1")]),
    "sites in a fact of the customer": lambda: book(facts=facts(customer=[fact(value="sum(s.users for s in sites)")])),
    "site in a demand on the deal": lambda: book(needs=[need("power", power="site.users")]),
    "derived choice that can't be": lambda: book(facts=facts(customer=[size_class("'large' if customer.employees > 5 else 'tiny'")])),
    "derived number that is a condition": lambda: book(facts=facts(customer=[fact(value="customer.employees > 5")])),
    "circular facts": lambda: book(facts=facts(customer=[fact("one", value="customer.two + 1"), fact("two", value="profile.three"), ], profile=[fact("three", value="customer.one")])),
    "fact worked out of itself": lambda: book(facts=facts(site=[fact("one", default_from="site.one + 1")])),
    "circle in sizing": lambda: book(needs=[asking(fact("one", value="need.two * 2"), fact("two", default_from="need.one / 2"))]),
}  # fmt: skip


def constant(**more: Any) -> dict[str, Any]:
    return {"id": "many", "name": both("Many"), "value": 7, **SOURCED} | more


def segment(*needs: dict[str, Any], **more: Any) -> Files:
    told = {"id": "all", "name": both("All"), "when": "true", "drivers": both("None."), "needs": list(needs), **SOURCED}
    return book(needs=[asking(fact("size", required=True))]) | {"segments.yaml": [told | more]}


def scenario(*offers: dict[str, Any], **more: Any) -> Files:
    told = {
        "id": "SCN-1",
        "name": both("Growth"),
        "when": "selected(a.one)",
        "because": both("So."),
        "offers": list(offers),
        **SOURCED,
    }
    return book(needs=[asking(fact("size", required=True))]) | {"scenarios.yaml": {"scenarios": [told | more]}}


SIZED = {"need": "ask", "inputs": {"size": "5"}}

SUGGESTIONS: dict[str, Callable[[], Files]] = {
    "default need that is a must": lambda: segment(SIZED | {"priority": "must"}),
    "default need unknown": lambda: segment({"need": "aks"}),
    "default need without its input": lambda: segment({"need": "ask"}),
    "default need with an unknown input": lambda: segment({"need": "ask", "inputs": {"size": "5", "sise": "6"}}),
    "input of another type": lambda: segment({"need": "ask", "inputs": {"size": "customer.industry"}}),
    "segment by a decision": lambda: segment(SIZED, when="selected(a.one)"),
    "segment without needs": segment,
    "offer of nothing": lambda: scenario({}),
    "offer of a need and a component": lambda: scenario(SIZED | {"component": "a.one"}),
    "offer of an unknown component": lambda: scenario({"component": "a.oen"}),
    "quantity of a need": lambda: scenario(SIZED | {"quantity": "5"}),
    "inputs of a component": lambda: scenario({"component": "a.one", "inputs": {"size": "5"}}),
    "quantity by a decision": lambda: scenario({"component": "a.one", "quantity": "qty(a.two)"}),
    "promotion unknown": lambda: scenario(SIZED, promotion="PRM-1"),
    "installed what isn't sold": lambda: scenario(SIZED, when="installed(a.oen) > 1"),
    "installed number": lambda: scenario(SIZED, when="installed(5) > 1"),
    "scenario and rule of one id": lambda: scenario(SIZED) | {"constraints/a.yaml": [rule("SCN-1", "true")]},
}  # fmt: skip


@pytest.mark.parametrize("case", SUGGESTIONS)
def test_a_faulty_segment_or_scenario_is_told(case: str, golden: Golden) -> None:
    golden(f"rulebook/suggestions/{case}", told(SUGGESTIONS[case]()))


MEASURES = {
    "piece": both("piece"),
    "mbps": both("Mbps") | {"measures": "bandwidth"},
    "gbps": both("Gbps") | {"measures": "bandwidth", "times": 1000},
    "gb": both("GB") | {"measures": "storage"},
}


def measured(rule_text: str = "true", amount: str = "need.speed") -> Files:
    speeds = [
        fact("speed", unit="gbps", default=1),
        fact("size", unit="gb", default=1),
        fact("people", unit="piece", default=1),
    ]
    wanted = need("power", power="1") | {"inputs": speeds}
    wanted["demands"][0]["amount"] = amount
    flows = [*CAPABILITIES, capability("line") | {"unit": "mbps"}, capability("disk") | {"unit": "gb"}]
    flows[0] = capability("power") | {"unit": "gbps"}
    constants = [constant(), constant(id="fast", unit="gbps")]
    return book(units=MEASURES, capabilities=flows, needs=[wanted], rules=[rule("R-1", rule_text)]) | {
        "constants.yaml": constants
    }


MIXED: dict[str, Callable[[], Files]] = {
    "scales compared": lambda: measured("supply(line) >= supply(power)"),
    "scales added": lambda: measured("supply(line) + constant.fast >= 5"),
    "scales chosen between": lambda: measured("(constant.fast if customer.employees > 5 else supply(line)) >= 5"),
    "quantities compared": lambda: measured("supply(line) * constant.many >= supply(disk)"),
    "quantities in a function": lambda: measured(amount="max(need.speed, ceil(need.size))"),
    "demand in another scale": lambda: measured("true", "need.speed + need.size"),
    "demand of another quantity": lambda: measured("true", "need.people * need.size"),
}


@pytest.mark.parametrize("case", MIXED)
def test_mixed_units_are_told(case: str, golden: Golden) -> None:
    golden(f"rulebook/units/{case}", told(MIXED[case]()))


@pytest.mark.parametrize(
    "fine",
    [
        "supply(line) >= 1000 * supply(power)",  # converted
        "supply(line) / 1000 + constant.fast >= 1",
        "supply(power) >= customer.employees",  # counts go with everything
        "supply(power) * constant.many >= constant.fast",
        "supply(power) / constant.fast >= supply(disk) / constant.many",  # a ratio, and nobody knows what
        "supply(line) in (10, 20) or -supply(line) <= 0",
    ],
)
def test_units_may_be_converted_counted_and_related(fine: str) -> None:
    assert load_rulebook(write(Path("book"), measured(fine))).rules["R-1"].rule.text == fine


HEADER = "component,charge,effective_from,first,price,cost,source,confidence\n"
ROW = "a.one,recurring,2026-01-01,1,5,2,list,estimate\n"

PRICES = {
    "column missing": "component,charge,effective_from,price,cost,source,confidence\na.one,recurring,2026-01-01,5,2,list,estimate\n",
    "column unknown": HEADER.replace("\n", ",remark\n") + ROW.replace("\n", ",new\n"),
    "component unknown": HEADER + ROW + ROW.replace("a.one", "a.oen"),
    "charge unknown": HEADER + ROW + ROW.replace("recurring", "monthly"),
    "no date": HEADER + ROW.replace("2026-01-01", ""),
    "date of another kind": HEADER + ROW.replace("2026-01-01", "2026/1/1"),
    "currency sign": HEADER + ROW.replace(",5,", ",¥5,"),
    "thousands separator": HEADER + ROW.replace(",5,", ',"5,000",'),
    "tier of zero": HEADER + ROW.replace(",1,5", ",0,5"),
    "no source": HEADER + ROW.replace("list", ""),
    "no cost": HEADER + ROW.replace(",2,", ",,"),
    "confidence of another kind": HEADER + ROW.replace("estimate", "sure"),
    "cost in a tier": HEADER + ROW + ROW.replace(",1,5", ",10,4"),
    "row twice": HEADER + ROW + "\n" + ROW.replace(",5,", ",6,"),
    "the same fault in every row": HEADER + ROW.replace(",5,", ",five,") * 3000,
}


@pytest.mark.parametrize("case", PRICES)
def test_a_faulty_price_list_is_told(case: str, golden: Golden) -> None:
    contents = book([component("a.one", charges=[charge(5) | {"prices": []}], quantity={"max": 99})])
    contents["components/a.yaml"][0]["charges"][0]["model"] = "volume"
    golden(f"rulebook/prices/{case}", told(contents | {"prices/b.csv": PRICES[case]}))


@pytest.mark.parametrize("case", RECORDS)
def test_a_faulty_record_is_told(case: str, golden: Golden) -> None:
    golden(f"rulebook/records/{case}", told(RECORDS[case]()))


def lacking(*names: str) -> Files:
    return {name: content for name, content in book().items() if name not in names}


FILES: dict[str, Callable[[], Files]] = {
    "missing file": lambda: lacking("taxes.yaml"),
    "missing folder": lambda: lacking("components/a.yaml"),
    "misspelt file": lambda: lacking("needs.yaml") | {"need.yaml": book()["needs.yaml"]},
    "yml for yaml": lambda: lacking("needs.yaml") | {"needs.yml": book()["needs.yaml"]},
    "misspelt folder": lambda: book() | {"constraint/b.yaml": "[]"},
    "table of another kind": lambda: book() | {"tables/bounds.xlsx": "x"},
    "empty file": lambda: book() | {"constraints/a.yaml": "# later\n"},
    "mapping for a list": lambda: book() | {"constraints/a.yaml": "R-1:\n  rule: 'true'\n"},
    "text for a record": lambda: book() | {"constraints/a.yaml": "- R-1\n"},
    "colon in a rule": lambda: ruled("for each site: selected(b.box, site)"),
    "empty table": lambda: book() | {"tables/bounds.csv": "\n\n"},
    "table without rows": lambda: book() | {"tables/bounds.csv": "industry,size,staff\n"},
    "ragged table": lambda: book() | {"tables/bounds.csv": BOUNDS + "retail,small\n\nretail,large,5,6\n"},
    "ragged table after a cell of two lines": lambda: book() | {"tables/bounds.csv": 'a,b\n"x\ny",1\n二,2,3\n'},
    "column twice": lambda: book() | {"tables/bounds.csv": "a,b,a\n1,2,3\n"},
    "unclosed quote in a table": lambda: book() | {"tables/bounds.csv": 'a,b\n"x,1\n'},
    "faults in several files, by place": lambda: book([component("z.one", unit="peice", vat="service")], needs=[need("power", powr="1")], discounts=[discount(effective_to="2025-01-01")], facts=facts(site=[fact("users"), fact("count")])),
    "unreadable in several files, by place": lambda: book([component("a.one", suplies={})], rules=[rule("R-1", "true"), rule("r2", "a = b")]) | {"needs.yaml": "- id: [", "facts.yaml": "customer: &c []\n"},
}  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_a_faulty_file_is_told(case: str, golden: Golden) -> None:
    golden(f"rulebook/files/{case}", told(FILES[case]()))


def test_a_rulebook_that_isnt_there_is_told_with_those_that_are(golden: Golden) -> None:
    with pytest.raises(RulebookError) as refused:
        load_rulebook("telco_entreprise")
    golden("rulebook/no such rulebook", str(refused.value))


@pytest.mark.parametrize("case", [*RULES, *WRITTEN, *RECORDS, *FILES, *SUGGESTIONS, *MIXED])
def test_every_fault_names_a_place_and_a_way_out(case: str) -> None:
    contents = (
        ruled(RULES[case])
        if case in RULES
        else ruled(WRITTEN[case])
        if case in WRITTEN
        else (RECORDS | FILES | SUGGESTIONS | MIXED)[case]()
    )
    with pytest.raises(RulebookError) as refused:
        load_rulebook(write(Path("book"), contents))
    for fault in refused.value.diagnostics:
        assert fault.place is not None
        assert fault.place.file.startswith("book/")
        assert fault.help


def test_the_rulebook_these_faults_are_put_into_has_none() -> None:
    assert load_rulebook(write(Path("book"), book())).id == "small"
    assert load_rulebook(write(Path("ruled"), ruled("selected(a.one)"))).rules["R-1"].rule.text == "selected(a.one)"


def test_no_golden_file_is_left_over() -> None:
    assert kept("rulebook/rules") == set(RULES)
    assert kept("rulebook/written") == set(WRITTEN)
    assert kept("rulebook/records") == set(RECORDS)
    assert kept("rulebook/files") == set(FILES)
    assert kept("rulebook/suggestions") == set(SUGGESTIONS)
    assert kept("rulebook/units") == set(MIXED)
    assert kept("rulebook/prices") == set(PRICES)
