"""The customer's question: who they are, where they are, what they need, what they can spend.

What may be said about customer, sites and needs is declared by the rulebook; here those facts are carried as they were
written, and `configurator.sizing` holds them against the rulebook.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr
from pydantic_core import PydanticCustomError

from configurator import source
from configurator.errors import Diagnostic, InputError, Place, ProfileError
from configurator.records import Date, Flag, Id, Record, Text, Whole, decimal_text, validate
from configurator.source import DataPath, Source


def _amount(value: Any) -> Fraction:
    try:
        if isinstance(value, bool) or not isinstance(value, int | Decimal | str | Fraction):
            raise ValueError
        amount = Fraction(value) if not isinstance(value, str) or len(value) < 40 else None
        if amount is None or (isinstance(value, str) and "/" in value):
            raise ValueError
    except (ValueError, ZeroDivisionError):
        raise PydanticCustomError("amount", "an amount such as 180000 or 180000.50 is expected here") from None
    if amount < 0:
        raise PydanticCustomError("amount", "an amount of at least 0 is expected here")
    return amount


Amount = Annotated[Fraction, BeforeValidator(_amount)]


class _WithFacts(BaseModel):
    """A record that carries, beside its own keys, facts the rulebook declares."""

    model_config = ConfigDict(frozen=True, extra="allow")

    @property
    def facts(self) -> Mapping[str, Any]:
        return self.model_extra or {}


class Customer(_WithFacts):
    """Who asks."""

    name: Annotated[Text, Field(max_length=300)]


class SiteEntry(_WithFacts):
    """A site, or `count` sites that differ in nothing but their name."""

    name: Annotated[Text, Field(max_length=300)]
    count: Annotated[Whole, Field(ge=1, le=100_000)] = 1


class StatedNeed(_WithFacts):
    """Something the customer asks for; `sites` narrows it to some of them."""

    need: Text
    priority: Literal["must", "should", "could"] = "must"
    weight: Annotated[Whole, Field(ge=1, le=10)] | None = None
    sites: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None


class Budget(Record):
    """Hard caps, net of tax: per month, one-time, and over the whole contract."""

    monthly: Amount | None = None
    one_time: Amount | None = None
    total: Amount | None = None


class Decision(Record):
    """What the user pins: `quantity` is exact; at a site where one is named."""

    component: Text
    quantity: Annotated[Whole, Field(ge=0)] | None = None
    min: Annotated[Whole, Field(ge=0)] | None = None
    max: Annotated[Whole, Field(ge=0)] | None = None
    selected: Flag | None = None
    site: Text | None = None


class Profile(Record):
    """A customer's profile. `place(path)` tells where something of it was written."""

    customer: Customer
    sites: Annotated[tuple[SiteEntry, ...], Field(min_length=1, max_length=20_000)]
    rulebook: Text | None = None
    date: Date | None = None
    needs: tuple[StatedNeed, ...] = ()
    compliance: tuple[Id, ...] = ()
    budget: Budget = Budget()
    term_months: Annotated[Whole, Field(ge=1, le=120)] | None = None
    currency: Text | None = None
    language: Literal["zh-CN", "en"] = "zh-CN"
    decisions: tuple[Decision, ...] = ()
    _source: Source = PrivateAttr(default_factory=lambda: Source("profile", (), None, {}))

    @property
    def source(self) -> Source:
        return self._source

    def place(self, path: DataPath, *, key: bool = False) -> Place:
        return self._source.place(path, key=key)

    def dated(self, day: datetime.date) -> "Profile":
        """The same profile asked on a day; the library has no clock, its callers bring the date."""
        dated = self.model_copy(update={"date": day})
        dated._source = self._source
        return dated

    def to_json(self) -> dict[str, Any]:
        """Plain data that `read_profile` reads back to an equal profile."""
        return cast(dict[str, Any], _plain(self.model_dump(exclude_defaults=True)))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Fraction | Decimal):
        return decimal_text(Fraction(value))
    return value


def load_profile(path: str | Path) -> Profile:
    """The profile in a YAML or JSON file. Raises ProfileError with everything wrong in it."""
    try:
        return read_profile(source.read(Path(path)))
    except InputError as fault:
        raise ProfileError(fault.diagnostics) from None


def read_profile(data: Source | Mapping[str, Any]) -> Profile:
    """The profile of a parsed file, or of plain data such as a request's body. Raises ProfileError."""
    text = data if isinstance(data, Source) else Source("profile", (), dict(data), {})
    if not isinstance(text.data, dict):
        help = "begin with 'customer:', 'sites:' and 'needs:'"
        raise ProfileError([Diagnostic("E012", "a profile is a mapping (key: value)", text.place(()), help)])
    profile, faults = validate(Profile, text.data, text)
    if profile is None:
        raise ProfileError(faults)
    profile._source = text
    return profile


def changed(profile: Profile, path: str, value: str) -> Profile:
    """A copy of a profile with one thing set, as in `--set budget.monthly=200000` or `--set needs.iot.devices=10`.

    Steps are keys; in a list, a position counted from 0 or the `need`, `name` or `component` of an entry.
    """
    data = _copy(profile.source.data if profile.source.data is not None else profile.to_json())
    here, steps = data, path.split(".")
    for number, step in enumerate(steps):
        key = _step(here, step)
        if key is None:
            at = ".".join(steps[: number + 1])
            raise ProfileError([Diagnostic("E042", f"--set {path}: the profile has nothing at '{at}'", None, _HOW)])
        if number == len(steps) - 1:
            here[key] = source.parse(value, f"--set {path}").data if value.strip() else None
        else:
            here = here.setdefault(key, {}) if isinstance(here, dict) else here[key]
    return read_profile(Source(f"{profile.source.file} with --set {path}", (), data, {}))


_HOW = "steps are keys, or in a list a position from 0 or an entry's need, name or component"


def _copy(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _copy(item) for key, item in data.items()}
    return [_copy(item) for item in data] if isinstance(data, list | tuple) else data


def _step(here: Any, step: str) -> str | int | None:
    if isinstance(here, dict):
        return step
    if not isinstance(here, list):
        return None
    if step.isdigit():
        return int(step) if int(step) < len(here) else None
    named = (i for i, entry in enumerate(here) if isinstance(entry, dict) and step in _names(entry))
    return next(named, None)


def _names(entry: Mapping[str, Any]) -> list[Any]:
    return [entry.get(key) for key in ("need", "name", "component")]
