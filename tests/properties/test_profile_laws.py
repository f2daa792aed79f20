"""Laws of profiles over random ones."""

import datetime
import json
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from configurator.errors import InputError
from configurator.profile import Profile, changed, read_profile
from configurator.source import parse

SETTINGS = settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))

words = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
keys = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda key: key not in ("name", "count", "need", "priority", "weight", "sites"))  # fmt: skip
decimals = st.integers(-(10**15) + 1, 10**15 - 1).flatmap(
    lambda digits: st.integers(0, 12).map(lambda places: Decimal(digits).scaleb(-places))
)
facts = st.dictionaries(keys, st.one_of(st.integers(-(10**15) + 1, 10**15 - 1), decimals, st.booleans(), words, st.none()), max_size=3)  # fmt: skip
amounts = st.integers(0, 10**12) | st.integers(0, 10**14).map(lambda cents: Decimal(cents) / 100)
units = st.integers(0, 10_000_000)


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def record(must: dict[str, st.SearchStrategy[Any]], **may: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.builds(lambda stated, extra: extra | stated, st.fixed_dictionaries(must, optional=may), facts)


profiles = st.fixed_dictionaries(
    {
        "customer": record({"name": words}),
        "sites": st.lists(record({"name": words}, count=st.integers(1, 500)), min_size=1, max_size=3),
    },
    optional={
        "rulebook": words,
        "date": st.dates(datetime.date(2000, 1, 1), datetime.date(2999, 12, 31)).map(str),
        "needs": st.lists(
            record(
                {"need": words},
                priority=st.sampled_from(("must", "should", "could")),
                weight=st.integers(1, 10),
                sites=st.lists(words, min_size=1, max_size=2),
            ),
            max_size=3,
        ),
        "compliance": st.lists(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), max_size=2),
        "budget": some(monthly=amounts, one_time=amounts, total=amounts),
        "term_months": st.integers(1, 120),
        "currency": words,
        "language": st.sampled_from(("zh-CN", "en")),
        "decisions": st.lists(
            st.fixed_dictionaries(
                {"component": words},
                optional={"quantity": units, "min": units, "max": units, "selected": st.booleans(), "site": words},
            ),
            max_size=2,
        ),
    },
)


@SETTINGS
@given(profiles)
def test_a_profile_told_as_json_is_read_back_equal(data: dict[str, Any]) -> None:
    profile = read_profile(data)
    assert read_profile(profile.to_json()) == profile


@SETTINGS
@given(profiles, st.sampled_from((None, 1)))
def test_a_profile_sent_as_json_and_read_by_any_reader_is_equal(data: dict[str, Any], indent: int | None) -> None:
    profile = read_profile(data)
    text = json.dumps(profile.to_json(), indent=indent)
    assert read_profile(json.loads(text)) == profile
    assert read_profile(parse(text, "profile.json")) == profile


@SETTINGS
@given(profiles)
def test_telling_a_profile_again_changes_nothing(data: dict[str, Any]) -> None:
    told = read_profile(data).to_json()
    assert read_profile(told).to_json() == told


@SETTINGS
@given(profiles, amounts)
def test_setting_what_is_there_already_changes_nothing(data: dict[str, Any], amount: Any) -> None:
    once = changed(read_profile(data), "budget.monthly", str(amount))
    assert once.budget.monthly == amount
    assert changed(once, "budget.monthly", str(amount)) == once


@SETTINGS
@given(profiles, st.text(max_size=20), st.text(max_size=12))
def test_any_setting_makes_a_profile_or_is_refused(data: dict[str, Any], path: str, value: str) -> None:
    answer = attempt(lambda: changed(read_profile(data), path, value))
    assert isinstance(answer, Profile | InputError)


@SETTINGS
@given(st.text(alphabet="{}[]:,-'\"\n\t #&*!|>%@`abc：019.é中\x00", max_size=60))
def test_any_text_is_a_profile_or_is_refused_with_places(text: str) -> None:
    answer = attempt(lambda: read_profile(parse(text, "customer.yaml")))
    assert isinstance(answer, Profile | InputError)
    if isinstance(answer, InputError):
        assert answer.diagnostics
        assert all(str(fault) and fault.place and fault.place.file == "customer.yaml" for fault in answer.diagnostics)


def attempt(make: Any) -> Any:
    try:
        return make()
    except InputError as refused:
        return refused
