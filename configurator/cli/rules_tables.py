"""`rules export` and `rules import`: price lists and tables as a spreadsheet, and back."""

from pathlib import Path

import click

from configurator.cli import options
from configurator.cli.dialogue import DONE, NO, print_json, reporting, say

rulebook = click.argument("rulebook")


@click.command("export")
@rulebook
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="FILE.xlsx", help="File to write; by default <id>.xlsx."
)
@options.as_json
def export_(rulebook: str, output: Path | None, as_json: bool) -> None:
    """Write the price lists and tables of RULEBOOK to a spreadsheet, a sheet each, to edit and import again."""
    from configurator.workbench.spreadsheet.export import export_spreadsheet

    with reporting(as_json):
        written = export_spreadsheet(rulebook, output)
    if as_json:
        print_json({"export": {"file": str(written)}})
    else:
        say(f"written: {written}")
        say(f"edit it, then: configurator rules import {rulebook} {written}")
    raise SystemExit(DONE)


@click.command("import")
@rulebook
@click.argument("spreadsheet", metavar="FILE.xlsx", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@options.as_json
def import_(rulebook: str, spreadsheet: Path, yes: bool, dry_run: bool, as_json: bool) -> None:
    """Show what an edited spreadsheet changes in RULEBOOK row by row, and write it when you say yes.

    All of it is written or nothing, and only what the rulebook loads with. A removed row is removed, a row without an
    id is new.
    """
    from configurator.workbench.spreadsheet.importing import read_import
    from configurator.workbench.spreadsheet.row_changes import to_json, to_lines

    with reporting(as_json):
        found = read_import(rulebook, spreadsheet)
        if not as_json:
            for line in to_lines(found.changes):
                click.echo(line)
        wanted = bool(found.contents) and not dry_run
        if wanted:
            found.check_writable()
        agreed = wanted and (yes or _agrees(len(found.contents)))
        written = found.write() if agreed else []
    if as_json:
        print_json({"import": {"rulebook": found.rulebook, "written": written, **to_json(found.changes)}})
    for path in written:
        say(f"written: {path}")
    if wanted and not agreed:
        say("nothing was written")
    raise SystemExit(NO if wanted and not agreed else DONE)


def _agrees(files: int) -> bool:
    """Whether whoever is there says yes; nobody there is a no."""
    try:
        return click.confirm(f"Write {files} file{'s' if files > 1 else ''}?", default=False, err=True)
    except click.Abort:
        say("\nno answer: give --yes to write without being asked")
        return False
