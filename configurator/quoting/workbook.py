"""The bill of materials as a workbook (XLSX): a summary, and a sheet for the deal and for each site class.

Line amounts and totals are formulas over the lines; what no formula of the sheet can know (tax rounded per period,
ramps) is a number of the quote, in a cell of its own. The same quote gives the same bytes.
"""

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from babel.numbers import get_currency_precision

from configurator.quoting import bill
from configurator.quoting.bill import MONTHS, ZERO, totals_of
from configurator.quoting.files import check_place, write_whole
from configurator.quoting.quote import Quote
from configurator.quoting.wording import wording_of
from configurator.quoting.worksheet import (
    KINDS,
    Formats,
    PlaceSheet,
    Sums,
    cell,
    letter,
    make_formats,
    set_print,
    unique_names,
)
from configurator.quoting.writer import Writer

TOTALS = ("one_time", "monthly", "first_year", "total_contract")
NO_GUESSING = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}


def render_xlsx(quote: Quote, path: str | Path, language: str | None = None) -> Path:
    """Writes the bill of materials of a quote as XLSX, in the quote's language unless another is named."""
    target = Path(path)
    check_place(target)
    return write_whole(target, xlsx_bytes(quote, language))


def xlsx_bytes(quote: Quote, language: str | None = None) -> bytes:
    """The bill of materials as XLSX."""
    view = quote.customer_view()
    writer = Writer(view, wording_of(view, language or quote.language))
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, NO_GUESSING) as book:
        _describe(book, quote, writer)
        formats = make_formats(book, writer.say("workbook.font"), writer.currency)
        overview = writer.say("workbook.summary")
        groups = bill.groups(writer.view)
        wanted = [_sheet_name(writer, group) for group in groups]
        first = book.add_worksheet(overview)
        sums = [
            PlaceSheet(book.add_worksheet(name), name, writer, formats).write(group)
            for name, group in zip(unique_names(wanted, [overview]), groups, strict=True)
        ]
        SummarySheet(first, writer, formats, sums).write(quote)
    return content.getvalue()


def _sheet_name(writer: Writer, group: bill.Group) -> str:
    if group.ends:
        return writer.say("workbook.ends")
    return writer.say("workbook.deal") if group.site_class is None else writer.place(group.site_class)


def _describe(book: Any, quote: Quote, writer: Writer) -> None:
    said = writer.view["proposal"]
    book.set_properties(
        {
            "title": writer.wording.text(said["title"]),
            "subject": f"{writer.view['number']} · {writer.view['revision']}",
            "author": writer.wording.text(said["seller"]["name"]),
            "created": datetime.combine(quote.date, time(12)),
        }
    )


class SummarySheet:
    """What the deal comes to, from the sums of the other sheets."""

    def __init__(self, sheet: Any, writer: Writer, formats: Formats, sums: Sequence[Sums]) -> None:
        self.sheet, self.writer, self.formats, self.sums = sheet, writer, formats, sums
        self.totals = totals_of(writer.view)
        self.digits = get_currency_precision(writer.currency)
        self.row = 0

    def write(self, quote: Quote) -> None:
        """The whole sheet."""
        self.sheet.set_column(0, 0, 34)
        self.sheet.set_column(1, 6, 20)
        self._head(quote)
        whole = self._by_sheet()
        first_year = self._by_year()
        tax = self._by_rate()
        self._totals(whole, first_year, tax)
        set_print(self.sheet, self.writer.say("workbook.page"))

    def _head(self, quote: Quote) -> None:
        view, say = self.writer.view, self.writer.say
        self._text(self.writer.wording.text(view["proposal"]["title"]), look=self.formats.title)
        self.row += 1
        for name, value in (
            ("workbook.customer", self.writer.customer),
            ("cover.number", str(view["number"])),
            ("cover.revision", str(view["revision"])),
            ("cover.date", quote.date),
            ("cover.valid_until", date.fromisoformat(view["valid_until"])),
            ("cover.term", say("cover.months", count=self.writer.term_months)),
            ("cover.currency", say("cover.net_of_tax", currency=self.writer.currency)),
            ("acceptance.hash_title", quote.customer_view_sha256),
        ):
            self._text(say(name), look=self.formats.note)
            if isinstance(value, date):
                self.sheet.write_datetime(self.row, 1, datetime.combine(value, time()), self.formats.day)
            else:
                self._text(value, 1, self.formats.strong)
            self.row += 1
        self.row += 1

    def _by_sheet(self) -> dict[str, tuple[str, Decimal]]:
        """A row for each sheet, and below their sums: where each stands and what it is."""
        say = self.writer.say
        kinds = [*[kind for kind in KINDS if any(kind in sums.cells for sums in self.sums)], "contract"]
        self._header([say("workbook.sheet"), *[say(f"workbook.{kind}") for kind in kinds]])
        start = self.row
        for sums in self.sums:
            self._text(sums.sheet)
            for column, kind in enumerate(kinds, 1):
                if kind in sums.cells:
                    self._formula(column, f"='{sums.sheet}'!{sums.cells[kind]}", sums.values[kind])
            self.row += 1
        self._text(say("workbook.sum"), look=self.formats.sum_text)
        whole = {}
        for column, kind in enumerate(kinds, 1):
            value = sum((sums.values.get(kind, ZERO) for sums in self.sums), ZERO)
            span = f"{letter(column)}{start + 1}:{letter(column)}{self.row}"
            self._formula(column, self._rounded(f"SUM({span})"), value, self.formats.sum_money)
            whole[kind] = (f"{letter(column)}{self.row + 1}", value)
        self.row += 2
        return whole

    def _by_year(self) -> tuple[str, Decimal]:
        """Cost by contract year; answers where the first year's stands."""
        say = self.writer.say
        self._header([say("workbook.by_year"), say("prices.one_time"), say("prices.recurring"), say("prices.total")])
        first = ("0", ZERO)
        for position, year in enumerate(self.totals["years"]):
            one_time, recurring = Decimal(year["one_time"]), Decimal(year["recurring"])
            self._text(say("prices.year", year=year["year"]))
            self._number(1, one_time)
            self._number(2, recurring)
            self._formula(3, self._rounded(f"B{self.row + 1}+C{self.row + 1}"), one_time + recurring)
            if position == 0:
                first = (f"D{self.row + 1}", one_time + recurring)
            self.row += 1
        self.row += 1
        return first

    def _by_rate(self) -> tuple[str, Decimal]:
        """Net and tax by rate; answers the span of the taxes and their sum."""
        say, start = self.writer.say, self.row + 1
        self._header([say("workbook.by_rate"), say("workbook.net_of_tax"), say("workbook.tax")])
        for tax in self.totals["tax_by_rate"]:
            self.sheet.write_number(self.row, 0, Decimal(tax["rate"]), self.formats.percent)
            parts = [self._at_rate(sums) for sums in self.sums]
            self._formula(1, self._rounded("+".join(parts)), Decimal(tax["net"]))
            self._number(2, Decimal(tax["tax"]))
            self.row += 1
        span = f"C{start + 1}:C{self.row}"
        self.row += 1
        return span, Decimal(self.totals["tax"])

    def _at_rate(self, sums: Sums) -> str:
        first, last = sums.rows

        def span(name: str) -> str:
            return f"'{sums.sheet}'!{cell(name, first)}:{cell(name, last)}"

        return f"SUMIFS({span('contract')},{span('tax_rate')},A{self.row + 1})"

    def _totals(
        self, whole: dict[str, tuple[str, Decimal]], first_year: tuple[str, Decimal], tax: tuple[str, Decimal]
    ) -> None:
        """The quote's four totals, net, tax and with tax."""
        say = self.writer.say
        names = [say("workbook.totals"), say("workbook.net_of_tax"), say("workbook.tax"), say("workbook.with_tax")]
        sources = {
            "one_time": whole.get("one_time", ("0", ZERO)),
            "monthly": self._monthly(whole),
            "first_year": first_year,
            "total_contract": whole["contract"],
        }
        rests = {key: Decimal(self.totals[key]) - round(value, self.digits) for key, (_, value) in sources.items()}
        self._header([*names, say("workbook.rounding")] if any(rests.values()) else names)
        for key in TOTALS:
            net, with_tax = Decimal(self.totals[key]), Decimal(self.totals[f"{key}_with_tax"])
            self._text(say(f"total.{key}"), look=self.formats.strong)
            rest = f"+E{self.row + 1}" if rests[key] else ""
            self._formula(1, self._rounded(f"{sources[key][0]}{rest}"), net)
            if rests[key]:
                self._number(4, rests[key])
            if key == "total_contract":
                self._formula(2, self._rounded(f"SUM({tax[0]})"), tax[1])
            else:
                self._number(2, with_tax - net)
            self._formula(3, self._rounded(f"B{self.row + 1}+C{self.row + 1}"), with_tax, self.formats.sum_money)
            self.row += 1

    def _monthly(self, whole: dict[str, tuple[str, Decimal]]) -> tuple[str, Decimal]:
        """Monthly charges and the month's part of the longer ones."""
        parts = [(*whole[kind], months) for kind, months in MONTHS.items() if kind in whole]
        formula = "+".join(f"{where}/{months}" if months > 1 else where for where, _, months in parts) or "0"
        return formula, sum((value / months for _, value, months in parts), ZERO)

    def _header(self, names: list[str]) -> None:
        for column, name in enumerate(names):
            self._text(name, column, self.formats.header)
        self.row += 1

    def _text(self, text: str, column: int = 0, look: Any = None) -> None:
        self.sheet.write_string(self.row, column, text, look or self.formats.text)

    def _number(self, column: int, number: Decimal) -> None:
        self.sheet.write_number(self.row, column, number, self.formats.money)

    def _formula(self, column: int, formula: str, value: Decimal, look: Any = None) -> None:
        self.sheet.write_formula(self.row, column, formula, look or self.formats.money, value)

    def _rounded(self, formula: str) -> str:
        return f"=ROUND({formula},{self.digits})"
