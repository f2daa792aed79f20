"""A package's quantities → the priced lines of every place: percentages of other lines last."""

from collections.abc import Mapping
from dataclasses import replace

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
    staying = kept or {}
    places: dict[str, list[Place]] = {}
    for place in sorted(quantities, key=lambda p: (p[0], p[1] or "")):
        places.setdefault(place[0], []).append(place)
    due = [(charge, places[id]) for id in places for charge in offer[id]]
    nets: dict[Sold, int] = {}
    found: dict[Place, dict[int, Line]] = {place: {} for place in quantities}
    for charge, everywhere in sorted(due, key=lambda one: one[0].share.rank if one[0].share else 0):
        here = [place for place in everywhere if charge.where is None or place[1] in charge.where]
        if not here:
            continue
        units = [quantities[place] * sites[place[1]] for place in here]
        if not staying.keys().isdisjoint(here):
            units = charged_units(charge, units, [staying.get(place, 0) for place in here])
        if not any(units):
            continue
        lines = _priced(charge, units, nets)
        nets[charge.sold] = nets.get(charge.sold, 0) + sum(line.net for line in lines)
        for place, counted, line in zip(here, units, lines, strict=True):
            if counted:
                found[place][charge.index] = line
    return {place: tuple(lines[index] for index in sorted(lines)) for place, lines in found.items()}


def _priced(charge: PricedCharge, units: list[int], nets: Mapping[Sold, int]) -> tuple[Line, ...]:
    if charge.share is None:
        return priced_lines(charge, units)
    of_base = charge.of_base(sum(nets.get(sold, 0) for sold in charge.share.of))
    return tuple(replace(line, share=charge.share.price) for line in priced_lines(of_base, units))
