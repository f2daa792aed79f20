"""Findings as other programs read them."""

import json
import re
from typing import Any

import pytest

from configurator.errors import Place
from configurator.resources import folder
from configurator.workbench.check.findings import KINDS, Finding
from configurator.workbench.check.reports import to_annotation, to_json, to_sarif

FINDINGS = [
    Finding("C104", "R-1 can never bite", Place("rules/a.yaml", 3, 9, 4, "    rule: x"), "see to it", {"rules": []}),
    Finding("C109", "the Chinese text is English: 50 %", Place("rules/b.yaml", 5, 2)),
    Finding("C111", "PRM-1 ran out", Place("tables/c.csv"), "prolong it"),
    Finding("E021", "there is no fact", None),
]


def test_json_counts_and_lists_the_findings() -> None:
    told = to_json(FINDINGS)
    assert (told["errors"], told["warnings"], told["notes"]) == (2, 1, 1)
    assert told["findings"][0] == {
        "code": "C104", "severity": "error", "message": "R-1 can never bite", "help": "see to it",
        "file": "rules/a.yaml", "line": 3, "column": 9, "witness": {"rules": []},
    }  # fmt: skip
    assert told["findings"][3] == {
        "code": "E021",
        "severity": "error",
        "message": "there is no fact",
        "help": "",
        "witness": None,
    }
    assert json.loads(json.dumps(told)) == told


@pytest.fixture
def run() -> Any:
    log = json.loads(json.dumps(to_sarif(FINDINGS, "1.2.3")))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    [run] = log["runs"]
    return run


def test_a_sarif_log_names_its_tool_and_every_kind_of_finding(run: Any) -> None:
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("configurator rules check", "1.2.3")
    ids = [rule["id"] for rule in driver["rules"]]
    assert ids == sorted({*KINDS, "E021"})
    assert all(rule["shortDescription"]["text"] for rule in driver["rules"])


def test_every_sarif_result_has_rule_level_and_message(run: Any) -> None:
    rules = run["tool"]["driver"]["rules"]
    for finding, result in zip(FINDINGS, run["results"], strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.code
        assert result["level"] == finding.severity
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"].startswith(finding.message)


def test_a_sarif_result_stands_at_its_place_counted_from_1(run: Any) -> None:
    places = [result["locations"][0]["physicalLocation"] for result in run["results"][:3]]
    assert [place["artifactLocation"]["uri"] for place in places] == ["rules/a.yaml", "rules/b.yaml", "tables/c.csv"]
    regions = [place["region"] for place in places]
    assert regions == [
        {"startLine": 3, "startColumn": 9},
        {"startLine": 5, "startColumn": 2},
        {"startLine": 1, "startColumn": 1},
    ]
    assert "locations" not in run["results"][3]


def test_a_sarif_place_is_a_uri() -> None:
    log = to_sarif([Finding("C111", "gone", Place("my rules/价格.yaml", 1, 1))], "1")
    assert (
        log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        == "my%20rules/%E4%BB%B7%E6%A0%BC.yaml"
    )


def test_an_annotation_tells_kind_place_title_and_text() -> None:
    assert (
        to_annotation(FINDINGS[0]) == "::error file=rules/a.yaml,line=3,col=9,title=C104::R-1 can never bite; see to it"
    )
    assert to_annotation(FINDINGS[2]) == "::notice file=tables/c.csv,line=1,col=1,title=C111::PRM-1 ran out; prolong it"
    assert to_annotation(FINDINGS[3]) == "::error title=E021::there is no fact"


def test_an_annotation_escapes_what_would_end_it() -> None:
    told = to_annotation(Finding("C109", "50 %\r\nof: this, that", Place("a:b,c%.yaml", 1, 1)))
    assert told == "::warning file=a%3Ab%2Cc%25.yaml,line=1,col=1,title=C109::50 %25%0D%0Aof: this, that"


def test_every_code_is_documented_as_what_it_is() -> None:
    text = (folder("rules") / "README.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"(?m)^\| (C\d{3}) \| (.*) \|$", text))
    assert listed == {code: f"{severity} | {title}" for code, (severity, title) in KINDS.items()}
