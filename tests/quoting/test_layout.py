"""How the proposal breaks into pages: nothing that is read as one is torn, and no heading is left behind."""

import re
import subprocess
from itertools import islice

import pytest

from configurator.quoting.document import Proposal, proposal
from configurator.quoting.prices import Charge, Line
from configurator.quoting.wording import wording
from tests.quoting.conftest import QUOTES, Papers

PAPERS = [(quote, language) for quote in ("sample", "shipped") for language in ("zh-CN", "en")]
FOOTER = (297 - 21) / 25.4 * 72
every_paper = pytest.mark.parametrize("which", PAPERS, ids="-".join)


def flat(text: str) -> str:
    return " ".join(text.replace("•", "·").split())


def document(which: tuple[str, str]) -> Proposal:
    quote, language = which
    return proposal(QUOTES[quote]().customer_view(), "", language)


def row(line: Line, charge: Charge) -> str:
    """A charge as its row reads from its kind to its amount over the contract."""
    cells = [charge.kind, charge.tax, line.quantity, line.per_site or line.unit]
    return flat(" ".join([*cells, *charge.unit_list, *charge.unit_net, charge.net, charge.contract]))


@every_paper
def test_the_charges_of_a_component_stand_on_one_page(which: tuple[str, str], papers: Papers) -> None:
    """So no row is torn either, between its charge and its tax."""
    pages = [flat(page) for page in papers.pages(*which)]
    lines = [line for place in document(which).places for line in place.lines]
    torn = [line.name for line in lines if not any(all(row(line, c) in page for c in line.charges) for page in pages)]
    assert lines
    assert torn == []


@every_paper
def test_below_the_heading_of_a_place_stand_two_rows_at_least(which: tuple[str, str], papers: Papers) -> None:
    pages = [flat(page) for page in papers.pages(*which)]
    for place in document(which).places:
        rows = list(islice((row(line, charge) for line in place.lines for charge in line.charges), 2))
        found = [[page.find(part) for part in (flat(place.title), *rows)] for page in pages]
        assert any(-1 not in at and at == sorted(at) for at in found), place.title


@every_paper
def test_the_summary_is_one_page(which: tuple[str, str], papers: Papers) -> None:
    said = wording(which[1])
    beginnings = [flat(page) for page in papers.pages(*which)[2:4]]
    for page, start in zip(beginnings, (f"1 {said('summary.title')}", f"2 {said('needs.title')}"), strict=True):
        assert page.startswith(start)


@every_paper
def test_no_page_is_left_nearly_empty(which: tuple[str, str], papers: Papers) -> None:
    """The lowest word stands in the upper third of no page, be it the one before the page to sign, which is kept whole."""
    file = papers.file(*which)
    done = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, text=True, check=True)
    pages = done.stdout.split("<page ")[2:]
    lowest = [
        max(float(y) for y in re.findall(r'yMax="([\d.]+)"', page) if float(y) < FOOTER) / FOOTER for page in pages
    ]
    assert [number for number, share in enumerate(lowest, 2) if share < 1 / 3] == []
