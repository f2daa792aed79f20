"""The engine against others over many random cases: `python -m tests.properties.long_run --small 20000 --large 2000`.

Small cases are answered by trying everything, larger ones by HiGHS. The same seed gives the same cases. A case on which
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

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

from tests.properties.answers import Comparison, against_everything, against_the_second_engine
from tests.properties.larger import larger_cases
from tests.properties.problems import Case, cases
from tests.properties.second_engine import NoAnswerError

_AT_ONCE = 250


@dataclass
class Run:
    """The cases of one kind: how they came out so far."""

    name: str
    cases: SearchStrategy[Case]
    compare: Callable[[Case], Comparison]
    folder: Path
    counts: Counter[str] = field(default_factory=Counter)

    def go(self, number: int, start: int) -> None:
        """Compares so many cases, and says now and then how far it is."""
        while self.counts["cases"] < number:
            self._some(min(_AT_ONCE, number - self.counts["cases"]), start + self.counts["cases"])
            print(f"{self.name}: {self.told()}", flush=True)

    def _some(self, number: int, start: int) -> None:
        drawn = settings(
            max_examples=number,
            phases=[Phase.generate],
            database=None,
            deadline=None,
            derandomize=False,
            suppress_health_check=list(HealthCheck),
        )
        before = self.counts["cases"]
        seed(start)(drawn(given(self.cases)(self._one)))()
        if self.counts["cases"] == before:
            raise SystemExit(f"{self.name}: no cases could be drawn")

    def _one(self, case: Case) -> None:
        self.counts["cases"] += 1
        try:
            comparison = self.compare(case)
        except NoAnswerError as fault:
            self._keep(case, "unanswered", {"fault": str(fault)})
        except Exception:  # whatever it is, it is what the run is there to find
            self._keep(case, "disagreements", {"fault": traceback.format_exc()})
        else:
            self.counts[comparison.outcome.name] += 1
            if not comparison.agreed:
                both = {"ours": str(comparison.ours), "theirs": str(comparison.theirs)}
                self._keep(case, "disagreements", {"outcome": comparison.outcome.name, **both})

    def _keep(self, case: Case, kind: str, answers: dict[str, str]) -> None:
        self.counts[kind] += 1
        path = self.folder / f"{self.name}-{kind}-{self.counts[kind]}.json"
        self.folder.mkdir(parents=True, exist_ok=True)
        told = {**answers, "profile": case.profile, "files": case.files}
        path.write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")
        print(f"{self.name}: {kind}: {path}\n{case}\n" + "\n".join(answers.values()), file=sys.stderr, flush=True)

    def told(self) -> str:
        return counted(self.counts)


def counted(counts: Counter[str]) -> str:
    words = ("cases", "optimal", "infeasible", "unanswered", "disagreements")
    return ", ".join(f"{counts[word]:,} {word}" for word in words)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.properties.long_run", description=__doc__)
    parser.add_argument("--small", type=int, default=20_000, metavar="N", help="small cases, against everything")
    parser.add_argument("--large", type=int, default=2_000, metavar="N", help="larger cases, against HiGHS")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument(
        "-o", type=Path, default=Path("disagreements"), metavar="FOLDER", help="for the cases to look at"
    )
    asked = parser.parse_args()
    small = Run("small", cases(), against_everything, asked.o)
    large = Run("large", larger_cases(), against_the_second_engine, asked.o)
    # Seeds far apart, so that no two runs of neighbouring seeds draw the same cases.
    small.go(asked.small, asked.seed * 10**9)
    large.go(asked.large, asked.seed * 10**9)
    whole = small.counts + large.counts
    print(counted(whole))
    return 1 if whole["disagreements"] else 0


if __name__ == "__main__":
    sys.exit(main())
