"""Which components can matter to a profile at all: the rest of the catalogue stays out of the model.

What supplies a demand matters, what supplies what that consumes, what a decision or bundle speaks of, what is installed
and missed when it goes; and, as long as
something new turns up, whatever a rule speaks of that has a say about components that matter. A rule is idle when it
holds whatever of them is chosen and nothing else is. So from every valid package those that don't matter can be taken
out, and it is valid still, covers as much and costs no more.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from configurator.engine.outlook import Outlook
from configurator.engine.purpose import rules_with_a_say, spoken_of
from configurator.pricing.bundles import Offer
from configurator.pricing.price_list import offer_for, on_sale
from configurator.sizing import Sizing


def relevant_offer(sizing: Sizing, also: frozenset[str] = frozenset()) -> Offer:
    """The price list of the components that can matter, when these do."""
    ids = _Relevance(sizing).components(also)
    return offer_for(sizing, ids)


@dataclass
class _Relevance:
    sizing: Sizing

    def __post_init__(self) -> None:
        self._on_sale = on_sale(self.sizing.rulebook, self.sizing.date)
        self._spoken = {rule.id: spoken_of(rule, self.sizing.world) for rule in rules_with_a_say(self.sizing)}

    def components(self, also: frozenset[str]) -> set[str]:
        found = self._meant(demand.capability for demand in self.sizing.demands) | (also & self._on_sale)
        found |= {decision.component for decision in self.sizing.profile.decisions} & self._on_sale
        found |= self._missed() & self._on_sale
        for bundle in self.sizing.rulebook.discounts.values():
            if bundle.step == "bundle" and bundle.when is not None:
                found |= self._spoken_of(bundle.when.named)
                found |= self._on_sale if bundle.when.component_loops else set()
        waiting = rules_with_a_say(self.sizing)
        touched, seen = waiting, set[str]()
        while True:
            found = self._with_what_they_consume(found)
            new = self._said_of(found - seen)
            touched = [rule for rule in waiting if not self._spoken[rule.id].isdisjoint(new)] if seen else waiting
            outlook, seen = Outlook(self.sizing, found), found
            awake = {rule.id for rule in touched if not outlook.idle(rule)}
            if not awake:
                return found
            waiting = [rule for rule in waiting if rule.id not in awake]
            found = found.union(*(self._spoken_of(self._spoken[id]) for id in awake))

    def _missed(self) -> set[str]:
        """What is installed and preferred to be kept, or costs to end."""
        weight = self.sizing.rulebook.installed.weight
        contracts = self.sizing.holdings.contracts.items()
        return {id for id, found in contracts if weight(id) or any(contract.charge for contract in found)}

    def _with_what_they_consume(self, found: set[str]) -> set[str]:
        """The components, the suppliers of what they consume, the suppliers of what those consume, and so on."""
        new, components = found, self.sizing.rulebook.components
        while new:
            new = self._meant(capability for id in new for capability in components[id].consumes) - found
            found = found | new
        return found

    def _said_of(self, ids: Iterable[str]) -> set[str]:
        """What a rule may speak of that these components change: themselves, and what they supply and consume."""
        known = [self.sizing.rulebook.components[id] for id in ids]
        return {word for c in known for word in (c.id, *c.supplies, *c.consumes)}

    def _spoken_of(self, ids: Collection[str]) -> set[str]:
        """What a rule speaks of; of a capability its consumers as well, since they lower what is supplied."""
        return self._meant(ids) | (_any_of(self.sizing.rulebook.consumers, ids) & self._on_sale)

    def _meant(self, ids: Iterable[str]) -> set[str]:
        """Components by id, and the suppliers of capabilities."""
        asked = set(ids)
        return (asked | _any_of(self.sizing.rulebook.suppliers, asked)) & self._on_sale


def _any_of(components: Mapping[str, frozenset[str]], capabilities: Iterable[str]) -> set[str]:
    """The components that supply, or consume, any of the capabilities."""
    return {id for capability in capabilities for id in components.get(capability, ())}
