"""One sheet of the workbook: the lines delivered to one place, every amount a formula that has its value cached.

Texts of customers are only ever written as strings, never as formulas, numbers or links.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from configurator.quoting import bill
from configurator.quoting.bill import ZERO, Group, Tier, View
from configurator.quoting.notes import charge_notes
from configurator.quoting.prices import action, charge_kind, place_title
from configurator.quoting.writer import Writer

COLUMNS = (
    ("number", 6), ("id", 24), ("component", 34), ("family", 14), ("charge", 13), ("sites", 6), ("per_site", 8),
    ("quantity", 10), ("unit", 9), ("unit_list", 12), ("unit_net", 12), ("list", 14), ("net", 14), ("discount", 9),
    ("periods", 8), ("adjustment", 13), ("contract", 15), ("tax_rate", 8), ("reason", 60), ("action", 22),
)  # fmt: skip
PLACE = {name: position for position, (name, _) in enumerate(COLUMNS)}
KINDS = ("one_time", "month", "quarter", "year")
HEADER = 3
LONGEST_TEXT = 32_000
"""A cell holds 32,767 characters; a longer text would be dropped whole."""


@dataclass(frozen=True)
class Formats:
    """The looks of cells."""

    title: Any
    note: Any
    header: Any
    text: Any
    strong: Any
    number: Any
    money: Any
    percent: Any
    day: Any
    sum_text: Any
    sum_money: Any


@dataclass(frozen=True)
class Sums:
    """Where a sheet's sums stand, and what they are."""

    sheet: str
    cells: dict[str, str]
    values: dict[str, Decimal]
    rows: tuple[int, int]


def cell(name: str, row: int) -> str:
    """A cell's address by column name and row, both as xlsxwriter counts."""
    return f"{letter(PLACE[name])}{row + 1}"


def letter(column: int) -> str:
    """A column's letter; sheets here stay within Z."""
    return chr(ord("A") + column)


def make_formats(book: Any, font: str, currency: str) -> Formats:
    """The workbook's looks, in one face."""
    digits = get_currency_precision(currency)
    money = "#,##0" + ("." + "0" * digits if digits else "")

    def look(**more: Any) -> Any:
        return book.add_format({"font_name": font, "font_size": 10, "valign": "top", **more})

    rule = {"top": 1, "top_color": "#10243E", "bold": True, "bg_color": "#F1F5F7"}
    return Formats(
        title=look(bold=True, font_size=14, font_color="#10243E"),
        note=look(font_color="#566579"),
        header=look(bold=True, font_color="#FFFFFF", bg_color="#10243E", text_wrap=True, valign="vcenter"),
        text=look(text_wrap=True),
        strong=look(bold=True),
        number=look(num_format="#,##0.####"),
        money=look(num_format=money),
        percent=look(num_format="0.##%"),
        day=look(num_format="yyyy-mm-dd", align="left"),
        sum_text=look(**rule),
        sum_money=look(num_format=money, **rule),
    )


class PlaceSheet:
    """Writes the lines of one group and its sums."""

    def __init__(self, sheet: Any, name: str, writer: Writer, formats: Formats) -> None:
        self.sheet, self.name, self.writer, self.formats = sheet, name, writer, formats
        self.digits = get_currency_precision(writer.currency)
        self.row = HEADER + 1
        self.columns = COLUMNS if bill.changes(writer.view) else COLUMNS[:-1]  # the last tells what is done about it
        self.kinds: dict[str, str] = {}
        self.values: dict[str, Decimal] = {"contract": ZERO}

    def write(self, group: Group) -> Sums:
        """The whole sheet."""
        self._head(group)
        for position, item in enumerate(group.items, 1):
            self._item(group, item, position)
        last = self.row - 1
        return Sums(self.name, self._sums(last), self.values, (HEADER + 1, last))

    def _head(self, group: Group) -> None:
        say, sheet = self.writer.say, self.sheet
        sheet.write_string(0, 0, place_title(self.writer, group), self.formats.title)
        sheet.write_string(1, 0, self.writer.sites(group.sites)[:LONGEST_TEXT], self.formats.note)
        for column, (name, width) in enumerate(self.columns):
            sheet.write_string(HEADER, column, say(f"workbook.{name}"), self.formats.header)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(HEADER + 1, PLACE["family"])
        set_print(sheet, say("workbook.page"), HEADER)

    def _item(self, group: Group, item: View, position: int) -> None:
        if not item["charges"]:  # it is there, and paid for
            self._texts(item, position)
            self._quantity(group, item)
            self.row += 1
        for charge in item["charges"]:
            self._texts(item, position, charge)
            self._kind(charge)
            self._quantity(group, item, charge.get("quantity"))
            tiers = bill.tiers(item, charge) if charge.get("unit_net") is None else ()
            for name, unit in (("list", "unit_list"), ("net", "unit_net")):
                self._amount(item, charge, name, unit, tiers)
            self._contract(charge, self.row)
            for offset, tier in enumerate(tiers, 1):
                self._tier(tier, self.row + offset)
            self.row += 1 + len(tiers)

    def _kind(self, charge: View) -> None:
        kind = charge_kind(self.writer, charge)
        self.kinds[kind] = kind_of(charge)
        self.sheet.write_string(self.row, PLACE["charge"], kind, self.formats.text)

    def _texts(self, item: View, position: int, charge: View | None = None) -> None:
        writer, component = self.writer, item["component"]
        known = writer.view["catalogue"]["components"][component]
        families = {
            family["id"]: writer.wording.text(family["name"]) for family in writer.view["catalogue"]["families"]
        }
        reasons = [writer.rule(reason["rule"], reason.get("text", "")) for reason in item.get("because", ())]
        reasons += [writer.rule(charge["rule"]) for charge in item["charges"] if "rule" in charge]
        notes = [] if charge is None else [f"{note}." for note in charge_notes(writer, charge)]
        told = (("action", action(writer, item)),) if bill.changes(writer.view) else ()
        for name, text in (
            ("id", component),
            ("component", writer.component(component)),
            ("family", families[known["family"]]),
            ("unit", writer.unit(known["unit"], item["quantity"])),
            ("reason", " ".join([*reasons, *notes])),
            *told,
        ):
            self.sheet.write_string(self.row, PLACE[name], text, self.formats.text)
        self._number("number", Decimal(position), self.formats.number)

    def _quantity(self, group: Group, item: View, counted: int | None = None) -> None:
        quantity = Decimal(item["quantity"] if counted is None else counted)
        if item.get("per_site") and counted is None:
            self._number("sites", Decimal(len(group.sites)), self.formats.number)
            self._number("per_site", Decimal(item["per_site"]), self.formats.number)
            formula = f"={cell('sites', self.row)}*{cell('per_site', self.row)}"
            self._formula("quantity", self.row, formula, quantity, self.formats.number)
        else:
            self._number("quantity", quantity, self.formats.number)

    def _amount(self, item: View, charge: View, name: str, unit: str, tiers: Sequence[Tier]) -> None:
        """Unit price times quantity, one price for all units, or the sum of the tiers below: whichever it is."""
        amount, quantity, look = Decimal(charge[name]), bill.units(item, charge), self.formats.money
        price = Decimal(charge[unit]) if charge.get(unit) is not None else None
        if price is not None:
            self._number(unit, price, look)
        if price is not None and price * quantity == amount:
            formula = self._rounded(f"{cell(unit, self.row)}*{cell('quantity', self.row)}")
        elif price == amount:
            formula = self._rounded(cell(unit, self.row))
        elif tiers and sum((getattr(tier, unit) * tier.quantity for tier in tiers), ZERO) == amount:
            formula = f"=SUM({cell(name, self.row + 1)}:{cell(name, self.row + len(tiers))})"
        else:
            self._number(name, amount, look)
            return
        self._formula(name, self.row, formula, amount, look)

    def _tier(self, tier: Tier, row: int) -> None:
        """A tier of a graduated price; its label keeps it out of the sums by kind of charge."""
        self.sheet.write_string(row, PLACE["charge"], self.writer.say("workbook.tier"), self.formats.note)
        self.sheet.write_number(row, PLACE["quantity"], tier.quantity, self.formats.number)
        for name, unit, price in (("list", "unit_list", tier.unit_list), ("net", "unit_net", tier.unit_net)):
            self.sheet.write_number(row, PLACE[unit], price, self.formats.money)
            formula = self._rounded(f"{cell(unit, row)}*{cell('quantity', row)}")
            self._formula(name, row, formula, price * tier.quantity, self.formats.money)

    def _contract(self, charge: View, row: int) -> None:
        before, net, whole = Decimal(charge["list"]), Decimal(charge["net"]), Decimal(charge["contract_net"])
        times = bill.periods(charge, self.writer.term_months)
        share = 1 - net / before if before else ZERO
        discount = f"=IF({cell('list', row)}=0,0,1-{cell('net', row)}/{cell('list', row)})"
        self._formula("discount", row, discount, share, self.formats.percent)
        self._number("periods", Decimal(times), self.formats.number)
        self._number("adjustment", whole - net * times, self.formats.money)
        formula = self._rounded(f"{cell('net', row)}*{cell('periods', row)}+{cell('adjustment', row)}")
        self._formula("contract", row, formula, whole, self.formats.money)
        self._number("tax_rate", Decimal(charge["tax_rate"]), self.formats.percent)
        kind = kind_of(charge)
        self.values[kind] = self.values.get(kind, ZERO) + net
        self.values["contract"] = self.values.get("contract", ZERO) + whole

    def _sums(self, last: int) -> dict[str, str]:
        """A row for each kind of charge, never adding unlike ones, and one for the contract."""
        say, cells = self.writer.say, {}
        for kind in (*[kind for kind in KINDS if kind in self.values], "contract"):
            name = "contract" if kind == "contract" else "net"
            label = say(f"workbook.{kind}")
            for column in range(len(self.columns)):
                self.sheet.write_blank(self.row, column, None, self.formats.sum_text)
            self.sheet.write_string(
                self.row, PLACE["component"], f"{say('workbook.sum')} · {label}", self.formats.sum_text
            )
            formula = self._span(name, last) if kind == "contract" else self._of_kind(kind, last)
            self._formula(name, self.row, self._rounded(formula), self.values[kind], self.formats.sum_money)
            cells[kind] = cell(name, self.row)
            self.row += 1
        return cells

    def _span(self, name: str, last: int) -> str:
        return f"SUM({cell(name, HEADER + 1)}:{cell(name, last)})"

    def _of_kind(self, kind: str, last: int) -> str:
        nets = f"{cell('net', HEADER + 1)}:{cell('net', last)}"
        labels = f"{cell('charge', HEADER + 1)}:{cell('charge', last)}"
        return "+".join(f'SUMIFS({nets},{labels},"{label}")' for label, of in self.kinds.items() if of == kind)

    def _rounded(self, formula: str) -> str:
        return f"=ROUND({formula},{self.digits})"

    def _number(self, name: str, number: Decimal, look: Any) -> None:
        self.sheet.write_number(self.row, PLACE[name], number, look)

    def _formula(self, name: str, row: int, formula: str, value: Decimal, look: Any) -> None:
        self.sheet.write_formula(row, PLACE[name], formula, look, value)


def kind_of(charge: View) -> str:
    """one_time, or the period of a recurring charge."""
    return "one_time" if charge["type"] == "one_time" else str(charge["period"] or "month")


def set_print(sheet: Any, footer: str, header_row: int | None = None) -> None:
    """A4 landscape, one page wide, the header on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer(f"&L&A&R{footer}")
    if header_row is not None:
        sheet.repeat_rows(header_row)


def unique_names(wanted: Iterable[str], taken: Iterable[str]) -> list[str]:
    """Names a workbook accepts: no forbidden characters, at most 31, none twice whatever the case."""
    used, names = {name.lower() for name in taken}, []
    for text in wanted:
        clean = "".join(" " if character in "[]:*?/\\'" else character for character in text).strip()[:28] or "-"
        name, number = clean, 1
        while name.lower() in used:
            number += 1
            name = f"{clean[:25]} {number}"
        used.add(name.lower())
        names.append(name)
    return names
