"""What a quote changes against the one before it, ready to print: in the proposal of a revision, and in the terminal.

It is made of the JSON of a difference, which a revision carries with it, and of the newer of the two customer views.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from configurator.quoting.bill import ZERO, View
from configurator.quoting.changed_profile import Asked, value_text
from configurator.quoting.writer import Writer

SHOWN = 20
"""How many rows of a group a proposal shows: those that do most to the price."""
TOTALS = ("one_time", "monthly", "first_year", "total_contract", "tax", "total_contract_with_tax")
NOTHING = "–"
_CHARGE = re.compile(r"charges\[(?P<kind>[a-z_]+)(?: (?P<period>[a-z]+))?(?: \d+)?\](?:\.(?P<key>.*))?")


@dataclass(frozen=True)
class ChangedTotal:
    """One of the totals before and after."""

    name: str
    before: str
    after: str
    difference: str


@dataclass(frozen=True)
class CauseRow:
    """What all changes of one cause do to the price."""

    name: str
    one_time: str
    monthly: str
    contract: str


@dataclass(frozen=True)
class Row:
    """A change: of what, what was and what is, what it does to the contract, and whose it is."""

    name: str
    detail: str
    before: str
    after: str
    one_time: str
    monthly: str
    contract: str
    cause: str
    weight: Decimal = ZERO


@dataclass(frozen=True)
class Group:
    """Changes of one kind; `more` says how many are left out."""

    key: str
    title: str
    rows: tuple[Row, ...]
    more: str


@dataclass(frozen=True)
class Changes:
    """Everything that has changed since another quote."""

    since: str
    nothing: str
    totals: tuple[ChangedTotal, ...]
    causes: tuple[CauseRow, ...]
    groups: tuple[Group, ...]
    rest: str


def changes(writer: Writer, told: View, most: int | None = SHOWN) -> Changes:
    """The changes of a difference's JSON; `most` limits the rows of a group, None lists all."""
    listed = _Rows(writer, told)
    groups = tuple(_group(writer, key, rows, most) for key, rows in listed.groups() if rows)
    return Changes(
        since=writer.say(
            "changes.since",
            number=told["old"]["number"],
            revision=told["old"]["revision"],
            date=writer.wording.date(told["old"]["date"]),
        ),
        nothing="" if told["diff"] else writer.say("changes.nothing"),
        totals=tuple(_total(writer, name, told["totals"][name]) for name in TOTALS),
        causes=tuple(_cause_row(writer, entry) for entry in told["by_cause"]),
        groups=groups,
        rest=writer.say("changes.rest", count=listed.rest) if listed.rest else "",
    )


def _total(writer: Writer, name: str, amounts: View) -> ChangedTotal:
    rise = Decimal(amounts["to"]) - Decimal(amounts["from"])
    return ChangedTotal(
        name=writer.say(f"changes.total.{name}"),
        before=writer.amount(amounts["from"]),
        after=writer.amount(amounts["to"]),
        difference=_signed(writer, rise),
    )


def _cause_row(writer: Writer, entry: View) -> CauseRow:
    delta = {name: Decimal(amount) for name, amount in entry["delta"].items()}
    contract = _signed(writer, delta["total_contract"])
    if delta.get("tax"):
        tax = writer.say("changes.tax_effect", amount=_signed(writer, delta["tax"]))
        contract = f"{contract} {tax}" if delta["total_contract"] else tax
    name = writer.say(f"changes.cause.{entry['cause'] or 'unknown'}")
    return CauseRow(name, _signed(writer, delta["one_time"]), _signed(writer, delta["monthly"]), contract)


def _group(writer: Writer, key: str, rows: list[Row], most: int | None) -> Group:
    heaviest = sorted(rows, key=lambda row: -row.weight)[:most] if most is not None and len(rows) > most else rows
    left = len(rows) - len(heaviest)
    more = writer.say("changes.more", count=left) if left else ""
    return Group(key, writer.say(f"changes.{key}"), tuple(heaviest), more)


def _signed(writer: Writer, amount: Decimal) -> str:
    """A rise with its plus, a fall with its minus, nothing as a dash."""
    return NOTHING if not amount else f"{'+' if amount > 0 else ''}{writer.amount(amount)}"


class _Rows:
    """The rows of a difference, group by group."""

    def __init__(self, writer: Writer, told: View) -> None:
        self.writer, self.told = writer, told
        self.asked = Asked(writer, told["names"])
        self.rest = 0
        """How many changes have no row: reasons, and the like, which the data tells."""

    def groups(self) -> Iterator[tuple[str, list[Row]]]:
        of: dict[str, list[View]] = {}
        for change in self.told["diff"]:
            of.setdefault(change["kind"], []).append(change)
        components = of.get("component", [])
        bought = [change for change in components if change["what"] in ("", "quantity")]
        priced = [change for change in components if _CHARGE.fullmatch(change["what"])]
        taxed = [change for change in priced if change["what"].endswith(".tax_rate")]
        self.rest = len(components) - len(bought) - len(priced)
        yield "asked", [self._asked(change) for change in of.get("profile", ())]
        yield "met", [self._met(change) for change in of.get("need", ())]
        yield "package", [self._bought(change) for change in bought]
        yield "prices", [*self._prices(change for change in priced if change not in taxed), *self._taxes(taxed)]
        yield "rules", [self._plain(change, change["id"]) for change in of.get("rule", ())]
        yield "words", [self._plain(change, change["path"]) for change in of.get("wording", ())]
        yield "other", [self._plain(change, change["path"]) for change in of.get("total", ())]
        yield "ours", [self._plain(change, change["path"]) for change in of.get("ours", ())]

    def _asked(self, change: View) -> Row:
        name, detail = self.asked.label(change["what"])
        before, after = (self.asked.value(change["what"], change[key]) for key in ("from", "to"))
        return self._row([change], name, detail, before, after)

    def _met(self, change: View) -> Row:
        words = {True: "needs.met", False: "needs.unmet"}
        before, after = (
            self.writer.say(words[v]) if v is not None else NOTHING for v in (change["from"], change["to"])
        )
        return self._row([change], self.asked.need(change["id"]), "", before, after)

    def _bought(self, change: View) -> Row:
        before, after = (
            NOTHING if change[key] is None else self.writer.quantity(change[key]) for key in ("from", "to")
        )
        return self._row([change], self._component(change["id"]), self._place(change["site_class"]), before, after)

    def _prices(self, priced: Iterable[View]) -> list[Row]:
        """A row for each charge of a component whose price by the unit is the same at all its places."""
        by_charge: dict[tuple[str, str, str | None], list[View]] = {}
        for change in priced:
            by_charge.setdefault((change["id"], change["what"].partition("]")[0], change["site_class"]), []).append(
                change
            )
        alike: dict[tuple[str, str, str, str], list[View]] = {}
        for (component, charge, _), found in by_charge.items():
            before, after = self._unit_prices(found)
            alike.setdefault((component, charge, before, after), []).extend(found)
        return [
            self._row(found, self._component(component), self._charge(found[0]["what"]), before, after)
            for (component, _, before, after), found in alike.items()
        ]

    def _unit_prices(self, found: list[View]) -> tuple[str, str]:
        """What a unit costs before and after, as far as one price tells; else a dash."""
        wanted = ("unit_net", "net", "contract_net", None)
        keyed = {_key(change["what"]): change for change in reversed(found)}
        change = next((keyed[key] for key in wanted if key in keyed), None)
        if change is None:
            return NOTHING, NOTHING
        before, after = (NOTHING if change[key] is None else self.writer.amount(change[key]) for key in ("from", "to"))
        return before, after

    def _taxes(self, taxed: list[View]) -> list[Row]:
        """A row for each rate that became another."""
        rates: dict[tuple[str, str], list[View]] = {}
        for change in taxed:
            rates.setdefault((change["from"], change["to"]), []).append(change)
        return [
            self._row(found, self.writer.say("prices.tax"), "", *(self.writer.wording.percent(rate) for rate in pair))
            for pair, found in rates.items()
        ]

    def _plain(self, change: View, name: str) -> Row:
        before, after = (value_text(self.writer, change[key]) for key in ("from", "to"))
        return self._row([change], name, "", before, after)

    def _row(self, found: list[View], name: str, detail: str, before: str, after: str) -> Row:
        deltas = [change["delta"] for change in found if change["delta"] is not None]
        once, month, contract, tax = (
            sum((Decimal(delta.get(key, 0)) for delta in deltas), ZERO)
            for key in ("one_time", "monthly", "total_contract", "tax")
        )
        row = Row(
            name, detail, before, after, _signed(self.writer, once), _signed(self.writer, month),
            _signed(self.writer, contract), self._cause(found), abs(contract) or abs(once) or abs(month),
        )  # fmt: skip
        if not tax:
            return row
        return replace(
            row, contract=self.writer.say("changes.tax_effect", amount=_signed(self.writer, tax)), weight=abs(tax)
        )

    def _cause(self, found: list[View]) -> str:
        """Whose the changes are, with the rules behind them."""
        told: dict[str, list[str]] = {}
        for change in found:
            rules = told.setdefault(self.writer.say(f"changes.cause.{change['cause'] or 'unknown'}"), [])
            if change["rule"] and change["rule"] not in rules:
                rules.append(change["rule"])
        causes = (f"{cause} ({', '.join(rules)})" if rules else cause for cause, rules in told.items())
        return self.writer.wording.listing(list(causes))

    def _component(self, id: str) -> str:
        gone = self.told["names"]["components"].get(id)
        return self.writer.wording.text(gone) if gone else self.writer.component(id)

    def _charge(self, what: str) -> str:
        found = _CHARGE.fullmatch(what)
        assert found is not None
        key = "charge.one_time" if found["kind"] == "one_time" else f"charge.{found['kind']}_{found['period']}"
        return self.writer.say(key) if self.writer.wording.has(key) else found["kind"]

    def _place(self, site_class: str | None) -> str:
        return self._places.get(site_class or "", site_class or "")

    @cached_property
    def _places(self) -> dict[str, str]:
        return {known["id"]: self.writer.place(known["id"]) for known in self.writer.view["site_classes"]}


def _key(what: str) -> str | None:
    found = _CHARGE.fullmatch(what)
    return found["key"] if found else None
