"""What having a component costs at least: the cheapest package with it that keeps most of what there is now."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from configurator.engine.asked import CAP_TIMES
from configurator.engine.blockwise import Memory
from configurator.engine.option import Keeps, Option
from configurator.engine.outcome import Solved
from configurator.engine.problem import Problem, build
from configurator.engine.relevance import relevant_offer
from configurator.engine.replacement import Replacement
from configurator.engine.solve import Effort, Solver
from configurator.engine.spending import Spent, monthly
from configurator.engine.stages import Solution, settle
from configurator.engine.tighten import Bounds, ContradictionError, Propagator
from configurator.engine.whatif import Changes, WhatIf, kept_preferences
from configurator.pricing.price_list import offer_for
from configurator.sizing.unknown import refusing_unknown_facts

_SHARE = 0.005
"""Of the time left, what a search within the caps may take."""


class Surcharge:
    """Asks beside one package what another component would add to its price."""

    def __init__(self, outcome: Solved, effort: Effort, memory: Memory) -> None:
        self.outcome, self.sizing = outcome, outcome.sizing
        self._effort, self._memory = effort, memory

    def least(self, component: str) -> Option:
        """The cheapest package with it, of those that keep most."""
        kept = self._cheapest(self._kept, component, "everything") or self._within_caps(component)
        if kept is not None and kept.possible:
            return kept
        less = (
            self._cheapest(self._needs_kept, component, "needs")
            or self._cheapest(self._musts_kept, component, "musts")
            or self._at_all(component)
        )
        return replace(less, exact=less.exact and kept is None)

    def _cheapest(self, what_if: WhatIf | None, component: str, keeps: Keeps) -> Option | None:
        """The cheapest whatever the caps, when that is within them."""
        if what_if is None:
            return None
        found = what_if.least(_asking(what_if.problem, component))
        if found.verdict != "solved" or not self.within(found.spent):
            return None
        return Option(component, True, 0, None, self.effect(found.spent), True, keeps)

    def _within_caps(self, component: str) -> Option | None:
        """The cheapest that keeps everything, when it takes the caps to find it; undecided, or none."""
        if not self.sizing.budget:
            return None
        with self._effort.sharing(_SHARE) as effort:  # a hard one doesn't leave the others without an answer
            having, proven = self._replacement.having(component, effort)
        if having is None:
            return None if proven else Option(component, None)
        effect = {amount: getattr(having, amount) for amount in ("one_time", "monthly", "total_contract")}
        return Option(component, True, 0, None, effect, proven)

    def within(self, spent: Spent) -> bool:
        return all(spent[cap] <= most * CAP_TIMES[cap] for cap, most in self.sizing.budget.items())

    def effect(self, spent: Spent) -> dict[str, int]:
        now = self.outcome.package.totals
        return {
            "one_time": spent["one_time"] - now.one_time,
            "monthly": monthly(spent) - now.monthly,
            "total_contract": spent["total"] - now.total_contract,
        }

    def _at_all(self, component: str) -> Option:
        """Whether any valid package has it, whatever else it then lacks."""
        asked = _asking(self._question, component)
        others = [(v, 0, 0) for id, v in self._question.asked_for.items() if id != component]
        try:
            problem = self._propagator.reduced(self._propagator.narrowed(self._root, [*asked, *others]))
        except ContradictionError:
            return Option(component, False)
        answer = Solver(problem, self._effort).optimise(self._question.cost)
        if answer.verdict == "infeasible":  # asked again, otherwise, before it is told
            answer = Solver(problem, self._effort).find(random_seed=7, cp_model_probing_level=0, linearization_level=1)
            return Option(component, False if answer.verdict == "infeasible" else None)
        if answer.verdict == "unknown":
            return Option(component, None)
        values = [answer.values.get(number, v.low) for number, v in enumerate(problem.variables)]
        spent = {cap: int(sum(c * values[v] for v, c in e.terms) + e.constant) for cap, e in problem.spending.items()}
        return Option(component, True, 0, None, self.effect(spent), answer.proven, "musts")

    @cached_property
    def _propagator(self) -> Propagator:
        return Propagator(self._question)

    @cached_property
    def _root(self) -> Bounds:
        return self._propagator.root()

    # What is asked

    @cached_property
    def offer(self) -> Mapping[str, Any]:
        """The whole price list."""
        return offer_for(self.sizing)

    @cached_property
    def _question(self) -> Problem:
        """The whole question, with every component there is to choose from."""
        with refusing_unknown_facts(self.sizing.profile):
            return build(self.sizing, self.offer, askable=True)

    @cached_property
    def _met(self) -> frozenset[str]:
        return frozenset(need.need for need in self.outcome.package.coverage if need.met)

    def _meeting(self, needs: frozenset[str]) -> Problem:
        """These needs must be met, whatever it costs."""
        return build(self.sizing.meeting(needs), self.offer, askable=True)

    @cached_property
    def _kept(self) -> WhatIf | None:
        """All that is met now is, and the preferences kept now are."""
        problem = self._meeting(self._met)
        return self._what_if(
            problem, kept_preferences(problem, self.sizing, self.outcome.package.quantities, self._met)
        )

    @cached_property
    def _replacement(self) -> Replacement:
        return Replacement(self.outcome, self._effort, frozenset(self.sizing.rulebook.components))

    @property
    def untold(self) -> bool:
        """Whether the limits came before anything to compare with was found."""
        return self._kept is not None and self._kept.base.verdict == "unknown"

    @cached_property
    def _needs_kept(self) -> WhatIf | None:
        return self._what_if(self._meeting(self._met), [])

    @cached_property
    def _musts(self) -> frozenset[str]:
        return frozenset(need.id for need in self.sizing.needs if need.priority == "must")

    @cached_property
    def _musts_kept(self) -> WhatIf | None:
        return self._what_if(self._meeting(self._musts), []) if self._musts != self._met else None

    @cached_property
    def thrifty(self) -> Solution | None:
        """The cheapest package that meets the musts and no wish, whatever the caps."""
        sizing = self.sizing.meeting(self._musts)
        problem = build(sizing, relevant_offer(sizing)).indifferent()
        found = settle(problem, self._effort, unique=False, memory=self._memory)
        return found if isinstance(found, Solution) else None

    def _what_if(self, problem: Problem, held: Changes) -> WhatIf | None:
        try:
            return WhatIf(problem, self._effort, self._memory, held)
        except ContradictionError:
            return None


def _asking(problem: Problem, component: str) -> list[tuple[int, int, int]]:
    """A component asked for."""
    return [(problem.asked_for[component], 1, 1), (problem.chosen[component], 1, 1)]
