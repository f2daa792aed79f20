"""What is special about a charge, told in words in both languages."""

from pathlib import Path
from typing import Any

import pytest

import configurator as cf
from configurator.quoting import bill
from configurator.quoting.notes import charge_notes
from configurator.quoting.wording import wording_of
from configurator.quoting.writer import Writer
from tests.small import charge, component, profile, rulebook

USAGE = charge("3.60", kind="usage", model="package", block=500, estimate="120", allowance=1000, minimum=50)
PLAIN = charge(10)


def notes(folder: Path, charged: dict[str, Any], language: str = "en", **parts: Any) -> list[str]:
    """The notes of all charges of 40 units of one component over two years."""
    asked = parts.pop("asked", {})
    sold = [component("a.one", supplies={"power": 1}, charges=[charged], quantity={"min": 1, "max": 99})]
    book = rulebook(folder, sold, **parts)
    outcome = cf.recommend(profile({"power": 40}, term_months=24, **asked), book)
    view = cf.make_quote(outcome, number="Q-1", issued_on=outcome.sizing.date).customer_view()
    writer = Writer(view, wording_of(view, language))
    return [note for told in bill.charges(view) for note in charge_notes(writer, told)]


def given(id: str, **gives: Any) -> dict[str, Any]:
    return {"id": id, "step": "promotion", "name": {"en": id, "zh": id}, "charges": ["recurring"], "effective_from": "2026-01-01", "source": "test", "confidence": "estimate", **gives}  # fmt: skip


def test_most_charges_need_no_note(tmp_path: Path) -> None:
    assert notes(tmp_path, PLAIN) == []


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            [
                "Estimated use 4,800 a period, 1,000 of it free",
                "Sold in packages of 500; a started one counts: 8 in the whole deal",
                "At least 50.00 a period in the whole deal",
                "Here 21.20 a period fall short of it",
            ],
        ),
        (
            "zh-CN",
            [
                "每期预估用量 4,800，其中 1,000 免费",
                "按每包 500 计费，不足一包按一包计：全单共 8 包",
                "全单每期最低消费 50.00",
                "其中每期补差 21.20",
            ],
        ),
    ],
)
def test_use_allowance_package_and_shortfall_are_told(tmp_path: Path, language: str, told: list[str]) -> None:
    assert notes(tmp_path, USAGE, language) == told


def test_free_months_are_told_as_months(tmp_path: Path) -> None:
    assert notes(tmp_path, PLAIN, discounts=[given("PRM-FREE", free_months=3)]) == ["The first 3 months are free"]


def test_a_ramp_is_told_as_what_is_paid_in_turn(tmp_path: Path) -> None:
    ramp = {"ramps": [{"component": "a.one", "steps": [{"months": 6, "quantity": 10}]}]}
    assert notes(tmp_path, PLAIN, asked=ramp) == ["Paid in turn 6 × 100.00; 18 × 400.00"]


def test_payment_in_arrears_is_told(tmp_path: Path) -> None:
    assert notes(tmp_path, charge(10, paid="arrears")) == ["Paid in arrears"]
