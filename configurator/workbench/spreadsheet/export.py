"""Price lists and tables as a spreadsheet (XLSX), a sheet each, to edit and import again.

Texts are only ever written as strings, never as formulas, numbers or links. The same rulebook gives the same bytes.
"""

import datetime
import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from configurator.errors import RenderError
from configurator.money import DECIMALS
from configurator.quoting.files import check_place, write_whole
from configurator.quoting.worksheet import letter
from configurator.rulebook.loader import load_rulebook, locate
from configurator.rulebook.model import Rulebook
from configurator.rulebook.prices import CONFIDENCE
from configurator.workbench.spreadsheet.csv_sheets import Column, CsvRow, CsvSheet, Value, csv_sheets, shown_value
from configurator.workbench.spreadsheet.schema import LISTS, SCHEMA, layout, schema_of

NO_GUESSING = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
MADE_ON = datetime.datetime(2026, 1, 1)
ROOM = 1_000
"""For how many rows below the last one the dropdowns and checks hold, too."""

_NARROWEST, _WIDEST = 9, 60


def export_spreadsheet(id_or_path: str | Path, path: str | Path | None = None) -> Path:
    """Writes the price lists and tables of a rulebook to an XLSX file; without a path, to <its id>.xlsx here.

    A file that was named is replaced; one that wasn't is not, as it may hold somebody's changes. Raises RulebookError
    when the rulebook has faults, RenderError when the file can't be written.
    """
    folder, shown_as = locate(id_or_path)
    rulebook = load_rulebook(id_or_path)
    target = Path(path) if path is not None else Path(f"{rulebook.id}.xlsx")
    check_place(target)
    content = spreadsheet_bytes(rulebook, csv_sheets(folder, shown_as))
    if path is None and target.exists() and target.read_bytes() != content:
        raise RenderError(f"{target} is there already, with other content", help="name the file to write with -o")
    return write_whole(target, content)


def spreadsheet_bytes(rulebook: Rulebook, sheets: Sequence[CsvSheet]) -> bytes:
    """The sheets of a rulebook as XLSX."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, NO_GUESSING) as book:
        book.set_properties(
            {"title": rulebook.identity.name.en, "subject": f"{rulebook.id} {rulebook.version}", "created": MADE_ON}
        )
        looks = _Looks(book)
        if not sheets:
            book.add_worksheet("-").write_string(0, 0, "This rulebook has no price lists and no tables.")
        for sheet in sheets:
            _SheetWriter(book.add_worksheet(sheet.name), sheet, rulebook, looks).write()
        _write_lists(book.add_worksheet(LISTS), rulebook)
        _write_schema(book.add_worksheet(SCHEMA), rulebook, sheets)
    return content.getvalue()


def _write_lists(sheet: Any, rulebook: Rulebook) -> None:
    for column, words in enumerate((sorted(rulebook.components), _charges(rulebook))):
        for row, word in enumerate(words):
            sheet.write_string(row, column, word)
    sheet.hide()


def _charges(rulebook: Rulebook) -> list[str]:
    return sorted({charge.name for component in rulebook.components.values() for charge in component.charges})


def _write_schema(sheet: Any, rulebook: Rulebook, sheets: Sequence[CsvSheet]) -> None:
    for row, texts in enumerate(schema_of(rulebook, sheets).rows()):
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text)
    sheet.very_hidden()


class _Looks:
    """The looks of cells."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._numbers: dict[tuple[int, bool], Any] = {}
        self.header = self._look(bold=True, font_color="#FFFFFF", bg_color="#10243E", text_wrap=True, locked=True)
        self.fixed = self._look(font_color="#8290A3", bg_color="#F1F5F7", locked=True)
        # The format @ keeps what is typed there a text, whatever it begins with.
        self.text = self._look(num_format="@")
        self.any = self._look()
        self.day = self._look(num_format="yyyy-mm-dd", align="left")

    def _look(self, **more: Any) -> Any:
        return self._book.add_format({"font_size": 10, "valign": "top", **more})

    def number(self, decimals: int, grouped: bool = False) -> Any:
        """With so many decimals; with thousands set apart, or not."""
        if (decimals, grouped) not in self._numbers:
            form = ("#,##0" if grouped else "0") + ("." + "0" * decimals if decimals else "")
            self._numbers[decimals, grouped] = self._look(num_format=form)
        return self._numbers[decimals, grouped]


class _SheetWriter:
    """Writes one CSV file as a sheet."""

    def __init__(self, sheet: Any, source: CsvSheet, rulebook: Rulebook, looks: _Looks) -> None:
        self.sheet, self.source, self.rulebook, self.looks = sheet, source, rulebook, looks
        self.layout = layout(source)
        self.decimals = DECIMALS[rulebook.currency]
        self.widths = [_NARROWEST] * len(self.layout)
        self.component = next((at for at, column in enumerate(source.columns) if column.kind == "component"), None)

    def write(self) -> None:
        """The whole sheet."""
        for column, (header, _) in enumerate(self.layout):
            self._text(0, column, header, self.looks.header)
        for number, row in enumerate(self.source.rows, 1):
            self._row(number, row)
        last = len(self.source.rows)
        self.sheet.freeze_panes(1, 1)
        self.sheet.autofilter(0, 0, last, len(self.layout) - 1)
        for column, (_, at) in enumerate(self.layout):
            look = self.looks.fixed if at is None else self._look(self.source.columns[at])
            self.sheet.set_column(column, column, min(self.widths[column] + 2, _WIDEST), look)
            if at is not None and (check := self._check(self.source.columns[at])):
                self.sheet.data_validation(1, column, last + ROOM, column, check)

    def _row(self, number: int, row: CsvRow) -> None:
        for column, text in enumerate(self._fixed(row)):
            self._text(number, column, text, self.looks.fixed)
        for column, (_, at) in enumerate(self.layout):
            if at is not None and row.cells[at]:
                kind = self.source.columns[at]
                self._cell(number, column, kind, shown_value(kind, row.cells[at]), row.cells[at])

    def _fixed(self, row: CsvRow) -> list[str]:
        """The cells that aren't the CSV file's, up to the last of them."""
        if self.component is None:
            return [row.id]
        name = self.rulebook.components[row.cells[self.component]].name
        told = {0: row.id, self.component + 2: name.en, self.component + 3: name.zh}
        return [told.get(column, "") for column in range(max(told) + 1)]

    def _cell(self, row: int, column: int, kind: Column, value: Value, written: str) -> None:
        if isinstance(value, bool):
            self.sheet.write_boolean(row, column, value, self.looks.any)
        elif isinstance(value, Decimal):
            decimals = max(0, -int(value.as_tuple().exponent))
            look = self._look(kind) if kind.kind == "money" else self.looks.number(decimals)
            self.sheet.write_number(row, column, value, look)
        elif isinstance(value, datetime.date):
            self.sheet.write_datetime(row, column, datetime.datetime.combine(value, datetime.time()), self.looks.day)
        else:
            self._text(row, column, value, self.looks.text)
            return
        self.widths[column] = max(self.widths[column], _width(written))

    def _text(self, row: int, column: int, text: str, look: Any) -> None:
        if text:
            self.sheet.write_string(row, column, text, look)
            self.widths[column] = max(self.widths[column], _width(text))

    def _look(self, column: Column) -> Any:
        """What a cell looks like that is yet to be filled."""
        match column.kind:
            case "money":
                return self.looks.number(self.decimals, grouped=True)
            case "count":
                return self.looks.number(0)
            case "date":
                return self.looks.day
            case "number" | "any":
                return self.looks.any
            case _:
                return self.looks.text

    def _check(self, column: Column) -> dict[str, Any] | None:
        """What a spreadsheet program lets one type there."""
        match column.kind:
            case "component" | "charge" as kind:
                at = ("component", "charge").index(kind)
                words = sorted(self.rulebook.components) if at == 0 else _charges(self.rulebook)
                span = f"'{LISTS}'!${letter(at)}$1:${letter(at)}${len(words)}"
                return {"validate": "list", "source": f"={span}", "error_message": f"Choose a {kind} from the list."}
            case "confidence":
                return {"validate": "list", "source": list(CONFIDENCE), "error_message": "sourced or estimate"}
            case "money":
                return {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": "0 or more, a number."}
            case "count":
                return {"validate": "integer", "criteria": ">=", "value": 1, "error_message": "A whole number from 1."}
            case "date":
                first = datetime.datetime(1901, 1, 1)
                return {"validate": "date", "criteria": ">=", "value": first, "error_message": "A date: 2026-11-22."}
            case "number":
                lowest = -(10**15)
                return {"validate": "decimal", "criteria": ">=", "value": lowest, "error_message": "A number."}
            case _:
                return None


def _width(text: str) -> int:
    if text.isascii() and "\n" not in text:
        return len(text)
    return max(sum(2 if east_asian_width(sign) in "WF" else 1 for sign in line) for line in text.split("\n"))
