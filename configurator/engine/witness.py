"""A package with a property: found in as much of the catalogue as it takes, or shown not to be there.

Prices don't matter here. The search begins with the components that the property speaks of and no rule at all; rules
that the package found breaks are added, and when nothing is found, the components that what was asked speaks of. Once
those are all there, the rest of the catalogue can't change the answer.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from copy import copy
from dataclasses import dataclass, field

from configurator.engine.asked import add_decisions
from configurator.engine.builder import Builder
from configurator.engine.limits import add_limits
from configurator.engine.linear import CATALOGUE, Linear, Origin
from configurator.engine.problem import Goal, Problem
from configurator.engine.purpose import active_rules, spoken_of
from configurator.engine.rules import RuleCompiler
from configurator.engine.solve import Effort, Limits, Solver
from configurator.engine.verify import Verification
from configurator.package import Quantities
from configurator.rulebook.model import Rule
from configurator.sizing import Sizing


@dataclass(frozen=True)
class Property:
    """What a package is looked for: that breaks a rule, has a component or not, or meets a need."""

    breaks: str | None = None
    has: str | None = None
    lacks: str | None = None
    meets: str | None = None


@dataclass(frozen=True)
class Witness:
    """A package that has the property and breaks no other rule."""

    quantities: Quantities
    met: frozenset[str]


@dataclass(frozen=True)
class Absence:
    """No package has it; `because` holds the rules that were asked for when that showed. Not proven if cut short."""

    because: frozenset[str]
    proven: bool


@dataclass
class WitnessSearch:
    """Looks for packages under one profile. `on_sale` are the components with a price that day."""

    sizing: Sizing
    on_sale: frozenset[str]
    limits: Limits = field(default_factory=lambda: Limits(5.0))
    _rules: dict[str, Rule] = field(init=False)
    _spoken: dict[str, AbstractSet[str]] = field(init=False)
    _suppliers: dict[str, set[str]] = field(init=False)
    _consumers: dict[str, set[str]] = field(init=False)

    def __post_init__(self) -> None:
        self._rules = {rule.id: rule for rule in active_rules(self.sizing)}
        self._spoken = {id: spoken_of(rule, self.sizing.world) for id, rule in self._rules.items()}
        self._suppliers, self._consumers = {}, {}
        for id in self.on_sale:
            for capability in self.sizing.rulebook.components[id].supplies:
                self._suppliers.setdefault(capability, set()).add(id)
            for capability in self.sizing.rulebook.components[id].consumes:
                self._consumers.setdefault(capability, set()).add(id)

    def under(self, sizing: Sizing) -> "WitnessSearch":
        """The same search under a profile that differs in its decisions only."""
        other = copy(self)
        other.sizing = sizing
        return other

    def knows(self, rule: str) -> bool:
        """Whether a rule is in force on the profile's date, so that it can be broken at all."""
        return rule in self._rules

    def find(self, wanted: Property, asked: Iterable[str] | None = None) -> Witness | Absence:
        """A package with the property. Of the rules only those `asked` must hold; by default all but preferences."""
        binding = {id for id, rule in self._rules.items() if rule.weight is None and id != wanted.breaks}
        binding &= set(asked) if asked is not None else binding
        rules: set[str] = set()
        components = self._about(wanted)
        while True:
            found = self._solved(wanted, components, rules)
            if isinstance(found, Witness):
                broken = self._broken(found, binding)
                if not broken:
                    return found
                rules |= broken
                continue
            if found == "unknown":
                return Absence(frozenset(rules), False)
            more = self._grown(components, rules, wanted)
            if more == components:
                return Absence(frozenset(rules), True)
            components = more

    def _about(self, wanted: Property) -> set[str]:
        """The components that a property and the profile's decisions speak of by themselves."""
        about = {id for id in (wanted.has, wanted.lacks) if id is not None}
        about |= {decision.component for decision in self.sizing.profile.decisions}
        if wanted.breaks is not None:
            about |= self._spoken_by(wanted.breaks)
        return about & self.on_sale

    def _meant(self, ids: Iterable[str]) -> set[str]:
        """Components by id, and the suppliers of capabilities."""
        return {id for named in ids for id in ({named} if named in self.on_sale else self._suppliers.get(named, ()))}

    def _spoken_by(self, rule: str) -> set[str]:
        """What a rule speaks of. Of a capability it names consumers count as well: they lower its supply."""
        spoken = self._spoken[rule]
        return self._meant(spoken) | {id for named in spoken for id in self._consumers.get(named, ())}

    def _grown(self, components: set[str], rules: set[str], wanted: Property) -> set[str]:
        """With everything that the rules asked for, the needs and what is consumed speak of."""
        about = {id for rule in rules for id in self._spoken_by(rule)}
        needed = {demand.capability for demand in self.sizing.demands}
        needed |= {id for sold in components for id in self.sizing.rulebook.components[sold].consumes}
        return components | about | self._meant(needed)

    def _broken(self, found: Witness, binding: set[str]) -> set[str]:
        check = Verification(self.sizing, {}, found.quantities, found.met)
        return {id for id in binding if not check.holds(self._rules[id])}

    def _solved(self, wanted: Property, components: set[str], rules: set[str]) -> "Witness | str":
        left_out = frozenset(Origin("rule", id) for id in self._rules if id not in rules)
        builder = Builder(self.sizing, dict.fromkeys(sorted(components), ()), left_out)
        builder.add_components()
        builder.add_needs()
        builder.add_balances()
        add_limits(builder)
        compiler = RuleCompiler(builder)
        for id in sorted(rules):
            compiler.require(self._rules[id])
        add_decisions(builder)
        self._require(wanted, builder, compiler)
        fewest = Goal("components", Linear.sum((1, v) for v in builder.chosen_anywhere.values()), False)
        problem = Problem(
            tuple(builder.variables), tuple(builder.constraints), (fewest,), builder.quantity, builder.met
        )
        return self._read(Solver(problem, Effort(self.limits)), problem)

    def _require(self, wanted: Property, builder: Builder, compiler: RuleCompiler) -> None:
        if wanted.breaks is not None:
            compiler.require(self._rules[wanted.breaks], holds=False)
        if wanted.has is not None:
            builder.require(_literal(builder.chosen_anywhere.get(wanted.has)), 1, None, CATALOGUE)
        if wanted.lacks is not None:
            builder.require(_literal(builder.chosen_anywhere.get(wanted.lacks)), None, 0, CATALOGUE)
        if wanted.meets is not None:
            builder.require(_literal(builder.met.get(wanted.meets)), 1, None, CATALOGUE)

    def _read(self, solver: Solver, problem: Problem) -> "Witness | str":
        found = solver.find()
        if found.verdict != "solved":
            return found.verdict
        values = [found.values.get(n, v.low) for n, v in enumerate(problem.variables)]
        met = frozenset(need for need, variable in problem.met.items() if values[variable])
        return Witness({place: values[v] for place, v in problem.quantity.items() if values[v]}, met)


def _literal(variable: int | None) -> Linear:
    return Linear() if variable is None else Linear.of((1, variable))
