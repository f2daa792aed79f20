"""What must hold of charges, discounts and the waterfall beside what their records say."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from configurator.errors import did_you_mean
from configurator.rulebook import model, tariff
from configurator.rulebook.draft import Draft
from configurator.rulebook.facts import attributes
from configurator.rulebook.language.evaluate import Element, World
from configurator.rulebook.shares import bases_of, circle_in
from configurator.source import DataPath, Source

MOST_BUNDLES = 6
"""How many bundles whose percentages add up may bear on one charge: each is priced with every choice of the others."""

_Fault = tuple[str, str, str]
"""(key, message, the way out)."""


def check_tariffs(draft: Draft) -> None:
    """Adds a fault for every charge, discount, step, role and rate of exchange that doesn't make sense."""
    identity = draft.single["rulebook.yaml"][0]
    assert isinstance(identity, model.Identity)
    for component, at, path in draft.listed["components"]:
        for index, charge in enumerate(component.charges):
            _tell(draft, _of_charge(charge), at, (*path, "charges", index))
    _check_discounts(draft, identity.waterfall)
    _check_waterfall(draft, identity.waterfall)
    _check_matrix(draft)
    _check_rates(draft, identity.currency)


def _check_discounts(draft: Draft, waterfall: tariff.Waterfall) -> None:
    segments = {segment.id for segment, _, _ in draft.listed["segments.yaml"]}
    for discount, at, path in draft.listed["discounts.yaml"]:
        _tell(draft, _of_discount(discount, waterfall), at, path)
        for number, id in enumerate(discount.segments):
            if id not in segments:
                place = at.place((*path, "segments", number))
                draft.fault("E021", f"there is no segment '{id}'", place, did_you_mean(id, segments) or "there is none")


def _check_waterfall(draft: Draft, waterfall: tariff.Waterfall) -> None:
    at, names = draft.single["rulebook.yaml"][1], [step.step for step in waterfall.steps]
    for number, name in enumerate(names):
        if name in names[:number]:
            place = at.place(("waterfall", "steps", number, "step"))
            draft.fault("E030", f"the step '{name}' stands in the waterfall twice", place, "keep one of them")
    bundles = [discount.id for discount, _, _ in draft.listed["discounts.yaml"] if discount.step == "bundle"]
    if waterfall.stacking("bundle") == "sum" and len(bundles) > MOST_BUNDLES:
        message = f"{len(bundles)} bundles add up, {MOST_BUNDLES} are the most"
        help = "let the best of them count, or merge some"
        draft.fault("E033", message, at.place(("waterfall", "steps", names.index("bundle"))), help)


def _check_matrix(draft: Draft) -> None:
    limit: Fraction | int = 0
    for role, at, path in draft.listed["approval.yaml"]:
        if role.discount < limit:
            help = "the matrix goes from the seller upwards"
            draft.fault("E033", f"{role.id} may give less than the role before it", at.place((*path, "discount")), help)
        limit = role.discount


def _check_rates(draft: Draft, currency: str) -> None:
    seen: set[tuple[str, object]] = set()
    for rate, at, path in draft.listed["exchange.yaml"]:
        if rate.currency == currency:
            help = "it tells what other currencies cost in it"
            draft.fault("E033", f"{currency} is the rulebook's own currency", at.place((*path, "currency")), help)
        if (rate.currency, rate.effective_from) in seen:
            message = f"{rate.currency} has two rates from {rate.effective_from} on"
            draft.fault("E030", message, at.place((*path, "effective_from")), "keep one of them")
        seen.add((rate.currency, rate.effective_from))


def _tell(draft: Draft, faults: Iterator[_Fault], at: Source, path: DataPath) -> None:
    for key, message, help in faults:
        draft.fault("E033", message, at.place((*path, key)), help)


def _of_charge(charge: tariff.Charge) -> Iterator[_Fault]:
    if charge.type != "one_time" and charge.period is None:
        yield "period", f"a {charge.type} charge needs a period", "add 'period: month', quarter or year"
    if charge.type == "one_time" and charge.period is not None:
        yield "period", "a one_time charge has no period", "leave it out, or make the charge recurring"
    if charge.units is not None and charge.type != "one_time":
        yield "units", f"a {charge.type} charge is for all units", "'units' belong to one_time charges"
    if charge.model == "package" and charge.block is None:
        yield "model", "a package doesn't say how many units are in it", "add 'block: 100'"
    if charge.model != "package" and charge.block is not None:
        yield "block", f"a {charge.model} charge isn't sold in blocks", "make it 'model: package', or leave it out"
    if charge.model == "percentage" and charge.of is None:
        yield "model", "a percentage doesn't say of what", "add 'of: {components: …, type: one_time}'"
    if charge.model != "percentage" and charge.of is not None:
        yield "of", f"a {charge.model} charge isn't a share of others", "make it 'model: percentage', or leave it out"
    if charge.of is not None and (charge.of.type == "one_time") != (charge.of.period is None):
        help = "charges of one type and period are added up, such as {type: recurring, period: month}"
        yield "of", "a percentage is taken of one kind of charge", help
    metered = charge.estimate is not None or charge.allowance > 0
    if metered and (charge.type != "usage" or charge.model in ("flat", "percentage")):
        key = "estimate" if charge.estimate is not None else "allowance"
        message = f"a {charge.type} charge by {charge.model} has no {key}"
        yield key, message, "estimate and allowance belong to usage that is paid by the unit"


def _of_discount(discount: tariff.Discount, waterfall: tariff.Waterfall) -> Iterator[_Fault]:
    if discount.effective_to is not None and discount.effective_to < discount.effective_from:
        message = f"the last day {discount.effective_to} lies before the first, {discount.effective_from}"
        yield "effective_to", message, "it would never apply"
    given = [key for key in ("percent", "free_months", "ramp") if getattr(discount, key)]
    if len(given) != 1:
        told = " and ".join(given) if given else "neither percent nor free_months nor ramp"
        yield given[-1] if given else "id", f"{discount.id} gives {told}", "a discount gives one of them"
    elif given != ["percent"] and "one_time" in discount.charges:
        yield given[0], f"{given[0]} needs months, and what is paid once has none", "leave 'one_time' out of 'charges'"
    if discount.step == "indexation" and (given != ["percent"] or "one_time" in discount.charges):
        yield "step", "an indexation is a percentage on what recurs", "tell its percent; leave 'one_time' out"
    if discount.step != "indexation" and "from_year" in discount.model_fields_set:
        yield "from_year", "only an indexation begins with a year", "leave it out, or make it 'step: indexation'"
    percents = [step.percent for step in discount.ramp]
    if percents != sorted(percents, reverse=True):
        help = "the headline month is the last, so that prices may only rise"
        yield "ramp", "a later step of the ramp takes more off than one before it", help
    if discount.step != "indexation" and discount.step not in [step.step for step in waterfall.steps]:
        help = "add it to 'waterfall' in rulebook.yaml"
        yield "step", f"the waterfall has no step '{discount.step}'", help


def check_shares(draft: Draft) -> None:
    """Adds a fault for every percentage that is taken of nothing, and for those that are taken of each other."""
    facts = draft.single["facts.yaml"][0]
    assert isinstance(facts, model.Facts)
    listed = {component.id: (component, at, path) for component, at, path in draft.listed["components"]}
    constants = {constant.id: constant.value for constant, _, _ in draft.listed["constants.yaml"]}
    catalogue = [Element(id, attributes(component, facts)) for id, (component, _, _) in listed.items()]
    charges = {id: component.charges for id, (component, _, _) in listed.items()}
    bases = bases_of(charges, catalogue, World({"constant": constants}, tables=draft.tables))

    def place(sold: tuple[str, int]) -> Any:
        _, at, path = listed[sold[0]]
        return at.place((*path, "charges", sold[1], "of"))

    for sold, base in bases.items():
        if not base:
            help = "no component it speaks of has a charge of that type and period"
            draft.fault("E033", f"{sold[0]} is a percentage of nothing", place(sold), help)
    circle = circle_in(bases)
    if circle:
        names = " → ".join(id for id, _ in reversed(circle))
        help = "let one of them be taken of prices"
        draft.fault("E028", f"percentages are taken of each other: {names}", place(circle[0]), help)
