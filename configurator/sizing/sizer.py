"""A profile held against a rulebook, step by step: the deal's facts, the sites, the needs, the demands."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from configurator.errors import did_you_mean
from configurator.money import DECIMALS, to_minor
from configurator.profile import StatedNeed
from configurator.records import decimal_text, shown
from configurator.rulebook.formula import Formula
from configurator.rulebook.language.evaluate import Element, Value, World
from configurator.rulebook.model import Component, Demand
from configurator.sizing.defaults import DEFAULT_WEIGHT, Defaults, constants
from configurator.sizing.installed import InstalledBase
from configurator.sizing.model import SiteClass, SizedDemand, SizedNeed, Sizing
from configurator.sizing.special import SpecialTermsChecks
from configurator.source import DataPath


class Sizer(Defaults, InstalledBase, SpecialTermsChecks):
    """Sizes one profile."""

    asked: tuple[StatedNeed, ...] = ()  # the needs as stated, or the defaults

    def sizing(self) -> Sizing:
        """The sizing, or ProfileError with every fault in what is stated, else in what is worked out of it."""
        date, term = self._date(), self._term()
        budget = self._budget()
        self.asked = self.profile.needs or ()
        deal, sites_facts, needs_inputs = self._deal(term), self._sites(), self._needs()
        self._check_decisions()
        self.check_installed()
        self.check_special_terms()
        self.stop_at_faults()
        world = self._deal_world(deal)
        self.stop_at_faults()
        classes = self._site_classes(sites_facts, world)
        self.stop_at_faults()
        sites = tuple(Element(c.id, c.facts, c.count) for c in sorted(classes, key=lambda c: c.rank))
        tables, catalogue = self.rulebook.tables, self.rulebook.catalogue
        world = World(world.facts, sites, catalogue, tables, installed=self.installed())
        segments = self.segments(world)
        if self.profile.needs is None:
            self.asked = self.default_needs(segments, world)
            needs_inputs = self._needs()
            self.stop_at_faults()
        suggested = {} if budget or self.profile.needs is not None else self.willing(segments, world)
        needs = [self._sized(index, inputs, world) for index, inputs in enumerate(needs_inputs)]
        self.stop_at_faults()
        demands = tuple(demand for sized, stated in needs for demand in self._demands(sized, stated, classes, world))
        available = self._available(classes, world)
        holdings = self.holdings(classes, date)
        self.stop_at_faults()
        sized = tuple(need for need, _ in needs)
        return Sizing(
            self.profile, self.rulebook, date, term, classes, sized, demands, world, available,
            budget | suggested, segments, "default" if suggested else "user", holdings,
        )  # fmt: skip

    # The deal

    def _date(self) -> datetime.date:
        if self.profile.date is None:
            self.fault(
                "E011", "the profile has no date", (), "add 'date: 2026-11-22'; it selects prices, promotions and law"
            )
            return datetime.date.min
        return self.profile.date

    def _term(self) -> int:
        terms = self.rulebook.identity.terms
        term = self.profile.term_months or terms[0]
        if self.profile.co_terminate:
            term = self.common_term() or term
        elif term not in terms:
            allowed = ", ".join(map(str, terms))
            self.fault("E043", f"a contract can't run {term} months", ("term_months",), f"it may run {allowed} months")
        return term

    def _budget(self) -> dict[str, int]:
        caps: dict[str, int] = {}
        for cap in ("monthly", "one_time", "total"):
            amount = getattr(self.profile.budget, cap)
            try:
                caps |= {} if amount is None else {cap: to_minor(amount, self.rulebook.currency)}
            except ValueError:
                message = f"the {cap} budget {decimal_text(amount)} is finer than {self.rulebook.currency} is paid in"
                decimals = DECIMALS[self.rulebook.currency]
                self.fault("E012", message, ("budget", cap), f"{decimals} decimals are the most")
        return caps

    def _deal(self, term: int) -> dict[str, dict[str, Value]]:
        """The facts of customer and deal, as stated."""
        declared = self.rulebook.facts
        sets: dict[str, Value] = {}
        codes = {code.code: code for code in declared.compliance}
        for index, code in enumerate(self.profile.compliance):
            if code not in codes:
                self.fault(
                    "E044", f"there is no compliance code '{code}'", ("compliance", index), did_you_mean(code, codes)
                )
                continue
            for name, value in codes[code].sets.items():
                sets[name] = max(sets.get(name, value), value)
        customer = self.stated(declared.customer, self.profile.customer.facts, ("customer",), ("name",))
        return {"customer": customer, "profile": {**sets, "term_months": term}}

    def _deal_world(self, stated: dict[str, dict[str, Value]]) -> World:
        declared = self.rulebook.facts
        pending = [("customer", fact) for fact in declared.customer] + [("profile", fact) for fact in declared.profile]
        return self.settled(
            stated, pending, replace(constants(self.rulebook), installed=self.installed()), ("customer",)
        )

    # Sites

    def _sites(self) -> list[dict[str, Value]]:
        """The facts of every entry, as stated."""
        names: set[str] = set()
        for index, entry in enumerate(self.profile.sites):
            twice = next((name for name in entry.site_names if name in names), None)
            if twice is not None:
                message, help = f"two sites are called '{twice}'", "tell them apart, or use count"
                self.fault("E030", message, ("sites", index, "name"), help)
            names.update(entry.site_names)
        declared = self.rulebook.facts.site
        return [
            self.stated(declared, entry.facts, ("sites", index), ("name", "count"))
            for index, entry in enumerate(self.profile.sites)
        ]

    def _site_classes(self, stated: list[dict[str, Value]], world: World) -> tuple[SiteClass, ...]:
        """Sites grouped by what they are: equal facts, the same needs and decisions about them, the same installed."""
        pending = [("site", fact) for fact in self.rulebook.facts.site]
        grouped: dict[tuple[Any, ...], list[str]] = {}
        facts_of: dict[tuple[Any, ...], Mapping[str, Value]] = {}
        mentions = self._mentions()
        settled: dict[tuple[Any, ...], Mapping[str, Value]] = {}
        for index, entry in enumerate(self.profile.sites):
            told = tuple(sorted(stated[index].items()))
            if told not in settled or self.faults:  # what is wrong is told of every site
                settled[told] = self.settled({"site": stated[index]}, pending, world, ("sites", index)).facts["site"]
            facts = settled[told]
            rank = tuple(sorted((name, str(type(value)), value) for name, value in facts.items()))
            for name in entry.site_names:
                key = (rank, *mentions.get(name, ((), (), ())))
                grouped.setdefault(key, []).append(name)
                facts_of[key] = facts
        return tuple(SiteClass(f"S{i + 1}", tuple(grouped[key]), facts_of[key], key) for i, key in enumerate(grouped))

    def _mentions(self) -> dict[str, tuple[tuple[Any, ...], ...]]:
        """What names a site: needs restricted to it, decisions at it, and what is installed there."""
        needs: dict[str, list[str]] = {}
        for need in self.asked:
            for name in {name for site in need.sites or () for name in self.profile.sites_named(site)}:
                needs.setdefault(name, []).append(need.need)
        decisions: dict[str, list[str]] = {}
        for decision in self.profile.decisions:
            for name in self.profile.sites_named(decision.site) if decision.site is not None else ():
                decisions.setdefault(name, []).append(f"{decision.component} {decision.site}")
        installed = self.installed_at()
        return {
            name: tuple(tuple(sorted(named.get(name, ()))) for named in (needs, decisions, installed))
            for name in {*needs, *decisions, *installed}
        }

    # Needs and demands

    def _needs(self) -> list[dict[str, Value]]:
        """The inputs of every need, as stated."""
        inputs: list[dict[str, Value]] = []
        seen: set[str] = set()
        for index, stated in enumerate(self.asked):
            path = ("needs", index)
            need = self.rulebook.needs.get(stated.need)
            if need is None:
                help = did_you_mean(stated.need, self.rulebook.needs)
                self.fault("E040", f"there is no need '{stated.need}'", (*path, "need"), help)
                continue
            if need.id in seen:
                message, help = f"the need '{need.id}' is stated twice", "state it once, with the sum of both"
                self.fault("E030", message, (*path, "need"), help)
            seen.add(need.id)
            for i, site in enumerate(stated.sites or ()):
                self._known_site(site, (*path, "sites", i))
            inputs.append(self.stated(need.inputs, stated.facts, path, ("need", "priority", "weight", "sites")))
        return inputs

    def _sized(self, index: int, inputs: dict[str, Value], world: World) -> tuple[SizedNeed, StatedNeed]:
        stated = self.asked[index]
        need = self.rulebook.needs[stated.need]
        pending = [("need", fact) for fact in need.inputs]
        settled = self.settled({"need": inputs}, pending, world, ("needs", index)).facts["need"]
        weight = stated.weight or DEFAULT_WEIGHT[stated.priority]
        origin = "default" if self.profile.needs is None else "user"
        return SizedNeed(need, stated.priority, weight, settled, origin), stated

    def _known_site(self, name: str, path: DataPath) -> None:
        if not self.profile.sites_named(name):
            help = did_you_mean(name, [entry.name for entry in self.profile.sites])
            self.fault("E046", f"there is no site '{name}'", path, help)

    def _demands(
        self, sized: SizedNeed, stated: StatedNeed, classes: tuple[SiteClass, ...], world: World
    ) -> Iterator[SizedDemand]:
        knowing = world.knowing("need", sized.inputs)
        path = ("needs", self.asked.index(stated))
        narrowed = {name for site in stated.sites or () for name in self.profile.sites_named(site)}
        for demand in sized.need.demands:
            at_site = self.rulebook.capabilities[demand.capability].at == "site"
            for where in classes if at_site else (None,):
                if where is not None and stated.sites and where.names[0] not in narrowed:
                    continue
                here = knowing if where is None else knowing.knowing("site", where.facts)
                amount = self._amount(demand, here, path)
                if amount > 0:
                    id = where.id if where else None
                    yield SizedDemand(
                        demand.id,
                        sized.id,
                        demand.capability,
                        id,
                        amount,
                        demand.amount.text,
                        used_facts(demand.amount, here),
                    )

    def _amount(self, demand: Demand, world: World, path: DataPath) -> Fraction:
        if demand.when is not None and not self.worked_out(demand.when, world, demand.id, path):
            return Fraction(0)
        value = self.worked_out(demand.amount, world, demand.id, path)
        return Fraction(value) if isinstance(value, int | Fraction) else Fraction(0)

    # What is on offer

    def _available(self, classes: tuple[SiteClass, ...], world: World) -> dict[str, tuple[str | None, ...]]:
        """Component → where it may stand."""
        deal: dict[str | None, World] = {None: world}
        sites: dict[str | None, World] = {c.id: world.knowing("site", c.facts) for c in classes}
        components = self.rulebook.components.values()
        return {c.id: self._where(c, deal if c.at == "deal" else sites) for c in components}

    def _where(self, component: Component, worlds: Mapping[str | None, World]) -> tuple[str | None, ...]:
        if component.available_when is None:
            return tuple(worlds)
        formula, what = component.available_when, f"whether {component.id} is available"
        return tuple(place for place, here in worlds.items() if self.worked_out(formula, here, what, ("customer",)))

    def _check_decisions(self) -> None:
        for index, decision in enumerate(self.profile.decisions):
            path = ("decisions", index)
            component = self.rulebook.components.get(decision.component)
            if component is None:
                help = did_you_mean(decision.component, self.rulebook.components)
                self.fault("E022", f"there is no component '{decision.component}'", (*path, "component"), help)
            elif decision.site is not None and component.at == "deal":
                message = f"{component.id} is sold once for the deal, not at a site"
                self.fault("E034", message, (*path, "site"), "leave 'site' out")
            if decision.site is not None:
                self._known_site(decision.site, (*path, "site"))
            if all(value is None for value in (decision.quantity, decision.min, decision.max, decision.selected)):
                self.fault("E011", "the decision decides nothing", path, "add quantity, min, max or selected")


def used_facts(formula: Formula, world: World) -> dict[str, str]:
    """The facts a formula uses, as a derivation tells them."""
    named = sorted(pair for pair in formula.facts if pair[0] in world.facts and pair[1] in world.facts[pair[0]])
    return {f"{owner}.{name}": shown(world.facts[owner][name]).strip("'") for owner, name in named}
