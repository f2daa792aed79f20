"""Findings as other programs read them: JSON, SARIF 2.1.0, and annotations of GitHub."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from configurator.workbench.check.findings import KINDS, Finding


def to_json(findings: Sequence[Finding]) -> dict[str, Any]:
    """The findings and how many there are of each severity."""
    counted = Counter(finding.severity for finding in findings)
    return {
        "errors": counted["error"],
        "warnings": counted["warning"],
        "notes": counted["note"],
        "findings": [_told(finding) for finding in findings],
    }


def _told(finding: Finding) -> dict[str, Any]:
    place = finding.place
    where = {} if place is None else {"file": place.file, "line": place.line, "column": place.column}
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "help": finding.help,
        **where,
        "witness": finding.witness,
    }


def to_sarif(findings: Sequence[Finding], version: str) -> dict[str, Any]:
    """A SARIF log, as code scanning services take it."""
    codes = sorted({finding.code for finding in findings} | KINDS.keys())
    rules = [
        {"id": code, "shortDescription": {"text": KINDS[code][1] if code in KINDS else "the rulebook doesn't load"}}
        for code in codes
    ]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "configurator rules check", "version": version, "rules": rules}},
                "results": [_result(finding, codes.index(finding.code)) for finding in findings],
            }
        ],
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    text = f"{finding.message}\n{finding.help}" if finding.help else finding.message
    told: dict[str, Any] = {
        "ruleId": finding.code, "ruleIndex": index, "level": finding.severity, "message": {"text": text},
    }  # fmt: skip
    if finding.place is not None:
        region = {"startLine": finding.place.line or 1, "startColumn": finding.place.column or 1}
        location = {"artifactLocation": {"uri": quote(finding.place.file)}, "region": region}
        told["locations"] = [{"physicalLocation": location}]
    return told


def to_annotation(finding: Finding) -> str:
    """A line that GitHub shows at the place in a pull request."""
    kind = "notice" if finding.severity == "note" else finding.severity
    where = ""
    if finding.place is not None:
        where = f"file={_property(finding.place.file)},line={finding.place.line or 1},col={finding.place.column or 1},"
    text = f"{finding.message}; {finding.help}" if finding.help else finding.message
    return f"::{kind} {where}title={_property(finding.code)}::{_escaped(text)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
