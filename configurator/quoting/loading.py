"""Reading a saved quote back. What is read is what was issued, or it isn't read: nothing is mended or priced anew."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from configurator import source
from configurator.collecting import without_collecting
from configurator.errors import Diagnostic, InputError, Place, ProfileError, QuoteError
from configurator.profile import read_profile
from configurator.quoting.quote import FORMAT, SOFTWARE, Quote
from configurator.records import shown, validate
from configurator.source import Source

MOST_BYTES = 100_000_000
"""The quote of 100,000 sites has some 20 MB."""
_DEEPEST = 60
_HASHES = ("sha256", "customer_view_sha256")
_AS_ISSUED = "a quote isn't edited: take the file as it was issued, or make a revision of it"
_NO_QUOTE = "give the quote.json that `configurator quote` writes"


def load_quote(path: str | Path) -> Quote:
    """The quote in a file that `Quote.to_json` was written to. Raises QuoteError with everything wrong in it."""
    file = str(path)
    try:
        text = source.read_text(Path(path), most=MOST_BYTES)
    except InputError as fault:
        raise QuoteError(fault.diagnostics) from None
    return read_quote(_parsed(text, file), file)


def read_bytes(path: Path) -> bytes:
    """A document's content. Raises QuoteError when it can't be read, or is far too large."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as fault:
        message = f"the file can't be read: {(fault.strerror or str(fault)).lower()}"
        raise _fault("E001", message, str(path), "check the path and its permissions") from None
    if len(content) > MOST_BYTES:
        raise _fault("E001", f"the file has more than {MOST_BYTES:,} bytes", str(path), "give a proposal as issued")
    return content


def read_quote(data: Any, file: str = "quote") -> Quote:
    """The quote that `Quote.to_json` gave as plain data. Raises QuoteError.

    Its shape, its format and both of its hashes are checked.
    """
    with without_collecting():
        return _checked(data, file)


def _checked(data: Any, file: str) -> Quote:
    from configurator.quoting.shape import SavedQuote

    told = data.get("quote") if isinstance(data, dict) else None
    if not isinstance(told, dict):
        raise _fault("E060", "this isn't a quote", file, _likely(data))
    _check_format(told.get("format"), file)
    _check_shape(told, file, SavedQuote)
    _check_profile(told["profile"], file)
    quote = _made({name: part for name, part in told.items() if name not in _HASHES}, file)
    _check_hash(told["sha256"], quote.sha256, "quote", file)
    _check_hash(told["customer_view_sha256"], quote.customer_view_sha256, "customer view", file)
    return quote


def _made(told: dict[str, Any], file: str) -> Quote:
    try:
        return Quote.of(told)
    except ValueError:
        message = "this isn't a quote: it holds half a character, or a number beyond what JSON carries"
        raise _fault("E060", message, file, _AS_ISSUED) from None


def read_customer_view(content: bytes, file: str) -> Quote:
    """The customer's view attached to a proposal, as a quote that holds nothing of ours. Raises QuoteError."""
    from configurator.quoting.shape import CustomerView

    try:
        told = _parsed(content.decode(), file)
    except UnicodeDecodeError:
        raise _fault("E063", "the attached data isn't UTF-8 text", file, _AS_ISSUED) from None
    if not isinstance(told, dict):
        raise _fault("E063", "the attached data is no customer view of a quote", file, _AS_ISSUED)
    _check_format(told.get("format"), file)
    _check_shape(told, file, CustomerView)
    return _made(told, file)


def _fault(code: str, message: str, file: str, help: str) -> QuoteError:
    return QuoteError([Diagnostic(code, message, Place(file), help)])


def _parsed(text: str, file: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as fault:
        line = text.splitlines()[fault.lineno - 1] if text.strip() else ""
        place = Place(file, fault.lineno, fault.colno, 1, line)
        message = f"this isn't JSON: {fault.msg[:1].lower()}{fault.msg[1:]}"
        raise QuoteError([Diagnostic("E002", message, place, _NO_QUOTE)]) from None
    except _TwiceError as fault:
        raise _fault("E004", f"the key '{fault}' stands twice in one mapping", file, _AS_ISSUED) from None
    except (RecursionError, ValueError):  # a ValueError: a whole number of thousands of digits
        message = "this isn't a quote: it is nested too deep, or a number is too long"
        raise _fault("E060", message, file, _NO_QUOTE) from None


class _TwiceError(Exception):
    """A key that stands twice: which of the two counts would depend on the reader."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        raise _TwiceError(next(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return found


def _likely(data: Any) -> str:
    """What was given instead, as far as it shows."""
    if isinstance(data, dict) and "outcome" in data:
        return f"it is a recommendation, which isn't priced for good; {_NO_QUOTE}"
    if isinstance(data, dict) and "recommendation" in data and "number" in data:
        return (
            "it is the customer's view of a quote, as attached to a proposal; give the quote.json written beside that"
        )
    return _NO_QUOTE


def _check_format(found: Any, file: str) -> None:
    if not isinstance(found, int) or isinstance(found, bool) or found < 1:
        raise _fault("E060", f"the format of this quote can't be {shown(found)}", file, _AS_ISSUED)
    if found > FORMAT:
        message = (
            f"this quote was made by a newer version: it has format {found}, and this version reads up to {FORMAT}"
        )
        raise _fault("E062", message, file, f"read it with a newer version of {SOFTWARE}")


def _check_shape(told: dict[str, Any], file: str, model: type[BaseModel]) -> None:
    """Raises QuoteError with everything that isn't there or is of another kind."""
    if _is_deep(told):
        raise _fault("E060", f"this isn't a quote: it is nested more than {_DEEPEST} deep", file, _NO_QUOTE)
    _, faults = validate(model, told, Source(f"{file}: quote", (), told, {}))
    if faults:
        raise QuoteError(replace(fault, help=_AS_ISSUED) for fault in faults)


def _check_profile(told: dict[str, Any], file: str) -> None:
    """What was asked must be a question still, or the quote couldn't be made again."""
    try:
        read_profile(told)
    except ProfileError as fault:
        place = Place(f"{file}: quote.profile")
        raise QuoteError(replace(each, place=place, help=_AS_ISSUED) for each in fault.diagnostics) from None


def _is_deep(data: Any) -> bool:
    level = [data]
    for _ in range(_DEEPEST):
        inner = (part.values() if isinstance(part, dict) else part for part in level)
        level = [entry for parts in inner for entry in parts if isinstance(entry, dict | list)]
        if not level:
            return False
    return True


def _check_hash(told: str, found: str, what: str, file: str) -> None:
    if told != found:
        message = f"this {what} isn't what was issued: its sha256 is said to be {told[:12]}…, and it is {found[:12]}…"
        raise _fault("E061", message, file, _AS_ISSUED)
