"""What a figure was measured on, and how: medians of alternating runs, ratios between neighbours of the same run."""

import os
import platform
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter


def machine() -> str:
    """The processor, its cores, and the versions that matter."""
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")),
        platform.processor(),
    )
    parts = ", ".join(
        f"{name} {version(name)}" for name in ("ortools", "clingo", "python-sat", "weasyprint", "pydantic")
    )
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}, {parts}"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def alternating(runs: int, *works: Callable[[], object]) -> list[float]:
    """The median seconds of each of several works, run in turns so that a slow moment hits all of them."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for i, work in enumerate(works):
            taken[i].append(seconds(work))
    return [median(times) for times in taken]
