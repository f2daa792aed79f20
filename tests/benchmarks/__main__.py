"""`make bench`: how long the work takes, against peers in the same run. `python -m tests.benchmarks recommend scale`
prints these sections only.
"""

import argparse
from collections.abc import Callable
from datetime import datetime

import configurator as cf
from tests.benchmarks import asking, growing, recommending, shipped
from tests.benchmarks.diff import diff
from tests.benchmarks.machine import machine
from tests.benchmarks.quoting import quotes
from tests.benchmarks.workbench import workbench


def _workbench() -> None:
    for rulebook in cf.shipped_rulebooks():
        workbench(rulebook)


SECTIONS: dict[str, Callable[[], None]] = {
    "start": shipped.cold_start,
    "examples": shipped.recommendations,
    "recommend": recommending.recommend,
    "sites": recommending.sites,
    "scale": growing.scale,
    "hard": growing.hard,
    "options": asking.choices,
    "explain": asking.reasons,
    "frontier": asking.steps,
    "quotes": quotes,
    "proposals": shipped.proposals,
    "workbench": _workbench,
    "diff": lambda: diff(every=10),
}
"""Name → what prints it, in the order of the report."""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="How long the work takes.")
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"all, or some of: {', '.join(SECTIONS)}")
    asked = parser.parse_args().sections
    if strangers := set(asked) - set(SECTIONS):
        parser.error(f"no section is called {', '.join(sorted(strangers))}; there are {', '.join(SECTIONS)}")
    print(f"{machine()}\n{datetime.now().astimezone().date()}")
    for name in asked or SECTIONS:
        print(f"\n{name}")
        SECTIONS[name]()
