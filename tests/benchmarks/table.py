"""The table a section prints: work, goal, ours (median and p95), a peer (the same), and the ratio."""

from collections.abc import Sequence
from math import ceil
from statistics import median


def heading() -> None:
    print(f"{'work':44}{'ours':>9}{'p95':>9}  {'peer':16}{'median':>9}{'p95':>9}{'ratio':>8}   goal")


def row(
    work: str,
    goal: str,
    ours: Sequence[float],
    peer: str = "",
    theirs: Sequence[float] = (),
    ratio: float | None = None,
) -> None:
    """Seconds of ours and of a peer. The ratio, if not given, is the median of ours over theirs, pair by pair."""
    if theirs and ratio is None:
        ratio = median(mine / their for mine, their in zip(ours, theirs, strict=True))
    told = "" if ratio is None else f"{ratio:.2f}"
    print(f"{work:44}{_times(ours)}  {peer:16}{_times(theirs)}{told:>8}   {goal}", flush=True)


def p95(values: Sequence[float]) -> float:
    """The least value that 95 % of them do not exceed."""
    return sorted(values)[ceil(0.95 * len(values)) - 1]


def _times(seconds: Sequence[float]) -> str:
    told = [median(seconds), p95(seconds)][: len(seconds)] if seconds else []
    return f"{''.join(_time(each) for each in told):18}"


def _time(seconds: float) -> str:
    return f"{seconds * 1000:6.0f} ms" if seconds < 10 else f"{seconds:7.1f} s"
