"""The integer problem while it grows: what is chosen and what it costs, needs and demands."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from configurator.engine.installed import Counted
from configurator.engine.linear import CATALOGUE, Constraint, Linear, Literal, Origin, Rational, Variable
from configurator.engine.purpose import purposes
from configurator.package import Place
from configurator.pricing.charges import PricedCharge
from configurator.rulebook.model import Capability, Component
from configurator.sizing import Sizing

_PER_YEAR = {"month": 12, "quarter": 4, "year": 1}

_NOW_AND_THEN = 1024
"""After so many constraints the time is looked at."""


class TimeIsUpError(Exception):
    """The time was over before the problem was built."""


@dataclass(frozen=True, slots=True)
class Charged:
    """What a charge comes to, in minor units: a headline period, and the whole contract."""

    period: str | None
    headline: Linear
    contract: Linear


@dataclass
class Builder:
    """The problem while it grows."""

    sizing: Sizing
    offer: Mapping[str, tuple[PricedCharge, ...]]
    leaving_out: frozenset[Origin] = frozenset()
    askable: bool = False  # whether any component may be asked for, by a variable of its own
    most_units: Mapping[str, int] = field(default_factory=dict)  # instead of what the catalogue says
    over: Callable[[], bool] = lambda: False  # whether the time is
    variables: list[Variable] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)
    quantity: dict[Place, int] = field(default_factory=dict)
    chosen: dict[Place, int] = field(default_factory=dict)
    chosen_anywhere: dict[str, int] = field(default_factory=dict)
    asked_for: dict[str, int] = field(default_factory=dict)
    met: dict[str, int] = field(default_factory=dict)
    implied: dict[int, list[int]] = field(default_factory=dict)  # by a literal: what is 1 as soon as it is
    new: dict[str, Counted] = field(default_factory=dict)  # of components that are installed: what isn't there yet
    kept: dict[Place, int] = field(default_factory=dict)
    charged: list[Charged] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.purposes = purposes(self.sizing)
        self.optional = {need.id for need in self.sizing.needs if need.priority != "must"}
        self.consumed = {capability for id in self.offer for capability in self.component(id).consumes}
        self._flows: dict[Place, list[tuple[Rational, int]]] = defaultdict(list)  # by capability and where it is felt
        self._supplies: dict[Place, list[tuple[Rational, str, int]]] = defaultdict(list)
        self._supplied: dict[Place, Linear] = {}
        self._counts: dict[str | None, int] = {None: 1} | {c.id: c.count for c in self.sizing.site_classes}
        self._places: dict[str, list[str | None]] = {}
        self._demands: dict[tuple[str, str | None], list[tuple[str, Fraction]]] = defaultdict(list)
        for demand in self.sizing.demands:
            self._demands[demand.capability, demand.site_class].append((demand.need, demand.amount))

    # Vocabulary

    def variable(self, name: str, low: int, high: int) -> int:
        self.variables.append(Variable(name, low, high))
        return len(self.variables) - 1

    def require(
        self, expression: Linear, low: int | None, high: int | None, origin: Origin, when: Iterable[Literal] = ()
    ) -> None:
        """low ≤ expression ≤ high, whenever all literals in `when` hold. Raises TimeIsUpError."""
        if len(self.constraints) % _NOW_AND_THEN == 0 and self.over():
            raise TimeIsUpError
        if origin not in self.leaving_out:
            self.constraints.append(Constraint.of(expression, low, high, tuple(when), origin))

    def component(self, id: str) -> Component:
        return self.sizing.rulebook.components[id]

    def sites(self, place: str | None) -> int:
        """How many sites a class has; 1 for the deal."""
        return self._counts[place]

    # Components and what they cost

    def add_components(self) -> None:
        for id in sorted(self.offer):
            component = self.component(id)
            useful = {place: self._most(component, place) for place in self.sizing.available[id]}
            bounds = dict.fromkeys(useful, self._may_sell(component)) if self.askable else useful
            places = [place for place, most in bounds.items() if most > 0]
            for place in places:
                self._add_place(component, place, bounds[place])
            if places:
                self._places[id] = places
                self._add_whole(component, places)
            if self.askable and places:
                self._add_asking(id, useful)
        self._index_flows()

    def _add_asking(self, id: str, useful: Mapping[str | None, int]) -> None:
        """A component asked for may be bought beyond what is useful, as if a decision named it."""
        asked = self.asked_for[id] = self.variable(f"{id} asked for?", 0, 1)
        self.require(Linear.of((1, self.chosen_anywhere[id]), (-1, asked)), 0, None, CATALOGUE)
        for place, most in useful.items():
            self.require(Linear.of((1, self.quantity[id, place])), None, most, CATALOGUE, [~asked])

    def unless_asked_for(self, id: str) -> tuple[Literal, ...]:
        """The condition under which a component is limited to its use."""
        return (~self.asked_for[id],) if id in self.asked_for else ()

    def _most(self, component: Component, place: str | None) -> int:
        """The most units worth considering: the catalogue's bound, or what the demands alone could use."""
        capabilities = self.purposes.of(component)
        if not capabilities or any(capability in self.consumed for capability in capabilities):
            return self._may_sell(component)
        usable = [
            ceil(
                Fraction(sum(amount for _, amount in self.demanded(capability, place))) / component.supplies[capability]
            )
            for capability in capabilities
        ]
        if max(usable) == 0 and self.purposes.only_for_demands(component):
            return 0
        most = max(component.quantity.min, self.installed(component.id, place), *usable)
        return min(self._may_sell(component), most)

    def installed(self, component: str, place: str | None) -> int:
        """The units that are at a site of a class, or in the deal, already."""
        return self.sizing.holdings.at(component, place, self.sites(place))

    def _may_sell(self, component: Component) -> int:
        return self.most_units.get(component.id, component.quantity.max)

    def _add_place(self, component: Component, place: str | None, most: int) -> None:
        here, least = (component.id, place), component.quantity.min
        name = component.id if place is None else f"{component.id}@{place}"
        if most == 1:
            self.quantity[here] = self.chosen[here] = self.variable(name, 0, 1)
            return
        q = self.quantity[here] = self.variable(name, 0, most)
        z = self.chosen[here] = self.variable(f"{name}?", 0, 1)
        self.require(Linear.of((1, q), (-least, z)), 0, None, CATALOGUE)
        self.require(Linear.of((1, q), (-most, z)), None, 0, CATALOGUE)

    def _index_flows(self) -> None:
        """Which quantities bring or take how much of which capability: over the deal, and at their site."""
        for (id, place), q in self.quantity.items():
            component, chosen = self.component(id), self.chosen[id, place]
            for felt, times in ((None, self.sites(place)), *(((place, 1),) if place is not None else ())):
                for capability, amount in component.supplies.items():
                    self._flows[capability, felt].append((amount * times, q))
                    self._supplies[capability, felt].append((amount, id, chosen))
                for capability, amount in component.consumes.items():
                    self._flows[capability, felt].append((-amount * times, q))

    def _add_whole(self, component: Component, places: list[str | None]) -> None:
        """Whether a component is chosen anywhere."""
        chosen = [self.chosen[component.id, place] for place in places]
        self.chosen_anywhere[component.id] = self.any_of(f"{component.id}?", chosen)

    def any_of(self, name: str, literals: list[int]) -> int:
        """A variable that is 1 exactly when one of the literals is."""
        if len(literals) == 1:
            return literals[0]
        either = self.variable(name, 0, 1)
        for literal in literals:
            self.implied.setdefault(literal, []).append(either)
            self.require(Linear.of((1, either), (-1, literal)), 0, None, CATALOGUE)
        self.require(Linear.sum([(-1, either), *((1, literal) for literal in literals)]), 0, None, CATALOGUE)
        return either

    def places(self, component: str) -> list[str | None]:
        """Where a component may stand."""
        return self._places.get(component, [])

    def units(self, component: str, place: str | None) -> Linear:
        """The units of a component at one site of a class, or those sold for the deal."""
        here = self.quantity.get((component, place))
        return Linear() if here is None else Linear.of((1, here))

    def most(self, component: str, where: frozenset[str] | None = None) -> int:
        """The most units of a component over the deal, or at some site classes."""
        places = self._places_in(component, where)
        return sum(self.sites(place) * self.variables[self.quantity[component, place]].high for place in places)

    def total(self, component: str, where: frozenset[str] | None = None) -> Linear:
        """The units of a component over the deal, or at some site classes."""
        places = self._places_in(component, where)
        return Linear.sum((self.sites(place), self.quantity[component, place]) for place in places)

    def chosen_in(self, component: str, where: frozenset[str] | None) -> int | None:
        """Whether a component is chosen in any of some site classes; None where it can't be."""
        if where is None:
            return self.chosen_anywhere[component]
        choices = [self.chosen[component, place] for place in self._places_in(component, where)]
        return self.any_of(f"{component} in {', '.join(sorted(where))}?", choices) if choices else None

    def _places_in(self, component: str, where: frozenset[str] | None) -> list[str | None]:
        return [place for place in self._places.get(component, ()) if where is None or place in where]

    def total_contract(self) -> Linear:
        """What all charges come to over the contract, in minor units."""
        return Linear.total(charged.contract for charged in self.charged)

    def charge(self, period: str | None, headline: Linear, contract: Linear) -> None:
        """Notes what a charge comes to."""
        self.charged.append(Charged(period, headline, contract))

    def highest(self, expression: Linear) -> int:
        """What an expression with whole coefficients comes to at most, whatever the constraints say."""
        ends = ((c, self.variables[v]) for v, c in expression.terms)
        return int(expression.constant + sum(c * (v.high if c > 0 else v.low) for c, v in ends))

    # Needs and demands

    def add_needs(self) -> None:
        """A variable per need; a must is a constraint of its own, so that a conflict can name it."""
        for need in self.sizing.needs:
            self.met[need.id] = self.variable(f"met {need.id}?", 0, 1)
            if need.priority == "must":
                self.require(Linear.of((1, self.met[need.id])), 1, None, Origin("need", need.id))

    def supplied(self, capability: str, place: str | None) -> Linear:
        """Supply less consumption of a `sum` capability, over the deal or at one site of a class."""
        if (capability, place) not in self._supplied:
            self._supplied[capability, place] = Linear.sum(self._flows.get((capability, place), ()))
        return self._supplied[capability, place]

    def suppliers(self, capability: str, place: str | None) -> set[str]:
        """The components that could supply a capability here."""
        return {id for _, id, _ in self._supplies.get((capability, place), ())}

    def supplying(self, capability: Capability, place: str | None) -> dict[Rational, list[int]]:
        """Amount → the choices that supply it, of a `max` or `any` capability."""
        found: dict[Rational, list[int]] = defaultdict(list)
        for amount, _, z in self._supplies.get((capability.id, place), ()):
            found[1 if capability.adds == "any" else amount].append(z)
        return found

    def add_balances(self) -> None:
        """What is demanded of a capability is supplied, beside what is consumed of it."""
        for capability in self.sizing.rulebook.capabilities.values():
            for place in [None] if capability.at == "deal" else [c.id for c in self.sizing.site_classes]:
                if capability.adds == "sum":
                    self._balance(capability, place)
                else:
                    self._best(capability, place)

    def demanded(self, capability: str, place: str | None) -> list[tuple[str, Fraction]]:
        """(need, amount) of what is demanded here."""
        return self._demands.get((capability, place), [])

    def asked(self, capability: str, place: str | None) -> Linear:
        """What the needs that are met ask of a `sum` capability."""
        return Linear.sum((amount, self.met[need]) for need, amount in self.demanded(capability, place))

    def _balance(self, capability: Capability, place: str | None) -> None:
        if capability.id not in self.consumed and not self.demanded(capability.id, place):
            return
        balance = self.supplied(capability.id, place) - self.asked(capability.id, place)
        if any(coefficient < 0 for _, coefficient in balance.terms):
            self.require(balance, 0, None, CATALOGUE)

    def _best(self, capability: Capability, place: str | None) -> None:
        supplying = self.supplying(capability, place)
        for need, amount in self.demanded(capability.id, place):
            least = 1 if capability.adds == "any" else amount
            enough = [(1, z) for level, choices in supplying.items() if level >= least for z in choices]
            self.require(Linear.sum([*enough, (-1, self.met[need])]), 0, None, CATALOGUE)

    # What is spent

    def spending(self) -> dict[str, Linear]:
        """What each cap is about, in minor units: `monthly` is told for a whole year."""
        per_year = Linear.total(one.headline.times(_PER_YEAR[one.period]) for one in self.charged if one.period)
        one_time = Linear.total(one.headline for one in self.charged if one.period is None)
        return {"monthly": per_year, "one_time": one_time, "total": self.total_contract()}
