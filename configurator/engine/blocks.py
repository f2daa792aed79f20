"""The parts of a problem that nothing but the budget couples: each can be settled by itself.

Once it is known which needs are met, a cloud server and a desk phone have nothing to do with each other but that one
purse pays for both. As long as the purse is large enough, the best of the whole is the best of every part.
"""

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


def blocks(problem: Problem) -> tuple[Block, ...]:
    """The blocks of a problem, caps aside. Constraints without variables belong to none: they must hold already."""
    parent = {number: number for number, v in enumerate(problem.variables) if not v.settled}

    def first(number: int) -> int:
        while parent[number] != number:
            parent[number] = number = parent[parent[number]]
        return number

    asked = [constraint for constraint in problem.constraints if constraint.origin.kind != "budget"]
    for constraint in asked:
        spoken = constraint.variables
        for other in spoken[1:]:
            parent[first(other)] = first(spoken[0])
    variables: dict[int, list[int]] = {}
    constraints: dict[int, list[Constraint]] = {}
    for number in parent:
        variables.setdefault(first(number), []).append(number)
    for constraint in asked:
        if constraint.variables:
            constraints.setdefault(first(constraint.variables[0]), []).append(constraint)
    return tuple(Block(tuple(found), tuple(constraints.get(root, ()))) for root, found in variables.items())
