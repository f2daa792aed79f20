"""The customer's question: who they are, where they are, what they need, what they can spend.

What may be said about customer, sites and needs is declared by the rulebook; here those facts are carried as they were
written, and `configurator.sizing` holds them against the rulebook.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, PrivateAttr
from pydantic_core import PydanticCustomError

from configurator import source
from configurator.errors import Diagnostic, InputError, Place, ProfileError, did_you_mean
from configurator.records import Date, Flag, Id, Record, Text, Whole, validate
from configurator.source import DataPath, Source
from configurator.special_terms import ManualDiscount, Ramp, SpecialTerms


def _amount(value: Any) -> Fraction:
    try:
        number = source.plain_number(value) if isinstance(value, str) else value
        if isinstance(number, bool) or not isinstance(number, int | Decimal | Fraction):
            raise ValueError
        amount = Fraction(number)
    except (ValueError, OverflowError):
        raise PydanticCustomError("amount", "an amount such as 180000 or 180000.50 is expected here") from None
    if not 0 <= amount <= MOST_MONEY:
        raise PydanticCustomError("amount", f"it must be at least 0 and at most {MOST_MONEY:,}")
    return amount


def _amount_text(amount: Fraction) -> str:
    return f"{Decimal(amount.numerator) / Decimal(amount.denominator):f}"


MOST_MONEY = 10**12
MOST_SITES = 100_000
MOST_UNITS = 10_000_000
MOST_MONTHS = 120

Amount = Annotated[Fraction, BeforeValidator(_amount), PlainSerializer(_amount_text)]
Units = Annotated[Whole, Field(ge=0, le=MOST_UNITS)]


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
    count: Annotated[Whole, Field(ge=1, le=MOST_SITES)] = 1

    @property
    def site_names(self) -> tuple[str, ...]:
        """The name of every site meant."""
        return (self.name,) if self.count == 1 else tuple(f"{self.name} {i + 1}" for i in range(self.count))


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


class Installed(Record):
    """What the customer has already: units of a component, at each of the sites where one is named.

    `until` is the last day of their term, `monthly` what a unit is paid for a month, net of tax.
    """

    component: Text
    quantity: Annotated[Units, Field(ge=1)] = 1
    site: Text | None = None
    until: Date | None = None
    monthly: Amount | None = None


class Decision(Record):
    """What the user pins: `quantity` is exact; at a site where one is named."""

    component: Text
    quantity: Units | None = None
    min: Units | None = None
    max: Units | None = None
    selected: Flag | None = None
    site: Text | None = None


def _not_too_many(sites: tuple[SiteEntry, ...]) -> tuple[SiteEntry, ...]:
    number = sum(entry.count for entry in sites)
    if number > MOST_SITES:
        told = {"message": f"these are {number:,} sites", "help": f"{MOST_SITES:,} are the most"}
        raise PydanticCustomError("told", "{message}", told)
    return sites


class Profile(Record):
    """A customer's profile. `place(path)` tells where something of it was written."""

    customer: Customer
    sites: Annotated[tuple[SiteEntry, ...], Field(min_length=1, max_length=20_000), AfterValidator(_not_too_many)]
    rulebook: Text | None = None
    date: Date | None = None
    needs: tuple[StatedNeed, ...] | None = None  # None: those typical of the customer's segment
    compliance: tuple[Id, ...] = ()
    budget: Budget = Budget()
    term_months: Annotated[Whole, Field(ge=1, le=MOST_MONTHS)] | None = None
    currency: Text | None = None
    language: Literal["zh-CN", "en"] = "zh-CN"
    decisions: tuple[Decision, ...] = ()
    installed: tuple[Installed, ...] = ()
    co_terminate: Flag = False  # the contract runs until the last term of what is installed ends
    discounts: tuple[ManualDiscount, ...] = ()
    ramps: tuple[Ramp, ...] = ()
    _source: Source | None = PrivateAttr(None)

    def __eq__(self, other: object) -> bool:
        """Whether two profiles ask the same, wherever they were written."""
        return isinstance(other, Profile) and self.model_dump() == other.model_dump()

    def __hash__(self) -> int:
        return hash((self.customer.name, self.sites[0].name, self.date, self.term_months))

    @property
    def source(self) -> Source:
        """What it was read from, with the place of everything in it."""
        return self._source or Source("profile", (), self.to_json(), {})

    @property
    def special_terms(self) -> SpecialTerms:
        """What the seller grants beyond the price list."""
        return SpecialTerms(self.discounts, self.ramps)

    def place(self, path: DataPath, *, key: bool = False) -> Place:
        return self.source.place(path, key=key)

    def sites_named(self, name: str) -> tuple[str, ...]:
        """The sites a name means: one by its own name, or all that an entry with a `count` stands for."""
        return self._sites_by_name.get(name, ())

    @cached_property
    def _sites_by_name(self) -> dict[str, tuple[str, ...]]:
        known: dict[str, tuple[str, ...]] = {}
        for entry in self.sites:
            known.setdefault(entry.name, entry.site_names)
            for name in entry.site_names:
                known.setdefault(name, (name,))
        return known

    def but(self, **changes: Any) -> "Profile":
        """The same profile with a date or language of the caller's: the library has no clock and no locale."""
        told = self.source
        for name, value in changes.items():
            told = told.setting((name,), str(value), f"{name}: {value}")
        return read_profile(told)

    def to_json(self) -> dict[str, Any]:
        """Plain data that `read_profile` reads back to an equal profile: amounts as text, facts as numbers."""
        return cast(dict[str, Any], _plain(self.model_dump(exclude_defaults=True)))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return float(value) if isinstance(value, Decimal) else value  # exact: no number read has more than 15 digits


def _exact(value: Any) -> Any:
    """Data as JSON libraries read it, with decimals instead of floats."""
    if isinstance(value, Mapping):
        return {key: _exact(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(item) for item in value]
    return Decimal(repr(value)) if isinstance(value, float) and isfinite(value) else value


def load_profile(path: str | Path) -> Profile:
    """The profile in a YAML or JSON file. Raises ProfileError with everything wrong in it."""
    try:
        return read_profile(source.read(Path(path)))
    except InputError as fault:
        raise ProfileError(fault.diagnostics) from None


def read_profile(data: Source | Mapping[str, Any]) -> Profile:
    """The profile of a parsed file, or of plain data such as a request's body. Raises ProfileError."""
    text = data if isinstance(data, Source) else Source("profile", (), _exact(data), {})
    if not isinstance(text.data, dict):
        colon = isinstance(text.data, str) and "：" in text.data
        help = "write keys with the plain colon: ':'" if colon else "begin with 'customer:', 'sites:' and 'needs:'"
        raise ProfileError([Diagnostic("E012", "a profile is a mapping (key: value)", text.place(()), help)])
    profile, faults = validate(Profile, text.data, text)
    if profile is None:
        raise ProfileError(faults)
    profile._source = text
    return profile


def changed(profile: Profile, path: str, value: str) -> Profile:
    """A copy of a profile with one thing set, as in `--set budget.monthly=200000` or `--set needs.iot.devices=10`.

    Steps are keys; in a list, a position counted from 0 or the `need`, `name` or `component` of an entry. An empty
    value takes away what was there. Raises ProfileError.
    """
    as_given = f"--set {path}={value}"
    steps: list[str | int] = []
    here = profile.source.data
    for step in path.split("."):
        key = _step(here, step)
        if key is None:
            at = ".".join(map(str, [*steps, step]))
            help = did_you_mean(step, _known_steps(here)) or "nothing lies below a single value"
            raise ProfileError([Diagnostic("E042", f"the profile has nothing at '{at}'", Place(as_given), help)])
        steps.append(key)
        here = here[key] if not isinstance(here, dict) else here.get(key, {})
    try:
        comment = value.lstrip().startswith("#")  # nobody comments on the command line: it is a text
        given = value if comment else source.parse(value, as_given).data if value.strip() else None
    except InputError as fault:
        raise ProfileError(fault.diagnostics) from None
    return read_profile(profile.source.setting(tuple(steps), given, as_given))


def _step(here: Any, step: str) -> str | int | None:
    if isinstance(here, dict):
        return step
    if not isinstance(here, list):
        return None
    if step.isdecimal() and int(step) < len(here):
        return int(step)
    return next((i for i, entry in enumerate(here) if step in _names(entry)), None)


def _known_steps(here: Any) -> list[str]:
    """What a list's entries are called."""
    return [name for entry in here for name in _names(entry)] if isinstance(here, list) else []


def _names(entry: Any) -> list[str]:
    named = [entry.get(key) for key in ("need", "name", "component")] if isinstance(entry, dict) else []
    return [name for name in named if isinstance(name, str)]
