"""`configurator revise`: the next revision of a saved quote."""

from pathlib import Path

import click

from configurator.cli import options
from configurator.cli.dialogue import exit_code, print_json, question, reporting, say


@click.command()
@click.argument("quote", type=click.Path(path_type=Path))
@options.profile
@options.rulebook
@options.settings
@options.limit
@options.gap
@options.output(".")
@options.language
@options.as_json
def revise(
    quote: Path,
    profile: Path,
    rulebook: str | None,
    settings: tuple[str, ...],
    limit: float,
    gap: float,
    output: Path,
    lang: str | None,
    as_json: bool,
) -> None:
    """Quote PROFILE as the next revision of QUOTE, a file quote.json: its proposal tells what has changed since."""
    from configurator.cli.changes_table import print_changes
    from configurator.cli.summary import print_outcome
    from configurator.engine.outcome import Solved
    from configurator.engine.recommend import recommend
    from configurator.engine.solve import Limits
    from configurator.quoting.changed import SHOWN
    from configurator.quoting.documents import make_folder, write_documents
    from configurator.quoting.lifecycle import revise as next_revision
    from configurator.quoting.loading import load_quote

    with reporting(as_json):
        before = load_quote(quote)
        make_folder(output)
        asked, book = question(profile, rulebook, settings, lang)
        outcome = recommend(asked, book, Limits(limit, gap))
        if isinstance(outcome, Solved):
            made = next_revision(before, outcome, issued_on=outcome.sizing.date, newest=before.revision)
            for path in write_documents(made, output, (asked.language,)):
                say(f"  {path}")
            if as_json:
                print_json(made.to_json())
            else:
                print_changes(made.snapshot()["changes_since"], made.customer_view(), asked.language, SHOWN)
        elif as_json:
            print_json(outcome.to_json())
        else:
            print_outcome(outcome)
    raise SystemExit(exit_code(outcome))
