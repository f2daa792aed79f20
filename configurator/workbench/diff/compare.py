"""Two records held against each other by what they mean: formulas by their trees, lists whatever their order."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import zip_longest
from typing import Any

from pydantic import BaseModel

from configurator.records import Wording, decimal_text, shown
from configurator.rulebook.formula import Formula
from configurator.rulebook.model import ComplianceCode, Rule
from configurator.rulebook.scenarios import Offer
from configurator.rulebook.segments import DefaultNeed
from configurator.rulebook.tariff import Charge, Rate

Steps = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two records differ, and what stands there; None where nothing does."""

    path: Steps
    old: Any
    new: Any


_KEYS: dict[type, Callable[[Any], str]] = {
    Charge: lambda charge: charge.name,
    Rate: lambda rate: rate.effective_from.isoformat(),
    ComplianceCode: lambda regime: regime.code,
    DefaultNeed: lambda need: need.need,
    Offer: lambda offer: offer.need or offer.component or "",
}
"""What tells the entries of a list apart where they have no id."""

_TEXTS = frozenset(Wording.model_fields)
_TRIES: dict[type, str] = {Rule: "examples"}
"""Fields that mean nothing to an offer: they try the rulebook."""


def differences(old: Any, new: Any, path: Steps = ()) -> Iterator[Difference]:
    """Everything in which two values differ, as deep as their kinds are alike."""
    if isinstance(old, Formula) and isinstance(new, Formula):
        same = old.tree == new.tree
    elif isinstance(old, BaseModel) and type(old) is type(new):
        yield from _records(old, new, path)
        return
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*old, *new)):
            yield from differences(old.get(key), new.get(key), (*path, str(key)))
        return
    elif isinstance(old, tuple) and isinstance(new, tuple):
        yield from _lists(old, new, path)
        return
    else:
        same = bool(old == new) and isinstance(old, bool) == isinstance(new, bool)
    if not same:
        yield Difference(path, old, new)


def _records(old: BaseModel, new: BaseModel, path: Steps) -> Iterator[Difference]:
    names = [name for name in type(old).model_fields if name != _TRIES.get(type(old))]
    if isinstance(old, Wording) and isinstance(new, Wording):
        names = [name for name in names if name not in _TEXTS]
        if (old.en, old.zh) != (new.en, new.zh):
            yield Difference(path, Wording(en=old.en, zh=old.zh), Wording(en=new.en, zh=new.zh))
    for name in names:
        yield from differences(getattr(old, name), getattr(new, name), (*path, name))


def _lists(old: tuple[Any, ...], new: tuple[Any, ...], path: Steps) -> Iterator[Difference]:
    if not any(isinstance(entry, BaseModel) for entry in (*old, *new)):
        if sorted(map(str, old)) != sorted(map(str, new)):
            yield Difference(path, old, new)
        return
    keys = dict.fromkeys(_key(entry) for entry in (*old, *new))
    for key in keys:
        was, is_ = _unlike([e for e in old if _key(e) == key], [e for e in new if _key(e) == key])
        for number, (one, other) in enumerate(zip_longest(was, is_)):
            step = f"{key} {number + 1}".strip() if number or not key else key
            yield from differences(one, other, (*path, step))


def _unlike(old: list[Any], new: list[Any]) -> tuple[list[Any], list[Any]]:
    """What is left of two lists without the entries that mean the same."""
    left, unmatched = list(new), []
    for entry in old:
        twin = next((i for i, other in enumerate(left) if not any(differences(entry, other))), None)
        if twin is None:
            unmatched.append(entry)
        else:
            del left[twin]
    return unmatched, left


def _key(entry: Any) -> str:
    named = _KEYS.get(type(entry))
    return named(entry) if named is not None else str(getattr(entry, "id", ""))


def readable(value: Any) -> str:
    """A value as a person reads it."""
    if value is None or value == () or value == {}:
        return "nothing"
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, Wording):
        return value.en
    if isinstance(value, BaseModel):
        return readable({name: told for name, told in plain(value).items() if name not in ("source", "confidence")})
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {readable(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(readable(item) for item in value)
    if isinstance(value, Decimal):
        return decimal_text(Fraction(value))
    return value if isinstance(value, str) else shown(value)


def plain(value: Any) -> Any:
    """A value as JSON has it: a number with a fraction is a text, as amounts are."""
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, Wording):
        return {"en": value.en, "zh": value.zh} | _told(value, set(type(value).model_fields) - _TEXTS)
    if isinstance(value, BaseModel):
        return _told(value, type(value).model_fields)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Fraction | Decimal):
        return decimal_text(Fraction(value))
    return value.isoformat() if isinstance(value, datetime.date) else value


def _told(record: BaseModel, names: Any) -> dict[str, Any]:
    """The fields of a record that say something."""
    kept = [name for name in type(record).model_fields if name in names and name != _TRIES.get(type(record))]
    values = {name: getattr(record, name) for name in kept}
    return {name: plain(value) for name, value in values.items() if value is not None and value not in ((), {})}
