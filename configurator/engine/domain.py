"""What a customer may choose from: all it takes to answer that, whatever is decided (see `choices`).

Prices and caps play no part here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain

import numpy as np

from configurator.engine.asked import decided_range
from configurator.engine.choices import Choices
from configurator.engine.limits import leaves_open
from configurator.engine.linear import Constraint, Linear, Origin
from configurator.engine.matrix import Bounds, Ints, Matrix
from configurator.engine.moves import Kinds, Pool
from configurator.engine.nearby import LITTLE, Nearby, fewest_changes
from configurator.engine.problem import build
from configurator.engine.solve import Effort, Solver
from configurator.engine.tighten import Bounds as Narrowed
from configurator.engine.tighten import ContradictionError, Propagator
from configurator.package import Quantities
from configurator.pricing.price_list import on_sale
from configurator.profile import Decision
from configurator.sizing import Sizing

Bought = tuple[Quantities, frozenset[str]]
"""What a package has, and the needs that it meets."""

_WHILE = 0.05
"""Deterministic seconds for a package that differs in little: what changes little holds of other packages as well."""


class Domain:
    """The whole question of a customer without any decision: what it takes to answer all that may be decided."""

    def __init__(self, sizing: Sizing, effort: Effort) -> None:
        """`sizing` is of a profile without decisions."""
        self.sizing, self.effort = replace(sizing, budget={}), effort
        sold = dict.fromkeys(sorted(on_sale(sizing.rulebook, sizing.date)), ())
        self.problem = build(self.sizing, sold, askable=True).indifferent()
        self.components = tuple(self.problem.asked_for)
        units = [Constraint.of(self.problem.units[id], None, None, (), Origin("units", id)) for id in self.components]
        self.matrix = Matrix(self.problem.variables, [*self.problem.constraints, *units])
        self.row_of = {id: self.matrix.number_of_rows - len(units) + n for n, id in enumerate(self.components)}
        self.kinds = Kinds(self.problem, sizing.rulebook.components)
        self.pool = Pool(self.matrix, self.components)
        self.nearby = Nearby(self.problem, self.problem.asked_for.values())
        self.pool.add((id, change) for id in self.components for change in self.kinds.plain(id))

    @cached_property
    def propagator(self) -> Propagator:
        return Propagator(self.problem)

    @cached_property
    def root(self) -> Narrowed:
        return self.propagator.root()

    def beside(self, packages: Iterable[Bought], decisions: Sequence[Decision] = ()) -> Choices:
        """The choices beside packages, each of which fulfils these decisions; the first counts most."""
        found = (self._package(decisions, self._as_bought(package))[0] for package in packages)
        known = (package for package in found if package is not None)
        return Choices(self, decisions, chain(known, self._roomy(decisions)))

    def _as_bought(self, package: Bought) -> list[tuple[int, int, int]]:
        quantities, met = package
        units = {v: quantities.get(place, 0) for place, v in self.problem.quantity.items()}
        needs = {v: int(need in met) for need, v in self.problem.met.items()}
        return [(v, n, n) for v, n in (units | needs).items()]

    def deciding(self, decisions: Sequence[Decision], impossible: Iterable[str] = ()) -> Choices:
        """The choices beside any package that fulfils these decisions."""
        package, proven = self._package(decisions)
        packages = () if package is None else chain([package], self._roomy(decisions))
        return Choices(self, decisions, packages, proven, impossible)

    def decided(self, decisions: Sequence[Decision]) -> list[Constraint]:
        """What is decided, as constraints."""
        problem, found = self.problem, []
        for number, decision in enumerate(decisions):
            for place in self.sizing.decided_places(decision):
                here = problem.quantity.get((decision.component, place))
                units = Linear() if here is None else Linear.of((1, here))
                units = problem.units.get(decision.component, Linear()) if place is None else units
                found.append(Constraint.of(units, *decided_range(decision), (), Origin("decision", str(number))))
        return found

    def bounds(self, decisions: Sequence[Decision]) -> Bounds:
        """What is decided, as bounds of variables and rows."""
        low, high, least, most = self.matrix.bounds.copies()
        for decision in decisions:
            at_least, at_most = decided_range(decision)
            for place in self.sizing.decided_places(decision):
                here = self.problem.quantity.get((decision.component, place))
                if place is None and decision.component in self.row_of:
                    here, lows, highs = self.row_of[decision.component], least, most
                else:
                    lows, highs = low, high
                if here is not None:
                    lows[here] = max(lows[here], at_least)
                    highs[here] = highs[here] if at_most is None else min(highs[here], at_most)
        return Bounds(low, high, least, most)

    def asking(self, decisions: Sequence[Decision]) -> frozenset[int]:
        """The variables of what the decisions ask for."""
        asked = {d.component for d in decisions if decided_range(d)[0]}
        return frozenset(self.problem.asked_for[id] for id in asked if id in self.problem.asked_for)

    def _roomy(self, decisions: Sequence[Decision]) -> Iterator[Ints]:
        """A package with as little as can be and no wish granted, if there is one."""
        musts = {need.id for need in self.sizing.needs if need.priority == "must"}
        refused = [(v, 0, 0) for need, v in self.problem.met.items() if need not in musts]
        roomy, _ = self._package(decisions, refused)
        if roomy is not None:
            yield roomy

    def _package(
        self, decisions: Sequence[Decision], fixed: Sequence[tuple[int, int, int]] = ()
    ) -> tuple[Ints | None, bool]:
        """All variables of a package with the decisions, given what is fixed of it, and with little else.

        None when there is none; and whether that is proven.
        """
        propagator, asked = self.propagator.adding(self.decided(decisions)), self.asking(decisions)
        asks = [(v, int(v in asked), int(v in asked)) for v in self.problem.asked_for.values()]
        try:
            problem = propagator.reduced(propagator.narrowed(self.root, [*fixed, *asks]))
        except ContradictionError:
            return None, True
        return self.found(Solver(problem, self.effort), self._nothing)

    @cached_property
    def _nothing(self) -> Ints:
        """The values of a package with nothing in it, which leaves everything open."""
        return np.array([int(leaves_open(v.name)) for v in self.problem.variables], dtype=self.matrix.bounds.low.dtype)

    def found(self, solver: Solver, near: Ints) -> tuple[Ints | None, bool]:
        """The values of all variables of what a solver finds that differs in little from `near`.

        None when there is nothing, and whether that is proven: it is asked again, otherwise, before it is told.
        """
        variables = solver.problem.variables
        open_ = [number for number, variable in enumerate(variables) if not variable.settled]
        solver.hint(near.tolist())
        least = fewest_changes(solver.problem, near, open_)
        answer = solver.optimise(least, **LITTLE, max_deterministic_time=_WHILE)
        if answer.verdict == "unknown":  # then anything will do
            answer = solver.find()
        if answer.verdict == "solved":
            everything = [answer.values.get(number, variable.low) for number, variable in enumerate(variables)]
            return np.array(everything, dtype=self.matrix.bounds.low.dtype), True
        if answer.verdict == "infeasible":
            return None, solver.find(random_seed=7).verdict == "infeasible"
        return None, False
