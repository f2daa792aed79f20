"""Why nothing fits: a set of rules, needs, decisions and caps that can't hold together while every proper subset can.

What is in question is asked for bit by bit, as packages break it, until nothing fits; of that much a minimal part is
found by plain re-solves (QuickXplain; U. Junker, AAAI 2004). Solver cores are not trusted. A package once found answers
every later question that asks for no more than it fulfils.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from configurator.engine.blockwise import Memory, modest, whole
from configurator.engine.linear import Constraint, Origin
from configurator.engine.problem import Problem
from configurator.engine.purpose import active_rules
from configurator.engine.sentences import sentence
from configurator.engine.solve import Effort, Solver
from configurator.engine.tighten import ContradictionError, Propagator
from configurator.sizing import Sizing


@dataclass(frozen=True, slots=True)
class Contributor:
    """One member of a conflict, by kind and id, and its sentence."""

    kind: str
    id: str
    text: str


class UndecidedError(Exception):
    """A re-solve ended without an answer within the limits, so no conflict can be told."""


def minimal_conflict(sizing: Sizing, problem: Problem, effort: Effort) -> list[Origin] | None:
    """What is in question and can't hold together, sorted; empty when the catalogue alone rules everything out.

    None when everything can hold together.

    Raises UndecidedError when the limits don't allow to tell.
    """
    asked = {constraint.origin for constraint in problem.constraints}
    question = [origin for origin in in_question(sizing) if origin in asked]
    try:
        trial = _Trial(problem, frozenset(question), effort)
    except ContradictionError:
        return []
    grown = trial.until_nothing_fits()
    if grown is None:
        return None
    suspects = [origin for origin in question if origin in grown]
    return sorted(quick_explain([], False, suspects, trial.holds)) if suspects else []


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


@dataclass
class _Trial:
    """Tries which parts of what is in question can hold together."""

    problem: Problem
    question: frozenset[Origin]
    effort: Effort
    memory: Memory = field(default_factory=Memory)
    _broken: list[frozenset[Origin]] = field(default_factory=list)  # by each package found: what it doesn't fulfil

    def __post_init__(self) -> None:
        self._asked: dict[Origin, list[Constraint]] = {}
        for constraint in self.problem.constraints:
            if constraint.origin in self.question:
                self._asked.setdefault(constraint.origin, []).append(constraint)
        self._background = Propagator(self.problem.without(self.question))
        self._bounds = self._background.root()

    def until_nothing_fits(self) -> set[Origin] | None:
        """Asks for more and more of what is in question, until nothing fulfils it; None when something always does."""
        kept: set[Origin] = set()
        while self.holds(kept):
            broken = next(b for b in reversed(self._broken) if b.isdisjoint(kept))
            if not broken:
                return None
            kept |= broken
        return kept

    def holds(self, kept: Collection[Origin]) -> bool:
        """Whether anything fulfils all that is kept."""
        if any(broken.isdisjoint(kept) for broken in self._broken):
            return True
        propagator = self._background.adding(c for origin in kept for c in self._asked.get(origin, ()))
        try:
            bounds = propagator.narrowed(self._bounds)
        except ContradictionError:
            return False
        values = modest(propagator, bounds, self.effort, self.memory) or self._any(propagator.reduced(bounds))
        if values is not None:
            broken = {c.origin for c in self.problem.constraints if c.origin in self.question and not c.holds(values)}
            self._broken.append(frozenset(broken))
        return values is not None

    def _any(self, problem: Problem) -> list[int] | None:
        """Anything that fulfils all constraints."""
        answer = Solver(problem, self.effort).optimise(problem.cost, stop_after_first_solution=True)
        if answer.verdict == "unknown":
            raise UndecidedError
        return whole(problem, answer.values) if answer.verdict == "solved" else None


T = TypeVar("T")


def quick_explain(background: list[T], added: bool, question: list[T], holds: Callable[[Sequence[T]], bool]) -> list[T]:
    """A minimal part of `question` that can't hold beside `background`, given that all of it can't.

    `added`: whether the background grew since it was last known to hold, so that it is worth asking again.
    """
    if added and not holds(background):
        return []
    if len(question) == 1:
        return question
    first, second = question[: len(question) // 2], question[len(question) // 2 :]
    of_second = quick_explain([*background, *first], True, second, holds)
    of_first = quick_explain([*background, *of_second], bool(of_second), first, holds)
    return of_first + of_second
