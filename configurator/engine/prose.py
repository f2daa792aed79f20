"""Explanations as a person reads them aloud: because … therefore …, in English and Chinese.

Names and reasons are the rulebook's, ids stand in brackets; `phrases` has the words between them.
"""

from collections.abc import Iterable, Iterator, Sequence

from configurator.engine.outcome import Infeasible, Solved
from configurator.engine.phrases import Phrases
from configurator.engine.reasons import Explanation, Fact
from configurator.engine.spoken import Spoken
from configurator.sizing import Sizing


def paragraph(explanation: Explanation, language: str) -> str:
    """An explanation as one paragraph."""
    return Prose(explanation.outcome.sizing, language).paragraph(explanation)


class Prose:
    """The sentences of one question, in one language."""

    def __init__(self, sizing: Sizing, language: str) -> None:
        self._spoken, self._phrases = Spoken(sizing, language), Phrases(language)
        self._say, self._book = self._phrases.say, sizing.rulebook

    # The whole

    def paragraph(self, told: Explanation) -> str:
        """The sentences of an explanation."""
        match told.verdict:
            case "chosen":
                sentences = [*self._chain(told.tree), *self._instead(told)]
            case "dispensable":
                delta = self._spoken.delta(told.instead[0])
                words = "dispensable" if delta else "dispensable_same"
                sentences = [self._say(words, self._spoken.component(told.tree.id), delta)]
            case "crowded_out":
                sentences = [self._crowded_out(told)]
            case "excluded":
                sentences = [*self._excluded(told.tree)]
            case "fits":
                sentences = [*self._fits(told)]
            case "conflict":
                sentences = [*self._conflict(told)]
            case _:
                unproven = self._say("unproven_of", self._spoken.component(told.tree.id)) if told.tree.id else None
                sentences = [unproven or self._say("unproven")]
        return self._phrases.spaced(sentences)

    def fact(self, fact: Fact) -> str:
        """One fact by itself."""
        match fact.kind:
            case "choice":
                return self._chosen(fact)
            case "sizing":
                demand = next(d for need in self._book.needs.values() for d in need.demands if d.id == fact.id)
                return self._say("derived", self._spoken.amount(fact), fact.id, self._spoken.text(demand.because))
            case "need":
                return self._spoken.need(fact)
            case "catalogue":
                return self._catalogue(fact)
            case "installed":
                return self._spoken.installed(fact)
            case _:
                return self._spoken.asked(fact)

    def _chosen(self, fact: Fact) -> str:
        """What is chosen, or asked about; nothing for a package as a whole."""
        if not fact.id:
            return ""
        return self._spoken.choice(fact) if "quantity" in fact.values else self._spoken.component(fact.id)

    # Why

    def _chain(self, choice: Fact) -> Iterator[str]:
        """A sentence for what consumes, then one for the choice itself; nothing is told twice."""
        told: dict[str, str] = {}
        self._tell(choice, told)
        yield from told.values()

    def _tell(self, choice: Fact, told: dict[str, str]) -> None:
        for reason in choice.because:
            if reason.kind == "choice" and reason.id not in told:
                self._tell(reason, told)
        clauses = list(self._clauses(choice.because))
        because = self._say("and_because").join(clauses)
        chosen = self._spoken.choice(choice)
        told[choice.id] = self._say("because", because, chosen) if clauses else self._say("there", chosen)

    def _clauses(self, facts: Sequence[Fact]) -> Iterator[str]:
        """The demands need by need; rules; what consumes; what is installed; decisions."""
        by_need: dict[str, list[Fact]] = {}
        uses: dict[str, list[Fact]] = {}
        for fact in facts:
            if fact.kind == "sizing":
                by_need.setdefault(fact.because[0].id, []).append(fact)
            elif fact.kind == "choice":
                uses.setdefault(fact.id, []).append(fact)
        for demands in by_need.values():
            needed = self._phrases.listed([self._spoken.demand(fact) for fact in demands])
            yield self._say("sized", self._spoken.need(demands[0].because[0]), needed)
        for consuming in uses.values():
            used = self._phrases.listed([self._spoken.capability(fact.values["consumes"]) for fact in consuming])
            words = "consumes" if consuming[0].values["quantity"] == "1" else "consume"
            yield self._say(words, self._spoken.choice(consuming[0]), used)
        yield from self._rules(facts)
        yield from (self._spoken.installed(fact) for fact in facts if fact.kind == "installed")
        yield from (self._spoken.decision(fact) for fact in facts if fact.kind == "decision")

    def _rules(self, facts: Sequence[Fact]) -> Iterator[str]:
        """What rules ask for, then what is preferred."""
        by_words: dict[str, list[str]] = {"rules": [], "preferred": []}
        for fact in facts:
            if fact.kind == "rule":
                words = "preferred" if self._book.rules[fact.id].weight else "rules"
                by_words[words].append(self._spoken.rule(fact))
        for words, rules in by_words.items():
            if rules:
                yield self._say(words if len(rules) == 1 else f"{words}_many", self._phrases.listed(rules))

    def _instead(self, told: Explanation) -> Iterator[str]:
        if told.indispensable:
            yield self._say("indispensable")
        for number, instead in enumerate(told.instead):
            names = self._phrases.listed([self._spoken.component(id) for id in instead.components] or [""])
            delta = self._spoken.delta(instead) or self._say("same")
            words = "replaced" if names else "rearranged"
            if not instead.within_budget:
                words = "beyond" if names else "beyond_rearranged"
            elif number:
                words += "_too"
            yield self._say(words, *([names] if names else []), delta)

    # Why not

    def _crowded_out(self, told: Explanation) -> str:
        facts, name = told.tree.because, self._spoken.component(told.tree.id)
        needs = [fact for fact in facts if fact.kind == "need"]
        rules = [self._say("preferences", self._spoken.rule(fact)) for fact in facts if fact.kind == "rule"]
        changes = {
            "not_met": self._needs(fact for fact in needs if "then" not in fact.values),
            "not_kept": rules,
            "given_up": [self._spoken.units(fact) for fact in facts if fact.kind == "installed"],
            "met_now": self._needs(fact for fact in needs if "then" in fact.values),
        }
        lost = [self._say(words, self._phrases.listed(named)) for words, named in changes.items() if named]
        caps = [self._spoken.cap(fact) for fact in facts if fact.kind == "budget"]
        cost = self._spoken.delta(told.instead[0]) or self._say("same")
        if not caps:
            return self._say("crowded_out", name, self._phrases.listed(lost), cost)
        gaps = (name, self._phrases.listed(caps))
        first, second = reversed(gaps) if self._phrases.chinese else gaps
        return self._say("crowded_out_within", first, second, self._phrases.listed(lost), cost)

    def _excluded(self, tree: Fact) -> Iterator[str]:
        if not tree.because:
            yield self._say("excluded_alone", self._spoken.component(tree.id))
        elif tree.because[0].kind == "catalogue":
            yield self._catalogue(tree.because[0])
        else:
            words = "excluded" if len(tree.because) > 1 else "excluded_one"
            yield self._say(words, self._spoken.component(tree.id), self._members(tree.because))

    def _catalogue(self, fact: Fact) -> str:
        name, values = self._spoken.component(fact.id), fact.values
        if "on" in values:
            return self._say("off_sale", name, values["on"])
        if "formula" not in values:
            return self._say("unavailable", name)
        figures = [*self._spoken.figures({key: value for key, value in values.items() if key != "formula"})]
        words = "unavailable_here" if figures else "unavailable_when"
        return self._say(words, name, values["formula"], self._phrases.listed(figures) if figures else "")

    def _needs(self, facts: Iterable[Fact]) -> list[str]:
        return [self._spoken.named(self._book.needs[fact.id].name, fact.id) for fact in facts]

    # Nothing fits, or something does

    def _conflict(self, told: Explanation) -> Iterator[str]:
        facts = told.tree.because
        if not facts:
            yield self._say("conflict_alone")
            return
        yield self._say("conflict" if len(facts) > 1 else "conflict_one", self._members(facts))
        rules = [fact.id for fact in facts if fact.kind == "rule"]
        if rules and len(rules) < len(facts):
            yield self._say("law", self._say("list").join(rules))
        ways = (
            [self._spoken.repair(repair) for repair in told.outcome.repairs]
            if isinstance(told.outcome, Infeasible)
            else []
        )
        if not ways:
            yield self._say("no_way_out")
        elif len(ways) == 1:
            yield self._say("way_out", ways[0])
        else:
            yield self._say(
                "ways_out", self._phrases.chained([self._say("numbered", n, way) for n, way in enumerate(ways, 1)])
            )

    def _members(self, facts: Sequence[Fact]) -> str:
        return self._phrases.chained([self._spoken.asked(fact) for fact in facts])

    def _fits(self, told: Explanation) -> Iterator[str]:
        assert isinstance(told.outcome, Solved)
        coverage = told.outcome.package.coverage
        missed = [self._spoken.named(self._book.needs[need.need].name, need.need) for need in coverage if not need.met]
        met, whole = len(coverage) - len(missed), len(coverage)
        yield self._say("fits", met, whole, self._phrases.listed(missed)) if missed else self._say("fits_all")
        for fact in told.tree.because:
            yield self._binding(fact)
        if not told.tree.because:
            yield self._say("no_caps")

    def _binding(self, fact: Fact) -> str:
        """How much of a cap is spent, and what there would be without it."""
        spent = self._say("spent", self._spoken.cap(fact), self._spoken.money(int(fact.values["spent"])))
        if fact.because:
            return self._say("gains", spent, self._phrases.listed(self._needs(fact.because)))
        saves = fact.values.get("saves")
        if saves is None:
            return self._say("unknown", spent)
        return self._say("saves", spent, self._spoken.money(int(saves))) if int(saves) > 0 else self._say("room", spent)
