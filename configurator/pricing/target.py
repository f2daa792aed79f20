"""A discount spread over the lines of a deal, as evenly as their floors allow, to reach a total.

All lines get the same percentage, in steps of a hundredth of a percent; a line that would fall below its floor stays at
the last step above it. Where the last step overshoots the target, the lines that can do without it are chosen so that
the total is as near below the target as such a choice can bring it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from configurator.pricing.deal import Deal
from configurator.rulebook.shares import Sold
from configurator.special_terms import ManualDiscount

HUNDREDTHS = 100 * 100

Spread = Mapping[Sold, int]
"""Charge → hundredths of a percent off."""


@dataclass(frozen=True, slots=True)
class Reached:
    """Manual discounts and the contract's total under them. `at_floor`: the charges that can't be cheaper."""

    total: int
    discounts: tuple[ManualDiscount, ...]
    at_floor: tuple[Sold, ...]
    percent: Fraction  # that every line gets which is above its floor


class Spreading:
    """The totals that a deal can be brought to."""

    def __init__(self, deal: Deal, floors: bool = True) -> None:
        self.deal, self._floors = deal, floors
        self._nets: dict[int, dict[Sold, int]] = {}

    def to_total(self, target: int) -> Reached:
        """The nearest total at or under the target; the lowest there is where the floors keep all above it."""
        if self._total(HUNDREDTHS) > target:
            return self.at_most(HUNDREDTHS)
        low, high = -1, HUNDREDTHS  # the total at `high` is at or under the target, at `low` it isn't
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._total(middle) <= target else (middle, high)
        step = self._roundest(high)
        return self._told(step, self._without_last_step(step, target - self._total(step)))

    def at_most(self, hundredths: int) -> Reached:
        """What so many hundredths of a percent come to, where the floors allow as much."""
        return self._told(hundredths, frozenset())

    def _told(self, step: int, spared: frozenset[Sold]) -> Reached:
        spread = {sold: hundredths - (sold in spared) for sold, hundredths in self._spread(step).items()}
        discounts = self._discounts(spread, step)
        at_floor = tuple(sold for sold, most in sorted(self._most.items()) if most < step)
        return Reached(self.deal.total(discounts), discounts, at_floor, Fraction(step, 100))

    def _roundest(self, step: int) -> int:
        """A whole or tenth of a percent that comes to the same total, where there is one."""
        rounder = (-(-step // unit) * unit for unit in (100, 10))
        return next((other for other in rounder if self._total(other) == self._total(step)), step)

    def _without_last_step(self, step: int, room: int) -> frozenset[Sold]:
        """The charges that best do without the last hundredth: of what that adds, the most that fits into the room."""
        if step == 0 or room == 0:
            return frozenset()
        now, before = self._by_charge(step), self._by_charge(step - 1)
        adds = {sold: before[sold] - now[sold] for sold in sorted(now) if sold not in self._entangled}
        reachable, sums = [1], 1  # bit n of each: n can be added up of the charges so far
        useful = [sold for sold, amount in adds.items() if 0 < amount <= room]
        for sold in useful:
            sums = (sums | sums << adds[sold]) & ((1 << (room + 1)) - 1)
            reachable.append(sums)
        left, chosen = sums.bit_length() - 1, set()
        for sold, known in zip(reversed(useful), reversed(reachable[:-1]), strict=True):
            if not known >> left & 1:
                chosen.add(sold)
                left -= adds[sold]
        return frozenset(chosen)

    # Prices

    def _total(self, step: int) -> int:
        return sum(self._by_charge(step).values())

    def _by_charge(self, step: int) -> dict[Sold, int]:
        if step not in self._nets:
            self._nets[step] = self.deal.by_charge(self._discounts(self._spread(step), step))
        return self._nets[step]

    def _spread(self, step: int) -> dict[Sold, int]:
        return {sold: min(step, most) for sold, most in self._most.items()}

    def _discounts(self, spread: Spread, step: int) -> tuple[ManualDiscount, ...]:
        """One discount for the whole deal, and one for each charge that differs from it."""
        if not any(spread.values()):
            return ()
        apart = [(sold, hundredths) for sold, hundredths in sorted(spread.items()) if hundredths != step]
        if len(apart) == len(spread):
            return tuple(self._discount(hundredths, sold) for sold, hundredths in apart)
        return (self._discount(step), *(self._discount(hundredths, sold) for sold, hundredths in apart))

    def _discount(self, hundredths: int, sold: Sold | None = None) -> ManualDiscount:
        percent = Fraction(hundredths, 100)
        if sold is None:
            return ManualDiscount(percent=percent)
        return ManualDiscount(component=sold[0], charge=self.deal.name(sold), percent=percent)

    @cached_property
    def _most(self) -> dict[Sold, int]:
        """The most hundredths of a percent that keep each charge at its floor or above; 0 where it is below already."""
        plain = {charge.sold: charge for charges in self.deal.offer(()).values() for charge in charges}
        held = {sold for sold, charge in plain.items() if self._floors and charge.floor}
        return {sold: self._above_floor(sold) if sold in held else HUNDREDTHS for sold in plain}

    def _above_floor(self, sold: Sold) -> int:
        low, high = 0, HUNDREDTHS
        while low < high:
            middle = -(-(low + high) // 2)
            low, high = (middle, high) if self._keeps_floor(sold, middle) else (low, middle - 1)
        return low

    def _keeps_floor(self, sold: Sold, hundredths: int) -> bool:
        offer = self.deal.offer((self._discount(hundredths, sold),), {sold[0]})
        [charge] = [charge for charge in offer[sold[0]] if charge.sold == sold]
        billed = charge.meter.billed(self.deal.units[sold[0]])
        terms = charge.terms[-1]
        return all(charge.unit_price(tier, terms) >= charge.floor for tier, _ in charge.units_by_tier(billed))

    @cached_property
    def _entangled(self) -> frozenset[Sold]:
        """The percentages, and what they are taken of: what one of these adds depends on the others."""
        shares = [c.share for charges in self.deal.offer(()).values() for c in charges if c.share is not None]
        return frozenset(_percentages(self.deal)) | {sold for share in shares for sold in share.of}


def _percentages(deal: Deal) -> Iterable[Sold]:
    return (charge.sold for charges in deal.offer(()).values() for charge in charges if charge.share is not None)
