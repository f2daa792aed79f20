"""What must hold between the records of a rulebook: ids are unique, what is referred to exists, prices are whole."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from configurator.errors import did_you_mean
from configurator.records import decimal_text, shown
from configurator.rulebook import model
from configurator.rulebook.draft import Draft
from configurator.rulebook.facts import accepted
from configurator.rulebook.installed import InstalledTerms
from configurator.rulebook.scenarios import Scenarios
from configurator.source import DataPath, Source

_TAKEN = {
    "customer": ("name",),
    "site": ("name", "count"),
    "profile": ("term_months",),
    "component": ("id", "family", "vat"),
    "inputs": ("need", "priority", "weight", "sites"),
}
"""What facts can't be called, because it means something already."""


def check_references(draft: Draft) -> None:
    """Adds to `draft.faults` whatever doesn't fit together."""
    check = _References(draft)
    check.unique_ids()
    check.units()
    check.constants()
    check.facts()
    check.capabilities()
    check.needs()
    check.taxes()
    check.components()
    check.families()
    check.installed()


class _References:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        identity, facts = draft.single["rulebook.yaml"][0], draft.single["facts.yaml"][0]
        assert isinstance(identity, model.Identity)
        assert isinstance(facts, model.Facts)
        self.identity, self.declared = identity, facts
        self.by_id: dict[str, model.Capability] = {r.id: r for r, _, _ in draft.listed["capabilities.yaml"]}

    def known(
        self, id: str, kind: str, known: Collection[str], at: Source, path: DataPath, *, key: bool = False
    ) -> bool:
        if id not in known:
            code = "E023" if kind == "capability" else "E021"
            self.draft.fault(code, f"there is no {kind} '{id}'", at.place(path, key=key), did_you_mean(id, known))
        return id in known

    def unique_ids(self) -> None:
        for names in (
            ("capabilities.yaml",),
            ("needs.yaml",),
            ("taxes.yaml",),
            ("components",),
            ("constants.yaml",),
            ("segments.yaml",),
            ("approval.yaml",),
            ("discounts.yaml", "constraints", "demands", "scenarios", "installed.yaml"),
        ):
            seen: dict[str, str] = {}
            for name in names:
                for record, at, path in self._named(name):
                    place = at.place((*path, "id"))
                    if record.id in seen:
                        self.draft.fault(
                            "E030",
                            f"the id '{record.id}' is used twice",
                            place,
                            f"it stands at {seen[record.id]} as well",
                        )
                    seen[record.id] = str(place)

    def _named(self, name: str) -> Iterable[tuple[Any, Source, DataPath]]:
        if name == "demands":
            return self._demands()
        if name == "scenarios":
            told, at = self.draft.single["scenarios.yaml"]
            assert isinstance(told, Scenarios)
            return [(scenario, at, ("scenarios", index)) for index, scenario in enumerate(told.scenarios)]
        if name == "installed.yaml":
            terms, at = self.draft.single[name]
            assert isinstance(terms, InstalledTerms)
            return [(termination, at, ("terminations", index)) for index, termination in enumerate(terms.terminations)]
        return self.draft.listed[name]

    def units(self) -> None:
        at = self.draft.single["rulebook.yaml"][1]
        for id, unit in self.identity.units.items():
            if unit.measures is None and unit.times != 1:
                message, help = (
                    f"the unit '{id}' has a scale but measures nothing",
                    "add 'measures: …', or leave it out",
                )
                self.draft.fault("E033", message, at.place(("units", id, "times"), key=True), help)

    def constants(self) -> None:
        for constant, at, path in self.draft.listed["constants.yaml"]:
            if constant.unit is not None:
                self.known(constant.unit, "unit", self.identity.units, at, (*path, "unit"))

    def _demands(self) -> Iterator[tuple[model.Demand, Source, DataPath]]:
        for need, at, path in self.draft.listed["needs.yaml"]:
            for index, demand in enumerate(need.demands):
                yield demand, at, (*path, "demands", index)

    def facts(self) -> None:
        at = self.draft.single["facts.yaml"][1]
        for subject in ("customer", "site", "profile", "component"):
            self._facts(getattr(self.declared, subject), at, (subject,))
        for index, fact in enumerate(self.declared.profile):
            if fact.required:
                message, help = "profiles don't state facts of the deal", "give it a default; compliance codes set it"
                self.draft.fault("E033", message, at.place(("profile", index, "required"), key=True), help)
        for index, fact in enumerate(self.declared.component):
            if fact.default is None and not fact.required:
                message = f"the attribute '{fact.id}' has neither a default nor required: true"
                self.draft.fault("E033", message, at.place(("component", index)), "rules ask every component for it")
        settable = {fact.id: fact for fact in self.declared.profile}
        for index, code in enumerate(self.declared.compliance):
            if code.code in [other.code for other in self.declared.compliance[:index]]:
                place = at.place(("compliance", index, "code"))
                self.draft.fault("E030", f"the code '{code.code}' is declared twice", place, "keep one of them")
            for fact_id, value in code.sets.items():
                path = ("compliance", index, "sets", fact_id)
                if self.known(fact_id, "profile fact", settable, at, path, key=True):
                    self._accepted(settable[fact_id], value, at, path)

    def _facts(self, facts: tuple[model.Fact, ...], at: Source, path: DataPath) -> None:
        seen: set[str] = set()
        for index, fact in enumerate(facts):
            here = (*path, index)
            if fact.id in seen:
                message, help = f"the fact '{fact.id}' is declared twice", "keep one of them"
                self.draft.fault("E030", message, at.place((*here, "id")), help)
            seen.add(fact.id)
            if fact.id in _TAKEN[str(path[-1])]:
                message, help = f"'{fact.id}' means something else here already", "take another word for the fact"
                self.draft.fault("E030", message, at.place((*here, "id")), help)
            if fact.min is not None and fact.max is not None and fact.min > fact.max:
                message = f"the least value {decimal_text(fact.min)} is above the greatest, {decimal_text(fact.max)}"
                self.draft.fault("E033", message, at.place((*here, "min")), "exchange them, or leave one out")
            given = [
                name
                for name in ("required", "default", "default_from", "value")
                if getattr(fact, name) not in (None, False)
            ]
            if fact.default is False:
                given.append("default")
            if len(given) > 1:
                message = f"a fact has one of required, default, default_from, value; not {' and '.join(given)}"
                self.draft.fault("E033", message, at.place(here), "keep one of them")
            if (fact.type == "choice") != bool(fact.values):
                message = (
                    "a choice needs 'values'"
                    if fact.type == "choice"
                    else f"a fact of type {fact.type} has no 'values'"
                )
                self.draft.fault("E033", message, at.place((*here, "type")), "'values' belong to facts of type choice")
            if fact.unit is not None:
                self.known(fact.unit, "unit", self.identity.units, at, (*here, "unit"))
            if fact.default is not None:
                self._accepted(fact, fact.default, at, (*here, "default"))

    def _accepted(self, fact: model.Fact, value: Any, at: Source, path: DataPath) -> None:
        _, problem, help = accepted(fact, value)
        if problem:
            self.draft.fault("E012", problem, at.place(path), help)

    def capabilities(self) -> None:
        for capability, at, path in self.draft.listed["capabilities.yaml"]:
            if capability.unit is not None:
                self.known(capability.unit, "unit", self.identity.units, at, (*path, "unit"))

    def needs(self) -> None:
        families = [family.id for family in self.identity.families]
        for need, at, path in self.draft.listed["needs.yaml"]:
            self.known(need.family, "family", families, at, (*path, "family"))
            self._facts(need.inputs, at, (*path, "inputs"))
        for demand, at, path in self._demands():
            self.known(demand.capability, "capability", self.by_id, at, (*path, "capability"))

    def taxes(self) -> None:
        for tax, at, path in self.draft.listed["taxes.yaml"]:
            self._distinct_dates([rate.effective_from for rate in tax.rates], at, (*path, "rates"))

    def _distinct_dates(self, dates: list[Any], at: Source, path: DataPath) -> None:
        if len(set(dates)) < len(dates):
            self.draft.fault("E033", "two entries begin on the same day", at.place(path), "keep one entry a day")

    def families(self) -> None:
        at, ids = self.draft.single["rulebook.yaml"][1], [family.id for family in self.identity.families]
        for index, id in enumerate(ids):
            if id in ids[:index]:
                place = at.place(("families", index, "id"))
                self.draft.fault("E030", f"the family '{id}' is declared twice", place, "keep one of them")

    def installed(self) -> None:
        terms, at = self.draft.single["installed.yaml"]
        assert isinstance(terms, InstalledTerms)
        components = (component.id for component, _, _ in self.draft.listed["components"])
        known = [*(family.id for family in self.identity.families), *components]
        for name in terms.disruption:
            self.known(name, "family or component", known, at, ("disruption", name), key=True)
        seen: dict[str | None, str] = {}
        for termination, at, path in self._named("installed.yaml"):
            for index, name in enumerate(termination.of or (None,)):
                here = path if name is None else (*path, "of", index)
                if name is not None:
                    self.known(name, "family or component", known, at, here)
                if name in seen:
                    message = f"{termination.id} and {seen[name]} both say what ending {name or 'everything'} costs"
                    self.draft.fault("E030", message, at.place(here), "name it in one of them")
                seen[name] = termination.id

    def components(self) -> None:
        families = [family.id for family in self.identity.families]
        taxes = {tax.id for tax, _, _ in self.draft.listed["taxes.yaml"]}
        attributes = {fact.id: fact for fact in self.declared.component}
        for component, at, path in self.draft.listed["components"]:
            self.known(component.family, "family", families, at, (*path, "id"))
            self.known(component.unit, "unit", self.identity.units, at, (*path, "unit"))
            self.known(component.vat, "VAT group", taxes, at, (*path, "vat"))
            if component.quantity.min > component.quantity.max:
                message = f"the least quantity {component.quantity.min} is above the most, {component.quantity.max}"
                self.draft.fault("E033", message, at.place((*path, "quantity")), "exchange them, or raise the most")
            for name, value in component.attributes.items():
                if self.known(name, "component attribute", attributes, at, (*path, "attributes", name), key=True):
                    self._accepted(attributes[name], value, at, (*path, "attributes", name))
            for name, fact in attributes.items():
                if fact.required and name not in component.attributes:
                    self.draft.fault(
                        "E011",
                        f"{component.id} doesn't tell its '{name}'",
                        at.place(path),
                        f"add 'attributes: {{{name}: …}}'",
                    )
            self._flows(component, at, path)
            names = [charge.name for charge in component.charges]
            for index, charge in enumerate(component.charges):
                if charge.name in names[:index]:
                    message, help = f"two charges are called '{charge.name}'", "give one of them an 'id' of its own"
                    self.draft.fault("E030", message, at.place((*path, "charges", index)), help)

    def _flows(self, component: model.Component, at: Source, path: DataPath) -> None:
        for way in ("supplies", "consumes"):
            for id, amount in getattr(component, way).items():
                here = (*path, way, id)
                if not self.known(id, "capability", self.by_id, at, here, key=True):
                    continue
                capability = self.by_id[id]
                if amount <= 0:
                    self.draft.fault("E013", f"the amount is {shown(amount)}", at.place(here), "it must be more than 0")
                if capability.at == "site" and component.at == "deal":
                    message = f"'{id}' is balanced at every site, but {component.id} is sold once for the deal"
                    self.draft.fault("E034", message, at.place(here, key=True), "make the component 'at: site'")
                if way == "consumes" and capability.adds != "sum":
                    message, help = f"'{id}' doesn't add up, so it can't be consumed", "only 'adds: sum' is consumed"
                    self.draft.fault("E034", message, at.place(here, key=True), help)
