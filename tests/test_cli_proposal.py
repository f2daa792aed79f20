"""`configurator proposal verify` and `render` as a user calls them: output, exit codes, files."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from configurator.cli import main
from tests.quoting.diff.shop import quoted, shop
from tests.test_cli_diff import save


@pytest.fixture(scope="module")
def deal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A quote and, made by the command from its file alone, its documents."""
    folder = tmp_path_factory.mktemp("deal")
    save(quoted(shop(folder / "book")), folder / "quote.json")
    save(quoted(shop(folder / "dearer", seat=50)), folder / "other.json")
    result = run("render", folder / "quote.json", "-o", folder / "out")
    assert result.exit_code == 0
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["proposal", *map(str, arguments)], catch_exceptions=False)


def test_the_documents_of_a_saved_quote_are_written_again(deal: Path) -> None:
    assert sorted(path.name for path in (deal / "out").iterdir()) == ["bom.xlsx", "proposal.en.pdf", "quote.json"]
    told = json.loads((deal / "out" / "quote.json").read_bytes())
    assert told == json.loads((deal / "quote.json").read_bytes())


def test_a_genuine_proposal_exits_0_and_tells_what_was_checked(deal: Path) -> None:
    result = run("verify", deal / "out" / "proposal.en.pdf", "--quote", deal / "quote.json")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "genuine"
    assert "ok      every amount is printed as often as the quote says, and no other" in result.stdout


def test_the_proposal_of_another_quote_exits_1(deal: Path) -> None:
    result = run("verify", deal / "out" / "proposal.en.pdf", "--quote", deal / "other.json", "--json")
    told = json.loads(result.stdout)["proposal"]
    assert (result.exit_code, told["genuine"]) == (1, False)
    assert [check["name"] for check in told["checks"] if not check["passed"]] == ["issued"]


def test_a_file_that_is_no_proposal_exits_2(deal: Path) -> None:
    for name, message in (("quote.json", "it isn't a PDF"), ("none.pdf", "no such file or directory")):
        result = run("verify", deal / name)
        assert result.exit_code == 2
        assert message in result.stderr
