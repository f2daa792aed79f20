"""Charges priced without a rulebook's files: each test says only what matters to it."""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from configurator.package import Line, Place
from configurator.pricing.charges import PricedCharge
from configurator.pricing.lines import lines_of
from configurator.pricing.price_list import price_list
from configurator.pricing.waterfall import priced_lines
from configurator.rulebook import model, tariff
from configurator.rulebook.approval import Approver
from configurator.rulebook.installed import InstalledTerms
from configurator.rulebook.language.evaluate import Element, World
from configurator.rulebook.scenarios import Scenarios
from configurator.rulebook.wording import ProposalWording
from configurator.special_terms import NO_SPECIAL_TERMS, SpecialTerms
from tests import small

Amount = int | str | Decimal
DAY = datetime.date.fromisoformat(small.TODAY)
LONG_AGO = "2000-01-01"


def number(amount: Amount) -> int | Decimal:
    """An exact amount: rulebooks read decimals, never floats."""
    return amount if isinstance(amount, int) else Decimal(amount)


def entry(price: Amount | None = None, tiers: dict[int, Any] | None = None, cost: Amount = 0, since: str = LONG_AGO, **beside: Amount) -> dict[str, Any]:  # fmt: skip
    """What a charge costs from a day on; `beside` are its minimum and its floor."""
    told = {"tiers": {first: number(p) for first, p in tiers.items()}} if tiers else {"price": number(price or 0)}
    return {"effective_from": since, "cost": number(cost), **small.SOURCED, **told, **beside}


def charge(
    price: Amount | None = None,
    tiers: dict[int, Any] | None = None,
    *,
    kind: str = "recurring",
    period: str | None = "month",
    model: str | None = None,
    cost: Amount = 0,
    prices: list[dict[str, Any]] | None = None,
    minimum: Amount = 0,
    floor: Amount = 0,
    **more: Any,
) -> dict[str, Any]:
    """A charge as it stands in a rulebook; one-time where `kind` says so. `more` are further keys of it."""
    told = {"type": kind, "model": model or ("volume" if tiers else "per_unit")}
    return told | {
        "period": None if kind == "one_time" else period,
        "prices": prices or [entry(price, tiers, cost, minimum=minimum, floor=floor)],
        **more,
    }


def off(percent: Amount, step: str = "term", id: str = "", **more: Any) -> dict[str, Any]:
    """A discount on all kinds of charge."""
    told = {
        "id": id or f"DSC-{step.upper()}", "step": step, "name": small.both(step), "percent": number(percent),
        "charges": ["recurring", "one_time", "usage"], "effective_from": LONG_AGO, **small.SOURCED,
    }  # fmt: skip
    return told | more


def rate(share: str, since: str = LONG_AGO) -> dict[str, Any]:
    return {"rate": Decimal(share), "effective_from": since, **small.SOURCED}


def _price(entry: dict[str, Any]) -> tariff.Price:
    tiers = tuple(
        (first, Fraction(price)) for first, price in sorted(entry.get("tiers", {1: entry.get("price")}).items())
    )
    since = datetime.date.fromisoformat(entry["effective_from"])
    beside = (Fraction(number(entry.get(name, 0))) for name in ("minimum", "floor"))
    return tariff.Price(since, tiers, Fraction(entry["cost"]), entry["source"], entry["confidence"], *beside)


def book(
    components: dict[str, list[dict[str, Any]]],
    discounts: Iterable[dict[str, Any]] = (),
    rates: list[dict[str, Any]] | None = None,
    currency: str = "CNY",
    approval: Iterable[Approver] = (),
    **of_identity: Any,
) -> model.Rulebook:
    """A rulebook that has prices and little else: component id → its charges."""
    charges = {id: [{**told, "id": f"c{i}"} for i, told in enumerate(told_of)] for id, told_of in components.items()}
    sold = {
        id: {
            "id": id, "name": small.both(id), "benefit": small.both(id), "unit": "piece", "at": "deal", "vat": "all",
            "quantity": {"max": 10_000_000}, "charges": [{key: v for key, v in told.items() if key != "prices"} for told in charges[id]],
        }
        for id in components
    }  # fmt: skip
    identity = {
        "id": "shop", "version": "1", "name": small.both("Shop"), "currency": currency, "terms": [12],
        "units": {"piece": small.both("piece")}, "families": [{"id": "a", "name": small.both("a")}], **of_identity,
    }  # fmt: skip
    tax = {"id": "all", "name": small.both("All"), "rates": rates or [rate("0.06")]}
    prices = {
        (id, told["id"]): tuple(_price(entry) for entry in told["prices"])
        for id, told_of in charges.items()
        for told in told_of
    }
    found = [tariff.Discount.model_validate(discount) for discount in discounts]
    return model.Rulebook(
        identity=model.Identity.model_validate(identity),
        facts=model.Facts(),
        constants={},
        capabilities={},
        needs={},
        segments={},
        scenarios=Scenarios(),
        installed=InstalledTerms(),
        components={id: model.Component.model_validate(told) for id, told in sold.items()},
        prices=prices,
        rules={},
        taxes={"all": tariff.Tax.model_validate(tax)},
        discounts={discount.id: discount for discount in found},
        tables={},
        wording=ProposalWording.model_validate(small.PROPOSAL),
        sha256="",
        approval=tuple(approval),
    )


def offered(rulebook: model.Rulebook, term: int = 12, day: datetime.date = DAY, special: SpecialTerms = NO_SPECIAL_TERMS, **customer: Any) -> dict[str, tuple[PricedCharge, ...]]:  # fmt: skip
    """The price list of a day; `customer` are facts discounts may ask about."""
    elements = tuple(Element(c.id, {"id": c.id, "family": c.family}) for c in rulebook.components.values())
    world = World({"customer": customer, "profile": {"term_months": term}}, components=elements)
    return dict(price_list(rulebook, day, term, world, special=special))


def bought(rulebook: model.Rulebook, units: dict[str, int], term: int = 12, active: Iterable[str] = (), special: SpecialTerms = NO_SPECIAL_TERMS) -> dict[str, tuple[Line, ...]]:  # fmt: skip
    """The lines of so many units of each component, with some bundles earned."""
    earned = frozenset(active)
    offer = offered(rulebook, term, special=special)
    under = {id: tuple(charge.under(earned) for charge in offer[id]) for id in units}
    places: dict[Place, int] = {(id, None): number for id, number in units.items()}
    return {id: lines for (id, _), lines in lines_of(under, places, {None: 1}).items()}


def priced(
    told: dict[str, Any],
    discounts: Iterable[dict[str, Any]] = (),
    *,
    term: int = 12,
    day: datetime.date = DAY,
    currency: str = "CNY",
    tax: str = "0.06",
) -> PricedCharge:
    """One charge of the component a.one, priced."""
    rulebook = book({"a.one": [told]}, discounts, [rate(tax)], currency)
    return offered(rulebook, term, day)["a.one"][0]


def line(told: dict[str, Any], quantity: int = 1, discounts: Iterable[dict[str, Any]] = (), **more: Any) -> Line:
    """The line of a charge at one place."""
    return priced_lines(priced(told, discounts, **more), [quantity])[0]
