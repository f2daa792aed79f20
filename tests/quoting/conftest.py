"""What the tests of the documents share: each document is made once, and one veraPDF looks at all of them."""

import logging
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

from configurator.quoting import render
from configurator.quoting.quote import Quote
from tests.quoting.real_quote import revised, shipped
from tests.quoting.sample_quote import sample
from tests.verapdf import Verdict, validate_all

QUOTES: dict[str, Callable[[], Quote]] = {
    "sample": sample,
    "draft": lambda: sample(state="pending"),
    "shipped": shipped,
    "revision": revised,
}
CHECKED = (("sample", "zh-CN"), ("sample", "en"), ("draft", "zh-CN"), ("shipped", "en"), ("revision", "zh-CN"))


class Papers:
    """Proposals as files, by quote and language."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[Path, list[str]] = {}
        self.complaints: list[str] = []
        """What WeasyPrint found wrong with the templates while it made them."""

    def file(self, quote: str, language: str) -> Path:
        """The proposal, made when first asked for."""
        path = self._folder / f"{quote}.{language}.pdf"
        if not path.exists():
            listener = logging.Handler(logging.WARNING)
            listener.emit = lambda record: self.complaints.append(record.getMessage())  # type: ignore[method-assign]
            logger = logging.getLogger("weasyprint")
            logger.addHandler(listener)
            try:
                render.render_pdf(QUOTES[quote](), path, language)
            finally:
                logger.removeHandler(listener)
        return path

    def pages(self, quote: str, language: str) -> list[str]:
        """What each page says."""
        path = self.file(quote, language)
        if path not in self._texts:
            self._texts[path] = [page.extract_text() for page in pypdf.PdfReader(path).pages]
        return self._texts[path]


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """The proposals that several tests look at."""
    return Papers(tmp_path_factory.mktemp("papers"))


@pytest.fixture(scope="session")
def verdicts(papers: Papers) -> dict[Path, dict[str, Verdict]]:
    """veraPDF's verdicts on PDF/A-3a and PDF/UA-1 for each kind of proposal."""
    return validate_all([papers.file(*which) for which in CHECKED], "3a", "ua1")
