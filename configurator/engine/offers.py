"""What is worth offering beside a package: the scenarios it triggers, and what each offer would add to its price."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from configurator.engine.assemble import totals_of
from configurator.engine.outcome import Solved
from configurator.engine.problem import build
from configurator.engine.relevance import relevant_offer
from configurator.engine.solve import Effort, Limits
from configurator.engine.stages import Solution, settle
from configurator.engine.verify import Bought, refuse_unsound, verify
from configurator.errors import InputError
from configurator.money import to_text
from configurator.profile import Profile, read_profile
from configurator.records import Wording, shown
from configurator.rulebook.facts import whole
from configurator.rulebook.formula import Formula
from configurator.rulebook.language.evaluate import EvaluationError, Value, World, evaluate
from configurator.rulebook.model import Rulebook
from configurator.rulebook.scenarios import Offer, Scenario
from configurator.sizing import Sizing, size


@dataclass(frozen=True, slots=True)
class Effect:
    """What an offer adds to a package's price, in minor units net of tax; and whether it stays within the budget."""

    one_time: int
    monthly: int
    total_contract: int
    within_budget: bool


@dataclass(frozen=True)
class Suggestion:
    """An offer a scenario makes: what triggered it, and its effect (None: the package can't be had with it)."""

    scenario: Scenario
    offer: Offer
    trigger: Mapping[str, str]
    effect: Effect | None


@dataclass(frozen=True)
class Suggestions:
    """The offers worth making, or why none is made."""

    offers: tuple[Suggestion, ...] = ()
    suppressed: tuple[Wording, ...] = ()

    def to_json(self, currency: str, language: str) -> dict[str, Any]:
        """Plain data; amounts are strings."""
        return {
            "offers": [_told(suggestion, currency, language) for suggestion in self.offers],
            "suppressed": [because.in_language(language) for because in self.suppressed],
        }


def _told(found: Suggestion, currency: str, language: str) -> dict[str, Any]:
    effect, scenario = found.effect, found.scenario
    amounts = ("one_time", "monthly", "total_contract")
    return {
        "scenario": scenario.id,
        "name": scenario.name.in_language(language),
        "because": scenario.because.in_language(language),
        "need": found.offer.need,
        "component": found.offer.component,
        "trigger": {"formula": scenario.when.text, "values": dict(found.trigger)},
        "possible": effect is not None,
        "within_budget": effect and effect.within_budget,
        "effect": effect and {name: to_text(getattr(effect, name), currency) for name in amounts},
        "trial_days": scenario.trial_days,
        "promotion": scenario.promotion,
    }


def suggest(outcome: Solved) -> Suggestions:
    """What is worth offering beside a recommended package. A trigger whose facts aren't known isn't pulled."""
    sizing, package = outcome.sizing, outcome.package
    met = frozenset(need.need for need in package.coverage if need.met)
    world = sizing.world.deciding(Bought(sizing, package.quantities, met))
    suppressed = tuple(s.because for s in sizing.rulebook.scenarios.suppress if _holds(s.when, world))
    if suppressed:
        return Suggestions(suppressed=suppressed)
    triggered = [s for s in sizing.rulebook.scenarios.scenarios if _holds(s.when, world)]
    return Suggestions(
        tuple(
            Suggestion(scenario, offer, _trigger(scenario.when, world), _effect(outcome, met, changes))
            for scenario in triggered
            for offer, changes in _open(scenario, outcome, world)
        )
    )


def _holds(when: Formula, world: World) -> bool:
    try:
        return bool(evaluate(when.tree, world))
    except EvaluationError:
        return False


def _trigger(when: Formula, world: World) -> dict[str, str]:
    """The facts a trigger speaks of, as they are."""
    named = sorted(pair for pair in when.facts if pair[1] in world.facts.get(pair[0], {}) and pair[0] != "constant")
    return {f"{owner}.{name}": shown(world.facts[owner][name]).strip("'") for owner, name in named}


_Changes = Mapping[str, Any]
"""Keys of a profile, as they are with the offer taken: the needs or the decisions."""


def _open(scenario: Scenario, outcome: Solved, world: World) -> Iterator[tuple[Offer, _Changes]]:
    """The offers of a scenario that the package doesn't answer yet, and how they change the question."""
    for offer in scenario.offers:
        try:
            changes = _changes(offer, outcome, world)
        except EvaluationError:  # how much of it depends on a fact that isn't known
            continue
        if changes is not None:
            yield offer, changes


def _changes(offer: Offer, outcome: Solved, world: World) -> _Changes | None:
    """How an offer changes the question; None when the package answers it already."""
    if offer.need is not None and offer.need not in {need.id for need in outcome.sizing.needs}:
        inputs = {name: _worked_out(formula, world) for name, formula in offer.inputs.items()}
        return {"needs": [{"need": offer.need, "priority": "must", **inputs}]}
    if offer.component is not None:
        least = _worked_out(offer.quantity, world) if offer.quantity is not None else 1
        assert not isinstance(least, str)
        bought = Bought(outcome.sizing, outcome.package.quantities, frozenset()).quantity(offer.component, None)
        if bought < least:
            return {"decisions": [{"component": offer.component, "min": ceil(least)}]}
    return None


def _worked_out(formula: Formula, world: World) -> Value:
    value = evaluate(formula.tree, world)
    return whole(value) if isinstance(value, Fraction) else value


def _effect(outcome: Solved, met: frozenset[str], changes: _Changes) -> Effect | None:
    """The least that the needs met cost together with the offer, less what they cost now. Caps are looked at after."""
    sizing, now = outcome.sizing, outcome.package.totals
    try:
        changed = size(_taking(sizing, met, changes), sizing.rulebook)
        spent = _least(changed, outcome.limits)
    except (InputError, EvaluationError):  # the offer asks for something this profile doesn't say: it can't be had
        return None
    if spent is None:
        return None
    once, month, contract = spent
    caps = {"one_time": once, "monthly": month, "total": contract}
    within = all(caps[cap] <= most for cap, most in sizing.budget.items())
    return Effect(once - now.one_time, month - now.monthly, contract - now.total_contract, within)


def _taking(sizing: Sizing, met: frozenset[str], changes: _Changes) -> Profile:
    """The profile with the needs that are met as musts, the offer added, and no caps."""
    told = as_musts(sizing, met)
    decisions = [*told.get("decisions", []), *changes.get("decisions", [])]
    return read_profile({**told, "needs": [*told["needs"], *changes.get("needs", [])], "decisions": decisions})


def as_musts(sizing: Sizing, met: frozenset[str]) -> dict[str, Any]:
    """The profile, as plain data, that asks for the needs that are met and nothing else, without caps."""
    told = sizing.profile.to_json()
    stated = {need["need"]: need for need in told.get("needs") or []}
    kept = [
        stated.get(need.id) or {"need": need.id, **_settable(need.inputs, sizing.rulebook, need.id)}
        for need in sizing.needs
        if need.id in met
    ]
    return {**told, "needs": [{**need, "priority": "must"} for need in kept], "budget": {}}


def _settable(inputs: Mapping[str, Value], rulebook: Rulebook, need: str) -> dict[str, Value]:
    """The inputs a profile may state: derived ones are worked out again."""
    derived = {fact.id for fact in rulebook.needs[need].inputs if fact.value is not None}
    return {name: value for name, value in inputs.items() if name not in derived}


def _least(sizing: Sizing, limits: Limits) -> tuple[int, int, int] | None:
    """(one-time, monthly, contract) of the least-cost package; None when there is none, or none was found."""
    offer = relevant_offer(sizing)
    found = settle(build(sizing, offer), Effort(limits), unique=False)
    if not isinstance(found, Solution):
        return None
    refuse_unsound(verify(sizing, offer, found.quantities, found.met))
    spent = totals_of(sizing, offer, found.quantities, found.met)
    return spent.one_time, spent.monthly, spent.total_contract
