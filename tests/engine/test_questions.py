"""The next best questions: what isn't stated, and what its answers would change."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import configurator as cf
from configurator.cli.commands import main
from configurator.engine.questions import Question
from configurator.errors import InputError
from configurator.profile import Profile
from configurator.rulebook.loader import load_rulebook
from configurator.rulebook.model import Rulebook
from tests.small import FACTS, SOURCED, as_yaml, both, capability, component, files, need, profile, rule, write

POWER = {"need": "power", "amount": 1}


def book(folder: Path, segments: Any = (), **parts: Any) -> Rulebook:
    """Power at 10 a month, light at 7."""
    sold = parts.pop("sold", ()) or [component("a.power", 10, {"power": 1}), component("b.light", 7, {"light": 1})]
    needs = [need("power", power="need.amount"), need("light", light="need.amount")]
    parts = {"needs": needs, "capabilities": [capability("power"), capability("light")]} | parts
    told = files(list(sold), **parts)
    if segments:
        told["segments.yaml"] = list(segments)
    return load_rulebook(write(folder, told))


def segment(*needs: dict[str, Any], when: str = "true") -> dict[str, Any]:
    return {"id": "all", "name": both("All"), "when": when, "drivers": both("Any."), "needs": list(needs), **SOURCED}


def asked(book: Rulebook, of: Profile | None = None, most: int = 9) -> dict[str, Question]:
    outcome = cf.recommend(of or profile([POWER]), book)
    assert isinstance(outcome, cf.Optimal), outcome
    found = cf.questions(outcome, most)
    assert found.complete
    return {question.about.id: question for question in found.found}


def told(question: Question) -> list[tuple[Any, int | None]]:
    """The answers, and what each comes to over the contract."""
    return [(a.value, None if a.totals is None else a.totals.total_contract) for a in question.answers]


# What is asked


def test_a_need_that_is_not_stated_is_asked_for(tmp_path: Path) -> None:
    [question] = asked(book(tmp_path)).values()
    assert (question.about.id, told(question)) == ("needs.light", [(False, 12_000), (True, 20_400)])
    assert (question.answers[1].adds, question.answers[1].drops, question.spread) == (("b.light",), (), 8_400)
    assert question.prunes == 1  # light could not be bought before


def test_of_a_customer_with_a_segment_only_its_typical_needs_are_asked_for(tmp_path: Path) -> None:
    assert not asked(book(tmp_path / "none", [segment({"need": "power"})]))
    typical = {"need": "light", "inputs": {"amount": "2"}}
    [question] = asked(book(tmp_path / "light", [segment(typical)])).values()
    assert told(question) == [(False, 12_000), (True, 28_800)]


def test_a_need_that_was_only_assumed_may_be_denied(tmp_path: Path) -> None:
    assumed = segment({"need": "power"}, {"need": "light"})
    nothing_said = cf.read_profile({k: v for k, v in profile().to_json().items() if k != "needs"})
    found = asked(book(tmp_path, [assumed]), nothing_said)
    assert told(found["needs.light"]) == [(True, 20_400), (False, 12_000)]


def test_an_input_left_out_is_asked_for_at_twice_its_default(tmp_path: Path) -> None:
    found = asked(book(tmp_path), profile([{"need": "power"}]))
    assert told(found["needs.power.amount"]) == [(1, 12_000), (2, 24_000)]


def test_a_fact_nothing_leans_on_is_not_asked_for(tmp_path: Path) -> None:
    assert set(asked(book(tmp_path))) == {"needs.light"}


def test_a_fact_that_a_rule_leans_on_is_asked_for(tmp_path: Path) -> None:
    rules = [rule("R-1", "customer.industry == 'finance' implies qty(a.power) >= 3")]
    found = asked(book(tmp_path, rules=rules))
    assert told(found["customer.industry"]) == [("other", 12_000), ("finance", 36_000)]
    assert "customer.industry" not in asked(
        book(tmp_path, rules=rules), profile([POWER], customer={"name": "Small Ltd", "industry": "other"})
    )


def test_a_compliance_code_is_asked_for_by_the_fact_it_sets(tmp_path: Path) -> None:
    found = asked(book(tmp_path, rules=[rule("R-1", "profile.mlps >= 3 implies supply(light) >= 1")]))
    assert told(found["compliance.mlps"]) == [(None, 12_000), ("mlps_3", 20_400)]


def test_a_fact_is_asked_for_of_the_sites_that_do_not_state_it(tmp_path: Path) -> None:
    needs = [need("power", power="sum(s.users for s in sites) + need.amount"), need("light", light="need.amount")]
    sites = [{"name": "Head", "users": 2}, {"name": "Branch", "count": 3}]
    rules = [rule("R-1", "not (sum(s.users for s in sites if s.users >= 1) > 1000)")]
    rules += [rule("R-2", "for each s in sites if s.users >= 4: selected(b.light)")]
    found = asked(book(tmp_path, needs=needs, rules=rules), profile([POWER], sites=sites))
    now, *others = told(found["sites.users"])
    assert now == (0, 36_000)
    assert others == [(1, 72_000), (4, 188_400)]


def test_a_fact_that_availability_leans_on_is_asked_for(tmp_path: Path) -> None:
    cheap = component("a.cheap", 4, {"power": 1}, available_when="customer.industry == 'finance'")
    found = asked(book(tmp_path, sold=[cheap, component("a.power", 10, {"power": 1}), component("b.light", 7, {"light": 1})]))  # fmt: skip
    assert told(found["customer.industry"]) == [("other", 12_000), ("finance", 4_800)]
    assert found["customer.industry"].answers[1].drops == ("a.power",)


def test_a_fact_that_a_discount_leans_on_is_asked_for(tmp_path: Path) -> None:
    discount = {"id": "DSC-1", "step": "term", "name": both("Banks"), "when": "customer.industry == 'finance'", "charges": ["recurring"], "percent": 50, "effective_from": "2020-01-01", **SOURCED}  # fmt: skip
    found = asked(book(tmp_path, discounts=[discount]))
    assert told(found["customer.industry"]) == [("other", 12_000), ("finance", 6_000)]


# What the answers come to


def test_an_answer_with_which_nothing_fits_is_told_as_impossible(tmp_path: Path) -> None:
    rules = [rule("R-1", "customer.industry == 'finance' implies qty(a.power) >= 99")]
    kinds = FACTS["customer"][1] | {"values": {k: both(k) for k in ("finance", "trade", "other")}}
    facts = FACTS | {"customer": [FACTS["customer"][0], kinds]}
    rules += [rule("R-2", "customer.industry == 'trade' implies qty(a.power) >= 2")]
    found = asked(book(tmp_path, rules=rules, facts=facts))
    assert told(found["customer.industry"]) == [("other", 12_000), ("finance", None), ("trade", 24_000)]


def test_an_answer_beyond_the_budget_is_told_with_its_price(tmp_path: Path) -> None:
    [question] = asked(book(tmp_path), profile([POWER], budget={"monthly": 12})).values()
    assert [answer.within_budget for answer in question.answers] == [True, False]
    assert told(question)[1] == (True, 20_400)


def test_the_best_question_comes_first(tmp_path: Path) -> None:
    rules = [rule("R-1", "customer.industry == 'finance' implies qty(a.power) >= 3")]
    found = asked(book(tmp_path, rules=rules))
    assert list(found) == ["customer.industry", "needs.light"]
    assert list(asked(book(tmp_path, rules=rules), most=1)) == ["customer.industry"]


def test_when_the_limits_come_first_that_is_told(tmp_path: Path) -> None:
    sold = [component(id, price, {"power": 1}) for id, price in (("a.power", 10), ("a.more", 11))]
    outcome = cf.recommend(profile([POWER]), book(tmp_path, sold=sold))
    assert isinstance(outcome, cf.Optimal)
    stop = cf.Stop()
    stop.now()
    found = cf.questions(outcome, stop=stop)
    assert (found.found, found.complete) == ((), False)


def test_fewer_than_one_question_cannot_be_asked_for(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"E049.*can't be asked for"):
        asked(book(tmp_path), most=0)


# The command


def command(folder: Path, *options: str, **more: Any) -> Any:
    book(folder / "book", rules=[rule("R-1", "profile.mlps >= 3 implies supply(light) >= 1")])
    stated = {"customer": {"name": "Small Ltd"}, "sites": [{"name": "Office"}], "date": "2026-11-22"}
    stated |= {"needs": [POWER], "language": "en"} | more
    path = write(folder, {"profile.yaml": as_yaml(stated)}) / "profile.yaml"
    return CliRunner().invoke(main, ["questions", str(path), "-r", str(folder / "book"), *options])


def test_the_command_tells_every_answer_with_what_it_changes(tmp_path: Path) -> None:
    answer = command(tmp_path, budget={"monthly": 12})
    assert answer.exit_code == 0
    assert (
        "1. MLPS: up to 84.00 apart; products ruled out or let in: 1\n   none of them (taken so now)" in answer.stdout
    )
    assert "   MLPS 3: +84.00 over the contract: ±0.00 once, +7.00 a month, beyond the budget\n     + b.light" in answer.stdout  # fmt: skip
    assert "2. light: up to 84.00 apart" in answer.stdout
    assert "I want light." in answer.stdout


def test_the_command_answers_in_chinese(tmp_path: Path) -> None:
    assert "均不要求（目前按此配置）" in command(tmp_path, "--lang", "zh-CN").stdout


def test_the_command_prints_json(tmp_path: Path) -> None:
    first, _ = json.loads(command(tmp_path, "--json").stdout)["questions"]
    assert (first["id"], first["name"], first["spread"]) == ("compliance.mlps", {"en": "MLPS", "zh": "MLPS"}, "84.00")
    assert first["choices"] == {"mlps_3": {"en": "MLPS 3", "zh": "MLPS 3"}}
    assert first["answers"][1]["delta"] == {"one_time": "0.00", "monthly": "7.00", "total_contract": "84.00"}


def test_where_nothing_fits_the_command_tells_why(tmp_path: Path) -> None:
    answer = command(tmp_path, "--json", budget={"monthly": 1})
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["outcome"] == "infeasible"
