"""Lines → totals: one-time, monthly, first year, whole contract, each without and with tax; by rate, year, family."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil

from configurator.money import allocate, round_half_away
from configurator.package import FamilyTotal, Line, TaxGroup, Totals, Year
from configurator.pricing.charges import MONTHS

_PER_YEAR = {"month": 12, "quarter": 4, "year": 1}
_Invoice = tuple[str | None, Fraction | int]
"""What is taxed together: the charges of a period at a rate."""


def yearly(lines: Iterable[Line]) -> int:
    """Twelve times the headline month, exactly: 12·month + 4·quarter + year. Budget caps compare with this."""
    return sum(_PER_YEAR[line.period] * line.net for line in lines if line.period)


def one_time(lines: Iterable[Line]) -> int:
    """What is paid once."""
    return sum(line.net for line in lines if line.period is None)


def total_contract(lines: Iterable[Line]) -> int:
    """What is paid over the whole contract (TCV)."""
    return sum(line.contract_net for line in lines)


def totals(lines_by_family: Sequence[tuple[str, Line]], term_months: int) -> Totals:
    """What (family, line) pairs come to over a term. Totals are sums of rounded lines; no float, no second rounding."""
    lines = [line for _, line in lines_by_family]
    first = min(12, term_months)
    once, month, contract = one_time(lines), _month(yearly(lines)), total_contract(lines)
    first_year = once + sum(line.net * _times(line.period, first) for line in lines if line.period)
    tax_per_period = _tax_per_period(lines)
    once_tax = sum(tax for (period, _), (_, tax) in tax_per_period.items() if period is None)
    yearly_tax = sum(_PER_YEAR[period] * tax for (period, _), (_, tax) in tax_per_period.items() if period)
    first_tax = once_tax + sum(
        _times(period, first) * tax for (period, _), (_, tax) in tax_per_period.items() if period
    )
    by_rate = _by_rate(tax_per_period, term_months)
    return Totals(
        one_time=once,
        monthly=month,
        first_year=first_year,
        total_contract=contract,
        tax=sum(group.tax for group in by_rate),
        one_time_with_tax=once + once_tax,
        monthly_with_tax=_month(yearly(lines) + yearly_tax),
        first_year_with_tax=first_year + first_tax,
        list_one_time=sum(line.list for line in lines if line.period is None),
        list_monthly=_month(sum(_PER_YEAR[line.period] * line.list for line in lines if line.period)),
        list_total_contract=sum(line.list * line.periods for line in lines),
        cost=sum(line.contract_cost for line in lines),
        tax_by_rate=by_rate,
        years=tuple(_year(lines, number, term_months) for number in range(1, ceil(term_months / 12) + 1)),
        by_family=_by_family(lines_by_family),
    )


def _month(per_year: int) -> int:
    return round_half_away(Fraction(per_year, 12))


def _times(period: str | None, months: int) -> int:
    return 1 if period is None else ceil(months / MONTHS[period])


def _tax_per_period(lines: Iterable[Line]) -> dict[_Invoice, tuple[int, int]]:
    """(period, rate) → (net, tax) of one invoice: tax is rounded once per period and rate."""
    nets: dict[_Invoice, int] = defaultdict(int)
    for line in lines:
        nets[line.period, line.tax_rate] += line.net
    return {key: (net, round_half_away(net * key[1])) for key, net in nets.items()}


def _by_rate(tax_per_period: dict[_Invoice, tuple[int, int]], term_months: int) -> tuple[TaxGroup, ...]:
    groups: dict[Fraction | int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for (period, rate), (net, tax) in tax_per_period.items():
        times = _times(period, term_months)
        groups[rate] = (groups[rate][0] + times * net, groups[rate][1] + times * tax)
    return tuple(TaxGroup(rate, *groups[rate]) for rate in sorted(groups))


def _year(lines: Iterable[Line], number: int, term_months: int) -> Year:
    months = min(12, term_months - 12 * (number - 1))
    recurring = sum(line.net * _times(line.period, months) for line in lines if line.period)
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
