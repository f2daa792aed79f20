"""Quantities → a Package: items with their priced lines, and why each of them is there."""

from collections.abc import Mapping

from configurator.engine.purpose import active_rules, spoken_of
from configurator.engine.verify import Verification
from configurator.package import Item, Line, NeedCoverage, Package, Place, Quantities, Reason
from configurator.pricing.bundles import as_bundled
from configurator.pricing.charges import PricedCharge
from configurator.pricing.totals import totals
from configurator.pricing.waterfall import priced_lines
from configurator.rulebook.model import Component
from configurator.sizing import Sizing


def assemble(
    sizing: Sizing, offer: Mapping[str, tuple[PricedCharge, ...]], quantities: Quantities, met: frozenset[str]
) -> Package:
    """The package of quantities that have been found valid."""
    rulebook = sizing.rulebook
    families = [family.id for family in rulebook.identity.families]
    order = {c.id: i for i, c in enumerate(sizing.site_classes)}
    places = sorted(
        quantities, key=lambda p: (families.index(rulebook.components[p[0]].family), p[0], order.get(p[1] or "", -1))
    )
    why = _Why(sizing, quantities, met)
    lines = _lines(sizing, as_bundled(offer, why.world), quantities)
    items = tuple(_item(sizing, place, quantities[place], lines[place], why) for place in places)
    coverage = tuple(
        NeedCoverage(n.id, n.priority, n.weight, n.priority == "must" or n.id in met, n.origin) for n in sizing.needs
    )
    by_family = [(rulebook.components[item.component].family, line) for item in items for line in item.lines]
    return Package(items, coverage, totals(by_family, sizing.term_months), dict(quantities))


def _lines(
    sizing: Sizing, offer: Mapping[str, tuple[PricedCharge, ...]], quantities: Quantities
) -> dict[Place, tuple[Line, ...]]:
    """Each component is priced on its whole quantity; its lines are shared among the places it stands at."""
    lines: dict[Place, tuple[Line, ...]] = {}
    for component in sorted({id for id, _ in quantities}):
        places = sorted((p for p in quantities if p[0] == component), key=lambda p: p[1] or "")
        units = [quantities[place] * _sites(sizing, place[1]) for place in places]
        shares = [priced_lines(charge, units) for charge in offer[component]]
        lines |= {place: tuple(share[i] for share in shares) for i, place in enumerate(places)}
    return lines


def _sites(sizing: Sizing, place: str | None) -> int:
    return 1 if place is None else sizing.site_class(place).count


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
        self._met = met | {need.id for need in sizing.needs if need.priority == "must"}
        self._whole = Verification(sizing, {}, quantities, self._met)
        self.world = self._whole.world
        self._language = sizing.profile.language
        self._rules = [(rule, spoken_of(rule, sizing.world)) for rule in active_rules(sizing)]

    def demands(self, component: Component, place: str | None) -> tuple[Reason, ...]:
        """The sized demands of met needs that the component supplies here."""
        sentences = {demand.id: demand.because for need in self._sizing.needs for demand in need.need.demands}
        served = {
            d.rule: Reason(d.rule, sentences[d.rule].in_language(self._language))
            for d in self._sizing.demands
            if d.capability in component.supplies and d.need in self._met and d.site_class in (None, place)
        }
        return tuple(served.values())

    def origin(self, demands: tuple[Reason, ...]) -> str:
        """Whether all of these demands come from needs that nobody stated."""
        origins = {d.id: need.origin for need in self._sizing.needs for d in need.need.demands}
        defaults = demands and all(origins[reason.rule] == "default" for reason in demands)
        return "default" if defaults else "optimiser"

    def rules(self, component: Component, place: str | None) -> tuple[Reason, ...]:
        """The rules, and preferences kept, that would no longer hold without this item."""
        about = {component.id, *component.supplies}
        candidates = [rule for rule, spoken_of in self._rules if not spoken_of.isdisjoint(about)]
        if not candidates:
            return ()
        without = {where: units for where, units in self._quantities.items() if where != (component.id, place)}
        missing = Verification(self._sizing, {}, without, self._met)
        kept = (rule for rule in candidates if rule.weight is None or self._whole.holds(rule))
        return tuple(Reason(r.id, r.because.in_language(self._language)) for r in kept if not missing.holds(r))

    def consumers(self, component: Component) -> tuple[Reason, ...]:
        """The capabilities it supplies that other items consume."""
        chosen = [self._sizing.rulebook.components[id] for id, _ in self._quantities]
        used = [id for id in component.supplies if any(id in other.consumes for other in chosen)]
        capabilities = self._sizing.rulebook.capabilities
        return tuple(Reason(id, capabilities[id].name.in_language(self._language)) for id in used)
