"""CSV files, read with the place of every cell kept."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from configurator import source
from configurator.errors import InputError, Place
from configurator.rulebook.draft import Draft
from configurator.rulebook.facts import whole
from configurator.rulebook.model import Table, Value
from configurator.source import Source, plain_number

MOST_ROWS = 100_000


@dataclass(frozen=True)
class CsvFile:
    """A header and rows as wide as it is, each with the line it begins at."""

    text: Source
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    @cached_property
    def _by_line(self) -> dict[int, tuple[str, ...]]:
        return dict(self.rows)

    def place(self, line: int, column: int | None = None) -> Place:
        """Where a row stands, or its cell in a column counted from 0."""
        written = self.text.line(line)
        if column is None:
            return self.text.at(line, 1, len(written))
        cells = self._by_line[line]
        end = 0
        for cell in cells[: column + 1]:
            start = max(written.find(cell, end), end)
            end = start + len(cell) + 1
        return self.text.at(line, start + 1, len(cells[column]))


def read_csv(draft: Draft, path: Path) -> CsvFile | None:
    """The file; None, and the faults in the draft, when it isn't a header with rows as wide."""
    shown_as = draft.name_of(path)
    try:
        text = source.read_text(path, shown_as)
    except InputError as fault:
        draft.faults += fault.diagnostics
        return None
    draft.digest.update(f"{path.relative_to(draft.folder).as_posix()}\0{text}\0".encode())
    try:
        rows = [(line, row) for line, row in _numbered(text) if any(cell.strip() for cell in row)]
    except csv.Error as fault:
        draft.fault("E024", f"the table can't be read: {fault}", Place(shown_as), "check its quotes")
        return None
    if len(rows) < 2:
        message = "the table is empty" if not rows else "the table has no rows"
        draft.fault("E003", message, Place(shown_as), "give it a header and at least one row")
        return None
    (header_line, header), *body = rows
    columns = tuple(cell.strip() for cell in header)
    file = CsvFile(
        Source(shown_as, tuple(text.splitlines()), None, {}),
        columns,
        tuple((line, tuple(cell.strip() for cell in row)) for line, row in body),
    )
    return file if _is_sound(draft, file, header_line) else None


def _numbered(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text), strict=True)
    line = 1
    for row in reader:
        yield line, row
        line = reader.line_num + 1


def _is_sound(draft: Draft, file: CsvFile, header_line: int) -> bool:
    before = len(draft.faults)
    if len(set(file.columns)) != len(file.columns) or "" in file.columns:
        message, help = "the header has an empty or a repeated column", "give every column a name of its own"
        draft.fault("E024", message, file.place(header_line), help)
    if len(file.rows) > MOST_ROWS:
        message = f"the table has {len(file.rows):,} rows; {MOST_ROWS:,} are the most"
        draft.fault("E024", message, Place(file.text.file), "split it into several tables")
    widths = {len(row) for _, row in file.rows}
    if len(widths) == 1 and len(file.rows) > 1 and widths != {len(file.columns)}:
        message = f"every row has {widths.pop()} cells, the header {len(file.columns)}"
        draft.fault("E024", message, file.place(header_line), "a column is missing in the header, or one is too many")
        return False
    for line, row in file.rows:
        if len(row) != len(file.columns):
            message = f"the row has {len(row)} cells, the header {len(file.columns)}"
            draft.fault("E024", message, file.place(line), "separate cells by commas")
    return len(draft.faults) == before


def read_table(draft: Draft, path: Path) -> None:
    """Adds a table of the rule language to the draft."""
    if (file := read_csv(draft, path)) is not None:
        rows = tuple(tuple(_value(cell) for cell in row) for _, row in file.rows)
        draft.tables[path.stem] = Table(path.stem, file.columns, rows)


def _value(cell: str) -> Value:
    if cell in ("true", "false"):
        return cell == "true"
    try:
        number = plain_number(cell)
    except ValueError:  # more digits than a number may have: a code
        return cell
    return cell if number is None else whole(Fraction(number))
