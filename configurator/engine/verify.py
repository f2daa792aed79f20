"""The oracle: re-checks a package against profile and rulebook, sharing no constraint-building code with the problem.

Rules are evaluated on the quantities as they stand, demands are added up anew, prices come from the price list.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction

from configurator.engine.purpose import active_rules, purposes
from configurator.errors import ConfiguratorError
from configurator.money import to_text
from configurator.package import Line, Place, Quantities
from configurator.pricing.bundles import as_bundled
from configurator.pricing.charges import PricedCharge
from configurator.pricing.lines import Sum, sums_of
from configurator.pricing.totals import Paid, one_time, total_contract, yearly
from configurator.pricing.waterfall import priced_lines
from configurator.records import decimal_text
from configurator.rulebook.language.evaluate import evaluate
from configurator.rulebook.model import Capability, Component, Rule
from configurator.sizing import SizedDemand, Sizing


@dataclass(frozen=True, slots=True)
class Breach:
    """Something a package breaks: rule, demand, budget, range or decision by id, at a site class where it is local."""

    kind: str
    id: str
    site: str | None
    text: str


class Bought:
    """What a package says, as rules ask it (the `Decided` of the language)."""

    def __init__(self, sizing: Sizing, quantities: Quantities, met: frozenset[str]) -> None:
        self._sizing, self._met = sizing, met
        self._counts: dict[str | None, int] = {c.id: c.count for c in sizing.site_classes} | {None: 1}
        self._units: dict[str | None, dict[str, int]] = {None: {}}  # at a site of each class; None: over the deal
        for item, units in quantities.items():
            self._add(item, units)

    def _add(self, item: Place, units: int) -> None:
        component, place = item
        for site, times in ((None, self._counts[place]), *(((place, 1),) if place is not None else ())):
            here = self._units.setdefault(site, {})
            here[component] = here.get(component, 0) + units * times

    @contextmanager
    def lacking(self, item: Place) -> Iterator[None]:
        """While it lasts, an item counts as not bought."""
        component, place = item
        units = self._units[place][component]
        self._add(item, -units)
        try:
            yield
        finally:
            self._add(item, units)

    def quantity(self, component: str, site: str | None) -> int:
        return self._units.get(site, {}).get(component, 0)

    def supply(self, capability: str, site: str | None) -> Fraction:
        adds = self._sizing.rulebook.capabilities[capability].adds
        supplied = [(units, c.supplies[capability]) for c, units in self._chosen(site) if capability in c.supplies]
        if adds == "any":
            return Fraction(1 if supplied else 0)
        if adds == "max":
            return Fraction(max((amount for _, amount in supplied), default=0))
        return Fraction(sum(units * amount for units, amount in supplied)) - self.used(capability, site)

    def used(self, capability: str, site: str | None) -> Fraction:
        """What the chosen components consume of a capability."""
        here = ((units, c.consumes[capability]) for c, units in self._chosen(site) if capability in c.consumes)
        return Fraction(sum(units * amount for units, amount in here))

    def _chosen(self, site: str | None) -> list[tuple[Component, int]]:
        """The components chosen here with their units."""
        known = self._sizing.rulebook.components  # a package made by hand may name others
        return [(known[id], n) for id, n in self._units.get(site, {}).items() if n > 0 and id in known]

    def consumed(self) -> set[Place]:
        """(capability, site) of what the chosen components consume; site None is the deal."""
        return {(id, site) for site in self._units for component, _ in self._chosen(site) for id in component.consumes}

    def met(self, need: str) -> bool:
        return need in self._met


def verify(
    sizing: Sizing, offer: Mapping[str, tuple[PricedCharge, ...]], quantities: Quantities, met: frozenset[str]
) -> tuple[Breach, ...]:
    """Everything the package breaks; nothing when it is valid. `met` names the optional needs it claims to meet."""
    check = Verification(sizing, offer, quantities, met)
    return (
        *check.ranges(),
        *check.demands(),
        *check.purposes(),
        *check.rules(active_rules(sizing)),
        *check.decisions(),
        *check.budget(),
    )


class UnsoundError(ConfiguratorError):
    """The engine contradicted itself: a fault of ours or of the solver's, never a matter of the input."""


def refuse_unsound(breaches: Iterable[Breach], left_out: Collection[tuple[str, str]] = ()) -> None:
    """No package is given that the verifier faults, but for what `left_out` names by kind and id."""
    broken = [f"{b.id}: {b.text}" for b in breaches if (b.kind, b.id) not in left_out]
    if broken:
        raise UnsoundError("the package found doesn't hold: " + "; ".join(broken))


class Verification:
    """One package under examination."""

    def __init__(
        self, sizing: Sizing, offer: Mapping[str, tuple[PricedCharge, ...]], quantities: Quantities, met: frozenset[str]
    ) -> None:
        self.sizing, self.offer, self.quantities = sizing, offer, quantities
        self.met = met | {need.id for need in sizing.needs if need.priority == "must"}
        self.bought = Bought(sizing, quantities, self.met)
        self.world = sizing.world.deciding(self.bought)
        self._demands: dict[Place, list[SizedDemand]] = {}  # of the needs met, by capability and site
        for demand in sizing.demands:
            if demand.need in self.met:
                self._demands.setdefault((demand.capability, demand.site_class), []).append(demand)

    def ranges(self) -> Iterator[Breach]:
        for (id, place), units in self.quantities.items():
            component = self.sizing.rulebook.components.get(id)
            if component is None:
                yield Breach("range", id, place, f"there is no component {id}")
            elif id not in self.offer or place not in self.sizing.available[id]:
                yield Breach("range", id, place, f"{id} isn't available here on {self.sizing.date}")
            elif not component.quantity.min <= units <= component.quantity.max:
                allowed = f"{component.quantity.min} to {component.quantity.max}"
                yield Breach("range", id, place, f"{units} units of {id}; {allowed} can be chosen")

    def demands(self) -> Iterator[Breach]:
        asked, classes = self._demands.keys() | self.bought.consumed(), [c.id for c in self.sizing.site_classes]
        for capability in self.sizing.rulebook.capabilities.values():
            for place in [None] if capability.at == "deal" else classes:
                if (capability.id, place) in asked:
                    yield from self._demand(capability, place)

    def _demand(self, capability: Capability, place: str | None) -> Iterator[Breach]:
        demanded = self._demands.get((capability.id, place), [])
        supplied = self.bought.supply(capability.id, place)
        if capability.adds == "sum":
            wanted = sum((d.amount for d in demanded), Fraction(0))
        else:
            wanted = max((d.amount if capability.adds == "max" else Fraction(1) for d in demanded), default=Fraction(0))
        if supplied < wanted:
            short = f"{capability.id}: {decimal_text(supplied)} supplied, {decimal_text(wanted)} needed"
            yield Breach("demand", demanded[0].rule if demanded else capability.id, place, short)

    def purposes(self) -> Iterator[Breach]:
        """Units of a component bought for its demands only that the demands could do without."""
        bought_for = purposes(self.sizing)
        for (id, place), units in self.quantities.items():
            component = self.sizing.rulebook.components.get(id)
            limiting = bought_for.of(component) if component is not None else []
            if component is None or not limiting or units <= max(component.quantity.min, self._installed(id, place)):
                continue
            spare = (self.bought.supply(c, place) - self._demanded(c, place) >= component.supplies[c] for c in limiting)
            if all(spare):
                yield Breach("range", id, place, f"{units} units of {id} are more than the demands can use")

    def _installed(self, component: str, place: str | None) -> int:
        """The units that are there already, at each site of a class or in the deal."""
        sites = 1 if place is None else self.sizing.site_class(place).count
        return self.sizing.holdings.at(component, place, sites)

    def _demanded(self, capability: str, place: str | None) -> Fraction:
        return sum((d.amount for d in self._demands.get((capability, place), ())), Fraction(0))

    def rules(self, rules: list[Rule]) -> Iterator[Breach]:
        for rule in rules:
            if rule.weight is None and not self.holds(rule):
                yield Breach("rule", rule.id, None, rule.because.en)

    def holds(self, rule: Rule) -> bool:
        """Whether a rule, or a preference, holds of the package."""
        return bool(evaluate(rule.rule.tree, self.world))

    def decisions(self) -> Iterator[Breach]:
        for index, decision in enumerate(self.sizing.profile.decisions):
            for place in self.sizing.decided_places(decision):
                units = self.bought.quantity(decision.component, place)
                wanted = [
                    (decision.quantity is None or units == decision.quantity, f"exactly {decision.quantity}"),
                    (decision.min is None or units >= decision.min, f"at least {decision.min}"),
                    (decision.max is None or units <= decision.max, f"at most {decision.max}"),
                    (
                        decision.selected is None or (units > 0) == decision.selected,
                        "some" if decision.selected else "none",
                    ),
                ]
                for kept, words in wanted:
                    if not kept:
                        yield Breach(
                            "decision", str(index), place, f"{units} units of {decision.component}; decided: {words}"
                        )

    def spent(self) -> dict[str, int]:
        """Cap → what is spent of it, in minor units; of `monthly` in a year."""
        paid: list[Paid] = [*self._sums(), *self._endings()]
        return {"monthly": yearly(paid), "one_time": one_time(paid), "total": total_contract(paid)}

    def budget(self) -> Iterator[Breach]:
        spent, currency = self.spent() if self.sizing.budget else {}, self.sizing.rulebook.currency
        for cap, most in self.sizing.budget.items():
            amount, times = spent[cap], 12 if cap == "monthly" else 1
            if amount > most * times:
                spending = to_text(-(-amount // times), currency)  # rounded up: never less than what it comes to
                text = f"{spending} {currency} {cap}, the budget is {to_text(most, currency)}"
                yield Breach("budget", cap, None, text)

    def _sums(self) -> list[Sum]:
        """What every charge of what is bought comes to, on the units it counts."""
        bought = {place: units for place, units in self.quantities.items() if place[0] in self.offer and units > 0}
        holdings, at_places = self.sizing.holdings, dict[str, dict[str | None, int]]()
        for (id, place), units in bought.items():
            if id in holdings:
                at_places.setdefault(id, {})[place] = units * self.sizing.counts[place]
        kept = {(id, at): n for id, units in at_places.items() for at, n in holdings.kept(id, units).items()}
        return sums_of(as_bundled(self.offer, self.world), bought, self.sizing.counts, kept)

    def _endings(self) -> Iterator[Line]:
        """What ends before its term."""
        for id in self.sizing.holdings.contracts:
            for contract, units in self.sizing.holdings.ended(id, self.bought.quantity(id, None)):
                if contract.charge is not None:
                    yield from priced_lines(contract.charge, [units])
