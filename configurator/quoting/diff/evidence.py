"""What two quotes tell of the causes: what was asked, and what of the rulebook was in force for each."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

Cause = Literal["user", "rule", "price_list", "catalogue", "tax"]
Snapshot = Mapping[str, Any]

_RULES = ("rules", "discounts", "demands", "constants", "tables", "segments")
_KINDS = ("components", "prices", "taxes", *_RULES)
_SAYS_NOTHING = {"date", "language", "rulebook"}


@dataclass(frozen=True, slots=True)
class Blame:
    """Who or what caused a difference: the rule's id where one did, or where one took effect. None: not to be told."""

    cause: Cause | None
    rule: str | None = None


USER, PRICE_LIST, CATALOGUE, TAX = Blame("user"), Blame("price_list"), Blame("catalogue"), Blame("tax")


@dataclass(frozen=True)
class Evidence:
    """What may have caused the differences between two quotes."""

    old: Snapshot
    new: Snapshot

    def changed(self, kind: str, id: str) -> bool:
        """Whether a record is another one now, came or went."""
        return id in self._changed[kind]

    def sold_differently(self, component: str) -> bool:
        """Whether a component is sold only on one of the two days."""
        return component in self._sold_once

    @cached_property
    def _sold_once(self) -> set[str]:
        was, is_ = self._in_force("components")
        return was.keys() ^ is_.keys()

    def changed_rule(self, ids: Iterable[str]) -> str | None:
        """The first of these rules, discounts or demands that is another one now."""
        return next((id for id in ids if id in self._changed_rules), None)

    @cached_property
    def asked(self) -> bool:
        """Whether something else is asked for."""
        was, is_ = (_asking(quote["profile"]) for quote in (self.old, self.new))
        return was != is_

    @cached_property
    def general(self) -> Blame:
        """Who is to blame when nothing nearer is: what was asked, then what it costs, what is sold, what must hold."""
        if self.asked:
            return USER
        for kind, blame in (("prices", PRICE_LIST), ("components", CATALOGUE), ("taxes", TAX)):
            if self._changed_ids(kind, only_both=kind == "prices"):
                return blame
        for kind in _RULES:
            if ids := self._changed_ids(kind):
                return Blame("rule", ids[0])
        return USER if self.old["profile"]["date"] != self.new["profile"]["date"] else Blame(None)

    def of_item(self, component: str, reasons: Iterable[str]) -> Blame:
        """Why there is more or less of a component, which is there for these reasons."""
        reasons = list(reasons)
        if self.sold_differently(component):
            return CATALOGUE
        if rule := self.changed_rule(reasons):
            return Blame("rule", rule)
        if any(reason in self._unserved for reason in reasons):
            return CATALOGUE
        if component in self._decided or any(reason in self._sized for reason in reasons):
            return self.general
        if self.changed("prices", component):
            return PRICE_LIST
        return CATALOGUE if self.changed("components", component) else self.general

    def of_step(self, rule: str | None) -> Blame:
        """Why a discount applies, or not, or is another one: it has changed, or is earned or lost by what is asked."""
        if rule is not None and self.changed_rule([rule]):
            return Blame("rule", rule)
        return Blame(self.general.cause, rule)

    def _in_force(self, kind: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
        was, is_ = (quote["internal"]["in_force"].get(kind, {}) for quote in (self.old, self.new))
        return was, is_

    @cached_property
    def _changed(self) -> dict[str, set[str]]:
        return {kind: set(self._changed_ids(kind)) for kind in _KINDS}

    @cached_property
    def _changed_rules(self) -> set[str]:
        return set().union(*(self._changed[kind] for kind in _RULES))

    def _changed_ids(self, kind: str, only_both: bool = False) -> list[str]:
        was, is_ = self._in_force(kind)
        ids = was.keys() & is_.keys() if only_both else was.keys() | is_.keys()
        return sorted(id for id in ids if was.get(id) != is_.get(id))

    @cached_property
    def _unserved(self) -> set[str]:
        """The reasons of components sold only on one of the two days: something else must stand in for these."""
        items = (item for quote in (self.old, self.new) for item in quote["recommendation"]["package"]["items"])
        sold_once = (item for item in items if self.sold_differently(item["component"]))
        return {reason["rule"] for item in sold_once for reason in item["because"]}

    @cached_property
    def _decided(self) -> set[str]:
        """The components about which something else is decided, or of which another number is installed."""
        found = set()
        for key in ("decisions", "installed"):
            was, is_ = (set(map(_written, quote["profile"].get(key, ()))) for quote in (self.old, self.new))
            found |= {component for component, _ in was ^ is_}
        return found

    @cached_property
    def _sized(self) -> set[str]:
        """The demands that come to another amount than before, by the same formula."""
        was, is_ = (_amounts(quote) for quote in (self.old, self.new))
        return {rule for rule in was.keys() | is_.keys() if was.get(rule) != is_.get(rule)}


def _asking(profile: Snapshot) -> dict[str, Any]:
    """What of a profile asks for anything."""
    told = {key: value for key, value in profile.items() if key not in _SAYS_NOTHING}
    return told | {"customer": {key: value for key, value in profile["customer"].items() if key != "name"}}


def _written(entry: Snapshot) -> tuple[str, str]:
    return str(entry.get("component")), json.dumps(entry, sort_keys=True)


def _amounts(quote: Snapshot) -> dict[str, list[tuple[str, int]]]:
    """Demand → its amounts, each with the number of sites it is asked for at."""
    sites = {known["id"]: len(known["sites"]) for known in quote["site_classes"]}
    found: dict[str, list[tuple[str, int]]] = {}
    for demand in quote["sizing"]:
        found.setdefault(demand["rule"], []).append((demand["amount"], sites.get(demand["site_class"], 1)))
    return {rule: sorted(amounts) for rule, amounts in found.items()}
