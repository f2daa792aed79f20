"""The records of a rulebook, as rules/README.md describes them, and the rulebook they make up."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field

from configurator.records import (
    CapabilityId,
    Code,
    ComponentId,
    Confidence,
    Date,
    Flag,
    Id,
    Number,
    Record,
    Text,
    Whole,
    Wording,
)
from configurator.rulebook.formula import Formula
from configurator.rulebook.wording import ProposalWording

Value = Fraction | int | bool | str
"""What a fact, constant or table cell may be."""


class Sourced(Record):
    """What rests on a source: since when, from where, how sure."""

    source: Text
    confidence: Confidence


class Fact(Record):
    """Something that may be said about a customer, site, deal, component or need."""

    id: Id
    name: Wording
    type: Literal["integer", "number", "boolean", "choice", "text"]
    unit: Id | None = None
    min: Number | None = None
    max: Number | None = None
    values: dict[Id, Wording] = {}
    required: Flag = False
    default: Any = None
    default_from: Formula | None = None
    value: Formula | None = None
    shown: Flag = True


class ComplianceCode(Record):
    """A compliance regime a profile may name, and the facts of the deal it sets."""

    code: Id
    name: Wording
    sets: dict[Id, Whole | Flag]


class Facts(Record):
    """The file facts.yaml."""

    customer: tuple[Fact, ...] = ()
    site: tuple[Fact, ...] = ()
    profile: tuple[Fact, ...] = ()
    component: tuple[Fact, ...] = ()
    compliance: tuple[ComplianceCode, ...] = ()


class Capability(Record):
    """What components supply or consume: its unit, where it is balanced, how supplies add up."""

    id: CapabilityId
    name: Wording
    unit: Id | None = None
    at: Literal["deal", "site"]
    adds: Literal["sum", "max", "any"]


class Demand(Sourced):
    """How a need is sized into an amount of a capability."""

    id: Code
    capability: Text
    amount: Formula
    when: Formula | None = None
    because: Wording


class Need(Record):
    """What a customer may ask for, in their words."""

    id: Id
    family: Id
    name: Wording
    says: Wording
    inputs: tuple[Fact, ...] = ()
    demands: Annotated[tuple[Demand, ...], Field(min_length=1)]


class Quantity(Record):
    """How many units of a component may be chosen, when it is chosen."""

    min: Annotated[Whole, Field(ge=1)] = 1
    max: Annotated[Whole, Field(ge=1, le=10_000_000)] = 1
    extra: Flag = False


class Price(Sourced):
    """What a charge costs from a day on: one price, or a price per tier (first quantity → unit price)."""

    effective_from: Date
    price: Number | None = None
    tiers: dict[Whole, Number] = {}
    cost: Number

    @property
    def by_quantity(self) -> tuple[tuple[int, Fraction | int], ...]:
        """(first quantity, unit price) of every tier, ascending."""
        return tuple(sorted(self.tiers.items())) if self.price is None else ((1, self.price),)


class Charge(Record):
    """One way a component is paid for."""

    type: Literal["recurring", "one_time", "usage"]
    period: Literal["month", "quarter", "year"] | None = None
    model: Literal["flat", "per_unit", "volume", "graduated"]
    prices: Annotated[tuple[Price, ...], Field(min_length=1)]


class Component(Record):
    """A sellable item."""

    id: ComponentId
    name: Wording
    benefit: Wording
    unit: Id
    at: Literal["deal", "site"]
    quantity: Quantity = Quantity()
    available_when: Formula | None = None
    supplies: dict[str, Number] = {}
    consumes: dict[str, Number] = {}
    attributes: dict[Id, Any] = {}
    vat: Id
    sla: dict[Id, Number | Text] = {}
    charges: Annotated[tuple[Charge, ...], Field(min_length=1)]

    @property
    def family(self) -> str:
        return self.id.partition(".")[0]


class Rate(Sourced):
    """A VAT rate from a day on, as a share: 0.06."""

    effective_from: Date
    rate: Annotated[Number, Field(ge=0, lt=1)]


class Tax(Record):
    """A VAT group."""

    id: Id
    name: Wording
    rates: Annotated[tuple[Rate, ...], Field(min_length=1)]


class Discount(Sourced):
    """A percentage off the charges of some components, as a step of the price waterfall."""

    id: Code
    step: Literal["term", "promotion"]
    name: Wording
    when: Formula | None = None
    components: Formula | None = None
    charges: Annotated[tuple[Literal["recurring", "one_time", "usage"], ...], Field(min_length=1)]
    percent: Annotated[Number, Field(gt=0, le=100)]
    effective_from: Date
    effective_to: Date | None = None


class Rule(Sourced):
    """What must hold of every package; with a weight, what is preferred to hold."""

    id: Code
    rule: Formula
    because: Wording
    effective_from: Date | None = None
    weight: Annotated[Whole, Field(ge=1, le=1000)] | None = None


class Family(Record):
    """A family of components, in the order of the documents."""

    id: Id
    name: Wording


class Identity(Record):
    """The file rulebook.yaml."""

    id: Id
    version: Text
    name: Wording
    currency: Literal["CNY", "USD", "EUR", "HKD", "JPY", "KWD"]
    terms: Annotated[tuple[Annotated[Whole, Field(ge=1, le=120)], ...], Field(min_length=1)]
    units: dict[Id, Wording]
    families: Annotated[tuple[Family, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file: column names and rows of values."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def starting_with(self, keys: tuple[Value, ...]) -> list[tuple[Value, ...]]:
        """The rows whose first cells are `keys`."""
        return [row for row in self.rows if row[: len(keys)] == keys]


@dataclass(frozen=True)
class Rulebook:
    """What is sold and what must hold: loaded, checked, immutable."""

    identity: Identity
    facts: Facts
    capabilities: Mapping[str, Capability]
    needs: Mapping[str, Need]
    components: Mapping[str, Component]
    rules: Mapping[str, Rule]
    taxes: Mapping[str, Tax]
    discounts: Mapping[str, Discount]
    tables: Mapping[str, Table]
    wording: ProposalWording
    sha256: str

    @property
    def id(self) -> str:
        return self.identity.id

    @property
    def version(self) -> str:
        return self.identity.version

    @property
    def currency(self) -> str:
        return self.identity.currency

    def __repr__(self) -> str:
        sizes = f"{len(self.components)} components, {len(self.needs)} needs, {len(self.rules)} rules"
        return f"<Rulebook {self.id} {self.version}: {sizes}, sha256 {self.sha256[:12]}>"


D = TypeVar("D", Price, Rate)


def in_force(records: Iterable[D], day: datetime.date) -> D | None:
    """Of dated records the last one that has begun by `day`."""
    begun = [record for record in records if record.effective_from <= day]
    return max(begun, key=lambda record: record.effective_from, default=None)
