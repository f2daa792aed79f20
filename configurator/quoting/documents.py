"""All documents of a quote in one folder: made first, written after, so that a failure leaves nothing half done."""

import json
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from configurator.errors import RenderError
from configurator.quoting.files import check_place
from configurator.quoting.quote import Quote
from configurator.quoting.render import pdf_bytes
from configurator.quoting.workbook import xlsx_bytes


def make_folder(folder: Path) -> None:
    """Makes the folder, and checks that documents can be written there, before any work is done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise RenderError(
            f"the folder {folder} can't be made: {(fault.strerror or str(fault)).lower()}", "choose another with -o"
        ) from None
    check_place(folder / "quote.json")


def write_documents(quote: Quote, folder: Path, languages: Iterable[str]) -> list[Path]:
    """Writes proposal.<language>.pdf, quote.json (with cost and margin: for us) and bom.xlsx; returns their paths.

    All of them or none: they are made and written out beside their places before the first takes its own.
    """
    makers: dict[str, Callable[[], bytes]] = {
        f"proposal.{language}.pdf": partial(pdf_bytes, quote, language) for language in languages
    }
    makers["quote.json"] = lambda: json.dumps(quote.to_json(), ensure_ascii=False, indent=2).encode()
    makers["bom.xlsx"] = lambda: xlsx_bytes(quote)
    for name in makers:
        check_place(folder / name)
    contents = {name: make() for name, make in makers.items()}
    try:
        with TemporaryDirectory(dir=folder, prefix=".unfinished-") as unfinished:
            written = [Path(unfinished) / name for name in contents]
            for path in written:
                path.write_bytes(contents[path.name])
            return [path.replace(folder / path.name) for path in written]
    except OSError as fault:
        message = f"the documents can't be written to {folder}: {(fault.strerror or str(fault)).lower()}"
        raise RenderError(message, "check the space and rights there") from None
