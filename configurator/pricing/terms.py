"""The periods of a contract, grouped into runs on the same terms."""

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from math import ceil

from configurator.pricing.charges import MONTHS, Terms
from configurator.pricing.reliefs import Relief, factors
from configurator.rulebook.tariff import Waterfall
from configurator.special_terms import Ramp


def terms_of(
    period: str | None, term: int, reliefs: Sequence[Relief], waterfall: Waterfall, ramp: Ramp | None = None
) -> tuple[Terms, ...]:
    """The terms of all periods that begin within the contract; what is paid once is on those of its first month.

    A period is free when all of it lies within the free months: of a year's charge three free months free nothing.
    """
    if period is None:
        return (Terms(1, factors(reliefs, 0, waterfall)),)
    months = MONTHS[period]
    whole = [relief for relief in reliefs if relief.free_months]
    changes = sorted({end for relief in reliefs for end, _ in relief.runs})
    left: dict[int, tuple[Fraction, ...]] = {}  # by how many runs have ended
    found = []
    for number in range(ceil(term / months)):
        month = number * months
        free, ends = None, 0
        for relief in whole:  # of several in a step they follow each other
            ends += relief.free_months
            if free is None and month + months <= ends:
                free = relief
        most = ramp.most(month) if ramp is not None else None
        ended = bisect_right(changes, month)
        if ended not in left:
            left[ended] = factors(reliefs, month, waterfall)
        found.append((left[ended], free, most))
    return tuple(Terms(len(list(run)), *alike) for alike, run in groupby(found))
