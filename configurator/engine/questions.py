"""The next best questions: of what a profile doesn't state, the answers that move the price most or prune most.

What the answers would come to is first guessed, from the demands they change and the rules they wake, at the cheapest
price of a unit. The most promising are worked out one by one, until no guess is above what was found: the profile is
sized with each answer, and the least cost of what is met now is searched, caps aside, block by block; a block that an
answer leaves as it is isn't searched again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from configurator.engine.assemble import totals_of
from configurator.engine.blockwise import Memory, least, whole
from configurator.engine.confirm import confirmed
from configurator.engine.guesses import Guess, Worth
from configurator.engine.offers import as_musts
from configurator.engine.outcome import Solved
from configurator.engine.problem import build
from configurator.engine.relevance import relevant_offer
from configurator.engine.solve import Effort, Stop
from configurator.engine.tighten import ContradictionError, Propagator
from configurator.engine.unstated import Unstated, unstated
from configurator.engine.verify import refuse_unsound, verify
from configurator.errors import Diagnostic, InputError
from configurator.money import to_text
from configurator.package import Totals
from configurator.profile import read_profile
from configurator.records import Wording, decimal_text
from configurator.rulebook.language.evaluate import EvaluationError, Value
from configurator.sizing import Sizing, size

_TRIED = 3
"""At most how many times as many questions are worked out as are asked for."""

AMOUNTS = ("one_time", "monthly", "total_contract")


@dataclass(frozen=True)
class Answer:
    """What an answer leads to: totals of the cheapest package (None: there is none) and the components it changes."""

    value: Value | None
    totals: Totals | None
    within_budget: bool = False
    adds: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    prunes: int = 0  # components that can't be chosen any more, or only now


@dataclass(frozen=True)
class Question:
    """Something to ask the customer. The first answer is what is taken to be now; `spread` is in minor units."""

    about: Unstated
    answers: tuple[Answer, ...]

    @property
    def spread(self) -> int:
        """How far apart the contract totals of the answers are."""
        known = [answer.totals.total_contract for answer in self.answers if answer.totals is not None]
        return max(known) - min(known)

    @property
    def prunes(self) -> int:
        """The most components that an answer rules out or lets in."""
        return max(answer.prunes for answer in self.answers)


@dataclass(frozen=True)
class Questions:
    """The best questions, the first first; `complete` is False when the limits came before all were worked out."""

    outcome: Solved = field(repr=False)
    found: tuple[Question, ...] = ()
    complete: bool = True

    def to_json(self) -> dict[str, Any]:
        """Plain data; amounts are strings. `delta` is told against the first answer: what is taken to be now."""
        return {"complete": self.complete, "questions": [self._told(question) for question in self.found]}

    def _told(self, question: Question) -> dict[str, Any]:
        about, currency = question.about, self.outcome.sizing.rulebook.currency
        now = question.answers[0].totals
        return {
            "id": about.id,
            "kind": about.kind,
            "name": _both(about.name),
            "of": about.of and _both(about.of),
            "says": about.says and _both(about.says),
            "unit": about.unit and _both(about.unit),
            "choices": about.choices and {value: _both(name) for value, name in about.choices.items()},
            "spread": to_text(question.spread, currency),
            "prunes": question.prunes,
            "answers": [_answered(answer, now, currency) for answer in question.answers],
        }


def _both(wording: Wording) -> dict[str, str]:
    return {"en": wording.en, "zh": wording.zh}


def _answered(answer: Answer, now: Totals | None, currency: str) -> dict[str, Any]:
    totals, value = answer.totals, answer.value
    assert now is not None
    return {
        "value": decimal_text(value) if isinstance(value, Fraction) else value,
        "possible": totals is not None,
        "within_budget": answer.within_budget if totals is not None else None,
        "totals": totals and {name: to_text(getattr(totals, name), currency) for name in AMOUNTS},
        "delta": totals and {name: to_text(getattr(totals, name) - getattr(now, name), currency) for name in AMOUNTS},
        "adds": list(answer.adds),
        "drops": list(answer.drops),
        "prunes": answer.prunes,
    }


def questions(outcome: Solved, most: int = 3, stop: Stop | None = None) -> Questions:
    """The best questions to ask about a recommendation, up to `most`; none whose answers change nothing.

    The search takes at most as long as the recommendation was allowed to. Raises InputError for `most` below 1.
    """
    if most < 1:
        raise InputError([Diagnostic("E049", f"{most} questions can't be asked for", None, "ask for at least 1")])
    asking = _Asking(outcome, Effort(outcome.limits, stop))
    found = sorted(asking.questions(most), key=lambda question: (-question.spread, -question.prunes, question.about.id))
    return Questions(outcome, tuple(found[:most]), asking.complete)


@dataclass(frozen=True)
class _Worked:
    """The cheapest package of a sizing, and what else it could have had."""

    totals: Totals
    components: frozenset[str]
    possible: frozenset[str]


class _Asking:
    def __init__(self, outcome: Solved, effort: Effort) -> None:
        self.sizing, self.effort, self.complete = outcome.sizing, effort, True
        met = frozenset(need.need for need in outcome.package.coverage if need.met)
        self._met = [need for need in self.sizing.needs if need.id in met]
        self._told = as_musts(self.sizing, met)
        self._memory = Memory()

    def questions(self, most: int) -> list[Question]:
        """The most promising questions, worked out; at least the best of them, if the guesses are any good."""
        sizing = self._sized(self._told)
        now = None if sizing is None else self._worked_out(sizing)
        if sizing is None or not isinstance(now, _Worked):
            self.complete = False
            return []
        found: list[Question] = []
        for worth, about, sizings in self._promising(sizing, now.totals)[: _TRIED * most]:
            best = sorted((question.spread for question in found), reverse=True)[:most]
            if len(best) == most and worth <= best[-1]:
                break
            answers = (self._answer(value, changed, now) for value, changed in sizings.items())
            known = [answer for answer in answers if answer is not None]
            if any(answer.totals is not None for answer in known):
                question = Question(about, (self._compared(about.now, now, now), *known))
                found += [question] if question.spread or question.prunes else []
        return found

    def _promising(self, now: Sizing, totals: Totals) -> list[tuple[Worth, Unstated, Mapping[Value, Sizing]]]:
        """What could be asked, sized with every answer: first what looks as if it moved the price most."""
        guess = Guess(now, totals)
        found: list[tuple[Worth, Unstated, Mapping[Value, Sizing]]] = []
        for about in unstated(self.sizing, self._met):
            told = {value: self._sized(stating(self._told)) for value, stating in about.answers.items()}
            sizings = {value: sizing for value, sizing in told.items() if sizing is not None}
            worth = max((guess.difference(sizing) for sizing in sizings.values()), default=0)
            found += [(worth, about, sizings)] if worth else []
        return sorted(found, key=lambda one: (-one[0], one[1].id))

    def _sized(self, told: Mapping[str, Any]) -> Sizing | None:
        """The sizing of a profile, caps aside; None when more would have to be said for that."""
        try:
            return size(read_profile(told), self.sizing.rulebook)
        except InputError:
            return None

    def _answer(self, value: Value, sizing: Sizing, now: _Worked) -> Answer | None:
        """What an answer leads to; None when that isn't known."""
        try:
            found = self._worked_out(sizing)
        except EvaluationError:  # a rule then asks for another fact nobody stated
            return None
        if found is None:
            self.complete = False
            return None
        return Answer(value, None) if found == "impossible" else self._compared(value, found, now)

    def _compared(self, value: Value | None, found: _Worked, now: _Worked) -> Answer:
        spent = {"one_time": found.totals.one_time, "monthly": found.totals.monthly}
        spent["total"] = found.totals.total_contract
        return Answer(
            value,
            found.totals,
            all(spent[cap] <= most for cap, most in self.sizing.budget.items()),
            tuple(sorted(found.components - now.components)),
            tuple(sorted(now.components - found.components)),
            len(found.possible ^ now.possible),
        )

    def _worked_out(self, sizing: Sizing) -> _Worked | Literal["impossible"] | None:
        """The cheapest package; None when the limits came first."""
        offer = relevant_offer(sizing)
        problem = build(sizing, offer)
        propagator = Propagator(problem)
        try:
            bounds = propagator.root()
        except ContradictionError:
            return "impossible" if confirmed(problem, self.effort) else None
        reduced = propagator.reduced(bounds)
        answer = least(reduced, reduced.cost, self.effort, self._memory).answer
        if answer.verdict == "infeasible":
            return "impossible" if confirmed(problem, self.effort) else None
        if not answer.proven:
            return None
        values = whole(reduced, answer.values)
        quantities = {place: values[variable] for place, variable in problem.quantity.items() if values[variable]}
        met = frozenset(need.id for need in sizing.needs)
        refuse_unsound(verify(sizing, offer, quantities, met))
        possible = frozenset(id for (id, _), variable in problem.quantity.items() if bounds.high[variable])
        return _Worked(totals_of(sizing, offer, quantities, met), frozenset(id for id, _ in quantities), possible)
