"""What is paid and how: charges and their dated prices, VAT groups, discounts, how discounts stack."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal, Protocol, TypeVar

from pydantic import Field

from configurator.records import Code, Date, Id, Number, Record, Sourced, Whole, Wording, decimal_text
from configurator.rulebook.formula import Formula

ChargeType = Literal["recurring", "one_time", "usage"]
Period = Literal["month", "quarter", "year"]
Percent = Annotated[Number, Field(gt=0, le=100)]


class Base(Record):
    """What a percentage is taken of: the net prices a period of all charges of this kind."""

    components: Formula
    type: ChargeType
    period: Period | None = None


class Charge(Record):
    """One way a component is paid for; how much, is in the price lists."""

    type: ChargeType
    period: Period | None = None
    model: Literal["flat", "per_unit", "volume", "graduated", "package", "percentage"]
    id: Id | None = None
    units: Literal["new", "all"] | None = None  # of a one-time charge: None is new, units installed already don't pay
    when: Formula | None = None
    paid: Literal["advance", "arrears"] = "advance"
    block: Annotated[Whole, Field(ge=2)] | None = None
    estimate: Formula | None = None
    allowance: Annotated[Whole, Field(ge=0)] = 0
    of: Base | None = None

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
    """What a charge costs from a day on: (first quantity, unit price) of every tier, ascending, and its cost to us.

    `minimum` is paid a period at least; below `floor` no unit is sold without approval. Of a percentage charge price
    and cost are percentages.
    """

    effective_from: datetime.date
    by_quantity: tuple[tuple[int, Fraction | int], ...]
    cost: Fraction | int
    source: str
    confidence: str
    minimum: Fraction | int = 0
    floor: Fraction | int = 0


class Rate(Sourced):
    """A VAT rate from a day on, as a share: 0.06."""

    effective_from: Date
    rate: Annotated[Number, Field(ge=0, lt=1)]


Currency = Literal["CNY", "USD", "EUR", "HKD", "JPY", "KWD"]


class ExchangeRate(Sourced):
    """What one unit of a currency costs in the rulebook's, from a day on."""

    currency: Currency
    effective_from: Date
    rate: Annotated[Number, Field(gt=0)]

    @property
    def name(self) -> Wording:
        """What it says."""
        told = f"1 {self.currency} = {decimal_text(self.rate)}"
        return Wording(en=told, zh=told)


@dataclass(frozen=True, slots=True)
class Exchange:
    """By which rate prices were converted from a rulebook's own currency, `base`."""

    base: str
    rate: ExchangeRate


class Tax(Record):
    """A VAT group."""

    id: Id
    name: Wording
    rates: Annotated[tuple[Rate, ...], Field(min_length=1)]


class RampStep(Record):
    """So much off for so many months."""

    months: Annotated[Whole, Field(ge=1, le=120)]
    percent: Percent


class Discount(Sourced):
    """What is taken off the charges of some components, as a step of the price waterfall.

    It gives one of these: a `percent`; `free_months` from the start; a `ramp` of percentages that falls with the
    months. Of the step `indexation` the percentage is what prices rise by every year from `from_year` on.
    """

    id: Code
    step: Literal["term", "bundle", "promotion", "indexation"]
    name: Wording
    when: Formula | None = None
    segments: tuple[Id, ...] = ()
    components: Formula | None = None
    charges: Annotated[tuple[ChargeType, ...], Field(min_length=1)]
    percent: Percent | None = None
    free_months: Annotated[Whole, Field(ge=1, le=60)] | None = None
    ramp: tuple[RampStep, ...] = ()
    from_year: Annotated[Whole, Field(ge=2, le=10)] = 2
    effective_from: Date
    effective_to: Date | None = None

    @property
    def deepest(self) -> Fraction:
        """The most it takes off a price, in percent; free months leave the price as it is."""
        if self.step == "indexation":
            return Fraction(0)
        return Fraction(max([self.percent or 0, *(step.percent for step in self.ramp)]))


class Step(Record):
    """A step of the waterfall. Of its discounts the `best` counts alone, or all do and their percentages `sum` up."""

    step: Literal["term", "bundle", "promotion", "manual"]
    stacking: Literal["best", "sum"] = "best"
    at_most: Percent = 100


class Waterfall(Record):
    """The order of the discount steps, how each stacks, and the most that the automatic ones take off together."""

    steps: tuple[Step, ...] = (
        Step(step="term"),
        Step(step="bundle"),
        Step(step="promotion"),
        Step(step="manual"),
    )
    at_most: Percent = 100

    def stacking(self, step: str) -> str:
        """How the discounts of a step count together."""
        return next((s.stacking for s in self.steps if s.step == step), "best")


class Dated(Protocol):
    """What holds from a day on."""

    @property
    def effective_from(self) -> datetime.date: ...


D = TypeVar("D", bound=Dated)


def in_force(records: Iterable[D], day: datetime.date) -> D | None:
    """Of dated records the last one that has begun by `day`."""
    begun = [record for record in records if record.effective_from <= day]
    return max(begun, key=lambda record: record.effective_from, default=None)
