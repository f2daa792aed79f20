"""A chosen package as the deal desk looks at it: the same items, priced again under other manual discounts."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from configurator.package import Line, Quantities
from configurator.pricing.bundles import as_bundled
from configurator.pricing.charges import PricedCharge
from configurator.pricing.lines import Lines, lines_of
from configurator.pricing.price_list import price_list
from configurator.pricing.totals import total_contract
from configurator.rulebook.language.evaluate import World
from configurator.rulebook.shares import Sold
from configurator.sizing import Sizing
from configurator.special_terms import ManualDiscount, SpecialTerms


@dataclass(frozen=True)
class Deal:
    """What is bought. `world` knows the package, so that bundles are as it earns them."""

    sizing: Sizing
    quantities: Quantities
    world: World

    def offer(
        self, discounts: Sequence[ManualDiscount], of: Collection[str] | None = None
    ) -> dict[str, tuple[PricedCharge, ...]]:
        """The charges of what is bought, or of some of it, under manual discounts."""
        special, sizing = SpecialTerms(tuple(discounts), self.sizing.profile.ramps), self.sizing
        bought = {id for id, _ in self.quantities} if of is None else of
        offer = price_list(sizing.rulebook, sizing.date, sizing.term_months, sizing.world, bought, special)
        return as_bundled(offer, self.world)

    def lines(self, discounts: Sequence[ManualDiscount]) -> Lines:
        """The priced lines of every place."""
        return lines_of(self.offer(discounts), self.quantities, self.sizing.counts)

    def total(self, discounts: Sequence[ManualDiscount]) -> int:
        """What the contract comes to, in minor units."""
        return total_contract(line for _, line in self._each(self.lines(discounts)))

    def by_charge(self, discounts: Sequence[ManualDiscount]) -> dict[Sold, int]:
        """What every charge comes to over the contract."""
        found: dict[Sold, int] = {}
        for component, line in self._each(self.lines(discounts)):
            found[component, line.charge] = found.get((component, line.charge), 0) + line.contract_net
        return found

    def name(self, sold: Sold) -> str:
        """What price lists call a charge."""
        return self.sizing.rulebook.components[sold[0]].charges[sold[1]].name

    @cached_property
    def units(self) -> dict[str, int]:
        """The units of every component over the deal."""
        units: dict[str, int] = {}
        for (component, place), number in self.quantities.items():
            units[component] = units.get(component, 0) + number * self.sizing.counts[place]
        return units

    def _each(self, lines: Lines) -> Iterator[tuple[str, Line]]:
        return ((place[0], line) for place, found in lines.items() for line in found)
