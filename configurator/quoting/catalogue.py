"""What a quote keeps of the rulebook: the names, sentences and figures its documents need, in both languages."""

from collections.abc import Iterable, Mapping
from typing import Any

from configurator.engine.turnover import INSTALLED, KEPT
from configurator.package import Package
from configurator.records import Wording, decimal_text
from configurator.rulebook.language.evaluate import Value
from configurator.rulebook.model import Component, Fact, Need, Rulebook
from configurator.sizing import Sizing

_TRUTH = {True: {"en": "yes", "zh": "是"}, False: {"en": "no", "zh": "否"}}


def _both(wording: Wording) -> dict[str, str]:
    return {"en": wording.en, "zh": wording.zh}


def site_classes_json(sizing: Sizing) -> list[dict[str, Any]]:
    """The site classes with their sites and facts."""
    declared, rulebook = sizing.rulebook.facts.site, sizing.rulebook
    return [
        {"id": c.id, "sites": list(c.names), "facts": facts_json(declared, c.facts, rulebook)}
        for c in sizing.site_classes
    ]


def facts_json(declared: Iterable[Fact], values: Mapping[str, Value], rulebook: Rulebook) -> list[dict[str, Any]]:
    """The known ones of the declared facts, named and worded, but for those the rulebook keeps to itself."""
    told = []
    for fact in declared:
        if fact.shown and fact.id in values:
            unit = {} if fact.unit is None else {"unit": _both(rulebook.identity.units[fact.unit])}
            told.append({"id": fact.id, "name": _both(fact.name), "value": _value(fact, values[fact.id])} | unit)
    return told


def _value(fact: Fact, value: Value) -> str | dict[str, str]:
    if isinstance(value, bool):
        return _TRUTH[value]
    if isinstance(value, str):
        return _both(fact.values[value]) if value in fact.values else value
    return decimal_text(value)


def sizing_json(sizing: Sizing) -> list[dict[str, Any]]:
    """Every demand with its derivation."""
    sources = {demand.id: demand for need in sizing.needs for demand in need.need.demands}
    return [
        {
            "rule": d.rule,
            "need": d.need,
            "capability": d.capability,
            "site_class": d.site_class,
            "amount": decimal_text(d.amount),
            "formula": d.formula,
            "values": dict(d.values),
            "source": sources[d.rule].source,
            "confidence": sources[d.rule].confidence,
        }
        for d in sizing.demands
    ]


def catalogue_json(sizing: Sizing, package: Package) -> dict[str, Any]:
    """The parts of the rulebook the package, the needs and their sizing speak of."""
    rulebook = sizing.rulebook
    components = sorted(
        {*(item.component for item in package.items), *(gone.component for gone in package.disconnected)}
    )
    capabilities = sorted({demand.capability for demand in sizing.demands})
    codes = [code for code in rulebook.facts.compliance if code.code in sizing.profile.compliance]
    return {
        "name": _both(rulebook.identity.name),
        "families": [{"id": family.id, "name": _both(family.name)} for family in rulebook.identity.families],
        "units": {id: _both(name) for id, name in rulebook.identity.units.items()},
        "components": {id: _component(rulebook.components[id]) for id in components},
        "needs": {n.id: _need(n.need) for n in sizing.needs},
        "capabilities": {
            id: {"name": _both(rulebook.capabilities[id].name), "unit": rulebook.capabilities[id].unit}
            for id in capabilities
        },
        "rules": _sentences(sizing, package),
        "taxes": {
            id: _both(rulebook.taxes[id].name) for id in sorted({rulebook.components[c].vat for c in components})
        },
        "customer_facts": facts_json(rulebook.facts.customer, sizing.world.facts["customer"], rulebook),
        "compliance": [{"code": code.code, "name": _both(code.name)} for code in codes],
    }


def _need(need: Need) -> dict[str, Any]:
    inputs = {input.id: _both(input.name) for input in need.inputs}
    return {"name": _both(need.name), "says": _both(need.says), "inputs": inputs}


def _component(component: Component) -> dict[str, Any]:
    sla = {name: value if isinstance(value, str) else decimal_text(value) for name, value in component.sla.items()}
    return {
        "name": _both(component.name),
        "benefit": _both(component.benefit),
        "unit": component.unit,
        "family": component.family,
        "sla": sla,
    }


def _sentences(sizing: Sizing, package: Package) -> dict[str, dict[str, str]]:
    """Id → sentence of everything a reason, a derivation or a waterfall step refers to."""
    rulebook = sizing.rulebook
    demands = {d.id: _both(d.because) for need in sizing.needs for d in need.need.demands}
    reasons = {reason.rule for item in package.items for reason in item.because}
    steps = {step.rule for item in package.items for line in item.lines for step in line.waterfall}
    rules = {id: _both(rulebook.rules[id].because) for id in reasons if id in rulebook.rules}
    discounts = {id: _both(rulebook.discounts[id].name) for id in steps if id in rulebook.discounts}
    consumed = {id: _both(rulebook.capabilities[id].name) for id in reasons if id in rulebook.capabilities}
    kept = {INSTALLED: _both(KEPT)} if INSTALLED in reasons else {}
    ending = {ending.rule for gone in package.disconnected for ending in gone.terminations}
    endings = {t.id: _both(t.name) for t in rulebook.installed.terminations if t.id in ending}
    return demands | rules | discounts | consumed | kept | endings
