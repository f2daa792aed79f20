"""What of the rulebook was in force when a quote was made, as short hashes.

They tell a later comparison which component, price, rule or discount is another one now, though neither rulebook is at
hand. Words, sources and examples are left out: they change no offer.
"""

import datetime
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from pydantic import BaseModel

from configurator.pricing.price_list import on_sale
from configurator.quoting.canonical import canonical
from configurator.records import Wording
from configurator.rulebook.formula import Formula
from configurator.rulebook.model import Rulebook
from configurator.rulebook.tariff import in_force

_DIGITS = 10
_SAYS_NOTHING = {"source", "confidence", "examples"}
_NOT_LISTED = {"effective_from", "source", "confidence", "cost"}


def fingerprints(rulebook: Rulebook, day: datetime.date) -> dict[str, dict[str, str]]:
    """Kind → id → hash, of the components on sale that day, their list prices, rules, discounts, demands and taxes."""
    key = ("fingerprints", day)
    if key not in rulebook.memory:
        rulebook.memory[key] = {kind: _hashes(of) for kind, of in _in_force(rulebook, day).items()}
    found: dict[str, dict[str, str]] = rulebook.memory[key]
    return found


def price_list_json(rulebook: Rulebook, day: datetime.date) -> dict[str, str]:
    """The version of the price list: since when its newest price holds, and the hash of all that hold that day."""
    begun = [price.effective_from for prices in rulebook.prices.values() for price in prices]
    since = max((each for each in begun if each <= day), default=day)
    prices = fingerprints(rulebook, day)["prices"]
    return {"effective_from": since.isoformat(), "sha256": hashlib.sha256(canonical(prices)).hexdigest()}


def _in_force(rulebook: Rulebook, day: datetime.date) -> dict[str, Mapping[str, Any]]:
    sold = sorted(on_sale(rulebook, day))
    discounts = rulebook.discounts.values()
    running = [d for d in discounts if d.effective_from <= day and (d.effective_to is None or day <= d.effective_to)]
    rules = [rule for rule in rulebook.rules.values() if rule.effective_from is None or rule.effective_from <= day]
    return {
        "components": {id: rulebook.components[id] for id in sold},
        "prices": {id: _prices(rulebook, id, day) for id in sold},
        "rules": _by_id(rules),
        "discounts": _by_id(running),
        "demands": _by_id(demand for need in rulebook.needs.values() for demand in need.demands),
        "taxes": {tax.id: in_force(tax.rates, day) for tax in rulebook.taxes.values()},
        "constants": rulebook.constants,
        "tables": rulebook.tables,
        "segments": rulebook.segments,
    }


def _by_id(records: Iterable[Any]) -> dict[str, Any]:
    return {record.id: record for record in records}


def _prices(rulebook: Rulebook, id: str, day: datetime.date) -> dict[str, Any]:
    """Charge → all that its price in force says but for since when, from where, and what it costs us."""
    told = {}
    for charge in rulebook.components[id].charges:
        price = in_force(rulebook.prices[id, charge.name], day)
        assert price is not None, f"{id} is on sale without a price"
        names = (field.name for field in fields(price) if field.name not in _NOT_LISTED)
        told[charge.name] = {name: getattr(price, name) for name in names}
    return told


def _hashes(records: Mapping[str, Any]) -> dict[str, str]:
    return {id: hashlib.sha256(canonical(_plain(record))).hexdigest()[:_DIGITS] for id, record in records.items()}


def _plain(value: Any) -> Any:
    """What a record says, as plain data."""
    if isinstance(value, BaseModel):
        fields = {name: getattr(value, name) for name in type(value).model_fields if name not in _SAYS_NOTHING}
        return {name: _plain(field) for name, field in fields.items() if not isinstance(field, Wording)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.text if isinstance(value, Formula) else str(value)
