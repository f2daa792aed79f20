"""Quantities → a Package: items with their priced lines, and why each of them is there."""

from collections.abc import Mapping

from configurator.engine.purpose import active_rules, spoken_of
from configurator.engine.takingout import TakingOut
from configurator.engine.turnover import Turnover
from configurator.engine.verify import Verification
from configurator.package import Item, Line, NeedCoverage, Package, Place, Quantities, Reason, Totals
from configurator.pricing.bundles import as_bundled
from configurator.pricing.charges import PricedCharge
from configurator.pricing.lines import lines_of
from configurator.pricing.totals import totals
from configurator.rulebook.model import Component, Rule
from configurator.sizing import Sizing


def assemble(
    sizing: Sizing, offer: Mapping[str, tuple[PricedCharge, ...]], quantities: Quantities, met: frozenset[str]
) -> Package:
    """The package of quantities that have been found valid."""
    rulebook = sizing.rulebook
    families = {family.id: i for i, family in enumerate(rulebook.identity.families)}
    order = {c.id: i for i, c in enumerate(sizing.site_classes)}
    places = sorted(
        quantities, key=lambda p: (families[rulebook.components[p[0]].family], p[0], order.get(p[1] or "", -1))
    )
    why = _Why(sizing, quantities, met)
    turnover = Turnover(sizing, quantities)
    lines = _lines(sizing, as_bundled(offer, why.world), turnover)
    items = tuple(turnover.told(_item(sizing, place, quantities[place], lines[place], why)) for place in places)
    disconnected = tuple(turnover.disconnected())
    coverage = tuple(
        NeedCoverage(n.id, n.priority, n.weight, n.priority == "must" or n.id in met, n.origin) for n in sizing.needs
    )
    every_line = [(item.component, line) for item in items for line in item.lines]
    every_line += [(gone.component, ending.line) for gone in disconnected for ending in gone.terminations]
    by_family = [(rulebook.components[id].family, line) for id, line in every_line]
    return Package(items, coverage, totals(by_family, sizing.term_months), dict(quantities), disconnected)


def totals_of(
    sizing: Sizing, offer: Mapping[str, tuple[PricedCharge, ...]], quantities: Quantities, met: frozenset[str]
) -> Totals:
    """What a package comes to, without the reasons for its items."""
    bundled = as_bundled(offer, Verification(sizing, {}, quantities, met).world)
    turnover = Turnover(sizing, quantities)
    components = sizing.rulebook.components
    lines = [(id, line) for (id, _), found in _lines(sizing, bundled, turnover).items() for line in found]
    lines += [(gone.component, ending.line) for gone in turnover.disconnected() for ending in gone.terminations]
    return totals([(components[id].family, line) for id, line in lines], sizing.term_months)


def _lines(
    sizing: Sizing, offer: Mapping[str, tuple[PricedCharge, ...]], turnover: Turnover
) -> dict[Place, tuple[Line, ...]]:
    return lines_of(offer, turnover.quantities, sizing.counts, turnover.staying)


def _item(sizing: Sizing, place: Place, units: int, lines: tuple[Line, ...], why: "_Why") -> Item:
    component, where = sizing.rulebook.components[place[0]], place[1]
    demands, rules = why.demands(component, where), why.rules(component, where)
    because = (*demands, *rules) or why.consumers(component)
    pinned = any(d.component == component.id and (d.quantity or d.min or d.selected) for d in sizing.profile.decisions)
    origin = "user" if pinned else "rule" if rules and not demands else why.origin(demands)
    site_class = None if where is None else sizing.site_class(where)
    return Item(
        component=component.id,
        site_class=where,
        sites=site_class.names if site_class else None,
        per_site=units if site_class else None,
        quantity=units * (site_class.count if site_class else 1),
        origin=origin,
        because=because,
        lines=lines,
    )


class _Why:
    """Finds what asks for an item: the demands it serves, and the rules that break when it is taken out."""

    def __init__(self, sizing: Sizing, quantities: Quantities, met: frozenset[str]) -> None:
        self._sizing, self._quantities = sizing, quantities
        whole = Verification(sizing, {}, quantities, met)
        self.world, self._taking_out = whole.world, TakingOut(whole.bought, whole.world)
        self._language = sizing.profile.language
        kept = [rule for rule in active_rules(sizing) if rule.weight is None or whole.holds(rule)]
        self._rules = [(rule, spoken_of(rule, sizing.world)) for rule in kept]
        self._about: dict[str, list[Rule]] = {}
        self._consumed = {id for id, _ in whole.bought.consumed()}
        self._demands: dict[Place, list[str]] = {}  # the sized demands of met needs, by capability and where
        for demand in sizing.demands:
            if demand.need in whole.met:
                self._demands.setdefault((demand.capability, demand.site_class), []).append(demand.rule)
        needs = [(need, demand) for need in sizing.needs for demand in need.need.demands]
        self._reasons = {d.id: Reason(d.id, d.because.in_language(self._language)) for _, d in needs}
        self._order = {demand.id: i for i, (_, demand) in enumerate(needs)}
        self._origins = {demand.id: need.origin for need, demand in needs}

    def demands(self, component: Component, place: str | None) -> tuple[Reason, ...]:
        """The sized demands of met needs that the component supplies here."""
        where = (None,) if place is None else (None, place)
        served = {rule for id in component.supplies for here in where for rule in self._demands.get((id, here), ())}
        return tuple(self._reasons[rule] for rule in sorted(served, key=self._order.__getitem__))

    def origin(self, demands: tuple[Reason, ...]) -> str:
        """Whether all of these demands come from needs that nobody stated."""
        defaults = demands and all(self._origins[reason.rule] == "default" for reason in demands)
        return "default" if defaults else "optimiser"

    def rules(self, component: Component, place: str | None) -> tuple[Reason, ...]:
        """The rules, and preferences kept, that would no longer hold without this item."""
        if component.id not in self._about:
            about = {component.id, *component.supplies}
            self._about[component.id] = [rule for rule, words in self._rules if not words.isdisjoint(about)]
        broken = self._taking_out.breaks(self._about[component.id], (component.id, place))
        return tuple(Reason(rule.id, rule.because.in_language(self._language)) for rule in broken)

    def consumers(self, component: Component) -> tuple[Reason, ...]:
        """The capabilities it supplies that other items consume."""
        capabilities = self._sizing.rulebook.capabilities
        used = [id for id in component.supplies if id in self._consumed]
        return tuple(Reason(id, capabilities[id].name.in_language(self._language)) for id in used)
