"""Canonical JSON: the quick way writes what the reference implementation writes."""

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from configurator.quoting.canonical import canonical, joined

LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text() | st.floats(-1e15, 1e15)  # fmt: skip
DATA = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(DATA)
def test_data_is_written_as_rfc_8785_says(data: object) -> None:
    assert canonical(data) == rfc8785.dumps(data)  # type: ignore[arg-type]


@given(DATA)
def test_data_is_written_alike_when_it_has_been_read_back(data: object) -> None:
    assert canonical(json.loads(canonical(data))) == canonical(data)


@given(st.dictionaries(st.text(), DATA))
def test_a_mapping_may_be_written_part_by_part(data: dict[str, object]) -> None:
    assert joined({key: canonical(part) for key, part in data.items()}) == canonical(data)


@pytest.mark.parametrize("data", [float("nan"), 2**53, "\ud800", {"a": [float("inf")]}, {1: "a"}, {"a": {"\ud800": 1}}])
def test_what_json_cannot_carry_is_a_value_error(data: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - which of them it is, is the encoders' to say
        canonical(data)
