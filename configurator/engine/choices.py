"""What can still be chosen: nothing shown as possible is a dead end, and nothing else is possible.

Two packages are kept that fulfil everything and what was decided: one as it was recommended, and one that grants no
wish and leaves most room. Whatever can be brought in by a known change of either (see `matrix`) is possible; for the
rest something is looked for nearby; and only when that finds nothing the whole problem is asked. What a search finds is
a change that is known from then on, and holds of other packages as well. What was impossible stays so when more is
decided.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from configurator.engine.builder import decided_range
from configurator.engine.linear import Linear
from configurator.engine.matrix import Bounds, Change, Ints, Stand, changed
from configurator.engine.moves import Pool
from configurator.engine.solve import Solver
from configurator.engine.tighten import Bounds as Narrowed
from configurator.engine.tighten import ContradictionError, Propagator
from configurator.package import Place, Quantities
from configurator.profile import Decision

if TYPE_CHECKING:
    from configurator.engine.domain import Domain


@dataclass(frozen=True)
class Having:
    """A valid package with a component: what it meets, and how many units there can be at `place` the rest as is."""

    quantities: Quantities
    met: frozenset[str]
    place: Place
    range: tuple[int, int]


@dataclass(frozen=True)
class _Way:
    """How a component gets into a package: as that stands, and what is changed of it."""

    stand: Stand
    change: Change


class Choices:
    """What can be chosen beside what is decided so far. Works out what it is asked, and remembers it."""

    def __init__(
        self,
        domain: "Domain",
        decisions: Sequence[Decision],
        packages: Iterable[Ints],
        proven: bool = True,
        impossible: Iterable[str] = (),
    ) -> None:
        """`packages`: all variables of some that fulfil the decisions; when there are none, whether that is `proven`.

        They are asked for one after the other, as far as it takes. `impossible`: what is known to be, whatever more is
        decided.
        """
        self._domain, self.decisions, self._proven = domain, tuple(decisions), proven
        self._bounds = domain.bounds(self.decisions)
        self._coming = (domain.matrix.stand(package, self._bounds) for package in packages)
        self._stands: list[Stand] = []
        self._ways: list[dict[str, Change]] = []  # into each of them, by component
        self._known: dict[str, _Way] = {}
        self._impossible, self._unproven = set(impossible), set[str]()
        self._next_stand()

    # What is asked

    def possible(self, component: str) -> bool | None:
        """Whether a valid package has the component, with what is decided; None when that wasn't proven in time."""
        if not self._stands:
            return False if self._proven else None
        if component in self._known:
            return True
        if component in self._impossible or component not in self._domain.problem.asked_for:
            return False
        if component not in self._unproven:
            self._look_for(component)
        return True if component in self._known else None if component in self._unproven else False

    def everything(self) -> dict[str, bool | None]:
        """Of every component whether it is possible."""
        return {id: self.possible(id) for id in self._domain.sizing.rulebook.components}

    def having(self, component: str) -> "Having":
        """A package with the component, which must be possible."""
        way, problem = self._known[component], self._domain.problem
        stand = self._domain.matrix.stand(changed(self._domain.matrix, way.stand.values, way.change), self._bounds)
        mine = [(place, v) for place, v in problem.quantity.items() if place[0] == component and stand.values[v]]
        place, variable = mine[0]
        return Having(
            {place: int(stand.values[v]) for place, v in problem.quantity.items() if stand.values[v]},
            frozenset(need for need, v in problem.met.items() if stand.values[v]),
            place,
            self._domain.matrix.room(stand, variable),
        )

    def deciding(self, decision: Decision) -> "Choices":
        """The choices when this is decided as well."""
        domain, decisions = self._domain, (*self.decisions, decision)
        asks = decided_range(decision)[0] > 0
        if not self._stands or (asks and not self.possible(decision.component)):
            return domain.deciding(decisions, self._impossible)
        found = Choices(domain, decisions, self._packages(decision, decisions, asks), True, self._impossible)
        return found if found._stands else domain.deciding(decisions, self._impossible)

    # The packages that are kept

    def _next_stand(self) -> bool:
        """Takes one more package: what gets into it, and isn't known to get into those before, is known now."""
        stand = next(self._coming, None)
        if stand is None:
            return False
        here = self._domain.pool.allowed(stand)
        here |= {id: {} for id, v in self._domain.problem.chosen.items() if stand.values[v]}  # it needs no change
        self._stands.append(stand)
        self._ways.append(here)
        self._known = {id: _Way(stand, change) for id, change in here.items()} | self._known
        return True

    def _packages(self, decision: Decision, decisions: Sequence[Decision], asks: bool) -> Iterator[Ints]:
        """The packages kept here, changed so that they fulfil a decision more: those that need no more than that."""
        matrix, bounds, component = self._domain.matrix, self._domain.bounds(decisions), decision.component
        number = 0
        while number < len(self._stands) or self._next_stand():
            values, way = self._stands[number].values, self._ways[number].get(component, {})
            number += 1
            if asks:
                values = changed(matrix, values, way)
                values[self._domain.problem.asked_for[component]] = 1
            if matrix.stand(values, bounds).holds:
                yield values
            elif (mended := self._mended(values, decision, decisions, bounds)) is not None:
                yield mended

    def _mended(self, values: Ints, decision: Decision, decisions: Sequence[Decision], bounds: Bounds) -> Ints | None:
        """The package, changed as little as can be to fulfil the decisions; None when that isn't found nearby."""
        domain, asked = self._domain, self._domain.problem.asked_for.get(decision.component)
        wanted = {} if asked is None or not values[asked] else {asked: (1, 1)}
        if wanted:
            wanted[domain.problem.chosen[decision.component]] = (1, 1)
        near = [v for v, _ in domain.problem.units.get(decision.component, Linear()).terms]
        mended = domain.nearby.mended(values, wanted, domain.decided(decisions), near, domain.effort)
        return None if mended is None else self._valid(_taking(values, mended), bounds)

    def _valid(self, values: Ints, bounds: Bounds) -> Ints | None:
        return values if self._domain.matrix.stand(values, bounds).holds else None

    # What isn't known

    def _look_for(self, component: str) -> None:
        """Looks for a package with the component: nearby, then anywhere; unless it follows that there is none."""
        domain, problem = self._domain, self._domain.problem
        asked = {problem.asked_for[component]: (1, 1), problem.chosen[component]: (1, 1)}
        try:
            self._propagator.narrowed(self._narrowed, [(v, low, high) for v, (low, high) in asked.items()])
        except ContradictionError:
            self._impossible.add(component)
            return
        while self._next_stand():
            if component in self._known:
                return
        also = domain.decided(self.decisions)
        for stand in self._stands:
            found = domain.nearby.mended(stand.values, asked, also, (), domain.effort)
            values = None if found is None else self._valid(_taking(stand.values, found), self._bounds)
            if values is not None:
                self._learn(component, stand, values)
                return
        self._search(component)

    def _learn(self, component: str, stand: Stand, values: Ints) -> None:
        """What changed is known from now on; others of the kind may be brought in likewise."""
        domain, before = self._domain, stand.values
        change = {int(v): int(values[v] - before[v]) for v in np.flatnonzero(values != before)}
        domain.pool.add([(component, change)])
        number = next(n for n, known in enumerate(self._stands) if known is stand)
        self._ways[number][component], self._known[component] = change, _Way(stand, change)
        others = [id for id in domain.kinds.alike(component) if id not in self._known and id not in self._impossible]
        likewise = [(id, moved) for id in others for moved in domain.kinds.transposed(change, component, id)]
        if likewise:
            tried = Pool(domain.matrix, domain.components)
            tried.add(likewise)
            allowed = tried.allowed(stand)
            self._ways[number].update(allowed)
            self._known.update({id: _Way(stand, moved) for id, moved in allowed.items()})
            domain.pool.add(allowed.items())

    def _search(self, component: str) -> None:
        """Asks the whole problem for a package that differs as little as can be from the one with most room."""
        domain, problem, solver = self._domain, self._domain.problem, self._solver.clone()
        mine, roomiest = problem.asked_for[component], self._stands[-1]
        others = [v for v in problem.asked_for.values() if v != mine and v not in self._asking]
        solver.require(Linear.of((1, mine), (1, problem.chosen[component])), 2, None)
        solver.require(Linear.of(*((1, v) for v in others)), None, 0)
        values, proven = domain.found(solver, roomiest.values)
        if values is not None:
            self._learn(component, roomiest, values)
        else:
            (self._impossible if proven else self._unproven).add(component)

    @cached_property
    def _solver(self) -> Solver:
        """The whole problem with what is decided."""
        return Solver(self._propagator.reduced(self._narrowed), self._domain.effort)

    @cached_property
    def _asking(self) -> frozenset[int]:
        return self._domain.asking(self.decisions)

    @cached_property
    def _propagator(self) -> Propagator:
        return self._domain.propagator.adding(self._domain.decided(self.decisions))

    @cached_property
    def _narrowed(self) -> Narrowed:
        """What follows of the decisions alone."""
        return self._propagator.narrowed(self._domain.root, [(variable, 1, 1) for variable in self._asking])


def _taking(values: Ints, found: Mapping[int, int]) -> Ints:
    taken = values.copy()
    for variable, value in found.items():
        taken[variable] = value
    return taken
