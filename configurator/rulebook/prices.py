"""Price lists: the rows of prices/*.csv → what every charge costs, from which day on."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TypeVar

from configurator.errors import Place, did_you_mean
from configurator.money import DECIMALS, to_minor
from configurator.records import decimal_text
from configurator.rulebook.csvfile import CsvFile
from configurator.rulebook.draft import Draft
from configurator.rulebook.model import Component, Identity
from configurator.rulebook.tariff import Charge, Price
from configurator.source import plain_number

COLUMNS = ("component", "charge", "effective_from", "first", "price", "cost", "source", "confidence")
OPTIONAL = ("minimum", "floor")
"""What a price list may have beside: what is paid a period at least; the unit price that needs approval below it."""

CONFIDENCE = ("sourced", "estimate")
_MOST_PERCENT = 1_000
_PLAIN = "write a plain number such as 45.00: no currency sign, no thousands separator"

T = TypeVar("T")
Name = tuple[str, str]
"""Component id and the name of its charge."""


def check_header(draft: Draft, file: CsvFile) -> bool:
    """Whether a price list has the columns it must have; what is amiss is told."""
    for column in COLUMNS:
        if column not in file.columns:
            message, help = f"the price list has no column '{column}'", f"its columns are {', '.join(COLUMNS)}"
            draft.fault("E024", message, file.text.at(1, 1, len(file.text.line(1))), help)
    for column in file.columns:
        if column not in (*COLUMNS, *OPTIONAL):
            place = file.text.at(1, file.text.line(1).find(column) + 1, len(column))
            help = did_you_mean(column, (*COLUMNS, *OPTIONAL))
            draft.fault("E024", f"a price list has no column '{column}'", place, help)
    return set(COLUMNS) <= set(file.columns) <= {*COLUMNS, *OPTIONAL}


def settle_prices(draft: Draft) -> None:
    """Checks every row and gathers the prices of each charge in `draft.prices`; each charge must have one."""
    identity = draft.single["rulebook.yaml"][0]
    assert isinstance(identity, Identity)
    sold = {component.id: component for component, _, _ in draft.listed["components"]}
    rows = [row for file in draft.price_lists for row in _Reading(draft, file, sold, identity.currency).rows()]
    spoken_of = {
        (cells[file.columns.index("component")], cells[file.columns.index("charge")])
        for file in draft.price_lists
        for _, cells in file.rows
    }
    tiers: dict[Name, dict[datetime.date, dict[int, _Row]]] = {}
    for row in rows:
        day = tiers.setdefault((row.component, row.charge), {}).setdefault(row.effective_from, {})
        if row.first in day:
            message = f"{row.component} has two prices for its {row.charge} charge from {row.first} on that day"
            draft.fault("E030", message, row.place(), f"the other stands at {day[row.first].place()}")
        day[row.first] = row
    for component, at, path in draft.listed["components"]:
        for index, charge in enumerate(component.charges):
            days = tiers.get((component.id, charge.name))
            if days is None:
                if (component.id, charge.name) in spoken_of:
                    continue
                message = f"{component.id} has no price for its {charge.name} charge"
                help = "add a row to a file in prices/"
                draft.fault("E011", message, at.place((*path, "charges", index)), help)
                continue
            prices = tuple(_price(draft, charge, days[day]) for day in sorted(days))
            draft.prices[component.id, charge.name] = prices
            draft.price_places |= {
                (component.id, charge.name, day, first): row.place
                for day, found in days.items()
                for first, row in found.items()
            }


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a price list."""

    component: str
    charge: str
    effective_from: datetime.date
    first: int
    price: Fraction
    cost: Fraction | None
    source: str
    confidence: str
    minimum: Fraction
    floor: Fraction
    file: CsvFile
    line: int

    def place(self, column: str | None = None) -> Place:
        return self.file.place(self.line, None if column is None else self.file.columns.index(column))


def _price(draft: Draft, charge: Charge, tiers: dict[int, _Row]) -> Price:
    starts = sorted(tiers)
    lowest = tiers[starts[0]]
    if starts[0] != 1:
        help = "the row that starts at 1 holds the price without tiers, cost and source"
        draft.fault("E033", f"the first tier starts at {starts[0]}", lowest.place("first"), help)
    if charge.model in ("flat", "per_unit", "package", "percentage"):
        for first in starts[1:]:
            help = "tiers belong to the models volume and graduated"
            message = f"a {charge.model} charge has one price, this is a tier from {first}"
            draft.fault("E033", message, tiers[first].place("first"), help)
    prices = tuple((first, _whole(tiers[first].price)) for first in starts)
    cost = _whole(lowest.cost or Fraction(0))
    least, floor = _whole(lowest.minimum), _whole(lowest.floor)
    if charge.model == "percentage":
        _check_percentage(draft, prices[0][1], lowest)
    return Price(lowest.effective_from, prices, cost, lowest.source, lowest.confidence, least, floor)


def _check_percentage(draft: Draft, percent: Fraction | int, row: "_Row") -> None:
    """A percentage is told where the price would stand: 12 for 12 %."""
    if not 0 < percent <= _MOST_PERCENT:
        help = f"it is more than 0 and at most {_MOST_PERCENT}"
        draft.fault("E013", f"the percentage is {decimal_text(percent)}", row.place("price"), help)
    for column in OPTIONAL:
        if getattr(row, column):
            draft.fault("E033", f"a percentage has no {column}", row.place(column), "leave the cell empty")


def _whole(number: Fraction) -> Fraction | int:
    return number.numerator if number.denominator == 1 else number


@cache
def _day(text: str) -> datetime.date:
    day = datetime.date.fromisoformat(text)
    if day.year > 2999 or len(text) != len("2026-11-22"):
        raise ValueError
    return day


class _Reading:
    """Reads the rows of one price list; what can't be read is told and left out."""

    def __init__(self, draft: Draft, file: CsvFile, sold: dict[str, Component], currency: str) -> None:
        self.draft, self.file, self.sold, self.currency = draft, file, sold, currency
        self.at = [file.columns.index(column) for column in COLUMNS]
        self.beside = {column: file.columns.index(column) for column in OPTIONAL if column in file.columns}

    def rows(self) -> list[_Row]:
        found = [
            self._row(line, [cells[i] for i in self.at], {name: cells[i] for name, i in self.beside.items()})
            for line, cells in self.file.rows
        ]
        return [row for row in found if row is not None]

    def _fault(self, code: str, message: str, line: int, column: str, help: str) -> None:
        self.draft.fault(code, message, self.file.place(line, self.file.columns.index(column)), help)

    def _row(self, line: int, cells: list[str], beside: dict[str, str]) -> _Row | None:
        component, charge, day, first, price, cost, source, confidence = cells
        before = len(self.draft.faults)
        self._known(line, component, charge)
        date = self._read(_day, line, "effective_from", day, "a date like 2026-11-22 is expected")
        starts = self._read(_first, line, "first", first, "a whole number from 1 on is expected")
        amount = self._amount(line, "price", price)
        lowest = starts == 1
        taken = self._amount(line, "cost", cost) if lowest or cost else None
        if lowest:
            if not source:
                self._fault("E011", "the price has no source", line, "source", "write where it comes from, or estimate")
            if confidence not in CONFIDENCE:
                help = "it is sourced or estimate"
                self._fault("E014", f"the confidence can't be '{confidence}'", line, "confidence", help)
        elif cost or source or confidence or any(beside.values()):
            first_tier = {"cost": cost, "source": source, "confidence": confidence, **beside}
            told = next(name for name, cell in first_tier.items() if cell)
            help = "they hold for all tiers of the day: leave the cell empty"
            self._fault("E033", f"the {told} stands in the row that starts at 1", line, told, help)
        extra = {name: self._amount(line, name, cell) for name, cell in beside.items() if cell}
        if len(self.draft.faults) > before:
            return None
        assert date is not None
        assert starts is not None
        assert amount is not None
        least, floor = extra.get("minimum") or Fraction(0), extra.get("floor") or Fraction(0)
        return _Row(component, charge, date, starts, amount, taken, source, confidence, least, floor, self.file, line)

    def _known(self, line: int, component: str, charge: str) -> None:
        if component not in self.sold:
            message, help = f"there is no component '{component}'", did_you_mean(component, self.sold)
            self._fault("E022", message, line, "component", help)
            return
        names = [known.name for known in self.sold[component].charges]
        if charge not in names:
            message = f"{component} has no charge '{charge}'"
            self._fault("E021", message, line, "charge", did_you_mean(charge, names))

    def _read(self, how: Callable[[str], T], line: int, column: str, cell: str, help: str) -> T | None:
        try:
            return how(cell)
        except ValueError:
            if cell:
                self._fault("E012", f"{column} can't be '{cell}'", line, column, help)
            else:
                self._fault("E011", f"the price has no {column}", line, column, help)
        return None

    def _amount(self, line: int, column: str, cell: str) -> Fraction | None:
        amount = self._read(_number, line, column, cell, _PLAIN)
        if amount is None:
            return None
        if amount < 0:
            self._fault("E013", f"the {column} is {decimal_text(amount)}", line, column, "it must not be negative")
        try:
            to_minor(amount, self.currency)
        except ValueError:
            decimals = DECIMALS[self.currency]
            message = f"{decimal_text(amount)} is finer than {self.currency} is paid in ({decimals} decimals)"
            self._fault("E032", message, line, column, "sell larger blocks, such as per 100 or per 1,000 units")
        return amount


@cache
def _number(cell: str) -> Fraction:
    number = plain_number(cell)
    if number is None:
        raise ValueError(cell)
    return Fraction(number)


def _first(cell: str) -> int:
    if not cell.isascii() or not cell.isdigit() or len(cell) > 8 or int(cell) < 1:
        raise ValueError(cell)
    return int(cell)
