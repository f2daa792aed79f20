"""The examples of rules: a package each, that its rule must allow or refuse."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from configurator.engine.handmade import quantities_of
from configurator.engine.verify import Bought
from configurator.errors import InputError
from configurator.profile import Profile, read_profile
from configurator.rulebook.examples import Example
from configurator.rulebook.language.evaluate import EvaluationError
from configurator.rulebook.model import Rule, Rulebook
from configurator.sizing import size
from configurator.source import Source
from configurator.workbench.standing import Standing, standing


@dataclass(frozen=True, slots=True)
class RuleExample:
    """One example of a rule: which, and what the rule must say of it."""

    rule: Rule
    kind: str  # allowed or refused
    index: int
    example: Example

    @property
    def name(self) -> str:
        return f"{self.rule.id} {self.kind} {self.index + 1}"


def examples_of(rulebook: Rulebook) -> Iterator[RuleExample]:
    """Every example of every rule."""
    for rule in rulebook.rules.values():
        for kind, examples in (("allowed", rule.examples.allowed), ("refused", rule.examples.refused)):
            for index, example in enumerate(examples):
                yield RuleExample(rule, kind, index, example)


def example_profile(rulebook: Rulebook, told: RuleExample) -> Profile:
    """The example profile with the changes an example makes. Raises ProfileError."""
    base: dict[str, Any] = {"needs": [], **rulebook.identity.example_profile}
    changes = dict(told.example.profile)
    if isinstance(changes.get("customer"), dict):
        changes["customer"] = {**base.get("customer", {}), **changes["customer"]}
    return read_profile(Source(f"{told.rule.id}, {told.kind} example {told.index + 1}", (), {**base, **changes}, {}))


def tried(rulebook: Rulebook, told: RuleExample) -> tuple[Standing | None, list[str]]:
    """How the rule stands in the example, and what is wrong with that; nothing when it is as it should be."""
    try:
        sizing = size(example_profile(rulebook, told), rulebook)
        quantities, breaches = quantities_of(sizing, told.example.package)
        unknown = [id for id in told.example.package if id not in rulebook.components]
        if breaches or unknown:
            return None, [*(breach.text for breach in breaches), *(f"there is no component {id}" for id in unknown)]
        met = frozenset(need.id for need in sizing.needs)
        found = standing(told.rule, sizing.world.deciding(Bought(sizing, quantities, met)))
    except InputError as fault:
        return None, [f"{diagnostic.message} ({diagnostic.place})" for diagnostic in fault.diagnostics]
    except EvaluationError as fault:
        return None, [f"the rule can't be worked out: {fault}"]
    return found, _wrong(told, found)


def _wrong(told: RuleExample, found: Standing) -> list[str]:
    if told.kind == "refused":
        return [] if found is Standing.VIOLATED else ["the rule lets this package pass, though it should refuse it"]
    if found is Standing.VIOLATED:
        return ["the rule refuses this package, though it should allow it"]
    if found is Standing.VACUOUS:
        return ["the rule has nothing to say of this package: an example that holds idly shows nothing"]
    return []
