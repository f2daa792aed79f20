"""Which components can matter to a profile at all: the rest of the catalogue stays out of the model.

What supplies a demand matters, what supplies what that consumes, what a decision or bundle speaks of; and, as long as
something new turns up, whatever a rule speaks of that has a say about components that matter. A rule is idle when it
holds whatever of them is chosen and nothing else is. So from every valid package those that don't matter can be taken
out, and it is valid still, covers as much and costs no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from configurator.engine.outlook import Outlook
from configurator.engine.purpose import rules_with_a_say, spoken_of
from configurator.pricing.bundles import Offer
from configurator.pricing.charges import on_sale, price_list
from configurator.rulebook.language.evaluate import reference
from configurator.sizing import Sizing


def relevant_offer(sizing: Sizing) -> Offer:
    """The price list of the components that can matter."""
    ids = _Relevance(sizing).components()
    return price_list(sizing.rulebook, sizing.date, sizing.term_months, sizing.world, ids)


@dataclass
class _Relevance:
    sizing: Sizing

    def __post_init__(self) -> None:
        self._on_sale = on_sale(self.sizing.rulebook, self.sizing.date)
        self._suppliers: dict[str, set[str]] = {}
        self._consumers: dict[str, set[str]] = {}
        for id in self._on_sale:
            for capability in self.sizing.rulebook.components[id].supplies:
                self._suppliers.setdefault(capability, set()).add(id)
            for capability in self.sizing.rulebook.components[id].consumes:
                self._consumers.setdefault(capability, set()).add(id)

    def components(self) -> set[str]:
        found = self._meant(demand.capability for demand in self.sizing.demands)
        found |= {decision.component for decision in self.sizing.profile.decisions} & self._on_sale
        for bundle in self.sizing.rulebook.discounts.values():
            if bundle.step == "bundle" and bundle.when is not None:
                found |= self._spoken_of({reference(call.arguments[0]) for call in bundle.when.decisions})
                found |= self._on_sale if bundle.when.component_loops else set()
        waiting = {rule.id: rule for rule in rules_with_a_say(self.sizing)}
        while True:
            components = self.sizing.rulebook.components
            found |= self._meant(capability for id in found for capability in components[id].consumes)
            outlook = Outlook(self.sizing, found)
            awake = [rule for rule in waiting.values() if not outlook.idle(rule)]
            if not awake:
                return found
            for rule in awake:
                del waiting[rule.id]
                found |= self._spoken_of(spoken_of(rule, self.sizing.world))

    def _spoken_of(self, ids: set[str]) -> set[str]:
        """What a rule speaks of; of a capability its consumers as well, since they lower what is supplied."""
        return self._meant(ids) | {id for named in ids for id in self._consumers.get(named, ())}

    def _meant(self, ids: Iterable[str]) -> set[str]:
        """Components by id, and the suppliers of capabilities."""
        sets = ({id} if id in self._on_sale else self._suppliers.get(id, set()) for id in ids)
        return set().union(*sets)
