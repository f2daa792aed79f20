"""The Boolean part of a problem: what all solvers of yes and no can be asked alike.

It has the constraints among 0/1 variables whose coefficients are equal in size: at least so many of these literals
hold. What speaks of quantities and money isn't in it; so what it rules out is ruled out, and not the other way round.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from configurator.engine.linear import Constraint, Literal, Origin
from configurator.engine.problem import Problem


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `number` of the literals hold, whenever all of `when` do."""

    number: int
    literals: tuple[Literal, ...]
    when: tuple[Literal, ...]
    origin: Origin


@dataclass(frozen=True)
class BooleanPart:
    """The 0/1 variables of a problem by number, and what must hold of them."""

    variables: tuple[int, ...]
    constraints: tuple[AtLeast, ...]


def boolean_part(problem: Problem) -> BooleanPart:
    is_boolean = [v.low >= 0 and v.high <= 1 for v in problem.variables]
    parts = []
    for constraint in problem.constraints:
        sizes = {abs(coefficient) for _, coefficient in constraint.terms}
        if len(sizes) <= 1 and all(is_boolean[variable] for variable, _ in constraint.terms):
            parts += [part for part in _at_least(constraint, max(sizes, default=1)) if part.number > 0]
    bounds = enumerate(problem.variables)
    catalogue = Origin("catalogue", "")
    settled = [AtLeast(1, (n if v.low else ~n,), (), catalogue) for n, v in bounds if is_boolean[n] and v.low == v.high]
    return BooleanPart(tuple(n for n, boolean in enumerate(is_boolean) if boolean), (*parts, *settled))


def _at_least(constraint: Constraint, size: int) -> Iterator[AtLeast]:
    """Both sides of a constraint over literals: -x is (not x) - 1."""
    literals = tuple(variable if coefficient > 0 else ~variable for variable, coefficient in constraint.terms)
    negated = sum(literal < 0 for literal in literals)
    if constraint.low is not None:
        yield AtLeast(-(-constraint.low // size) + negated, literals, constraint.when, constraint.origin)
    if constraint.high is not None:
        most = constraint.high // size + negated
        opposite = tuple(~literal for literal in literals)
        yield AtLeast(len(literals) - most, opposite, constraint.when, constraint.origin)
