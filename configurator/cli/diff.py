"""`configurator diff`: what a quote changes against another, what that does to the price, and whose it is."""

from pathlib import Path

import click

from configurator.cli import options
from configurator.cli.dialogue import DONE, NO, print_json, reporting


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--all", "every", is_flag=True, help="List every change, not only the 20 of a kind that matter most.")
@options.language
@options.as_json
def diff(old: Path, new: Path, every: bool, lang: str | None, as_json: bool) -> None:
    """Say what the quote NEW changes against OLD, each change with its cause and what it does to the price.

    OLD and NEW are files quote.json. Exits with 0 when they say the same, with 1 when they differ.
    """
    from configurator.cli.changes_table import print_changes
    from configurator.quoting.changed import SHOWN
    from configurator.quoting.diff.run import diff_quotes
    from configurator.quoting.loading import load_quote

    with reporting(as_json):
        was, is_ = load_quote(old), load_quote(new)
        found = diff_quotes(was, is_)
        if as_json:
            print_json(found.to_json())
        else:
            print_changes(found.to_json(), is_.customer_view(), lang or is_.language, None if every else SHOWN)
    raise SystemExit(NO if found else DONE)
