"""Which components are bought for the demands only, and so never beyond what the demands can use.

The engine and the verifier both obey this: without it a volume price would tempt the solver to buy units nobody needs.
"""

from collections.abc import Set

from configurator.engine.outlook import Outlook
from configurator.rulebook.formula import Formula
from configurator.rulebook.language.evaluate import EvaluationError, World, reference
from configurator.rulebook.model import Component, Rule
from configurator.sizing import Sizing


def active_rules(sizing: Sizing) -> list[Rule]:
    """The rules in force on the profile's date."""
    rules = sizing.rulebook.rules.values()
    return [rule for rule in rules if rule.effective_from is None or rule.effective_from <= sizing.date]


def rules_with_a_say(sizing: Sizing) -> list[Rule]:
    """The rules in force but for those that hold of this customer whatever is chosen."""
    if "rules_with_a_say" not in sizing.memory:
        outlook = Outlook(sizing, sizing.rulebook.components)
        sizing.memory["rules_with_a_say"] = [rule for rule in active_rules(sizing) if not outlook.idle(rule)]
    rules: list[Rule] = sizing.memory["rules_with_a_say"]
    return rules


def spoken_of(rule: Rule, world: World) -> Set[str]:
    """The components and capabilities a rule speaks of, by id or by a loop that may run over them."""
    return _spoken_of(rule.rule, world)


def _spoken_of(formula: Formula, world: World) -> Set[str]:
    if not formula.component_loops:
        return formula.named
    ids = set(formula.named)
    for loop in formula.component_loops:
        try:
            ids |= {element.id for element in world.elements_of(loop)}
        except EvaluationError:  # the condition speaks of a site as well
            ids |= {element.id for element in world.components}
    return ids


def purposes(sizing: Sizing) -> "Purposes":
    """What the components are bought for; worked out once for a sizing."""
    if "purposes" not in sizing.memory:
        sizing.memory["purposes"] = Purposes(sizing)
    known: Purposes = sizing.memory["purposes"]
    return known


class Purposes:
    """Tells, for a component, the `sum` capabilities whose demands limit how much of it is bought."""

    def __init__(self, sizing: Sizing) -> None:
        self._rulebook = sizing.rulebook
        self._limiting: dict[str, list[str]] = {}
        calls = [call for rule in rules_with_a_say(sizing) for call in rule.rule.decisions]
        self._counted = {reference(call.arguments[0]) for call in calls if call.function == "qty"}
        self._supply_named = {reference(call.arguments[0]) for call in calls if call.function == "supply"}
        self._chosen = {reference(call.arguments[0]) for call in calls if call.function == "selected"}
        self._loops_count = any("." not in id for id in self._counted)  # a loop's variable: it may mean any component
        self._loops_choose = any("." not in id for id in self._chosen)
        whens = [d.when for d in sizing.rulebook.discounts.values() if d.step == "bundle" and d.when is not None]
        self._bundled = {id for when in whens for id in _spoken_of(when, sizing.world)}
        asked = [d for d in sizing.profile.decisions if d.quantity or d.min or d.selected]
        self._decided = {decision.component for decision in asked}
        self._installed = sizing.holdings

    def of(self, component: Component) -> list[str]:
        """The capabilities that limit it; empty when it may be bought freely."""
        if component.id not in self._limiting:
            self._limiting[component.id] = self._found(component)
        return self._limiting[component.id]

    def _found(self, component: Component) -> list[str]:
        if (
            component.quantity.extra
            or component.id in self._decided
            or self._loops_count
            or component.id in self._counted
        ):
            return []
        capabilities = [self._rulebook.capabilities[id] for id in component.supplies]
        sums = [c for c in capabilities if c.adds == "sum"]
        if not sums or any(c.id in self._supply_named or c.at != component.at for c in sums):
            return []
        return [c.id for c in sums]

    def only_for_demands(self, component: Component) -> bool:
        """Whether nothing but demands on its limiting capabilities could ask for the component at all.

        A rule may, and so may a bundle: it can save more than what earns it costs. What is installed may be kept.
        """
        named = component.id in self._chosen or self._loops_choose or component.id in self._installed
        named = named or not self._bundled.isdisjoint({component.id, *component.supplies})
        return bool(self.of(component)) and not named and len(self.of(component)) == len(component.supplies)
