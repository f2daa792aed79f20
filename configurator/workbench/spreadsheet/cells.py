"""What stands in a cell of a spreadsheet → the text a CSV file has there, or why it can't be taken."""

import datetime
import re
import unicodedata
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from configurator.errors import did_you_mean
from configurator.money import DECIMALS, to_minor, to_text
from configurator.rulebook.prices import CONFIDENCE
from configurator.source import plain_number
from configurator.workbench.spreadsheet.csv_sheets import Column

_MOST_DIGITS = 15
_LARGEST_COUNT = 99_999_999


class CellError(Exception):
    """A cell can't be taken: code, one sentence, and the way out."""

    def __init__(self, code: str, message: str, help: str) -> None:
        super().__init__(message)
        self.code, self.message, self.help = code, message, help


class CellReader:
    """Reads cells of the rulebook's currency, components and charges."""

    def __init__(self, currency: str, components: Collection[str], charges: Collection[str]) -> None:
        self.currency, self.components, self.charges = currency, components, charges
        self._known: dict[tuple[Any, ...], str] = {}

    def text(self, column: Column, value: Any, data_type: str, before: str | None) -> str:
        """The cell as a CSV file writes it: as it did `before` when it still says the same. Raises CellError."""
        # Most of a long list repeats: its components, charges, days. True and 1 are one key but two types of data.
        asked = column, value, data_type, before
        if (told := self._known.get(asked)) is None:
            told = self._known[asked] = self._read(column, value, data_type, before)
        return told

    def _read(self, column: Column, value: Any, data_type: str, before: str | None) -> str:
        if data_type == "f":
            help = "put its value there: copy the cell and paste it as a value"
            raise CellError("E055", f"{column.name} is a formula", help)
        if data_type == "e":
            raise CellError("E055", f"{column.name} is the error {value}", "put the value there that is meant")
        if isinstance(value, str):
            value = clean(value)
        if value is None or value == "":
            if column.required:
                raise CellError("E011", f"{column.name} is empty", "fill the cell, or delete the whole row")
            return ""
        if before is not None and value == before:
            return before
        told = self._told(column, value)
        return before if before is not None and _is_same(column, before, told) else told

    def _told(self, column: Column, value: Any) -> str:
        match column.kind:
            case "money":
                return self._money(column.name, value)
            case "count":
                return _count(column.name, value)
            case "date":
                return _day(column.name, value)
            case "number":
                return f"{_number(column.name, value, 'this column holds numbers: write one, such as 12.5'):f}"
            case "component":
                return _one_of(self.components, "E022", f"there is no component '{_plain(value)}'", _plain(value))
            case "charge":
                return _one_of(self.charges, "E021", f"no component has a charge '{_plain(value)}'", _plain(value))
            case "confidence":
                return _confidence(_plain(value))
            case _:
                return _plain(value)

    def _money(self, name: str, value: Any) -> str:
        amount = _number(name, value, "write a plain number such as 45.00: no currency sign, no thousands separator")
        if amount < 0:
            raise CellError("E013", f"the {name} is {amount:f}", "it must not be negative")
        try:
            return to_text(to_minor(amount, self.currency), self.currency)
        except ValueError:
            message = f"{amount:f} is finer than {self.currency} is paid in ({DECIMALS[self.currency]} decimals)"
            raise CellError("E032", message, "round it, or sell larger blocks, such as per 100 units") from None


def clean(text: str) -> str:
    """A text as CSV files hold it: no space around it, lines ended as everywhere."""
    return text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _is_same(column: Column, before: str, now: str) -> bool:
    """Whether two texts say the same: numbers may be written in several ways."""
    if column.kind not in ("money", "count", "number", "any"):
        return before == now
    try:
        numbers = plain_number(before), plain_number(now)
    except ValueError:  # more digits than a number may have: a code
        return before == now
    return before == now or (numbers[0] is not None and numbers[0] == numbers[1])


def _decimal(value: int | float) -> Decimal:
    """A number as the spreadsheet shows it: what it counts is binary, and exact to fifteen digits."""
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    if not number.is_finite():
        raise CellError("E012", "this isn't a number", "write one")
    if number == 0:
        return Decimal(0)  # not -0
    written = f"{number:f}"
    return Decimal(written.rstrip("0").rstrip(".") if "." in written else written)


def _number(name: str, value: Any, help: str) -> Decimal:
    if isinstance(value, bool):
        raise CellError("E012", f"{name} can't be {str(value).upper()}", help)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        told = f"{name} is the date {_plain(value)}" if isinstance(value, datetime.date) else f"{name} is a time"
        raise CellError("E012", told, f"format the cell as a number first; {help}")
    if isinstance(value, str):
        guess = meant_number(value)
        told = f"{name} is the text '{in_short(value)}', not a number"
        if guess == value:
            raise CellError("E012", told, "format the cell as a number and write it again")
        raise CellError("E012", told, f"write {guess}" if guess else help)
    number = _decimal(value)
    if len(number.as_tuple().digits) > _MOST_DIGITS or abs(number) >= Decimal(10) ** _MOST_DIGITS:
        raise CellError("E012", f"{name} is too long a number", f"{_MOST_DIGITS} digits are the most")
    return number


def meant_number(text: str) -> str | None:
    """The number that a text such as '¥1,200' means, written plainly, or None when that can't be told."""
    bare = re.sub(r"(?i)rmb|cny|usd|eur|hkd|jpy|kwd|hk\$|[¥$€元\s]", "", unicodedata.normalize("NFKC", text))
    bare = bare.replace("'", "").replace("。", ".")
    if re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", bare):
        bare = bare.replace(",", "")
    elif re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{3})+,[0-9]+|-?[0-9]+,[0-9]{1,2}", bare):
        bare = bare.replace(".", "").replace(",", ".")
    return bare if re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]+)?", bare) else None


def _count(name: str, value: Any) -> str:
    number = _number(name, value, "write a whole number from 1 on")
    if number != int(number) or not 1 <= number <= _LARGEST_COUNT:
        raise CellError("E012", f"{name} is {number:f}", f"write a whole number from 1 to {_LARGEST_COUNT:,}")
    return str(int(number))


def _day(name: str, value: Any) -> str:
    help = "write a date such as 2026-11-22, in a cell formatted as a date"
    if isinstance(value, str):
        raise CellError("E012", f"{name} is the text '{in_short(value)}', not a date", help)
    if isinstance(value, bool) or not isinstance(value, datetime.date):
        raise CellError("E012", f"{name} is {_plain(value)}, not a date", help)
    if isinstance(value, datetime.datetime) and value.time() != datetime.time():
        raise CellError("E012", f"{name} has a time of day: {value:%H:%M}", help)
    if not 1900 < value.year <= 2999:
        raise CellError("E012", f"{name} is in the year {value.year}", "the years 1901 to 2999 are known")
    return f"{value:%Y-%m-%d}"


def _one_of(known: Collection[str], code: str, message: str, text: str) -> str:
    if text not in known:
        raise CellError(code, message, did_you_mean(text, known))
    return text


def _confidence(text: str) -> str:
    if text not in CONFIDENCE:
        raise CellError("E014", f"the confidence can't be '{in_short(text)}'", f"it is {' or '.join(CONFIDENCE)}")
    return text


def _plain(value: Any) -> str:
    """A value of any kind as CSV writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{_decimal(value):f}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


def shown_text(value: Any) -> str:
    """A cell of any kind as a message shows it."""
    try:
        return "" if value is None else _plain(value)
    except CellError:
        return "?"


def in_short(text: str) -> str:
    """A text as messages quote it."""
    return text if len(text) <= 40 else text[:37] + "…"
