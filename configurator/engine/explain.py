"""Why a component is in the package, why it isn't, why there is none, or what binds the one there is.

The answer is data (see `reasons`); sentences are made of it elsewhere (`prose`).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from configurator.engine.assemble import totals_of
from configurator.engine.conflict import minimal_conflict
from configurator.engine.frugal import UndecidedError
from configurator.engine.linear import CATALOGUE, Origin
from configurator.engine.outcome import Infeasible, Outcome, Solved
from configurator.engine.problem import build
from configurator.engine.reasons import Explanation, Fact, Instead, Verdict
from configurator.engine.relevance import relevant_offer
from configurator.engine.replacement import Replacement
from configurator.engine.solve import Effort
from configurator.engine.stages import Solution, settle
from configurator.engine.turnover import INSTALLED, Turnover
from configurator.engine.verify import Verification, refuse_unsound, verify
from configurator.errors import Diagnostic, ProfileError, did_you_mean
from configurator.package import Item, Quantities, Totals
from configurator.pricing.price_list import on_sale
from configurator.profile import read_profile
from configurator.sizing import SizedDemand, Sizing, size
from configurator.sizing.sizer import used_facts


def explain(outcome: Outcome, why: str | None = None, why_not: str | None = None) -> Explanation:
    """Why a component is there, why another isn't, or, without either, why nothing fits or what binds what does.

    What isn't chosen is answered as a why not, and the reverse. Raises ProfileError when the rulebook has no such
    component.
    """
    asked = why or why_not
    if asked is not None and asked not in outcome.sizing.rulebook.components:
        help = did_you_mean(asked, outcome.sizing.rulebook.components)
        raise ProfileError([Diagnostic("E022", f"there is no component '{asked}'", None, help)])
    if isinstance(outcome, Infeasible):
        facts = tuple(fact_of(origin, outcome.sizing) for origin in outcome.members)
        return Explanation("conflict", "conflict", asked, Fact("choice", "", {}, facts), outcome)
    if not isinstance(outcome, Solved):
        kind: Literal["why", "why_not", "conflict"] = "why" if why else "why_not" if why_not else "conflict"
        return Explanation(kind, "unproven", asked, Fact("choice", asked or "", {}), outcome)
    if asked is None:
        return Explanation("conflict", "fits", None, Fact("choice", "", {}, tuple(_caps(outcome))), outcome)
    explaining = _Explaining(outcome)
    chosen = any(item.component == asked for item in outcome.package.items)
    return explaining.why(asked) if chosen else explaining.why_not(asked)


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
    return Fact("need", id, {"priority": stated.priority, "origin": stated.origin})


def _caps(outcome: Solved) -> Iterator[Fact]:
    """Each cap, what is spent of it, and what there would be without it: needs more, or a lower price."""
    effort, totals, sizing = Effort(outcome.limits), outcome.package.totals, outcome.sizing
    met = {need.need for need in outcome.package.coverage if need.met}
    spent = {"one_time": totals.one_time, "monthly": totals.monthly, "total": totals.total_contract}
    offer = relevant_offer(sizing)
    problem = build(sizing, offer)
    for cap in sorted(sizing.budget):
        fact = fact_of(Origin("budget", cap), sizing)
        values = {**fact.values, "spent": str(spent[cap])}
        found = settle(problem.without([Origin("budget", cap)]), effort, unique=False)
        gained: tuple[Fact, ...] = ()
        if isinstance(found, Solution):
            gained = tuple(_need(id, sizing) for id in sorted(found.met - met))
            free = totals_of(sizing, offer, found.quantities, found.met)
            values["saves"] = str(totals.total_contract - free.total_contract)
        yield replace(fact, values=values, because=gained)


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
        tree = self._choice(component, frozenset())
        instead, indispensable = Replacement(self.outcome, self.effort).without(component)
        return Explanation("why", "chosen", component, tree, self.outcome, tuple(instead), indispensable)

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
        places = {item.site_class for item in self.items[component]}
        here = [demand for demand in demands if demand.site_class in places] or demands
        if here:
            yield self._sized(here)
        elif id == INSTALLED:
            turnover = Turnover(self.sizing, self.outcome.package.quantities)
            kept = {"kept": str(sum(turnover.kept[component].values()))}
            preferred = self.sizing.rulebook.installed.weight(component) > 0
            yield Fact(
                "installed", component, kept if preferred else kept | {"ending": str(turnover.ending_cost(component))}
            )
        elif id in self.sizing.rulebook.rules:
            yield Fact("rule", id, {"formula": self.sizing.rulebook.rules[id].rule.text})
        elif id in self.sizing.rulebook.capabilities:
            for other in self.items:
                if other not in told and id in self.sizing.rulebook.components[other].consumes:
                    choice = self._choice(other, told)
                    yield replace(choice, values={**choice.values, "consumes": id})

    def _sized(self, demands: list[SizedDemand]) -> Fact:
        """What one sizing rule asks for where the component stands; of the facts it used, those that are alike."""
        first, times = demands[0], {d.site_class: self._times(d.site_class) for d in demands}
        adds_up = self.sizing.rulebook.capabilities[first.capability].adds == "sum"
        amounts = [(times[d.site_class] if adds_up else 1) * d.amount for d in demands]
        figures = {"capability": first.capability, "amount": str(sum(amounts) if adds_up else max(amounts))}
        figures |= {"formula": first.formula}
        if first.site_class is not None:
            figures["sites"] = str(sum(times.values()))
        alike = {name: value for name, value in first.values.items() if all(d.values[name] == value for d in demands)}
        return Fact("sizing", first.rule, figures | alike, (_need(first.need, self.sizing),))

    def _times(self, site_class: str | None) -> int:
        return 1 if site_class is None else self.sizing.site_class(site_class).count

    # Why not

    def why_not(self, component: str) -> Explanation:
        """What rules a component out; when nothing does, what having it would add."""
        missing = self._not_offered(component)
        if missing is not None:
            return self._told("excluded", component, (missing,))
        having, proven = Replacement(self.outcome, self.effort, frozenset({component})).having(component)
        if having is not None and proven:
            return self._told("dispensable", component, (), (having,))
        return self._excluded(component)

    def _excluded(self, component: str) -> Explanation:
        """What rules it out; or, where it could be had, what would have to go for it."""
        told = self.sizing.profile.to_json()
        decisions = [*told.get("decisions", []), {"component": component, "selected": True}]
        sizing = size(read_profile({**told, "decisions": decisions}), self.sizing.rulebook)
        offer = relevant_offer(sizing)
        problem = build(sizing, offer)
        found = settle(problem, self.effort, unique=False)
        if isinstance(found, Solution):
            refuse_unsound(verify(sizing, offer, found.quantities, found.met))
            return self._crowded_out(component, found, totals_of(sizing, offer, found.quantities, found.met))
        wanted = Origin("decision", str(len(decisions) - 1))
        certain = tuple(replace(c, origin=CATALOGUE) if c.origin == wanted else c for c in problem.constraints)
        try:
            members = minimal_conflict(sizing, replace(problem, constraints=certain).indifferent(), self.effort)
        except UndecidedError:
            members = None
        if members is None:
            return self._told("unproven", component)
        return self._told("excluded", component, tuple(fact_of(origin, self.sizing) for origin in members))

    def _crowded_out(self, component: str, other: Solution, then: Totals) -> Explanation:
        """It could be had within the caps, but not beside all that is met and preferred now: what would have to go."""
        lost = [_need(id, self.sizing) for id in sorted(self.met - other.met)]
        gained = [_need(id, self.sizing) for id in sorted(other.met - self.met)]
        lost += [replace(need, values={**need.values, "then": "met"}) for need in gained]
        now, kept = self.outcome.package, _preferred(self.sizing, other.quantities, other.met)
        spoilt = tuple(Fact("rule", id, {}) for id in sorted(_preferred(self.sizing, now.quantities, self.met) - kept))
        spoilt += tuple(_given_up(self.sizing, now.quantities, other.quantities))
        caps = tuple(fact_of(Origin("budget", cap), self.sizing) for cap in sorted(self.sizing.budget))
        differences = (getattr(then, a) - getattr(now.totals, a) for a in ("one_time", "monthly", "total_contract"))
        instead = (Instead((component,), *differences),)
        if not lost and not spoilt:
            return self._told("dispensable", component, (), instead)
        return self._told("crowded_out", component, (*lost, *spoilt, *caps), instead)

    def _not_offered(self, component: str) -> Fact | None:
        """Why the catalogue doesn't offer it here at all."""
        if component not in on_sale(self.sizing.rulebook, self.sizing.date):
            return Fact("catalogue", component, {"on": str(self.sizing.date)})
        if not self.sizing.available.get(component):
            when = self.sizing.rulebook.components[component].available_when
            facts = {} if when is None else {"formula": when.text} | used_facts(when, self.sizing.world)
            return Fact("catalogue", component, facts)
        return None

    def _told(
        self, verdict: Verdict, component: str, because: tuple[Fact, ...] = (), instead: tuple[Instead, ...] = ()
    ) -> Explanation:
        return Explanation("why_not", verdict, component, Fact("choice", component, {}, because), self.outcome, instead)


def _given_up(sizing: Sizing, now: Quantities, then: Quantities) -> Iterator[Fact]:
    """Of what is installed and preferred to be kept: the units that one package keeps and another doesn't."""
    kept, still = (Turnover(sizing, quantities).kept for quantities in (now, then))
    for id in sizing.holdings.contracts:
        fewer = sum(kept.get(id, {}).values()) - sum(still.get(id, {}).values())
        if fewer > 0 and sizing.rulebook.installed.weight(id):
            yield Fact("installed", id, {"kept": str(fewer)})


def _preferred(sizing: Sizing, quantities: Quantities, met: frozenset[str]) -> set[str]:
    """The preferences a package keeps."""
    check = Verification(sizing, {}, quantities, met)
    return {rule.id for rule in sizing.rulebook.rules.values() if rule.weight and check.holds(rule)}
