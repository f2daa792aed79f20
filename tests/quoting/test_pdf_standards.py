"""The proposal as a file: its standards, its attachments, its bytes, and what it may read while it is made."""

import json
import os
import subprocess
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest

from configurator.errors import RenderError
from configurator.quoting import render
from configurator.quoting.workbook import xlsx_bytes
from tests.quoting.conftest import CHECKED, Papers
from tests.quoting.real_quote import shipped
from tests.quoting.sample_quote import sample
from tests.verapdf import Verdict, validate

LANGUAGES = ("zh-CN", "en")
NOON = datetime(2026, 11, 22, 12)


@pytest.fixture(params=LANGUAGES)
def proposal(request: pytest.FixtureRequest, papers: Papers) -> tuple[str, Path]:
    language: str = request.param
    return language, papers.file("sample", language)


@pytest.mark.parametrize("which", CHECKED)
def test_a_proposal_is_pdf_a_3a_and_pdf_ua_1_at_once(
    which: tuple[str, str], papers: Papers, verdicts: dict[Path, dict[str, Verdict]]
) -> None:
    found = verdicts[papers.file(*which)]
    assert {flavour: verdict.broken for flavour, verdict in found.items()} == {"3a": (), "ua1": ()}
    assert all(verdict.compliant and verdict.checks > 10_000 for verdict in found.values())


def test_the_totals_of_the_shipped_example_are_printed(papers: Papers) -> None:
    totals = shipped().customer_view()["recommendation"]["totals"]
    text = "".join(papers.pages("shipped", "en"))
    for name in ("one_time", "monthly", "first_year", "total_contract", "tax", "total_contract_with_tax"):
        assert f"{Decimal(totals[name]):,.2f}" in text, name


def test_a_plain_pdf_is_found_wanting(tmp_path: Path) -> None:
    plain = tmp_path / "plain.pdf"
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(plain)
    verdicts = validate(plain, "3a", "ua1")
    assert not verdicts["3a"].compliant
    assert not verdicts["ua1"].compliant
    assert verdicts["3a"].broken
    assert verdicts["ua1"].broken


def test_the_attachments_are_the_customer_view_and_the_workbook(proposal: tuple[str, Path]) -> None:
    language, file = proposal
    with pikepdf.open(file) as pdf:
        assert sorted(pdf.attachments) == ["bom.xlsx", "quote.json"]
        content = {name: pdf.attachments[name].get_file().read_bytes() for name in pdf.attachments}
        relations = {str(f.UF): str(f.AFRelationship) for f in pdf.Root.AF}
        assert len(pdf.Root.AF) == 2
        types = {name: pdf.attachments[name].get_file().mime_type for name in pdf.attachments}
    assert content["quote.json"] == sample().customer_view_json()
    assert json.loads(content["quote.json"]) == sample().customer_view()
    assert content["bom.xlsx"] == xlsx_bytes(sample(), language)
    assert relations == {"quote.json": "/Data", "bom.xlsx": "/Supplement"}
    assert types == {
        "quote.json": "application/json",
        "bom.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }


def test_the_same_quote_gives_the_same_bytes_in_another_process(papers: Papers, tmp_path: Path) -> None:
    program = (
        "import sys; from configurator.quoting.render import render_pdf; from tests.quoting.sample_quote import sample; "
        "[render_pdf(sample(), f'{sys.argv[1]}/{language}.pdf', language) for language in sys.argv[2:]]"
    )
    environment = os.environ | {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "7", "LANG": "C"}
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", program, str(tmp_path), *LANGUAGES], check=True, cwd=root, env=environment)
    for language in LANGUAGES:
        assert (tmp_path / f"{language}.pdf").read_bytes() == papers.file("sample", language).read_bytes()


def test_every_date_in_the_file_is_the_quotes(proposal: tuple[str, Path]) -> None:
    with pikepdf.open(proposal[1]) as pdf:
        dates = [str(pdf.docinfo["/CreationDate"]), str(pdf.docinfo["/ModDate"])]
        for name in pdf.attachments:
            attached = pdf.attachments[name].get_file()
            dates += [str(attached.obj.Params.CreationDate), str(attached.obj.Params.ModDate)]
    assert {day[:10] for day in dates} == {"D:20261122"}


@pytest.mark.parametrize(
    "page",
    [
        '<img alt="x" src="file:///etc/hostname">',
        '<img alt="x" src="http://127.0.0.1:9/x.png">',
        '<img alt="x" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
        '<img alt="x" src="../pyproject.toml">',
        '<link rel="stylesheet" href="https://example.invalid/x.css">',
        "<style>@import 'file:///etc/hostname';</style>",
        "<p style='background: url(//example.invalid/x.png)'>x</p>",
    ],
)
def test_nothing_outside_the_template_folder_is_read(page: str) -> None:
    with pytest.raises(RenderError, match="outside its templates"):
        render.html_to_pdf(f"<html lang=en><title>x</title>{page}", [], NOON)


def test_the_template_folders_own_files_may_be_used() -> None:
    page = "<html lang=en><title>x</title><link rel=stylesheet href=theme.yaml><p>x"
    assert render.html_to_pdf(page, [], NOON).startswith(b"%PDF-1.7")
