"""A saved quote is read back as it was issued, or refused with the way out."""

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import configurator as cf
from configurator.errors import QuoteError
from configurator.quoting import loading
from configurator.quoting.loading import load_quote, read_quote
from configurator.quoting.quote import Quote
from configurator.quoting.render import proposal_html
from configurator.quoting.workbook import xlsx_bytes
from tests.conftest import kept
from tests.quoting.deals import quoted, small_book
from tests.quoting.real_quote import shipped

Golden = Callable[[str, str], None]


@pytest.fixture(scope="module")
def quote(tmp_path_factory: pytest.TempPathFactory) -> Quote:
    return quoted(small_book(tmp_path_factory.mktemp("rules")))


def saved(quote: Quote, folder: Path) -> Path:
    path = folder / "quote.json"
    path.write_text(json.dumps(quote.to_json(), ensure_ascii=False, indent=2), encoding="utf-8")
    return path


def test_a_saved_quote_is_read_back_to_the_byte(quote: Quote, tmp_path: Path) -> None:
    for each in (quote, shipped()):
        read = load_quote(saved(each, tmp_path))
        assert read == each
        assert (read.canonical, read.customer_canonical) == (each.canonical, each.customer_canonical)


def test_neither_layout_nor_the_order_of_keys_matters(quote: Quote, tmp_path: Path) -> None:
    told = quote.to_json()["quote"]
    backwards = {name: told[name] for name in reversed(told)}
    path = tmp_path / "quote.json"
    path.write_text(json.dumps({"quote": backwards}), encoding="utf-8-sig")
    assert load_quote(path) == quote


def test_documents_are_made_of_a_saved_quote_without_its_rulebook(
    quote: Quote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(quote, tmp_path)

    def no_rulebook(_: object) -> None:
        raise AssertionError("a rulebook was asked for")

    monkeypatch.setattr("configurator.rulebook.loader.read_rulebook", no_rulebook)
    read = load_quote(path)
    for language in ("zh-CN", "en"):
        assert proposal_html(read, language) == proposal_html(quote, language)
    assert xlsx_bytes(read) == xlsx_bytes(quote)


def test_it_is_among_the_public_names(quote: Quote, tmp_path: Path) -> None:
    assert cf.load_quote(saved(quote, tmp_path)) == cf.read_quote(quote.to_json()) == quote


# What is refused


def changed(**told: Any) -> Callable[[dict[str, Any]], None]:
    return lambda quote: quote.update(told)


def without(*path: str) -> Callable[[dict[str, Any]], None]:
    def leave_out(quote: dict[str, Any]) -> None:
        *above, last = path
        for key in above:
            quote = quote[key]
        del quote[last]

    return leave_out


def cheaper(quote: dict[str, Any]) -> None:
    quote["recommendation"]["totals"]["monthly"] = "0.00"


def with_cost_told(quote: dict[str, Any]) -> None:
    quote["internal"]["cost"] = "1.00"


def amount_as_number(quote: dict[str, Any]) -> None:
    quote["recommendation"]["package"]["items"][0]["charges"][0]["net"] = 45.0


def deep(quote: dict[str, Any]) -> None:
    inner: dict[str, Any] = {}
    quote["extra"] = inner
    for _ in range(100):
        inner["x"] = inner = {}


FAULTS: dict[str, Callable[[dict[str, Any]], None]] = {
    "another customer view": changed(customer_view_sha256="0" * 64),
    "another price": cheaper,
    "another cost": with_cost_told,
    "a newer format": changed(format=2),
    "no format": without("format"),
    "a format in words": changed(format="one"),
    "an amount as a number": amount_as_number,
    "an unknown state": changed(state="sold"),
    "a date that is none": changed(valid_until="2026-13-01"),
    "no hash": without("sha256"),
    "no profile": without("profile"),
    "no sites": lambda quote: quote["profile"].update(sites=[]),
    "decisions in words": lambda quote: quote["profile"].update(decisions="none"),
    "no totals": without("recommendation", "totals"),
    "nothing of ours": without("internal"),
    "deep": deep,
    "half a character": changed(number="\ud800"),
    "a number beyond JSON": changed(extra=2**70),
}


def message(told: Any) -> str:
    with pytest.raises(QuoteError) as refused:
        read_quote(told, "quote.json")
    return str(refused.value)


@pytest.mark.parametrize("name", FAULTS)
def test_a_quote_that_is_not_as_it_was_issued_is_refused(name: str, quote: Quote, golden: Golden) -> None:
    told = copy.deepcopy(quote.to_json())
    FAULTS[name](told["quote"])
    shown = message(told)
    for sha256 in (quote.sha256, quote.customer_view_sha256):  # they differ with the version of what they are made by
        shown = shown.replace(sha256[:12], "‹as issued›")
    golden(f"quote/{name}", _without_hashes(shown))


def _without_hashes(text: str) -> str:
    return re.sub(r"it is [0-9a-f]{12}…", "it is ‹another›…", text)


OTHERS: dict[str, Any] = {
    "a recommendation": {"outcome": "optimal", "package": {"items": []}},
    "a list": [],
    "a quote that is a word": {"quote": "Q-1"},
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_quote_is_told_as_what_it_seems_to_be(name: str, golden: Golden) -> None:
    golden(f"quote/{name}", message(OTHERS[name]))


def test_the_customers_view_is_not_taken_for_the_quote(quote: Quote, golden: Golden) -> None:
    golden("quote/a customer view", message(quote.customer_view()))


FILES: dict[str, bytes] = {
    "empty": b"",
    "not JSON": '{"quote": {"number": "Q-1",\n"state": 合同}}'.encode(),
    "a key twice": b'{"quote": {"format": 1, "format": 2}}',
    "nested without end": b"[" * 100_000,
    "a number without end": b'{"quote": ' + b"9" * 10_000 + b"}",
    "not text": b"\xff\xfe{",
    "ten megabytes of nothing": b" " * 10_000_000,
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_holds_no_quote_is_refused(
    name: str, golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("quote.json").write_bytes(FILES[name])
    with pytest.raises(QuoteError) as refused:
        load_quote("quote.json")
    golden(f"quote/file {name}", str(refused.value))


def test_a_file_that_is_not_there_and_one_beyond_all_measure(
    golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(loading, "MOST_BYTES", 1_000)
    with pytest.raises(QuoteError) as refused:
        load_quote("quote.json")
    golden("quote/file not there", str(refused.value))
    Path("quote.json").write_bytes(b" " * 1_001)
    with pytest.raises(QuoteError) as refused:
        load_quote("quote.json")
    golden("quote/file too large", str(refused.value))


def test_no_message_is_left_over() -> None:
    files = {f"file {name}" for name in (*FILES, "not there", "too large")}
    assert kept("quote") == {*FAULTS, *OTHERS, "a customer view", *files}
