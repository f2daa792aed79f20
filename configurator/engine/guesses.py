"""A guess at what a changed question would cost more or less, without searching: good for an order, not for a price."""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

from configurator.engine.purpose import rules_with_a_say
from configurator.package import Totals
from configurator.pricing.price_list import offer_for
from configurator.rulebook.model import Component, Rule
from configurator.sizing import Sizing

Worth = Fraction | int
"""Minor units over the contract."""

_Asked = tuple[str, Fraction | int | None]
"""(capability, the level asked for; None where amounts add up)."""


class Guess:
    """Compares other sizings with one, of which the cheapest package is known to come to `totals`."""

    def __init__(self, now: Sizing, totals: Totals) -> None:
        self._now, self._totals, self._rulebook = now, totals, now.rulebook
        self._prices = offer_for(now)
        self._demands, self._rules, self._facts = self._asked(now), _with_a_say(now), _facts(now)
        self._cheapest: dict[_Asked, Worth] = {}

    def difference(self, changed: Sizing) -> Worth:
        """What another sizing might cost more or less; 0 when nothing that is priced changes."""
        before, after = self._demands, self._asked(changed)
        worth: Worth = 0
        for asked in before.keys() | after.keys():
            worth += abs(after.get(asked, Fraction(0)) - before.get(asked, Fraction(0))) * self._price_of(asked)
        facts = _facts(changed)
        if facts == self._facts and {need.id for need in changed.needs} == {need.id for need in self._now.needs}:
            return worth
        names = {fact for fact in facts.keys() | self._facts.keys() if facts.get(fact) != self._facts.get(fact)}
        return worth + self._by_rules(changed, names) + self._by_discounts(names) + self._by_availability(changed)

    def _by_rules(self, changed: Sizing, names: set[str]) -> Worth:
        """The dearest thing that each rule speaks of which wakes, falls asleep, or leans on what has changed."""
        rules = _with_a_say(changed)
        turned = [
            rule
            for id, rule in (self._rules | rules).items()
            if (id in rules) != (id in self._rules) or not names.isdisjoint(name for _, name in rule.rule.facts)
        ]
        return sum(max((self._price_named(id) for id in rule.rule.named), default=0) for rule in turned)

    def _by_discounts(self, names: set[str]) -> Worth:
        discounts = (d for d in self._rulebook.discounts.values() if d.when is not None)
        percents = (d.deepest for d in discounts if d.when and not names.isdisjoint(name for _, name in d.when.facts))
        return sum(Fraction(percent) * self._totals.total_contract / 100 for percent in percents)

    def _by_availability(self, changed: Sizing) -> Worth:
        """The dearest component that may stand elsewhere now."""
        before, after = self._now.available, changed.available
        return max((self._price(id) for id in before if len(before[id]) != len(after[id])), default=0)

    # Prices

    def _price(self, id: str) -> Worth:
        """The fewest units of a component over the contract; 0 when it isn't on sale."""
        least = self._rulebook.components[id].quantity.min
        return sum(charge.contract_net(least) for charge in self._prices.get(id, ()) if charge.share is None)

    def _price_named(self, id: str) -> Worth:
        """Of a component or capability that a rule names."""
        if id in self._rulebook.components:
            return self._price(id)
        return self._price_of((id, 0 if self._by_level(id) else None)) if id in self._rulebook.capabilities else 0

    def _price_of(self, asked: _Asked) -> Worth:
        """The least that one of it costs: the cheapest supplier's price by unit, or of those that reach the level."""
        if asked not in self._cheapest:
            capability, level = asked
            suppliers = [self._rulebook.components[id] for id in self._rulebook.suppliers.get(capability, ())]
            prices = [self._by_unit(c, capability, level) for c in suppliers if c.id in self._prices]
            self._cheapest[asked] = min((price for price in prices if price is not None), default=0)
        return self._cheapest[asked]

    def _by_unit(self, component: Component, capability: str, level: Fraction | int | None) -> Worth | None:
        supplied = component.supplies[capability]
        if level is None:
            return Fraction(self._price(component.id)) / (component.quantity.min * Fraction(supplied))
        any_level = self._rulebook.capabilities[capability].adds == "any"
        return self._price(component.id) if any_level or supplied >= level else None

    def _by_level(self, capability: str) -> bool:
        return self._rulebook.capabilities[capability].adds != "sum"

    def _asked(self, sizing: Sizing) -> Mapping[_Asked, Fraction]:
        """How much is asked for over the deal; of what doesn't add up, at how many places."""
        counts = {None: 1} | {c.id: c.count for c in sizing.site_classes}
        asked: defaultdict[_Asked, Fraction] = defaultdict(Fraction)
        for demand in sizing.demands:
            by_level = self._by_level(demand.capability)
            key = (demand.capability, demand.amount if by_level else None)
            asked[key] += counts[demand.site_class] * (1 if by_level else demand.amount)
        return asked


def _with_a_say(sizing: Sizing) -> dict[str, Rule]:
    return {rule.id: rule for rule in rules_with_a_say(sizing)}


def _facts(sizing: Sizing) -> dict[str, object]:
    """What is known of customer, deal and sites, by the name of the fact."""
    known: dict[str, object] = {**sizing.world.facts["customer"], **sizing.world.facts["profile"]}
    for name in {name for c in sizing.site_classes for name in c.facts}:
        told = sorted((c.count, str(c.facts.get(name)), c.names) for c in sizing.site_classes)
        known[name] = (known.get(name), tuple((value, names) for _, value, names in told))
    return known
