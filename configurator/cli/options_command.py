"""`configurator options`: what can still be chosen beside the recommendation, what it adds, and why not what can't."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from configurator.cli import options as shared
from configurator.cli.dialogue import DONE, NO, NOT_PROVEN, print_json, progress_bar, question, reporting, say

if TYPE_CHECKING:
    from configurator.engine.options import Options
    from configurator.rulebook.model import Rulebook


@click.command("options")
@shared.profile
@click.option("--component", "named", multiple=True, metavar="ID", help="Only this component; can be repeated.")
@click.option("--family", metavar="ID", help="Only components of this family.")
@click.option(
    "--exact",
    type=click.IntRange(0),
    metavar="N",
    help="Work out the least price effect of the first N, not just an estimate; by default of those named.",
)
@click.option("--reasons", is_flag=True, help="List what can't be chosen too, each with its reason: slower.")
@shared.rulebook
@shared.settings
@shared.limit
@shared.language
@shared.as_json
def options_command(
    profile: Path,
    named: tuple[str, ...],
    family: str | None,
    exact: int | None,
    reasons: bool,
    rulebook: str | None,
    settings: tuple[str, ...],
    limit: float,
    lang: str | None,
    as_json: bool,
) -> None:
    """List what can still be chosen for PROFILE, and what it would add to the price and bring."""
    from configurator.cli.options_table import print_options
    from configurator.engine.options import options as find
    from configurator.engine.outcome import Infeasible, Unproven
    from configurator.engine.solve import Limits

    with reporting(as_json):
        asked, book = question(profile, rulebook, settings, lang)
        _check_family(book, family)
        say(f"looking for the best of {len(book.components)} components …")
        found = find(asked, book, Limits(limit))
        ids = [id for id in named or found.components if family in (None, id.partition(".")[0])]
        exact = (len(ids) if named else 0) if exact is None else exact
        told = _told(found, ids, exact, reasons or bool(named))
    if as_json:
        print_json({"outcome": found.outcome.name, "options": told})
    else:
        print_options(found.outcome, told)
    raise SystemExit({Infeasible: NO, Unproven: NOT_PROVEN}.get(type(found.outcome), DONE))


def _told(found: "Options", ids: Sequence[str], exact: int, reasons: bool) -> list[dict[str, object]]:
    """The options one by one, with a bar: a whole catalogue takes some seconds."""
    with progress_bar() as bar:
        asking = bar.add_task("asking what can be had", total=len(ids))
        told = []
        for number, id in enumerate(ids):
            option = found.exact(id) if number < exact else found.estimate(id)
            told.append(found.tell(option, reasons))
            bar.advance(asking)
    return told


def _check_family(book: "Rulebook", family: str | None) -> None:
    from configurator.errors import Diagnostic, ProfileError, did_you_mean

    known = [one.id for one in book.identity.families]
    if family is not None and family not in known:
        raise ProfileError([Diagnostic("E021", f"there is no family '{family}'", None, did_you_mean(family, known))])
