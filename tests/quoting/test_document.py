"""The view model: everything of the customer view, said rightly in both languages."""

import dataclasses
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
import yaml

from configurator.errors import RenderError
from configurator.quoting import bill
from configurator.quoting.capitals import capitals
from configurator.quoting.document import proposal
from configurator.quoting.wording import languages, templates, wording
from tests.quoting.real_quote import shipped
from tests.quoting.sample_quote import NEEDS, sample

LANGUAGES = ("zh-CN", "en")
HASH = "ab" * 32


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from strings(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from strings(part)


def test_every_language_has_every_message_with_the_same_values() -> None:
    """A third language is complete when this passes."""
    catalogues = {tag: wording(tag).messages for tag in languages()}
    english = catalogues["en"]

    def fields(message: Any) -> set[str]:
        texts = [message] if isinstance(message, str) else list(message.values())
        return {name for text in texts for name in re.findall(r"\{(\w+)\}", text)} - {"count"}

    for tag, messages in catalogues.items():
        assert messages.keys() == english.keys(), tag
        for key in english:
            assert fields(messages[key]) <= fields(english[key]), (tag, key)


def test_no_message_is_left_unused_by_code_and_templates() -> None:
    source = "".join(file.read_text(encoding="utf-8") for file in templates().rglob("*.j2"))
    source += "".join(file.read_text(encoding="utf-8") for file in (templates().parent / "configurator").rglob("*.py"))
    # Keys that are put together: their first half is written in the source.
    built = (
        "action.",
        "changes.",
        "replay.",
        "draft.",
        "priority.",
        "confidence.",
        "charge.",
        "total.",
        "step.",
        "workbook.",
        "acceptance.",
        "budget.",
    )
    unused = [
        key
        for key in wording("en").messages
        if key not in source and not key.startswith(built) and not key.endswith(".title")
    ]
    assert unused == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chinese_document_speaks_chinese_and_the_english_english(language: str) -> None:
    document = proposal(sample(customer="ACME").view, HASH, language)
    own = [text for text in strings(document.needs) if text]
    chinese = [text for text in own if re.search("[\u4e00-\u9fff]", text)]
    assert (len(chinese) == len(own)) if language == "zh-CN" else not chinese


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_need_is_traced_to_the_components_that_meet_it_or_said_to_be_unmet(language: str) -> None:
    document = proposal(sample().view, HASH, language)
    assert [bool(need.answers) for need in document.needs] == [met for *_, met, _ in NEEDS]
    seats = document.needs[0].answers
    assert wording(language).text(sample().view["catalogue"]["components"]["ucc.cloud_seat"]["name"]) in "".join(
        a.components for a in seats
    )


def test_the_bill_holds_every_item_and_lists_every_site() -> None:
    view = sample().view
    document = proposal(view, HASH, "zh-CN")
    assert sum(len(place.lines) for place in document.places) == len(view["recommendation"]["package"]["items"])
    text = " ".join(strings(document.places)) + " ".join(strings(document.sites))
    assert all(site in text for known in view["site_classes"] for site in known["sites"])


def test_the_waterfall_runs_exactly_from_list_to_net() -> None:
    view = sample().view
    steps = bill.waterfall(view)
    totals = view["recommendation"]["totals"]
    assert (steps[0].step, steps[-1].step) == ("list", "net")
    assert (
        sum((step.contract for step in steps[:-1]), Decimal(0))
        == steps[-1].contract
        == Decimal(totals["total_contract"])
    )
    assert sum((step.one_time for step in steps[:-1]), Decimal(0)) == steps[-1].one_time == Decimal(totals["one_time"])


@pytest.mark.parametrize("state", ["inProgress", "pending", "rejected", "cancelled"])
def test_only_an_approved_quote_is_more_than_a_draft(state: str) -> None:
    assert proposal(sample(state=state).view, HASH, "en").draft
    assert not proposal(sample(state="approved").view, HASH, "en").draft
    assert not proposal(sample(state="accepted").view, HASH, "en").draft


def test_least_cost_is_claimed_only_when_proven() -> None:
    quote = sample()
    recommendation = quote.view["recommendation"]
    assert proposal(quote.view, HASH, "en").summary.proof_title == "Proven least-cost"
    recommendation["outcome"] = "feasible"
    recommendation["stages"][1] |= {"gap": 0.0123, "proven": False}
    assert "1.2%" in proposal(quote.view, HASH, "en").summary.proof_title
    recommendation["stages"] = []
    assert proposal(quote.view, HASH, "en").summary.proof_title == "Verified"


def test_figures_are_written_as_each_language_writes_them() -> None:
    chinese, english = wording("zh-CN"), wording("en")
    assert chinese.money("1234567.5", "CNY") == "¥1,234,567.50"
    assert english.money("-1234567.5", "CNY") == "−CN¥1,234,567.50"
    assert english.amount("1200", "JPY") == "1,200"
    assert chinese.date("2026-11-22") == "2026年11月22日"
    assert english.date("2026-11-22") == "22 November 2026"
    assert english("cover.months", count=1) == "1 month"
    assert english("cover.months", count=36) == "36 months"
    assert english.percent("0.06") == "6%"
    assert english.percent("0.0650") == "6.5%"
    assert english.number(Decimal("12000.125")) == "12,000.125"


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0", "零元整"), ("0.05", "伍分"), ("0.50", "伍角整"), ("1.01", "壹元零壹分"), ("10", "壹拾元整"), ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("10203.05", "壹万零贰佰零叁元零伍分"), ("100000", "壹拾万元整"), ("100050", "壹拾万零伍拾元整"), ("6007.14", "陆仟零柒元壹角肆分"),
        ("100001000", "壹亿零壹仟元整"), ("10000000000", "壹佰亿元整"), ("8463976.15", "捌佰肆拾陆万叁仟玖佰柒拾陆元壹角伍分"), ("-3.10", "负叁元壹角整"),
    ],
)  # fmt: skip
def test_amounts_in_capitals_follow_the_rules_of_chinese_cheques(amount: str, written: str) -> None:
    assert capitals(Decimal(amount)) == "人民币" + written


def test_a_fraction_of_a_fen_has_no_capitals() -> None:
    with pytest.raises(ValueError, match="fen"):
        capitals(Decimal("0.005"))


def test_an_unknown_language_is_refused_with_those_there_are() -> None:
    with pytest.raises(RenderError, match="choose one of: en, zh-CN"):
        wording("fr")


def test_texts_missing_in_a_language_fall_back_to_english() -> None:
    assert wording("zh-CN").text({"en": "Seat"}) == "Seat"


def test_the_theme_keeps_text_readable_on_its_ground() -> None:
    theme: dict[str, str] = yaml.safe_load((templates() / "theme.yaml").read_text(encoding="utf-8"))
    for text, ground in (
        ("text", "paper"),
        ("ink", "paper"),
        ("muted", "paper"),
        ("muted", "tint"),
        ("accent", "paper"),
        ("accent", "tint"),
        ("alert", "paper"),
        ("text", "bar_soft"),
    ):
        assert _contrast(theme[text], theme[ground]) >= 4.5, (text, ground)
    greys = sorted(_luminance(theme[bar]) for bar in ("bar_strong", "bar_more", "bar_soft"))
    assert all(lighter - darker > 0.15 for darker, lighter in pairwise(greys))


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_a_unit_agrees_with_its_amount() -> None:
    unit = {"en": "person|people", "zh": "人"}
    english, chinese = wording("en"), wording("zh-CN")
    assert [english.unit(unit, amount) for amount in ("1", "2", "0.5", None)] == [
        "person",
        "people",
        "people",
        "people",
    ]
    assert [chinese.unit(unit, amount) for amount in ("1", "2", None)] == ["人", "人", "人"]
    assert english.unit({"en": "Mbps"}, "1") == english.unit({"en": "Mbps"}, "20") == "Mbps"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_unit_shows_its_two_forms_at_once(language: str) -> None:
    for view in (sample().view, shipped().customer_view()):
        assert not [text for text in strings(proposal(view, HASH, language)) if "|" in text]


def test_facts_and_lines_agree_with_their_amounts() -> None:
    document = proposal(shipped().customer_view(), HASH, "en")
    assert ("Employees", "850 people") in [(fact.name, fact.value) for fact in document.customer_facts]
    units = {(line.quantity, line.unit) for place in document.places for line in place.lines}
    assert {("1", "pack"), ("420", "seats")} <= units


def test_facts_the_rulebook_keeps_to_itself_are_in_no_document() -> None:
    told = [fact["id"] for fact in shipped().customer_view()["catalogue"]["customer_facts"]]
    assert "size_class" in told
    assert not [id for id in told if id.endswith("_level")]


def test_only_rules_stand_in_the_table_of_rules() -> None:
    """A capability that other components consume is a reason too, but no rule."""
    view = shipped().customer_view()
    reasons = {reason["rule"] for item in view["recommendation"]["package"]["items"] for reason in item["because"]}
    assert "iot.sim" in reasons
    rules = [rule.id for rule in proposal(view, HASH, "en").rules]
    assert "MLPS-205" in rules
    assert not [rule for rule in rules if not rule.isupper()]


@pytest.mark.parametrize(
    ("exact", "shown"),
    [("700", "700"), ("0.15", "0.15"), ("1234567", "1,234,567"), ("0.023529", "≈ 0.02353"), ("62.352941", "≈ 62.35"), ("1234.5678", "≈ 1,235"), ("0", "0"), ("2.5000", "2.5")],
)  # fmt: skip
def test_a_long_fraction_is_shortened_for_reading_and_marked(exact: str, shown: str) -> None:
    assert wording("en").reading(exact) == shown.replace("≈ ", "≈\N{NO-BREAK SPACE}")


def test_a_value_reckoned_is_never_said_to_equal_its_shortened_form() -> None:
    quote = sample()
    quote.view["sizing"][0] |= {
        "formula": "need.users * need.share",
        "values": {"need.share": "0.823529", "need.users": "9"},
    }
    shown = proposal(quote.view, HASH, "en").sizing[0].values.replace("\N{NO-BREAK SPACE}", " ")
    assert shown == "need.share ≈ 0.8235; need.users = 9"
