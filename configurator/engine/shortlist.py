"""Which components on offer may be left out, because another of the same kind is as good and never dearer.

Two components are of one kind when nothing but id, name and price tells them apart, and nothing speaks of either by its
id. The cheaper one *stands in* for the others: whatever is bought of them may be bought of it, at no higher price. When
prices are the same, the last by id stands in, as the tie-break would have it. So the best package is the same.

What is bought of several can be more than one may sell. So a stand-in may sell as much as its whole kind, and whether
it had to is looked at afterwards (`sellable`): if so, everything has to be put on offer again.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from configurator.engine.distinct import loops_minding
from configurator.engine.purpose import active_rules, purposes
from configurator.package import Quantities
from configurator.pricing.bundles import Offer, bundles_in
from configurator.pricing.charges import PricedCharge
from configurator.pricing.models.segments import Segments, price
from configurator.rulebook.formula import Formula
from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.evaluate import EvaluationError
from configurator.rulebook.model import Component
from configurator.sizing import Sizing

_Kind = tuple[object, ...]


@dataclass(frozen=True)
class Shortlist:
    """The offer without what others stand in for, and how much each stand-in may sell instead of its own most."""

    offer: Offer
    most: Mapping[str, int] = field(default_factory=dict)

    def sellable(self, quantities: Quantities, components: Mapping[str, Component]) -> bool:
        """Whether no stand-in sells more than it may."""
        return all(units <= components[id].quantity.max for (id, _), units in quantities.items() if id in self.most)


def shortlist(sizing: Sizing, offer: Offer) -> Shortlist:
    """The components that may be in the best package."""
    kinds: dict[_Kind, list[str]] = {}
    spoken = _spoken_of(sizing, offer)
    for id, charges in offer.items():
        if id not in spoken:
            kinds.setdefault(_kind(sizing, id, charges), []).append(id)
    kinds = {kind: ids for kind, ids in kinds.items() if len(ids) > 1}
    if not kinds:
        return Shortlist(offer)
    minding = _minding(sizing, offer)
    exclusive = _exclusive(sizing)
    left_out: set[str] = set()
    most: dict[str, int] = {}
    for ids in kinds.values():
        component = sizing.rulebook.components[ids[0]]
        if minding.isdisjoint(ids) and _may_be_bought_as_one(sizing, component):
            kept = _not_outdone(ids, offer)
            left_out |= {*ids} - {*kept}
            if len(kept) < len(ids) and component.id not in exclusive:
                most |= dict.fromkeys(kept, component.quantity.max * len(ids))
    return Shortlist({id: charges for id, charges in offer.items() if id not in left_out} if left_out else offer, most)


def _kind(sizing: Sizing, id: str, charges: Iterable[PricedCharge]) -> _Kind:
    """What is the same of two components that nothing but their prices tells apart."""
    priced = tuple(
        (
            c.type,
            c.period,
            c.periods,
            c.for_new,
            tuple(tuple(bundle.id for bundle in choice) for choice, _ in c.bundles),
        )
        for c in charges
    )
    bases = tuple(sizing.rulebook.percentages.get(c.sold, frozenset()) for c in charges)
    return (_standing(sizing, sizing.rulebook.components[id]), tuple(sizing.available[id]), priced, bases)


def _standing(sizing: Sizing, component: Component) -> int:
    """The number of what the catalogue says of a component, its id, names and prices aside; worked out once."""
    memory: dict[str, int] = sizing.rulebook.memory.setdefault("standing", {})
    if component.id not in memory:
        numbers: dict[_Kind, int] = sizing.rulebook.memory.setdefault("standings", {})
        quantity = (component.quantity.min, component.quantity.max, component.quantity.extra)
        said = (component.supplies, component.consumes, component.attributes)
        standing = (component.family, component.at, quantity, *(tuple(sorted(each.items())) for each in said))
        memory[component.id] = numbers.setdefault(standing, len(numbers))
    return memory[component.id]


# What speaks of components


def _spoken_of(sizing: Sizing, offer: Offer) -> set[str]:
    """What rules, bundles, decisions and the installed base name by id."""
    formulas = [*(rule.rule for rule in active_rules(sizing)), *_whens(offer)]
    named = {id for formula in formulas for id in formula.named}
    named |= {decision.component for decision in sizing.profile.decisions}
    return named | {entry.component for entry in sizing.profile.installed}


def _minding(sizing: Sizing, offer: Offer) -> set[str]:
    """The components that a rule or bundle may count: it may turn when two of them become one."""
    rules, whens = [rule.rule for rule in active_rules(sizing)], _whens(offer)
    if any(_asks_for_id(formula) for formula in (*rules, *whens)):
        return {*offer}
    loops = [loop for rule in rules for loop in loops_minding(rule.tree)]
    loops += [loop for when in whens for holds in (True, False) for loop in loops_minding(when.tree, holds)]
    found = set[str]()
    for loop in loops:
        try:
            found |= {element.id for element in sizing.world.elements_of(loop)}
        except EvaluationError:  # its condition speaks of what isn't known yet
            return {*offer}
    return found


def _whens(offer: Offer) -> list[Formula]:
    return [bundle.when for bundle in bundles_in(offer).values() if bundle.when is not None]


def _asks_for_id(formula: Formula) -> bool:
    """Whether a loop over components tells them apart by their id."""
    return any((loop.variable, "id") in formula.facts for loop in formula.component_loops)


def _exclusive(sizing: Sizing) -> set[str]:
    """The components of which a rule allows one of their kind at the most, wherever they stand."""
    found: set[str] = set()
    for rule in active_rules(sizing):
        node, at = rule.rule.tree, "deal"
        if isinstance(node, s.ForEach) and node.loop.domain == "sites" and node.loop.condition is None:
            node, at = node.body, "site"
        if rule.weight is None and isinstance(node, s.Cardinality) and node.loop is not None:
            found |= {id for id in _at_most_one(node, sizing) if sizing.rulebook.components[id].at == at}
    return found


def _at_most_one(node: s.Cardinality, sizing: Sizing) -> Iterator[str]:
    """The components of which at most one may be chosen, if that is what it says."""
    assert node.loop is not None
    (part,) = node.parts
    if (node.quantifier, node.number, node.loop.domain) != ("at most", 1, "components") or node.loop.decided:
        return
    if isinstance(part, s.Call) and part.function == "selected":
        yield from (element.id for element in sizing.world.elements_of(node.loop))


# Prices


def _may_be_bought_as_one(sizing: Sizing, component: Component) -> bool:
    """Whether what demands ask for of two of a kind may be bought of one of them.

    Where units that the demands could do without have to go, what they consume must not be another's reason to be.
    """
    known = purposes(sizing)
    capabilities = known.of(component)
    simple = len(capabilities) == 1 and component.quantity.min == 1 and known.only_for_demands(component)
    return not capabilities or simple or not component.consumes


def _not_outdone(ids: Iterable[str], offer: Offer) -> list[str]:
    """The components of a kind that no other stands in for; whatever stands in for one comes before it."""
    kept: list[str] = []
    simple = [id for id in ids if all(_is_simple(charge) for charge in offer[id])]
    kept += [id for id in ids if id not in simple]
    first = {id: sum(charge.contract_net(1) for charge in offer[id]) for id in simple}
    for id in sorted(sorted(simple, reverse=True), key=first.__getitem__):
        if not any(_stands_in(offer[other], offer[id], other > id) for other in kept if other in first):
            kept.append(id)
    return kept


def _is_simple(charge: PricedCharge) -> bool:
    """Whether it is for the units as they are bought, wherever they stand."""
    return charge.share is None and charge.meter.plain and charge.where is None


def _stands_in(one: tuple[PricedCharge, ...], other: tuple[PricedCharge, ...], later: bool) -> bool:
    """Whether one is never dearer, in any charge and under any bundle; if it isn't the later, always cheaper."""
    if not all(_gets_cheaper(charge) for charge in one):
        return False
    pairs = list(zip(one, other, strict=True))
    return all(_no_dearer(a, b, 0) for a, b in pairs) and (later or any(_no_dearer(a, b, 1) for a, b in pairs))


def _no_dearer(one: PricedCharge, other: PricedCharge, by: int) -> bool:
    """Whether it costs at least `by` less over the contract, and no more a period, at every quantity."""
    variants = zip(one.bundles, other.bundles, strict=True)
    return (
        _below(one.contract, other.contract, by)
        and _below(one.headline, other.headline, 0)
        and all(_no_dearer(a, b, by) for (_, a), (_, b) in variants)
    )


def _below(one: Segments, other: Segments, by: int) -> bool:
    """Whether one price is at least `by` less than another, for any number of units: lines show it at their ends."""
    starts = {segment.low for segments in (one, other) for segment in segments}
    ends = starts | {start - 1 for start in starts if start > 1}
    return one[-1].unit <= other[-1].unit and all(price(one, units) + by <= price(other, units) for units in ends)


def _gets_cheaper(charge: PricedCharge) -> bool:
    """Whether a unit never costs more on average when more are bought: two purchases are no cheaper than one then."""
    prices = (charge.headline, charge.contract)
    return all(_falls(segments) for segments in prices) and all(_gets_cheaper(each) for _, each in charge.bundles)


def _falls(segments: Segments) -> bool:
    """Whether the average price of a unit never rises with their number."""
    falling = all(
        price(segments, after.low) * (after.low - 1) <= price(segments, after.low - 1) * after.low
        for after in segments[1:]
    )
    return falling and all(segment.fixed >= 0 for segment in segments)
