"""Charges that are a percentage N/D of the sum S of others, rounded half away from zero, in whole numbers.

Where its component is chosen such a charge is the one y with 2Dy ≤ 2NS + D ≤ 2Dy + 2D − 1; else it is 0.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from configurator.engine.linear import CATALOGUE, Linear
from configurator.money import round_half_away
from configurator.pricing.charges import PricedCharge
from configurator.rulebook.shares import Sold

if TYPE_CHECKING:
    from configurator.engine.builder import Builder


class Percentages:
    """Adds percentages to a problem. `headlines`: what a period of the charges before them comes to."""

    def __init__(self, builder: "Builder", headlines: dict[Sold, Linear]) -> None:
        self.builder, self.headlines = builder, headlines

    def add(self, charge: PricedCharge, variants: Iterable[tuple[PricedCharge, int | None]]) -> None:
        """What a percentage comes to, as often as its bundles have states."""
        share, chosen = charge.share, self.builder.chosen_in(charge.component, charge.where)
        assert share is not None
        if chosen is None:
            return
        base = Linear.total(self.headlines[sold] for sold in share.of if sold in self.headlines)
        headline, contract = Linear(), Linear()
        for variant, state in variants:
            holds = (chosen,) if state is None else (chosen, state)
            rounded = {Fraction(0): Linear()}
            for terms in variant.terms:
                part = share.price * terms.factor if terms.most != 0 else Fraction(0)
                if part not in rounded:
                    rounded[part] = self._rounded(f"{charge.component} {charge.index}", part, base, holds)
                if terms.free is None:
                    contract += rounded[part].times(terms.periods)
                last = rounded[part]
            headline += last
        self.builder.charge(charge.period, headline, contract)
        self.headlines[charge.sold] = headline

    def _rounded(self, name: str, part: Fraction, base: Linear, holds: tuple[int, ...]) -> Linear:
        """The part of the base where all of `holds` are 1; else 0."""
        most = round_half_away(part * self.builder.highest(base))
        y = self.builder.variable(f"{name}, {part} of others", 0, most)
        twice = Linear.of((2 * part.denominator, y)) - base.times(2 * part.numerator)
        self.builder.require(twice, None, part.denominator, CATALOGUE)
        self.builder.require(twice, 1 - part.denominator, None, CATALOGUE, holds)
        for literal in holds:
            self.builder.require(Linear.of((1, y), (-most, literal)), None, 0, CATALOGUE)
        return Linear.of((1, y))
