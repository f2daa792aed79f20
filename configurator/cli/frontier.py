"""`configurator frontier`: good, better and best, what each step between them brings, the least budget that works."""

from pathlib import Path

import click

from configurator.cli import options
from configurator.cli.dialogue import DONE, NOT_PROVEN, exit_code, print_json, question, reporting, say


@click.command()
@options.profile
@options.rulebook
@options.settings
@options.limit
@click.option("--three", is_flag=True, help="Only good, better and best: quicker.")
@options.language
@options.as_json
def frontier(
    profile: Path,
    rulebook: str | None,
    settings: tuple[str, ...],
    limit: float,
    three: bool,
    lang: str | None,
    as_json: bool,
) -> None:
    """Show what more money buys PROFILE: good, better, best and all packages between, whatever its budget."""
    from configurator.cli.frontier_table import print_frontier
    from configurator.engine.frontier import frontier as find
    from configurator.engine.solve import Limits

    with reporting(as_json):
        asked, book = question(profile, rulebook, settings, lang)
        say(f"looking for the best of {len(book.components)} components at every price …")
        found = find(asked, book, Limits(limit), only_labelled=three)
    if as_json:
        print_json(found.to_json())
    else:
        print_frontier(found)
    if not found.points:
        raise SystemExit(exit_code(found.recommended))
    raise SystemExit(DONE if found.complete else NOT_PROVEN)
