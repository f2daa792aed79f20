"""Lines → totals: one-time, monthly, first year, whole contract, each without and with tax; by rate, year, family."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil
from typing import Protocol

from configurator.money import allocate, round_half_away
from configurator.package import FamilyTotal, Line, TaxGroup, Totals, Year
from configurator.pricing.charges import MONTHS

_PER_YEAR = {"month": 12, "quarter": 4, "year": 1}
_Kind = tuple[str | None, Fraction | int]
"""What is invoiced together: the charges of a period at a rate."""

_Runs = list[tuple[int, int, int]]
"""Invoices of a kind in the order of the contract: (how many alike, net, tax)."""


class Paid(Protocol):
    """What is paid: a line, or what several add up to."""

    @property
    def period(self) -> str | None: ...

    @property
    def net(self) -> int: ...

    @property
    def contract_net(self) -> int: ...


def yearly(lines: Iterable[Paid]) -> int:
    """Twelve times the headline month, exactly: 12·month + 4·quarter + year. Budget caps compare with this."""
    return sum(_PER_YEAR[line.period] * line.net for line in lines if line.period)


def one_time(lines: Iterable[Paid]) -> int:
    """What is paid once."""
    return sum(line.net for line in lines if line.period is None)


def total_contract(lines: Iterable[Paid]) -> int:
    """What is paid over the whole contract (TCV)."""
    return sum(line.contract_net for line in lines)


def totals(lines_by_family: Sequence[tuple[str, Line]], term_months: int) -> Totals:
    """What (family, line) pairs come to over a term. Totals are sums of rounded lines; no float, no second rounding.

    Months, quarters and years never straddle a contract year, so that it means nothing here whether they are paid in
    advance or in arrears.
    """
    lines = [line for _, line in lines_by_family]
    invoices = _invoices(lines)
    once, month, contract = one_time(lines), _month(yearly(lines)), total_contract(lines)
    once_tax = sum(tax for (period, _), runs in invoices.items() if period is None for _, _, tax in runs)
    years = tuple(_year(lines, number, term_months) for number in range(1, ceil(term_months / 12) + 1))
    first_tax = sum(
        _of_months(period, 0, 12, [(n, tax) for n, _, tax in runs]) for (period, _), runs in invoices.items()
    )
    by_rate = _by_rate(invoices)
    return Totals(
        one_time=once,
        monthly=month,
        first_year=once + years[0].recurring,
        total_contract=contract,
        tax=sum(group.tax for group in by_rate),
        one_time_with_tax=once + once_tax,
        monthly_with_tax=_month(yearly(lines) + _headline_tax(lines)),
        first_year_with_tax=once + years[0].recurring + first_tax,
        list_one_time=sum(line.list for line in lines if line.period is None),
        list_monthly=_month(sum(_PER_YEAR[line.period] * line.list for line in lines if line.period)),
        list_total_contract=sum(line.contract_list for line in lines),
        cost=sum(line.contract_cost for line in lines),
        tax_by_rate=by_rate,
        years=years,
        by_family=_by_family(lines_by_family),
    )


def _month(per_year: int) -> int:
    return round_half_away(Fraction(per_year, 12))


def _headline_tax(lines: Iterable[Line]) -> int:
    """The tax of twelve headline months: it is rounded once per period and rate."""
    nets: dict[tuple[str, Fraction | int], int] = defaultdict(int)
    for line in lines:
        if line.period:
            nets[line.period, line.tax_rate] += line.net
    return sum(_PER_YEAR[period] * round_half_away(net * rate) for (period, rate), net in nets.items())


def _invoices(lines: Iterable[Line]) -> dict[_Kind, _Runs]:
    """All invoices of the contract: tax is rounded on each, once for all lines at a rate."""
    grouped: dict[_Kind, list[Line]] = defaultdict(list)
    for line in lines:
        grouped[line.period, line.tax_rate].append(line)
    found = {}
    for kind, alike in grouped.items():
        runs = _added_up([line.schedule for line in alike])
        found[kind] = [(times, net, round_half_away(net * kind[1])) for times, net in runs]
    return found


def _added_up(schedules: Sequence[tuple[tuple[int, int], ...]]) -> list[tuple[int, int]]:
    """Several schedules of as many periods as one: (periods, amount of each)."""
    ends = sorted({end for schedule in schedules for end in _ends(schedule)})
    found, begins = [], 0
    for end in ends:
        found.append((end - begins, sum(_in_period(schedule, begins) for schedule in schedules)))
        begins = end
    return found


def _ends(schedule: Sequence[tuple[int, int]]) -> list[int]:
    return [sum(periods for periods, _ in schedule[: i + 1]) for i in range(len(schedule))]


def _in_period(schedule: Sequence[tuple[int, int]], period: int) -> int:
    return next(amount for end, (_, amount) in zip(_ends(schedule), schedule, strict=True) if period < end)


def _of_months(period: str | None, first: int, end: int, schedule: Sequence[tuple[int, int]]) -> int:
    """What falls into the months from `first` up to `end` of a schedule; of what is paid once, into the first."""
    months = MONTHS[period] if period else 1
    begins, found = 0, 0
    for periods, amount in schedule:
        low, high = max(begins, -(-first // months)), min(begins + periods, -(-end // months))
        found += max(0, high - low) * amount
        begins += periods
    return found


def _by_rate(invoices: dict[_Kind, _Runs]) -> tuple[TaxGroup, ...]:
    groups: dict[Fraction | int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for (_, rate), runs in invoices.items():
        for times, net, tax in runs:
            groups[rate] = (groups[rate][0] + times * net, groups[rate][1] + times * tax)
    return tuple(TaxGroup(rate, *groups[rate]) for rate in sorted(groups))


def _year(lines: Iterable[Line], number: int, term_months: int) -> Year:
    first, end = 12 * (number - 1), min(12 * number, term_months)
    recurring = sum(_of_months(line.period, first, end, line.schedule) for line in lines if line.period)
    return Year(number, one_time(lines) if number == 1 else 0, recurring)


def _by_family(lines_by_family: Sequence[tuple[str, Line]]) -> tuple[FamilyTotal, ...]:
    """The month is shared among the families, not rounded for each: what stands in a column adds up to its total."""
    grouped: dict[str, list[Line]] = defaultdict(list)
    for family, line in lines_by_family:
        grouped[family].append(line)
    per_year = [yearly(lines) for lines in grouped.values()]
    months = allocate(_month(sum(per_year)), per_year)
    return tuple(
        FamilyTotal(family, one_time(lines), month, total_contract(lines))
        for (family, lines), month in zip(grouped.items(), months, strict=True)
    )
