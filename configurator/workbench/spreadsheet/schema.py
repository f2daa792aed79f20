"""What a spreadsheet says of itself in a hidden sheet: of which rulebook, and which file each sheet is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from configurator.rulebook.model import Rulebook
from configurator.workbench.spreadsheet.csv_sheets import CsvSheet

FORMAT = "1"
SCHEMA, LISTS = "_schema", "_lists"
ROW = "row"
"""The header of the column of row ids."""
NAMES = ("name_en (read only)", "name_zh (read only)")
"""The headers of the components' names, which only help to read a price list."""


@dataclass(frozen=True)
class SheetOrigin:
    """Where a sheet comes from: the CSV file, its hash when it was exported, and its columns."""

    sheet: str
    file: str
    sha256: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Schema:
    """Of which rulebook a spreadsheet is, and of which state of it."""

    rulebook: str
    version: str
    sha256: str
    sheets: tuple[SheetOrigin, ...]

    def rows(self) -> Iterator[Sequence[str]]:
        """As the rows of a sheet."""
        yield "format", FORMAT
        yield "rulebook", self.rulebook
        yield "version", self.version
        yield "sha256", self.sha256
        for origin in self.sheets:
            yield "sheet", origin.sheet, origin.file, origin.sha256, *origin.columns


def schema_of(rulebook: Rulebook, sheets: Iterable[CsvSheet]) -> Schema:
    """What a spreadsheet with these sheets says of itself."""
    origins = (
        SheetOrigin(sheet.name, sheet.file, sheet.sha256, tuple(column.name for column in sheet.columns))
        for sheet in sheets
    )
    return Schema(rulebook.id, rulebook.version, rulebook.sha256, tuple(origins))


def schema_from(rows: Iterable[Sequence[str]]) -> Schema | None:
    """The schema that rows of texts tell, or None when they tell none of this format."""
    told = [tuple(row) for row in rows if any(row)]
    single = {row[0]: row[1] for row in told if len(row) >= 2 and row[0] != "sheet"}
    if single.get("format") != FORMAT or not {"rulebook", "version", "sha256"} <= set(single):
        return None
    sheets = [row for row in told if row[0] == "sheet"]
    if any(len(row) < 5 or not all(row[:5]) for row in sheets):
        return None
    origins = tuple(
        SheetOrigin(name, file, sha256, tuple(filter(None, columns))) for _, name, file, sha256, *columns in sheets
    )
    if len({origin.sheet for origin in origins}) < len(origins) or len({origin.file for origin in origins}) < len(
        origins
    ):
        return None
    return Schema(single["rulebook"], single["version"], single["sha256"], origins)


def layout(sheet: CsvSheet) -> list[tuple[str, int | None]]:
    """The header of a sheet, and for each of its columns which cell of the CSV row it shows, if any."""
    told: list[tuple[str, int | None]] = [(ROW, None)]
    for at, column in enumerate(sheet.columns):
        told.append((column.name, at))
        if column.kind == "component":
            told += [(name, None) for name in NAMES]
    return told
