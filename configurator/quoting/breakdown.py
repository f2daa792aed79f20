"""What a proposal comes to, broken down: by rate of tax, by contract year, by family."""

from dataclasses import dataclass
from decimal import Decimal

from configurator.quoting.bill import ZERO, totals_of
from configurator.quoting.writer import Writer


@dataclass(frozen=True)
class TaxRow:
    """What is taxed at one rate."""

    rate: str
    net: str
    tax: str
    with_tax: str


@dataclass(frozen=True)
class YearRow:
    """What one contract year costs."""

    name: str
    one_time: str
    recurring: str
    total: str


@dataclass(frozen=True)
class FamilyRow:
    """What one family costs."""

    name: str
    one_time: str
    monthly: str
    contract: str
    share: str


def taxes(writer: Writer) -> tuple[TaxRow, ...]:
    """Tax by rate over the contract."""
    return tuple(
        TaxRow(
            rate=writer.wording.percent(row["rate"]),
            net=writer.amount(row["net"]),
            tax=writer.amount(row["tax"]),
            with_tax=writer.amount(Decimal(row["net"]) + Decimal(row["tax"])),
        )
        for row in totals_of(writer.view)["tax_by_rate"]
    )


def years(writer: Writer) -> tuple[YearRow, ...]:
    """Cost by contract year."""
    return tuple(
        YearRow(
            name=writer.say("prices.year", year=row["year"]),
            one_time=writer.amount(row["one_time"]),
            recurring=writer.amount(row["recurring"]),
            total=writer.amount(Decimal(row["one_time"]) + Decimal(row["recurring"])),
        )
        for row in totals_of(writer.view)["years"]
    )


def families(writer: Writer) -> tuple[FamilyRow, ...]:
    """Cost by family, in the order of the catalogue."""
    found = totals_of(writer.view)
    names = {family["id"]: writer.wording.text(family["name"]) for family in writer.view["catalogue"]["families"]}
    order = list(names)
    whole = Decimal(found["total_contract"])
    return tuple(
        FamilyRow(
            name=names[row["family"]],
            one_time=writer.amount(row["one_time"]),
            monthly=writer.amount(row["monthly"]),
            contract=writer.amount(row["total_contract"]),
            share=writer.wording.percent(Decimal(row["total_contract"]) / whole if whole else ZERO, decimals=1),
        )
        for row in sorted(found["by_family"], key=lambda row: order.index(row["family"]))
    )
