"""A random example by its number: each drawn on its own, so that no two are alike, and any can be drawn again.

Hypothesis by itself begins with the least examples and changes what it has drawn a little: good for finding the
smallest example of a fault, but of a thousand large ones many are the same in all that matters.
"""

from random import Random
from typing import TypeVar

from hypothesis.control import BuildContext
from hypothesis.internal.conjecture.data import ConjectureData
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")


def drawn(strategy: SearchStrategy[T], number: int) -> T:
    """What a strategy makes of the random bits that a number stands for."""
    data = ConjectureData(random=Random(number))
    with BuildContext(data, is_final=False, wrapped_test=drawn):
        return data.draw(strategy)
