"""The workbook: formulas that give the quote's figures, and nothing a customer writes can become one."""

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from configurator.errors import RenderError
from configurator.quoting.quote import Quote
from configurator.quoting.workbook import render_xlsx, xlsx_bytes
from configurator.quoting.worksheet import unique_names
from tests.quoting.real_quote import shipped
from tests.quoting.sample_quote import SampleQuote, sample
from tests.quoting.spreadsheet import Calculator

LANGUAGES = ("zh-CN", "en")
CENT = Decimal("0.01")


def books(quote: SampleQuote | Quote, language: str) -> tuple[Workbook, Workbook]:
    """The same workbook with its formulas, and with its cached values."""
    content = xlsx_bytes(quote, language)
    return load_workbook(io.BytesIO(content)), load_workbook(io.BytesIO(content), data_only=True)


def totals(quote: SampleQuote | Quote) -> dict[str, Any]:
    found: dict[str, Any] = quote.customer_view()["recommendation"]["totals"]
    return found


def last_rows(book: Workbook, count: int) -> list[int]:
    sheet = book.worksheets[0]
    filled = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value is not None]
    return filled[-count:]


@pytest.mark.parametrize("made", [sample, shipped])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_totals_recompute_to_the_quotes_exactly(language: str, made: Callable[[], SampleQuote | Quote]) -> None:
    quote = made()
    book, _ = books(quote, language)
    calculator, found = Calculator(book), totals(quote)
    for row, key in zip(last_rows(book, 4), ("one_time", "monthly", "first_year", "total_contract"), strict=True):
        assert calculator.value(book.sheetnames[0], f"B{row}") == Decimal(found[key]), key
        assert calculator.value(book.sheetnames[0], f"D{row}") == Decimal(found[f"{key}_with_tax"]), key


@pytest.mark.parametrize("made", [sample, shipped])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_formula_is_cached_with_the_value_it_recomputes_to(
    language: str, made: Callable[[], SampleQuote | Quote]
) -> None:
    book, cached = books(made(), language)
    calculator, formulas = Calculator(book), 0
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    formulas += 1
                    shown = cached[sheet.title][cell.coordinate].value
                    again = calculator.value(sheet.title, cell.coordinate)
                    assert isinstance(shown, int | float)
                    assert abs(Decimal(repr(shown)) - again) < Decimal("1e-12"), (
                        sheet.title,
                        cell.coordinate,
                        cell.value,
                    )
    assert formulas > 150


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_line_of_the_quote_is_a_line_of_the_workbook(language: str) -> None:
    quote = sample()
    _, cached = books(quote, language)
    lines = [
        (
            str(row[1]),
            Decimal(repr(row[7])),
            Decimal(repr(row[12])).quantize(CENT),
            Decimal(repr(row[16])).quantize(CENT),
        )
        for sheet in cached.worksheets[1:]
        for row in sheet.iter_rows(min_row=5, values_only=True)
        if row[1]
    ]
    wanted = [
        (item["component"], Decimal(item["quantity"]), Decimal(charge["net"]), Decimal(charge["contract_net"]))
        for item in quote.view["recommendation"]["package"]["items"]
        for charge in item["charges"]
    ]
    assert sorted(lines) == sorted(wanted)


def test_ramps_that_no_line_shows_stand_in_a_cell_of_their_own() -> None:
    quote = sample()
    found = totals(quote)
    found["monthly"] = str(Decimal(found["monthly"]) + Decimal("500.00"))
    found["monthly_with_tax"] = str(Decimal(found["monthly_with_tax"]) + Decimal("530.00"))
    book, _ = books(quote, "en")
    sheet, row = book.sheetnames[0], last_rows(book, 4)[1]
    assert Calculator(book).value(sheet, f"B{row}") == Decimal(found["monthly"])
    assert Calculator(book).value(sheet, f"E{row}") == Decimal("500.00")


@pytest.mark.parametrize(
    "hostile",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        '=HYPERLINK("http://x.invalid","x")',
        "=cmd|' /c calc'!A0",
        " =1",
        "https://x.invalid",
        "12",
    ],
)
def test_a_customers_text_is_never_a_formula_a_link_or_a_number(hostile: str) -> None:
    quote = sample(customer=hostile)
    quote.view["site_classes"][0]["sites"][0] = hostile
    quote.view["site_classes"][0]["facts"][0]["value"] = hostile
    book, _ = books(quote, "en")
    found = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value == hostile]
    assert found
    assert {cell.data_type for cell in found} == {"s"}
    assert all(cell.hyperlink is None for cell in found)


def test_the_file_links_to_nothing_outside() -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(sample()))) as archive:
        names = archive.namelist()
        content = b"".join(archive.read(name) for name in names)
    assert not [name for name in names if "externalLink" in name or "vba" in name.lower()]
    assert b'TargetMode="External"' not in content


def test_the_same_quote_gives_the_same_bytes() -> None:
    assert xlsx_bytes(sample(), "en") == xlsx_bytes(sample(), "en")
    assert xlsx_bytes(sample()) == xlsx_bytes(sample(), "zh-CN")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_for_the_deal_and_for_each_site_class_follows_the_summary(language: str) -> None:
    book, _ = books(sample(), language)
    assert len(book.sheetnames) == 6
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "D5"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$4:$4"


def test_sheet_names_are_what_excel_accepts() -> None:
    names = unique_names(["A/B:C", "a b c", "x" * 40, "X" * 40, "", "'s"], taken=["Summary"])
    assert len({name.lower() for name in names}) == 6
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


def test_a_workbook_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = render_xlsx(sample(), tmp_path / "bom.xlsx")
    assert target.read_bytes() == xlsx_bytes(sample())
    with pytest.raises(RenderError, match="is a folder"):
        render_xlsx(sample(), tmp_path)
    with pytest.raises(RenderError, match="no folder"):
        render_xlsx(sample(), tmp_path / "missing" / "bom.xlsx")
    assert [file.name for file in tmp_path.iterdir()] == ["bom.xlsx"]


def test_units_agree_with_their_amounts_in_each_language() -> None:
    for language, one, many in (("en", "platform", "seats"), ("zh-CN", "套", "席")):
        book = load_workbook(io.BytesIO(xlsx_bytes(shipped(), language)), data_only=True)
        rows = [[cell.value for cell in row] for sheet in book.worksheets[1:] for row in sheet.iter_rows()]
        units = {(row[7], row[8]) for row in rows if len(row) > 8}
        assert {(1, one), (420, many)} <= units
        assert not [unit for _, unit in units if isinstance(unit, str) and "|" in unit]
