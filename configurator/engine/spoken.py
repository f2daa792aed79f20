"""What names, figures and single facts sound like, in English and Chinese."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from configurator.engine.linear import Origin
from configurator.engine.phrases import Phrases
from configurator.engine.reasons import Fact, Instead
from configurator.engine.repairs import Change, Repair
from configurator.engine.sentences import sentence
from configurator.money import grouped
from configurator.package import Totals
from configurator.records import Wording, decimal_text
from configurator.rulebook.model import Fact as Known
from configurator.sizing import Sizing

_AMOUNTS = (("one_time", "once"), ("monthly", "monthly"), ("total_contract", "contract"))
_ABOUT = {"capability", "amount", "formula", "sites"}  # what a sizing fact holds beside the figures it was sized with


class Spoken:
    """The names and figures of one question, in one language."""

    def __init__(self, sizing: Sizing, language: str) -> None:
        self.sizing, self.book, self.phrases = sizing, sizing.rulebook, Phrases(language)
        self._say = self.phrases.say

    # Names

    def text(self, wording: Wording) -> str:
        """A text of the rulebook."""
        return wording.in_language(self.phrases.language)

    def named(self, name: Wording, id: str) -> str:
        """A name with its id."""
        return self._say("named", self.text(name), id)

    def component(self, id: str) -> str:
        """A component."""
        return self.named(self.book.components[id].name, id)

    def capability(self, id: str) -> str:
        """A capability."""
        return self.named(self.book.capabilities[id].name, id)

    def choice(self, fact: Fact) -> str:
        """A chosen component, so many of it."""
        return self._say("units", self.number(fact.values["quantity"]), self.component(fact.id))

    def installed(self, fact: Fact) -> str:
        """What is there already, and why it is kept."""
        there = self.units(fact)
        if "ending" in fact.values:
            return self._say("installed_bound", there, self.money(int(fact.values["ending"])))
        return self._say("installed", there)

    def units(self, fact: Fact) -> str:
        """So many units of a component that are installed."""
        return self._say("units", self.number(fact.values["kept"]), self.component(fact.id))

    def need(self, fact: Fact) -> str:
        """A need, and how much it matters."""
        words = "default" if fact.values["origin"] == "default" else fact.values["priority"]
        return self._say(words, self.named(self.book.needs[fact.id].name, fact.id))

    def decision(self, fact: Fact) -> str:
        """What was decided."""
        return self._say("decision", sentence(Origin("decision", fact.id), self.sizing, self.phrases.language))

    def cap(self, fact: Fact) -> str:
        """A cap and its amount."""
        return self._say("cap", self.phrases.cap(fact.id), self.money(int(fact.values["cap"])))

    def asked(self, fact: Fact) -> str:
        """A rule, a need, a decision or a cap."""
        if fact.kind == "rule":
            return self._say("preferred" if self.book.rules[fact.id].weight else "rules", self.rule(fact))
        if fact.kind == "need":
            return self.need(fact)
        if fact.kind == "decision":
            return self.decision(fact)
        return sentence(Origin(fact.kind, fact.id), self.sizing, self.phrases.language)

    def rule(self, fact: Fact) -> str:
        """A rule by its reason."""
        return self._say("rule", self.text(self.book.rules[fact.id].because).rstrip(".。"), fact.id)

    # Figures

    def number(self, text: str) -> str:
        """A figure as people write it: 3/10 is 0.3, 4800 is 4,800, 2/3 is 0.6667; what is none stays as it is."""
        try:
            return f"{Decimal(decimal_text(round(Fraction(text), 4))):,f}"
        except (ValueError, ZeroDivisionError):
            return text

    def money(self, minor: int) -> str:
        """An amount with its currency."""
        return f"{grouped(minor, self.book.currency)} {self.book.currency}"

    def delta(self, instead: Instead) -> str:
        """What changes in the price, with signs; nothing when nothing does."""
        changes = [(words, getattr(instead, amount)) for amount, words in _AMOUNTS]
        signed = (
            self._say(words, f"{'+' if minor > 0 else ''}{self.money(minor)}") for words, minor in changes if minor
        )
        return self._say("list").join(signed)

    def totals(self, totals: Totals) -> str:
        """What a package comes to; nothing when that is nothing."""
        amounts = ((words, getattr(totals, amount)) for amount, words in _AMOUNTS)
        return self._say("list").join(self._say(words, self.money(minor)) for words, minor in amounts if minor)

    def demand(self, fact: Fact) -> str:
        """How much of what a sizing rule asks for; in brackets its id and the figures it leans on."""
        figures = {name: value for name, value in fact.values.items() if name not in _ABOUT}
        named = self._say("list").join(self.figures(figures, fact.because[0].id))
        return self._say("derived" if named else "named", self.amount(fact), fact.id, named)

    def amount(self, fact: Fact) -> str:
        """How much of a capability, and at how many sites."""
        capability = self.book.capabilities[fact.values["capability"]]
        name, number, sites = self.text(capability.name), self.number(fact.values["amount"]), fact.values.get("sites")
        unit = self._unit(capability.unit, number)
        if capability.adds == "any":
            told = name
        elif unit is None or self._says(capability.name, unit):
            told = self._say("counted", number, name)
        else:
            told = self._say("amount", number, unit, name)
        return self._say("at", told, sites, self._say("site" if sites == "1" else "sites")) if sites else told

    def _says(self, name: Wording, unit: str) -> bool:
        """Whether a name says already what is counted."""
        return unit.partition(" ")[0].casefold().rstrip("s") in self.text(name).casefold()

    def _unit(self, id: str | None, number: str) -> str | None:
        """A unit as it is said beside a number."""
        if id is None:
            return None
        one, _, many = self.text(self.book.identity.units[id]).partition("|")
        return one if number == "1" else many or one

    def figures(self, values: Mapping[str, str], need: str | None = None) -> Iterator[str]:
        """Facts as people call them, with their values."""
        for name, value in values.items():
            owner, _, key = name.partition(".")
            facts = self.book.facts
            groups: dict[str, Iterable[Known]] = {
                "customer": facts.customer,
                "site": facts.site,
                "profile": facts.profile,
            }
            known = self.book.needs[need].inputs if owner == "need" and need else groups.get(owner, ())
            fact = next((fact for fact in known if fact.id == key), None)
            yield self._say("figure", self.text(fact.name) if fact else name, self._value(fact, value))

    def _value(self, fact: Known | None, value: str) -> str:
        if fact is not None and value in fact.values:
            return self.text(fact.values[value])
        if value in ("true", "false"):
            return self._say({"true": "yes", "false": "no"}[value])
        number = self.number(value)
        unit = self._unit(fact.unit, number) if fact is not None else None
        return self._say("measured", number, unit) if unit and fact and not self._says(fact.name, unit) else number

    def repair(self, repair: Repair) -> str:
        """A way out: what changes, how hard that is, and what the package then comes to."""
        changes = self.phrases.listed([self._change(change) for change in repair.changes])
        return self._say("repair", changes, repair.concession, self.totals(repair.totals) or self._say("nothing"))

    def _change(self, change: Change) -> str:
        kind, _, rest = change.path.partition(".")
        if kind == "budget":
            before, after = (f"{Decimal(amount):,} {self.book.currency}" for amount in (change.before, change.after))
            return self._say("raise", self.phrases.cap(rest), before, after)
        if kind == "needs":
            id = rest.partition(".")[0]
            return self._say("soften", self.named(self.book.needs[id].name, id))
        return self._say("drop", sentence(Origin("decision", rest), self.sizing, self.phrases.language))
