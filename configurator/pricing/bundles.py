"""Bundles: discounts that hold exactly when the package fulfils their condition."""

from collections.abc import Mapping

from configurator.pricing.charges import PricedCharge
from configurator.rulebook.language.evaluate import World, evaluate
from configurator.rulebook.tariff import Discount

Offer = Mapping[str, tuple[PricedCharge, ...]]
"""Component → its charges, as price_list gives them."""


def bundles_in(offer: Offer) -> dict[str, Discount]:
    """The bundles that any charge of the offer may get, by id."""
    found = {
        bundle.id: bundle
        for charges in offer.values()
        for charge in charges
        for choice, _ in charge.bundles
        for bundle in choice
    }
    return dict(sorted(found.items()))


def as_bundled(offer: Offer, world: World) -> dict[str, tuple[PricedCharge, ...]]:
    """The offer at the prices of a known package: with each charge under the best bundle that `world` fulfils."""
    active = {id for id, bundle in bundles_in(offer).items() if fulfils(bundle, world)}
    return {id: tuple(charge.under(active) for charge in charges) for id, charges in offer.items()}


def fulfils(bundle: Discount, world: World) -> bool:
    """Whether the package in `world` gets the bundle."""
    return bundle.when is None or bool(evaluate(bundle.when.tree, world))
