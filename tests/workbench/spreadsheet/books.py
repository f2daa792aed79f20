"""A small rulebook with a price list and a table, exported, edited as a spreadsheet program would, and saved."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from configurator.workbench.spreadsheet.export import export_spreadsheet
from tests.small import PRICE_COLUMNS, charge, component, files, write

PRICES = f"""{PRICE_COLUMNS}
a.one,recurring,2026-01-01,1,45.00,22.00,"operator's list, page 3",estimate
a.one,recurring,2026-01-01,11,40.00,,,
a.two,one_time,2026-01-01,1,1200,800.0,=1+1,sourced
"""
BOUNDS = "industry,size,staff,note\nfinance,large,300,\nother,large,0.50,-1 or less\n"

Change = Callable[[Workbook], None]


def make_book(folder: Path, **more: str) -> Path:
    """The rulebook; `more` are files: name, with / written as __ → text."""
    sold = [
        component("a.one", supplies={"power": 1}, charges=[charge(model="volume")]),
        component("a.two", charges=[charge(kind="one_time")]),
    ]
    for told in sold:
        for charged in told["charges"]:
            del charged["prices"]
    contents: dict[str, Any] = files(sold) | {"prices/a.csv": PRICES, "tables/bounds.csv": BOUNDS}
    return write(folder, contents | {f"{name.replace('__', '/')}.csv": text for name, text in more.items()})


def edited(book: Path, change: Change, name: str = "edited.xlsx") -> Path:
    """The book's export after a change, beside the book."""
    path = export_spreadsheet(book, book.parent / name)
    workbook = load_workbook(path)
    change(workbook)
    workbook.save(path)
    return path


def put(sheet: str, **cells: Any) -> Change:
    """A change that puts values into cells of a sheet."""

    def change(book: Workbook) -> None:
        for address, value in cells.items():
            book[sheet][address] = value

    return change


def content(book: Path) -> dict[str, bytes]:
    """Every file of a rulebook."""
    return {path.relative_to(book).as_posix(): path.read_bytes() for path in book.rglob("*") if path.is_file()}
