"""How commands take their question, tell their faults, and end."""

import contextlib
import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from configurator.errors import ConfiguratorError, Diagnostic, InputError, Place, ProfileError, RefusedError

if TYPE_CHECKING:
    from rich.progress import Progress

    from configurator.engine.outcome import Outcome
    from configurator.profile import Profile
    from configurator.rulebook.model import Rulebook

DONE, NO, BAD_INPUT, NOT_PROVEN = 0, 1, 2, 3


@contextlib.contextmanager
def reporting(as_json: bool) -> Iterator[None]:
    """Faults end the command with their message and exit code, never with a traceback."""
    try:
        yield
    except ConfiguratorError as fault:
        if as_json:
            print_json({"errors": _errors(fault)})
        say(str(fault) if isinstance(fault, InputError) else f"error: {fault}")
        raise SystemExit(NO if isinstance(fault, RefusedError) else BAD_INPUT) from None


def _errors(fault: ConfiguratorError) -> list[dict[str, Any]]:
    if isinstance(fault, InputError):
        return [_told(diagnostic) for diagnostic in fault.diagnostics]
    return [{"code": type(fault).__name__, "message": str(fault)}]


def _told(diagnostic: Diagnostic) -> dict[str, Any]:
    place = diagnostic.place
    # Without a line the column counts in the excerpt alone: a spreadsheet's cell is named in `file`.
    where = {} if place is None else {"file": place.file, "line": place.line, "column": place.line and place.column}
    return {"code": diagnostic.code, "message": diagnostic.message, "help": diagnostic.help, **where}


def write_report(path: Path, text: str) -> None:
    """A file for other programs. Raises InputError when it can't be written there."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as fault:
        message = f"the report can't be written: {(fault.strerror or str(fault)).lower()}"
        raise InputError(
            [Diagnostic("E001", message, Place(str(path)), "give a file in a folder that is there")]
        ) from None


def print_json(data: dict[str, Any]) -> None:
    """Data, to stdout."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def say(text: str) -> None:
    """Progress or a message, to stderr."""
    click.echo(text, err=True)


def progress_bar() -> "Progress":
    """A bar on stderr, which goes away when it is done."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


def question(
    path: Path, rulebook: str | None, settings: tuple[str, ...] = (), language: str | None = None
) -> "tuple[Profile, Rulebook]":
    """What a command is asked: settings applied, today filled in where the profile has no date."""
    from configurator.profile import changed, load_profile
    from configurator.rulebook.loader import load_rulebook

    profile = load_profile(path)
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise ProfileError(
                [Diagnostic("E042", f"--set {setting}: there is no '='", None, "write --set path=value")]
            )
        profile = changed(profile, name.strip(), value)
    if profile.date is None:
        profile = profile.but(date=datetime.date.today())
    if language is not None:
        profile = profile.but(language=language)
    chosen = rulebook or profile.rulebook
    if chosen is None:
        help = "add 'rulebook: telco_enterprise' to the profile, or give -r"
        raise ProfileError([Diagnostic("E011", "no rulebook is named", profile.place(()), help)])
    say(f"loading rulebook {chosen} …")
    return profile, load_rulebook(chosen)


def exit_code(outcome: "Outcome") -> int:
    """0 when proven or near enough, 1 when nothing fits, 3 otherwise."""
    from configurator.engine.outcome import Infeasible, Solved

    if isinstance(outcome, Infeasible):
        return NO
    return DONE if isinstance(outcome, Solved) and outcome.within_gap else NOT_PROVEN
