"""The changes of a package that are known to bring a component in, and those that may do so for others of its kind."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil

import numpy as np

from configurator.engine.limits import leaves_open
from configurator.engine.matrix import Change, Flags, Matrix, Moves, Stand
from configurator.engine.problem import Problem
from configurator.package import Place
from configurator.rulebook.model import Component

_RECENT = 500
"""So many new changes are kept apart, before they are put in order with all others."""


class Pool:
    """Known changes, each with the component it brings; grows with every search."""

    def __init__(self, matrix: Matrix, components: Sequence[str]) -> None:
        self.components = tuple(components)
        self._number = {component: number for number, component in enumerate(components)}
        self._matrix = matrix
        self._changes: list[Change] = []
        self._brings: list[int] = []
        self._ordered = self._recent = Moves(matrix, ())
        self._known: set[tuple[tuple[int, int], ...]] = set()

    def add(self, changes: Iterable[tuple[str, Change]]) -> None:
        """New changes by the component they bring; what is known already isn't added again."""
        for component, change in changes:
            key = tuple(sorted(change.items()))
            if key not in self._known:
                self._known.add(key)
                self._changes.append(change)
                self._brings.append(self._number[component])
        beyond = len(self._changes) - self._ordered.number
        if beyond > _RECENT:
            self._ordered, self._recent = Moves(self._matrix, self._changes), Moves(self._matrix, ())
        elif beyond != self._recent.number:
            self._recent = Moves(self._matrix, self._changes[self._ordered.number :])

    def allowed(self, stand: Stand) -> dict[str, Change]:
        """The components that can be brought in where a package stands, each with a change that does."""
        fits: Flags = np.concatenate([self._ordered.allowed(stand), self._recent.allowed(stand)])
        return {self.components[self._brings[n]]: self._changes[n] for n in np.flatnonzero(fits)[::-1]}


class Kinds:
    """Which components are alike, so that what brings one in may bring in another: its variables in their place."""

    def __init__(self, problem: Problem, components: Mapping[str, Component]) -> None:
        self._problem, self._components = problem, components
        self._roles: dict[str, dict[str, int]] = defaultdict(dict)  # by component: what a variable is to it
        for number, variable in enumerate(problem.variables):
            component = _owner(variable.name)
            if component in problem.asked_for:
                self._roles[component][variable.name.removeprefix(component)] = number
        self._places: dict[str, list[tuple[Place, int]]] = defaultdict(list)
        for place, quantity in problem.quantity.items():
            self._places[place[0]].append((place, quantity))
        self._alike: dict[tuple[object, ...], list[str]] = defaultdict(list)
        for id in problem.asked_for:
            self._alike[self._kind(id)].append(id)

    def _kind(self, id: str) -> tuple[object, ...]:
        component = self._components[id]
        return (frozenset(self._roles[id]), frozenset(component.supplies), frozenset(component.consumes))

    def alike(self, component: str) -> list[str]:
        """The components of its kind, itself among them."""
        return self._alike[self._kind(component)]

    def limits(self, component: str) -> list[int]:
        """The variables that claim that there is no more of the component than its least."""
        return [number for role, number in self._roles[component].items() if leaves_open(role)]

    def plain(self, component: str) -> Iterator[Change]:
        """The least of the component at one place, with the rest as it is: a change for every place."""
        least = max(self._components[component].quantity.min, 1)
        problem = self._problem
        for (_, place), quantity in self._places[component]:
            chosen = self._roles[component].get("?" if place is None else f"@{place}?", quantity)
            change = dict.fromkeys((chosen, problem.chosen[component], problem.asked_for[component]), 1)
            change[quantity] = least
            yield self._with_what_follows(change)

    def _with_what_follows(self, change: dict[int, int]) -> Change:
        waiting = list(change)
        while waiting:
            for implied in self._problem.implied.get(waiting.pop(), ()):
                if implied not in change:
                    change[implied] = 1
                    waiting.append(implied)
        return change

    def transposed(self, change: Change, component: str, other: str) -> Iterator[Change]:
        """The change with another component of the kind instead: as many units, or what supplies as much."""
        mine, roles = self._roles[component], self._roles[other]
        if component == other or not change.keys().isdisjoint(roles.values()):
            return
        moved = {number: roles[role] for role, number in mine.items()}
        same = {moved.get(number, number): by for number, by in change.items()}
        yield self._with_what_follows(same)
        factor = self._factor(component, other)
        if factor != 1:
            units = {number for _, number in self._places[other]}
            scaled = {n: ceil(by * factor) if n in units and by > 1 else by for n, by in same.items()}
            if scaled != same:
                yield scaled

    def _factor(self, component: str, other: str) -> Fraction:
        """How many units of the other supply as much as one of the component."""
        mine, theirs = self._components[component].supplies, self._components[other].supplies
        return max((Fraction(mine[id]) / theirs[id] for id in mine if theirs[id]), default=Fraction(1))


def _owner(name: str) -> str:
    """The component that a variable's name begins with."""
    return name.partition(" ")[0].partition("@")[0].rstrip("?")
