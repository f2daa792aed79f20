"""`configurator revise` as a user calls it: the next revision, its documents, exit codes."""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from configurator.cli import main
from configurator.quoting.loading import load_quote
from tests.quoting.diff.shop import SITES, quoted, shop
from tests.test_cli_diff import save


@pytest.fixture
def deal(tmp_path: Path) -> Path:
    """A quote, its rulebook, and the profile of a customer who needs more power."""
    save(quoted(shop(tmp_path / "book")), tmp_path / "quote.json")
    needs = [{"need": "seats"}, {"need": "power", "amount": 6}]
    told = {"customer": {"name": "Small Ltd"}, "sites": SITES, "date": "2026-11-25", "needs": needs, "term_months": 24, "language": "en"}  # fmt: skip
    (tmp_path / "profile.yaml").write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    return tmp_path


def revise(deal: Path, *more: object) -> Result:
    arguments = ("revise", deal / "quote.json", deal / "profile.yaml", "-r", deal / "book", "-o", deal / "out", *more)
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def test_the_next_revision_is_written_and_its_changes_are_told(deal: Path) -> None:
    result = revise(deal)
    assert result.exit_code == 0
    assert sorted(path.name for path in (deal / "out").iterdir()) == ["bom.xlsx", "proposal.en.pdf", "quote.json"]
    made = load_quote(deal / "out" / "quote.json")
    assert (made.number, made.revision, made.snapshot()["changes_since"]["revision"]) == ("Q-1", 2, 1)
    assert "Compared with Q-1, revision 1 of 22 November 2026." in result.stdout
    assert ["b.plant", "What", "is", "asked", "1", "2", "+900.00", "+500.00", "+12,900.00"] in [
        line.split() for line in result.stdout.splitlines()
    ]


def test_what_does_not_fit_exits_1_and_writes_nothing(deal: Path) -> None:
    result = revise(deal, "--set", "budget.one_time=0", "--json")
    assert (result.exit_code, json.loads(result.stdout)["outcome"]) == (1, "infeasible")
    assert list((deal / "out").iterdir()) == []


def test_a_revision_dated_before_its_quote_exits_1(deal: Path) -> None:
    result = revise(deal, "--set", "date=2026-11-21")
    assert result.exit_code == 1
    assert "Q-1 revision 1 is dated 2026-11-22: a revision of it can't be of 2026-11-21" in result.stderr
