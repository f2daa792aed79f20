"""`configurator price` as a seller or another program calls it: output and exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from configurator.cli import main
from tests import small

MATRIX = [
    {"id": "sales", "name": {"en": "Sales", "zh": "销售"}, "discount": 10},
    {"id": "director", "name": {"en": "Director", "zh": "总监"}, "discount": 30},
]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with a rulebook of one component at 45.00 a seat (40.00 from 101 on), floor 32.00, and 100 seats asked."""
    charge = small.charge(tiers={1: 45, 101: 40}, cost=20, floor=32)
    sold = [small.component("a.seat", supplies={"power": 1}, charges=[charge], quantity={"max": 500})]
    small.write(tmp_path / "book", small.files(sold) | {"approval.yaml": MATRIX})
    told: dict[str, Any] = {
        "customer": {"name": "Small Ltd"},
        "sites": [{"name": "Office"}],
        "date": "2026-11-22",
        "needs": [{"need": "power", "amount": 100}],
        "term_months": 12,
        "language": "en",
    }
    (tmp_path / "profile.yaml").write_text(yaml.safe_dump(told), encoding="utf-8")
    return tmp_path


def price(shop: Path, *more: object) -> Result:
    arguments = ("price", shop / "profile.yaml", "-r", shop / "book", *more)
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def rows(result: Result) -> list[list[str]]:
    return [line.split() for line in result.stdout.splitlines()]


def test_cost_and_margin_and_what_needs_no_approval_are_told(shop: Path) -> None:
    result = price(shop)
    assert result.exit_code == 0
    assert ["As", "it", "is", "54,000.00", "24,000.00", "30,000.00", "not", "needed"] in rows(result)
    assert ["Without", "approval", "10", "%", "48,600.00", "24,000.00", "24,600.00", "not", "needed"] in rows(result)
    assert "101 × a.seat (a.seat) cost 5,520.00 less over the contract than 100." in result.stdout


def test_a_target_is_reached_with_the_discounts_to_write_into_the_profile(shop: Path) -> None:
    result = price(shop, "--target", "43200")
    assert result.exit_code == 0
    assert ["Target", "43,200.00", "20", "%", "43,200.00", "24,000.00", "19,200.00", "Director"] in rows(result)
    assert "discounts:\n  - {percent: 20}" in result.stdout


def test_a_target_below_the_floors_is_answered_with_the_lowest_and_why(shop: Path) -> None:
    result = price(shop, "--target", "30000", "--lang", "zh-CN")
    assert result.exit_code == 1
    assert "底价使所有总价均高于目标；此为最低总价，还差 8,400.00。已到底价：a.seat (a.seat)。" in result.stdout


def test_the_json_holds_price_approval_and_target(shop: Path) -> None:
    told = json.loads(price(shop, "--json", "--target", "43200", "--as", "director").stdout)["price"]
    assert told["totals"]["total_contract"] == "54000.00"
    assert told["internal"]["margin"] == "30000.00"
    assert told["target"]["discounts"] == [{"percent": 20}]
    assert told["target"]["approval"] == {
        "required": False,
        "approver": "director",
        "approvers": ["director"],
        "because": [],
    }
    assert told["without_approval"]["percent"] == "30"  # at 31.50 a seat it would be below the floor
    assert told["without_approval"]["total_contract"] == "38400.00"
    assert told["target"]["same_package"] is True
    assert told["cliffs"] == [{"component": "a.seat", "quantity": 100, "instead": 101, "saves": "5520.00"}]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--target", "a lot"), "error[E012]: --target can't be 'a lot'"),
        (("--target", "-5"), "error[E012]: --target can't be '-5'"),
        (("--target", "43200.005"), "error[E012]: --target can't be '43200.005'"),
        (("--as", "boss"), "error[E021]: there is no role 'boss' in the approval matrix of small"),
        (("--set", "discounts=[{percent: 120}]"), "error[E013]: percent is 120"),
    ],
)
def test_bad_input_is_told_with_the_way_out(shop: Path, arguments: tuple[str, ...], told: str) -> None:
    result = price(shop, *arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "= help: " in result.stderr


def test_what_has_no_package_has_no_price(shop: Path) -> None:
    result = price(shop, "--set", "budget={monthly: 5}", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["outcome"] == "infeasible"
