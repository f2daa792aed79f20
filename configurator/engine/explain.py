"""Why a component is in the package, why it isn't, or why there is none: reasons as a tree of data.

Sentences are made of it elsewhere (`prose`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from configurator.engine.blockwise import Memory
from configurator.engine.builder import CAP_TIMES
from configurator.engine.conflict import UndecidedError, minimal_conflict
from configurator.engine.linear import CATALOGUE, Origin
from configurator.engine.outcome import Infeasible, Outcome, Solved
from configurator.engine.problem import build
from configurator.engine.recommend import recommend
from configurator.engine.relevance import relevant_offer
from configurator.engine.solve import Effort
from configurator.engine.tighten import ContradictionError
from configurator.engine.whatif import Found, WhatIf, kept_preferences
from configurator.errors import Diagnostic, ProfileError, did_you_mean
from configurator.money import round_half_away
from configurator.package import Item
from configurator.pricing.charges import on_sale
from configurator.profile import Profile, read_profile
from configurator.sizing import Sizing, size

Kind = Literal["need", "sizing", "rule", "decision", "budget", "choice", "catalogue"]


@dataclass(frozen=True)
class Fact:
    """Something that holds, and because of what.

    `kind` and `id` say what it is about: a need, a sized demand (by the id of its rule), a rule, a decision (by its
    position) or a cap as stated, a component that is chosen, a component the catalogue doesn't offer here. `values`
    are the figures it leans on, as text.
    """

    kind: Kind
    id: str
    values: Mapping[str, str]
    because: tuple["Fact", ...] = ()


@dataclass(frozen=True)
class Instead:
    """What takes a component's place when it may not be chosen, and what that adds to the least cost (minor units)."""

    components: tuple[str, ...]
    one_time: int
    monthly: int
    total_contract: int


@dataclass(frozen=True)
class Explanation:
    """The answer to a why, as `verdict` tells:

    - `chosen`: the reasons, and `instead` what could replace it; nothing when it can't be done without;
    - `dispensable`: it could be had, but nothing asks for it; `instead` tells what having it adds;
    - `crowded_out`: within the caps it costs the needs named; `instead` tells the difference;
    - `excluded`: the reasons rule it out;
    - `conflict`: nothing fits at all;
    - `unproven`: the limits came first.
    """

    kind: Literal["why", "why_not", "conflict"]
    verdict: Literal["chosen", "dispensable", "crowded_out", "excluded", "conflict", "unproven"]
    component: str | None
    tree: Fact
    instead: tuple[Instead, ...] = ()


def explain(outcome: Outcome, why: str | None = None, why_not: str | None = None) -> Explanation:
    """Why a component is there, why another isn't, or, without either, why nothing fits.

    Raises ProfileError when the rulebook has no such component.
    """
    asked = why or why_not
    if asked is not None and asked not in outcome.sizing.rulebook.components:
        help = did_you_mean(asked, outcome.sizing.rulebook.components)
        raise ProfileError([Diagnostic("E022", f"there is no component '{asked}'", None, help)])
    if isinstance(outcome, Infeasible) or asked is None:
        return _conflict(outcome)
    if not isinstance(outcome, Solved):
        return Explanation("why" if why else "why_not", "unproven", asked, Fact("choice", asked, {}))
    explaining = _Explaining(outcome)
    chosen = any(item.component == asked for item in outcome.package.items)
    return explaining.why(asked) if chosen else explaining.why_not(asked, "why" if why else "why_not")


def _conflict(outcome: Outcome) -> Explanation:
    """What can't hold together; nothing when something fits."""
    members = outcome.members if isinstance(outcome, Infeasible) else ()
    facts = tuple(fact_of(origin, outcome.sizing) for origin in members)
    verdict: Literal["conflict", "unproven", "chosen"] = "conflict" if members else "unproven"
    return Explanation("conflict", verdict, None, Fact("choice", "", {}, facts))


def fact_of(origin: Origin, sizing: Sizing) -> Fact:
    """What is asked, as a fact."""
    match origin.kind:
        case "rule":
            return Fact("rule", origin.id, {})
        case "need":
            return _need(origin.id, sizing)
        case "decision":
            return Fact("decision", origin.id, {"component": sizing.profile.decisions[int(origin.id)].component})
        case _:
            return Fact("budget", origin.id, {"cap": str(sizing.budget[origin.id])})


def _need(id: str, sizing: Sizing) -> Fact:
    stated = next(need for need in sizing.needs if need.id == id)
    inputs = {name: str(value) for name, value in stated.inputs.items()}
    return Fact("need", id, {"priority": stated.priority, "origin": stated.origin, **inputs})


class _Explaining:
    def __init__(self, outcome: Solved) -> None:
        self.outcome, self.sizing = outcome, outcome.sizing
        self.effort = Effort(outcome.limits)
        self.met = frozenset(need.need for need in outcome.package.coverage if need.met)
        self.items: dict[str, list[Item]] = {}
        for item in outcome.package.items:
            self.items.setdefault(item.component, []).append(item)

    # Why

    def why(self, component: str) -> Explanation:
        """The chain from what was asked to the component, and what would take its place."""
        return Explanation(
            "why", "chosen", component, self._choice(component, frozenset()), tuple(self._instead(component))
        )

    def _choice(self, component: str, told: frozenset[str]) -> Fact:
        items = self.items[component]
        reasons = dict.fromkeys(reason.rule for item in items for reason in item.because)
        facts = [fact for rule in reasons for fact in self._reason(rule, component, told | {component})]
        facts += [
            Fact("decision", str(index), {"component": component})
            for index, decision in enumerate(self.sizing.profile.decisions)
            if decision.component == component
        ]
        return Fact("choice", component, {"quantity": str(sum(item.quantity for item in items))}, tuple(facts))

    def _reason(self, id: str, component: str, told: frozenset[str]) -> Iterator[Fact]:
        """A demand with its need, a rule, or the components that consume what it supplies."""
        demands = [d for d in self.sizing.demands if d.rule == id and d.need in self.met]
        if demands:
            total = sum((self._times(d.site_class) * d.amount for d in demands), Fraction(0))
            figures = {"capability": demands[0].capability, "amount": str(total), "formula": demands[0].formula}
            yield Fact("sizing", id, figures | dict(demands[0].values), (_need(demands[0].need, self.sizing),))
        elif id in self.sizing.rulebook.rules:
            yield Fact("rule", id, {"formula": self.sizing.rulebook.rules[id].rule.text})
        elif id in self.sizing.rulebook.capabilities:
            for other in self.items:
                if other not in told and id in self.sizing.rulebook.components[other].consumes:
                    yield replace(self._choice(other, told), values={"consumes": id})

    def _times(self, site_class: str | None) -> int:
        return 1 if site_class is None else self.sizing.site_class(site_class).count

    def _instead(self, component: str, most: int = 2) -> Iterator[Instead]:
        """The cheapest without the component, then without what took its place as well."""
        what_if = self._what_if(frozenset())
        if what_if is None:
            return
        refused, have = [component], set(self.items)
        for _ in range(most):
            found = what_if.least(
                [(what_if.problem.chosen[id], 0, 0) for id in refused if id in what_if.problem.chosen]
            )
            if found.verdict != "solved":
                return
            chosen = [id for id, variable in what_if.problem.chosen.items() if found.values[variable]]
            new = [id for id in chosen if id not in have]
            yield self._told(tuple(self._nearest(component, new)), found)
            if not new:
                return
            refused += new

    def _nearest(self, component: str, others: list[str]) -> list[str]:
        """What supplies the same comes first, then the same family."""
        components = self.sizing.rulebook.components
        mine = components[component]

        def distance(id: str) -> tuple[int, bool, str]:
            shared = len(mine.supplies.keys() & components[id].supplies.keys())
            return (-shared, components[id].family != mine.family, id)

        return sorted(others, key=distance)

    # Why not

    def why_not(self, component: str, kind: Literal["why", "why_not"]) -> Explanation:
        """What rules a component out; when nothing does, what having it would add."""
        missing = self._not_offered(component)
        if missing is not None:
            return Explanation(kind, "excluded", component, Fact("choice", component, {}, (missing,)))
        what_if = self._what_if(frozenset({component}))
        if what_if is not None:
            asked = (what_if.problem.asked_for[component], what_if.problem.chosen[component])
            found = what_if.least([(variable, 1, 1) for variable in asked])
            if found.verdict == "solved" and self._within(found):
                tree = Fact("choice", component, {})
                return Explanation(kind, "dispensable", component, tree, (self._told((component,), found),))
        return self._excluded(component, kind)

    def _excluded(self, component: str, kind: Literal["why", "why_not"]) -> Explanation:
        told = self.sizing.profile.to_json()
        decisions = [*told.get("decisions", []), {"component": component, "selected": True}]
        sizing = size(read_profile({**told, "decisions": decisions}), self.sizing.rulebook)
        problem = build(sizing, relevant_offer(sizing)).indifferent()
        wanted = Origin("decision", str(len(decisions) - 1))
        constraints = (replace(c, origin=CATALOGUE) if c.origin == wanted else c for c in problem.constraints)
        try:
            members = minimal_conflict(sizing, replace(problem, constraints=tuple(constraints)), self.effort)
        except UndecidedError:
            return Explanation(kind, "unproven", component, Fact("choice", component, {}))
        if members is None:
            return self._crowded_out(component, kind, sizing.profile)
        facts = tuple(fact_of(origin, self.sizing) for origin in members)
        return Explanation(kind, "excluded", component, Fact("choice", component, {}, facts))

    def _crowded_out(self, component: str, kind: Literal["why", "why_not"], profile: Profile) -> Explanation:
        """It could be had within the caps, but not beside all that is met now: what would have to go."""
        other = recommend(profile, self.sizing.rulebook, self.outcome.limits)
        if not isinstance(other, Solved):
            return Explanation(kind, "unproven", component, Fact("choice", component, {}))
        still = {need.need for need in other.package.coverage if need.met}
        lost = tuple(_need(id, self.sizing) for id in sorted(self.met - still))
        caps = tuple(fact_of(Origin("budget", cap), self.sizing) for cap in sorted(self.sizing.budget))
        now, then = self.outcome.package.totals, other.package.totals
        differences = (getattr(then, a) - getattr(now, a) for a in ("one_time", "monthly", "total_contract"))
        tree = Fact("choice", component, {}, (*lost, *caps))
        return Explanation(kind, "crowded_out", component, tree, (Instead((component,), *differences),))

    def _not_offered(self, component: str) -> Fact | None:
        """Why the catalogue doesn't offer it here at all."""
        if component not in on_sale(self.sizing.rulebook, self.sizing.date):
            return Fact("catalogue", component, {"on": str(self.sizing.date)})
        if not self.sizing.available.get(component):
            when = self.sizing.rulebook.components[component].available_when
            return Fact("catalogue", component, {"formula": when.text} if when is not None else {})
        return None

    # What it costs

    def _what_if(self, also: frozenset[str]) -> WhatIf | None:
        """The same needs met, the same preferences kept."""
        sizing = self.sizing.meeting(self.met)
        problem = build(sizing, relevant_offer(sizing, also | frozenset(self.items)), askable=True)
        held = kept_preferences(problem, self.sizing, self.outcome.package.quantities, self.met)
        try:
            return WhatIf(problem, self.effort, Memory(), held)
        except ContradictionError:
            return None

    def _within(self, found: Found) -> bool:
        return all(found.spent[cap] <= most * CAP_TIMES[cap] for cap, most in self.sizing.budget.items())

    def _told(self, components: tuple[str, ...], found: Found) -> Instead:
        now, month = self.outcome.package.totals, round_half_away(Fraction(found.spent["monthly"], 12))
        once, contract = found.spent["one_time"] - now.one_time, found.spent["total"] - now.total_contract
        return Instead(components, once, month - now.monthly, contract)
