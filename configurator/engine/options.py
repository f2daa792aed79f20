"""What can still be chosen: every component, what it would add to the price and bring, and why not where it can't be.

Nothing shown as possible is a dead end: each option rests on a package that has it and breaks nothing. Its price effect
is exact where it was searched; elsewhere that of adding the component with the rest as it is, told as an estimate.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from configurator.engine.blockwise import Memory
from configurator.engine.builder import CAP_TIMES
from configurator.engine.explain import explain
from configurator.engine.option import Keeps, Option, option_json
from configurator.engine.outcome import Solved, Unproven
from configurator.engine.problem import Problem, build
from configurator.engine.recommend import DEFAULT_LIMITS, recommend
from configurator.engine.replacement import Replacement
from configurator.engine.solve import Effort, Limits, Solver, Stop
from configurator.engine.tighten import Bounds, ContradictionError, Propagator
from configurator.engine.whatif import Changes, Spent, WhatIf, kept_preferences
from configurator.errors import Diagnostic, ProfileError, did_you_mean
from configurator.money import round_half_away
from configurator.pricing.price_list import offer_for
from configurator.profile import Profile
from configurator.rulebook.model import Rulebook
from configurator.sizing.unknown import refusing_unknown_facts

_SHARE = 0.005
"""Of the time left, what a search within the caps may take."""


def options(
    profile: Profile,
    rulebook: Rulebook,
    limits: Limits = DEFAULT_LIMITS,
    memory: Memory | None = None,
    stop: Stop | None = None,
) -> "Options":
    """The options beside the recommendation for a profile. `memory` speeds up the next question of the same kind."""
    return Options(recommend(profile, rulebook, limits, stop=stop), Effort(limits, stop), memory or Memory())


class Options:
    """The options of one question; each is worked out when it is asked for."""

    def __init__(self, outcome: Any, effort: Effort, memory: Memory) -> None:
        self.outcome, self.sizing = outcome, outcome.sizing
        self._effort, self._memory = effort, memory
        self._known: dict[str, Option] = {}

    @property
    def components(self) -> list[str]:
        """Every component, chosen ones first."""
        chosen = self._units
        return sorted(self.sizing.rulebook.components, key=lambda component: (component not in chosen, component))

    def estimate(self, component: str) -> Option:
        """The option, its effect exact or that of adding it with the rest as it is."""
        self._check(component)
        if component in self._known:
            return self._known[component]
        if isinstance(self.outcome, Unproven):
            return Option(component, None)
        if not isinstance(self.outcome, Solved) or component not in self._question.chosen:
            return self._keep(Option(component, False))
        if component in self._units:
            return self._keep(self._chosen(component))
        beside = self._beside(component)
        return beside if beside.possible else self.exact(component)

    def _beside(self, component: str) -> Option:
        """The component with the rest as it is, if that can be; else with what it touches found anew."""
        if self._standing is None:
            return Option(component, None)
        found, units = self._standing.beside(component, self._room)
        if found.verdict == "solved":
            return Option(component, True, 0, units, self._effect(found.spent), exact=False)
        found = self._standing.least(_asking(self._standing.problem, component))
        if found.verdict == "solved" and self._within(found.spent):
            return Option(component, True, 0, None, self._effect(found.spent), exact=self._standing is self._kept)
        return Option(component, None)

    def exact(self, component: str) -> Option:
        """The option, with the least that any package with it adds to the price."""
        if component in self._known:
            return self._known[component]
        self._check(component)
        if not isinstance(self.outcome, Solved) or component not in self._question.chosen or component in self._units:
            return self.estimate(component)
        return self._keep(replace(self._least(component), range=self._beside(component).range))

    def _least(self, component: str) -> Option:
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
        if found.verdict != "solved" or not self._within(found.spent):
            return None
        return Option(component, True, 0, None, self._effect(found.spent), True, keeps)

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

    def to_json(self, exact: int = 50, only: Iterable[str] = (), reasons: bool = False) -> dict[str, Any]:
        """The options of the contract: of these components or of all; exact effects for the first so many.

        `reasons`: what can't be chosen tells why not.
        """
        ids = tuple(only) or tuple(self.components)
        found = [self.exact(id) if number < exact else self.estimate(id) for number, id in enumerate(ids)]
        return {"outcome": self.outcome.name, "options": [self.tell(option, reasons) for option in found]}

    def reason(self, component: str) -> str:
        """Why a component can't be chosen, in the profile's language; worked out when it is asked for."""
        return explain(self.outcome, why_not=component).text(self.sizing.profile.language)

    # What is asked

    @cached_property
    def _offer(self) -> Mapping[str, Any]:
        return offer_for(self.sizing)

    @cached_property
    def _question(self) -> Problem:
        """The whole question, with every component there is to choose from."""
        with refusing_unknown_facts(self.sizing.profile):
            return build(self.sizing, self._offer, askable=True)

    @cached_property
    def _met(self) -> frozenset[str]:
        return frozenset(need.need for need in self.outcome.package.coverage if need.met)

    def _meeting(self, needs: frozenset[str]) -> Problem:
        """These needs must be met, whatever it costs."""
        return build(self.sizing.meeting(needs), self._offer, askable=True)

    @cached_property
    def _kept(self) -> WhatIf | None:
        """All that is met now is, and the preferences kept now are."""
        problem = self._meeting(self._met)
        return self._what_if(
            problem, kept_preferences(problem, self.sizing, self.outcome.package.quantities, self._met)
        )

    @cached_property
    def _standing(self) -> WhatIf | None:
        """The same beside the package as it is: the caps may make it dearer than it need be without them."""
        if self._kept is None or self._within(self._kept.base.spent):
            return self._kept
        problem, quantities = self._meeting(self._met), self.outcome.package.quantities
        held = kept_preferences(problem, self.sizing, quantities, self._met)
        standing = [(v, units, units) for place, v in problem.quantity.items() for units in [quantities.get(place, 0)]]
        return self._what_if(problem, held, standing)

    @cached_property
    def _replacement(self) -> Replacement:
        return Replacement(self.outcome, self._effort, frozenset(self.sizing.rulebook.components))

    @cached_property
    def _needs_kept(self) -> WhatIf | None:
        return self._what_if(self._meeting(self._met), [])

    @cached_property
    def _musts_kept(self) -> WhatIf | None:
        musts = frozenset(need.id for need in self.sizing.needs if need.priority == "must")
        return self._what_if(self._meeting(musts), []) if musts != self._met else None

    def _what_if(self, problem: Problem, held: Changes, standing: Changes = ()) -> WhatIf | None:
        try:
            return WhatIf(problem, self._effort, self._memory, held, standing)
        except ContradictionError:
            return None

    # What is answered

    @cached_property
    def _units(self) -> dict[str, int]:
        """What is chosen now, over the deal."""
        units: dict[str, int] = {}
        for item in self.outcome.package.items if isinstance(self.outcome, Solved) else ():
            units[item.component] = units.get(item.component, 0) + item.quantity
        return units

    @cached_property
    def _room(self) -> Spent:
        """What the caps leave."""
        base = self._standing.base.spent if self._standing is not None else {}
        return {cap: most * CAP_TIMES[cap] - base.get(cap, 0) for cap, most in self.sizing.budget.items()}

    def _within(self, spent: Spent) -> bool:
        return all(spent[cap] <= most * CAP_TIMES[cap] for cap, most in self.sizing.budget.items())

    def _effect(self, spent: Spent) -> dict[str, int]:
        now = self.outcome.package.totals
        return {
            "one_time": spent["one_time"] - now.one_time,
            "monthly": round_half_away(Fraction(spent["monthly"], 12)) - now.monthly,
            "total_contract": spent["total"] - now.total_contract,
        }

    def _chosen(self, component: str) -> Option:
        units = self._units[component]
        return Option(
            component, True, units, (units, units), dict.fromkeys(("one_time", "monthly", "total_contract"), 0)
        )

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
        return Option(component, True, 0, None, self._effect(spent), answer.proven, "musts")

    @cached_property
    def _propagator(self) -> Propagator:
        return Propagator(self._question)

    @cached_property
    def _root(self) -> Bounds:
        return self._propagator.root()

    def _keep(self, option: Option) -> Option:
        self._known[option.component] = option
        return option

    def _check(self, component: str) -> None:
        if component not in self.sizing.rulebook.components:
            help = did_you_mean(component, self.sizing.rulebook.components)
            raise ProfileError([Diagnostic("E022", f"there is no component '{component}'", None, help)])

    def __repr__(self) -> str:
        return f"<Options of {len(self.sizing.rulebook.components)} components beside {self.outcome!r}>"

    def tell(self, option: Option, reason: bool = False) -> dict[str, Any]:
        """An option as the contract has it; with the reason when it can't be chosen."""
        told = self.reason(option.component) if reason and option.possible is False else None
        return option_json(option, self.sizing, told)


def _asking(problem: Problem, component: str) -> list[tuple[int, int, int]]:
    """A component asked for."""
    return [(problem.asked_for[component], 1, 1), (problem.chosen[component], 1, 1)]
