"""An edited spreadsheet back into its rulebook: what it changes is told first, and written whole or not at all.

Nothing is written that the rulebook wouldn't load with: the changed files are tried in a copy of it.
"""

import hashlib
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from configurator.errors import Diagnostic, InputError, Place, RenderError, RulebookError, SpreadsheetError
from configurator.rulebook.loader import load_rulebook, locate
from configurator.workbench.spreadsheet.csv_sheets import csv_sheets
from configurator.workbench.spreadsheet.reading import read_spreadsheet
from configurator.workbench.spreadsheet.row_changes import SheetChanges, changes_of, content_of, records
from configurator.workbench.spreadsheet.sheet_rows import EditedSheet, SheetRow
from configurator.workbench.spreadsheet.workbook_file import WorkbookFile

_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class SpreadsheetImport:
    """What a spreadsheet would change in the rulebook in `folder`; `contents` are the changed files, file → bytes."""

    rulebook: str
    folder: Path
    shown_as: str
    changes: tuple[SheetChanges, ...]
    contents: Mapping[str, bytes]

    def check_writable(self) -> None:
        """RenderError when the rulebook can't be changed where it is: asked before anybody is asked to confirm."""
        if _PACKAGE in self.folder.resolve().parents:
            message = f"the rulebook '{self.rulebook}' is part of the installed package and isn't changed there"
            raise RenderError(message, help=f"copy the folder {self.folder}, export the copy, and import into that")
        for home in sorted({(self.folder / file).resolve().parent for file in self.contents}):
            if not os.access(home, os.W_OK | os.X_OK):
                raise RenderError(f"the folder {home} can't be written to", help="change its rights, or use a copy")

    def write(self) -> list[str]:
        """Replaces the changed files, all or none; answers which. SpreadsheetError when one has changed meanwhile."""
        self.check_writable()
        for changed in filter(None, self.changes):
            if _sha256(self.folder / changed.source.file) != changed.source.sha256:
                place = Place(f"{self.shown_as}/{changed.source.file}")
                message, help = "the file has changed while its import was being confirmed", "export and import again"
                raise SpreadsheetError([Diagnostic("E051", message, place, help)])
        _replace_all({(self.folder / file).resolve(): content for file, content in self.contents.items()})
        return [f"{self.shown_as}/{file}" for file in self.contents]


def _sha256(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _replace_all(contents: Mapping[Path, bytes]) -> None:
    """Writes beside the files first, then renames; what was renamed is put back when a later one fails."""
    new = {path: path.with_name(f".{path.name}.new") for path in contents}
    old = {path: path.with_name(f".{path.name}.old") for path in contents}
    done: list[Path] = []
    try:
        for path, content in contents.items():
            shutil.copy2(path, old[path])
            new[path].write_bytes(content)
            shutil.copymode(path, new[path])
        for path in contents:
            new[path].replace(path)
            done.append(path)
    except BaseException as fault:
        for path in done:
            old[path].replace(path)
        if not isinstance(fault, OSError):
            raise
        message = f"the files can't be written: {(fault.strerror or str(fault)).lower()}; the rulebook is as it was"
        raise RenderError(message, help="check the space and rights there") from None
    finally:
        for beside in (*new.values(), *old.values()):
            beside.unlink(missing_ok=True)


def read_import(id_or_path: str | Path, spreadsheet: str | Path) -> SpreadsheetImport:
    """What importing a spreadsheet would change in a rulebook; nothing is written.

    Raises RulebookError when the rulebook has faults as it stands, SpreadsheetError with every fault of the
    spreadsheet, those included that the rulebook would have with it.
    """
    folder, shown_as = locate(id_or_path)
    rulebook = load_rulebook(id_or_path)
    with WorkbookFile(Path(spreadsheet)) as book:
        sheets = read_spreadsheet(book, rulebook, csv_sheets(folder, shown_as))
    changes = [changes_of(sheet) for sheet in sheets]
    contents = {
        sheet.source.file: content_of(sheet).encode() for sheet, changed in zip(sheets, changes, strict=True) if changed
    }
    if contents:
        _try(folder, shown_as, contents, sheets)
    return SpreadsheetImport(rulebook.id, folder, shown_as, tuple(changes), contents)


def _try(folder: Path, shown_as: str, contents: Mapping[str, bytes], sheets: Sequence[EditedSheet]) -> None:
    """Loads a copy of the rulebook with the changed files in it."""
    with TemporaryDirectory() as home:
        copy = Path(home) / "rulebook"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".*"))
        for file, content in contents.items():
            (copy / file).write_bytes(content)
        try:
            load_rulebook(copy)
        except RulebookError as fault:
            raise SpreadsheetError(_retold(fault, copy.as_posix(), shown_as, sheets)) from None


def _retold(fault: InputError, copy: str, shown_as: str, sheets: Sequence[EditedSheet]) -> list[Diagnostic]:
    """The faults of the copy: in the spreadsheet's cells where they come from them, else in the rulebook's files."""
    by_file = {f"{copy}/{sheet.source.file}": sheet for sheet in sheets}
    told = []
    for found in fault.diagnostics:
        place = found.place
        if place is not None and place.file in by_file:
            place = _in_sheet(by_file[place.file], place)
        elif place is not None:
            place = replace(place, file=place.file.replace(copy, shown_as))
        message, help = (text.replace(copy, shown_as) for text in (found.message, found.help))
        told.append(replace(found, message=message, help=help, place=place))
    return told


def _in_sheet(sheet: EditedSheet, place: Place) -> Place:
    """The cell of the sheet that a place in its CSV file comes from."""
    line = 1
    for row, record in records(sheet):
        lines = record.count("\n") + 1
        if line <= place.line < line + lines:
            at = _field(record, place.column) if place.line == line else 0
            return _cell(sheet, row, at)
        line += lines
    return sheet.book.place(sheet.name)


def _cell(sheet: EditedSheet, row: SheetRow | None, at: int) -> Place:
    if row is None:
        return sheet.cell(1, sheet.columns[at])
    return sheet.cell(row.number, sheet.columns[at], sheet.in_row(row, at))


def _field(record: str, column: int) -> int:
    """Which field of a CSV record the character at a column, from 1, is in."""
    before = record[: max(0, column - 1)]
    # Every second piece stands in quotes, where a comma is a part of the text.
    return sum(piece.count(",") for piece in before.split('"')[::2])
