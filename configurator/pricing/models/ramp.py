"""Ramps of quantities: at the beginning only so many of the units are in use, and paid for."""

from dataclasses import replace

from configurator.pricing.models.segments import Segment, Segments, price


def levelled(segments: Segments, most: int | None) -> Segments:
    """The price of at most so many units, however many there will be."""
    if most is None:
        return segments
    kept = [segment for segment in segments if segment.low <= most]
    return (*kept[:-1], replace(kept[-1], high=most), Segment(most + 1, None, price(segments, most), 0))
