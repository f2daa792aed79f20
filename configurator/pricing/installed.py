"""What the installed base does to prices: units that are there aren't installed again, and contracts cost to end.

Ending a unit before its term costs percent · months left · what it is paid for a month, as the rulebook's
installed.yaml tells; rounded once, half away from zero.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from configurator.money import DECIMALS, round_half_away
from configurator.pricing.charges import MONTHS, PricedCharge, Terms
from configurator.rulebook.installed import Termination
from configurator.rulebook.model import Rulebook
from configurator.rulebook.tariff import in_force

WHOLE = ("flat", "percentage")
"""The models of charges that are for a component as a whole, however many units there are."""


@dataclass(frozen=True, slots=True)
class Contract:
    """Units of a component under one contract; `charge` is on each unit ended, None when that costs nothing."""

    component: str
    units: int
    until: datetime.date | None = None
    months: int = 0  # left of the term
    rule: str | None = None
    charge: PricedCharge | None = None

    @property
    def unit_charge(self) -> int:
        """What ending a unit costs, in minor units."""
        return 0 if self.charge is None else self.charge.net(1)


def charged_units(charge: PricedCharge, units: Sequence[int], kept: Sequence[int]) -> list[int]:
    """The units a charge counts at each place, of a component of which some are installed.

    A flat charge or a percentage is for the component as a whole: that was paid when the first unit came.
    """
    if not charge.for_new:
        return list(units)
    if charge.model in WHOLE:
        return [0] * len(units)
    return [there - before for there, before in zip(units, kept, strict=True)]


def months_left(day: datetime.date, until: datetime.date) -> int:
    """The months from a day to the last day of a term; one that has begun counts."""
    whole = 12 * (until.year - day.year) + until.month - day.month
    return whole + (until.day > day.day)


def list_price_a_month(rulebook: Rulebook, component: str, day: datetime.date, units: int) -> Fraction | None:
    """What a unit costs a month at list price, usage aside; None when the component isn't sold that day."""
    price = Fraction(0)
    for charge in rulebook.components[component].charges:
        if charge.type == "recurring" and charge.period is not None:
            found = in_force(rulebook.prices[component, charge.name], day)
            if found is None:
                return None
            shared = units if charge.model == "flat" else 1
            price += Fraction(found.by_quantity[0][1]) / (MONTHS[charge.period] * shared)
    return price


def contract(
    rulebook: Rulebook,
    component: str,
    units: int,
    day: datetime.date,
    until: datetime.date | None,
    monthly: Fraction | int,
) -> Contract:
    """A contract with what ending it on a day costs, when a unit is paid for with `monthly` (in whole currency)."""
    termination = rulebook.installed.termination(component)
    if until is None or termination is None:
        return Contract(component, units, until)
    months = months_left(day, until)
    unit = _of_a_unit(termination, months, monthly, rulebook.currency)
    charge = _charge(rulebook, component, unit, day) if unit else None
    return Contract(component, units, until, months, termination.id, charge)


def _of_a_unit(termination: Termination, months: int, monthly: Fraction | int, currency: str) -> int:
    charged = months if termination.most_months is None else min(months, termination.most_months)
    share = Fraction(termination.percent) / 100
    return round_half_away(share * charged * Fraction(monthly) * 10 ** DECIMALS[currency])


def _charge(rulebook: Rulebook, component: str, unit: int, day: datetime.date) -> PricedCharge:
    rate = in_force(rulebook.taxes[rulebook.components[component].vat].rates, day)
    return PricedCharge(
        component=component,
        index=-1,  # none of the component's own
        type="one_time",
        period=None,
        model="per_unit",
        tiers=((1, unit),),
        reliefs=(),
        terms=(Terms(1),),
        tax_rate=0 if rate is None else rate.rate,
    ).settled()
