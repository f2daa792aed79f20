"""What the customer has already, by component and place, and what of it a package keeps, adds to and ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from configurator.package import Place
from configurator.pricing.installed import Contract


@dataclass(frozen=True)
class Holdings:
    """Units installed: at the sites of a class together, or over the deal, where sites play no part or aren't told."""

    units: Mapping[Place, int] = field(default_factory=dict)
    contracts: Mapping[str, tuple[Contract, ...]] = field(default_factory=dict)  # the cheapest to end first

    def __contains__(self, component: str) -> bool:
        return component in self.contracts

    def of(self, component: str) -> dict[str | None, int]:
        """Where units of a component stand."""
        return {place: units for (id, place), units in self.units.items() if id == component}

    def total(self, component: str) -> int:
        """The units of a component over the deal."""
        return sum(contract.units for contract in self.contracts.get(component, ()))

    def at(self, component: str, place: str | None, sites: int) -> int:
        """The units at each of the `sites` of a class; the whole number where at which site isn't told."""
        if (component, None) in self.units:
            return self.units[component, None]
        return self.units.get((component, place), 0) // sites

    def kept(self, component: str, bought: Mapping[str | None, int]) -> dict[str | None, int]:
        """How many of the units bought at each place are there already; `bought` by place, over all its sites.

        Where at which site isn't told, the first places keep what there is.
        """
        if (component, None) not in self.units:
            return {place: min(units, self.units.get((component, place), 0)) for place, units in bought.items()}
        kept, left = {}, self.units[component, None]
        for place, units in bought.items():
            kept[place] = min(units, left)
            left -= kept[place]
        return kept

    def ended(self, component: str, bought: int) -> list[tuple[Contract, int]]:
        """The contracts of which units end when so many are bought over the deal, cheapest first, and how many."""
        found, left = [], max(0, self.total(component) - bought)
        for contract in self.contracts.get(component, ()):
            if units := min(contract.units, left):
                found.append((contract, units))
                left -= units
        return found
