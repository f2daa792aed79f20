"""What can still be chosen: every component, what it would add to the price and bring, and why not where it can't be.

Nothing shown as possible is a dead end: each option rests on a package that has it and breaks nothing (see `domain`).
Its price effect is exact where the cheapest such package was searched for; elsewhere it is what this one adds, told as
an estimate: the least there is adds no more.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

import rfc8785

from configurator.engine.blockwise import Memory
from configurator.engine.choices import Choices, Having
from configurator.engine.domain import Bought, Domain
from configurator.engine.explain import explain
from configurator.engine.option import Keeps, Option, option_json
from configurator.engine.outcome import Solved, Unproven
from configurator.engine.purpose import active_rules
from configurator.engine.recommend import DEFAULT_LIMITS, recommend
from configurator.engine.solve import Effort, Limits, Stop
from configurator.engine.spending import Spent, spending
from configurator.engine.surcharge import Surcharge
from configurator.engine.verify import Verification
from configurator.errors import Diagnostic, ProfileError, did_you_mean
from configurator.package import Quantities
from configurator.profile import Profile, read_profile
from configurator.rulebook.model import Rulebook
from configurator.sizing import size


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

    @cached_property
    def choices(self) -> Choices:
        """What can be chosen, caps aside: to be asked at once of everything, and again after each further decision."""
        packages = [(self._quantities, self._met), *([self._thrifty] if self.sizing.budget else [])]
        return self._domain.beside(packages, self.sizing.profile.decisions)

    def estimate(self, component: str) -> Option:
        """The option, with what some package with it adds to the price."""
        self._check(component)
        if component in self._known:
            return self._known[component]
        if isinstance(self.outcome, Unproven):
            return Option(component, None)
        if not isinstance(self.outcome, Solved):
            return self._keep(Option(component, False))
        if component in self._units:
            return self._keep(self._chosen(component))
        possible = self.choices.possible(component)
        if not possible:
            return self._keep(Option(component, False)) if possible is False else Option(component, None)
        for having in self.choices.each_having(component):
            spent = self._spent(having.quantities, having)
            if self._surcharge.within(spent):
                effect, keeps = self._surcharge.effect(spent), self._keeps(having)
                return Option(component, True, 0, self._range(having), effect, False, keeps)
        return self.exact(component)

    def exact(self, component: str) -> Option:
        """The option, with the least that any package with it adds to the price."""
        if component in self._known:
            return self._known[component]
        self._check(component)
        if not isinstance(self.outcome, Solved) or component in self._units or self._surcharge.untold:
            return self.estimate(component)
        possible = self.choices.possible(component)
        if possible is False:
            return self._keep(Option(component, False))
        least = self._surcharge.least(component)
        range = self._range(self.choices.having(component)) if possible and least.possible else None
        return self._keep(replace(least, range=range))

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
    def _domain(self) -> Domain:
        """What this customer may choose, whatever is decided: kept for the next question of the same customer."""
        sizing = self.sizing
        profile = {key: value for key, value in sizing.profile.to_json().items() if key not in ("decisions", "budget")}
        key = ("domain", sizing.rulebook.sha256, str(sizing.date), rfc8785.dumps(profile))
        if key not in self._memory.found:
            self._memory.found[key] = Domain(
                size(read_profile(profile).but(date=sizing.date), sizing.rulebook), self._effort
            )
        domain: Domain = self._memory.found[key]
        return domain

    @cached_property
    def _surcharge(self) -> Surcharge:
        return Surcharge(self.outcome, self._effort, self._memory)

    @cached_property
    def _met(self) -> frozenset[str]:
        return frozenset(need.need for need in self.outcome.package.coverage if need.met)

    # What is answered

    @property
    def _thrifty(self) -> Bought:
        """The cheapest package that meets the musts alone: what it leaves of the caps is there for more."""
        found = self._surcharge.thrifty
        return (self._quantities, self._met) if found is None else (found.quantities, found.met)

    @property
    def _quantities(self) -> Quantities:
        quantities: Quantities = self.outcome.package.quantities
        return quantities

    @cached_property
    def _units(self) -> dict[str, int]:
        """What is chosen now, over the deal."""
        units: dict[str, int] = {}
        for item in self.outcome.package.items if isinstance(self.outcome, Solved) else ():
            units[item.component] = units.get(item.component, 0) + item.quantity
        return units

    def _range(self, having: Having) -> tuple[int, int]:
        """The units there can be over the deal, with the rest of a package as it is, within the caps."""
        (component, site), quantities = having.place, dict(having.quantities)
        times = 1 if site is None else self.sizing.site_class(site).count
        elsewhere = sum(
            n * (1 if at is None else self.sizing.site_class(at).count)
            for (id, at), n in quantities.items()
            if id == component and at != site
        )
        least = max(having.range[0], self.sizing.rulebook.components[component].quantity.min, 1)

        def fits(units: int) -> bool:
            changed = {**quantities, having.place: units}
            return not self.sizing.budget or self._surcharge.within(
                spending(self.sizing, self._surcharge.offer, changed, having.met)
            )

        most = having.range[1] if fits(having.range[1]) else _last(fits, quantities[having.place], having.range[1])
        least = least if fits(least) else quantities[having.place]
        return elsewhere + times * least, elsewhere + times * most

    def _spent(self, quantities: Quantities, having: Having) -> Spent:
        return spending(self.sizing, self._surcharge.offer, quantities, having.met)

    def _keeps(self, having: Having) -> Keeps:
        """What a package still fulfils of what the recommendation does."""
        if not self._met <= having.met:
            return "musts"
        preferences = [rule for rule in active_rules(self.sizing) if rule.weight]
        now, then = (
            Verification(self.sizing, {}, *package)
            for package in ((self._quantities, self._met), (having.quantities, having.met))
        )
        return "everything" if all(then.holds(rule) for rule in preferences if now.holds(rule)) else "needs"

    def _chosen(self, component: str) -> Option:
        units = self._units[component]
        return Option(
            component, True, units, (units, units), dict.fromkeys(("one_time", "monthly", "total_contract"), 0)
        )

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


def _last(fits: Callable[[int], bool], least: int, most: int) -> int:
    """A number from `least`, which fits, on that fits while the next doesn't."""
    while most - least > 1:
        middle = (least + most) // 2
        least, most = (middle, most) if fits(middle) else (least, middle)
    return least
