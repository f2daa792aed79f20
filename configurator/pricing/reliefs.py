"""Discounts as they apply to a charge: how much off in which month, which of a step count, what is left of a price."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from configurator.rulebook.tariff import Discount, Waterfall

_WHOLE = Fraction(100)
AUTOMATIC = ("term", "bundle", "promotion")
INDEXATION = "indexation"
"""Always the last step of a price: what is left rises year by year."""


@dataclass(frozen=True, slots=True)
class Relief:
    """What a rule takes off a charge: percentages by run of months, or months free from the start.

    `runs`: (the first month after the run, counted from 0; percent); after the last run nothing is taken off. Of an
    indexation the percentages are negative: the price rises.
    """

    step: str
    rule: str
    runs: tuple[tuple[int, Fraction], ...]
    free_months: int = 0

    def percent(self, month: int) -> Fraction:
        """What is taken off in a month of the contract, counted from 0."""
        return next((percent for end, percent in self.runs if month < end), Fraction(0))

    def worth(self, term: int) -> Fraction:
        """The percentages of all months together: what reliefs are compared by."""
        return self.free_months * _WHOLE + sum((self.percent(month) for month in range(term)), Fraction(0))


def relief_of(discount: Discount, term: int) -> Relief:
    """What a rulebook's discount gives in a contract of so many months."""
    if discount.step == INDEXATION:
        rise = 1 + Fraction(discount.percent or 0) / 100
        years = range(1, -(-term // 12) + 1)
        factors = [rise ** max(0, year - discount.from_year + 1) for year in years]
        runs = tuple((12 * year, _WHOLE * (1 - factor)) for year, factor in zip(years, factors, strict=True))
        return Relief(discount.step, discount.id, runs)
    if discount.ramp:
        ends = [sum(step.months for step in discount.ramp[: i + 1]) for i in range(len(discount.ramp))]
        runs = tuple((end, Fraction(step.percent)) for end, step in zip(ends, discount.ramp, strict=True))
        return Relief(discount.step, discount.id, runs)
    if discount.free_months:
        return Relief(discount.step, discount.id, (), min(discount.free_months, term))
    return constant(discount.step, discount.id, Fraction(discount.percent or 0), term)


def constant(step: str, rule: str, percent: Fraction, term: int) -> Relief:
    """The same percentage in every month."""
    return Relief(step, rule, ((max(term, 1), percent),))


def counting(reliefs: Iterable[Relief], waterfall: Waterfall, term: int) -> tuple[Relief, ...]:
    """Those that count, in the order of the waterfall: of a step the best alone (the first id, when equal), or all."""
    by_step: dict[str, list[Relief]] = {}
    for relief in reliefs:
        by_step.setdefault(relief.step, []).append(relief)
    found: list[Relief] = []
    for step in (*(step.step for step in waterfall.steps), INDEXATION):
        best_first = sorted(by_step.get(step, ()), key=lambda r: (-abs(r.worth(term)), r.rule))
        found += best_first if waterfall.stacking(step) == "sum" else best_first[:1]
    return tuple(found)


def factors(reliefs: Sequence[Relief], month: int, waterfall: Waterfall) -> tuple[Fraction, ...]:
    """What is left of a price after each relief in a month, as shares: steps multiply, percentages of a step add up.

    The automatic steps together leave what the waterfall's cap leaves; a waiver (100 %) is none of its business.
    """
    cap = 1 - Fraction(waterfall.at_most) / 100
    caps: dict[str, Fraction | int] = {step.step: step.at_most for step in waterfall.steps}
    left, found = Fraction(1), list[Fraction]()
    before, taken, step = left, Fraction(0), ""
    for relief in reliefs:
        if relief.step != step:
            before, taken, step = left, Fraction(0), relief.step
        percent = relief.percent(month)
        taken += percent
        if percent < _WHOLE:
            taken = min(taken, Fraction(caps.get(step, 100)))
        left = before * max(Fraction(0), 1 - taken / 100)
        if relief.step in AUTOMATIC and percent < _WHOLE:
            left = max(left, min(before, cap))
        found.append(left)
    return tuple(found)
