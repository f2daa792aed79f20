"""`rules diff`."""

import datetime
from pathlib import Path

import click

from configurator.cli import options
from configurator.cli.dialogue import DONE, NO, print_json, progress_bar, reporting

_COLOURS = {"+": {"fg": "green"}, "-": {"fg": "red"}, "~": {"fg": "yellow"}, "#": {"bold": True}}


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--corpus",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Profiles or cases to compare offers by; by default the rulebooks' own cases and examples.",
)
@click.option("--all", "every", is_flag=True, help="Spell out every changed offer, not only the 20 that matter most.")
@click.option("--exit-code", "tell", is_flag=True, help="Exit with 1 when a record or an offer has changed.")
@options.day
@options.limit
@click.option("-j", "--processes", type=click.IntRange(1, 64), help="Processors to use; by default all.")
@options.as_json
def diff(
    old: str,
    new: str,
    corpus: Path | None,
    every: bool,
    tell: bool,
    day: datetime.date,
    limit: float,
    processes: int | None,
    as_json: bool,
) -> None:
    """Say what NEW changes against OLD: in the rulebook, and in the offer for every profile.

    OLD and NEW are shipped ids or folders. Formatting, comments, order and files mean nothing.
    """
    from configurator.engine.solve import Limits
    from configurator.workbench.diff.run import diff_rulebooks
    from configurator.workbench.diff.summary import to_json
    from configurator.workbench.diff.text import report

    with reporting(as_json), progress_bar() as bar:
        asking = bar.add_task("solving both offers", total=None)
        found = diff_rulebooks(
            old, new, corpus, day=day, limits=Limits(deterministic_time=limit), processes=processes,
            progress=lambda done, all_: bar.update(asking, completed=done, total=all_),
        )  # fmt: skip
    if as_json:
        print_json({"diff": to_json(found)})
    else:
        for line in report(found, None if every else 20):
            style = _COLOURS.get(line.sign)
            click.echo(click.style(line.text, **style) if style else line.text)  # type: ignore[arg-type]
    raise SystemExit(NO if tell and found.anything else DONE)
