"""The CSV files of a rulebook, price lists and tables, as sheets: every row with an id that lasts.

What stands in a file is kept beside what it says, so that a row nobody changed is written back as it was, to the byte.
"""

import base64
import csv
import datetime
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeVar

from configurator.errors import Diagnostic, Place, RulebookError
from configurator.quoting.worksheet import unique_names
from configurator.rulebook.prices import COLUMNS as PRICE_COLUMNS
from configurator.source import plain_number, read_text

FOLDERS = {"prices": "prices", "tables": "table"}
"""The folders of CSV files, and what the names of their sheets begin with."""

KEY = ("component", "charge", "effective_from", "first")
"""What no two rows of the price lists share."""

Kind = Literal["component", "charge", "date", "count", "money", "confidence", "text", "number", "any"]
_PRICE_KINDS: dict[str, Kind] = {
    "component": "component", "charge": "charge", "effective_from": "date", "first": "count", "price": "money",
    "cost": "money", "source": "text", "confidence": "confidence", "minimum": "money", "floor": "money",
}  # fmt: skip
_PLAIN = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_DIGITS = 15
LONGEST_CELL = 32_767
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")

Value = Decimal | bool | datetime.date | str
"""What a cell of a spreadsheet holds."""


Cell = TypeVar("Cell", str, str | None)


@dataclass(frozen=True)
class Column:
    """A column of a CSV file: what its cells are, and whether each must be filled."""

    name: str
    kind: Kind
    required: bool


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row: its id, what its cells say, and how the file writes it (without the line's end)."""

    id: str
    cells: tuple[str, ...]
    written: str


@dataclass(frozen=True)
class CsvSheet:
    """A CSV file as a sheet: `file` is relative to the rulebook's folder, `sha256` is of its bytes."""

    name: str
    file: str
    header: str
    columns: tuple[Column, ...]
    rows: tuple[CsvRow, ...]
    sha256: str

    @property
    def is_price_list(self) -> bool:
        return self.file.startswith("prices/")

    @cached_property
    def by_id(self) -> dict[str, CsvRow]:
        return {row.id: row for row in self.rows}

    @cached_property
    def id_by_key(self) -> Mapping[tuple[str | None, ...], str]:
        """The ids of the rows that have a key of their own."""
        counted = Counter(self.key_of(row.cells) for row in self.rows)
        return {key: row.id for row in self.rows if counted[key := self.key_of(row.cells)] == 1}

    @cached_property
    def key(self) -> tuple[int, ...]:
        """The positions of the cells that tell a row from others, as far as the file lets one know."""
        if self.is_price_list:
            return _positions([column.name for column in self.columns])
        return tuple(at for at, column in enumerate(self.columns) if column.kind != "number") or (0,)

    def key_of(self, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """What tells a row with these cells from others."""
        return tuple(cells[at] for at in self.key)


def csv_sheets(folder: Path, shown_as: str) -> list[CsvSheet]:
    """The price lists and tables of a sound rulebook. RulebookError when a spreadsheet can't hold what they say."""
    paths = [
        path for home in FOLDERS for path in sorted((folder / home).glob("*.csv")) if not path.name.startswith(".")
    ]
    wanted = [f"{FOLDERS[path.parent.name]} {path.stem}" for path in paths]
    return [
        _sheet(name, path, f"{shown_as}/{path.parent.name}/{path.name}")
        for path, name in zip(paths, unique_names(wanted, ()), strict=True)
    ]


def _sheet(name: str, path: Path, shown_as: str) -> CsvSheet:
    text = read_text(path, shown_as)
    (_, header, columns), *records = _records(text)
    if _UNFIT.search(text) or max(len(written) for _, written, _ in records) > LONGEST_CELL:
        unfit = [fault for line, _, cells in records for cell in cells if (fault := _unfit(cell, shown_as, line))]
        if unfit:
            raise RulebookError(unfit)
    rows = [cells for _, _, cells in records]
    kinds = _price_columns(columns) if path.parent.name == "prices" else _table_columns(columns, rows)
    file = f"{path.parent.name}/{path.name}"
    bare = CsvSheet(name, file, header, kinds, (), hashlib.sha256(path.read_bytes()).hexdigest())
    ids = _ids(bare.key_of(cells) for cells in rows)
    made = tuple(CsvRow(id, cells, written) for id, (_, written, cells) in zip(ids, records, strict=True))
    return CsvSheet(name, file, header, kinds, made, bare.sha256)


def _records(text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Line, text as it is written, and cells of every record that isn't blank."""
    lines = text.split("\n")
    reader = csv.reader(io.StringIO(text), strict=True)
    start = 0
    for row in reader:
        cells = tuple(cell.strip() for cell in row)
        if any(cells):
            yield start + 1, "\n".join(lines[start : reader.line_num]), cells
        start = reader.line_num


def _unfit(cell: str, file: str, line: int) -> Diagnostic | None:
    if len(cell) > LONGEST_CELL:
        help = f"a cell of a spreadsheet holds {LONGEST_CELL:,} at most: shorten it"
        return Diagnostic("E050", f"a cell has {len(cell):,} characters", Place(file, line, 1), help)
    if found := _UNFIT.search(cell):
        message = f"a cell holds the control character U+{ord(found[0]):04X}, which no spreadsheet can"
        return Diagnostic("E050", message, Place(file, line, 1), "take it out")
    return None


def _positions(names: list[str]) -> tuple[int, ...]:
    return tuple(names.index(name) for name in KEY)


def _price_columns(names: tuple[str, ...]) -> tuple[Column, ...]:
    assert set(PRICE_COLUMNS) <= set(names)
    return tuple(Column(name, _PRICE_KINDS[name], name in (*KEY, "price")) for name in names)


def _table_columns(names: tuple[str, ...], rows: list[tuple[str, ...]]) -> tuple[Column, ...]:
    """What the cells of each column have in common: a row that differs is mostly a slip."""
    told = []
    for at, name in enumerate(names):
        cells = [row[at] for row in rows]
        filled = [cell for cell in cells if cell]
        numbers = bool(filled) and all(_PLAIN.fullmatch(cell) and _is_short(cell) for cell in filled)
        told.append(Column(name, "number" if numbers else "any", len(filled) == len(cells)))
    return tuple(told)


def _ids(keys: Iterable[tuple[str, ...]]) -> list[str]:
    """Short hashes of the keys; of equal ones, and of hashes that happen to be equal, the next takes another."""
    found: dict[str, None] = {}
    for key in keys:
        turn = 0
        while (id := _hash(key, turn)) in found:
            turn += 1
        found[id] = None
    return list(found)


def _hash(key: tuple[str, ...], turn: int) -> str:
    content = "\0".join((*key, str(turn))).encode()
    # The letter in front keeps a spreadsheet from taking it for a number.
    return "r" + base64.b32encode(hashlib.sha256(content).digest()[:5]).decode().lower()


def shown_value(column: Column, cell: str) -> Value:
    """A cell of a CSV file as a spreadsheet holds it: numbers as numbers, dates as dates; '' when it is empty."""
    match column.kind:
        case "money" | "count" | "number":
            number = plain_number(cell)
            return cell if number is None else Decimal(number)
        case "date":
            return as_date(cell) or cell
        case "any":
            if cell in ("true", "false"):
                return cell == "true"
            if _PLAIN.fullmatch(cell) and _is_short(cell):
                return Decimal(cell)
            return as_date(cell) or cell
        case _:
            return cell


def _is_short(number: str) -> bool:
    """Whether a spreadsheet, which counts in binary fractions, gives the number back as it was."""
    return sum(map(str.isdigit, number)) <= _MOST_DIGITS


def as_date(text: str) -> datetime.date | None:
    """The day that a text such as 2026-11-22 writes, if a spreadsheet can count to it."""
    try:
        day = datetime.date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
    # Spreadsheets disagree about the first months of 1900.
    return day if day and day.year > 1900 else None


def csv_record(cells: tuple[str, ...]) -> str:
    """A row as CSV, quoted only where it must be, without the line's end."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()
