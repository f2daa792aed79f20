"""Why nothing fits: a set of rules, needs, decisions and caps that can't hold together while every proper subset can.

Found by plain re-solves (QuickXplain; U. Junker, AAAI 2004) over what is in question; solver cores are not trusted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from configurator.engine.linear import Origin
from configurator.engine.problem import Problem
from configurator.engine.purpose import active_rules
from configurator.engine.sentences import sentence
from configurator.engine.solve import Limits, Solver
from configurator.sizing import Sizing


@dataclass(frozen=True, slots=True)
class Contributor:
    """One member of a conflict, by kind and id, and its sentence."""

    kind: str
    id: str
    text: str


class UndecidedError(Exception):
    """A re-solve ended without an answer within the limits, so no conflict can be told."""


def find_conflict(sizing: Sizing, problem: Problem, limits: Limits) -> tuple[Contributor, ...]:
    """A minimal conflict of an infeasible problem. Raises UndecidedError when the limits don't allow to tell."""
    asked = {constraint.origin for constraint in problem.constraints}
    question = [origin for origin in in_question(sizing) if origin in asked]

    # One model for all questions: what is in question is switched on and off in copies of it.
    solver = Solver(problem, limits, frozenset(question))

    def holds(kept: Sequence[Origin]) -> bool:
        verdict = solver.feasible_keeping(kept)
        if verdict == "unknown":
            raise UndecidedError
        return verdict == "solved"

    if not holds([]):
        return ()
    return tuple(_told(origin, sizing) for origin in sorted(quick_explain([], False, question, holds)))


def in_question(sizing: Sizing) -> list[Origin]:
    """What may be to blame, least doubted first: law and rules before needs, decisions and money."""
    rules = [Origin("rule", rule.id) for rule in active_rules(sizing) if rule.weight is None]
    needs = [Origin("need", need.id) for need in sizing.needs if need.priority == "must"]
    decisions = [Origin("decision", str(index)) for index in range(len(sizing.profile.decisions))]
    return [*rules, *needs, *decisions, *(Origin("budget", cap) for cap in sizing.budget)]


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


def _told(origin: Origin, sizing: Sizing) -> Contributor:
    id = sizing.profile.decisions[int(origin.id)].component if origin.kind == "decision" else origin.id
    return Contributor(origin.kind, id, sentence(origin, sizing))
