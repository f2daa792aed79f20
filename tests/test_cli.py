"""The commands, as a user or another program calls them: output, exit codes, files."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from click.testing import CliRunner, Result

import configurator as cf
from configurator.cli import main
from configurator.cli.summary import print_outcome
from configurator.resources import folder
from tests import small

EXAMPLE = folder("rules") / "telco_enterprise" / "examples" / "manufacturer.yaml"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A folder with a small rulebook and a profile of it."""
    sold = [small.component("a.x", 10, {"power": 1}), small.component("b.y", 12, {"power": 1})]
    rules = [small.rule("R-1", "qty(a.x) <= 15")]
    small.write(tmp_path / "book", small.files(sold, rules=rules))
    write_profile(tmp_path)
    return tmp_path


def write_profile(folder: Path, **more: Any) -> Path:
    told = {
        "customer": {"name": "Small Ltd"},
        "sites": [{"name": "Office"}],
        "date": "2026-11-22",
        "needs": [{"need": "power", "amount": 3}],
        "language": "en",
    }
    path = folder / "profile.yaml"
    path.write_text(yaml.safe_dump(told | more, allow_unicode=True), encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def recommend(shop: Path, *more: object) -> Result:
    return run("recommend", shop / "profile.yaml", "-r", shop / "book", *more)


def test_a_recommendation_is_json_on_stdout_and_progress_on_stderr(shop: Path) -> None:
    result = recommend(shop, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["outcome"] == "optimal"
    assert "looking for the best of 2 components under 1 rules" in result.stderr


def test_the_summary_tells_choice_reason_price_and_proof(shop: Path) -> None:
    told = recommend(shop).stdout
    for part in ("a.x", "SIZ-POWER-1", "360.00", "381.60", "All needs are met.", "Proven"):
        assert part in told


def test_the_summary_speaks_chinese_when_asked(shop: Path) -> None:
    assert "已证明最优" in recommend(shop, "--lang", "zh-CN").stdout


def test_the_summary_tells_what_is_done_about_what_is_installed(shop: Path) -> None:
    assert "Action" not in recommend(shop).stdout
    end = {"id": "TRM-1", "name": small.both("Early end"), "percent": 50, **small.SOURCED}
    (shop / "book" / "installed.yaml").write_text(small.as_yaml({"terminations": [end]}), encoding="utf-8")
    old = {"component": "b.y", "quantity": 2, "until": "2026-12-22"}
    write_profile(shop, installed=[{"component": "a.x"}, old], decisions=[{"component": "b.y", "selected": False}])
    lines = recommend(shop).stdout.splitlines()
    assert next(line for line in lines if "a.x" in line).split()[4:6] == ["1", "before"]
    ending = next(line for line in lines if "b.y" in line)
    for part in ("-2", "ends", "12.00", "TRM-1 Early end (term to 2026-12-22)"):
        assert part in ending


def test_something_is_found_however_little_time_there_is() -> None:
    told = run("recommend", EXAMPLE, "--limit", 0.001, "--lang", "zh-CN")
    assert told.exit_code == 3
    assert "合同总价" in told.stdout


def test_an_answer_the_clock_cut_off_is_told_in_the_language_of_the_profile(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = cf.read_profile({**cf.load_profile(shop / "profile.yaml").to_json(), "language": "zh-CN"})
    print_outcome(cf.recommend(asked, cf.load_rulebook(shop / "book"), cf.Limits(wall_time=1e-9)))
    assert "时间在求解开始之前就已用完" in capsys.readouterr().out


def test_an_infeasible_profile_exits_1_with_its_conflict(shop: Path) -> None:
    result = recommend(shop, "--set", "budget.monthly=5", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["outcome"] == "infeasible"
    assert {member["kind"] for member in told["conflict"]} == {"need", "budget"}
    assert "the monthly budget is 5.00 CNY" in recommend(shop, "--set", "budget.monthly=5").stdout


def test_set_changes_the_profile_by_key_position_and_name(shop: Path) -> None:
    for path in ("needs.0.amount=5", "needs.power.amount=5"):
        told = json.loads(recommend(shop, "--set", path, "--json").stdout)
        assert told["package"]["items"][0]["quantity"] == 5


def test_set_without_a_value_or_a_place_to_go_exits_2(shop: Path) -> None:
    for setting, message in (
        ("needs", "there is no '='"),
        ("needs.light.amount=1", "the profile has nothing at 'needs.light'"),
    ):
        result = recommend(shop, "--set", setting)
        assert result.exit_code == 2
        assert message in result.stderr


def test_a_what_if_says_it_cannot_be_sold(shop: Path) -> None:
    result = recommend(shop, "--set", "needs.0.amount=18", "--without", "R-1")
    assert "What-if without R-1: not sellable." in result.stdout


def test_a_fault_exits_2_names_the_place_and_prints_no_traceback(shop: Path) -> None:
    (shop / "profile.yaml").write_text(
        "customer: {name: X}\nsites: [{name: A, count: 0}]\nneds: []\n", encoding="utf-8"
    )
    result = recommend(shop, "--json")
    assert result.exit_code == 2
    assert "profile.yaml:2:26" in result.stderr
    assert "did you mean 'needs'?" in result.stderr
    assert "Traceback" not in result.stderr
    assert {fault["code"] for fault in json.loads(result.stdout)["errors"]} == {"E010", "E013"}


def test_a_profile_that_names_no_rulebook_is_told_how_to(shop: Path) -> None:
    result = run("recommend", shop / "profile.yaml")
    assert result.exit_code == 2
    assert "add 'rulebook: telco_enterprise' to the profile, or give -r" in result.stderr


def test_today_is_filled_in_and_recorded_when_the_profile_has_no_date(shop: Path) -> None:
    write_profile(shop, date=None)
    result = run("quote", shop / "profile.yaml", "-r", shop / "book", "-o", shop / "out", "--json")
    assert result.exit_code == 0
    quoted = json.loads(result.stdout)["quote"]
    assert quoted["profile"]["date"] == quoted["date"]


def test_a_quote_writes_proposal_data_and_bill_of_materials(shop: Path) -> None:
    result = run("quote", shop / "profile.yaml", "-r", shop / "book", "-o", shop / "out", "--number", "Q-7")
    assert result.exit_code == 0
    assert sorted(path.name for path in (shop / "out").iterdir()) == ["bom.xlsx", "proposal.en.pdf", "quote.json"]
    assert json.loads((shop / "out" / "quote.json").read_text(encoding="utf-8"))["quote"]["number"] == "Q-7"


def test_an_infeasible_quote_exits_1_and_writes_nothing(shop: Path) -> None:
    write_profile(shop, budget={"monthly": 5})
    result = run("quote", shop / "profile.yaml", "-r", shop / "book", "-o", shop / "out")
    assert result.exit_code == 1
    assert list((shop / "out").iterdir()) == []


def test_an_output_folder_that_cannot_be_made_exits_2_before_any_work(shop: Path) -> None:
    (shop / "file").write_text("", encoding="utf-8")
    result = run("quote", shop / "profile.yaml", "-r", shop / "book", "-o", shop / "file" / "out")
    assert result.exit_code == 2
    assert "can't be made" in result.stderr
    assert "looking for" not in result.stderr


def test_verify_accepts_what_recommend_answered(shop: Path) -> None:
    (shop / "answer.json").write_text(recommend(shop, "--json").stdout, encoding="utf-8")
    result = run("verify", shop / "profile.yaml", shop / "answer.json", "-r", shop / "book", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"verification": {"valid": True, "broken": []}})


def test_verify_tells_everything_a_handmade_package_breaks(shop: Path) -> None:
    (shop / "hand.yaml").write_text(
        "items: [{component: a.x, quantity: 16}, {component: c.none, quantity: 1}]", encoding="utf-8"
    )
    result = run("verify", shop / "profile.yaml", shop / "hand.yaml", "-r", shop / "book", "--json")
    broken = json.loads(result.stdout)["verification"]["broken"]
    assert result.exit_code == 1
    assert {(breach["kind"], breach["id"]) for breach in broken} == {("rule", "R-1"), ("range", "c.none")}


def test_doctor_says_this_machine_is_ready_and_which_rulebooks_it_has() -> None:
    result = run("doctor", "--json")
    told = json.loads(result.stdout)["doctor"]
    assert (result.exit_code, told["missing"]) == (0, [])
    assert "telco_enterprise" in [book["id"] for book in told["rulebooks"]]


def test_every_command_and_option_explains_itself() -> None:
    for name, command in main.commands.items():
        assert command.help, name
        assert all(option.help for option in command.params if isinstance(option, click.Option)), name
        assert run(name, "--help").exit_code == 0
    assert "configurator demo" in run("--help").stdout


def test_two_processes_give_the_same_bytes_but_for_the_wall_time() -> None:
    answers = []
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "configurator", "recommend", str(EXAMPLE), "--json"]
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run(command, capture_output=True, check=True, env=environment)
        lines = done.stdout.splitlines()
        answers.append([line for line in lines if b'"wall_ms"' not in line])
        assert len(lines) == len(answers[-1]) + 1
    assert answers[0] == answers[1]


def test_the_demo_quotes_the_shipped_example_in_both_languages(tmp_path: Path) -> None:
    result = run("demo", "-o", tmp_path / "demo")
    assert result.exit_code == 0
    names = sorted(path.name for path in (tmp_path / "demo").iterdir())
    assert names == ["bom.xlsx", "proposal.en.pdf", "proposal.zh-CN.pdf", "quote.json"]


def test_a_profile_without_needs_is_quoted_all_the_same(shop: Path) -> None:
    write_profile(shop, needs=[])
    result = run("quote", shop / "profile.yaml", "-r", shop / "book", "-o", shop / "out")
    assert result.exit_code == 0
    assert (shop / "out" / "proposal.en.pdf").exists()
