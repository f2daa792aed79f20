"""A package's quantities → the priced lines of every place: percentages of other lines last."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from configurator.package import Line, Place, Quantities
from configurator.pricing.charges import PricedCharge
from configurator.pricing.installed import charged_units
from configurator.pricing.waterfall import priced_lines
from configurator.rulebook.shares import Sold

Lines = dict[Place, tuple[Line, ...]]


def lines_of(
    offer: Mapping[str, tuple[PricedCharge, ...]],
    quantities: Quantities,
    sites: Mapping[str | None, int],
    kept: Mapping[Place, int] | None = None,
) -> Lines:
    """The lines of every place. `offer` is priced for this package; `sites`: how many a class has, 1 for the deal.

    Each charge is priced on all units of its component that it counts at the places where it is due, and its lines are
    shared among them. `kept`: of components that are installed, the units at all sites of a place that stay.
    """
    nets: dict[Sold, int] = {}
    found: dict[Place, dict[int, Line]] = {place: {} for place in quantities}
    for charge, here, units in _due(offer, quantities, sites, kept or {}):
        lines = priced_lines(_of_its_base(charge, nets), units)
        share = None if charge.share is None else charge.share.price
        nets[charge.sold] = nets.get(charge.sold, 0) + sum(line.net for line in lines)
        for place, counted, line in zip(here, units, lines, strict=True):
            if counted:
                found[place][charge.index] = line if share is None else replace(line, share=share)
    return {place: tuple(lines[index] for index in sorted(lines)) for place, lines in found.items()}


@dataclass(frozen=True, slots=True)
class Sum:
    """What a charge comes to at all places together, a period and over the contract: what its lines add up to."""

    period: str | None
    net: int
    contract_net: int


def sums_of(
    offer: Mapping[str, tuple[PricedCharge, ...]],
    quantities: Quantities,
    sites: Mapping[str | None, int],
    kept: Mapping[Place, int] | None = None,
) -> list[Sum]:
    """What the lines of every charge add up to, without the lines: for where many packages are compared."""
    nets: dict[Sold, int] = {}
    found = []
    for charge, _, units in _due(offer, quantities, sites, kept or {}):
        priced, total = _of_its_base(charge, nets), sum(units)
        net = priced.net(total)
        nets[charge.sold] = nets.get(charge.sold, 0) + net
        found.append(Sum(charge.period, net, priced.contract_net(total)))
    return found


def _due(
    offer: Mapping[str, tuple[PricedCharge, ...]],
    quantities: Quantities,
    sites: Mapping[str | None, int],
    kept: Mapping[Place, int],
) -> Iterator[tuple[PricedCharge, list[Place], list[int]]]:
    """Every charge that is due, with the places and the units it counts there; percentages after what they are of."""
    places: dict[str, list[Place]] = {}
    for place in sorted(quantities, key=lambda p: (p[0], p[1] or "")):
        places.setdefault(place[0], []).append(place)
    due = [(charge, places[id]) for id in places for charge in offer[id]]
    for charge, everywhere in sorted(due, key=lambda one: one[0].share.rank if one[0].share else 0):
        here = [place for place in everywhere if charge.where is None or place[1] in charge.where]
        units = [quantities[place] * sites[place[1]] for place in here]
        if not kept.keys().isdisjoint(here):
            units = charged_units(charge, units, [kept.get(place, 0) for place in here])
        if any(units):
            yield charge, here, units


def _of_its_base(charge: PricedCharge, nets: Mapping[Sold, int]) -> PricedCharge:
    """A percentage as what it comes to, given what the charges before it do; any other charge as it is."""
    if charge.share is None:
        return charge
    return charge.of_base(sum(nets.get(sold, 0) for sold in charge.share.of))
