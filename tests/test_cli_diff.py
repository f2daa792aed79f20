"""`configurator diff` as a user or another program calls it: output and exit codes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from configurator.cli import main
from configurator.quoting.quote import Quote
from tests.quoting.diff.shop import SITES, quoted, shop


def save(quote: Quote, path: Path) -> Path:
    path.write_text(json.dumps(quote.to_json(), ensure_ascii=False), encoding="utf-8")
    return path


@pytest.fixture
def deal(tmp_path: Path) -> Path:
    """A folder with three quotes: one as it was, one of a dearer list, one of more sites."""
    book = shop(tmp_path / "book")
    save(quoted(book), tmp_path / "old.json")
    save(quoted(shop(tmp_path / "dearer", seat=50, percent=20)), tmp_path / "dearer.json")
    sites = [*SITES, {"name": "Depot", "users": 5}]
    save(quoted(book, sites=sites, budget={"total": 99000}), tmp_path / "more.json")
    return tmp_path


def diff(deal: Path, old: str, new: str, *more: object) -> Result:
    arguments = ("diff", deal / f"{old}.json", deal / f"{new}.json", *more)
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def rows(result: Result) -> list[list[str]]:
    return [line.split() for line in result.stdout.splitlines()]


def test_equal_quotes_exit_0_and_say_so(deal: Path) -> None:
    result = diff(deal, "old", "old", "--lang", "en")
    assert result.exit_code == 0
    assert "Nothing: needs, package and prices are the same." in result.stdout


def test_quotes_that_differ_exit_1_with_totals_causes_and_changes(deal: Path) -> None:
    result = diff(deal, "old", "more", "--lang", "en")
    assert result.exit_code == 1
    assert "Compared with Q-1, revision 1 of 22 November 2026." in result.stdout
    assert ["Monthly", "2,955.00", "3,157.50", "+202.50"] in rows(result)
    assert ["What", "is", "asked", "–", "+202.50", "+4,860.00"] in rows(result)
    assert ["a.seat", "S3", "·", "Office", "What", "is", "asked", "–", "5", "–", "+202.50", "+4,860.00"] in rows(result)
    assert ["Budget", "Contract", "What", "is", "asked", "–", "99,000.00", "–", "–", "–"] in rows(result)


def test_a_dearer_price_and_a_better_discount_are_told_apart(deal: Path) -> None:
    causes = rows(diff(deal, "old", "dearer", "--lang", "en"))
    assert ["Rules", "and", "discounts", "–", "−330.00", "−7,920.00"] in causes
    assert ["Price", "list", "–", "+300.00", "+7,200.00"] in causes


def test_it_speaks_chinese_when_asked(deal: Path) -> None:
    told = diff(deal, "old", "dearer", "--lang", "zh-CN").stdout
    for part in ("与 Q-1 第 1 版（2026年11月22日）相比", "价目表", "规则与优惠 (DSC-TERM)", "合同总价"):
        assert part in told


def test_the_json_is_the_difference_of_the_contract(deal: Path) -> None:
    result = diff(deal, "old", "more", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert {"path", "from", "to", "delta", "cause", "rule"} <= told["diff"][0].keys()
    assert told["totals"]["monthly"] == {"from": "2955.00", "to": "3157.50"}


def test_a_quote_that_was_edited_exits_2_with_the_way_out(deal: Path) -> None:
    path = deal / "old.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"monthly": "2955.00"', '"monthly": "2.00"'), "utf-8")
    result = diff(deal, "old", "more", "--json")
    assert result.exit_code == 2
    assert "this quote isn't what was issued" in result.stderr
    assert json.loads(result.stdout)["errors"][0]["code"] == "E061"
