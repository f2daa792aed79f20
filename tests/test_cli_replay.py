"""`configurator replay` as a user or another program calls it: output and exit codes."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from configurator.cli import main
from tests.quoting.diff.shop import quoted, shop
from tests.test_cli_diff import save


@pytest.fixture
def deal(tmp_path: Path) -> Path:
    """A quote, the rulebook it was made by, and one with a dearer list."""
    save(quoted(shop(tmp_path / "book")), tmp_path / "quote.json")
    shop(tmp_path / "dearer", seat=50)
    return tmp_path


def replay(deal: Path, *more: object) -> Result:
    arguments = ("replay", deal / "quote.json", *more)
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def test_an_identical_quote_exits_0_and_tells_what_it_is_made_with(deal: Path) -> None:
    result = replay(deal, "-r", deal / "book", "--lang", "en")
    assert result.exit_code == 0
    assert "Identical: Q-1 revision 1 gives the same package at the same prices, to the cent." in result.stdout
    assert "Solver: cp-sat" in result.stdout


def test_a_quote_that_differs_exits_1_with_the_fault_and_the_changes(deal: Path) -> None:
    result = replay(deal, "-r", deal / "dearer", "--lang", "en")
    assert result.exit_code == 1
    assert "Different: Q-1 revision 1 would be answered otherwise now." in result.stdout
    assert "The difference comes with another Rulebook; Price list." in result.stdout
    assert ["Price", "list", "–", "+270.00", "+6,480.00"] in [line.split() for line in result.stdout.splitlines()]


def test_it_speaks_chinese_when_asked(deal: Path) -> None:
    told = replay(deal, "-r", deal / "dearer", "--lang", "zh-CN").stdout
    assert "不一致：Q-1 第 1 版现在会得到不同的结果。" in told
    assert "差异来自：规则库、价目表已更换。" in told


def test_the_json_tells_the_same(deal: Path) -> None:
    alike, other = (json.loads(replay(deal, "-r", deal / name, "--json").stdout)["replay"] for name in ("book", "dearer"))  # fmt: skip
    assert (alike["identical"], alike["at_fault"]) == (True, [])
    assert (other["identical"], other["at_fault"]) == (False, ["rulebook", "price_list"])
    assert {change["cause"] for change in other["diff"]} == {"price_list"}


def test_without_its_rulebook_it_exits_2_and_says_how_to_name_one(deal: Path) -> None:
    result = replay(deal)
    assert result.exit_code == 2
    assert "there is no rulebook 'small'" in result.stderr
    assert "a path to a rulebook's folder is fine too" in result.stderr


def test_a_quote_that_was_edited_exits_2(deal: Path) -> None:
    path = deal / "quote.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"Small Ltd"', '"Other Ltd"'), encoding="utf-8")
    result = replay(deal, "-r", deal / "book")
    assert result.exit_code == 2
    assert "error[E061]" in result.stderr
