"""`rules test` and `rules coverage`."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import click

from configurator.cli import options
from configurator.cli.dialogue import DONE, NO, print_json, reporting, say, write_report
from configurator.errors import Diagnostic, InputError

if TYPE_CHECKING:
    from configurator.workbench.testing import Result

rulebook = click.argument("rulebook", metavar="RULEBOOK")
processes = click.option("-j", "--processes", type=click.IntRange(1, 64), help="Processors to use; by default all.")


@click.command()
@rulebook
@click.option("-k", "containing", default="", metavar="TEXT", help="Only rules and cases with this in their name.")
@processes
@click.option("--junit", type=click.Path(path_type=Path), metavar="FILE", help="Write a report for CI as well.")
@click.option("--record", type=click.Path(path_type=Path), metavar="PROFILE", help="Write a case from this profile.")
@click.option("--name", help="Name of the recorded case; by default the profile's.")
@click.option("--because", help="What the recorded case is there for.")
@click.option("--update", is_flag=True, help="Write what cases expect anew, from the answers now; read the difference!")
@options.as_json
def test(
    rulebook: str,
    containing: str,
    processes: int | None,
    junit: Path | None,
    record: Path | None,
    name: str | None,
    because: str | None,
    update: bool,
    as_json: bool,
) -> None:
    """Try the examples of RULEBOOK's rules and run its cases: a line each, and a summary."""
    from configurator.workbench.junit import junit_report
    from configurator.workbench.testing import run_tests

    with reporting(as_json):
        if record is not None:
            _record(rulebook, record, name, because)
        if update:
            _update(rulebook, containing)
        began = perf_counter()
        results = list(_shown(run_tests(rulebook, containing, processes), quiet=as_json))
        if not results:
            message = f"no rule and no case has '{containing}' in its name"
            raise InputError([Diagnostic("E042", message, None, "give a part of a rule's id or of a case's file name")])
        if junit is not None:
            write_report(junit, junit_report(rulebook, results))
    failed = sum(not result.passed for result in results)
    if as_json:
        print_json(
            {"test": {"passed": len(results) - failed, "failed": failed, "results": [_told(r) for r in results]}}
        )
    else:
        click.echo(f"{len(results) - failed} passed, {failed} failed in {perf_counter() - began:.1f} s")
    raise SystemExit(NO if failed else DONE)


@click.command()
@rulebook
@click.option("--threshold", type=click.FloatRange(0, 100), default=100.0, show_default=True, metavar="PERCENT",
              help="Exit with 1 when fewer rules are covered.")  # fmt: skip
@processes
@options.as_json
def coverage(rulebook: str, threshold: float, processes: int | None, as_json: bool) -> None:
    """Tell per rule how often the examples and cases saw it vacuous, enforced, and violated.

    A rule is covered when it was seen to allow something and to refuse something.
    """
    from configurator.rulebook.loader import load_rulebook
    from configurator.workbench.coverage import coverage as covered
    from configurator.workbench.testing import run_tests

    with reporting(as_json):
        book = load_rulebook(rulebook)
        found = covered(book, run_tests(rulebook, processes=processes))
    percent = float(found.share * 100)
    if as_json:
        told = [
            {"rule": r.rule, "vacuous": r.vacuous, "enforced": r.enforced, "violated": r.violated} for r in found.rules
        ]
        print_json({"coverage": {"percent": round(percent, 2), "rules": told}})
    else:
        width = max((len(rule.rule) for rule in found.rules), default=4)
        click.echo(f"{'rule':<{width}}  vacuous  enforced  violated")
        for rule in found.rules:
            gap = "" if rule.covered else "  <- " + ("never violated" if rule.enforced else "never enforced")
            click.echo(f"{rule.rule:<{width}}  {rule.vacuous:7}  {rule.enforced:8}  {rule.violated:8}{gap}")
        click.echo(f"{sum(r.covered for r in found.rules)} of {len(found.rules)} rules covered ({percent:.1f} %)")
    raise SystemExit(NO if percent < threshold else DONE)


def _shown(results: "Iterable[Result]", quiet: bool) -> "Iterator[Result]":
    """Prints each result as it comes."""
    for result in results:
        if not quiet:
            told = f"{result.kind} {result.name}"
            click.echo(f"{'ok    ' if result.passed else 'FAILED'}  {told:<60}  {result.seconds:6.2f} s")
            for fault in result.faults:
                click.echo("        " + fault.replace("\n", "\n        "))
        yield result


def _told(result: "Result") -> dict[str, Any]:
    return {
        "kind": result.kind, "name": result.name, "passed": result.passed, "seconds": round(result.seconds, 3),
        "faults": list(result.faults),
    }  # fmt: skip


def _record(rulebook: str, profile: Path, name: str | None, because: str | None) -> None:
    from configurator.workbench.recording import record_case

    say(f"recorded: {record_case(rulebook, profile, name, because)}")


def _update(rulebook: str, containing: str) -> None:
    from configurator.rulebook.loader import locate
    from configurator.workbench.cases import case_files, load_case
    from configurator.workbench.recording import update_case

    paths = [path for path in case_files(locate(rulebook)[0]) if containing in path.stem]
    for path in paths:  # all are read before one is written
        load_case(path)
    for path in paths:
        if update_case(rulebook, path):
            say(f"updated: {path}")
