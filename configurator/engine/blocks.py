"""The parts of a problem that nothing but the budget couples: each can be settled by itself.

Once it is known which needs are met, a cloud server and a desk phone have nothing to do with each other but that one
purse pays for both. As long as the purse is large enough, the best of the whole is the best of every part.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from configurator.engine.linear import Constraint, Linear
from configurator.engine.problem import Problem


@dataclass(frozen=True)
class Block:
    """Variables by number, and all that is asked of them beside the budget."""

    variables: tuple[int, ...]
    constraints: tuple[Constraint, ...]

    def part(self, expression: Linear) -> Linear:
        """What the block contributes to an expression."""
        mine = frozenset(self.variables)
        return Linear(tuple(term for term in expression.terms if term[0] in mine))


class Linked:
    """Which of some numbers belong together, as more and more of them are linked; each stands alone at first."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self._parent = {number: number for number in numbers}

    def first(self, number: int) -> int:
        """The one that stands for all that a number belongs together with."""
        parent = self._parent
        while parent[number] != number:
            parent[number] = number = parent[parent[number]]
        return number

    def link(self, numbers: Sequence[int]) -> None:
        for other in numbers[1:]:
            self._parent[self.first(other)] = self.first(numbers[0])


def blocks(problem: Problem) -> tuple[Block, ...]:
    """The blocks of a problem, caps aside. Constraints without variables belong to none: they must hold already."""
    open_ = [number for number, v in enumerate(problem.variables) if not v.settled]
    linked = Linked(open_)
    asked = []
    for constraint in problem.constraints:
        spoken = constraint.variables
        if spoken and constraint.origin.kind != "budget":
            linked.link(spoken)
            asked.append((spoken[0], constraint))
    variables: dict[int, list[int]] = {}
    constraints: dict[int, list[Constraint]] = {}
    for number in open_:
        variables.setdefault(linked.first(number), []).append(number)
    for spoken_of, constraint in asked:
        constraints.setdefault(linked.first(spoken_of), []).append(constraint)
    return tuple(Block(tuple(found), tuple(constraints.get(root, ()))) for root, found in variables.items())
