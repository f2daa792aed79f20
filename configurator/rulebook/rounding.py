"""A price that a customer pays must not vanish in rounding: what is that cheap is sold in larger blocks."""

from collections.abc import Iterable
from fractions import Fraction

from configurator.money import round_half_away, to_minor
from configurator.records import decimal_text
from configurator.rulebook import model, tariff
from configurator.rulebook.draft import Draft
from configurator.rulebook.facts import attributes
from configurator.rulebook.language.evaluate import Element, EvaluationError, World, evaluate

_WHOLE = 100


def check_rounding(draft: Draft) -> None:
    """Adds a fault for every price that the discounts it may get would round to nothing. A waiver (100 %) is meant."""
    identity, facts = draft.single["rulebook.yaml"][0], draft.single["facts.yaml"][0]
    assert isinstance(identity, model.Identity)
    assert isinstance(facts, model.Facts)
    discounts = [discount for discount, _, _ in draft.listed["discounts.yaml"]]
    for component, _, _ in draft.listed["components"]:
        for charge in component.charges:
            if charge.of is not None:
                continue
            left = least_left(component, charge, facts, discounts, identity.waterfall)
            for price in draft.prices[component.id, charge.name]:
                for first, amount in price.by_quantity:
                    exact = to_minor(amount, identity.currency) * left
                    if amount > 0 and round_half_away(exact) == 0:
                        place = draft.price_places[component.id, charge.name, price.effective_from, first]("price")
                        message = f"{decimal_text(amount)} less the discounts it may get rounds to nothing"
                        help = "sell larger blocks, such as per 100 or per 1,000 units"
                        if left == 0:
                            message = f"the discounts that add up may take all of {decimal_text(amount)} off"
                            help = (
                                "tell the most that their step takes off: 'at_most' in the waterfall of rulebook.yaml"
                            )
                        draft.fault("E032", message, place, help)


def _may_concern(discount: tariff.Discount, world: World) -> bool:
    try:
        return discount.components is None or bool(evaluate(discount.components.tree, world))
    except EvaluationError:  # it depends on the customer
        return True


def least_left(
    component: model.Component,
    charge: tariff.Charge,
    facts: model.Facts,
    discounts: Iterable[tariff.Discount],
    waterfall: tariff.Waterfall,
) -> Fraction:
    """The share of a charge that is left when every step gives the most it may, waivers and manual discounts apart."""
    world = World({}).binding("component", Element(component.id, attributes(component, facts)))
    concerned = [d for d in discounts if charge.type in d.charges and _may_concern(d, world)]
    left = Fraction(1)
    for step in waterfall.steps:
        percents = [d.deepest for d in concerned if d.step == step.step and d.deepest < _WHOLE]
        together = sum(percents) if step.stacking == "sum" else max(percents, default=0)
        left *= 1 - min(Fraction(together), Fraction(step.at_most)) / _WHOLE
    return max(left, 1 - Fraction(waterfall.at_most) / _WHOLE)
