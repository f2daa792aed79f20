"""All documents of a quote in one folder: made first, written after, so that a failure leaves nothing half done."""

import json
from collections.abc import Iterable
from pathlib import Path

from configurator.errors import RenderError
from configurator.quoting.files import check_place, write_whole
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
    """Writes proposal.<language>.pdf, quote.json (with cost and margin: for us) and bom.xlsx; returns their paths."""
    contents = {f"proposal.{language}.pdf": pdf_bytes(quote, language) for language in languages}
    contents["quote.json"] = json.dumps(quote.to_json(), ensure_ascii=False, indent=2).encode()
    contents["bom.xlsx"] = xlsx_bytes(quote)
    return [write_whole(folder / name, content) for name, content in contents.items()]
