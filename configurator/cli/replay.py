"""`configurator replay`: a saved quote is made again, and held against what was issued."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from configurator.cli import options
from configurator.cli.dialogue import DONE, NO, print_json, reporting, say

if TYPE_CHECKING:
    from configurator.quoting.replay import Replay


@click.command()
@click.argument("quote", type=click.Path(path_type=Path))
@options.rulebook
@options.language
@options.as_json
def replay(quote: Path, rulebook: str | None, lang: str | None, as_json: bool) -> None:
    """Answer and price QUOTE, a file quote.json, again from what it holds, and say whether that is what was issued.

    Exits with 0 when package and prices are identical, with 1 when they differ: then it says in what, and what of its
    making (rulebook, price list, program, solver) is another one.
    """
    from configurator.quoting.loading import load_quote
    from configurator.quoting.replay import replay as make_again
    from configurator.rulebook.loader import load_rulebook

    with reporting(as_json):
        issued = load_quote(quote)
        book = load_rulebook(rulebook or issued.snapshot()["recommendation"]["rulebook"]["id"])
        say(f"answering {issued.number} revision {issued.revision} again by {book.id} {book.version} …")
        found = make_again(issued, book)
        if as_json:
            print_json(found.to_json())
        else:
            _print(found, lang or issued.language)
    raise SystemExit(DONE if found.identical else NO)


def _print(found: "Replay", language: str) -> None:
    from configurator.cli.changes_table import print_changes
    from configurator.quoting.changed import SHOWN
    from configurator.quoting.wording import wording

    words, quote = wording(language), found.quote
    key = "identical" if found.identical else "refused" if found.again is None else "differs"
    click.echo(words(f"replay.{key}", number=quote.number, revision=quote.revision, refusal=found.refusal))
    for name, (then, now) in found.made_with.items():
        click.echo(f"  {words(f'replay.{name}')}: {then if then == now else f'{then} → {now}'}")
    if found.identical:
        return
    parts = words.listing([words(f"replay.{name}") for name in found.at_fault])
    click.echo(words("replay.fault", parts=parts) if parts else words("replay.no_fault"))
    if found.difference:
        assert found.again is not None
        print_changes(found.difference.to_json(), found.again.customer_view(), language, SHOWN)
    elif found.details:
        click.echo(words("replay.details"))
        for detail in found.details:
            click.echo(f"  {detail.path}: {detail.old} → {detail.new}")
