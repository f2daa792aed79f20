"""The proposal as a PDF that is PDF/A-3a and PDF/UA-1 at once, with the data it was made of attached.

Only this module knows Jinja and WeasyPrint. The same quote gives the same bytes: every date in the file is the quote's.
"""

import contextlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml
from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from configurator.collecting import without_collecting
from configurator.errors import RenderError
from configurator.quoting import pdfa
from configurator.quoting.document import Proposal, proposal
from configurator.quoting.files import check_place, write_whole
from configurator.quoting.quote import Quote
from configurator.quoting.wording import languages, templates, wording, wording_of
from configurator.quoting.workbook import xlsx_bytes

SECTIONS = (
    "summary",
    "changes",
    "needs",
    "solution",
    "sizing",
    "bill",
    "prices",
    "sla",
    "delivery",
    "terms",
    "scope",
    "acceptance",
)
PDF_VARIANT = "pdf/a-3a"
BOM = "bom.xlsx"
DATA = "quote.json"


@dataclass(frozen=True)
class MissingPart:
    """Something this machine lacks, what it is for, and the Debian package that brings it."""

    name: str
    purpose: str
    package: str


PANGO = MissingPart("Pango", "lays out the text of PDF proposals", "libpango-1.0-0 libpangoft2-1.0-0")
SUBSETTER = MissingPart(
    "HarfBuzz-Subset", "keeps PDF proposals small; without it they take seconds longer", "libharfbuzz-subset0"
)
CHINESE_FONT = MissingPart("a Chinese font", "draws Chinese text in PDF proposals", "fonts-noto-cjk")


def render_pdf(quote: Quote, path: str | Path, language: str | None = None) -> Path:
    """Writes the proposal of a quote as a PDF, in the quote's language unless another is named."""
    target = Path(path)
    check_place(target)
    return write_whole(target, pdf_bytes(quote, language))


def pdf_bytes(quote: Quote, language: str | None = None) -> bytes:
    """The proposal as a PDF."""
    chosen = language or quote.language
    noon = datetime.combine(quote.date, time(12))
    attachments = [
        (DATA, quote.customer_view_json(), "Data", wording(chosen)("contents.attachment_json")),
        (BOM, xlsx_bytes(quote, chosen), "Supplement", wording(chosen)("contents.attachment_bom")),
    ]
    return html_to_pdf(proposal_html(quote, chosen), attachments, noon)


def proposal_html(quote: Quote, language: str | None = None) -> str:
    """The page that WeasyPrint is fed: complete in itself, nothing in it is fetched."""
    chosen = language or quote.language
    view = quote.customer_view()
    words = wording_of(view, chosen)
    document = proposal(view, quote.customer_view_sha256, chosen)
    environment = _environment(templates())
    theme = _theme(templates())
    values = {
        "p": document,
        "t": words,
        "theme": theme,
        "label_colours": {
            "plain": theme["text"],
            "strong": theme["ink"],
            "muted": theme["muted"],
            "inverse": theme["paper"],
        },
        "fonts": ", ".join(words.fonts),
        "faces": [{"language": tag, "fonts": ", ".join(wording(tag).fonts)} for tag in languages()],
        "sections": _sections(document, words),
        "issued": f"{quote.date.isoformat()}T12:00:00Z",
    }
    try:
        return environment.get_template("proposal.html.j2").render(values)
    except TemplateError as error:
        raise RenderError(f"the proposal's template failed: {error}", help=f"see {templates()}") from error


def _sections(document: Proposal, say: Callable[[str], str]) -> list[dict[str, str]]:
    """The chapters, numbered; a draft has no page to sign, a first revision nothing that has changed."""
    left_out = {"acceptance"} if document.draft else set()
    if document.changes is None:
        left_out.add("changes")
    chosen = [name for name in SECTIONS if name not in left_out]
    return [
        {"id": name, "number": str(number), "title": say(f"{name}.title"), "template": f"sections/{name}.html.j2"}
        for number, name in enumerate(chosen, 1)
    ]


@lru_cache
def _environment(folder: Path) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["css"] = _css_string
    return environment


@lru_cache
def _theme(folder: Path) -> Mapping[str, str]:
    colours: dict[str, str] = yaml.safe_load((folder / "theme.yaml").read_text(encoding="utf-8"))
    return colours


def _css_string(text: str) -> Markup:
    """A text as a CSS string whose every character is written by its number, so that none can end it."""
    return Markup('"{}"').format(Markup("").join(Markup(f"\\{ord(character):x} ") for character in text))


def html_to_pdf(html: str, attachments: list[tuple[str, bytes, str, str]], at: datetime) -> bytes:
    """HTML as PDF/A-3a + PDF/UA-1; attachments are (name, content, relationship, description)."""
    weasyprint = _weasyprint()
    embedded = [
        weasyprint.Attachment(
            file_obj=io.BytesIO(content),
            name=name,
            description=about,
            relationship=relationship,
            created=at,
            modified=at,
        )
        for name, content, relationship, about in attachments
    ]
    folder = templates()

    def finish(document: Any, pdf: Any) -> None:
        _refuse_missing_glyphs(document)
        pdfa.mark_accessible(pdf)
        pdfa.name_attachments_once(pdf)

    try:
        with without_collecting():
            page = weasyprint.HTML(string=html, base_url=folder.as_uri() + "/", url_fetcher=_template_files(folder))
            content: bytes = page.write_pdf(pdf_variant=PDF_VARIANT, attachments=embedded, finisher=finish)
    except weasyprint.urls.FatalURLFetchingError as error:
        raise RenderError(
            f"the document asked for something outside its templates: {error.__cause__ or error}"
        ) from error
    return content


def _weasyprint() -> Any:
    """WeasyPrint, imported when first needed: it takes a third of a second, and fails without Pango."""
    try:
        # Its advice on a failed import goes to stdout, where a caller expects nothing but the answer.
        with contextlib.redirect_stdout(io.StringIO()):
            import weasyprint
    except OSError as error:
        raise RenderError("Pango is missing, so no PDF can be made", help=f"apt-get install {PANGO.package}") from error
    return weasyprint


def _template_files(folder: Path) -> Any:
    """A fetcher that gives out the template folder's own files and refuses everything else."""
    from weasyprint import urls

    class TemplateFiles(urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            parts = urlsplit(url)
            wanted = Path(unquote(parts.path)).resolve()
            if parts.scheme != "file" or parts.netloc or not wanted.is_relative_to(folder.resolve()):
                raise PermissionError(f"{url} is not one of the template folder's files")
            return urls.URLFetcherResponse(url, wanted.read_bytes())

    return TemplateFiles(allowed_protocols=["file"], fail_on_errors=True)


def _refuse_missing_glyphs(document: Any) -> None:
    """A character that no font draws becomes an empty box: better no document than one with boxes."""
    missing = sorted({chr(code) for font in document.fonts.values() for code in font.missing})
    if missing:
        shown = " ".join(f"{character} (U+{ord(character):04X})" for character in missing[:8])
        raise RenderError(f"no installed font draws {shown}", help=f"apt-get install {CHINESE_FONT.package}")


def missing_parts() -> list[MissingPart]:
    """What this machine lacks to make documents, for `configurator doctor`."""
    try:
        weasyprint = _weasyprint()
    except RenderError:
        return [PANGO]
    from weasyprint.text import ffi

    missing = []
    if getattr(ffi, "harfbuzz_subset", None) is None:
        missing.append(SUBSETTER)
    try:
        weasyprint.HTML(string="<p lang=zh>汉字").write_pdf(
            finisher=lambda document, _: _refuse_missing_glyphs(document)
        )
    except RenderError:
        missing.append(CHINESE_FONT)
    return missing
