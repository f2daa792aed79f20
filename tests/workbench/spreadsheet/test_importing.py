"""An edited spreadsheet back into its rulebook: shown first, written whole or not at all."""

import csv
import datetime
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from configurator.cli.rules_tables import import_
from configurator.errors import RenderError, SpreadsheetError
from configurator.resources import folder
from configurator.rulebook.loader import load_rulebook, shipped_rulebooks
from configurator.workbench.spreadsheet import importing
from configurator.workbench.spreadsheet.export import export_spreadsheet
from configurator.workbench.spreadsheet.importing import read_import
from configurator.workbench.spreadsheet.row_changes import to_lines
from tests.conftest import kept
from tests.workbench.spreadsheet.books import BOUNDS, PRICES, Change, content, edited, make_book, put

Golden = Callable[[str, str], None]
NEXT_YEAR = datetime.datetime(2027, 1, 1)
SETTINGS = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return make_book(Path("book"))


def run(*arguments: object, answer: str = "") -> Result:
    return CliRunner().invoke(import_, [str(argument) for argument in arguments], input=answer, catch_exceptions=False)


def both(*changes: Change) -> Change:
    def change(book: Workbook) -> None:
        for one in changes:
            one(book)

    return change


def append(sheet: str, *cells: Any) -> Change:
    return lambda book: book[sheet].append(cells)


def delete(sheet: str, row: int) -> Change:
    return lambda book: book[sheet].delete_rows(row)


# Round trips


@pytest.mark.parametrize("id", shipped_rulebooks())
def test_a_shipped_rulebook_exported_and_imported_is_what_it_was(id: str, tmp_path: Path) -> None:
    found = read_import(id, export_spreadsheet(id, tmp_path / "book.xlsx"))
    assert found.contents == {}
    assert list(to_lines(found.changes)) == ["No changes: the spreadsheet says what the rulebook says."]


@pytest.mark.parametrize("id", shipped_rulebooks())
def test_a_program_that_saves_the_spreadsheet_anew_changes_nothing(id: str, tmp_path: Path) -> None:
    path = export_spreadsheet(id, tmp_path / "book.xlsx")
    load_workbook(path).save(path)
    assert read_import(id, path).contents == {}


signs = st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufffe\uffff")
odd_cells = st.sampled_from(["=1+1", "+1", "-x", "@a", "007", "1.50", "1e3", "true", "TRUE", "2026-02-30", "2026-02-28", "1,5", 'a"b', "_x0041_", "#REF!", "1900-01-01", "12345678901234567", "a\nb", "１"])  # fmt: skip
cells = st.one_of(odd_cells, st.text(signs, max_size=8), st.decimals(-1000, 1000, places=2).map(str))


def tables(columns: int) -> st.SearchStrategy[list[list[str]]]:
    row = st.lists(cells, min_size=columns, max_size=columns).filter(lambda row: any(cell.strip() for cell in row))
    return st.lists(row, min_size=1, max_size=6)


def as_csv(rows: list[list[str]], quoting: Any = csv.QUOTE_MINIMAL) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", quoting=quoting).writerows([["a", "b", "c"][: len(rows[0])], *rows])
    return text.getvalue()


@SETTINGS
@given(st.integers(1, 3).flatmap(tables), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_any_table_exported_and_imported_is_what_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], quoting: Any
) -> None:
    home = tmp_path_factory.mktemp("any")
    book = make_book(home / "book", tables__any=as_csv(rows, quoting))
    assert read_import(book, export_spreadsheet(book, home / "book.xlsx")).contents == {}
    shutil.rmtree(home)


@SETTINGS
@given(tables(3), st.data())
def test_only_the_rows_that_were_edited_are_written_anew(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], data: st.DataObject
) -> None:
    home = tmp_path_factory.mktemp("rows")
    book = make_book(home / "book", tables__any=as_csv([["x", "y", "z"], *rows], csv.QUOTE_ALL))
    at = data.draw(st.integers(0, len(rows)))
    path = edited(book, put("table any", **{f"D{at + 2}": "edited"}))
    written = read_import(book, path).contents["tables/any.csv"].decode()
    before = list(csv.reader(io.StringIO((book / "tables/any.csv").read_text(encoding="utf-8"))))
    before[at + 1][2] = "edited"
    assert [[c.strip() for c in row] for row in csv.reader(io.StringIO(written))] == [
        [c.strip() for c in row] for row in before
    ]
    quoted = [as_csv([row], csv.QUOTE_ALL).partition("\n")[2] for row in before]
    assert all(line in written for number, line in enumerate(quoted) if number not in (0, at + 1))
    shutil.rmtree(home)


def test_a_date_in_a_built_in_chinese_format_is_a_date(book: Path) -> None:
    path = export_spreadsheet(book, "book.xlsx")
    parts = parts_of(path)
    head, looks, rest = parts["xl/styles.xml"].partition(b"<cellXfs")
    [number] = re.findall(rb'numFmtId="([0-9]+)" formatCode="yyyy-mm-dd"', head)
    parts["xl/styles.xml"] = head + looks + rest.replace(b'numFmtId="%s"' % number, b'numFmtId="31"')
    path.write_bytes(packed(parts))
    assert read_import(book, path).contents == {}


# What is changed


def test_every_change_is_shown_row_by_row(book: Path, golden: Golden) -> None:
    change = both(
        put("prices a", H2=46.5, I2=22.5),
        put("table bounds", D3=0.75, E2="from 2027 on"),
        append("prices a", None, "a.two", None, None, "one_time", NEXT_YEAR, 1, 1300, 900, "@list", "estimate"),
        delete("prices a", 3),
    )
    path = edited(book, change)
    golden("spreadsheet/diff", "\n".join(to_lines(read_import(book, path).changes)))


def test_an_import_writes_what_it_showed_and_leaves_all_else_to_the_byte(book: Path) -> None:
    before = content(book)
    path = edited(book, both(put("prices a", H3=41, J4="@list"), delete("table bounds", 2)))
    assert run(book, path, "--yes").exit_code == 0
    prices = PRICES.replace("11,40.00", "11,41.00").replace("1200,800.0,=1+1", "1200,800.0,@list")
    assert content(book) == before | {
        "prices/a.csv": prices.encode(),
        "tables/bounds.csv": BOUNDS.replace("finance,large,300,\n", "").encode(),
    }
    assert load_rulebook(book).tables["bounds"].rows[0][0] == "other"


def test_new_prices_are_written_with_the_decimals_of_the_currency(book: Path) -> None:
    def change(made: Workbook) -> None:
        sheet = made["prices a"]
        day = sheet["F2"].value.replace(year=2027)
        sheet.append([None, "a.one", None, None, "recurring", day, 1, 45.1 * 3, 22, 'a "list"', "sourced"])

    path = edited(book, change)
    assert run(book, path, "--yes").exit_code == 0
    last = (book / "prices/a.csv").read_text(encoding="utf-8").splitlines()[-1]
    assert last == 'a.one,recurring,2027-01-01,1,135.30,22.00,"a ""list""",sourced'


def test_rows_are_written_in_the_order_of_the_sheet(book: Path) -> None:
    def turn(made: Workbook) -> None:
        sheet = made["prices a"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for number, row in enumerate(reversed(rows), 2):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value
                if value == "=1+1":
                    sheet.cell(number, column).data_type = "s"

    path = edited(book, turn)
    assert "the rows stand in another order" in run(book, path, "--yes").stdout
    header, *rows = PRICES.splitlines()
    assert (book / "prices/a.csv").read_text(encoding="utf-8").splitlines() == [header, *reversed(rows)]


def test_a_row_that_lost_its_id_is_still_that_row(book: Path) -> None:
    found = read_import(book, edited(book, put("prices a", A2=None, H2=46)))
    assert [(change.sign, change.columns) for change in found.changes[0].rows] == [("~", {"price": ("45.00", "46.00")})]


def test_empty_rows_and_names_that_only_help_to_read_are_no_change(book: Path) -> None:
    change = both(put("prices a", C2="Another name"), lambda made: made["prices a"].insert_rows(3, 2))
    assert read_import(book, edited(book, change)).contents == {}


# Asking, and writing


def test_nothing_is_written_unless_the_answer_is_yes(book: Path) -> None:
    path, before = edited(book, put("prices a", H2=46)), content(book)
    for answer in ("n\n", "\n", ""):
        result = run(book, path, answer=answer)
        assert (result.exit_code, content(book)) == (1, before)
        assert "nothing was written" in result.stderr
        assert "price  45.00 -> 46.00" in result.stdout
    assert (run(book, path, "--dry-run").exit_code, content(book)) == (0, before)
    assert run(book, path, answer="y\n").exit_code == 0
    assert content(book) != before


def test_the_changes_are_data_with_json(book: Path) -> None:
    path = edited(book, both(put("prices a", H2=46), delete("table bounds", 3)))
    told = json.loads(run(book, path, "--dry-run", "--json").stdout)["import"]
    assert told["rulebook"] == "small"
    assert told["written"] == []
    assert told["summary"] == {"added": 0, "removed": 1, "changed": 1}
    assert told["sheets"][0]["rows"][0]["columns"] == {"price": {"from": "45.00", "to": "46.00"}}
    assert told["sheets"][1]["rows"][0]["columns"]["industry"] == "other"
    assert json.loads(run(book, path, "--yes", "--json").stdout)["import"]["written"] == [
        "book/prices/a.csv",
        "book/tables/bounds.csv",
    ]


def test_when_one_file_cannot_be_replaced_none_is(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, before = edited(book, both(put("prices a", H2=46), put("table bounds", D2=5))), content(book)
    found, replace = read_import(book, path), Path.replace

    def fail(self: Path, target: Path) -> Path:
        if self.name == ".bounds.csv.new":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(RenderError, match="no space left on device; the rulebook is as it was"):
        found.write()
    assert content(book) == before


def test_a_file_changed_while_the_question_was_open_is_not_overwritten(book: Path) -> None:
    found = read_import(book, edited(book, both(put("prices a", H2=46), put("table bounds", D2=5))))
    (book / "tables/bounds.csv").write_text(BOUNDS + "more,large,1,\n", encoding="utf-8")
    before = content(book)
    with pytest.raises(SpreadsheetError, match="has changed while its import was being confirmed"):
        found.write()
    assert content(book) == before


def test_a_rulebook_of_the_installed_package_is_not_changed(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = edited(book, put("prices a", H2=46))
    monkeypatch.setattr(importing, "_PACKAGE", book.parent.resolve())
    result = run(book, path, "--yes")
    assert result.exit_code == 2
    assert "the rulebook 'small' is part of the installed package and isn't changed there" in result.stderr
    assert "copy the folder book" in result.stderr


def test_a_folder_that_cannot_be_written_to_is_told_before_the_question(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = edited(book, put("prices a", H2=46))
    may = os.access
    monkeypatch.setattr(os, "access", lambda at, mode: mode == os.R_OK and may(at, mode))
    result = run(book, path, answer="y\n")
    assert result.exit_code == 2
    assert "prices can't be written to" in result.stderr
    assert "Write 1 file?" not in result.stderr


def test_fifty_thousand_rows_are_imported(tmp_path: Path) -> None:
    text = "code,amount\n" + "".join(f"c{number},{number / 100}\n" for number in range(50_000))
    book = make_book(tmp_path / "book", tables__long=text)
    path = export_spreadsheet(book, tmp_path / "book.xlsx")
    parts = parts_of(path)
    sheet = "xl/worksheets/sheet3.xml"  # openpyxl would take its time
    path.write_bytes(packed(parts | {sheet: parts[sheet].replace(b"<v>499.99</v>", b"<v>7</v>")}))
    found = read_import(book, path)
    assert found.contents["tables/long.csv"].decode() == text.replace("c49999,499.99", "c49999,7")


# Faults, all at once, each with its cell


def rename(old: str, new: str) -> Change:
    return lambda book: setattr(book[old], "title", new)


def dated(**cells: str) -> Change:
    return put("prices a", **{cell: datetime.datetime.fromisoformat(text) for cell, text in cells.items()})


def dated_in_number(book: Workbook) -> None:
    book["prices a"]["F2"] = 46000
    book["prices a"]["F2"].number_format = "0"


def copied(book: Workbook) -> None:
    book["prices a"].append([cell.value for cell in book["prices a"][3]])


def same_key(book: Workbook) -> None:
    book["prices a"].append([None, *[cell.value for cell in book["prices a"][3]][1:]])


def repriced(**prices: Any) -> Change:
    return put("prices a", **prices)


FAULTS: dict[str, Change] = {
    "no schema": lambda book: book.remove(book["_schema"]),
    "edited schema": put("_schema", B1="7"),
    "schema without a file": put("_schema", C5=None),
    "other rulebook": put("_schema", B2="telco_enterprise"),
    "sheet missing": lambda book: book.remove(book["table bounds"]),
    "sheet renamed": rename("prices a", "prices"),
    "sheet extra": lambda book: book.create_sheet("notes"),
    "two sheets renamed": both(rename("prices a", "Prices A2"), rename("table bounds", "bounds")),
    "header edited": put("prices a", H1="price (CNY)"),
    "header missing": put("table bounds", B1=None),
    "columns swapped": put("prices a", H1="cost", I1="price"),
    "extra column": put("prices a", L1="margin"),
    "note beside the table": put("prices a", M2="check this"),
    "price with a currency sign": repriced(H2="¥45"),
    "price with a decimal comma": repriced(H2="45,00"),
    "price with thousands": repriced(H2="1,200"),
    "price with both": repriced(H2="€1.200,50"),
    "price in full-width digits": repriced(H2="４５．５０元"),
    "price as text": repriced(H2="46.00"),
    "price in words": repriced(H2="on request"),
    "price that became a date": dated(H2="2026-05-03"),
    "price as yes or no": repriced(H2=True),
    "price too fine": repriced(H2=45.005),
    "price too long": repriced(H2=1e20),
    "price negative": repriced(H2=-1),
    "price empty": repriced(H2=None),
    "price as a formula": repriced(H2="=H3*1.1"),
    "error value": repriced(H2="#REF!"),
    "first with a fraction": put("prices a", G3=1.5),
    "first zero": put("prices a", G3=0),
    "date as text": put("prices a", F2="2026-01-02"),
    "date impossible": put("prices a", F2="2026-13-45"),
    "date as a number": dated_in_number,
    "date with a time": dated(F2="2026-01-02T08:30:00"),
    "unknown component": put("prices a", B2="a.on"),
    "unknown charge": put("prices a", E2="recuring"),
    "charge of another component": put("prices a", E2="one_time"),
    "unknown confidence": put("prices a", K2="sure"),
    "source empty": put("prices a", J2=None),
    "cost of a higher tier": put("prices a", I3=20),
    "duplicate key": same_key,
    "duplicate row id": copied,
    "unknown row id": append("prices a", "rabc", "a.one", None, None, "recurring", None, 21, 35),
    "edited row id": put("prices a", A3="r2"),
    "row empty but for its id": put("prices a", **{f"{letter}3": None for letter in "BCDEFGH"}),
    "text among numbers": put("table bounds", D2="three hundred"),
    "cell of a table empty": put("table bounds", B2=None),
    "tiers without the first": delete("prices a", 2),
    "component without a price": delete("prices a", 4),
    "table without rows": both(delete("table bounds", 3), delete("table bounds", 2)),
    "several at once": both(put("prices a", H2="¥45", B3="a.on", F4=None), put("table bounds", D3="=1"), rename("_lists", "x")),
}  # fmt: skip


def refused(book: Path, path: Path) -> str:
    before = content(book)
    with pytest.raises(SpreadsheetError) as fault:
        read_import(book, path)
    assert all(found.place is not None and found.help for found in fault.value.diagnostics)
    assert content(book) == before
    return str(fault.value)


@pytest.mark.parametrize("case", FAULTS)
def test_a_fault_is_told_with_its_cell_and_the_way_out(case: str, book: Path, golden: Golden) -> None:
    golden(f"spreadsheet/faults/{case}", refused(book, edited(book, FAULTS[case])))


def test_a_file_that_changed_since_the_export_is_not_imported(book: Path, golden: Golden) -> None:
    path = edited(book, put("prices a", H2=46))
    (book / "prices/a.csv").write_text(PRICES.replace("45.00", "47.00"), encoding="utf-8")
    (book / "tables/bounds.csv").unlink()
    golden("spreadsheet/changed since", refused(book, path))


def test_a_key_told_in_two_price_lists_names_both_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: Golden) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    header, *rows = PRICES.splitlines()
    lists = {"prices__a": "\n".join([header, *rows[:2], ""]), "prices__b": "\n".join([header, rows[2], ""])}
    book = make_book(Path("book"), **lists)

    def change(made: Workbook) -> None:
        made["prices b"].append([None, *[cell.value for cell in made["prices a"][2]][1:]])

    golden("spreadsheet/key in two lists", refused(book, edited(book, change)))


def test_of_very_many_faults_only_the_first_are_printed(book: Path) -> None:
    def change(made: Workbook) -> None:
        for _ in range(60):
            made["table bounds"].append([None, "x", "y", "z", ""])

    said = refused(book, edited(book, change))
    assert said.count("error[") <= 40
    assert said.endswith("more faults")


def test_more_rows_than_a_csv_file_may_have_are_refused(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("configurator.workbench.spreadsheet.sheet_rows.MOST_ROWS", 2)
    assert "the sheet has more than 2 rows\n  --> edited.xlsx, sheet 'prices a', cell A4" in refused(
        book, edited(book, put("prices a", H2=46))
    )


# Files that are no such workbook


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as into:
        for name, content in parts.items():
            into.writestr(name, content)
    return file.getvalue()


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


BOMB = b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 1000 + b'">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 100) for i in range(6)
) + b"]>"  # fmt: skip
SHEET = "xl/worksheets/sheet1.xml"


def spoilt(parts: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    yield "text", b"component,charge\na.one,recurring\n"
    yield "empty", b""
    yield "old or encrypted", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    yield "cut off", packed(parts)[:-40]
    yield (
        "OpenDocument",
        packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"}),
    )
    yield "other archive", packed({"readme.txt": b"hello"})
    yield "macros", packed(parts | {"xl/vbaProject.bin": b"x"})
    yield "zip bomb", packed(parts | {f"xl/media/{number}": bytes(30_000_000) for number in range(7)})
    yield "sheet that isn't XML", packed(parts | {SHEET: b"<worksheet><sheetData><row"})
    yield (
        "entities in entities",
        packed(
            parts | {SHEET: parts[SHEET].replace(b"<worksheet", BOMB + b"<worksheet", 1).replace(b"<v>", b"<v>&g;", 1)}
        ),
    )
    yield "number that is none", packed(parts | {SHEET: parts[SHEET].replace(b"<v>45.00</v>", b"<v>4x5</v>")})


FILES = ("text", "empty", "old or encrypted", "cut off", "OpenDocument", "other archive", "macros", "zip bomb", "sheet that isn't XML", "entities in entities", "number that is none")  # fmt: skip


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_such_workbook_is_told(case: str, book: Path, golden: Golden) -> None:
    path = export_spreadsheet(book, "book.xlsx")
    path.write_bytes(dict(spoilt(parts_of(path)))[case])
    golden(f"spreadsheet/files/{case}", refused(book, path))


def test_a_file_that_is_not_there_or_a_folder_is_told(book: Path) -> None:
    assert "the file can't be read: no such file or directory" in refused(book, Path("none.xlsx"))
    assert "the file can't be read: is a directory" in refused(book, book)


def test_faults_are_data_with_json(book: Path) -> None:
    result = run(book, edited(book, put("prices a", H2="¥45")), "--json")
    assert result.exit_code == 2
    [told] = json.loads(result.stdout)["errors"]
    assert told["file"] == "edited.xlsx, sheet 'prices a', cell H2"
    assert (told["code"], told["help"], told["line"], told["column"]) == ("E012", "write 45", 0, 0)


def test_no_golden_file_is_left_over() -> None:
    assert kept("spreadsheet") == {"changed since", "diff", "key in two lists"}
    assert kept("spreadsheet/export") == {"control character", "long cell"}
    assert kept("spreadsheet/faults") == set(FAULTS)
    assert kept("spreadsheet/files") == set(FILES)


def test_the_shipped_rulebooks_lie_outside_the_package_in_a_checkout() -> None:
    assert importing._PACKAGE not in folder("rules").resolve().parents
