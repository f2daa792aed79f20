"""Opening a workbook that somebody sent: only when it is one, and no larger than it may be."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from configurator.errors import Diagnostic, Place, SpreadsheetError

MOST_BYTES = 50_000_000
MOST_UNPACKED = 200_000_000
MOST_PARTS = 5_000

_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
"""How the files begin that old Excel and encryption write."""

_EAST_ASIAN_DATES = {*range(27, 32), 36, *range(50, 55), 57, 58}
"""Built-in formats such as 2026年11月22日 that openpyxl doesn't know for dates: their looks stand in no file."""

_SAVE = "save it as an Excel workbook (.xlsx)"


class WorkbookFile:
    """An XLSX file whose sheets are read one after another: a context manager. SpreadsheetError when it is none.

    Formulas are told, not their values: `rows` gives openpyxl's cells.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self._book = self._opened(self._content())

    def __enter__(self) -> "WorkbookFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def place(self, sheet: str | None = None, cell: str = "", text: str = "", column: int = 1, width: int = 1) -> Place:
        """The file, a sheet of it, or a cell of that; `text` is shown, with `width` signs from `column` marked."""
        where = self.name if sheet is None else f"{self.name}, sheet '{sheet}'"
        return Place(f"{where}, cell {cell}" if cell else where, 0, column, max(1, width), text)

    def sheets(self) -> list[str]:
        """The names of the sheets, hidden ones too."""
        return list(self._book.sheetnames)

    def rows(self, sheet: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a sheet from the first, each as long as it has cells: openpyxl's, or its empty cells."""
        found = self._book[sheet]
        if not hasattr(found, "reset_dimensions"):  # a sheet that is a chart
            return
        found.reset_dimensions()  # what a file says of its size need not be true
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield from found.iter_rows()
        except Exception:  # whatever a damaged part makes of the reader
            raise self._refused("the workbook is damaged", "open it and save it anew, or export again") from None

    def _refused(self, message: str, help: str) -> SpreadsheetError:
        return SpreadsheetError([Diagnostic("E050", message, self.place(), help)])

    def _content(self) -> bytes:
        try:
            with self.path.open("rb") as file:
                content = file.read(MOST_BYTES + 1)
        except OSError as fault:
            reason = (fault.strerror or str(fault)).lower()
            message, help = f"the file can't be read: {reason}", "check the path and its permissions"
            raise SpreadsheetError([Diagnostic("E001", message, Place(str(self.path)), help)]) from None
        if content.startswith(_COMPOUND):
            raise self._refused("the workbook is encrypted, or of the old format .xls", f"{_SAVE}, without a password")
        if len(content) > MOST_BYTES:
            raise self._refused(
                f"the file has more than {MOST_BYTES:,} bytes", "leave out what isn't an exported sheet"
            )
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                self._check_parts(packed)
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            raise self._refused("the file isn't a workbook", _SAVE) from None
        return content

    def _check_parts(self, packed: zipfile.ZipFile) -> None:
        parts = packed.infolist()
        names = {part.filename for part in parts}
        # Python unpacks no more of a part than the sizes told here, so they need not be true.
        unpacked = sum(part.file_size for part in parts)
        if unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS:
            message = f"the workbook is too large: {unpacked:,} bytes in {len(parts):,} parts when unpacked"
            raise self._refused(message, f"{MOST_UNPACKED:,} bytes are the most; export again and edit that")
        if any(part.flag_bits & 1 for part in parts):
            raise self._refused("the workbook is encrypted", f"{_SAVE}, without a password")
        if "xl/workbook.xml" not in names and "mimetype" in names:
            raise self._refused("the file is an OpenDocument spreadsheet", _SAVE)
        if "[Content_Types].xml" not in names:
            raise self._refused("the file isn't a workbook", _SAVE)
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise self._refused("the workbook holds macros", f"{_SAVE}, without macros")

    def _opened(self, content: bytes) -> Any:
        from openpyxl import load_workbook

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            book._date_formats |= {
                at for at, look in enumerate(book._cell_styles) if look.numFmtId in _EAST_ASIAN_DATES
            }
            return book
        except Exception:  # whatever a damaged part makes of the reader
            raise self._refused("the file isn't a workbook, or is damaged", _SAVE) from None
