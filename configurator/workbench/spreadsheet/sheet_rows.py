"""One sheet of an edited spreadsheet → its rows as CSV, with the cell of everything that is wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from configurator.errors import Diagnostic, Place
from configurator.quoting.worksheet import letter
from configurator.rulebook.csvfile import MOST_ROWS
from configurator.workbench.spreadsheet.cells import CellError, CellReader, clean, in_short, shown_text
from configurator.workbench.spreadsheet.csv_sheets import CsvSheet
from configurator.workbench.spreadsheet.schema import layout
from configurator.workbench.spreadsheet.workbook_file import WorkbookFile

Texts = tuple[str | None, ...]
"""The cells of a row as CSV; None stands for one that can't be taken."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sheet: its number there, its id ('' for a new row), its cells."""

    number: int
    id: str
    cells: Texts

    @property
    def is_sound(self) -> bool:
        return None not in self.cells


@dataclass
class EditedSheet:
    """What a sheet of the workbook holds now, beside the CSV file it came from, and the faults found in it."""

    book: WorkbookFile
    name: str
    source: CsvSheet
    rows: list[SheetRow] = field(default_factory=list)
    faults: list[tuple[int, int, Diagnostic]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.header = [header for header, _ in layout(self.source)]
        self.columns = [column for column, (_, at) in enumerate(layout(self.source)) if at is not None]
        """For each column of the CSV file the one of the sheet."""

    def fault(
        self, code: str, message: str, row: int, column: int, help: str, text: tuple[str, int, int] = ("", 1, 1)
    ) -> None:
        """A fault of a cell; `text` is what is shown of it: a line, where the cell begins in it, how wide it is."""
        self.faults.append((row, column, Diagnostic(code, message, self.cell(row, column, text), help)))

    def cell(self, row: int, column: int, text: tuple[str, int, int] = ("", 1, 1)) -> Place:
        """The place of a cell: rows counted from 1, columns from 0."""
        return self.book.place(self.name, address(row, column), *text)

    def in_row(self, row: SheetRow, at: int) -> tuple[str, int, int]:
        """The row as a message shows it, and where in it the cell of the CSV file's column `at` is."""
        return line_of(["" if cell is None else cell for cell in row.cells], at)


def address(row: int, column: int) -> str:
    """What a spreadsheet calls a cell: rows counted from 1, columns from 0."""
    return f"{letter(column)}{row}"


def line_of(cells: Sequence[str], at: int) -> tuple[str, int, int]:
    """Cells in a line, and where the cell `at` begins in it, from 1, and how wide it is."""
    shown = [in_short(cell).replace("\n", " ") for cell in cells]
    return " | ".join(shown).rstrip(), sum(len(cell) + 3 for cell in shown[:at]) + 1, max(1, len(shown[at]))


def read_sheet(book: WorkbookFile, name: str, source: CsvSheet, cells: CellReader) -> EditedSheet:
    """The rows of a sheet, and its faults."""
    sheet = EditedSheet(book, name, source)
    _Reading(sheet, cells).read()
    return sheet


class _Reading:
    def __init__(self, sheet: EditedSheet, cells: CellReader) -> None:
        self.sheet, self.source, self.cells = sheet, sheet.source, cells
        self.ids: dict[str, int] = {}

    def read(self) -> None:
        rows = enumerate(self.sheet.book.rows(self.sheet.name), 1)
        _, header = next(rows, (1, ()))
        if not self._is_header(header):
            return
        for number, row in rows:
            if all(cell.value in (None, "") for cell in row):
                continue
            if len(self.sheet.rows) == MOST_ROWS:
                message = f"the sheet has more than {MOST_ROWS:,} rows"
                self.sheet.fault("E052", message, number, 0, f"split {self.source.file} into several files first")
                break
            self._refuse_strays(number, row)
            if (read := self._row(number, row)) is not None:
                self.sheet.rows.append(read)
        self.sheet.rows[:] = map(self._recognised, self.sheet.rows)

    def _is_header(self, row: Sequence[Any]) -> bool:
        wanted = self.sheet.header
        for column in range(max(len(wanted), len(row))):
            value = row[column].value if column < len(row) else None
            there = clean(str(value)) if value is not None else ""
            if column >= len(wanted):
                if there:
                    message = f"'{in_short(there)}' is no column of {self.source.file}"
                    self.sheet.fault("E053", message, 1, column, "delete the column: new columns begin in the CSV file")
            elif there != wanted[column]:
                message = f"the header is '{in_short(there)}'" if there else "the header is empty"
                help = f"write '{wanted[column]}' again, and keep the columns in their order"
                self.sheet.fault("E053", message, 1, column, help)
        return not self.sheet.faults

    def _refuse_strays(self, number: int, row: Sequence[Any]) -> None:
        width = len(self.sheet.header)
        for column, cell in enumerate(row[width:], width):
            if cell.value not in (None, ""):
                help = "delete it: only the table is imported"
                self.sheet.fault("E053", "this cell stands beside the table", number, column, help)

    def _row(self, number: int, row: Sequence[Any]) -> SheetRow | None:
        """The row; None when nothing of it goes to the CSV file."""
        found = [(row[at].value, row[at].data_type) if at < len(row) else (None, "n") for at in self.sheet.columns]
        id = clean(str(row[0].value)) if row and row[0].value is not None else ""
        if all(value in (None, "") for value, _ in found):
            if id:
                help = "to remove the row, delete all of it"
                self.sheet.fault("E011", "the row is empty but for its id", number, 0, help)
            return None
        before = self.source.by_id.get(id)
        texts = self._texts(number, found, before.cells if before else None)
        return SheetRow(number, self._id(number, id, texts) if id else "", texts)

    def _recognised(self, row: SheetRow) -> SheetRow:
        """A row without an id as the one of the file that has its key, when no other row is that: its id was lost."""
        id = self.source.id_by_key.get(self.source.key_of(row.cells))
        if row.id or id is None or id in self.ids:
            return row
        self.ids[id] = row.number
        return SheetRow(row.number, id, row.cells)

    def _texts(self, number: int, found: list[tuple[Any, str]], before: tuple[str, ...] | None) -> Texts:
        texts: list[str | None] = []
        for at, (column, (value, data_type)) in enumerate(zip(self.source.columns, found, strict=True)):
            try:
                texts.append(self.cells.text(column, value, data_type, before[at] if before else None))
            except CellError as fault:
                texts.append(None)
                line = line_of([shown_text(value) for value, _ in found], at)
                self.sheet.fault(fault.code, fault.message, number, self.sheet.columns[at], fault.help, line)
        return tuple(texts)

    def _id(self, number: int, id: str, texts: Texts) -> str:
        """The id, when it is one of the file's and not told before; else '', and a fault."""
        if id in self.ids:
            message, help = (
                f"the row id {id} stands in A{self.ids[id]} too",
                "a copied row is a new one: empty its cell in column A",
            )
            self.sheet.fault("E054", message, number, 0, help)
            return ""
        self.ids[id] = number
        if id in self.source.by_id:
            return id
        was = self.source.id_by_key.get(self.source.key_of(texts))
        help = f"write {was} again" if was else "a new row has no id: empty the cell"
        self.sheet.fault("E054", f"no row of {self.source.file} has the id '{in_short(id)}'", number, 0, help)
        return ""
