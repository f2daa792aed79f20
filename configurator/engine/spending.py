"""What a package spends of every cap, without its lines: as the caps count it."""

from collections.abc import Mapping
from fractions import Fraction

from configurator.engine.verify import Verification
from configurator.money import round_half_away
from configurator.package import Quantities
from configurator.pricing.bundles import Offer, as_bundled
from configurator.sizing import Sizing

_PER_YEAR = {"month": 12, "quarter": 4, "year": 1}

Spent = Mapping[str, int]
"""Cap → what is spent of it, in minor units; of `monthly` in a year."""


def spending(sizing: Sizing, offer: Offer, quantities: Quantities, met: frozenset[str]) -> dict[str, int]:
    """What a package spends of every cap, bundles included."""
    check = Verification(sizing, {}, quantities, met)
    chosen = sorted({component for component, _ in quantities})
    bundled = as_bundled({component: offer[component] for component in chosen}, check.world)
    spent = dict.fromkeys(("monthly", "one_time", "total"), 0)
    for component in chosen:
        units = check.bought.quantity(component, None)
        for charge in bundled[component]:
            net = charge.net(units)
            spent["total"] += net * charge.periods
            if charge.period is None:
                spent["one_time"] += net
            else:
                spent["monthly"] += net * _PER_YEAR[charge.period]
    return spent


def monthly(spent: Spent) -> int:
    """What is spent a month."""
    return round_half_away(Fraction(spent["monthly"], 12))
