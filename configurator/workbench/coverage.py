"""Which rules the examples and cases try: per rule how often it was vacuous, enforced, violated."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from configurator.rulebook.model import Rulebook
from configurator.workbench.standing import Standing
from configurator.workbench.testing import Result


@dataclass(frozen=True, slots=True)
class RuleCoverage:
    """How often a rule stood how."""

    rule: str
    vacuous: int
    enforced: int
    violated: int

    @property
    def covered(self) -> bool:
        """Whether it was seen to allow something and to refuse something."""
        return self.enforced > 0 and self.violated > 0


@dataclass(frozen=True)
class Coverage:
    """The coverage of a rulebook's rules."""

    rules: tuple[RuleCoverage, ...]

    @property
    def share(self) -> Fraction:
        """Covered rules over all rules; 1 when there are none."""
        covered = sum(rule.covered for rule in self.rules)
        return Fraction(covered, len(self.rules)) if self.rules else Fraction(1)


def coverage(rulebook: Rulebook, results: Iterable[Result]) -> Coverage:
    """What a run of the tests says of the rules."""
    found: dict[str, Counter[Standing]] = {id: Counter() for id in rulebook.rules}
    for result in results:
        for id, standings in result.standings.items():
            found[id].update(standings)
    return Coverage(
        tuple(
            RuleCoverage(id, seen[Standing.VACUOUS], seen[Standing.ENFORCED], seen[Standing.VIOLATED])
            for id, seen in found.items()
        )
    )
