"""What each cause does to the price of a charge that two quotes have: by substituting one thing after the other.

First the term is changed, then the quantity, then the price list and the discounts; what a step brings is what it
changes of what the steps before it left. So the effects of a charge add up to exactly what it differs by.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from configurator.money import quotient, round_half_away
from configurator.quoting.bill import periods
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
_Ratio = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Amounts:
    """What something comes to in minor units, net of tax; and the tax, where a rate changes it.

    By the year, because a twelfth of a yearly charge may be no whole number of cents.
    """

    one_time: int = 0
    yearly: int = 0
    total_contract: int = 0
    tax: int = 0

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


def minor(amount: str, digits: int) -> int:
    """An amount of a quote in minor units of its currency, which has so many digits."""
    whole, _, cents = amount.partition(".")
    return int(whole + cents) if len(cents) == digits else int(Decimal(amount).scaleb(digits))


def amounts_of(charge: View, digits: int) -> Amounts:
    """What a whole charge comes to."""
    return _amounts(charge, minor(charge["net"], digits), minor(charge["contract_net"], digits))


def _amounts(charge: View, period: int, contract: int) -> Amounts:
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
    digits: int  # of the currency

    @property
    def unchanged(self) -> bool:
        """Whether nothing about it is otherwise."""
        return self.quantities[0] == self.quantities[1] and self.terms[0] == self.terms[1] and self.old == self.new

    def effects(self, evidence: Evidence, more: Blame) -> Iterator[Effect]:
        """Everything that makes the charge cost otherwise; `more` is to blame for the quantity."""
        was, is_ = _steps(self.old, self.terms[0], self.digits), _steps(self.new, self.terms[1], self.digits)
        times = periods(self.new, self.terms[1]), periods(self.old, self.terms[0])
        grown = self._grown()
        for step in dict.fromkeys((*was, *is_)):
            before, after = was.get(step, (0, 0)), is_.get(step, (0, 0))
            period = _substituted(before[0], after[0], (1, 1), grown)
            contract = _substituted(before[1], after[1], times, grown)
            itself = self._blame(step, step in was and step in is_, evidence, more)
            causes = ((TERM, USER), (QUANTITY, more), itself)
            for (of, blame), once, whole in zip(causes, period, contract, strict=True):
                if once or whole:
                    yield Effect(of, blame, _amounts(self.new, once, whole))
        if self.old["tax_rate"] != self.new["tax_rate"]:
            rise = Decimal(self.new["tax_rate"]) - Decimal(self.old["tax_rate"])
            contract_net = minor(self.new["contract_net"], self.digits)
            yield Effect(RATE, TAX, Amounts(tax=round_half_away(Fraction(rise) * contract_net)))

    def _grown(self) -> _Ratio:
        """By how much the quantity alone multiplies the amounts: not at all where a price is for any number."""
        old, new = self.quantities
        flat = old > 1 and self.old["list"] == self.old["unit_list"]
        return (1, 1) if flat or not old else (new, old)

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


def _steps(charge: View, term_months: int, digits: int) -> dict[Step, tuple[int, int]]:
    """From list to net: what each step comes to a period, and over the contract, in minor units.

    What the contract's price holds beyond its steps (free months, ramps) is a step of its own.
    """
    times = periods(charge, term_months)
    listed = minor(charge["list"], digits)
    whole = minor(charge["contract_list"], digits) if "contract_list" in charge else listed * times
    found = {LIST: (listed, whole)}
    for step in charge["waterfall"]:
        key, amount = (step["step"], step["rule"]), minor(step["amount"], digits)
        contract = minor(step["contract"], digits) if "contract" in step else amount * times
        before = found.get(key, (0, 0))
        found[key] = before[0] + amount, before[1] + contract
    period, contract = map(sum, zip(*found.values(), strict=True))
    rest = minor(charge["net"], digits) - period, minor(charge["contract_net"], digits) - contract
    return {**found, OTHER: rest} if any(rest) else found


def _substituted(old: int, new: int, times: _Ratio, grown: _Ratio) -> tuple[int, int, int]:
    """What the term changes, then the quantity, then what else there is: together exactly `new - old`."""
    by_term = quotient(old * times[0], times[1])
    by_quantity = quotient(by_term * grown[0], grown[1])
    return by_term - old, by_quantity - by_term, new - by_quantity
