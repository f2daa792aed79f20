"""What a package spends of every cap, without its lines: as the caps count it."""

from collections.abc import Mapping
from fractions import Fraction

from configurator.engine.verify import Verification
from configurator.money import round_half_away
from configurator.package import Quantities
from configurator.pricing.bundles import Offer
from configurator.sizing import Sizing

Spent = Mapping[str, int]
"""Cap → what is spent of it, in minor units; of `monthly` in a year."""


def spending(sizing: Sizing, offer: Offer, quantities: Quantities, met: frozenset[str]) -> Spent:
    """What a package spends of every cap, bundles and ended contracts included."""
    chosen = {component: offer[component] for component, _ in quantities}
    return Verification(sizing, chosen, quantities, met).spent()


def monthly(spent: Spent) -> int:
    """What is spent a month."""
    return round_half_away(Fraction(spent["monthly"], 12))
