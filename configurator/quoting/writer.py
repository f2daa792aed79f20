"""What a customer view holds, in the words of one language: names, quantities, amounts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from configurator.quoting.bill import View, totals_of
from configurator.quoting.wording import Wording


@dataclass(frozen=True)
class Fact:
    """A name and its value, ready to print."""

    name: str
    value: str


@dataclass(frozen=True)
class Writer:
    """Writes the parts of one customer view in one language."""

    view: View
    wording: Wording

    @property
    def currency(self) -> str:
        """The currency of every amount."""
        return str(totals_of(self.view)["currency"])

    @property
    def term_months(self) -> int:
        """How long the contract runs."""
        return int(self.view["profile"]["term_months"])

    def say(self, key: str, **values: Any) -> str:
        """A message of the catalogue."""
        return self.wording(key, **values)

    def money(self, amount: str | Decimal) -> str:
        """An amount that stands alone."""
        return self.wording.money(amount, self.currency)

    def amount(self, amount: str | Decimal) -> str:
        """An amount in a column."""
        return self.wording.amount(amount, self.currency)

    @property
    def customer(self) -> str:
        """The customer's name."""
        return plain(str(self.view["profile"]["customer"]["name"]))

    def component(self, component: str) -> str:
        """A component's name."""
        return self._text(self._catalogue("components", component).get("name"), component)

    def benefit(self, component: str) -> str:
        """What a component does for the customer."""
        return self._text(self._catalogue("components", component).get("benefit"), "")

    def need(self, need: str) -> str:
        """A need's name."""
        return self._text(self._catalogue("needs", need).get("name"), need)

    def rule(self, rule: str, otherwise: str = "") -> str:
        """What a rule says."""
        found = self.view["catalogue"]["rules"].get(rule)
        if not found:
            return otherwise
        # The reason may also be a capability (`voice.channel`) that other chosen components consume.
        text = self.wording.text(found)
        return self.say("needs.consumed", capability=text) if is_capability(rule) else text

    def unit(self, unit: str, amount: str | int) -> str:
        """A unit's name for so much of it."""
        return self.wording.unit(self.view["catalogue"]["units"].get(unit) or unit, amount)

    def capability(self, capability: str) -> str:
        """A capability's name."""
        return self._text(self._catalogue("capabilities", capability).get("name"), capability)

    def demanded(self, capability: str, amount: str) -> str:
        """So much of a capability, in its unit."""
        unit = self._catalogue("capabilities", capability).get("unit")
        return self._with_unit(self.wording.reading(amount), self.unit(unit, amount) if unit else "")

    def quantity(self, quantity: str | int) -> str:
        """A quantity, exactly."""
        return self.wording.number(quantity)

    def facts(self, facts: Sequence[View]) -> tuple[Fact, ...]:
        """Facts of the customer or of a site class; those that are none at all go without saying."""
        return tuple(Fact(self.wording.text(fact["name"]), self._value(fact)) for fact in facts if not _nothing(fact))

    def place(self, site_class: str | None) -> str:
        """A site class by its id, kind and number of sites; the whole deal for None."""
        if site_class is None:
            return self.say("bill.deal")
        known = next(c for c in self.view["site_classes"] if c["id"] == site_class)
        telling = _telling(known["facts"])
        kind = self._value(telling) if telling else plain(known["sites"][0])
        if len(known["sites"]) == 1:
            return self.say("bill.one_site", id=known["id"], kind=kind)
        return self.say("bill.several_sites", id=known["id"], kind=kind, sites=len(known["sites"]))

    def sites(self, sites: Sequence[str]) -> str:
        """The customer's names of sites."""
        return self.wording.listing([plain(site) for site in sites])

    def site_facts(self, facts: Sequence[View]) -> tuple[Fact, ...]:
        """What is known of a class of sites beyond what its title says."""
        telling = _telling(facts)
        return self.facts([fact for fact in facts if fact is not telling])

    def _value(self, fact: View) -> str:
        value = fact["value"]
        if isinstance(value, bool):
            return self.say("format.yes" if value else "format.no")
        if isinstance(value, Mapping):
            return self.wording.text(value)
        text, unit = str(value), fact.get("unit")
        if not is_number(text):
            return text
        return self._with_unit(self.wording.number(text), self.wording.unit(unit, text) if unit else "")

    def _with_unit(self, number: str, unit: str) -> str:
        return self.say("format.quantity", number=number, unit=unit) if unit else number

    def _catalogue(self, kind: str, key: str) -> View:
        entry: View = self.view["catalogue"][kind].get(key) or {}
        return entry

    def _text(self, texts: Any, otherwise: str) -> str:
        return self.wording.text(texts) if texts else otherwise


def plain(text: str) -> str:
    """A customer's text without control characters and marks that reorder what is read."""
    return "".join(character if character.isprintable() else " " for character in text)


def _telling(facts: Sequence[View]) -> View | None:
    """The fact that says what kind of site it is: the first that is one of several named choices."""
    return next((fact for fact in facts if isinstance(fact["value"], Mapping) and not _truth(fact)), None)


def _truth(fact: View) -> bool:
    value = fact["value"]
    return isinstance(value, bool) or (isinstance(value, Mapping) and value.get("en") in ("yes", "no"))


def _nothing(fact: View) -> bool:
    value = fact["value"]
    return value in ("0", False) or (isinstance(value, Mapping) and value.get("en") == "no")


def is_capability(rule: str) -> bool:
    """Whether what a reason names is a capability that other components consume; ids of rules are capitals."""
    return rule.islower()


def is_number(text: str) -> bool:
    """Whether a text is a plain decimal number."""
    return text.removeprefix("-").replace(".", "", 1).isdecimal()
