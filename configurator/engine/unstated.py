"""What a profile doesn't state and the package leans on: needs typical of the customer, inputs, facts, compliance.

Each comes with what it is taken to be now, and the answers a customer may plausibly give: yes or no, another choice, a
number twice as large, or where it is 0 or unknown the numbers that the rulebook's own formulas hold it against.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from configurator.engine.purpose import active_rules
from configurator.records import Wording
from configurator.rulebook.facts import accepted, whole
from configurator.rulebook.formula import Formula
from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.evaluate import EvaluationError, Value, evaluate
from configurator.rulebook.model import Fact, Rulebook
from configurator.sizing import SizedNeed, Sizing

Told = Mapping[str, Any]
"""A profile as plain data."""

_OWNERS = ("customer", "profile", "site", "need", "component", "constant")
_NUMBERS = 2
"""How many numbers are tried of a fact that is 0 or unknown."""


@dataclass(frozen=True)
class Unstated:
    """Something a profile may still state: the answers there may be, and what the profile then is.

    `id` tells where it would stand: `needs.backup`, `needs.backup.data_tb`, `customer.beds`, `sites.critical`,
    `compliance.mlps`. `now` is what it is taken to be; None where that is unknown or differs from site to site.
    """

    id: str
    kind: str  # need, input, customer, site or compliance
    name: Wording
    now: Value | None
    answers: Mapping[Value, Callable[[Told], Told]]
    of: Wording | None = None  # the need whose input it is
    says: Wording | None = None
    unit: Wording | None = None
    choices: Mapping[str, Wording] | None = None


def unstated(sizing: Sizing, met: Sequence[SizedNeed]) -> tuple[Unstated, ...]:
    """What could be asked of a profile of which these needs are met."""
    return tuple(found for found in _Looking(sizing, met).everything() if found.answers)


class _Looking:
    def __init__(self, sizing: Sizing, met: Sequence[SizedNeed]) -> None:
        self.sizing, self.rulebook, self.met = sizing, sizing.rulebook, met
        self.stated = {need.need: need for need in sizing.profile.needs or ()}
        self.against = _compared_numbers(self.rulebook)
        self.leaned_on = self._leaned_on()

    def everything(self) -> Iterator[Unstated]:
        yield from self._needs()
        for need in self.met:
            yield from self._inputs(need)
        yield from self._customer()
        yield from self._sites()
        yield from self._compliance()

    # Needs

    def _needs(self) -> Iterator[Unstated]:
        """Those typical of the customer and not stated; those assumed; any, where no segment says what is typical."""
        asked = {need.id for need in self.sizing.needs}
        typical = self._typical()
        for need in self.rulebook.needs.values():
            inputs = typical.get(need.id)
            if need.id not in asked and inputs is not None:
                entry = {"need": need.id, "priority": "must", **inputs}
                answers: dict[Value, Callable[[Told], Told]] = {True: _with_need(entry)}
                yield Unstated(f"needs.{need.id}", "need", need.name, False, answers, says=need.says)
        for assumed in self.met:
            if assumed.origin == "default":
                need = assumed.need
                answers = {False: _without_need(need.id)}
                yield Unstated(f"needs.{need.id}", "need", need.name, True, answers, says=need.says)

    def _typical(self) -> dict[str, dict[str, Any]]:
        """Need → inputs, as the customer's segments suggest them."""
        if not self.sizing.segments:
            sizeable = [n for n in self.rulebook.needs.values() if not any(fact.required for fact in n.inputs)]
            return {need.id: {} for need in sizeable}
        found: dict[str, dict[str, Any]] = {}
        for segment in self.sizing.segments:
            for default in segment.needs:
                try:
                    told = {name: self._worked_out(formula) for name, formula in default.inputs.items()}
                    if default.when is None or self._worked_out(default.when):
                        found.setdefault(default.need, told)
                except EvaluationError:  # it depends on a fact that isn't known
                    continue
        return found

    def _worked_out(self, formula: Formula) -> Any:
        value = evaluate(formula.tree, self.sizing.world)
        return _plain(whole(value) if isinstance(value, Fraction) else value)

    def _inputs(self, need: SizedNeed) -> Iterator[Unstated]:
        """What a need was sized with and nobody stated."""
        formulas = [f for demand in need.need.demands for f in (demand.amount, demand.when) if f is not None]
        leaned_on = _with_what_they_lean_on(_named(formulas), {"need": need.need.inputs})
        stated = self.stated[need.id].facts if need.id in self.stated else {}
        for fact in need.need.inputs:
            if fact.value is None and fact.id not in stated and ("need", fact.id) in leaned_on:
                now = need.inputs.get(fact.id)
                answers = {value: _with_input(need.id, fact.id, value) for value in self._plausible(fact, now)}
                asked = self._asked(f"needs.{need.id}.{fact.id}", "input", fact, now, answers)
                yield replace(asked, of=need.need.name)

    # Facts

    def _customer(self) -> Iterator[Unstated]:
        for fact in self.rulebook.facts.customer:
            if self._open(fact, "customer", self.sizing.profile.customer.facts):
                now = self.sizing.world.facts["customer"].get(fact.id)
                answers = {value: _with_customer(fact.id, value) for value in self._plausible(fact, now)}
                yield self._asked(f"customer.{fact.id}", "customer", fact, now, answers)

    def _sites(self) -> Iterator[Unstated]:
        """What some site doesn't say: an answer is for all of those."""
        entries = self.sizing.profile.sites
        for fact in self.rulebook.facts.site:
            silent = [entry for entry in entries if self._open(fact, "site", entry.facts)]
            if silent:
                names = {name for entry in silent for name in entry.site_names}
                known = {c.facts.get(fact.id) for c in self.sizing.site_classes if not names.isdisjoint(c.names)}
                now = known.pop() if len(known) == 1 else None
                answers = {value: _with_site(fact.id, value) for value in self._plausible(fact, now)}
                yield self._asked(f"sites.{fact.id}", "site", fact, now, answers)

    def _compliance(self) -> Iterator[Unstated]:
        """Facts of the deal that compliance codes set, and that none of those named sets."""
        codes = {code.code: code for code in self.rulebook.facts.compliance}
        named = {name for code in self.sizing.profile.compliance for name in codes[code].sets}
        for fact in self.rulebook.facts.profile:
            setting = {code.code: code for code in codes.values() if next(iter(code.sets), None) == fact.id}
            if setting and fact.id not in named and ("profile", fact.id) in self.leaned_on:
                answers: dict[Value, Callable[[Told], Told]] = {code: _with_compliance(code) for code in setting}
                choices = {code.code: code.name for code in setting.values()}
                id = f"compliance.{fact.id}"
                yield Unstated(id, "compliance", fact.name, None, answers, choices=choices)

    def _open(self, fact: Fact, owner: str, stated: Mapping[str, Any]) -> bool:
        return fact.value is None and fact.id not in stated and (owner, fact.id) in self.leaned_on

    def _asked(
        self, id: str, kind: str, fact: Fact, now: Value | None, answers: Mapping[Value, Callable[[Told], Told]]
    ) -> Unstated:
        unit = None if fact.unit is None else self.rulebook.identity.units[fact.unit]
        return Unstated(id, kind, fact.name, now, answers, unit=unit, choices=fact.values or None)

    def _plausible(self, fact: Fact, now: Value | None) -> list[Value]:
        """What else may be said of a fact."""
        if fact.type == "boolean":
            return [value for value in (True, False) if value is not now]
        if fact.type == "choice":
            return [value for value in fact.values if value != now]
        if fact.type == "text" or isinstance(now, str) or (now is None and fact.default_from is not None):
            return []  # nothing is plausible of a text, nor the same number where it differs from site to site
        numbers = [2 * now] if now else sorted(self._held_against(fact))[:_NUMBERS]
        allowed = [number for number in numbers if not accepted(fact, _plain(number))[1]]
        return [number for number in allowed if number != now]

    def _held_against(self, fact: Fact) -> set[Fraction | int]:
        """The numbers from which on some formula tells a fact apart from 0; where that is any, a tenth of the most."""
        some = Fraction(fact.max) / 10 if fact.type == "number" and fact.max is not None else 1
        return {number if number > 0 else some for number in self.against.get(fact.id, ())}

    # What the package leans on

    def _leaned_on(self) -> frozenset[tuple[str, str]]:
        """The facts that demands, availability, rules, charges and discounts ask for; and what these lean on."""
        rulebook = self.rulebook
        formulas: list[Formula | None] = [rule.rule for rule in active_rules(self.sizing)]
        for need in self.met:
            formulas += [formula for demand in need.need.demands for formula in (demand.amount, demand.when)]
            formulas += [formula for fact in need.need.inputs for formula in (fact.value, fact.default_from)]
        formulas += [component.available_when for component in rulebook.components.values()]
        formulas += [charge.when for component in rulebook.components.values() for charge in component.charges]
        formulas += [charge.estimate for component in rulebook.components.values() for charge in component.charges]
        formulas += [discount.when for discount in rulebook.discounts.values()]
        named = {id for discount in rulebook.discounts.values() for id in discount.segments}
        formulas += [rulebook.segments[id].when for id in sorted(named)]
        declared = rulebook.facts
        facts = {"customer": declared.customer, "site": declared.site, "profile": declared.profile}
        return _with_what_they_lean_on(_named(formula for formula in formulas if formula is not None), facts)


def _named(formulas: Iterable[Formula]) -> set[tuple[str, str]]:
    """The facts that formulas speak of; what a loop calls otherwise is a site's, or harmless."""
    spoken = (pair for formula in formulas for pair in formula.facts)
    return {(owner if owner in _OWNERS else "site", name) for owner, name in spoken}


def _with_what_they_lean_on(
    named: set[tuple[str, str]], declared: Mapping[str, tuple[Fact, ...]]
) -> frozenset[tuple[str, str]]:
    formulas = {
        (owner, fact.id): formula
        for owner, facts in declared.items()
        for fact in facts
        if (formula := fact.value or fact.default_from) is not None
    }
    waiting, found = set(named), set[tuple[str, str]]()
    while waiting:
        found |= waiting
        waiting = _named(formulas[pair] for pair in waiting & formulas.keys()) - found
    return frozenset(found)


def _compared_numbers(rulebook: Rulebook) -> Mapping[str, frozenset[Fraction | int]]:
    """Fact → the numbers that formulas of the rulebook hold it against; worked out once."""
    if "compared_numbers" not in rulebook.memory:
        found: dict[str, set[Fraction | int]] = {}
        for formula in _formulas(rulebook):
            for node in s.walk(formula.tree):
                match node:
                    case s.Compare(left=s.Fact(name=name), right=s.Number(value=number)):
                        found.setdefault(name, set()).add(number)
        rulebook.memory["compared_numbers"] = {name: frozenset(numbers) for name, numbers in found.items()}
    known: Mapping[str, frozenset[Fraction | int]] = rulebook.memory["compared_numbers"]
    return known


def _formulas(rulebook: Rulebook) -> Iterator[Formula]:
    yield from (rule.rule for rule in rulebook.rules.values())
    for component in rulebook.components.values():
        yield from [] if component.available_when is None else [component.available_when]
    for need in rulebook.needs.values():
        for demand in need.demands:
            yield demand.amount
            yield from [] if demand.when is None else [demand.when]


def _plain(value: Value) -> Any:
    """A value as a profile states it."""
    return Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value


# What a profile becomes with an answer


def _with_need(entry: Told) -> Callable[[Told], Told]:
    return lambda told: {**told, "needs": [*told.get("needs", []), entry]}


def _without_need(id: str) -> Callable[[Told], Told]:
    return lambda told: {**told, "needs": [need for need in told.get("needs", []) if need["need"] != id]}


def _with_input(need: str, name: str, value: Value) -> Callable[[Told], Told]:
    def stated(entry: Told) -> Told:
        return {**entry, name: _plain(value)} if entry["need"] == need else entry

    return lambda told: {**told, "needs": [stated(entry) for entry in told.get("needs", [])]}


def _with_customer(name: str, value: Value) -> Callable[[Told], Told]:
    return lambda told: {**told, "customer": {**told["customer"], name: _plain(value)}}


def _with_site(name: str, value: Value) -> Callable[[Told], Told]:
    return lambda told: {**told, "sites": [{name: _plain(value), **entry} for entry in told["sites"]]}


def _with_compliance(code: str) -> Callable[[Told], Told]:
    return lambda told: {**told, "compliance": [*told.get("compliance", []), code]}
