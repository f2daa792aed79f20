"""A minimal part of what can't hold together, found by plain trials."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def least_part(question: Sequence[T], holds: Callable[[Sequence[T]], bool]) -> list[T]:
    """A minimal part of `question` that can't hold, given that all of it can't; what comes last is left out first.

    More and more is left out at once as long as the rest doesn't hold, less when it does.
    """
    kept, open_, step = list[T](), list(question), 1
    while open_:
        left, out = open_[:-step], open_[-step:]
        if not holds([*left, *kept]):
            open_, step = left, 2 * step
        elif len(out) == 1:
            open_, kept = left, [*out, *kept]
        else:
            step = max(step // 2, 1)
    return kept
