"""What a package costs least with one component left out or asked for, all it meets and prefers kept.

Within the caps that is the price of the whole package found anew; beyond them only the part that changes is compared.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from configurator.engine.blockwise import Memory, whole
from configurator.engine.linear import Linear
from configurator.engine.outcome import Solved
from configurator.engine.problem import Problem, build
from configurator.engine.reasons import Instead
from configurator.engine.relevance import relevant_offer
from configurator.engine.solve import Effort, Solver
from configurator.engine.spending import Spent
from configurator.engine.tighten import Bounds, ContradictionError, Propagator
from configurator.engine.whatif import Changes, Found, WhatIf, kept_preferences
from configurator.money import round_half_away


class Replacement:
    """Questions about one package: with a component more, or one less."""

    def __init__(self, outcome: Solved, effort: Effort, also: frozenset[str] = frozenset()) -> None:
        """`also`: components to look at beside those that anything leads to."""
        self._outcome, self._sizing, self._effort = outcome, outcome.sizing, effort
        self._met = frozenset(need.need for need in outcome.package.coverage if need.met)
        self._have = frozenset(item.component for item in outcome.package.items)
        self._also = also | self._have

    def without(self, component: str, most: int = 2) -> tuple[list[Instead], bool]:
        """The cheapest without the component, then without what took its place as well; and whether that is proven.

        Only when nothing within the budget does, what does beyond it.
        """
        found = list(self._each(component, most))
        answers = [instead for instead in found if isinstance(instead, Instead)]
        return answers, found == ["infeasible"]

    def _each(self, component: str, most: int) -> "Iterator[Instead | str]":
        refused = [component]
        for number in range(most):
            found = self._least(component, [(self._problem.chosen[id], 0, 0) for id in refused])
            if found.verdict != "solved":
                if number == 0:
                    yield (
                        self._beyond(component)
                        if found.verdict == "infeasible" and self._sizing.budget
                        else found.verdict
                    )
                return
            new = self._new(self._problem, found, self._have)
            yield self._told(tuple(self._nearest(component, new)), found.spent, self._now)
            if not new:
                return
            refused += new

    def having(self, component: str, effort: Effort | None = None) -> tuple[Instead | None, bool]:
        """What asking for the component adds within the caps, None when no package was found; and whether it is proven.

        `effort`: what this one question may take; by default all that is left.
        """
        problem = self._problem
        if component not in problem.chosen:
            return None, True
        asked = [(problem.asked_for[component], 1, 1), (problem.chosen[component], 1, 1)]
        found, proven = self._search(asked, effort or self._effort, self._bounds)
        if found.verdict != "solved":
            return None, found.verdict == "infeasible"
        return self._told((component,), found.spent, self._now), proven

    # Within the caps

    @cached_property
    def _problem(self) -> Problem:
        """The same needs met, the same caps."""
        sizing = replace(self._sizing.meeting(self._met), budget=self._sizing.budget)
        return build(sizing, relevant_offer(sizing, self._also), askable=True)

    @cached_property
    def _propagator(self) -> Propagator:
        return Propagator(self._problem)

    @cached_property
    def _bounds(self) -> Bounds:
        return self._propagator.narrowed(self._propagator.root(), self._held(self._problem))

    def _held(self, problem: Problem, but: str = "") -> Changes:
        """What is preferred and kept stays so; that `but` is installed doesn't keep it in the package."""
        held = kept_preferences(problem, self._sizing, self._outcome.package.quantities, self._met)
        free = {variable for (id, _), variable in problem.kept.items() if id == but}
        return [change for change in held if change[0] not in free]

    def _least(self, component: str, changes: Changes) -> Found:
        """The cheapest when a component goes, when that is proven; of several, one with the fewest new components."""
        bounds = self._propagator.narrowed(self._propagator.root(), self._held(self._problem, but=component))
        found, proven = self._search(changes, self._effort, bounds, familiar=True)
        return found if proven or found.verdict == "infeasible" else Found("unknown")

    def _search(self, changes: Changes, effort: Effort, within: Bounds, familiar: bool = False) -> tuple[Found, bool]:
        """The cheapest found with the changes, and whether it is proven."""
        problem = self._problem
        asked = {variable for variable, _, _ in changes}
        others = [(variable, 0, 0) for variable in problem.asked_for.values() if variable not in asked]
        propagator = self._propagator
        try:
            bounds = propagator.narrowed(within, [*others, *changes])
        except ContradictionError:
            return Found("infeasible"), True
        reduced = propagator.reduced(bounds)
        solver = Solver(reduced, effort)
        solver.hint(self._standing)
        answer = solver.optimise(reduced.cost)
        if answer.verdict != "solved":
            return Found(answer.verdict), answer.verdict == "infeasible"
        proven = answer.proven
        if familiar and proven:
            solver.require(reduced.cost, None, answer.bound)
            solver.hint(whole(reduced, answer.values))
            fewest = solver.optimise(Linear.of(*((1, v) for id, v in problem.chosen.items() if id not in self._have)))
            answer = fewest if fewest.verdict == "solved" else answer
        values = whole(reduced, answer.values)
        spent = {cap: int(expression.at(values)) for cap, expression in reduced.spending.items()}
        return Found("solved", dict(enumerate(values)), spent), proven

    @cached_property
    def _standing(self) -> list[int]:
        """Near what the package as it is comes to, by variable: most of what is searched for stays like that."""
        quantities = self._outcome.package.quantities
        kept = [(v, quantities.get(place, 0)) for place, v in self._problem.quantity.items()]
        unasked = [(variable, 0, 0) for variable in self._problem.asked_for.values()]
        try:
            return self._propagator.narrowed(self._bounds, [*unasked, *((v, units, units) for v, units in kept)]).low
        except ContradictionError:  # of a what-if that left a rule out
            return self._bounds.low

    # Beyond them

    def _beyond(self, component: str) -> Instead | str:
        """What would take its place if there were no caps; beside the cheapest without caps when that has it too."""
        sizing = self._sizing.meeting(self._met)
        problem = build(sizing, relevant_offer(sizing, self._also), askable=True)
        try:
            what_if = WhatIf(problem, self._effort, Memory(), self._held(problem, but=component))
        except ContradictionError:
            return "infeasible"
        found = what_if.least([(what_if.problem.chosen[component], 0, 0)])
        if found.verdict != "solved":
            return found.verdict
        base, have, before = what_if.base, self._have, self._now
        if base.values[what_if.problem.chosen[component]]:
            have, before = frozenset(self._new(what_if.problem, base, ())), base.spent
        new = self._new(what_if.problem, found, have)
        return replace(self._told(tuple(self._nearest(component, new)), found.spent, before), within_budget=False)

    # How it is told

    @property
    def _now(self) -> Spent:
        totals = self._outcome.package.totals
        return {"one_time": totals.one_time, "monthly": 12 * totals.monthly, "total": totals.total_contract}

    def _told(self, components: tuple[str, ...], spent: Spent, before: Spent) -> Instead:
        months = [round_half_away(Fraction(of["monthly"], 12)) for of in (spent, before)]
        once, contract = (spent[cap] - before[cap] for cap in ("one_time", "total"))
        return Instead(components, once, months[0] - months[1], contract)

    def _new(self, problem: Problem, found: Found, have: Iterable[str]) -> list[str]:
        known = set(have)
        return [id for id, variable in problem.chosen.items() if found.values[variable] and id not in known]

    def _nearest(self, component: str, others: list[str]) -> list[str]:
        """What supplies the same comes first, then the same family."""
        components = self._sizing.rulebook.components
        mine = components[component]

        def distance(id: str) -> tuple[int, bool, str]:
            shared = len(mine.supplies.keys() & components[id].supplies.keys())
            return (-shared, components[id].family != mine.family, id)

        return sorted(others, key=distance)
