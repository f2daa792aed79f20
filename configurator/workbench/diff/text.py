"""A diff as a person reads it: what changed in the rulebook by kind, then the offers that matter most."""

from collections.abc import Iterator
from itertools import groupby

from configurator.records import Wording, decimal_text
from configurator.rulebook.formula import Formula
from configurator.rulebook.model import Component, Rule, Rulebook
from configurator.workbench.diff.amounts import money, percent
from configurator.workbench.diff.changes import Change
from configurator.workbench.diff.compare import readable
from configurator.workbench.diff.lines import SIGNS, Line
from configurator.workbench.diff.offer_text import offer_lines
from configurator.workbench.diff.run import RulebookDiff
from configurator.workbench.diff.summary import TITLES, counted, summary

_LONG = 56
"""Longer values stand on lines of their own, one below the other, so that what differs catches the eye."""


def report(found: RulebookDiff, most: int | None = 20) -> Iterator[Line]:
    """The whole report; at most so many offers are spelled out (None: all)."""
    yield Line("#", f"{_named(found.old)} -> {_named(found.new)}")
    if found.identical:
        yield Line("", "The rulebooks are the same, text by text: no offer was solved.")
        return
    for kind, of_kind in groupby(found.changes, key=lambda change: change.kind):
        yield Line("", "")
        yield from _section(kind, list(of_kind), found)
    yield from offer_lines(found, most)
    yield Line("", "")
    yield from (Line("", text) for text in summary(found))


def _named(rulebook: Rulebook) -> str:
    return f"{rulebook.id} {rulebook.version} ({rulebook.sha256[:8]})"


def _section(kind: str, changes: list[Change], found: RulebookDiff) -> Iterator[Line]:
    if kind in ("wording", "source"):
        yield Line("~", f"{TITLES[kind]} changed: {counted(len(changes), 'text' if kind == 'wording' else 'record')}")
        return
    yield Line("#", TITLES[kind])
    for id, of_record in groupby(changes, key=lambda change: change.id):
        if kind == "price":
            yield from _prices(id, list(of_record), found.new.currency)
        else:
            yield from _record(kind, id, list(of_record), found)


def _record(kind: str, id: str, changes: list[Change], found: RulebookDiff) -> Iterator[Line]:
    first = changes[0]
    if not first.path:
        yield from _whole(first, found)
        return
    if len(changes) == 1 and _fits(first, found):
        yield Line("~", f"  ~ {id}  {_field(first, found).text}")
        return
    yield Line("~", f"  ~ {id}")
    for change in changes:
        if _fits(change, found):
            field = _field(change, found)
            yield Line(field.sign, f"      {field.text}")
        else:
            yield from _long_field(change, found)


def _whole(change: Change, found: RulebookDiff) -> Iterator[Line]:
    """A record that is new, or gone, with what tells most about it."""
    book, record = (found.old, change.old) if change.change == "removed" else (found.new, change.new)
    sign = SIGNS[change.change]
    start = f"  {sign} {change.id}"
    match record:
        case Component():
            yield Line(sign, f"{start}  {record.name.en}: {_price_of(record, book)}")
        case Rule():
            yield Line(sign, f"{start}  {record.because.en}")
            yield Line(sign, f"      {record.rule.text}")
        case Wording():
            yield Line(sign, f"{start}  {record.en}")
        case tuple():
            yield Line(sign, f"{start}, {counted(len(record), 'row')}")
        case int():
            yield Line(sign, f"{start} months")
        case _:
            about = getattr(record, "name", None) or record.because
            yield Line(sign, f"{start}  {about.en}" if about.en != change.id else start)


def _price_of(component: Component, rulebook: Rulebook) -> str:
    """What a component costs by its last price list: `120.00 a month, 500.00 once`."""
    told = []
    for charge in component.charges:
        price = rulebook.prices[component.id, charge.name][-1]
        often = f"a {charge.period}" if charge.period else "once"
        listed = price.by_quantity[0][1]
        share = f"{decimal_text(listed)} % of others"
        told.append(f"{share if charge.of else money(listed, rulebook.currency)} {often}")
    return ", ".join(told)


def _fits(change: Change, found: RulebookDiff) -> bool:
    """Whether a change is told in one line."""
    values = (change.old, change.new)
    formula = any(isinstance(value, Formula) for value in values)
    return not formula and all(len(_value(value, change, found)) <= _LONG for value in values)


def _field(change: Change, found: RulebookDiff) -> Line:
    """A field, old and new, or a row that is added or removed."""
    if change.kind == "table" and change.change != "changed":
        row = change.new if change.change == "added" else change.old
        sign = SIGNS[change.change]
        return Line(sign, f"{sign} {_value(row, change, found)}")
    old, new = _value(change.old, change, found), _value(change.new, change, found)
    path = (", from " if change.kind == "cost" else ".").join(change.path)
    return Line("~", f"{path}: {old} -> {new}{_rise(change)}")


def _long_field(change: Change, found: RulebookDiff) -> Iterator[Line]:
    yield Line("~", f"      {'.'.join(change.path)}")
    if change.old is not None:
        yield Line("-", f"        - {_value(change.old, change, found)}")
    if change.new is not None:
        yield Line("+", f"        + {_value(change.new, change, found)}")


def _value(value: object, change: Change, found: RulebookDiff) -> str:
    if change.kind == "cost" and value is not None:
        return money(value, found.new.currency)  # type: ignore[arg-type]
    if (change.kind, change.path) == ("rule", ("weight",)) and value is None:
        return "a must"
    return readable(value)


def _rise(change: Change) -> str:
    """In percent, of a cost, a constant or another number whose size matters."""
    return percent(change.old, change.new) if change.kind in ("cost", "constant") else ""


def _prices(component: str, changes: list[Change], currency: str) -> Iterator[Line]:
    """The prices of a component: a line for each price list, or one for each tier of it."""
    for (charge, day), of_list in groupby(changes, key=lambda change: change.path[:2]):
        tiers = list(of_list)
        verbs = {change.change for change in tiers}
        sign = SIGNS[verbs.pop()] if len(verbs) == 1 else "~"
        label = f"  {sign} {component}  {charge}, from {day}:"
        if len(tiers) == 1 and tiers[0].path[2] == "1":
            yield Line(sign, f"{label} {_tier(tiers[0], currency)}")
            continue
        yield Line(sign, label)
        for change in tiers:
            sign, first = SIGNS[change.change], int(change.path[2])
            yield Line(sign, f"      {sign} from {first:,} on {_tier(change, currency)}")


def _tier(change: Change, currency: str) -> str:
    """A price, old and new; of a price list that begins or ends, the price before or after it."""
    old, new = (money(value, currency) if value is not None else None for value in (change.old, change.new))
    told = " -> ".join(dict.fromkeys(amount for amount in (old, new) if amount is not None))
    return told + (percent(change.old, change.new) if old != new else "")
