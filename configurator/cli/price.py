"""`configurator price`: the deal desk: margin, approval, and the discounts that bring a deal to a total."""

from fractions import Fraction
from pathlib import Path

import click

from configurator.cli import options
from configurator.cli.dialogue import DONE, NO, exit_code, print_json, question, reporting, say


@click.command()
@options.profile
@click.option("--target", metavar="TOTAL", help="Spread a discount over the lines, within their floors, to this TCV.")
@options.role
@options.rulebook
@options.settings
@options.limit
@options.language
@options.as_json
def price(
    profile: Path,
    target: str | None,
    role: str | None,
    rulebook: str | None,
    settings: tuple[str, ...],
    limit: float,
    lang: str | None,
    as_json: bool,
) -> None:
    """Price the package for PROFILE as the deal desk does: cost, margin, approval. Not for the customer's eyes.

    With --target: the nearest total at or under it, and the discounts to write into the profile; where the floors keep
    all totals above it, the lowest there is, and the exit code is 1.
    """
    from configurator.cli.price_table import print_price
    from configurator.engine.desk import Desk
    from configurator.engine.outcome import Solved
    from configurator.engine.recommend import recommend
    from configurator.engine.solve import Limits
    from configurator.pricing.approval import seller_of

    with reporting(as_json):
        asked, book = question(profile, rulebook, settings, lang)
        seller_of(book, role)
        wanted = None if target is None else _amount(target, asked.currency or book.currency)
        say(f"looking for the best of {len(book.components)} components …")
        outcome = recommend(asked, book, Limits(limit))
        if not isinstance(outcome, Solved):
            from configurator.cli.summary import print_outcome

            print_json(outcome.to_json()) if as_json else print_outcome(outcome)
            raise SystemExit(exit_code(outcome))
        told = Desk(outcome, role).to_json(wanted)
    if as_json:
        print_json(told)
    else:
        print_price(told["price"], outcome)
    reached = wanted is None or told["price"]["target"]["reached"]
    raise SystemExit(DONE if reached else NO)


def _amount(text: str, currency: str) -> int:
    """A total as it is typed, in minor units."""
    from configurator.errors import Diagnostic, ProfileError
    from configurator.money import DECIMALS, to_minor
    from configurator.source import plain_number

    number = plain_number(text)
    try:
        if number is None or number < 0:
            raise ValueError
        return to_minor(Fraction(number), currency)
    except ValueError:
        help = f"write a plain number with at most {DECIMALS[currency]} decimals, such as 850000"
        raise ProfileError([Diagnostic("E012", f"--target can't be '{text}'", None, help)]) from None
