"""What is installed, in the problem: units that are new, units that end, and those kept, which are preferred.

New and ended units are told apart exactly, whatever is minimised: one of the two is always 0.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from configurator.engine.linear import CATALOGUE, Linear
from configurator.pricing.installed import WHOLE, Contract

if TYPE_CHECKING:
    from configurator.engine.builder import Builder


@dataclass(frozen=True, slots=True)
class Counted:
    """What a charge counts: whether any unit is there, how many, and the most there can be."""

    name: str
    chosen: int
    total: Linear
    most: int


def add_installed(builder: "Builder") -> None:
    """Adds what becomes of every component that is installed: `builder.new`, `builder.kept`, and what ending costs."""
    for id in sorted(builder.sizing.holdings.contracts):
        installed = _Installed(builder, id)
        installed.add_new()
        installed.add_kept()
        installed.add_endings()


class _Installed:
    """One component, at the places where its units are counted: the sites of each class, or the deal."""

    def __init__(self, builder: "Builder", id: str) -> None:
        self.builder, self.id = builder, id
        self._holdings = self.builder.sizing.holdings
        self._held = self._holdings.of(self.id)
        pooled = None in self._held
        self._places = [None] if pooled else list(dict.fromkeys((*self._held, *self.builder.places(self.id))))
        self._differences: dict[str | None, tuple[Linear, Linear]] = {}

    def add_new(self) -> None:
        """The units that a one-time charge counts."""
        charges = [c for c in self.builder.offer.get(self.id, ()) if c.for_new and c.model not in WHOLE]
        most = sum(max(0, self._most(place) - self._before(place)) for place in self._places)
        if most == 0 or not charges:
            return
        total = Linear.total(self._difference(place)[0] for place in self._places)
        chosen = self.builder.variable(f"{self.id} new?", 0, 1)
        self.builder.require(total - Linear.of((1, chosen)), 0, None, CATALOGUE)
        self.builder.require(total - Linear.of((most, chosen)), None, 0, CATALOGUE)
        self.builder.new[self.id] = Counted(f"{self.id} new", chosen, total, most)

    def add_kept(self) -> None:
        """The units kept at each place, as a wish."""
        if self.builder.sizing.rulebook.installed.weight(self.id) == 0:
            return
        for place in self._places:
            most = min(self._before(place), self._most(place))
            if most > 0:
                kept = self.builder.variable(f"{self.id}@{place} kept", 0, most)
                self.builder.require(self._units(place) - Linear.of((1, kept)), 0, None, CATALOGUE)
                self.builder.kept[self.id, place] = kept

    def add_endings(self) -> None:
        """What ending units costs, contract by contract, the cheapest first."""
        contracts = self._holdings.contracts[self.id]
        if all(contract.charge is None for contract in contracts):
            return
        ended = self._ended()
        layers = [list(alike) for _, alike in groupby(contracts, lambda contract: contract.unit_charge)]
        for contract, units in self._by_layer(layers, ended):
            if contract.charge is not None:
                cost = units.times(contract.unit_charge)
                self.builder.charge(None, cost, cost)

    def _by_layer(self, layers: list[list[Contract]], ended: Linear) -> Iterator[tuple[Contract, Linear]]:
        """(a contract, units ended) of every unit charge: a dearer one begins where all cheaper ones have ended."""
        sizes = [sum(contract.units for contract in layer) for layer in layers]
        if len(layers) == 1:
            yield layers[0][0], ended
            return
        parts = [self.builder.variable(f"{self.id} ended {i}", 0, size) for i, size in enumerate(sizes)]
        self.builder.require(Linear.sum((1, part) for part in parts) - ended, 0, 0, CATALOGUE)
        for (cheaper, all_of_it), (dearer, size) in pairwise(zip(parts, sizes, strict=True)):
            over = self.builder.variable(f"{self.id} all of {cheaper}", 0, 1)
            self.builder.require(Linear.of((1, cheaper), (-all_of_it, over)), 0, None, CATALOGUE)
            self.builder.require(Linear.of((1, dearer), (-size, over)), None, 0, CATALOGUE)
        for layer, part in zip(layers, parts, strict=True):
            yield layer[0], Linear.of((1, part))

    def _ended(self) -> Linear:
        """The units fewer than before over the deal: what moves to another site doesn't end."""
        if len(self._places) == 1:
            return self._difference(self._places[0])[1]
        before = self._holdings.total(self.id)
        return self._apart(None, self.builder.total(self.id), before, self.builder.most(self.id))[1]

    # At a place

    def _before(self, place: str | None) -> int:
        return self._held.get(place, 0)

    def _units(self, place: str | None) -> Linear:
        """The units at all sites of a class, or over the deal."""
        if place is None:
            return self.builder.total(self.id)
        units = self.builder.quantity.get((self.id, place))
        return Linear() if units is None else Linear.of((self.builder.sites(place), units))

    def _most(self, place: str | None) -> int:
        if place is None:
            return self.builder.most(self.id)
        units = self.builder.quantity.get((self.id, place))
        return 0 if units is None else self.builder.sites(place) * self.builder.variables[units].high

    def _difference(self, place: str | None) -> tuple[Linear, Linear]:
        if place not in self._differences:
            before, most = self._before(place), self._most(place)
            self._differences[place] = self._apart(place, self._units(place), before, most)
        return self._differences[place]

    def _apart(self, place: str | None, units: Linear, before: int, most: int) -> tuple[Linear, Linear]:
        """(units more than before, units fewer than before): units − before = more − fewer, one of them 0."""
        if before == 0:
            return units, Linear()
        if most <= before:
            return Linear(), Linear(constant=before) - units
        name = f"{self.id}@{place}"
        more = self.builder.variable(f"{name} more", 0, most - before)
        fewer = self.builder.variable(f"{name} fewer", 0, before)
        over = self.builder.variable(f"{name} more?", 0, 1)
        self.builder.require(units - Linear.of((1, more), (-1, fewer)), before, before, CATALOGUE)
        self.builder.require(Linear.of((1, more), (-(most - before), over)), None, 0, CATALOGUE)
        self.builder.require(Linear.of((1, fewer), (before, over)), None, before, CATALOGUE)
        return Linear.of((1, more)), Linear.of((1, fewer))


def keeping(builder: "Builder") -> Iterable[tuple[int, int]]:
    """(weight, variable) of the units kept."""
    terms = builder.sizing.rulebook.installed
    return ((terms.weight(id), kept) for (id, _), kept in builder.kept.items())
