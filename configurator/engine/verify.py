"""The oracle: re-checks a package against profile and rulebook, sharing no constraint-building code with the problem.

Rules are evaluated on the quantities as they stand, demands are added up anew, prices come from the price list.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from configurator.engine.purpose import Purposes, active_rules
from configurator.money import to_text
from configurator.package import Quantities
from configurator.pricing.bundles import as_bundled
from configurator.pricing.charges import PricedCharge
from configurator.pricing.totals import one_time, total_contract, yearly
from configurator.pricing.waterfall import priced_lines
from configurator.records import decimal_text
from configurator.rulebook.language.evaluate import evaluate
from configurator.rulebook.model import Capability, Component, Rule
from configurator.sizing import Sizing


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
        self._here: dict[str | None, list[tuple[Component, int]]] = {}
        self._of: dict[str, list[tuple[str | None, int]]] = {}
        for (component, place), units in quantities.items():
            self._of.setdefault(component, []).append((place, units))

    def quantity(self, component: str, site: str | None) -> int:
        here = self._of.get(component, [])
        if site is None:
            return sum(units * self._counts[place] for place, units in here)
        return sum(units for place, units in here if place == site)

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
        if site not in self._here:
            known = self._sizing.rulebook.components  # a package made by hand may name others
            units = ((known[id], self.quantity(id, site)) for id in self._of if id in known)
            self._here[site] = [(component, n) for component, n in units if n > 0]
        return self._here[site]

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


class Verification:
    """One package under examination."""

    def __init__(
        self, sizing: Sizing, offer: Mapping[str, tuple[PricedCharge, ...]], quantities: Quantities, met: frozenset[str]
    ) -> None:
        self.sizing, self.offer, self.quantities = sizing, offer, quantities
        self.met = met | {need.id for need in sizing.needs if need.priority == "must"}
        self.bought = Bought(sizing, quantities, self.met)
        self.world = sizing.world.deciding(self.bought)

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
        for capability in self.sizing.rulebook.capabilities.values():
            for place in [None] if capability.at == "deal" else [c.id for c in self.sizing.site_classes]:
                yield from self._demand(capability, place)

    def _demand(self, capability: Capability, place: str | None) -> Iterator[Breach]:
        demanded = [
            d
            for d in self.sizing.demands
            if (d.capability, d.site_class) == (capability.id, place) and d.need in self.met
        ]
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
        purposes = Purposes(self.sizing)
        for (id, place), units in self.quantities.items():
            component = self.sizing.rulebook.components.get(id)
            limiting = purposes.of(component) if component is not None else []
            if component is None or not limiting or units <= component.quantity.min:
                continue
            spare = (self.bought.supply(c, place) - self._demanded(c, place) >= component.supplies[c] for c in limiting)
            if all(spare):
                yield Breach("range", id, place, f"{units} units of {id} are more than the demands can use")

    def _demanded(self, capability: str, place: str | None) -> Fraction:
        here = (d for d in self.sizing.demands if (d.capability, d.site_class) == (capability, place))
        return sum((d.amount for d in here if d.need in self.met), Fraction(0))

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

    def budget(self) -> Iterator[Breach]:
        known = {id for id, _ in self.quantities if id in self.offer}
        bundled = as_bundled(self.offer, self.world)
        lines = [
            line
            for id in sorted(known)
            for charge in bundled[id]
            for line in priced_lines(charge, [self.bought.quantity(id, None)])
        ]
        spent = {"monthly": (yearly(lines), 12), "one_time": (one_time(lines), 1), "total": (total_contract(lines), 1)}
        currency = self.sizing.rulebook.currency
        for cap, most in self.sizing.budget.items():
            amount, times = spent[cap]
            if amount > most * times:
                spending = to_text(-(-amount // times), currency)  # rounded up: never less than what it comes to
                text = f"{spending} {currency} {cap}, the budget is {to_text(most, currency)}"
                yield Breach("budget", cap, None, text)
