"""The prices of a proposal as tables: bill of materials, totals, waterfall."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from configurator.quoting import bill
from configurator.quoting.bill import ZERO, Group, Step, View, totals_of
from configurator.quoting.notes import charge_notes
from configurator.quoting.writer import Fact, Writer

TOTALS = ("one_time", "monthly", "first_year", "total_contract")


@dataclass(frozen=True)
class Charge:
    """One charge of a line. Prices are several for a graduated price, as many as tiers."""

    kind: str
    quantity: str  # empty where it counts all units of its line
    tax: str
    unit_list: tuple[str, ...]
    unit_net: tuple[str, ...]
    net: str
    contract: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A component at one place."""

    number: str
    name: str
    benefit: str
    quantity: str
    unit: str
    per_site: str
    action: str  # what is done about it; empty where nothing is installed
    charges: tuple[Charge, ...]


@dataclass(frozen=True)
class Place:
    """The lines delivered to one site class, or to the whole deal."""

    title: str
    facts: tuple[Fact, ...]
    lines: tuple[Line, ...]
    sums: tuple[Fact, ...]
    contract: str


@dataclass(frozen=True)
class Total:
    """One of the four totals; empty where the quote has no such figure."""

    key: str
    name: str
    explained: str
    list: str
    net: str
    with_tax: str


@dataclass(frozen=True)
class Row:
    """A row of the waterfall; `kind` is list, discount or net."""

    name: str
    kind: str
    one_time: str
    recurring: str
    contract: str


def places(writer: Writer) -> tuple[Place, ...]:
    """The bill of materials."""
    seen: set[str] = set()
    return tuple(_place(writer, group, number, seen) for number, group in enumerate(bill.groups(writer.view), 1))


def _place(writer: Writer, group: Group, number: int, seen: set[str]) -> Place:
    lines = []
    for position, item in enumerate(group.items, 1):
        lines.append(
            _line(writer, group, item, f"{number}.{position}", benefit=item["component"] not in seen and not group.ends)
        )
        seen.add(item["component"])
    return Place(
        title=place_title(writer, group),
        facts=_place_facts(writer, group),
        lines=tuple(lines),
        sums=_sums(writer, group),
        contract=writer.amount(_sum(charge["contract_net"] for item in group.items for charge in item["charges"])),
    )


def place_title(writer: Writer, group: Group) -> str:
    """The sites of a class, the whole deal, or that these are what ends."""
    return writer.say("bill.ends") if group.ends else writer.place(group.site_class)


def action(writer: Writer, item: View) -> str:
    """What is done about an item, in words; empty where nothing is installed."""
    if not bill.changes(writer.view):
        return ""
    done, before = item["action"], writer.quantity(item["before"])
    if bill.ends(item):
        return writer.say("action.delete", quantity=writer.quantity(item["quantity"]), before=before)
    return writer.say(f"action.{done}", before=before)


def _place_facts(writer: Writer, group: Group) -> tuple[Fact, ...]:
    if not group.sites:
        return ()
    sites = Fact(writer.say("needs.site_list"), writer.sites(group.sites))
    return sites, *writer.site_facts(group.facts)


def _line(writer: Writer, group: Group, item: View, number: str, benefit: bool) -> Line:
    unit = writer.unit(writer.view["catalogue"]["components"][item["component"]]["unit"], item["quantity"])
    per_site = item.get("per_site")
    return Line(
        number=number,
        name=writer.component(item["component"]),
        benefit=writer.benefit(item["component"]) if benefit else "",
        quantity=writer.quantity(item["quantity"]),
        unit=unit,
        per_site=writer.say("bill.per_site", number=per_site) if per_site and len(group.sites) > 1 else "",
        action=action(writer, item),
        charges=tuple(_charge(writer, item, charge) for charge in item["charges"]),
    )


def _charge(writer: Writer, item: View, charge: View) -> Charge:
    tiers = bill.tiers(item, charge)
    graduated = charge.get("unit_net") is None

    def price(quantity: Decimal, unit: Decimal) -> str:
        amount = writer.amount(unit)
        return writer.say("bill.tier", quantity=quantity, price=amount) if graduated else amount

    return Charge(
        kind=charge_kind(writer, charge),
        quantity=writer.quantity(charge["quantity"]) if "quantity" in charge else "",
        tax=writer.say("bill.tax", rate=writer.wording.percent(charge["tax_rate"])),
        unit_list=tuple(price(tier.quantity, tier.unit_list) for tier in tiers),
        unit_net=tuple(price(tier.quantity, tier.unit_net) for tier in tiers),
        net=writer.amount(charge["net"]),
        contract=writer.amount(charge["contract_net"]),
        notes=charge_notes(writer, charge),
    )


def charge_kind(writer: Writer, charge: View) -> str:
    """One-time, monthly, estimated monthly usage, …"""
    kind = charge["type"]
    if "until" in charge:
        return writer.say("charge.ending", until=writer.wording.date(charge["until"]))
    return writer.say("charge.one_time" if kind == "one_time" else f"charge.{kind}_{charge['period'] or 'month'}")


def _sums(writer: Writer, group: Group) -> tuple[Fact, ...]:
    """What the lines of a place come to, never adding unlike charges."""
    sums: dict[str, Decimal] = {}
    for item in group.items:
        for charge in item["charges"]:
            key = "one_time" if charge["type"] == "one_time" else f"recurring_{charge['period'] or 'month'}"
            sums[key] = sums.get(key, ZERO) + Decimal(charge["net"])
    order = ("one_time", "recurring_month", "recurring_quarter", "recurring_year")
    return tuple(Fact(writer.say(f"charge.{key}"), writer.amount(sums[key])) for key in order if key in sums)


def note(writer: Writer) -> str:
    """In which currency, how usage is billed; and at which rate prices were converted, where they were."""
    said = writer.say("prices.note", currency=writer.currency, months=writer.term_months)
    rate = writer.view["recommendation"].get("exchange")
    if rate is None:
        return said
    day = writer.wording.date(rate["effective_from"])
    told = writer.say("prices.exchange", currency=rate["currency"], rate=rate["rate"], base=rate["base"], day=day)
    return writer.say("prices.notes", first=said, second=told)


def totals(writer: Writer) -> tuple[Total, ...]:
    """One-time, monthly, first year, contract: at list, net and with tax."""
    found = totals_of(writer.view)

    def text(amount: str | None) -> str:
        return writer.money(amount) if amount is not None else ""

    return tuple(
        Total(
            key=key,
            name=writer.say(f"total.{key}"),
            explained=writer.say(f"total.{key}_explained", months=writer.term_months),
            list=text(found["list"].get(key)),
            net=text(found[key]),
            with_tax=text(found.get(f"{key}_with_tax")),
        )
        for key in TOTALS
    )


def rows(writer: Writer) -> tuple[Row, ...]:
    """The waterfall over the contract, from list to net."""
    kinds = {"list": "list", "net": "net"}
    return tuple(
        Row(
            name=step_name(writer, step),
            kind=kinds.get(step.step, "discount"),
            one_time=writer.amount(step.one_time),
            recurring=writer.amount(step.recurring),
            contract=writer.amount(step.contract),
        )
        for step in bill.waterfall(writer.view)
    )


def step_name(writer: Writer, step: Step) -> str:
    """The rule's own words, else the step's."""
    if step.rule is not None:
        return writer.rule(step.rule)
    key = f"step.{step.step}"
    return writer.say(key if writer.wording.has(key) else "step.other")


def _sum(amounts: Iterable[str]) -> Decimal:
    return sum((Decimal(amount) for amount in amounts), ZERO)
