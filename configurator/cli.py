"""The command line: data to stdout, progress and messages to stderr.

Exit codes: 0 done (optimal, or within --gap) · 1 the answer is no · 2 bad input or usage · 3 feasible beyond the gap,
or unproven.
"""

import contextlib
import datetime
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

import click

from configurator.errors import ConfiguratorError, Diagnostic, InputError, ProfileError, RefusedError
from configurator.resources import folder

DONE, NO, BAD_INPUT, NOT_PROVEN = 0, 1, 2, 3
DEMO = ("telco_enterprise", "manufacturer.yaml")
LANGUAGES = ("zh-CN", "en")

F = TypeVar("F", bound=Callable[..., Any])


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="solution-configurator", message="%(version)s")
def main() -> None:
    """From a customer's profile to a proven package, its price and its proposal.

    \b
    First steps:
      configurator demo                       quote the shipped example
      configurator quote customer.yaml        a proposal (PDF) and a bill of materials (XLSX)
      configurator recommend customer.yaml    the package alone, without documents
      configurator doctor                     what this machine lacks

    A profile is a YAML or JSON file: who the customer is, their sites, needs and budget. Examples lie in
    rules/telco_enterprise/examples/.
    """


# What the commands share


def _rulebook_option(command: F) -> F:
    return click.option(
        "-r", "--rulebook", metavar="ID|FOLDER", help="Rulebook to use; by default the one the profile names."
    )(command)


def _json_option(command: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")(command)


def _language_option(command: F) -> F:
    return click.option(
        "--lang", type=click.Choice(LANGUAGES), help="Language of the output; by default the profile's."
    )(command)


def _solver_options(command: F) -> F:
    for option in (
        click.option(
            "--gap",
            type=click.FloatRange(0, 1),
            default=0.0,
            help="Accept a package proven to be within this share of the best, e.g. 0.01.",
        ),
        click.option(
            "--limit",
            type=click.FloatRange(0.001, 100_000),
            default=60.0,
            show_default=True,
            help="Deterministic seconds to search.",
        ),
        click.option(
            "--set",
            "settings",
            multiple=True,
            metavar="PATH=VALUE",
            help="Change the profile, e.g. --set budget.monthly=200000.",
        ),
    ):
        command = option(command)
    return command


@contextlib.contextmanager
def _reporting(as_json: bool) -> Iterator[None]:
    """Faults end the command with their message and exit code, never with a traceback."""
    try:
        yield
    except ConfiguratorError as fault:
        if as_json:
            _print_json({"errors": _errors_json(fault)})
        click.echo(str(fault) if isinstance(fault, InputError) else f"error: {fault}", err=True)
        raise SystemExit(NO if isinstance(fault, RefusedError) else BAD_INPUT) from None


def _errors_json(fault: ConfiguratorError) -> list[dict[str, Any]]:
    if not isinstance(fault, InputError):
        return [{"code": type(fault).__name__, "message": str(fault)}]
    return [_diagnostic_json(diagnostic) for diagnostic in fault.diagnostics]


def _diagnostic_json(diagnostic: Diagnostic) -> dict[str, Any]:
    place = diagnostic.place
    where = {} if place is None else {"file": place.file, "line": place.line, "column": place.column}
    return {"code": diagnostic.code, "message": diagnostic.message, "help": diagnostic.help, **where}


def _print_json(data: dict[str, Any]) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _say(text: str) -> None:
    click.echo(text, err=True)


def _question(path: Path, rulebook: str | None, settings: tuple[str, ...] = ()) -> tuple[Any, Any]:
    """(profile, rulebook) of a command: settings applied, today filled in where the profile has no date."""
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
        profile = profile.dated(datetime.date.today())
    chosen = rulebook or profile.rulebook
    if chosen is None:
        help = "add 'rulebook: telco_enterprise' to the profile, or give -r"
        raise ProfileError([Diagnostic("E011", "no rulebook is named", profile.place(()), help)])
    _say(f"loading rulebook {chosen} …")
    return profile, load_rulebook(chosen)


def _recommended(profile: Any, rulebook: Any, limit: float, gap: float, without: tuple[str, ...] = ()) -> Any:
    from configurator.engine.recommend import recommend
    from configurator.engine.solve import Limits

    _say(f"looking for the best of {len(rulebook.components)} components under {len(rulebook.rules)} rules …")
    return recommend(profile, rulebook, Limits(limit, gap), without)


def _exit_code(outcome: Any) -> int:
    if outcome.name == "infeasible":
        return NO
    if outcome.name == "optimal" or (outcome.name == "feasible" and outcome.within_gap):
        return DONE
    return NOT_PROVEN


# Commands


@main.command()
@click.argument("profile", type=click.Path(path_type=Path))
@_rulebook_option
@_solver_options
@click.option(
    "--without", multiple=True, metavar="RULE", help="What if this rule didn't hold? The answer isn't sellable."
)
@_language_option
@_json_option
def recommend(
    profile: Path,
    rulebook: str | None,
    settings: tuple[str, ...],
    limit: float,
    gap: float,
    without: tuple[str, ...],
    lang: str | None,
    as_json: bool,
) -> None:
    """Find the best package for PROFILE and say how far that is proven."""
    from configurator.summary import print_outcome

    with _reporting(as_json):
        question, book = _question(profile, rulebook, settings)
        outcome = _recommended(question, book, limit, gap, without)
    if as_json:
        _print_json(outcome.to_json())
    else:
        print_outcome(outcome, lang or question.language)
    raise SystemExit(_exit_code(outcome))


@main.command()
@click.argument("profile", type=click.Path(path_type=Path))
@_rulebook_option
@_solver_options
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=Path(), show_default="here", help="Folder to write to."
)
@click.option("--number", help="Number of the quote; by default made of its date and content.")
@_language_option
@_json_option
def quote(
    profile: Path,
    rulebook: str | None,
    settings: tuple[str, ...],
    limit: float,
    gap: float,
    output: Path,
    number: str | None,
    lang: str | None,
    as_json: bool,
) -> None:
    """Quote PROFILE: recommend, price, and write proposal, quote.json and bom.xlsx."""
    with _reporting(as_json):
        question, book = _question(profile, rulebook, settings)
        _quote(question, book, limit, gap, output, number, (lang or question.language,), as_json)


@main.command()
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Folder to write to.",
)
@_language_option
@_json_option
def demo(output: Path, lang: str | None, as_json: bool) -> None:
    """Quote the shipped example: a manufacturer with nine sites, in both languages."""
    with _reporting(as_json):
        question, book = _question(folder("rules") / DEMO[0] / "examples" / DEMO[1], DEMO[0])
        _quote(question, book, 60.0, 0.0, output, "Q-2026-0001", LANGUAGES, as_json, shown_in=lang or question.language)


def _quote(
    profile: Any,
    rulebook: Any,
    limit: float,
    gap: float,
    output: Path,
    number: str | None,
    languages: tuple[str, ...],
    as_json: bool,
    shown_in: str | None = None,
) -> None:
    from configurator.quoting.documents import make_folder, write_documents
    from configurator.quoting.quote import make_quote, numbered
    from configurator.summary import print_outcome

    make_folder(output)
    began = perf_counter()
    outcome = _recommended(profile, rulebook, limit, gap)
    if not as_json:
        print_outcome(outcome, shown_in or languages[0])
    if outcome.name in ("infeasible", "unproven"):
        if as_json:
            _print_json(outcome.to_json())
        raise SystemExit(_exit_code(outcome))
    made = make_quote(outcome, number=number or numbered(outcome), issued_on=profile.date)
    _say(f"writing {', '.join(languages)} …")
    for path in write_documents(made, output, languages):
        _say(f"  {path}")
    if as_json:
        _print_json(made.to_json())
    _say(f"done in {perf_counter() - began:.1f} s")
    raise SystemExit(_exit_code(outcome))


@main.command()
@click.argument("profile", type=click.Path(path_type=Path))
@click.argument("package", type=click.Path(path_type=Path))
@_rulebook_option
@click.option("--set", "settings", multiple=True, metavar="PATH=VALUE", help="Change the profile first.")
@_json_option
def verify(profile: Path, package: Path, rulebook: str | None, settings: tuple[str, ...], as_json: bool) -> None:
    """Check PACKAGE, a recommendation or a package made by hand, against PROFILE: every rule it breaks."""
    from configurator import source
    from configurator.engine.handmade import check_package

    with _reporting(as_json):
        question, book = _question(profile, rulebook, settings)
        breaches = check_package(question, book, source.read(package))
    if as_json:
        broken = [{"kind": b.kind, "id": b.id, "site": b.site, "text": b.text} for b in breaches]
        _print_json({"verification": {"valid": not breaches, "broken": broken}})
    else:
        for breach in breaches:
            click.echo(f"{breach.kind} {breach.id}{f' at {breach.site}' if breach.site else ''}: {breach.text}")
        click.echo("valid" if not breaches else f"not valid: {len(breaches)} broken")
    raise SystemExit(NO if breaches else DONE)


@main.command()
@_json_option
def doctor(as_json: bool) -> None:
    """Say what this machine lacks to make quotes and proposals."""
    from configurator.quoting.render import missing_parts
    from configurator.rulebook.loader import load_rulebook, shipped_rulebooks

    with _reporting(as_json):
        missing = missing_parts()
        rulebooks = [load_rulebook(id) for id in shipped_rulebooks()]
    if as_json:
        parts = [{"name": part.name, "purpose": part.purpose, "package": part.package} for part in missing]
        _print_json(
            {
                "doctor": {
                    "healthy": not missing,
                    "missing": parts,
                    "rulebooks": [{"id": r.id, "version": r.version} for r in rulebooks],
                }
            }
        )
    else:
        for book in rulebooks:
            click.echo(f"ok       {book!r}")
        for part in missing:
            click.echo(f"missing  {part.name}: {part.purpose}; apt-get install {part.package}")
        click.echo("this machine has all it needs" if not missing else f"{len(missing)} part(s) missing")
    raise SystemExit(NO if missing else DONE)
