"""Packages of near-equal cost that differ where it matters: in the attributes the rulebook names (`differs_by`).

One package differs from another when it does without something the other has: a deployment, a technology, a vendor of a
family. What it has on top makes no difference: anything could be bought beside. Every alternative meets the same needs,
keeps as many preferences, stays within the budget, and differs even from the one before it that is most like it in as
much as the allowance affords; of those it is the cheapest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from configurator.engine.assemble import assemble
from configurator.engine.blockwise import Memory
from configurator.engine.confirm import confirmed
from configurator.engine.describe import package_json
from configurator.engine.levels import at_least
from configurator.engine.linear import CATALOGUE, Constraint, Linear, Origin, Variable
from configurator.engine.outcome import Solved
from configurator.engine.problem import Goal, Problem, build
from configurator.engine.solve import Effort, Stop
from configurator.engine.stages import Solution, settle
from configurator.engine.verify import refuse_unsound, verify
from configurator.errors import Diagnostic, InputError
from configurator.money import to_text
from configurator.package import Package
from configurator.records import shown
from configurator.rulebook.facts import attributes
from configurator.rulebook.model import Component, Rulebook

Trait = tuple[str, str, str]
"""(family, attribute, value): what some component of a package is."""

TENTH = Fraction(1, 10)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a family loses of an attribute's values, and what it gets instead."""

    family: str
    attribute: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Alternative:
    """Another package, and where it differs from the recommended one. `drops` and `adds` are component ids."""

    package: Package
    differs: tuple[Difference, ...]
    drops: tuple[str, ...]
    adds: tuple[str, ...]


@dataclass(frozen=True)
class Alternatives:
    """What was found beside a recommendation; `complete` is False when the limits came before the answer was known."""

    outcome: Solved = field(repr=False)
    found: tuple[Alternative, ...] = ()
    complete: bool = True

    def to_json(self) -> dict[str, Any]:
        """Plain data; amounts are strings, and `delta` is told against the recommended package."""
        return {"complete": self.complete, "alternatives": [self._told(found) for found in self.found]}

    def delta(self, found: Alternative) -> dict[str, int]:
        """What an alternative costs more than the recommended package, in minor units net of tax."""
        amounts = ("one_time", "monthly", "total_contract")
        now = self.outcome.package.totals
        return {name: getattr(found.package.totals, name) - getattr(now, name) for name in amounts}

    def _told(self, found: Alternative) -> dict[str, Any]:
        currency = self.outcome.sizing.rulebook.currency
        return {
            **package_json(found.package, currency),
            "delta": {name: to_text(amount, currency) for name, amount in self.delta(found).items()},
            "differs": [
                {"attribute": d.attribute, "family": d.family, "from": list(d.before), "to": list(d.after)}
                for d in found.differs
            ],
            "drops": list(found.drops),
            "adds": list(found.adds),
        }


def alternatives(outcome: Solved, most: int = 3, within: Fraction = TENTH, stop: Stop | None = None) -> Alternatives:
    """Up to `most` packages that cost at most the share `within` more than the recommended one and differ from it.

    The search takes at most as long as the recommendation was allowed to. Raises InputError for a share below 0.
    """
    if within < 0 or most < 1:
        message = f"{most} alternatives within {float(within):g} can't be asked for"
        raise InputError([Diagnostic("E049", message, None, "ask for at least 1, within a share of 0 or more")])
    searching = _Searching(outcome, within, Effort(outcome.limits, stop))
    packages = tuple(searching.packages(most))
    return Alternatives(outcome, tuple(searching.told(package) for package in packages), searching.complete)


class _Searching:
    def __init__(self, outcome: Solved, within: Fraction, effort: Effort) -> None:
        self.outcome, self.sizing, self.effort = outcome, outcome.sizing, effort
        self.complete = True
        self.met = frozenset(need.need for need in outcome.package.coverage if need.met)
        self.allowance = int(outcome.package.totals.total_contract * (1 + within))
        self._left_out = frozenset(Origin("rule", id) for id in outcome.without)
        self._memory = Memory()

    def packages(self, most: int) -> Iterator[Package]:
        """One after the other, each unlike all before it."""
        earlier = [self._traits(self.outcome.package)]
        while len(earlier) <= most and earlier[-1]:  # nothing does without something of nothing
            problem = self._unlike(earlier)
            found = settle(problem, self.effort, memory=self._memory)
            if not isinstance(found, Solution):
                self.complete = self.complete and found == "infeasible" and confirmed(problem, self.effort)
                return
            self.complete = self.complete and all(stage.proven for stage in found.stages)
            package = self._package(found)
            earlier.append(self._traits(package))
            yield package

    def _package(self, found: Solution) -> Package:
        sizing, offer, met = self.sizing, self.outcome.offer, self.met
        left_out = {(origin.kind, origin.id) for origin in self._left_out}
        refuse_unsound(verify(sizing, offer, found.quantities, met), left_out)
        return assemble(sizing, offer, found.quantities, met)

    # What is asked

    @cached_property
    def _question(self) -> Problem:
        """The same needs met, as many preferences kept, within the allowance."""
        problem = build(self.sizing, self.outcome.offer, self._left_out)
        wishes = {goal.name: goal for goal in problem.goals}
        kept = next(stage.value for stage in self.outcome.stages if stage.goal == "preferences")
        same = [
            Constraint.of(Linear.of((1, variable)), int(need in self.met), int(need in self.met), (), CATALOGUE)
            for need, variable in problem.met.items()
        ]
        # A cap like any other: what must hold of the purse doesn't couple the blocks of the problem.
        allowed = Constraint.of(problem.cost, None, self.allowance, (), Origin("budget", "total"))
        asked = (*same, at_least(wishes["preferences"].expression, int(kept)), allowed)
        return replace(problem, constraints=(*problem.constraints, *asked))

    def _unlike(self, earlier: Sequence[frozenset[Trait]]) -> Problem:
        """The question for a package that does without something of every earlier one, of as much as possible."""
        problem = self._question
        known = sorted(frozenset[Trait]().union(*earlier))
        lacking = {trait: len(problem.variables) + number for number, trait in enumerate(known)}
        without = [
            Constraint.of(Linear.of((1, chosen), (1, lacking[trait])), None, 1, (), CATALOGUE)
            for component, chosen in problem.chosen.items()
            for trait in sorted(self._of[component] & lacking.keys())
        ]
        nearest = len(problem.variables) + len(known)  # in how much it differs from the one most like it
        apart = [Linear.sum([(-1, nearest), *((1, lacking[trait]) for trait in before)]) for before in earlier]
        least = min(map(len, earlier))
        return replace(
            problem,
            variables=(
                *problem.variables,
                *(Variable(f"without {' '.join(trait)}?", 0, 1) for trait in known),
                Variable("differences", 1, least),
            ),
            constraints=(*problem.constraints, *without, *(at_least(more, 0) for more in apart)),
            goals=(Goal("difference", Linear.of((1, nearest)), True), *problem.goals[-2:]),
        )

    # What packages are

    @cached_property
    def _of(self) -> Mapping[str, frozenset[Trait]]:
        rulebook = self.sizing.rulebook
        return {id: traits(rulebook.components[id], rulebook) for id in self.outcome.offer}

    def _traits(self, package: Package) -> frozenset[Trait]:
        return frozenset[Trait]().union(*(self._of[item.component] for item in package.items))

    def told(self, package: Package) -> Alternative:
        """What is different about a package."""
        ours, theirs = self._traits(self.outcome.package), self._traits(package)
        families = {family.id: number for number, family in enumerate(self.sizing.rulebook.identity.families)}
        named = {attribute: number for number, attribute in enumerate(self.sizing.rulebook.identity.differs_by)}
        lost = {(family, attribute) for family, attribute, _ in ours - theirs}
        differs = tuple(
            Difference(*where, _values(ours - theirs, where), _values(theirs - ours, where))
            for where in sorted(lost, key=lambda where: (families[where[0]], named[where[1]]))
        )
        before = {item.component for item in self.outcome.package.items}
        after = {item.component for item in package.items}
        return Alternative(package, differs, tuple(sorted(before - after)), tuple(sorted(after - before)))


def traits(component: Component, rulebook: Rulebook) -> frozenset[Trait]:
    """What a component is, in the attributes that matter; one left at its default says nothing."""
    told = attributes(component, rulebook.facts)
    named = [name for name in rulebook.identity.differs_by if name == "id" or name in component.attributes]
    return frozenset((component.family, name, shown(told[name]).strip("'")) for name in named)


def _values(traits: frozenset[Trait], where: tuple[str, str]) -> tuple[str, ...]:
    return tuple(sorted(value for family, attribute, value in traits if (family, attribute) == where))
