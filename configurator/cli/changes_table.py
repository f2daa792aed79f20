"""The changes between two quotes for the terminal: totals, what they come from, and every change."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from configurator.cli.summary import wide_console
from configurator.quoting.changed import Changes, Group, changes
from configurator.quoting.wording import wording_of
from configurator.quoting.writer import Writer


def print_changes(told: Mapping[str, Any], view: Mapping[str, Any], language: str, most: int | None) -> None:
    """Prints a difference, as JSON, whose newer quote has this customer view; of each group the `most` heaviest."""
    writer = Writer(view, wording_of(view, language))
    found = changes(writer, told, most)
    console = wide_console()
    console.print(Text(found.since))
    if found.nothing:
        console.print(Text(found.nothing))
        return
    console.print(_totals(writer, found))
    console.print(_causes(writer, found))
    for group in found.groups:
        console.print(_group(writer, group))
        if group.more:
            console.print(Text(group.more))
    if found.rest:
        console.print(Text(found.rest))


def _table(title: str, *columns: str, texts: int = 1) -> Table:
    """A table whose first columns are texts and whose others are amounts."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, header_style="dim")
    for number, column in enumerate(columns):
        table.add_column(Text(column), justify="left" if number < texts else "right", overflow="fold")
    return table


def _totals(writer: Writer, found: Changes) -> Table:
    say = writer.say
    columns = (say("changes.what"), say("changes.before"), say("changes.after"), say("changes.difference"))
    table = _table(f"\n{say('changes.totals')}", *columns)
    for total in found.totals:
        table.add_row(*map(Text, (total.name, total.before, total.after, total.difference)))
    return table


def _causes(writer: Writer, found: Changes) -> Table:
    say = writer.say
    columns = (say("changes.causes"), say("changes.one_time"), say("changes.monthly"), say("changes.contract"))
    table = _table("", *columns)
    for cause in found.causes:
        table.add_row(*map(Text, (cause.name, cause.one_time, cause.monthly, cause.contract)))
    return table


def _group(writer: Writer, group: Group) -> Table:
    say = writer.say
    amounts = (say("changes.one_time"), say("changes.monthly"), say("changes.contract"))
    columns = (say("changes.what"), "", say("changes.causes"), say("changes.before"), say("changes.after"), *amounts)
    table = _table(f"\n{group.title}", *columns, texts=3)
    for row in group.rows:
        cells = (row.name, row.detail, row.cause, row.before, row.after, row.one_time, row.monthly, row.contract)
        table.add_row(*map(Text, cells))
    return table
