"""Rows of price lists that are sound cell by cell, but not as rows or beside one another."""

from collections.abc import Sequence

from configurator.errors import did_you_mean
from configurator.rulebook.model import Rulebook
from configurator.rulebook.prices import COLUMNS, CONFIDENCE, OPTIONAL
from configurator.workbench.spreadsheet.csv_sheets import KEY
from configurator.workbench.spreadsheet.sheet_rows import EditedSheet, SheetRow, address

_OF_THE_FIRST_TIER = {
    "cost": "write what one unit costs us",
    "source": "write where the price comes from, or estimate",
    "confidence": f"it is {' or '.join(CONFIDENCE)}",
}
"""What stands in the row that starts at 1 for all tiers, and what to do when it is missing."""


def check_price_rows(sheets: Sequence[EditedSheet], rulebook: Rulebook) -> None:
    """Adds to the sheets' faults: charges a component hasn't, keys told twice, what tiers leave out or repeat."""
    seen: dict[tuple[str | None, ...], tuple[EditedSheet, SheetRow]] = {}
    for sheet in sheets:
        names = [column.name for column in sheet.source.columns]
        at = {name: names.index(name) for name in (*COLUMNS, *OPTIONAL) if name in names}
        for row in sheet.rows:
            _check_charge(sheet, row, at, rulebook)
            _check_tier(sheet, row, at)
            key = tuple(row.cells[at[name]] for name in KEY)
            if None in key:
                continue
            if key in seen:
                other, first = seen[key]
                message = f"{key[0]} has two prices for its {key[1]} charge from {key[2]}, first {key[3]}"
                where = f" of the sheet '{other.name}'" if other is not sheet else ""
                cell = address(first.number, other.columns[at["component"]])
                help = f"the other stands in {cell}{where}: delete one of the rows, or change it"
                _fault(sheet, "E030", message, row, at["component"], help)
            seen.setdefault(key, (sheet, row))


def _check_charge(sheet: EditedSheet, row: SheetRow, at: dict[str, int], rulebook: Rulebook) -> None:
    component, charge = row.cells[at["component"]], row.cells[at["charge"]]
    if component is None or charge is None:
        return
    names = [known.name for known in rulebook.components[component].charges]
    if charge not in names:
        message = f"{component} has no charge '{charge}'"
        _fault(sheet, "E021", message, row, at["charge"], did_you_mean(charge, names))


def _check_tier(sheet: EditedSheet, row: SheetRow, at: dict[str, int]) -> None:
    first = row.cells[at["first"]]
    if first is None:
        return
    for name, ask in _OF_THE_FIRST_TIER.items():
        cell = row.cells[at[name]]
        if first == "1" and cell == "":
            _fault(sheet, "E011", f"{name} is empty", row, at[name], ask)
        elif first != "1" and cell:
            _of_a_later_tier(sheet, row, at[name], name)
    for name in OPTIONAL:
        if first != "1" and name in at and row.cells[at[name]]:
            _of_a_later_tier(sheet, row, at[name], name)


def _of_a_later_tier(sheet: EditedSheet, row: SheetRow, at: int, name: str) -> None:
    help = "it holds for all tiers of the day: leave the cell empty"
    _fault(sheet, "E033", f"the {name} stands in the row that starts at 1", row, at, help)


def _fault(sheet: EditedSheet, code: str, message: str, row: SheetRow, at: int, help: str) -> None:
    sheet.fault(code, message, row.number, sheet.columns[at], help, sheet.in_row(row, at))
