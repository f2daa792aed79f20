"""What each cause does to the price of a charge that two quotes have: by substituting one thing after the other.

First the term is changed, then the quantity, then the price list and the discounts; what a step brings is what it
changes of what the steps before it left. So the effects of a charge add up to exactly what it differs by.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from configurator.quoting.bill import ZERO, periods
from configurator.quoting.diff.evidence import PRICE_LIST, TAX, USER, Blame, Evidence

View = Mapping[str, Any]
Step = tuple[str, str | None]
"""A step of the waterfall: its name and its rule."""

TERM: Step = ("term of contract", None)
QUANTITY: Step = ("quantity", None)
LIST: Step = ("list", None)
OTHER: Step = ("other", None)
RATE: Step = ("tax rate", None)

_PER_YEAR = {"month": 12, "quarter": 4, "year": 1}
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Amounts:
    """What something comes to, net of tax: once, by the year, over the contract; and the tax, where a rate changes it.

    By the year, because a twelfth of a yearly charge may be no whole number of cents.
    """

    one_time: Decimal = ZERO
    yearly: Decimal = ZERO
    total_contract: Decimal = ZERO
    tax: Decimal = ZERO

    def __add__(self, other: "Amounts") -> "Amounts":
        return Amounts(
            self.one_time + other.one_time,
            self.yearly + other.yearly,
            self.total_contract + other.total_contract,
            self.tax + other.tax,
        )

    def __neg__(self) -> "Amounts":
        return Amounts(-self.one_time, -self.yearly, -self.total_contract, -self.tax)

    def __bool__(self) -> bool:
        return any((self.one_time, self.yearly, self.total_contract, self.tax))


@dataclass(frozen=True, slots=True)
class Effect:
    """What something that happened to a charge does to the price."""

    of: Step
    blame: Blame
    amounts: Amounts


def amounts_of(charge: View) -> Amounts:
    """What a whole charge comes to."""
    return _amounts(charge, Decimal(charge["net"]), Decimal(charge["contract_net"]))


def _amounts(charge: View, period: Decimal, contract: Decimal) -> Amounts:
    if charge["type"] == "one_time":
        return Amounts(one_time=period, total_contract=contract)
    return Amounts(yearly=period * _PER_YEAR[charge["period"] or "month"], total_contract=contract)


@dataclass(frozen=True, slots=True)
class Pair:
    """A charge that an item has in both quotes, with the item's quantity and the term of each."""

    component: str
    old: View
    new: View
    quantities: tuple[int, int]
    terms: tuple[int, int]
    cent: Decimal  # the least amount of the currency

    def effects(self, evidence: Evidence, more: Blame) -> Iterator[Effect]:
        """Everything that makes the charge cost otherwise; `more` is to blame for the quantity."""
        was, is_ = _steps(self.old, self.terms[0]), _steps(self.new, self.terms[1])
        times = Decimal(periods(self.new, self.terms[1])) / periods(self.old, self.terms[0])
        grown = self._grown()
        for step in dict.fromkeys((*was, *is_)):
            before, after = was.get(step, (ZERO, ZERO)), is_.get(step, (ZERO, ZERO))
            period = self._substituted(before[0], after[0], _ONE, grown)
            contract = self._substituted(before[1], after[1], times, grown)
            itself = self._blame(step, step in was and step in is_, evidence, more)
            causes = ((TERM, USER), (QUANTITY, more), itself)
            for (of, blame), once, whole in zip(causes, period, contract, strict=True):
                if once or whole:
                    yield Effect(of, blame, _amounts(self.new, once, whole))
        if self.old["tax_rate"] != self.new["tax_rate"]:
            rise = Decimal(self.new["tax_rate"]) - Decimal(self.old["tax_rate"])
            yield Effect(RATE, TAX, Amounts(tax=self._rounded(rise * Decimal(self.new["contract_net"]))))

    def _substituted(self, old: Decimal, new: Decimal, times: Decimal, grown: Decimal) -> tuple[Decimal, ...]:
        """What the term changes, then the quantity, then what else there is: together exactly `new - old`."""
        by_term = self._rounded(old * times)
        by_quantity = self._rounded(by_term * grown)
        return by_term - old, by_quantity - by_term, new - by_quantity

    def _rounded(self, amount: Decimal) -> Decimal:
        return amount.quantize(self.cent, ROUND_HALF_UP)

    def _grown(self) -> Decimal:
        """By how much the quantity alone multiplies the amounts: not at all where a price is for any number."""
        old, new = self.quantities
        flat = old > 1 and self.old["list"] == self.old["unit_list"]
        return _ONE if flat or old == new or not old else Decimal(new) / old

    def _blame(self, step: Step, in_both: bool, evidence: Evidence, more: Blame) -> tuple[Step, Blame]:
        """What is to blame for what term and quantity leave of a step's difference."""
        repriced = self.old["unit_list"] != self.new["unit_list"] or evidence.changed("prices", self.component)
        if step[0] in ("list", "volume"):
            if repriced:
                return LIST, PRICE_LIST
            return (QUANTITY, more) if self.quantities[0] != self.quantities[1] else (LIST, evidence.general)
        blame = evidence.of_step(step[1])
        if blame.cause == "rule" or not in_both:
            return step, blame
        if repriced:
            return LIST, PRICE_LIST
        # A percentage of what another step left: whatever changed that, changed this.
        return (QUANTITY, more) if self.quantities[0] != self.quantities[1] else (step, blame)


def _steps(charge: View, term_months: int) -> dict[Step, tuple[Decimal, Decimal]]:
    """From list to net: what each step comes to a period, and over the contract.

    What the contract's price holds beyond its steps (free months, ramps) is a step of its own.
    """
    times = periods(charge, term_months)
    listed = Decimal(charge["list"])
    found = {LIST: (listed, Decimal(charge.get("contract_list") or listed * times))}
    for step in charge["waterfall"]:
        key, amount = (step["step"], step["rule"]), Decimal(step["amount"])
        once, whole = found.get(key, (ZERO, ZERO))
        found[key] = once + amount, whole + Decimal(step.get("contract") or amount * times)
    period, contract = (sum((amounts[i] for amounts in found.values()), ZERO) for i in (0, 1))
    rest = Decimal(charge["net"]) - period, Decimal(charge["contract_net"]) - contract
    return {**found, OTHER: rest} if any(rest) else found
