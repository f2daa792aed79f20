"""`configurator explain` and `configurator options` as a user or another program calls them."""

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
    """A folder with a rulebook of two supplies of power and a lamp, and a profile that asks for power."""
    sold = [
        small.component("a.x", 10, {"power": 1}),
        small.component("a.y", 12, {"power": 1}),
        small.component("b.lamp", 5, {"light": 1}, quantity={"min": 1, "max": 9}, sla={"availability": 99.9}),
    ]
    capabilities = [small.capability("power"), small.capability("light")]
    concessions = {"budget.monthly": 2, "needs": 4}
    files = small.files(sold, capabilities=capabilities, rules=[small.rule("R-1", "qty(a.y) <= 5")])
    files["rulebook.yaml"] |= {"concessions": concessions}
    small.write(tmp_path / "book", files)
    told: dict[str, Any] = {
        "customer": {"name": "Small Ltd"},
        "sites": [{"name": "Office"}],
        "date": "2026-11-22",
        "needs": [{"need": "power", "amount": 3}],
        "budget": {"monthly": 40},
        "term_months": 12,
        "language": "en",
    }
    (tmp_path / "profile.yaml").write_text(yaml.safe_dump(told), encoding="utf-8")
    return tmp_path


def run(shop: Path, command: str, *more: object) -> Result:
    arguments = (command, shop / "profile.yaml", "-r", shop / "book", *more)
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def on_one_line(result: Result) -> str:
    return " ".join(result.stdout.split())


# explain


def test_why_tells_a_paragraph_and_the_tree_it_is_made_of(shop: Path) -> None:
    result = run(shop, "explain", "--why", "a.x")
    assert result.exit_code == 0
    assert "therefore 3 × a.x (a.x). Without it, a.y (a.y) would take its place: +6.00 CNY a month" in on_one_line(
        result
    )
    assert "\n3 × a.x (a.x)\n  3 pieces" in result.stdout.replace("3 piece of", "3 pieces of")


def test_what_is_not_chosen_is_answered_as_a_why_not_and_the_reverse(shop: Path) -> None:
    absent, present = run(shop, "explain", "--why", "a.y", "--json"), run(shop, "explain", "--why-not", "a.x", "--json")
    assert json.loads(absent.stdout)["explanation"]["kind"] == "why_not"
    assert json.loads(present.stdout)["explanation"]["kind"] == "why"


def test_it_speaks_chinese_when_asked(shop: Path) -> None:
    assert "所以配置a.x（a.x）×3" in run(shop, "explain", "--why", "a.x", "--lang", "zh-CN").stdout


def test_without_a_component_it_tells_what_binds_the_package(shop: Path) -> None:
    result = run(shop, "explain")
    assert result.exit_code == 0
    assert "There is a package, and it meets all needs. Of the monthly budget of 40.00 CNY, 30.00 CNY" in on_one_line(
        result
    )


def test_of_an_infeasible_profile_it_tells_conflict_and_ways_out_and_exits_1(shop: Path) -> None:
    result = run(shop, "explain", "--set", "budget.monthly=20")
    assert result.exit_code == 1
    assert "budget monthly: the monthly budget is 20.00 CNY" in result.stdout
    assert "1. raise the monthly budget from 20.00 CNY to 30.00 CNY (concession 2)" in result.stdout
    told = json.loads(run(shop, "explain", "--set", "budget.monthly=20", "--json").stdout)["explanation"]
    assert [member["kind"] for member in told["conflict"]] == ["budget", "need"]
    assert told["repairs"][0]["changes"] == [{"path": "budget.monthly", "from": "20.00", "to": "30.00"}]


def test_a_repair_carried_out_by_hand_works(shop: Path) -> None:
    refused = run(shop, "explain", "--set", "budget.monthly=20", "--json")
    for repair in json.loads(refused.stdout)["explanation"]["repairs"]:
        settings = [f"--set={change['path']}={change['to']}" for change in repair["changes"]]
        assert run(shop, "explain", "--set=budget.monthly=20", *settings).exit_code == 0


def test_an_unknown_component_exits_2_with_a_suggestion(shop: Path) -> None:
    result = run(shop, "explain", "--why", "b.lmap", "--json")
    assert result.exit_code == 2
    assert "did you mean 'b.lamp'?" in result.stderr
    assert json.loads(result.stdout)["errors"][0]["code"] == "E022"


def test_why_and_why_not_at_once_is_refused(shop: Path) -> None:
    result = run(shop, "explain", "--why", "a.x", "--why-not", "a.y")
    assert result.exit_code == 2
    assert "give --why or --why-not, not both" in result.stderr


# options


def rows(result: Result) -> list[list[str]]:
    return [line.split() for line in result.stdout.splitlines()]


def test_a_row_per_component_tells_units_now_and_possible_price_and_what_it_brings(shop: Path) -> None:
    result = run(shop, "options")
    assert result.exit_code == 0
    assert ["a.x", "3", "3", "–", "–", "–", "power", "1"] in rows(result)
    lamp = ["b.lamp", "–", "1–2", "–", "≈", "+5.00", "≈", "+60.00", "light", "1,"]
    assert lamp in [row[:10] for row in rows(result)]


def test_named_components_get_their_exact_effect_and_their_reason(shop: Path) -> None:
    result = run(shop, "options", "--component", "a.y", "--component", "b.lamp", "--set", "budget.monthly=32")
    assert ["a.y", "–", "3", "–", "+2.00", "+24.00", "power", "1"] in rows(result)
    assert "✗ b.lamp (b.lamp) can't be chosen, because the monthly budget is 32.00 CNY" in on_one_line(result)


def test_what_cannot_be_chosen_is_counted_until_its_reasons_are_asked_for(shop: Path) -> None:
    tight = ("--set", "budget.monthly=32")
    assert "1 more can't be chosen. --reasons tells why." in run(shop, "options", *tight).stdout
    assert "✗ b.lamp (b.lamp) can't be chosen" in run(shop, "options", *tight, "--reasons").stdout


def test_a_family_narrows_the_list_and_an_unknown_one_is_refused(shop: Path) -> None:
    told = json.loads(run(shop, "options", "--family", "b", "--json").stdout)
    assert [option["component"] for option in told["options"]] == ["b.lamp"]
    result = run(shop, "options", "--family", "bb")
    assert result.exit_code == 2
    assert "there is no family 'bb'" in result.stderr


def test_the_first_so_many_are_exact_when_asked(shop: Path) -> None:
    told = json.loads(run(shop, "options", "--exact", "2", "--json").stdout)["options"]
    assert [option["price_effect"]["exact"] for option in told] == [True, True, False]


def test_the_options_of_an_infeasible_profile_are_its_conflict_and_exit_1(shop: Path) -> None:
    result = run(shop, "options", "--set", "budget.monthly=20")
    assert result.exit_code == 1
    assert "No package fits." in result.stdout
