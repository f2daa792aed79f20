"""A percentage charge as data: its share of price and cost, and the charges it is taken of."""

from fractions import Fraction

from configurator.pricing.charges import Share
from configurator.rulebook.model import Rulebook
from configurator.rulebook.tariff import Price


def share_of(rulebook: Rulebook, component: str, index: int, price: Price) -> Share:
    """The percentage that a price list tells of a charge."""
    sold = component, index
    percent, cost = Fraction(price.by_quantity[0][1]), Fraction(price.cost)
    return Share(percent / 100, cost / 100, rulebook.bases[sold], rulebook.ranks[sold])
