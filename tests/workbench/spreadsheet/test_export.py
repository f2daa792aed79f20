"""Price lists and tables as a spreadsheet: what a product manager opens."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from configurator.errors import RenderError, RulebookError
from configurator.resources import folder
from configurator.rulebook.loader import shipped_rulebooks
from configurator.workbench.spreadsheet.csv_sheets import csv_sheets
from configurator.workbench.spreadsheet.export import export_spreadsheet
from tests.workbench.spreadsheet.books import BOUNDS, PRICES, make_book

Golden = Callable[[str, str], None]


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return make_book(Path("book"))


def exported(book: Path) -> Any:
    return load_workbook(export_spreadsheet(book, "book.xlsx"))


def values(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("id", shipped_rulebooks())
def test_every_csv_file_of_a_shipped_rulebook_is_a_sheet_with_a_row_for_each_of_its(id: str, tmp_path: Path) -> None:
    made = load_workbook(export_spreadsheet(id, tmp_path / "book.xlsx"))
    sheets = csv_sheets(folder("rules") / id, id)
    assert [*[sheet.name for sheet in sheets], "_lists", "_schema"] == made.sheetnames
    assert {sheet.file for sheet in sheets} == {
        f"{path.parent.name}/{path.name}" for path in (folder("rules") / id).glob("*/*.csv")
    }
    for sheet in sheets:
        assert [row.id for row in sheet.rows] == [cells[0].value for cells in made[sheet.name].iter_rows(min_row=2)]
        assert len({row.id for row in sheet.rows}) == len(sheet.rows) > 0


def test_a_price_list_shows_ids_names_numbers_and_dates(book: Path) -> None:
    header, first, _, last = values(exported(book)["prices a"])
    assert header == [
        *("row", "component", "name_en (read only)", "name_zh (read only)"),
        *("charge", "effective_from", "first", "price", "cost", "source", "confidence"),
    ]
    day = datetime.datetime(2026, 1, 1)
    assert first[1:] == ["a.one", "a.one", "a.one", "recurring", day, 1, 45, 22, "operator's list, page 3", "estimate"]
    assert last[7:9] == [1200, 800]


def test_numbers_are_shown_with_the_decimals_of_the_currency_or_of_the_file(book: Path) -> None:
    made = exported(book)
    assert made["prices a"]["H2"].number_format == "#,##0.00"
    assert made["prices a"]["F2"].number_format == "yyyy-mm-dd"
    assert [made["table bounds"][cell].number_format for cell in ("D2", "D3")] == ["0", "0.00"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+86 10", "-1 or less", "@all", "{=1}", "00571", "1e5", "http://x.cn", "1_000"]
)
def test_a_text_stays_a_text_whatever_it_begins_with(text: str, tmp_path: Path) -> None:
    book = make_book(tmp_path / "book", tables__codes=f"code\n{text}\n")
    path = export_spreadsheet(book, tmp_path / "book.xlsx")
    cell = load_workbook(path)["table codes"]["B2"]
    assert (cell.data_type, cell.value) == ("s", text)
    assert load_workbook(path)["prices a"]["J4"].data_type == "s"


def test_the_same_rulebook_gives_the_same_bytes(book: Path) -> None:
    assert export_spreadsheet(book, "one.xlsx").read_bytes() == export_spreadsheet(book, "two.xlsx").read_bytes()


def test_headers_stay_in_view_and_rows_can_be_filtered(book: Path) -> None:
    sheet = exported(book)["prices a"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:K4"


def test_what_can_be_chosen_is_offered_in_a_list_below_the_last_row_too(book: Path) -> None:
    made = exported(book)
    checks = {str(check.sqref).split(":")[0]: check for check in made["prices a"].data_validations.dataValidation}
    assert checks["B2"].formula1 == "'_lists'!$A$1:$A$2"
    assert checks["E2"].formula1 == "'_lists'!$B$1:$B$2"
    assert checks["K2"].formula1 == '"sourced,estimate"'
    assert (checks["H2"].type, checks["H2"].operator, checks["H2"].formula1) == ("decimal", "greaterThanOrEqual", "0")
    assert str(checks["H2"].sqref) == "H2:H1004"
    assert values(made["_lists"]) == [["a.one", "one_time"], ["a.two", "recurring"]]


def test_a_hidden_sheet_says_of_which_files_the_sheets_are(book: Path) -> None:
    made = exported(book)
    assert [made[name].sheet_state for name in made.sheetnames] == ["visible", "visible", "hidden", "veryHidden"]
    told = values(made["_schema"])
    assert told[1][:2] == ["rulebook", "small"]
    assert [row[1:3] for row in told if row[0] == "sheet"] == [
        ["prices a", "prices/a.csv"],
        ["table bounds", "tables/bounds.csv"],
    ]


def test_sheet_names_are_short_and_unique(tmp_path: Path) -> None:
    name = "a_table_with_a_name_that_is_very_long"
    book = make_book(tmp_path / "book", **{f"tables__{name}_{end}": BOUNDS for end in "xyz"})
    names = [sheet.name for sheet in csv_sheets(book, "book")]
    assert all(len(name) <= 31 for name in names)
    assert len({name.lower() for name in names}) == len(names) == 5


def test_an_id_outlasts_changes_of_what_is_no_key(tmp_path: Path) -> None:
    def ids(**texts: str) -> list[list[str]]:
        return [[row.id for row in sheet.rows] for sheet in csv_sheets(make_book(tmp_path / "book", **texts), "book")]

    before = ids()
    header, *rows = PRICES.splitlines()
    moved = "\n".join([header, *reversed([row.replace("45.00", "47.00") for row in rows])]) + "\n"
    prices, bounds = ids(prices__a=moved, tables__bounds=BOUNDS.replace("300", "250"))
    assert prices == before[0][::-1]
    assert bounds == before[1]


def test_rows_that_are_alike_have_ids_of_their_own(tmp_path: Path) -> None:
    book = make_book(tmp_path / "book", tables__twice="a,b\nx,1\nx,1\nx,2\n")
    assert len({row.id for row in csv_sheets(book, "book")[-1].rows}) == 3


def test_numbers_of_a_table_come_as_they_are(tmp_path: Path) -> None:
    book = make_book(tmp_path / "book", tables__n="n\n0.1\n-3\n123456789012345\n1234567890123456\n")
    cells = [row[1] for row in values(load_workbook(export_spreadsheet(book, tmp_path / "b.xlsx"))["table n"])[1:]]
    assert [Decimal(repr(cell)) for cell in cells[:3]] == [Decimal("0.1"), -3, 123456789012345]
    assert cells[3] == "1234567890123456"


@pytest.mark.parametrize(("case", "cell"), [("control character", "a\x01b"), ("long cell", "x" * 32_768)])
def test_what_no_spreadsheet_can_hold_is_refused(
    case: str, cell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: Golden
) -> None:
    monkeypatch.chdir(tmp_path)
    book = make_book(Path("book"), tables__odd=f"code\n{cell}\n")
    with pytest.raises(RulebookError) as refused:
        export_spreadsheet(book, "book.xlsx")
    golden(f"spreadsheet/export/{case}", str(refused.value))
    assert not Path("book.xlsx").exists()


def test_a_file_that_was_not_named_is_not_replaced(book: Path) -> None:
    path = export_spreadsheet(book)
    assert path == export_spreadsheet(book) == Path("small.xlsx")
    path.write_bytes(b"edited")
    with pytest.raises(RenderError, match=r"small.xlsx is there already, with other content\n.* name the file"):
        export_spreadsheet(book)
    assert export_spreadsheet(book, path).read_bytes() != b"edited"
