"""Flat, per unit, volume and graduated prices, and packages of units: net unit prices by tier → segments.

*flat*: one price whatever the quantity. *per unit* and *package*: one price a unit, or a block of them. *volume*: the
tier reached prices all units. *graduated*: each unit has the price of the tier it falls into.
"""

from collections.abc import Sequence

from configurator.pricing.models.segments import Segment, Segments

Prices = Sequence[tuple[int, int]]
"""(first billed unit, unit price in minor units) of every tier, ascending from 1."""


def segments_of(model: str, prices: Prices) -> Segments:
    """The segments of a price by tiers, from the first billed unit on."""
    if model == "flat":
        return (Segment(1, None, prices[0][1], 0),)
    ends: list[int | None] = [first - 1 for first, _ in prices[1:]]
    segments, below = [], 0  # `below`: what the units of all earlier tiers cost together
    for (first, unit), end in zip(prices, [*ends, None], strict=True):
        fixed = below - unit * (first - 1) if model == "graduated" else 0
        segments.append(Segment(first, end, fixed, unit))
        if end is not None:
            below += unit * (end - first + 1)
    return tuple(segments)


def units_by_tier(model: str, firsts: Sequence[int], units: int) -> list[tuple[int, int]]:
    """(tier, counted from 0; units priced in it), where any are; a flat price counts as one unit."""
    if units == 0:
        return []
    if model == "flat":
        return [(0, 1)]
    if model != "graduated":
        return [(max(i for i, first in enumerate(firsts) if first <= units), units)]
    ends = [*(first - 1 for first in firsts[1:]), units]
    shares = [(i, min(end, units) - first + 1) for i, (first, end) in enumerate(zip(firsts, ends, strict=True))]
    return [(tier, share) for tier, share in shares if share > 0]
