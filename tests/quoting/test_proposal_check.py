"""A proposal is genuine when it prints what the quote attached to it says, and nothing else."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest

from configurator.errors import QuoteError
from configurator.quoting.proposal_check import check_proposal
from configurator.quoting.quote import Quote
from configurator.quoting.render import html_to_pdf, pdf_bytes, proposal_html
from tests.conftest import kept
from tests.quoting.conftest import Papers
from tests.quoting.deals import quoted, small_book
from tests.quoting.real_quote import revised, shipped

Golden = Callable[[str, str], None]
NOON = datetime.datetime(2026, 11, 22, 12)


@pytest.fixture(scope="module")
def quote(tmp_path_factory: pytest.TempPathFactory) -> Quote:
    return quoted(small_book(tmp_path_factory.mktemp("rules")))


@pytest.fixture(scope="module")
def proposal(quote: Quote) -> bytes:
    return pdf_bytes(quote, "en")


def forged(quote: Quote, printed: tuple[str, str] = ("", ""), attached: tuple[bytes, bytes] = (b"", b"")) -> bytes:
    """The proposal of a quote with something else printed, or attached: (what is so, what stands there instead)."""
    html, data = proposal_html(quote, "en"), quote.customer_view_json()
    assert printed[0] in html
    assert attached[0] in data
    content = data.replace(*attached, 1) if attached[0] else data
    return html_to_pdf(html.replace(*printed, 1), [("quote.json", content, "Data", "data")], NOON)


def failed(data: bytes, issued: Quote | None = None) -> set[str]:
    return {check.name for check in check_proposal(data, "p.pdf", issued).checks if not check.passed}


def test_proposals_are_genuine_as_they_are_issued(papers: Papers, quote: Quote, proposal: bytes) -> None:
    for which, language, issued in (("shipped", "en", shipped()), ("revision", "zh-CN", revised())):
        found = check_proposal(papers.file(which, language).read_bytes(), "p.pdf", issued)
        assert (found.view.customer_view_sha256, found.genuine) == (issued.customer_view_sha256, True)
        assert [check.name for check in found.checks] == ["canonical", "fingerprint", "number", "amounts", "issued"]
    assert failed(proposal, quote) == set()


def test_a_draft_is_genuine_without_a_page_to_sign(quote: Quote) -> None:
    draft = Quote.of(quote.snapshot() | {"state": "pending"})
    found = check_proposal(pdf_bytes(draft, "zh-CN"), "p.pdf")
    assert [check.name for check in found.checks] == ["canonical", "number", "amounts"]
    assert found.genuine


def test_an_amount_printed_otherwise_is_found_and_named(quote: Quote) -> None:
    found = check_proposal(forged(quote, ("CN¥65,340.00", "CN¥65,340.01")), "p.pdf")
    (check,) = [check for check in found.checks if not check.passed]
    assert (check.name, check.found) == ("amounts", "65,340.00, 65,340.01")


def test_an_amount_in_the_place_of_another_is_found(quote: Quote) -> None:
    """Both are the quote's, but one is printed once too often."""
    assert failed(forged(quote, ("CN¥65,340.00", "CN¥51,840.00"))) == {"amounts"}


def test_attached_data_that_is_another_is_found(quote: Quote) -> None:
    total = b'"total_contract":"65340.00"'
    assert failed(forged(quote, attached=(total, total.replace(b"5340", b"5341")))) >= {"fingerprint"}


def test_data_in_another_form_is_found(quote: Quote) -> None:
    assert failed(forged(quote, attached=(b'"outcome":', b'"outcome": '))) == {"canonical"}


def test_the_proposal_of_another_quote_is_found(proposal: bytes) -> None:
    assert failed(proposal, shipped()) == {"issued"}


REFUSED: dict[str, Callable[[bytes], bytes]] = {
    "no PDF": lambda data: b"PK\x03\x04",
    "nothing": lambda data: b"",
    "added to": lambda data: data + b"\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n",
    "cut off": lambda data: data[:-2000],
    "scrambled": lambda data: data[:9] + data[3009:],
    "another producer": lambda data: (
        b"%PDF-1.4\n1 0 obj\n<</Type /Catalog>>\nendobj\nxref\n0 1\nstartxref\n42\n%%EOF\n"
    ),
    "nothing attached": lambda data: html_to_pdf("<title>x</title><p lang=en>Hello", [], NOON),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_proposal_is_refused_with_the_way_out(name: str, proposal: bytes, golden: Golden) -> None:
    with pytest.raises(QuoteError) as refused:
        check_proposal(REFUSED[name](proposal), "proposal.pdf")
    golden(f"proposal/{name}", str(refused.value))


def test_attached_data_that_is_no_customer_view_is_refused(quote: Quote, golden: Golden) -> None:
    with pytest.raises(QuoteError) as refused:
        check_proposal(forged(quote, attached=(b'"revision":1', b'"revision":"1"')), "proposal.pdf")
    golden("proposal/data that is no customer view", str(refused.value))


def test_no_message_is_left_over() -> None:
    assert kept("proposal") == {*REFUSED, "data that is no customer view"}


def test_no_single_byte_that_is_another_ends_in_anything_but_a_verdict(proposal: bytes, tmp_path: Path) -> None:
    for place in range(40, len(proposal), len(proposal) // 40):
        broken = proposal[:place] + bytes([proposal[place] ^ 0x55]) + proposal[place + 1 :]
        try:
            check_proposal(broken, "p.pdf")
        except QuoteError:
            continue
