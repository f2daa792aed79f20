"""Linear expressions over numbered variables, and the constraints made of them: the plain integers the solver sees."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, lcm
from typing import cast

Literal = int
"""A 0/1 variable by its number, or its negation as `~number`."""


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """What asks for a constraint: a rule, need, decision or budget cap by id; or the catalogue, never in question."""

    kind: str
    id: str


CATALOGUE = Origin("catalogue", "")


@dataclass(frozen=True, slots=True)
class Variable:
    """A whole number between two bounds."""

    name: str
    low: int
    high: int

    @property
    def settled(self) -> bool:
        return self.low == self.high


Rational = Fraction | int


@dataclass(frozen=True, slots=True)
class Linear:
    """constant + Σ coefficient · variable, exactly. `terms`: (variable, coefficient), each variable once, no zeros."""

    terms: tuple[tuple[int, Rational], ...] = ()
    constant: Rational = 0

    @classmethod
    def sum(cls, terms: Iterable[tuple[Rational, int]], constant: Rational = 0) -> "Linear":
        """From (coefficient, variable) pairs; a variable may come several times."""
        collected: dict[int, Rational] = {}
        for coefficient, variable in terms:
            collected[variable] = collected.get(variable, 0) + coefficient
        return cls(tuple((v, c) for v, c in collected.items() if c), constant)

    @classmethod
    def of(cls, *terms: tuple[Rational, int]) -> "Linear":
        return cls.sum(terms)

    @classmethod
    def total(cls, parts: "Iterable[Linear]") -> "Linear":
        """The sum of many expressions at once."""
        listed = list(parts)
        return cls.sum(((c, v) for part in listed for v, c in part.terms), sum(part.constant for part in listed))

    @classmethod
    def weighing(cls, weight: Rational, literal: "Literal | bool") -> "Linear":
        """`weight` when the literal holds, else 0."""
        if isinstance(literal, bool):
            return cls(constant=weight if literal else 0)
        return cls.of((weight, literal)) if literal >= 0 else cls.sum([(-weight, ~literal)], weight)

    def at(self, values: "Sequence[int] | Mapping[int, int]") -> Rational:
        """What it comes to with an assignment, by variable number."""
        return self.constant + sum(coefficient * values[v] for v, coefficient in self.terms)

    def times(self, factor: Rational) -> "Linear":
        if not factor:
            return Linear()
        return Linear(tuple((v, c * factor) for v, c in self.terms), self.constant * factor)

    def __add__(self, other: "Linear | Rational") -> "Linear":
        if not isinstance(other, Linear):
            return Linear(self.terms, self.constant + other)
        if not self.terms or not other.terms:
            return Linear(self.terms or other.terms, self.constant + other.constant)
        return Linear.total((self, other))

    def __sub__(self, other: "Linear | Rational") -> "Linear":
        return self + (other.times(-1) if isinstance(other, Linear) else -other)


def above_zero(expression: Linear) -> Linear:
    """What is at least 0 exactly when `expression` is more than 0: less the smallest step it can make."""
    scale = lcm(*(c.denominator for _, c in expression.terms), expression.constant.denominator)
    return expression - Fraction(1, scale)


@dataclass(frozen=True, slots=True)
class Constraint:
    """low ≤ Σ coefficient · variable ≤ high in whole numbers, whenever all literals of `when` hold."""

    terms: tuple[tuple[int, int], ...]
    low: int | None
    high: int | None
    when: tuple[Literal, ...]
    origin: Origin

    @property
    def variables(self) -> list[int]:
        """All that it speaks of, conditions included."""
        return [v for v, _ in self.terms] + [literal if literal >= 0 else ~literal for literal in self.when]

    def holds(self, values: Sequence[int] | Mapping[int, int]) -> bool:
        """Whether it does of an assignment, by variable number."""
        if not all((values[v] if v >= 0 else 1 - values[~v]) for v in self.when):
            return True
        total = sum(coefficient * values[v] for v, coefficient in self.terms)
        return (self.low is None or total >= self.low) and (self.high is None or total <= self.high)

    @classmethod
    def of(
        cls, expression: Linear, low: int | None, high: int | None, when: tuple[Literal, ...], origin: Origin
    ) -> "Constraint":
        """The constraint low ≤ expression ≤ high, scaled to whole numbers without losing anything."""
        scale = lcm(*[c.denominator for _, c in expression.terms])
        terms = cast(tuple[tuple[int, int], ...], expression.terms)  # mostly they are whole already
        if not all(type(c) is int for _, c in terms):
            terms = tuple((v, int(c * scale)) for v, c in expression.terms)
        at_least = None if low is None else ceil((low - expression.constant) * scale)
        at_most = None if high is None else floor((high - expression.constant) * scale)
        return cls(terms, at_least, at_most, when, origin)
