"""How long `rules diff` takes a profile: a price change of telco_enterprise, compared by a part of the corpus.

`python -m tests.benchmarks.diff` takes every tenth profile; `python -m tests.benchmarks.diff 1` all 108.
"""

import datetime
import re
import shutil
import sys
import tempfile
from decimal import Decimal
from pathlib import Path

from configurator.resources import folder
from configurator.workbench.diff.run import RulebookDiff, diff_rulebooks
from configurator.workbench.diff.summary import summary
from tests.benchmarks.corpus import write
from tests.benchmarks.machine import machine, seconds

RULEBOOK = "telco_enterprise"


def dearer(source: Path, target: Path) -> Path:
    """A copy of a rulebook whose recurring SD-WAN prices are 8 % higher."""
    shutil.copytree(source, target)
    path = target / "prices" / "connectivity.csv"
    raised = re.sub(
        r"(?m)^(connectivity\.sdwan_\w+,recurring,[^,]*,[^,]*,)([\d.]+)",
        lambda price: f"{price[1]}{(Decimal(price[2]) * 108 / 100).quantize(Decimal('0.01'))}",
        path.read_text(encoding="utf-8"),
    )
    path.write_text(raised, encoding="utf-8")
    return target


def diff(every: int) -> None:
    """The whole command but for its start, loading and processes included."""
    home = folder("rules") / RULEBOOK
    with tempfile.TemporaryDirectory() as scratch:
        corpus, new = Path(scratch) / "corpus", dearer(home, Path(scratch) / RULEBOOK)
        number = len(write(corpus, every))
        found: list[RulebookDiff] = []
        day = datetime.date(2026, 11, 22)
        taken = seconds(lambda: found.append(diff_rulebooks(home, new, corpus, day=day)))
    print(f"rules diff, {number} profiles   {taken:6.1f} s   {taken / number:5.2f} s a profile, both offers")
    print("\n".join(summary(found[0])))


if __name__ == "__main__":
    print(f"{machine()}\n")
    diff(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
