"""Volume cliffs: a few units more that would cost less, since the price of a higher tier holds for all units."""

from collections.abc import Iterator
from dataclasses import dataclass

from configurator.pricing.deal import Deal


@dataclass(frozen=True, slots=True)
class Cliff:
    """Of a component `instead` units cost less over the contract than the `quantity` that is bought, by `saves`."""

    component: str
    quantity: int
    instead: int
    saves: int


def cliffs(deal: Deal) -> Iterator[Cliff]:
    """Where a deal would cost less with more of a component: all its charges together, in minor units."""
    offer = deal.offer(deal.sizing.profile.discounts)
    for id, units in sorted(deal.units.items()):
        charges = [charge for charge in offer[id] if charge.share is None and charge.where is None]
        component = deal.sizing.rulebook.components[id]
        if component.at == "site" or not any(charge.model == "volume" for charge in charges):
            continue
        starts = {segment.low for charge in charges if charge.meter.plain for segment in charge.contract}
        now = sum(charge.contract_net(units) for charge in charges)
        better = [
            (sum(charge.contract_net(n) for charge in charges), n)
            for n in starts
            if units < n <= component.quantity.max
        ]
        least, instead = min(better, default=(now, units))
        if least < now:
            yield Cliff(id, units, instead, now - least)
