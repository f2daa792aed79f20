"""Is a proposal what its quote says? The customer view attached to a PDF, held against what is printed in it.

Every amount printed, and how often, must be what the proposal of the attached view prints: in text, tables and
drawings.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from configurator.errors import Diagnostic, Place, QuoteError
from configurator.quoting.loading import read_customer_view
from configurator.quoting.quote import BINDING, Quote
from configurator.quoting.render import DATA, proposal_html
from configurator.quoting.wording import languages

_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{2,}")
_NOT_PRINTED = re.compile(r"<(head|title|desc|style)\b.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Check:
    """One thing that must hold, and what is found where it doesn't."""

    name: str
    passed: bool
    found: str = ""


@dataclass(frozen=True)
class CheckedProposal:
    """A proposal's customer view as a quote, and what was checked of the document."""

    view: Quote
    checks: tuple[Check, ...]

    @property
    def genuine(self) -> bool:
        """Whether all of it holds."""
        return all(check.passed for check in self.checks)

    def to_json(self) -> dict[str, Any]:
        """The checks, and which quote it is."""
        return {
            "proposal": {
                "number": self.view.number,
                "revision": self.view.revision,
                "state": self.view.state,
                "customer_view_sha256": self.view.customer_view_sha256,
                "genuine": self.genuine,
                "checks": [{"name": c.name, "passed": c.passed, "found": c.found} for c in self.checks],
            }
        }


class _AlteredError(ValueError):
    """The file isn't as it was written."""


_UNREADABLE = (
    PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError,
    AssertionError, UnicodeError, zlib.error,
)  # fmt: skip
"""Whatever a file that is no PDF, or a broken one, comes to in the reader."""


def check_proposal(data: bytes, file: str, issued: Quote | None = None) -> CheckedProposal:
    """What holds of a proposal's file; with the quote it must be of, that as well.

    Raises QuoteError when it is no PDF as ours are, or has no customer view attached that can be read.
    """
    try:
        attached, pages = _read(data)
    except _UNREADABLE as fault:
        help = "give the file as it was issued: printing it to a new PDF, or signing it, takes away what can be checked"
        message = str(fault) if isinstance(fault, _AlteredError) else "it can't be read"
        raise QuoteError([Diagnostic("E063", f"this is no proposal as issued: {message}", Place(file), help)]) from None
    if attached is None:
        help = f"a proposal has {DATA} attached, the customer's view of its quote"
        raise QuoteError([Diagnostic("E063", f"the proposal has no {DATA} attached", Place(file), help)])
    view = read_customer_view(attached, f"{file}: {DATA}")
    return CheckedProposal(view, tuple(_checks(view, attached, pages, issued)))


def _read(data: bytes) -> tuple[bytes | None, list[list[str]]]:
    """The customer view attached, and the text of every page, run by run as it is laid out."""
    if not data.startswith(b"%PDF-"):
        raise _AlteredError("it isn't a PDF")
    if data.count(b"startxref") != 1 or not data.rstrip().endswith(b"%%EOF"):
        raise _AlteredError("it has been added to after it was made, or is cut off")
    reader = PdfReader(BytesIO(data), strict=True)
    pages = []
    for page in reader.pages:
        runs: list[str] = []
        page.extract_text(visitor_text=lambda text, *_, here=runs: here.append(text))
        pages.append(runs)
    return next(iter(reader.attachments.get(DATA, ())), None), pages


def _checks(view: Quote, attached: bytes, pages: list[list[str]], issued: Quote | None) -> Iterator[Check]:
    text = "".join("".join(run for page in pages for run in page).split())
    yield Check("canonical", attached == view.customer_canonical)
    if view.state in BINDING:
        yield Check("fingerprint", view.customer_view_sha256 in text)
    yield Check("number", "".join(view.number.split()) in text)
    off = min((_otherwise(view, language, pages) for language in languages()), key=lambda found: sum(found.values()))
    yield Check("amounts", not off, ", ".join(sorted(off)))
    if issued is not None:
        hashes = {issued.customer_view_sha256}
        hashes |= {step["customer_view_sha256"] for step in issued.snapshot()["history"]}
        yield Check("issued", view.customer_view_sha256 in hashes)


def _otherwise(view: Quote, language: str, pages: list[list[str]]) -> Counter[str]:
    """The amounts that are printed more or less often than the proposal of the view in that language prints them."""
    printed = Counter(amount for page in pages for run in page for amount in _AMOUNT.findall(run))
    body = _NOT_PRINTED.sub("", proposal_html(view, language))
    expected = Counter(_AMOUNT.findall(unescape(_TAG.sub("\n", body))))
    return (printed - expected) + (expected - printed)
