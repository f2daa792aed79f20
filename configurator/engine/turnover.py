"""What a package changes about what the customer has, as an order would say it: added, kept, moved, ended."""

from collections.abc import Iterator
from dataclasses import replace

from configurator.package import Action, Disconnected, Item, Place, Quantities, Reason, Termination
from configurator.pricing.waterfall import priced_lines
from configurator.records import Wording
from configurator.sizing import Sizing

INSTALLED = "INSTALLED"
"""What stands for a rule's id where an item is kept because it is there."""

KEPT = Wording(en="Installed already, and better kept.", zh="已在用，宜予保留。")


class Turnover:
    """Holds a package against what is installed. `bought` and `kept`: component → place → units at all its sites."""

    def __init__(self, sizing: Sizing, quantities: Quantities) -> None:
        self._sizing, self._holdings, self.quantities = sizing, sizing.holdings, quantities
        self.bought: dict[str, dict[str | None, int]] = {}
        for id, place in sorted(quantities, key=lambda p: (p[0], p[1] or "")):
            sites = 1 if place is None else sizing.site_class(place).count
            self.bought.setdefault(id, {})[place] = quantities[id, place] * sites
        self.kept = {id: self._holdings.kept(id, units) for id, units in self.bought.items()}
        self._moved = {id: self._moving(id) for id in self.bought}

    @property
    def staying(self) -> dict[Place, int]:
        """Of components that are installed, the units that stay at all sites of a place."""
        known = (id for id in self.kept if id in self._holdings)
        return {(id, place): units for id in known for place, units in self.kept[id].items()}

    def told(self, item: Item) -> Item:
        """An item with what is done about it: the units before, and those that come from other sites."""
        id, place = item.component, item.site_class
        before = self._before(id, place)
        moved = self._moved[id][place]
        action: Action = "modify"
        if before == item.quantity:
            action = "noChange"
        elif before == 0:
            action = "move" if moved == item.quantity else "add"
        because = item.because
        if self.kept[id][place] and self.missed(id):
            because += (Reason(INSTALLED, KEPT.in_language(self._sizing.profile.language)),)
        return replace(item, action=action, before=before, moved=moved, because=because)

    def missed(self, component: str) -> bool:
        """Whether giving up units of a component that the package keeps is against a preference, or costs."""
        return self._sizing.rulebook.installed.weight(component) > 0 or self.ending_cost(component) > 0

    def ending_cost(self, component: str) -> int:
        """What ending all units the package keeps of a component would cost, in minor units."""
        units = sum(self.bought.get(component, {}).values())
        now, then = (self._holdings.ended(component, left) for left in (units, 0))
        return sum(c.unit_charge * n for c, n in then) - sum(c.unit_charge * n for c, n in now)

    def _before(self, component: str, place: str | None) -> int:
        if place is not None and (component, None) in self._holdings.units:  # at which site isn't told
            return self.kept[component][place]
        return self._holdings.units.get((component, place), 0)

    def _moving(self, component: str) -> dict[str | None, int]:
        """The units at each place that come from other sites: as many as are fewer there, the first places first."""
        units, kept = self.bought[component], self.kept[component]
        held = self._holdings.of(component)
        left = 0 if None in held else sum(held.values()) - sum(kept.values())
        moved = {}
        for place, there in units.items():
            moved[place] = min(there - kept[place], left)
            left -= moved[place]
        return moved

    def disconnected(self) -> Iterator[Disconnected]:
        """The components of which fewer units are left over the deal, with what ending them costs."""
        for id in sorted(self._holdings.contracts):
            ended = self._holdings.ended(id, sum(self.bought.get(id, {}).values()))
            if ended:
                endings = [
                    Termination(contract.rule, contract.until, contract.months, line)
                    for contract, units in ended
                    if contract.charge and contract.rule and contract.until
                    for line in priced_lines(contract.charge, [units])
                ]
                units = sum(units for _, units in ended)
                yield Disconnected(id, self._left(id), units, self._holdings.total(id), tuple(endings))

    def _left(self, component: str) -> tuple[str, ...] | None:
        """The sites where fewer units are left than there were; None where sites play no part or aren't told."""
        held, bought = self._holdings.of(component), self.bought.get(component, {})
        if None in held:
            return None
        fewer = {place for place, units in held.items() if bought.get(place, 0) < units}
        return tuple(name for c in self._sizing.site_classes if c.id in fewer for name in c.names)
