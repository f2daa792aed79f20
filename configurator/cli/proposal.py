"""The command group `proposal`: the documents of a saved quote, and whether a document is what its quote says."""

from pathlib import Path

import click

from configurator.cli import options
from configurator.cli.dialogue import DONE, NO, print_json, reporting, say


@click.group()
def proposal() -> None:
    """Check a proposal, or make the documents of a saved quote again: without its rulebook.

    \b
      configurator proposal verify proposal.zh-CN.pdf      is what is printed what the quote says?
      configurator proposal render quote.json -o offer     its documents, from what it holds
    """


@proposal.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--quote",
    "issued",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The quote.json it must be of: whoever alters a document can alter what is attached to it, too.",
)
@options.as_json
def verify(file: Path, issued: Path | None, as_json: bool) -> None:
    """Hold what is printed in FILE, a proposal as PDF, against the quote attached to it: its hash and every amount.

    Exits with 0 when all of it holds, with 1 when something doesn't.
    """
    from configurator.quoting.loading import load_quote, read_bytes
    from configurator.quoting.proposal_check import check_proposal

    with reporting(as_json):
        found = check_proposal(read_bytes(file), str(file), load_quote(issued) if issued else None)
    if as_json:
        print_json(found.to_json())
    else:
        view = found.view
        click.echo(f"{view.number} revision {view.revision}, {view.state}, {view.customer_view_sha256}")
        for check in found.checks:
            click.echo(
                f"{'ok    ' if check.passed else 'FAILED'}  {_SAID[check.name]}{check.found and ': '}{check.found}"
            )
        click.echo("genuine" if found.genuine else "not genuine")
    raise SystemExit(DONE if found.genuine else NO)


_SAID = {
    "canonical": "the attached data is in the form it is hashed in",
    "fingerprint": "the hash of the attached data is printed on the page to sign",
    "number": "the number of the quote is printed",
    "amounts": "every amount is printed as often as the quote says, and no other",
    "issued": "it is the proposal of the quote given",
}


@proposal.command()
@click.argument("quote", type=click.Path(path_type=Path))
@options.output(".")
@options.language
@options.as_json
def render(quote: Path, output: Path, lang: str | None, as_json: bool) -> None:
    """Write the documents of QUOTE, a file quote.json, again: nothing is repriced, and no rulebook is needed."""
    from configurator.quoting.documents import make_folder, write_documents
    from configurator.quoting.loading import load_quote

    with reporting(as_json):
        issued = load_quote(quote)
        make_folder(output)
        written = write_documents(issued, output, (lang or issued.language,))
    for path in written:
        say(f"  {path}")
    if as_json:
        print_json(issued.to_json())
