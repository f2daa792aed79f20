"""What the seller grants in one deal beyond the price list: manual discounts, and ramps of quantities."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import Field, PlainSerializer

from configurator.records import Id, Number, Record, Text, Whole


def _plain(percent: Fraction | int) -> Decimal | int:
    return percent if isinstance(percent, int) else Decimal(percent.numerator) / Decimal(percent.denominator)


Percent = Annotated[Number, Field(ge=0, le=100), PlainSerializer(_plain)]


class ManualDiscount(Record):
    """A percentage off the whole deal, off a component, or off one charge of it: the most specific counts."""

    component: Text | None = None
    charge: Id | None = None
    percent: Percent
    because: Text | None = None

    @property
    def about(self) -> tuple[str | None, str | None]:
        return self.component, self.charge


class RampStep(Record):
    """No more than so many units in use for so many months."""

    months: Annotated[Whole, Field(ge=1, le=120)]
    quantity: Annotated[Whole, Field(ge=0, le=10_000_000)]


class Ramp(Record):
    """How the units of a component come into use: step after step, then all of them."""

    component: Text
    steps: Annotated[tuple[RampStep, ...], Field(min_length=1, max_length=40)]

    def most(self, month: int) -> int | None:
        """The most units in use in a month, counted from 0; None once all are."""
        end = 0
        for step in self.steps:
            end += step.months
            if month < end:
                return step.quantity
        return None


@dataclass(frozen=True, slots=True)
class Granted:
    """A manual discount and the place in the profile that names it, such as `discounts.0`."""

    rule: str
    discount: ManualDiscount

    @property
    def percent(self) -> Fraction:
        return Fraction(self.discount.percent)


@dataclass(frozen=True, slots=True)
class SpecialTerms:
    """The manual discounts and ramps of a deal."""

    discounts: tuple[ManualDiscount, ...] = ()
    ramps: tuple[Ramp, ...] = ()

    def discount(self, component: str, charge: str) -> Granted | None:
        """The one that counts for a charge: of the charge, else of the component, else of the whole deal."""
        found = {given.about: (number, given) for number, given in enumerate(self.discounts)}
        for about in ((component, charge), (component, None), (None, None)):
            if about in found:
                number, given = found[about]
                return Granted(f"discounts.{number}", given) if given.percent else None
        return None

    def ramp(self, component: str) -> Ramp | None:
        """The ramp of a component, if it has one."""
        return next((ramp for ramp in self.ramps if ramp.component == component), None)

    def of(self, component: str) -> tuple[object, ...]:
        """All that bears on the price of a component: equal where the prices are, empty where nothing does."""
        discounts = [(number, d.about, d.percent) for number, d in enumerate(self.discounts)]
        ramps = [
            tuple((step.months, step.quantity) for step in r.steps) for r in self.ramps if r.component == component
        ]
        return (*(d for d in discounts if d[1][0] in (None, component)), *ramps)


NO_SPECIAL_TERMS = SpecialTerms()
