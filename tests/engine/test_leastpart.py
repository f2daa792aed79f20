"""A minimal part of what can't hold together."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from configurator.engine.leastpart import least_part
from tests.properties.answers import law

NUMBERS = list(range(12))


@law(300)
@given(st.lists(st.sets(st.sampled_from(NUMBERS), min_size=1), min_size=1, max_size=4))
def test_what_is_left_cannot_hold_and_would_without_any_one_of_it(conflicts: list[set[int]]) -> None:
    def holds(kept: Sequence[int]) -> bool:
        return not any(conflict.issubset(kept) for conflict in conflicts)

    left = least_part(NUMBERS, holds)
    assert not holds(left)
    assert all(holds([other for other in left if other != one]) for one in left)


def test_what_comes_last_is_left_out_first() -> None:
    assert least_part([1, 2, 3, 4], lambda kept: len(kept) < 2) == [1, 2]


def test_of_nothing_in_question_nothing_is_left() -> None:
    assert least_part([], lambda kept: False) == []
