"""Usage and packages: units of a component → units billed a period.

Each unit uses so much a period (the estimate), so much of that is free for all units together (the allowance), and the
rest is sold in blocks, of which a started one counts whole: ⌈max(0, each · units − allowance) / block⌉.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil


@dataclass(frozen=True, slots=True)
class Meter:
    """How the units of a component are counted for a charge."""

    each: Fraction | int = 1
    allowance: int = 0
    block: int = 1

    @property
    def plain(self) -> bool:
        """Whether it bills the units as they are."""
        return self == AS_BOUGHT

    def used(self, units: int) -> Fraction:
        """What they use a period, before any allowance."""
        return Fraction(self.each) * units

    def billed(self, units: int) -> int:
        """What is billed of it: in blocks, where it is sold in blocks."""
        return ceil(max(Fraction(0), self.used(units) - self.allowance) / self.block)


AS_BOUGHT = Meter()
"""One unit bought is one unit billed."""
