"""The proposal on paper: every figure on it is the quote's, and what can't be drawn or written is refused by name."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any

import pypdf
import pytest
from jinja2 import UndefinedError

from configurator.errors import RenderError
from configurator.quoting import bill, render
from configurator.quoting.wording import templates
from tests.quoting.conftest import Papers
from tests.quoting.real_quote import revised
from tests.quoting.sample_quote import SampleQuote, sample, short_sample

LANGUAGES = ("zh-CN", "en")
AMOUNT = re.compile(r"(?<![\d.,])[−-]?(?:CN)?¥?\d{1,3}(?:,\d{3})*\.\d{2}(?![\d%.]|\s?%)")
ROOT = Path(__file__).parents[2]
EVERYTHING = "海河精密制造 <script>alert(1)</script> & \"Söhne\" 'x' {{ 7*7 }} {% raw %} \\ }"


def text_of(file: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(file).pages)


def decimal(shown: str) -> Decimal:
    return Decimal(shown.replace("CN", "").replace("¥", "").replace(",", "").replace("−", "-"))


def written(amount: str) -> str:
    return f"{Decimal(amount):,.2f}".replace("-", "−")


@pytest.fixture(params=LANGUAGES)
def printed(request: pytest.FixtureRequest, papers: Papers) -> str:
    return "\n".join(papers.pages("sample", request.param))


def amounts(value: Any) -> Iterator[str]:
    """Every money amount in the totals: texts with two decimals, but for tax rates."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "rate":
                yield from amounts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from amounts(inner)
    elif isinstance(value, str) and re.fullmatch(r"-?\d+\.\d{2}", value):
        yield value


def totals(quote: SampleQuote) -> dict[str, Any]:
    found: dict[str, Any] = quote.view["recommendation"]["totals"]
    return found


def charges(quote: SampleQuote) -> list[dict[str, Any]]:
    return [charge for item in quote.view["recommendation"]["package"]["items"] for charge in item["charges"]]


def sums(quote: SampleQuote) -> Iterator[Decimal]:
    """What the document may add up itself: places, contract years, tax rates, and the steps of the waterfall."""
    for known in [None, *[c["id"] for c in quote.view["site_classes"]]]:
        own = [
            c
            for i in quote.view["recommendation"]["package"]["items"]
            if i["site_class"] == known
            for c in i["charges"]
        ]
        yield sum((Decimal(c["contract_net"]) for c in own), Decimal(0))
        for kind in (("one_time", None), ("recurring", "year")):
            yield sum((Decimal(c["net"]) for c in own if (c["type"], c["period"]) == kind), Decimal(0))
        yield sum((Decimal(c["net"]) for c in own if c["type"] != "one_time" and c["period"] == "month"), Decimal(0))
    for year in totals(quote)["years"]:
        yield Decimal(year["one_time"]) + Decimal(year["recurring"])
    for rate in totals(quote)["tax_by_rate"]:
        yield Decimal(rate["net"]) + Decimal(rate["tax"])
    for step in bill.waterfall(quote.view):
        yield from (step.one_time, step.recurring, step.contract)


def test_every_total_of_the_quote_is_printed(printed: str) -> None:
    shown = {decimal(match) for match in AMOUNT.findall(printed)}
    assert [amount for amount in amounts(totals(sample())) if Decimal(amount) not in shown] == []


def test_every_line_is_printed_with_the_quotes_prices(printed: str) -> None:
    flat = " ".join(printed.split())
    for charge in charges(sample()):
        ending = f"{written(charge['net'])} {written(charge['contract_net'])}"
        if charge["unit_net"] is None:
            assert ending in flat
            for tier in charge["tiers"]:
                assert f"{tier['quantity']} × {written(tier['unit_list'])}" in flat
                assert f"{tier['quantity']} × {written(tier['unit_net'])}" in flat
        else:
            assert f"{written(charge['unit_list'])} {written(charge['unit_net'])} {ending}" in flat


def test_no_amount_is_printed_that_the_quote_does_not_hold(printed: str) -> None:
    quote = sample()
    known = {Decimal(amount) for amount in amounts(totals(quote))} | set(sums(quote)) | {Decimal(0)}
    known |= {Decimal(cap) for cap in quote.view["profile"]["budget"].values()}
    known |= {
        Decimal(number) for demand in quote.view["sizing"] for number in re.findall(r"\d+\.\d{2}", demand["formula"])
    }
    for charge in charges(quote):
        known |= {
            Decimal(charge[key]) for key in ("unit_list", "unit_net", "net", "contract_net") if charge[key] is not None
        }
        known |= {Decimal(tier[key]) for tier in charge.get("tiers", ()) for key in ("unit_list", "unit_net")}
    shown = {decimal(match) for match in AMOUNT.findall(printed)}
    assert len(shown) > 150
    assert shown - known == set()


def test_the_chinese_total_is_also_written_in_capitals(papers: Papers) -> None:
    chinese, english = ("".join("".join(papers.pages("sample", language)).split()) for language in LANGUAGES)
    assert "人民币捌佰肆拾陆万叁仟玖佰柒拾陆元壹角伍分" in chinese
    assert "人民币" not in english


def test_the_fingerprint_of_the_customer_view_is_on_the_page_to_sign(printed: str) -> None:
    assert sample().customer_view_sha256 in "".join(printed.split())


@pytest.mark.parametrize(("language", "mark"), [("en", "Draft"), ("zh-CN", "草稿")])
def test_a_draft_says_so_on_every_page_and_has_no_page_to_sign(language: str, mark: str, papers: Papers) -> None:
    pages = papers.pages("draft", language)
    assert all(mark in page for page in pages)
    assert sample(state="pending").customer_view_sha256 not in "".join("".join(pages).split())
    approved = render.proposal_html(sample(), language)
    assert mark not in approved


@pytest.mark.parametrize(("language", "chapter"), [("en", "2 What has changed"), ("zh-CN", "2 变更说明")])
def test_a_revision_says_what_has_changed_since_the_one_before(language: str, chapter: str, papers: Papers) -> None:
    told = revised().customer_view()["changes_since"]
    text = " ".join(" ".join(papers.pages("revision", language)).split())
    assert chapter in text
    shown = {decimal(match) for match in AMOUNT.findall(text)}
    for total in told["totals"].values():
        before, after = Decimal(total["from"]), Decimal(total["to"])
        assert {before, after, after - before} <= shown | {-amount for amount in shown}
    for entry in told["by_cause"]:
        assert written(entry["delta"]["total_contract"]) in text


def test_a_first_revision_has_no_such_chapter(papers: Papers) -> None:
    assert "What has changed" not in "".join(papers.pages("sample", "en"))


def test_what_a_customer_writes_stays_text(tmp_path: Path) -> None:
    quote = short_sample(customer=EVERYTHING)
    page = render.proposal_html(quote, "en")
    assert escape(EVERYTHING).replace("&quot;", "&#34;").replace("&#x27;", "&#39;") in page
    assert "<script" not in page
    assert EVERYTHING in " ".join(text_of(render.render_pdf(quote, tmp_path / "hostile.pdf", "en")).split())


def test_marks_that_reorder_or_hide_text_are_left_out(tmp_path: Path) -> None:
    quote = short_sample(customer="AC\x01ME\u202e 00.1\u2066")
    quote.view["site_classes"][0]["sites"][0] = "HQ\u202e\x07"
    page = render.proposal_html(quote, "en")
    assert not set(page) & {"\x01", "\x07", "\u202e", "\u2066"}
    assert "AC ME" in text_of(render.render_pdf(quote, tmp_path / "x.pdf", "en"))


def test_a_text_in_the_style_sheet_cannot_end_its_string() -> None:
    shown = str(render._css_string('a"; } * { color: red } 中\\'))
    assert re.fullmatch(r'"(\\[0-9a-f]+ )*"', shown)


def test_names_too_long_for_a_line_do_not_leave_the_page(tmp_path: Path) -> None:
    quote = sample(customer="渤海湾区高端装备精密制造与智能供应链产业集团股份有限公司天津滨海新区第一分公司" * 2)
    quote.view["site_classes"][2]["sites"][0] = (
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
    )
    catalogue = quote.view["catalogue"]
    catalogue["components"]["ucc.cloud_seat"]["name"]["en"] = (
        "Unifiedcommunicationsseatwithoutanyplacetobreaktheline" * 2
    )
    file = render.render_pdf(quote, tmp_path / "long.pdf", "en")
    done = subprocess.run(["pdftotext", "-bbox", str(file), "-"], capture_output=True, text=True, check=True)
    words = re.findall(r'xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)"', done.stdout)
    assert len(words) > 1000
    margin = 18 / 25.4 * 72
    assert min(float(left) for left, *_ in words) >= margin - 1
    assert max(float(right) for _, _, right, _ in words) <= 210 / 25.4 * 72 - margin + 1
    assert max(float(bottom) for *_, bottom in words) <= 297 / 25.4 * 72


def test_the_templates_give_weasyprint_nothing_to_complain_about(papers: Papers) -> None:
    for language in LANGUAGES:
        papers.file("draft", language)
    assert papers.complaints == []


def test_a_character_no_font_draws_is_an_error_and_no_file(tmp_path: Path) -> None:
    quote = short_sample()
    quote.view["catalogue"]["components"]["ucc.cloud_seat"]["name"]["zh"] += "\U000f8ff0"
    with pytest.raises(RenderError, match=r"U\+F8FF0") as caught:
        render.render_pdf(quote, tmp_path / "x.pdf")
    assert "fonts-noto-cjk" in caught.value.help
    assert list(tmp_path.iterdir()) == []


def test_without_a_chinese_font_no_page_of_boxes_is_made(tmp_path: Path) -> None:
    fonts = tmp_path / "fonts.conf"
    fonts.write_text(
        f"<fontconfig><dir>/usr/share/fonts/truetype/dejavu</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>"
    )
    program = """
from configurator.errors import RenderError
from configurator.quoting import render
from tests.quoting.sample_quote import short_sample
print([part.package for part in render.missing_parts()])
try:
    render.render_pdf(short_sample(), "proposal.pdf")
except RenderError as error:
    print(error)
"""
    environment = os.environ | {"FONTCONFIG_FILE": str(fonts), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path, env=environment
    )
    assert "['fonts-noto-cjk']" in done.stdout
    assert "no installed font draws" in done.stdout
    assert "apt-get install fonts-noto-cjk" in done.stdout
    assert not (tmp_path / "proposal.pdf").exists()


def test_without_pango_the_error_names_the_package(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class WithoutPango:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                print("WeasyPrint could not import some external libraries.")
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [WithoutPango(), *sys.meta_path])
    with pytest.raises(RenderError, match="Pango is missing") as caught:
        render.render_pdf(sample(), tmp_path / "x.pdf")
    assert "libpango-1.0-0" in caught.value.help
    assert render.missing_parts() == [render.PANGO]
    assert capsys.readouterr().out == ""


def test_a_missing_subsetter_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("weasyprint.text.ffi.harfbuzz_subset", None)
    assert render.missing_parts() == [render.SUBSETTER]


def test_a_machine_that_passes_these_tests_lacks_nothing() -> None:
    assert render.missing_parts() == []


def test_a_place_that_cannot_be_written_is_refused_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render, "pdf_bytes", lambda *_: pytest.fail("rendered in vain"))
    with pytest.raises(RenderError, match="is a folder"):
        render.render_pdf(sample(), tmp_path)
    with pytest.raises(RenderError, match="no folder"):
        render.render_pdf(sample(), tmp_path / "missing" / "x.pdf")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(RenderError, match="can't be written to"):
        render.render_pdf(sample(), tmp_path / "x.pdf")


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "proposal.pdf"
    target.write_bytes(b"old")
    monkeypatch.setattr(render, "pdf_bytes", lambda *_: b"new")

    def refuse(self: Path, other: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(RenderError, match="No space left"):
        render.render_pdf(sample(), target)
    assert target.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["proposal.pdf"]


def test_a_new_file_has_the_rights_of_any_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "pdf_bytes", lambda *_: b"%PDF")
    plain = tmp_path / "plain"
    plain.touch()
    assert render.render_pdf(sample(), tmp_path / "x.pdf").stat().st_mode == plain.stat().st_mode


def test_a_missing_message_stops_the_document() -> None:
    environment = render._environment(templates())
    with pytest.raises(UndefinedError, match="nothing"):
        environment.from_string("{{ p.nothing }}").render(p={})
