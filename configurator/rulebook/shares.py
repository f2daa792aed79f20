"""Percentages of other charges: which charges each is taken of, and in which order they can be worked out."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from configurator.rulebook.language.evaluate import Element, World, evaluate
from configurator.rulebook.tariff import Base, Charge

Sold = tuple[str, int]
"""A charge: its component, and its place among the component's charges."""

Charges = Mapping[str, tuple[Charge, ...]]
"""Component → its charges."""

Bases = Mapping[Sold, tuple[Sold, ...]]
"""Percentage → the charges it is taken of."""


def bases_of(charges: Charges, catalogue: Iterable[Element], world: World) -> Bases:
    """What every percentage of a catalogue is taken of. `world` knows the constants and tables."""
    elements = {element.id: element for element in catalogue}
    found: dict[Sold, tuple[Sold, ...]] = {}
    for id, sold in charges.items():
        for index, charge in enumerate(sold):
            if charge.of is not None:
                found[id, index] = _meant(charge.of, charges, elements, world)
    return found


def _meant(base: Base, charges: Charges, elements: Mapping[str, Element], world: World) -> tuple[Sold, ...]:
    return tuple(
        (id, index)
        for id, sold in charges.items()
        if any((c.type, c.period) == (base.type, base.period) for c in sold)
        and evaluate(base.components.tree, world.binding("component", elements[id]))
        for index, charge in enumerate(sold)
        if (charge.type, charge.period) == (base.type, base.period)
    )


def percentages_of(bases: Bases) -> dict[Sold, frozenset[Sold]]:
    """By charge the percentages that are taken of it."""
    found: dict[Sold, set[Sold]] = {}
    for percentage, base in bases.items():
        for sold in base:
            found.setdefault(sold, set()).add(percentage)
    return {sold: frozenset(percentages) for sold, percentages in found.items()}


def ranks_of(bases: Bases) -> dict[Sold, int]:
    """1 for a percentage of prices, 2 for one of such percentages, and so on. Raises CycleError."""
    ranks: dict[Sold, int] = {}
    for sold in TopologicalSorter(
        {sold: [b for b in base if b in bases] for sold, base in bases.items()}
    ).static_order():
        ranks[sold] = 1 + max((ranks[below] for below in bases[sold] if below in bases), default=0)
    return ranks


def circle_in(bases: Bases) -> list[Sold]:
    """Percentages that are taken of each other, the first again at the end; nothing when there are none."""
    try:
        ranks_of(bases)
    except CycleError as circle:
        members: list[Sold] = circle.args[1]
        return members
    return []
