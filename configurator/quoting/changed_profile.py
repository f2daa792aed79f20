"""What of a customer's question has changed, in words: needs, sites, budget, term and the rest of a profile."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from configurator.quoting.writer import Writer, plain

NOTHING = "–"
_ENTRY = re.compile(r"(?P<list>needs|sites|decisions|installed)\[(?P<name>.*)\](?:\.(?P<key>\w+))?")
_AMOUNTS = ("budget.",)
_LONGEST = 120


class Asked:
    """Names and values of a profile's parts."""

    def __init__(self, writer: Writer, names_gone: Mapping[str, Mapping[str, Any]]) -> None:
        self.writer, self.gone = writer, names_gone

    def label(self, what: str) -> tuple[str, str]:
        """What a part of the profile is called: (the need, site or subject, what of it)."""
        entry = _ENTRY.fullmatch(what)
        if entry is None:
            subject, _, key = what.partition(".")
            name = self._say(f"changes.profile.{subject}", subject)
            return (name, self._fact(subject, key)) if key else (name, "")
        name, key = entry["name"], entry["key"]
        match entry["list"]:
            case "needs":
                return self.need(name), self._input(name, key) if key else ""
            case "sites":
                return plain(name), self._site_fact(key) if key else ""
            case _:
                component = self.writer.component(name.partition("@")[0])
                return component, self._say(f"changes.profile.{entry['list']}", entry["list"])

    def value(self, what: str, value: Any) -> str:
        """What stands there, in words."""
        if value is not None and what.startswith(_AMOUNTS):
            return self.writer.amount(value)
        if value is not None and what.endswith(".priority"):
            return self._say(f"priority.{value}", str(value))
        return value_text(self.writer, value)

    def need(self, id: str) -> str:
        """A need's name, though it be asked for no longer."""
        gone = self.gone["needs"].get(id)
        return self.writer.wording.text(gone) if gone else self.writer.need(id)

    def _fact(self, subject: str, key: str) -> str:
        if subject == "customer":
            facts = self.writer.view["catalogue"]["customer_facts"]
            return next((self.writer.wording.text(fact["name"]) for fact in facts if fact["id"] == key), key)
        return self._say(f"{subject}.{key}", key)

    def _input(self, need: str, key: str) -> str:
        known = self.writer.view["catalogue"]["needs"].get(need, {}).get("inputs", {})
        return self.writer.wording.text(known[key]) if key in known else self._say(f"changes.profile.{key}", key)

    def _site_fact(self, key: str) -> str:
        for known in self.writer.view["site_classes"]:
            for fact in known["facts"]:
                if fact["id"] == key:
                    return self.writer.wording.text(fact["name"])
        return self._say(f"changes.profile.{key}", key)

    def _say(self, key: str, otherwise: str) -> str:
        return self.writer.say(key) if self.writer.wording.has(key) else otherwise


def value_text(writer: Writer, value: Any) -> str:
    """Any value, in words and short."""
    match value:
        case None:
            return NOTHING
        case bool():
            return writer.say("format.yes" if value else "format.no")
        case int() | float():
            return writer.wording.number(Decimal(str(value)))
        case str():
            text = plain(value)
        case Mapping() if value and value.keys() <= {"en", "zh"}:
            text = writer.wording.text(value)
        case Mapping():
            text = writer.wording.listing([f"{key} {value_text(writer, part)}" for key, part in value.items()])
        case list():
            text = writer.wording.listing([value_text(writer, part) for part in value])
        case _:
            text = str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
