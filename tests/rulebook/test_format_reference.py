"""rules/README.md keeps its word: every record it shows is one the loader reads."""

import re
from typing import Any

import pytest

from configurator import source
from configurator.records import Record, validate
from configurator.resources import folder
from configurator.rulebook import model, tariff
from configurator.rulebook.approval import Approver
from configurator.rulebook.installed import InstalledTerms
from configurator.rulebook.prices import COLUMNS
from configurator.rulebook.scenarios import Scenarios
from configurator.rulebook.segments import Segment
from configurator.workbench.cases import CaseFile

README = (folder("rules") / "README.md").read_text(encoding="utf-8")
SECTIONS = {
    title: re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL)
    for title, text in re.findall(r"(?ms)^## (\S+)\n(.*?)(?=^## |\Z)", README)
}

SINGLE: dict[str, type[Any]] = {
    "rulebook.yaml": model.Identity,
    "facts.yaml": model.Facts,
    "scenarios.yaml": Scenarios,
    "installed.yaml": InstalledTerms,
    "cases/*.yaml": CaseFile,
}
LISTED: dict[str, type[Record]] = {
    "constants.yaml": model.Constant,
    "capabilities.yaml": model.Capability,
    "needs.yaml": model.Need,
    "segments.yaml": Segment,
    "components/*.yaml": model.Component,
    "taxes.yaml": tariff.Tax,
    "discounts.yaml": tariff.Discount,
    "approval.yaml": Approver,
    "exchange.yaml": tariff.ExchangeRate,
    "constraints/*.yaml": model.Rule,
}


@pytest.mark.parametrize("title", [*SINGLE, *LISTED])
def test_the_records_a_section_shows_are_read(title: str) -> None:
    ((kind, text),) = SECTIONS[title]
    assert kind == "yaml"
    shown = source.parse(text, title)
    records: list[tuple[Any, source.DataPath]] = [(shown.data, ())]
    if title in LISTED:
        records = [(data, (index,)) for index, data in enumerate(shown.data)]
    assert records
    for data, path in records:
        record, faults = validate((SINGLE | LISTED)[title], data, shown, path)
        assert faults == []
        assert record is not None


def test_the_price_list_it_shows_has_the_columns_that_are_read() -> None:
    ((kind, text),) = SECTIONS["prices/*.csv"]
    header, *rows = text.splitlines()
    assert (kind, tuple(header.split(","))) == ("csv", COLUMNS)
    assert {row.count(",") for row in rows} == {len(COLUMNS) - 1}


def test_every_kind_of_file_it_lists_has_a_section() -> None:
    layout = README.split("```")[1]
    listed = set(re.findall(r"(?m)^    (\S+\.(?:yaml|csv))", layout))
    assert listed - SECTIONS.keys() == {"tables/*.csv", "examples/*.yaml"}
