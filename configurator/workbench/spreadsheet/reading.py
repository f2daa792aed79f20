"""An edited spreadsheet → its sheets, when it is an export of this rulebook as it stands."""

from collections.abc import Mapping, Sequence

from configurator.errors import Diagnostic, Place, SpreadsheetError, did_you_mean
from configurator.rulebook.model import Rulebook
from configurator.workbench.spreadsheet.cells import CellReader
from configurator.workbench.spreadsheet.csv_sheets import CsvSheet
from configurator.workbench.spreadsheet.price_rows import check_price_rows
from configurator.workbench.spreadsheet.schema import LISTS, SCHEMA, Schema, schema_from
from configurator.workbench.spreadsheet.sheet_rows import EditedSheet, read_sheet
from configurator.workbench.spreadsheet.workbook_file import WorkbookFile

_AGAIN = "export the rulebook again and carry your changes over to the new file"


def read_spreadsheet(book: WorkbookFile, rulebook: Rulebook, files: Sequence[CsvSheet]) -> list[EditedSheet]:
    """The edited sheets of `files`. Raises SpreadsheetError with everything wrong with the workbook."""
    reading = _Reading(book, rulebook, files)
    sheets = reading.sheets()
    check_price_rows([sheet for sheet in sheets if sheet.source.is_price_list], rulebook)
    in_cells = [fault for sheet in sheets for _, _, fault in sorted(sheet.faults, key=lambda told: told[:2])]
    if reading.faults or in_cells:
        raise SpreadsheetError([*reading.faults, *in_cells])
    return sheets


class _Reading:
    def __init__(self, book: WorkbookFile, rulebook: Rulebook, files: Sequence[CsvSheet]) -> None:
        self.book, self.rulebook = book, rulebook
        self.files = {source.file: source for source in files}
        self.faults: list[Diagnostic] = []
        charges = {charge.name for component in rulebook.components.values() for charge in component.charges}
        self.cells = CellReader(rulebook.currency, rulebook.components, charges)

    def sheets(self) -> list[EditedSheet]:
        """Every sheet that can be read; what stands against the others is in `faults`."""
        schema = self._schema()
        if schema is None:
            return []
        there = self.book.sheets()
        self._compare(there, {origin.sheet: origin.file for origin in schema.sheets})
        found = []
        for origin in schema.sheets:
            source = self.files.get(origin.file)
            if source is None or source.sha256 != origin.sha256:
                what = f"{origin.file} has changed" if source else f"{origin.file} has been taken away"
                self._fault("E051", f"{what} since the export", self.book.place(origin.sheet), _AGAIN)
            elif origin.sheet in there:
                found.append(read_sheet(self.book, origin.sheet, source, self.cells))
        return found

    def _fault(self, code: str, message: str, place: Place, help: str) -> None:
        self.faults.append(Diagnostic(code, message, place, help))

    def _schema(self) -> Schema | None:
        """What the workbook says of itself, when it is of this rulebook."""
        if SCHEMA not in self.book.sheets():
            message = f"this isn't an export of a rulebook: it has no hidden sheet '{SCHEMA}'"
            help = f"make one with: configurator rules export {self.rulebook.id}"
            self._fault("E051", message, self.book.place(), help)
            return None
        schema = schema_from([str(cell.value or "") for cell in row] for row in self.book.rows(SCHEMA))
        if schema is None:
            message = f"the hidden sheet '{SCHEMA}' was edited, or is of another version of the configurator"
            self._fault("E051", message, self.book.place(), _AGAIN)
            return None
        if schema.rulebook != self.rulebook.id:
            message = f"this is an export of the rulebook '{schema.rulebook}', not of '{self.rulebook.id}'"
            self._fault(
                "E051", message, self.book.place(), f"import it into that, or take an export of '{self.rulebook.id}'"
            )
            return None
        return schema

    def _compare(self, there: Sequence[str], told: Mapping[str, str]) -> None:
        """Sheets that are missing and sheets that are too many; one of each is one renamed."""
        missing = [name for name in told if name not in there]
        extra = [name for name in there if name not in told and name not in (SCHEMA, LISTS)]
        if len(missing) == len(extra) == 1:
            message = f"the sheet '{missing[0]}' is called '{extra[0]}' here"
            self._fault("E052", message, self.book.place(extra[0]), f"call it '{missing[0]}' again")
            return
        for name in missing:
            message, help = (
                f"the sheet '{name}' is missing",
                f"put it back; to do without {told[name]}, delete that file and export again",
            )
            self._fault("E052", message, self.book.place(), help)
        for name in extra:
            help = (
                did_you_mean(name, missing)
                if missing
                else "take it out; a new price list or table begins as a CSV file"
            )
            self._fault("E052", f"the sheet '{name}' isn't of the export", self.book.place(name), help)
