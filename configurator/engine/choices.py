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

from configurator.engine.asked import decided_range
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
            self._look_for([component])
        return True if component in self._known else None if component in self._unproven else False

    def everything(self) -> dict[str, bool | None]:
        """Of every component whether it is possible."""
        settled = self._known.keys() | self._impossible | self._unproven
        self._look_for([id for id in self._domain.components if id not in settled] if self._stands else [])
        return {id: self.possible(id) for id in self._domain.sizing.rulebook.components}

    def having(self, component: str) -> "Having":
        """A package with the component, which must be possible."""
        return self._having(component, self._known[component])

    def each_having(self, component: str) -> "Iterator[Having]":
        """Packages with the component, which must be possible: one for each of those kept that it can get into."""
        number = 0
        while number < len(self._stands) or self._next_stand():
            if component in self._ways[number] or self._found_near(number, component):
                yield self._having(component, _Way(self._stands[number], self._ways[number][component]))
            number += 1

    def _having(self, component: str, way: "_Way") -> "Having":
        problem, values = self._domain.problem, changed(self._domain.matrix, way.stand.values, way.change)
        stand = self._unlimited(component, values)
        mine = (place for place, v in problem.quantity.items() if place[0] == component and values[v])
        place = next(mine)
        return Having(
            {place: int(values[v]) for place, v in problem.quantity.items() if values[v]},
            frozenset(need for need, v in problem.met.items() if values[v]),
            place,
            self._domain.matrix.room(stand, problem.quantity[place]),
        )

    def _unlimited(self, component: str, values: Ints) -> Stand:
        """A package where the component is asked for, so that its demands don't limit it, if that can be said of it."""
        free, matrix = values.copy(), self._domain.matrix
        free[self._domain.problem.asked_for[component]] = 1
        free[self._domain.kinds.limits(component)] = 0
        stand = matrix.stand(free, self._bounds)
        return stand if stand.holds else matrix.stand(values, self._bounds)

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

    def _look_for(self, components: Sequence[str]) -> None:
        """Looks for packages with each of the components: nearby, then anywhere; unless it follows that none is."""
        open_ = [id for id in components if not self._follows_that_not(id)]
        while not self._known.keys() >= set(open_) and self._next_stand():
            pass
        far: set[str] = set()  # when nothing is found nearby for one, there seldom is for another of its kind
        for component in open_:
            if component not in self._known and component not in far and not self._found_nearby(component):
                far.update(self._domain.kinds.alike(component))
        self._search({id for id in open_ if id not in self._known})

    def _follows_that_not(self, component: str) -> bool:
        """Whether it follows from what is decided that the component can't be chosen."""
        try:
            self._propagator.narrowed(self._narrowed, [(v, 1, 1) for v in self._asked(component)])
        except ContradictionError:
            self._impossible.add(component)
            return True
        return False

    def _asked(self, component: str) -> tuple[int, int]:
        return self._domain.problem.asked_for[component], self._domain.problem.chosen[component]

    def _found_nearby(self, component: str) -> bool:
        """Whether there is a package with the component that differs from one that is kept nearby only."""
        return any(self._found_near(number, component) for number in range(len(self._stands)))

    def _found_near(self, number: int, component: str) -> bool:
        domain, stand = self._domain, self._stands[number]
        wanted = dict.fromkeys(self._asked(component), (1, 1))
        found = domain.nearby.mended(stand.values, wanted, domain.decided(self.decisions), (), domain.effort)
        values = None if found is None else self._valid(_taking(stand.values, found), self._bounds)
        if values is not None:
            self._learn(component, number, values)
        return values is not None

    def _learn(self, component: str, number: int, values: Ints) -> None:
        """What changed of a package is known from now on; others of the kind may be brought in likewise."""
        domain, stand = self._domain, self._stands[number]
        before = stand.values
        change = {int(v): int(values[v] - before[v]) for v in np.flatnonzero(values != before)}
        domain.pool.add([(component, change)])
        self._ways[number][component] = change
        self._known.setdefault(component, _Way(stand, change))
        others = [id for id in domain.kinds.alike(component) if id not in self._ways[number]]
        likewise = [(id, moved) for id in others for moved in domain.kinds.transposed(change, component, id)]
        if likewise:
            tried = Pool(domain.matrix, domain.components)
            tried.add(likewise)
            allowed = tried.allowed(stand)
            self._ways[number].update(allowed)
            self._known = {id: _Way(stand, moved) for id, moved in allowed.items()} | self._known
            domain.pool.add(allowed.items())

    def _search(self, components: set[str]) -> None:
        """Asks the whole problem for packages with any of the components, until it has none.

        Each is to differ as little as can be from the package with most room.
        """
        domain, asked_for = self._domain, self._domain.problem.asked_for
        while components:
            asked, solver = {id: asked_for[id] for id in components}, self._solver.clone()
            others = [v for v in asked_for.values() if v not in self._asking and v not in asked.values()]
            solver.require(Linear.of(*((1, v) for v in asked.values())), 1, 1)
            solver.require(Linear.of(*((1, v) for v in others)), None, 0)
            values, proven = domain.found(solver, self._stands[-1].values)
            if values is None:
                (self._impossible if proven else self._unproven).update(components)
                return
            self._learn(next(id for id, v in asked.items() if values[v]), len(self._stands) - 1, values)
            components = {id for id in components if id not in self._known}

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
