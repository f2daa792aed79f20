"""Units billed of a component that is metered or sold in blocks, in whole numbers.

Of u units that use n/d each, with an allowance A, in blocks of B, the units billed b are the least with
d·B·b ≥ n·u − d·A, so that d·B·b ≤ n·u − d·A + d·B − 1 where anything is billed at all, and 0 where nothing is.
"""

from fractions import Fraction
from typing import TYPE_CHECKING

from configurator.engine.linear import CATALOGUE, Linear
from configurator.pricing.models.meter import Meter

if TYPE_CHECKING:
    from configurator.engine.builder import Builder


def add_billed(
    builder: "Builder", name: str, meter: Meter, units: Linear, chosen: int, using: Linear, most: int
) -> Linear:
    """A variable for what is billed of `units`. `using`: 1 where more than the allowance is used, else 0."""
    each = Fraction(meter.each)
    used, allowance, block = (
        units.times(each.numerator),
        each.denominator * meter.allowance,
        each.denominator * meter.block,
    )
    billed = Linear.of((1, builder.variable(f"{name} billed", 0, most)))
    beyond = billed.times(block) - used
    builder.require(beyond + Linear.of((allowance, chosen)), 0, None, CATALOGUE)
    builder.require(beyond + using.times(allowance - block + 1), None, 0, CATALOGUE)
    builder.require(used - using.times(allowance + 1), 0, None, CATALOGUE)
    return billed
