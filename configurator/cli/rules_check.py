"""`rules check`."""

import datetime
import json
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import click

from configurator.cli import options
from configurator.cli.dialogue import DONE, NO, print_json, progress_bar, reporting, say, write_report


@click.command()
@click.argument("rulebook", metavar="RULEBOOK")
@options.day
@click.option("--notes", is_flag=True, help="Spell out the notes as well, not only errors and warnings.")
@click.option("--sarif", type=click.Path(path_type=Path), metavar="FILE", help="Write a SARIF log as well.")
@click.option("--github", is_flag=True, help="Print annotations for GitHub instead of messages.")
@click.option("-j", "--processes", type=click.IntRange(1, 64), help="Processors to use; by default all.")
@options.as_json
def check(
    rulebook: str,
    day: datetime.date,
    notes: bool,
    sarif: Path | None,
    github: bool,
    processes: int | None,
    as_json: bool,
) -> None:
    """Say what is wrong with RULEBOOK, and what in it can never matter, each with a witness.

    Exits with 1 when there are errors or warnings; notes are for information.
    """
    from configurator.workbench.check.reports import to_annotation, to_json, to_sarif
    from configurator.workbench.check.run import check_rulebook

    began = perf_counter()
    with reporting(as_json), progress_bar() as bar:
        asking = bar.add_task("asking the solver", total=None)
        found = check_rulebook(
            rulebook, day, lambda done, all_: bar.update(asking, completed=done, total=all_), processes
        )
    if sarif is not None:
        log = to_sarif(found, version("solution-configurator"))
        with reporting(as_json):
            write_report(sarif, json.dumps(log, ensure_ascii=False, indent=2) + "\n")
    counted = Counter(finding.severity for finding in found)
    if as_json:
        print_json({"check": to_json(found)})
    else:
        for finding in found if notes else (finding for finding in found if finding.severity != "note"):
            click.echo(to_annotation(finding) if github else f"{finding}\n")
        said = ", ".join(
            f"{counted[kind]} {kind}{'' if counted[kind] == 1 else 's'}" for kind in ("error", "warning", "note")
        )
        hint = " (--notes shows them)" if counted["note"] and not notes else ""
        say(f"{said}{hint} in {perf_counter() - began:.1f} s")
    raise SystemExit(NO if counted["error"] or counted["warning"] else DONE)
