"""What an explanation consists of: facts with their reasons, and what could stand instead. `prose` makes text of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal

from configurator.engine.outcome import Infeasible, Outcome
from configurator.money import to_text

Kind = Literal["need", "sizing", "rule", "decision", "budget", "choice", "catalogue", "installed"]
Verdict = Literal["chosen", "dispensable", "crowded_out", "excluded", "fits", "conflict", "unproven"]


@dataclass(frozen=True)
class Fact:
    """Something that holds, and because of what.

    `kind` and `id` say what it is about: a need, a sized demand (by the id of its rule), a rule, a decision (by its
    position) or a cap as stated, a component that is chosen, one the catalogue doesn't offer here, one that is
    installed. `values` are the figures it leans on, as text.
    """

    kind: Kind
    id: str
    values: Mapping[str, str]
    because: tuple["Fact", ...] = ()


@dataclass(frozen=True)
class Instead:
    """What takes a component's place when it may not be chosen, and what that adds to the price (minor units).

    No components: the rest is then bought in other quantities. Beyond the budget, it is no way out as things stand.
    """

    components: tuple[str, ...]
    one_time: int
    monthly: int
    total_contract: int
    within_budget: bool = True


@dataclass(frozen=True)
class Explanation:
    """The answer to a why, as `verdict` tells:

    - `chosen`: the reasons, and `instead` what could replace it; `indispensable` when it is proven that nothing can;
    - `dispensable`: it could be had, but isn't needed; `instead` tells what having it adds;
    - `crowded_out`: having it costs the needs and preferences named; `instead` tells the difference;
    - `excluded`: the reasons rule it out;
    - `fits`: there is a package, and these caps bind it or leave room;
    - `conflict`: nothing fits at all;
    - `unproven`: the limits came first.
    """

    kind: Literal["why", "why_not", "conflict"]
    verdict: Verdict
    component: str | None
    tree: Fact
    outcome: Outcome = field(repr=False)
    instead: tuple[Instead, ...] = ()
    indispensable: bool = False

    def text(self, language: str) -> str:
        """A paragraph to be read aloud, in Chinese or English."""
        from configurator.engine.prose import paragraph

        return paragraph(self, language)

    def to_json(self) -> dict[str, Any]:
        """The explanation of the contract, in both languages; of a conflict also its members and the repairs."""
        told: dict[str, Any] = {
            "kind": self.kind,
            "verdict": self.verdict,
            "component": self.component,
            "tree": self._fact(self.tree),
            "text": {language: self.text(language) for language in ("en", "zh")},
            "instead": [self._instead(instead) for instead in self.instead],
        }
        if self.verdict == "chosen":
            told["indispensable"] = self.indispensable
        if self.verdict == "conflict" and isinstance(self.outcome, Infeasible):
            told |= self.outcome.refusal()
        return {"explanation": told}

    def _fact(self, fact: Fact) -> dict[str, Any]:
        from configurator.engine.prose import Prose

        language = self.outcome.sizing.profile.language
        return {
            "fact": Prose(self.outcome.sizing, language).fact(fact),
            "kind": fact.kind,
            "id": fact.id,
            "values": dict(fact.values),
            "because": [self._fact(reason) for reason in fact.because],
        }

    def _instead(self, instead: Instead) -> dict[str, Any]:
        currency = self.outcome.sizing.rulebook.currency
        amounts = ("one_time", "monthly", "total_contract")
        return {
            "component": instead.components[0] if instead.components else None,
            "components": list(instead.components),
            "delta": {amount: to_text(getattr(instead, amount), currency) for amount in amounts},
            "within_budget": instead.within_budget,
        }

    def __repr__(self) -> str:
        return f"<Explanation: {self.text('en')}>"

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.text(self.outcome.sizing.profile.language))}</p>"
