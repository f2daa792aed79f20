"""Why nothing fits: a set of rules, needs, decisions and caps that can't hold together while every proper subset can.

Where the money doesn't suffice, a linear relaxation suspects whom to ask first; more is asked for as packages break it,
until nothing fits. Of that much a minimal part is found by plain re-solves. Neither solver cores nor the relaxation are
trusted. A package once found answers every later question that asks for no more than it fulfils.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from configurator.engine.blockwise import Memory
from configurator.engine.frugal import Frugal, anything, reduced
from configurator.engine.leastpart import least_part
from configurator.engine.linear import Origin
from configurator.engine.problem import Problem
from configurator.engine.purpose import active_rules
from configurator.engine.sentences import sentence
from configurator.engine.solve import Effort
from configurator.engine.suspects import suspicion
from configurator.engine.tighten import ContradictionError
from configurator.sizing import Sizing


@dataclass(frozen=True, slots=True)
class Contributor:
    """One member of a conflict, by kind and id, and its sentence."""

    kind: str
    id: str
    text: str


def minimal_conflict(sizing: Sizing, problem: Problem, effort: Effort) -> list[Origin] | None:
    """What is in question and can't hold together, sorted; empty when the catalogue alone rules everything out.

    None when everything can hold together.

    Raises UndecidedError when the limits don't allow to tell.
    """
    asked = {constraint.origin for constraint in problem.constraints}
    question = [origin for origin in in_question(sizing) if origin in asked]
    try:
        trial = _Trial(problem, question, effort)
    except ContradictionError:
        return []
    members = trial.minimal(trial.frugally)
    if members is not None and trial.at_all(members):  # with other needs met as well
        members = trial.minimal(trial.at_all)
    return None if members is None else sorted(members)


def in_question(sizing: Sizing) -> list[Origin]:
    """What may be to blame, least doubted first: law and rules before needs, decisions and money."""
    rules = [Origin("rule", rule.id) for rule in active_rules(sizing) if rule.weight is None]
    needs = [Origin("need", need.id) for need in sizing.needs if need.priority == "must"]
    decisions = [Origin("decision", str(index)) for index in range(len(sizing.profile.decisions))]
    return [*rules, *needs, *decisions, *(Origin("budget", cap) for cap in sizing.budget)]


def contributor(origin: Origin, sizing: Sizing) -> Contributor:
    """A member of a conflict as it is told."""
    id = sizing.profile.decisions[int(origin.id)].component if origin.kind == "decision" else origin.id
    return Contributor(origin.kind, id, sentence(origin, sizing))


class _Trial:
    """Tries which parts of what is in question can hold together, and remembers what that told."""

    def __init__(self, problem: Problem, question: Sequence[Origin], effort: Effort) -> None:
        self._problem, self._question, self._effort = problem, question, effort
        asked = frozenset(question)
        self._asked = [constraint for constraint in problem.constraints if constraint.origin in asked]
        self._frugal = Frugal(problem, asked, effort, Memory())
        self._broken: list[frozenset[Origin]] = []  # by each package found: what it doesn't fulfil
        self._refused: list[frozenset[Origin]] = []  # what nothing fulfils together
        self._suspects = self._suspected()

    def _suspected(self) -> list[Origin]:
        """What a relaxation suspects. What it refuses by is a proof, once CP-SAT refuses that much as well."""
        found = suspicion(self._frugal.background, self._asked)
        if found.refusing:
            proof = reduced(replace(self._frugal.background, constraints=found.refusing))
            if proof is None or anything(proof, self._effort) is None:
                self._refused.append(frozenset(found.suspects))
        return list(found.suspects)

    def minimal(self, holds: Callable[[Sequence[Origin]], bool]) -> list[Origin] | None:
        """A minimal part of what is in question that doesn't hold; None when all of it does."""
        kept = list(self._suspects)
        while holds(kept):
            broken = next(b for b in reversed(self._broken) if b.isdisjoint(kept))
            if not broken:
                return None
            kept += [origin for origin in self._question if origin in broken]
        return least_part(kept, holds)

    def frugally(self, kept: Sequence[Origin]) -> bool:
        """Whether a package fulfils all that is kept and meets no need beside: another may where none does."""
        known = self._known(kept)
        return self._noted(self._frugal.package(kept)) if known is None else known

    def at_all(self, kept: Sequence[Origin]) -> bool:
        """Whether anything fulfils all that is kept."""
        known = self._known(kept)
        return self._noted(self._anything(kept)) if known is None else known

    def _known(self, kept: Sequence[Origin]) -> bool | None:
        if any(broken.isdisjoint(kept) for broken in self._broken):
            return True
        return False if any(refused.issubset(kept) for refused in self._refused) else None

    def _noted(self, values: Sequence[int] | None) -> bool:
        """Remembers a package, if there is one, by what it breaks."""
        if values is not None:
            self._broken.append(frozenset(c.origin for c in self._asked if not c.holds(values)))
        return values is not None

    def _anything(self, kept: Sequence[Origin]) -> list[int] | None:
        problem = reduced(self._problem.without(set(self._question).difference(kept)))
        return None if problem is None else anything(problem, self._effort)
