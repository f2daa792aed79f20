"""What an edited sheet changes in its CSV file: rows added, removed and changed, and the file as it would be."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from configurator.workbench.spreadsheet.csv_sheets import CsvRow, CsvSheet, csv_record
from configurator.workbench.spreadsheet.sheet_rows import EditedSheet, SheetRow

Sign = Literal["+", "-", "~"]
_VERBS: dict[Sign, str] = {"+": "added", "-": "removed", "~": "changed"}


@dataclass(frozen=True)
class RowChange:
    """A row added, removed or changed: its number in the sheet (None: gone), its key, its cells old and new."""

    sign: Sign
    row: int | None
    id: str
    key: tuple[str, ...]
    columns: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class SheetChanges:
    """What one sheet changes."""

    sheet: str
    source: CsvSheet
    rows: tuple[RowChange, ...]
    reordered: bool

    def __bool__(self) -> bool:
        return bool(self.rows) or self.reordered

    def count(self, sign: Sign) -> int:
        """How many rows are added (+), removed (-) or changed (~)."""
        return sum(change.sign == sign for change in self.rows)


def changes_of(sheet: EditedSheet) -> SheetChanges:
    """What a sound sheet changes in its file."""
    names = [column.name for column in sheet.source.columns]
    kept = {row.id for row in sheet.rows if row.id}
    told: list[RowChange] = []
    for row in sheet.source.rows:
        if row.id not in kept:
            cells = {name: (cell, "") for name, cell in zip(names, row.cells, strict=True)}
            told.append(RowChange("-", None, row.id, sheet.source.key_of(row.cells), cells))
    for edited in sheet.rows:
        before = sheet.source.by_id.get(edited.id)
        cells = _compared(names, before, _sound(edited))
        if cells:
            key = sheet.source.key_of(before.cells if before else _sound(edited))
            told.append(RowChange("~" if before else "+", edited.number, edited.id, key, cells))
    order = [row.id for row in sheet.source.rows if row.id in kept]
    reordered = order != [row.id for row in sheet.rows if row.id]
    return SheetChanges(sheet.name, sheet.source, tuple(told), reordered)


def _sound(row: SheetRow) -> tuple[str, ...]:
    assert row.is_sound
    return tuple(cell for cell in row.cells if cell is not None)


def _compared(names: Sequence[str], before: CsvRow | None, cells: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    was = before.cells if before else ("",) * len(cells)
    told = {name: (old, new) for name, old, new in zip(names, was, cells, strict=True) if old != new}
    return told if before else {name: ("", new) for name, new in zip(names, cells, strict=True)}


def records(sheet: EditedSheet) -> Iterator[tuple[SheetRow | None, str]]:
    """The records of the CSV file as it would be, the header first: a row that stayed the same to the byte."""
    yield None, sheet.source.header
    for row in sheet.rows:
        before = sheet.source.by_id.get(row.id)
        cells = _sound(row)
        yield row, before.written if before and before.cells == cells else csv_record(cells)


def content_of(sheet: EditedSheet) -> str:
    """The CSV file as it would be."""
    return "".join(f"{record}\n" for _, record in records(sheet))


def to_lines(changes: Sequence[SheetChanges]) -> Iterator[str]:
    """The changes for a person to read, and a summary."""
    for sheet in filter(None, changes):
        yield f"{sheet.sheet} ({sheet.source.file})"
        key = {sheet.source.columns[at].name for at in sheet.source.key}
        for change in sheet.rows:
            yield from _row_lines(change, key)
        if sheet.reordered:
            yield "  the rows stand in another order"
        yield ""
    yield summary(changes)


def _row_lines(change: RowChange, key: Collection[str]) -> Iterator[str]:
    where = "" if change.row is None else f"  (row {change.row})"
    yield f"  {change.sign} {', '.join(filter(None, change.key))}{where}"
    if change.sign == "~":
        told = {name: f"{old or '(empty)'} -> {new or '(empty)'}" for name, (old, new) in change.columns.items()}
    else:
        told = {name: old or new for name, (old, new) in change.columns.items() if name not in key and old + new}
    width = max(map(len, told), default=0)
    for name, text in told.items():
        yield f"      {name:{width}}  {text}"


def summary(changes: Sequence[SheetChanges]) -> str:
    """How many rows change, in a line."""
    if not any(changes):
        return "No changes: the spreadsheet says what the rulebook says."
    added, removed, changed = (sum(sheet.count(sign) for sheet in changes) for sign in ("+", "-", "~"))
    files = sum(map(bool, changes))
    return f"{added:,} to add, {changed:,} to change, {removed:,} to remove, in {files} file{'s' if files > 1 else ''}."


def to_json(changes: Sequence[SheetChanges]) -> dict[str, Any]:
    """The changes as data."""
    totals = {verb: sum(sheet.count(sign) for sheet in changes) for sign, verb in _VERBS.items()}
    return {"summary": totals, "sheets": [_sheet_json(sheet) for sheet in changes if sheet]}


def _sheet_json(sheet: SheetChanges) -> dict[str, Any]:
    rows = [
        {
            "change": _VERBS[change.sign],
            "row": change.row,
            "id": change.id or None,
            "columns": {name: _cell_json(change.sign, *cells) for name, cells in change.columns.items()},
        }
        for change in sheet.rows
    ]
    return {"sheet": sheet.sheet, "file": sheet.source.file, "reordered": sheet.reordered, "rows": rows}


def _cell_json(sign: Sign, old: str, new: str) -> Any:
    return {"from": old, "to": new} if sign == "~" else old or new
