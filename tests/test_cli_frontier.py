"""`configurator frontier` as a user or another program calls it: output and exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from configurator.cli import main
from tests import small


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with a rulebook of a component per need, and a profile that wishes for light."""
    names = ("power", "light")
    sold = [small.component(f"a.{id}", 10, {id: 1}) for id in names]
    capabilities = [small.capability(id) for id in names]
    needs = [small.need(id, **{id: "need.amount"}) for id in names]
    small.write(tmp_path / "book", small.files(sold, capabilities=capabilities, needs=needs))
    told: dict[str, Any] = {
        "customer": {"name": "Small Ltd"},
        "sites": [{"name": "Office"}],
        "date": "2026-11-22",
        "needs": [{"need": "power"}, {"need": "light", "priority": "should"}],
        "budget": {"monthly": 15},
        "term_months": 12,
        "language": "en",
    }
    (tmp_path / "profile.yaml").write_text(yaml.safe_dump(told), encoding="utf-8")
    return tmp_path


def frontier(shop: Path, *more: object) -> Result:
    arguments = ("frontier", shop / "profile.yaml", "-r", shop / "book", *more)
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def rows(result: Result) -> list[list[str]]:
    return [line.split() for line in result.stdout.splitlines()]


def test_a_row_per_package_tells_coverage_price_budget_and_what_it_brings(shop: Path) -> None:
    result = frontier(shop)
    assert result.exit_code == 0
    assert ["good", "0%", "0.00", "10.00", "120.00", "within"] in [row[:6] for row in rows(result)]
    assert ["best", "100%", "0.00", "20.00", "240.00", "beyond", "+", "light"] in rows(result)
    assert "The least each cap can be, with the other caps off: 10.00 a month, 0.00 once, 120.00" in result.stdout
    assert "Recommended within the budget (15.00 a month): 0% met for 120.00 over the contract." in result.stdout


def test_it_speaks_chinese_when_asked(shop: Path) -> None:
    result = frontier(shop, "--lang", "zh-CN", "--three")
    assert ["全面", "100%", "0.00", "20.00", "240.00", "超预算", "+", "light"] in rows(result)
    assert "预算内（每月 15.00）的推荐方案：满足 0%，合同期 120.00。" in result.stdout


def test_the_json_is_the_frontier_of_the_contract(shop: Path) -> None:
    result = frontier(shop, "--json")
    told = json.loads(result.stdout)
    assert [point["label"] for point in told["frontier"]] == ["good", "best"]
    assert told["recommended"]["outcome"] == "optimal"


def test_a_budget_too_small_for_anything_leaves_the_rows_and_tells_the_conflict(shop: Path) -> None:
    result = frontier(shop, "--set", "budget.monthly=5")
    assert result.exit_code == 0
    assert "Under the budget as stated:\nNo package fits. These can't hold together:" in result.stdout


def test_what_can_not_be_had_at_any_price_exits_1(shop: Path) -> None:
    result = frontier(shop, "--set", "needs.power.amount=99")
    assert result.exit_code == 1
    assert "No package fits." in result.stdout


def test_a_recommendation_dearer_than_a_row_that_covers_as_much_says_why(shop: Path) -> None:
    sold = [small.component("a.power", 10, {"power": 1}), small.component("b.power", 12, {"power": 1})]
    rules = [small.rule("PREF-1", "selected(b.power)", weight=1)]
    needs = [small.need("power", power="1"), small.need("light", power="1")]
    small.write(shop / "choosy", small.files(sold, needs=needs, rules=rules))
    assert "meet as much for less" in frontier(shop, "-r", shop / "choosy").stdout
    assert "meet as much for less" not in frontier(shop, "-r", shop / "choosy", "--set", "budget.monthly=11").stdout
