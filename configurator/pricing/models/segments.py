"""Prices as segments: from `low` to `high` billed units cost `fixed + unit · units` minor units a period.

The solver encodes segments and the quote evaluates them, so the solver's objective is the quoted total. Whatever bends
a price is a step from segments to segments.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Segment:
    """`fixed + unit · units` minor units a period, for low ≤ units ≤ high (None: no end)."""

    low: int
    high: int | None
    fixed: int
    unit: int

    def at(self, units: int) -> int:
        return self.fixed + self.unit * units


Segments = tuple[Segment, ...]
"""They follow each other without a gap; the last has no end."""


def price(segments: Segments, units: int) -> int:
    """What so many billed units cost a period."""
    return segment_at(segments, units).at(units)


def segment_at(segments: Segments, units: int) -> Segment:
    """The segment that so many units fall into."""
    return next(segment for segment in reversed(segments) if segment.low <= units)


def from_nothing(segments: Segments) -> Segments:
    """The same where nothing may be billed though the component is bought: that costs nothing."""
    return (Segment(0, 0, 0, 0), *segments)


def unpriced(segments: Segments) -> Segments:
    """The same units for nothing."""
    return (Segment(segments[0].low, None, 0, 0),)


def together(parts: Sequence[tuple[int, Segments]]) -> Segments:
    """What several prices cost together, each so many times."""
    if len(parts) == 1:
        [(times, segments)] = parts
        return tuple(replace(s, fixed=times * s.fixed, unit=times * s.unit) for s in segments)
    lows = sorted({segment.low for _, segments in parts for segment in segments})
    ends: list[int | None] = [low - 1 for low in lows[1:]]
    found = []
    for low, high in zip(lows, [*ends, None], strict=True):
        here = [(times, segment_at(segments, low)) for times, segments in parts]
        fixed, unit = sum(times * s.fixed for times, s in here), sum(times * s.unit for times, s in here)
        found.append(Segment(low, high, fixed, unit))
    return tuple(found)
