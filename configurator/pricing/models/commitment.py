"""Minimum commitment: what falls short of it a period is paid nevertheless."""

from configurator.pricing.models.segments import Segment, Segments


def at_least(segments: Segments, minimum: int) -> Segments:
    """The price, but never less than the minimum: each segment is split where it reaches it."""
    if minimum == 0:
        return segments
    return tuple(part for segment in segments for part in _split(segment, minimum))


def _split(segment: Segment, minimum: int) -> Segments:
    """Prices don't fall within a segment, so that one below the minimum rises above it once, if ever."""
    if segment.at(segment.low) >= minimum:
        return (segment,)
    short = Segment(segment.low, segment.high, minimum, 0)
    if segment.unit == 0:
        return (short,)
    reached = -((segment.fixed - minimum) // segment.unit)  # the first quantity that costs the minimum
    if segment.high is not None and reached > segment.high:
        return (short,)
    return (
        Segment(segment.low, reached - 1, minimum, 0),
        Segment(reached, segment.high, segment.fixed, segment.unit),
    )
