"""`configurator explain`: why a component is in the package, why another isn't, why nothing fits or what binds."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from configurator.cli import options
from configurator.cli.dialogue import DONE, NO, NOT_PROVEN, print_json, question, reporting, say

if TYPE_CHECKING:
    from configurator.engine.reasons import Explanation


@click.command()
@options.profile
@click.option("--why", metavar="COMPONENT", help="Why is this component in the package, and what could replace it?")
@click.option("--why-not", metavar="COMPONENT", help="Why isn't this component in it, and what would having it cost?")
@options.rulebook
@options.settings
@options.limit
@options.language
@options.as_json
def explain(
    profile: Path,
    why: str | None,
    why_not: str | None,
    rulebook: str | None,
    settings: tuple[str, ...],
    limit: float,
    lang: str | None,
    as_json: bool,
) -> None:
    """Explain the package for PROFILE: a component of it, one that isn't there, or why nothing fits."""
    from configurator.engine.explain import explain as find
    from configurator.engine.recommend import recommend
    from configurator.engine.solve import Limits

    if why and why_not:
        raise click.UsageError("give --why or --why-not, not both")
    with reporting(as_json):
        asked, book = question(profile, rulebook, settings, lang)
        say(f"looking for the best of {len(book.components)} components and its reasons …")
        found = find(recommend(asked, book, Limits(limit)), why, why_not)
    if as_json:
        print_json(found.to_json())
    else:
        _print(found)
    raise SystemExit({"conflict": NO, "unproven": NOT_PROVEN}.get(found.verdict, DONE))


def _print(found: "Explanation") -> None:
    """The paragraph, and below it the tree it is told from; of a conflict, its members and the ways out."""
    from configurator.cli.summary import print_outcome, wide_console

    if found.verdict == "conflict":
        print_outcome(found.outcome)
        return
    console = wide_console()
    console.print(found.text(found.outcome.sizing.profile.language), markup=False)
    if found.verdict == "chosen":
        console.print()
        _print_tree(found.to_json()["explanation"]["tree"])


def _print_tree(fact: dict[str, Any], depth: int = 0) -> None:
    click.echo(f"{'  ' * depth}{fact['fact']}")
    for reason in fact["because"]:
        _print_tree(reason, depth + 1)
