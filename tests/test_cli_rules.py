"""`configurator rules …` as a user or a CI job calls it: output, exit codes, files."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import click
import pytest
from click.testing import CliRunner, Result

from configurator.cli import main
from configurator.cli.rules import rules
from tests.small import as_yaml, charge, write
from tests.workbench.check.sound import COMPONENTS, RULES, ruled, sold, sound
from tests.workbench.workshop import PROFILE, RULE, case, workshop

IDLE = ruled("R-1", "customer.employees > 500000 implies selected(b.audit)")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["rules", *map(str, arguments)], catch_exceptions=False)


def check(*arguments: object, **parts: Any) -> Result:
    write(Path("book"), sound(**parts))
    return run("check", "book", "--on", "2026-11-22", "-j", 1, *arguments)


# every command


def test_the_help_lists_every_command_and_each_explains_itself_and_its_options() -> None:
    listed = run("--help").stdout
    for name, command in rules.commands.items():
        assert f"\n  {name} " in listed
        assert command.help, name
        assert all(option.help for option in command.params if isinstance(option, click.Option)), name
        assert run(name, "--help").exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "nowhere"),
        ("test", "nowhere"),
        ("coverage", "nowhere"),
        ("fmt", "nowhere"),
        ("export", "nowhere"),
        ("import", "nowhere", "a.xlsx"),
    ],
)
def test_a_rulebook_that_is_not_there_exits_2_in_clear_words(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "error[E031]: there is no rulebook 'nowhere'" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("name", ["check", "test", "coverage"])
def test_as_json_a_rulebook_that_is_not_there_is_data_on_stdout(name: str) -> None:
    result = run(name, "nowhere", "--json")
    assert result.exit_code == 2
    assert [fault["code"] for fault in json.loads(result.stdout)["errors"]] == ["E031"]


# rules check


def test_check_exits_0_when_nothing_is_found() -> None:
    result = check()
    assert (result.exit_code, result.stdout) == (0, "")
    assert "0 errors, 0 warnings, 0 notes in " in result.stderr


def test_check_exits_0_when_there_are_notes_only() -> None:
    result = check(
        components=[*COMPONENTS[:1], COMPONENTS[1] | {"charges": [charge(tiers={1: 16, 11: 14})]}, *COMPONENTS[2:]]
    )
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "0 errors, 0 warnings, 1 note (--notes shows them) in " in result.stderr
    assert "note[C107]" in run("check", "book", "--on", "2026-11-22", "-j", 1, "--notes").stdout


def test_check_exits_1_with_findings_at_their_places() -> None:
    result = check(rules=[*RULES, IDLE])
    assert result.exit_code == 1
    assert "error[C104]: R-1 can never bite" in result.stdout
    assert "  --> book/constraints/a.yaml:" in result.stdout
    assert "1 error, 2 warnings, 0 notes in " in result.stderr


def test_check_exits_1_for_a_rulebook_that_does_not_load() -> None:
    result = check(rules=[*RULES, ruled("R-1", "selected(a.saet)")])
    assert result.exit_code == 1
    assert "error[E022]: there is no component 'a.saet'" in result.stdout


def test_check_as_json_holds_the_findings_with_their_witnesses() -> None:
    result = check("--json", rules=[*RULES, IDLE])
    told = json.loads(result.stdout)["check"]
    assert (result.exit_code, told["errors"], told["warnings"], told["notes"]) == (1, 1, 2, 0)
    finding = next(finding for finding in told["findings"] if finding["code"] == "C104")
    assert finding.keys() == {"code", "severity", "message", "help", "file", "line", "column", "witness"}
    assert finding["witness"]["profile"]["customer"]["name"] == "Example"


def test_check_for_github_prints_a_line_for_each_finding() -> None:
    lines = check("--github", rules=[*RULES, IDLE]).stdout.splitlines()
    assert len(lines) == 3
    assert all(line.startswith(("::error file=book/", "::warning file=book/")) for line in lines)


def test_check_writes_sarif_beside_what_it_prints() -> None:
    result = check("--sarif", "log.sarif", rules=[*RULES, IDLE])
    log = json.loads(Path("log.sarif").read_text(encoding="utf-8"))
    assert sorted(found["ruleId"] for found in log["runs"][0]["results"]) == ["C104", "C112", "C112"]
    assert "error[C104]" in result.stdout


def test_check_looks_at_the_day_given() -> None:
    write(Path("book"), sound())
    result = run("check", "book", "--on", "2028-01-01", "-j", 1, "--notes")
    assert result.exit_code == 1
    assert "PRM-1 ran out on 2027-12-31" in result.stdout
    refused = run("check", "book", "--on", "tomorrow")
    assert refused.exit_code == 2
    assert "write a date such as 2026-11-22" in refused.stderr


def test_check_exits_1_with_warnings_alone() -> None:
    result = check(components=[*COMPONENTS, sold("b.slow", "Slow audit", "慢速审计", 250, {"log_audit": 1})])
    assert result.exit_code == 1
    assert "warning[C119]: b.slow is never the better choice: b.audit supplies as much for less" in result.stdout


# rules test


def test_test_exits_0_with_a_line_for_each_and_a_summary() -> None:
    case(workshop(Path()), "one", {"components": {"a.x": 3}})
    result = run("test", "book", "-j", 1)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [line.split()[:3] for line in lines[:2]] == [["ok", "rule", "R-1"], ["ok", "case", "one"]]
    assert lines[2].startswith("2 passed, 0 failed in ")


def test_test_exits_1_and_says_what_was_wrong() -> None:
    case(workshop(Path()), "one", {"components": {"a.x": 4}, "needs": {"power": False}})
    result = run("test", "book", "-j", 1)
    assert result.exit_code == 1
    assert "FAILED  case one" in result.stdout
    assert "        a.x: 3 units, expected 4\n        the need power is met, expected the contrary\n" in result.stdout
    assert "1 passed, 1 failed in " in result.stdout


def test_test_exits_2_for_a_rulebook_that_does_not_load() -> None:
    write(Path("book"), sound(rules=[ruled("R-1", "selected(a.saet)")]))
    result = run("test", "book")
    assert result.exit_code == 2
    assert "error[E022]" in result.stderr


def test_test_runs_what_has_a_text_in_its_name() -> None:
    case(workshop(Path()), "one", {})
    result = run("test", "book", "-k", "on", "-j", 1, "--json")
    assert [told["name"] for told in json.loads(result.stdout)["test"]["results"]] == ["one"]


def test_test_as_json_counts_and_lists_results() -> None:
    case(workshop(Path()), "one", {"components": {"a.x": 4}})
    result = run("test", "book", "-j", 1, "--json")
    told = json.loads(result.stdout)["test"]
    assert (result.exit_code, told["passed"], told["failed"]) == (1, 1, 1)
    assert told["results"][1] | {"seconds": 0} == {
        "kind": "case",
        "name": "one",
        "passed": False,
        "seconds": 0,
        "faults": ["a.x: 3 units, expected 4"],
    }


def test_test_writes_a_report_for_ci() -> None:
    case(workshop(Path()), "one", {"components": {"a.x": 4}})
    assert run("test", "book", "-j", 1, "--junit", "report.xml").exit_code == 1
    suite = ElementTree.parse("report.xml").getroot()
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("book", "2", "1")


def test_test_records_a_profile_as_a_case_that_passes() -> None:
    workshop(Path())
    Path("customer.yaml").write_text(as_yaml(PROFILE), encoding="utf-8")
    recorded = run("test", "book", "-j", 1, "--record", "customer.yaml", "--name", "first", "--because", "It was so.")
    assert recorded.exit_code == 0
    assert "recorded: book/cases/first.yaml" in recorded.stderr
    assert "ok      case first" in recorded.stdout
    again = run("test", "book", "--record", "customer.yaml", "--name", "first")
    assert again.exit_code == 2
    assert "there is a case first already" in again.stderr


def test_test_updates_the_cases_with_a_text_in_their_name() -> None:
    book = workshop(Path())
    one, two = (case(book, name, {"components": {"a.x": 4}}) for name in ("one", "two"))
    before = two.read_text(encoding="utf-8")
    result = run("test", "book", "-k", "one", "-j", 1, "--update")
    assert (result.exit_code, result.stderr.splitlines()) == (0, ["updated: book/cases/one.yaml"])
    assert "a.x: 3" in one.read_text(encoding="utf-8")
    assert two.read_text(encoding="utf-8") == before


# rules coverage


def test_coverage_exits_0_when_every_rule_is_tried() -> None:
    workshop(Path(), RULE)
    result = run("coverage", "book", "-j", 1)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "1 of 1 rules covered (100.0 %)"


def test_coverage_exits_1_below_the_threshold_and_tells_the_gaps() -> None:
    workshop(Path(), RULE, ruled("R-2", "qty(b.y) <= 5", allowed={"package": {"b.y": 1}}), ruled("R-3", "true"))
    result = run("coverage", "book", "-j", 1)
    assert result.exit_code == 1
    assert "R-2        0         1         0  <- never violated" in result.stdout
    assert "R-3        0         0         0  <- never enforced" in result.stdout
    assert "1 of 3 rules covered (33.3 %)" in result.stdout
    assert run("coverage", "book", "-j", 1, "--threshold", 33).exit_code == 0


def test_coverage_as_json_counts_how_rules_stood() -> None:
    workshop(Path(), RULE)
    told = json.loads(run("coverage", "book", "-j", 1, "--json").stdout)["coverage"]
    assert told == {"percent": 100.0, "rules": [{"rule": "R-1", "vacuous": 0, "enforced": 1, "violated": 1}]}
