"""What is paid and how: charges and their dated prices, VAT groups, discounts."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal, Protocol, TypeVar

from pydantic import Field

from configurator.records import Code, Date, Id, Number, Record, Sourced, Wording
from configurator.rulebook.formula import Formula


class Charge(Record):
    """One way a component is paid for; how much, is in the price lists."""

    type: Literal["recurring", "one_time", "usage"]
    period: Literal["month", "quarter", "year"] | None = None
    model: Literal["flat", "per_unit", "volume", "graduated"]
    id: Id | None = None
    units: Literal["new", "all"] | None = None  # of a one-time charge: None is new, units installed already don't pay

    @property
    def name(self) -> str:
        """What price lists call it."""
        return self.id or self.type

    @property
    def for_new(self) -> bool:
        """Whether units that are installed already are spared it."""
        return self.type == "one_time" and self.units != "all"


@dataclass(frozen=True, slots=True)
class Price:
    """What a charge costs from a day on: (first quantity, unit price) of every tier, ascending, and its cost to us."""

    effective_from: datetime.date
    by_quantity: tuple[tuple[int, Fraction | int], ...]
    cost: Fraction | int
    source: str
    confidence: str


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
    step: Literal["term", "bundle", "promotion"]
    name: Wording
    when: Formula | None = None
    components: Formula | None = None
    charges: Annotated[tuple[Literal["recurring", "one_time", "usage"], ...], Field(min_length=1)]
    percent: Annotated[Number, Field(gt=0, le=100)]
    effective_from: Date
    effective_to: Date | None = None


class Dated(Protocol):
    """What holds from a day on."""

    @property
    def effective_from(self) -> datetime.date: ...


D = TypeVar("D", bound=Dated)


def in_force(records: Iterable[D], day: datetime.date) -> D | None:
    """Of dated records the last one that has begun by `day`."""
    begun = [record for record in records if record.effective_from <= day]
    return max(begun, key=lambda record: record.effective_from, default=None)
