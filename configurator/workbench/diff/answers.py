"""What a rulebook answers a profile, in the little that comparing and telling takes: it crosses processes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from configurator.engine.outcome import Infeasible, Outcome, Solved, Unproven
from configurator.engine.recommend import recommend
from configurator.engine.solve import Limits
from configurator.errors import ConfiguratorError, InputError
from configurator.money import to_text
from configurator.profile import Profile
from configurator.rulebook.model import Rulebook
from configurator.workbench.cases import bought

AMOUNTS = ("total_contract", "monthly", "one_time", "total_contract_with_tax")


@dataclass(frozen=True)
class Answer:
    """An outcome; amounts are minor units, net of tax unless named otherwise. Why there is none says `message`."""

    outcome: str
    totals: Mapping[str, int]
    units: Mapping[str, int]
    costs: Mapping[str, int]  # what each component comes to over the contract
    needs: Mapping[str, bool]
    coverage: Fraction
    conflict: tuple[tuple[str, str, str], ...] = ()  # kind, id, sentence
    message: str = ""
    help: str = ""

    @property
    def solved(self) -> bool:
        return self.outcome in ("optimal", "feasible")

    def to_json(self, currency: str) -> dict[str, Any]:
        told: dict[str, Any] = {"outcome": self.outcome}
        if self.solved:
            told |= {name: to_text(self.totals[name], currency) for name in AMOUNTS}
            told["coverage"] = round(float(self.coverage), 4)
        said = {"message": self.message, "help": self.help}
        return told | {name: text for name, text in said.items() if text}


_NOTHING = Answer("unreadable", {}, {}, {}, {}, Fraction(0))


def answer(profile: Profile, rulebook: Rulebook, limits: Limits) -> Answer:
    """What a rulebook answers; a profile it can't read is an answer too."""
    try:
        return _told(recommend(profile, rulebook, limits))
    except ConfiguratorError as fault:
        return unreadable(fault)


def unreadable(fault: ConfiguratorError) -> Answer:
    """The answer to a profile that can't be used."""
    found = fault.diagnostics if isinstance(fault, InputError) else ()
    message = "; ".join(diagnostic.message for diagnostic in found) or str(fault)
    return replace(_NOTHING, message=message, help="; ".join(filter(None, (diagnostic.help for diagnostic in found))))


def _told(outcome: Outcome) -> Answer:
    if isinstance(outcome, Infeasible):
        conflict = tuple((c.kind, c.id, c.text) for c in outcome.conflict)
        return replace(_NOTHING, outcome=outcome.name, conflict=conflict)
    if isinstance(outcome, Unproven):
        return replace(_NOTHING, outcome=outcome.name, message=outcome.known.en)
    assert isinstance(outcome, Solved)
    package, costs = outcome.package, dict[str, int]()
    for item in package.items:
        costs[item.component] = costs.get(item.component, 0) + sum(line.contract_net for line in item.lines)
    return Answer(
        outcome.name,
        totals={name: getattr(package.totals, name) for name in AMOUNTS},
        units=bought(outcome),
        costs=costs,
        needs={need.need: need.met for need in package.coverage},
        coverage=package.weighted_coverage,
    )
