"""The options that several commands share."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

LANGUAGES = ("zh-CN", "en")

profile = click.argument("profile", type=click.Path(path_type=Path))

rulebook = click.option(
    "-r", "--rulebook", metavar="ID|FOLDER", help="Rulebook to use; by default the one the profile names."
)

settings = click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="PATH=VALUE",
    help="Change the profile first, e.g. --set budget.monthly=200000.",
)

limit = click.option(
    "--limit",
    type=click.FloatRange(0.001, 100_000),
    default=60.0,
    show_default=True,
    help="Deterministic seconds to search.",
)

gap = click.option(
    "--gap",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="Accept a package proven to be within this share of the best, e.g. 0.01.",
)

without = click.option(
    "--without", multiple=True, metavar="RULE", help="What if this rule didn't hold? The answer isn't sellable."
)

language = click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Language of the output; by default the profile's."
)

number = click.option("--number", help="Number of the quote; by default made of its date and content.")


def _date(context: click.Context, parameter: click.Parameter, text: str | None) -> datetime.date:
    try:
        return datetime.date.today() if text is None else datetime.date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("write a date such as 2026-11-22", context, parameter) from None


day = click.option("--on", "day", metavar="DATE", callback=_date, help="The day it is about; by default today.")

as_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


def output(default: str) -> Callable[[F], F]:
    """Where to write."""
    where = click.Path(path_type=Path)
    return click.option("-o", "--output", type=where, default=default, show_default=True, help="Folder to write to.")


role = click.option(
    "--as", "role", metavar="ROLE", help="The seller's role in the approval matrix; by default its first."
)
