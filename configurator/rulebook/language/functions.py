"""The functions of constants the rule language knows, with their formulas and sources."""

import math
from collections.abc import Callable
from fractions import Fraction

MOST_ERLANGS = 50_000


def erlang_b(erlangs: Fraction | int, blocking: Fraction | int) -> int:
    """The fewest lines that block at most the share `blocking` of calls at `erlangs` of offered traffic.

    Erlang's loss formula by its recursion B(n) = A·B(n−1) / (n + A·B(n−1)), B(0) = 1 (A. K. Erlang, 1917; ITU-T E.501).
    """
    if not 0 < blocking < 1:
        raise ValueError("erlang_b: the blocking must lie between 0 and 1")
    if not 0 <= erlangs <= MOST_ERLANGS:
        raise ValueError(f"erlang_b: the traffic must lie between 0 and {MOST_ERLANGS} erlangs")
    if erlangs == 0:
        return 0
    traffic, limit, lines, blocked = float(erlangs), float(blocking), 0, 1.0
    while blocked > limit:
        lines += 1
        blocked = traffic * blocked / (lines + traffic * blocked)
    return lines


def _round(value: Fraction | int) -> int:
    return math.floor(value + Fraction(1, 2))


FUNCTIONS: dict[str, tuple[Callable[..., Fraction | int], int, int]] = {
    "ceil": (math.ceil, 1, 1),
    "floor": (math.floor, 1, 1),
    "round": (_round, 1, 1),
    "abs": (abs, 1, 1),
    "min": (min, 2, 20),
    "max": (max, 2, 20),
    "erlang_b": (erlang_b, 2, 2),
}
"""Name → (the function, fewest and most arguments). All take and give numbers; all arguments are constants."""

DECISIONS = ("qty", "selected", "supply", "met")
"""What the engine decides, and how a rule refers to it."""
