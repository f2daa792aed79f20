"""The formulas of a rulebook, checked against what it declares: names, types, linearity, no circles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from typing import Any

from configurator.records import folded
from configurator.rulebook import model
from configurator.rulebook.draft import Draft
from configurator.rulebook.formula import Formula
from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.check import check
from configurator.rulebook.language.vocabulary import NUMBER, TEXT, TRUTH, Kind, Measure, Vocabulary
from configurator.rulebook.scenarios import Scenarios
from configurator.source import DataPath, Source

_KINDS = {"integer": NUMBER, "number": NUMBER, "boolean": TRUTH, "text": TEXT, "choice": TEXT}
DEAL = ("customer", "profile")
_SEEN_BY = {
    "customer": ("customer", "profile"),
    "profile": ("customer", "profile"),
    "site": ("site", "customer", "profile"),
}


@dataclass(frozen=True)
class _Use:
    """A formula where it stands, what it should be, and what it may speak of."""

    formula: Formula
    at: Source
    path: DataPath
    wants: Kind
    scope: tuple[str, ...]
    need: model.Need | None = None
    decisions: bool = False
    loops: bool = True


def check_formulas(draft: Draft) -> None:
    """Adds to `draft.faults` everything wrong with any formula."""
    vocabulary = _vocabulary(draft)
    for use in _uses(draft):
        if (fault := folded(use.at, use.path)) is not None:
            draft.faults.append(fault)
            continue
        known = vocabulary if use.need is None else _knowing(vocabulary, use.need)
        for found in check(use.formula.tree, known, use.scope, use.wants, decisions=use.decisions, loops=use.loops):
            place = use.at.inside(use.path, found.span.line, found.span.column, found.span.width)
            draft.fault(found.code, found.message, place, found.help)
    if not draft.faults:
        _refuse_circles(draft)


def _kind(fact: model.Fact) -> Kind:
    return Kind(_KINDS[fact.type], frozenset(fact.values) or None, unit=fact.unit)


def _vocabulary(draft: Draft) -> Vocabulary:
    identity, facts = draft.single["rulebook.yaml"][0], draft.single["facts.yaml"][0]
    assert isinstance(identity, model.Identity)
    assert isinstance(facts, model.Facts)
    capabilities = [capability for capability, _, _ in draft.listed["capabilities.yaml"]]
    components = [component for component, _, _ in draft.listed["components"]]
    subjects = {
        name: {fact.id: _kind(fact) for fact in getattr(facts, name)}
        for name in ("customer", "site", "profile", "component")
    }
    subjects["component"] |= {"id": Kind(TEXT), "family": Kind(TEXT), "vat": Kind(TEXT)}
    subjects["profile"] |= {"term_months": Kind(NUMBER)}
    subjects["constant"] = {c.id: Kind(NUMBER, unit=c.unit) for c, _, _ in draft.listed["constants.yaml"]}
    return Vocabulary(
        facts=subjects,
        components={component.id: component.at for component in components},
        capabilities={capability.id: (capability.at, capability.adds) for capability in capabilities},
        needs=[record.id for record, _, _ in draft.listed["needs.yaml"]],
        tables={name: _columns(table) for name, table in draft.tables.items()},
        units={sold.id: sold.unit for sold in (*components, *capabilities) if sold.unit is not None},
        measures={
            id: Measure(unit.measures, unit.times) for id, unit in identity.units.items() if unit.measures is not None
        },
    )


def _columns(table: model.Table) -> dict[str, Kind]:
    columns = {}
    for i, name in enumerate(table.columns):
        cells = [row[i] for row in table.rows if i < len(row)]
        if all(isinstance(cell, bool) for cell in cells):
            columns[name] = Kind(TRUTH)
        else:
            columns[name] = Kind(TEXT if any(isinstance(cell, str | bool) for cell in cells) else NUMBER)
    return columns


def _knowing(vocabulary: Vocabulary, need: model.Need) -> Vocabulary:
    inputs = {fact.id: _kind(fact) for fact in need.inputs}
    return replace(vocabulary, facts={**vocabulary.facts, "need": inputs})


def _uses(draft: Draft) -> Iterator[_Use]:
    facts, at = draft.single["facts.yaml"]
    for subject, scope in _SEEN_BY.items():
        for index, fact in enumerate(getattr(facts, subject)):
            yield from _of_fact(fact, at, (subject, index), scope, None)
    capabilities = {record.id: record for record, _, _ in draft.listed["capabilities.yaml"]}
    for need, at, path in draft.listed["needs.yaml"]:
        for index, fact in enumerate(need.inputs):
            yield from _of_fact(fact, at, (*path, "inputs", index), ("need", "customer", "profile"), need)
        for index, demand in enumerate(need.demands):
            capability = capabilities[demand.capability]
            scope = ("need", "customer", "profile", *(("site",) if capability.at == "site" else ()))
            here = (*path, "demands", index)
            yield _Use(demand.amount, at, (*here, "amount"), Kind(NUMBER, unit=capability.unit), scope, need)
            if demand.when is not None:
                yield _Use(demand.when, at, (*here, "when"), Kind(TRUTH), scope, need)
    for component, at, path in draft.listed["components"]:
        if component.available_when is not None:
            scope = ("customer", "profile", *(("site",) if component.at == "site" else ()))
            yield _Use(component.available_when, at, (*path, "available_when"), Kind(TRUTH), scope)
        yield from _of_charges(component, at, path)
    for discount, at, path in draft.listed["discounts.yaml"]:
        if discount.when is not None:
            bundle = discount.step == "bundle"
            yield _Use(discount.when, at, (*path, "when"), Kind(TRUTH), DEAL, decisions=bundle, loops=bundle)
        if discount.components is not None:
            yield _Use(
                discount.components, at, (*path, "components"), Kind(TRUTH), ("component", "customer", "profile")
            )
    for rule, at, path in draft.listed["constraints"]:
        yield _Use(rule.rule, at, (*path, "rule"), Kind(TRUTH), DEAL, decisions=True)
    yield from _of_suggestions(draft)


def _of_charges(component: model.Component, at: Source, path: DataPath) -> Iterator[_Use]:
    for index, charge in enumerate(component.charges):
        here = (*path, "charges", index)
        if charge.when is not None:
            scope = ("customer", "profile", *(("site",) if component.at == "site" else ()))
            yield _Use(charge.when, at, (*here, "when"), Kind(TRUTH), scope, loops=False)
        if charge.estimate is not None:
            yield _Use(charge.estimate, at, (*here, "estimate"), Kind(NUMBER), DEAL, loops=False)
        if charge.of is not None:
            yield _Use(charge.of.components, at, (*here, "of", "components"), Kind(TRUTH), ("component",), loops=False)


def _of_suggestions(draft: Draft) -> Iterator[_Use]:
    """The formulas of segments and scenarios."""
    needs = {need.id: need for need, _, _ in draft.listed["needs.yaml"]}
    for segment, at, path in draft.listed["segments.yaml"]:
        yield _Use(segment.when, at, (*path, "when"), Kind(TRUTH), DEAL)
        if segment.willing is not None:
            yield _Use(segment.willing, at, (*path, "willing"), Kind(NUMBER), DEAL)
        for index, default in enumerate(segment.needs):
            here = (*path, "needs", index)
            if default.when is not None:
                yield _Use(default.when, at, (*here, "when"), Kind(TRUTH), DEAL)
            yield from _of_inputs(default.inputs, needs[default.need], at, here)
    told, at = draft.single["scenarios.yaml"]
    assert isinstance(told, Scenarios)
    for index, suppression in enumerate(told.suppress):
        yield _Use(suppression.when, at, ("suppress", index, "when"), Kind(TRUTH), DEAL)
    for index, scenario in enumerate(told.scenarios):
        yield _Use(scenario.when, at, ("scenarios", index, "when"), Kind(TRUTH), DEAL, decisions=True)
        for number, offer in enumerate(scenario.offers):
            here = ("scenarios", index, "offers", number)
            if offer.quantity is not None:
                yield _Use(offer.quantity, at, (*here, "quantity"), Kind(NUMBER), DEAL)
            if offer.need is not None:
                yield from _of_inputs(offer.inputs, needs[offer.need], at, here)


def _of_inputs(inputs: Mapping[str, Formula], need: model.Need, at: Source, path: DataPath) -> Iterator[_Use]:
    declared = {fact.id: fact for fact in need.inputs}
    for name, formula in inputs.items():
        yield _Use(formula, at, (*path, "inputs", name), _kind(declared[name]), DEAL)


def _of_fact(
    fact: model.Fact, at: Source, path: DataPath, scope: tuple[str, ...], need: model.Need | None
) -> Iterator[_Use]:
    for name in ("default_from", "value"):
        formula = getattr(fact, name)
        if formula is not None:
            yield _Use(formula, at, (*path, name), _kind(fact), scope, need, loops=need is not None)


def _refuse_circles(draft: Draft) -> None:
    facts, at = draft.single["facts.yaml"]
    groups: list[tuple[dict[str, Any], Source, DataPath]] = [
        ({subject: getattr(facts, subject) for subject in _SEEN_BY}, at, ())
    ]
    groups += [({"need": need.inputs}, at, path) for need, at, path in draft.listed["needs.yaml"]]
    for subjects, where, path in groups:
        graph = {(subject, fact.id): _leaning_on(fact) for subject, declared in subjects.items() for fact in declared}
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as circle:
            names = " → ".join(f"{subject}.{name}" for subject, name in reversed(circle.args[1]))
            subject, name = circle.args[1][0]
            index = [fact.id for fact in subjects[subject]].index(name)
            here = (*path, "inputs" if subject == "need" else subject, index)
            draft.fault(
                "E028",
                f"the facts are worked out in a circle: {names}",
                where.place((*here, "id")),
                "let one of them be stated or defaulted",
            )


def _leaning_on(fact: model.Fact) -> set[tuple[str, str]]:
    formula = fact.value or fact.default_from
    return set() if formula is None else {(n.owner, n.name) for n in s.walk(formula.tree) if isinstance(n, s.Fact)}
