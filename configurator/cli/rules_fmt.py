"""The command `rules fmt`."""

import click

from configurator.cli.dialogue import BAD_INPUT, DONE, NO, reporting, say


@click.command()
@click.argument("rulebook", metavar="RULEBOOK")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 when a file would change.")
def fmt(rulebook: str, check: bool) -> None:
    """Put the formulas of RULEBOOK (an id or a folder) into their one form, and name the files that changed.

    Comments, order, and everything else in the files stay as they are.
    """
    from configurator.errors import RulebookError
    from configurator.workbench.format import format_rulebook

    with reporting(as_json=False):
        done = format_rulebook(rulebook, write=not check)
    for name in done.changed:
        click.echo(name)
    if done.faults:
        say(str(RulebookError(done.faults)))
        raise SystemExit(BAD_INPUT)
    raise SystemExit(NO if check and done.changed else DONE)
