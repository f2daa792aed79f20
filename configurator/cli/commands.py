"""The commands. What they need of the library is imported when they run: `--help` answers at once."""

import io
import sys
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from configurator.cli import options
from configurator.cli.alternatives import alternatives
from configurator.cli.dialogue import DONE, NO, exit_code, print_json, question, reporting, say
from configurator.cli.diff import diff
from configurator.cli.explain import explain
from configurator.cli.frontier import frontier
from configurator.cli.options_command import options_command
from configurator.cli.price import price
from configurator.cli.proposal import proposal
from configurator.cli.questions import questions
from configurator.cli.replay import replay
from configurator.cli.revise import revise
from configurator.cli.rules import rules
from configurator.resources import folder

if TYPE_CHECKING:
    from configurator.engine.outcome import Outcome
    from configurator.profile import Profile
    from configurator.rulebook.model import Rulebook

DEMO = ("telco_enterprise", "manufacturer.yaml")


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
    for stream in (sys.stdout, sys.stderr):  # a terminal that knows no Chinese still gets its answer
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


@main.command()
@options.profile
@options.rulebook
@options.settings
@options.limit
@options.gap
@options.without
@options.language
@options.as_json
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
    from configurator.cli.summary import print_outcome, print_suggestions
    from configurator.engine.offers import Suggestions, suggest
    from configurator.engine.outcome import Solved

    with reporting(as_json):
        asked, book = question(profile, rulebook, settings, lang)
        outcome = _recommended(asked, book, limit, gap, without)
        found = suggest(outcome) if isinstance(outcome, Solved) and outcome.sellable else Suggestions()
    if as_json:
        currency = outcome.sizing.rulebook.currency
        print_json(outcome.to_json() | {"also_worth_offering": found.to_json(currency, asked.language)})
    else:
        print_outcome(outcome)
        print_suggestions(found, outcome)
    raise SystemExit(exit_code(outcome))


@main.command()
@options.profile
@options.role
@options.rulebook
@options.settings
@options.limit
@options.gap
@options.output(".")
@options.number
@options.language
@options.as_json
def quote(
    profile: Path,
    role: str | None,
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
    with reporting(as_json):
        _check_folder(output)
        asked, book = question(profile, rulebook, settings, lang)
        outcome = _recommended(asked, book, limit, gap)
        _quote(outcome, output, number, (asked.language,), as_json, role)


@main.command()
@options.output("demo")
@options.language
@options.as_json
def demo(output: Path, lang: str | None, as_json: bool) -> None:
    """Quote the shipped example: a manufacturer with nine sites, in both languages."""
    with reporting(as_json):
        _check_folder(output)
        asked, book = question(folder("rules") / DEMO[0] / "examples" / DEMO[1], DEMO[0], language=lang)
        outcome = _recommended(asked, book)
        _quote(outcome, output, "Q-2026-0001", options.LANGUAGES, as_json)


@main.command()
@options.profile
@click.argument("package", type=click.Path(path_type=Path))
@options.rulebook
@options.settings
@options.as_json
def verify(profile: Path, package: Path, rulebook: str | None, settings: tuple[str, ...], as_json: bool) -> None:
    """Check PACKAGE, a recommendation or a package made by hand, against PROFILE: every rule it breaks."""
    from configurator import source
    from configurator.engine.handmade import check_package

    with reporting(as_json):
        asked, book = question(profile, rulebook, settings)
        breaches = check_package(asked, book, source.read(package))
    if as_json:
        broken = [{"kind": b.kind, "id": b.id, "site": b.site, "text": b.text} for b in breaches]
        print_json({"verification": {"valid": not breaches, "broken": broken}})
    else:
        for breach in breaches:
            click.echo(f"{breach.kind} {breach.id}{f' at {breach.site}' if breach.site else ''}: {breach.text}")
        click.echo("valid" if not breaches else f"not valid: {len(breaches)} broken")
    raise SystemExit(NO if breaches else DONE)


@main.command()
@options.as_json
def doctor(as_json: bool) -> None:
    """Say what this machine lacks to make quotes and proposals."""
    from configurator.quoting.render import missing_parts
    from configurator.rulebook.loader import load_rulebook, shipped_rulebooks

    with reporting(as_json):
        missing = missing_parts()
        books = [load_rulebook(id) for id in shipped_rulebooks()]
    if as_json:
        parts = [{"name": part.name, "purpose": part.purpose, "package": part.package} for part in missing]
        rulebooks = [{"id": book.id, "version": book.version} for book in books]
        print_json({"doctor": {"healthy": not missing, "missing": parts, "rulebooks": rulebooks}})
    else:
        for book in books:
            click.echo(f"ok       {book!r}")
        for part in missing:
            click.echo(f"missing  {part.name}: {part.purpose}; apt-get install {part.package}")
        click.echo("this machine has all it needs" if not missing else f"{len(missing)} part(s) missing")
    raise SystemExit(NO if missing else DONE)


main.add_command(alternatives)
main.add_command(diff)
main.add_command(explain)
main.add_command(frontier)
main.add_command(options_command)
main.add_command(price)
main.add_command(proposal)
main.add_command(questions)
main.add_command(replay)
main.add_command(revise)
main.add_command(rules)


# What recommending and quoting share


def _recommended(
    profile: "Profile", rulebook: "Rulebook", limit: float = 60.0, gap: float = 0.0, without: Iterable[str] = ()
) -> "Outcome":
    from configurator.engine.recommend import recommend
    from configurator.engine.solve import Limits

    say(f"looking for the best of {len(rulebook.components)} components under {len(rulebook.rules)} rules …")
    return recommend(profile, rulebook, Limits(limit, gap), without)


def _check_folder(output: Path) -> None:
    from configurator.quoting.documents import make_folder

    make_folder(output)


def _quote(
    outcome: "Outcome",
    output: Path,
    number: str | None,
    languages: tuple[str, ...],
    as_json: bool,
    role: str | None = None,
) -> None:
    """Shows the outcome, writes the documents of a package, and ends the command."""
    from configurator.cli.summary import print_outcome
    from configurator.engine.outcome import Solved
    from configurator.quoting.documents import write_documents
    from configurator.quoting.quote import make_quote, numbered

    if not as_json:
        print_outcome(outcome)
    if isinstance(outcome, Solved):
        number, day = number or numbered(outcome), outcome.sizing.date
        made = make_quote(outcome, number=number, issued_on=day, seller_role=role)
        if made.state == "inProgress":
            approvers = made.snapshot()["internal"]["approval"]["approvers"]
            say(f"a draft: its discounts need the approval of {' or '.join(approvers) or 'nobody that may give them'}")
        say(f"writing {', '.join(languages)} …")
        began = perf_counter()
        for path in write_documents(made, output, languages):
            say(f"  {path}")
        say(f"documents in {perf_counter() - began:.1f} s")
        if as_json:
            print_json(made.to_json())
    elif as_json:
        print_json(outcome.to_json())
    raise SystemExit(exit_code(outcome))
