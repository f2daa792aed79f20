"""The documents of a customer who has something already: what stays, comes, moves and ends is told, with its price."""

import io
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest
from openpyxl import load_workbook

from configurator.quoting.document import proposal
from configurator.quoting.render import render_pdf
from configurator.quoting.workbook import xlsx_bytes
from configurator.quoting.worksheet import COLUMNS, HEADER
from tests.quoting.installed_quote import installed
from tests.quoting.sample_quote import sample
from tests.quoting.spreadsheet import Calculator

ACTIONS = {
    "en": {"a.box": "Changed, 2 before", "a.tool": "No change", "c.old": "Ends: 3 of 3"},
    "zh-CN": {"a.box": "变更（原 2）", "a.tool": "保持不变", "c.old": "停用 3（原 3）"},
}


@pytest.mark.parametrize("language", ACTIONS)
def test_every_line_says_what_is_done_about_it(language: str) -> None:
    places = proposal(installed().customer_view(), "ab" * 32, language).places
    found = {line.name: line.action for place in places for line in place.lines if line.name != "b.link"}
    assert found == ACTIONS[language]


def test_links_stay_at_one_site_and_move_to_another() -> None:
    places = proposal(installed().customer_view(), "ab" * 32, "en").places
    assert sorted(line.action for place in places for line in place.lines if line.name == "b.link") == [
        "Moved from another site",
        "No change",
    ]


def test_new_units_alone_are_installed_and_what_is_paid_for_has_a_line_without_charges() -> None:
    places = proposal(installed().customer_view(), "ab" * 32, "en").places
    lines = {line.name: line for place in places for line in place.lines}
    assert [(c.kind, c.quantity, c.net) for c in lines["a.box"].charges] == [
        ("Monthly", "", "30.00"),
        ("One-time", "1", "100.00"),
    ]
    assert lines["a.tool"].charges == ()


def test_what_ends_stands_last_with_what_its_term_costs() -> None:
    last = proposal(installed().customer_view(), "ab" * 32, "en").places[-1]
    assert last.title == "What ends"
    [charge] = last.lines[0].charges
    assert (charge.kind, charge.net) == ("Early termination (term to 22 May 2027)", "270.00")
    assert last.contract == "270.00"


@pytest.mark.parametrize("language", ACTIONS)
def test_the_totals_of_the_workbook_recompute_to_the_quotes(language: str) -> None:
    quote = installed()
    book = load_workbook(io.BytesIO(xlsx_bytes(quote, language)))
    totals, calculator, first = quote.customer_view()["recommendation"]["totals"], Calculator(book), book.worksheets[0]
    rows = [row for row in range(1, first.max_row + 1) if first.cell(row, 1).value is not None][-4:]
    for row, key in zip(rows, ("one_time", "monthly", "first_year", "total_contract"), strict=True):
        assert calculator.value(first.title, f"B{row}") == Decimal(totals[key])
    assert totals["one_time"] == "420.00"


@pytest.mark.parametrize("language", ACTIONS)
def test_every_row_of_the_workbook_says_what_is_done(language: str) -> None:
    book = load_workbook(io.BytesIO(xlsx_bytes(installed(), language)))
    told = {
        (row[1].value, row[len(COLUMNS) - 1].value)
        for sheet in book.worksheets[1:]
        for row in sheet.iter_rows(min_row=HEADER + 2)
        if row[1].value not in (None, "b.link")
    }
    assert told == set(ACTIONS[language].items())


def test_without_anything_installed_neither_says_so() -> None:
    quote = sample()
    assert {
        line.action for place in proposal(quote.customer_view(), "ab" * 32, "en").places for line in place.lines
    } == {""}
    book = load_workbook(io.BytesIO(xlsx_bytes(quote, "en")))
    assert all(sheet.cell(HEADER + 1, len(COLUMNS)).value is None for sheet in book.worksheets[1:])


@pytest.mark.parametrize("language", ACTIONS)
def test_the_proposal_prints_it(language: str, tmp_path: Path) -> None:
    path = render_pdf(installed(), tmp_path / "proposal.pdf", language)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(path).pages).replace("\n", "").replace(" ", "")
    for action in ACTIONS[language].values():
        assert action.replace(" ", "") in text
    assert "270.00" in text
