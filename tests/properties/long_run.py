"""The engine against others over many random cases: `python -m tests.properties.long_run --small 20000 --large 2000`.

Small cases are answered by trying everything, larger ones by HiGHS; small ones priced in all the ways there are
(`--deals`) are priced by a clerk with fractions as well. The same seed gives the same cases. A case on which
they disagree is written to a file with both answers; the last line counts, and there the exit code is 1.
"""

import argparse
import json
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis.strategies import SearchStrategy

from tests.properties.answers import Comparison, against_everything, against_the_second_engine
from tests.properties.deals import deal_cases
from tests.properties.draws import drawn
from tests.properties.installed import installed_cases
from tests.properties.larger import larger_cases
from tests.properties.priced import against_the_clerk
from tests.properties.problems import Case, cases
from tests.properties.second_engine import NoAnswerError
from tests.properties.sited import sited_cases

_NOW_AND_THEN = 250
_BETWEEN_SEEDS = 10**9
"""Cases are drawn by their number. Those of a seed lie so far from those of the next one that no two runs share any."""


@dataclass
class Run:
    """The cases of one kind: how they came out so far."""

    name: str
    cases: SearchStrategy[Case]
    compare: Callable[[Case], Comparison]
    folder: Path
    counts: Counter[str] = field(default_factory=Counter)

    def go(self, numbers: range) -> None:
        """Compares the cases of these numbers, and says now and then how far it is."""
        for number in numbers:
            self._one(number, drawn(self.cases, number))
            if self.counts["cases"] % _NOW_AND_THEN == 0:
                print(f"{self.name}: {counted(self.counts)}", flush=True)

    def _one(self, number: int, case: Case) -> None:
        self.counts["cases"] += 1
        try:
            comparison = self.compare(case)
        except NoAnswerError as fault:
            self._keep(number, case, "unanswered", {"fault": str(fault)})
        except Exception:  # whatever it is, it is what the run is there to find
            self._keep(number, case, "disagreements", {"fault": traceback.format_exc()})
        else:
            self.counts[comparison.outcome.name] += 1
            if not comparison.agreed:
                both = {"ours": str(comparison.ours), "theirs": str(comparison.theirs)}
                self._keep(number, case, "disagreements", {"outcome": comparison.outcome.name, **both})

    def _keep(self, number: int, case: Case, kind: str, answers: dict[str, str]) -> None:
        self.counts[kind] += 1
        path = self.folder / f"{self.name}-{number}.json"
        self.folder.mkdir(parents=True, exist_ok=True)
        told = {**answers, "profile": case.profile, "files": case.files}
        path.write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")
        print(f"{self.name}: {kind}: {path}\n{case}\n" + "\n".join(answers.values()), file=sys.stderr, flush=True)


def counted(counts: Counter[str]) -> str:
    words = ("cases", "optimal", "infeasible", "unanswered", "disagreements")
    return ", ".join(f"{counts[word]:,} {word}" for word in words)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.properties.long_run", description=__doc__)
    parser.add_argument("--small", type=int, default=20_000, metavar="N", help="small cases, against everything")
    parser.add_argument("--deals", type=int, default=20_000, metavar="N", help="small cases, against the clerk as well")
    parser.add_argument("--large", type=int, default=2_000, metavar="N", help="larger cases, against HiGHS")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument(
        "-o", type=Path, default=Path("disagreements"), metavar="FOLDER", help="for the cases to look at"
    )
    asked = parser.parse_args()
    little = cases() | sited_cases()
    small = Run("small", little | installed_cases(little), against_everything, asked.o)
    deals = Run("deals", deal_cases(), against_the_clerk, asked.o)
    larger = larger_cases()
    large = Run("large", larger | installed_cases(larger), against_the_second_engine, asked.o)
    first = asked.seed * _BETWEEN_SEEDS
    small.go(range(first, first + asked.small))
    deals.go(range(first, first + asked.deals))
    large.go(range(first, first + asked.large))
    whole = small.counts + deals.counts + large.counts
    print(counted(whole))
    return 1 if whole["disagreements"] else 0


if __name__ == "__main__":
    sys.exit(main())
