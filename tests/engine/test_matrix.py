"""Many changes at once are judged as each is by itself, in 64 bits and beyond them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator.engine.linear import CATALOGUE, Constraint, Variable
from configurator.engine.matrix import Change, Matrix, Moves, Stand, changed
from tests.properties.answers import law

VARIABLES = tuple(Variable(f"v{n}", 0, high) for n, high in enumerate((1, 1, 5, 9)))
HUGE = 10**18


def constraint(terms: dict[int, int], low: int | None, high: int | None, when: tuple[int, ...] = ()) -> Constraint:
    return Constraint(tuple(terms.items()), low, high, when, CATALOGUE)


@st.composite
def constraints(draw: st.DrawFn) -> Constraint:
    numbers = draw(st.lists(st.sampled_from(range(4)), min_size=1, max_size=3, unique=True))
    times = draw(st.sampled_from([1, HUGE]))
    terms = {n: times * draw(st.integers(-3, 3).filter(bool)) for n in numbers}
    low, high = (draw(st.none() | st.integers(-9, 9).map(times.__mul__)) for _ in range(2))
    return constraint(terms, low, high, draw(st.sampled_from([(), (0,), (~1,), (0, ~1)])))


VALUES = st.tuples(*(st.integers(v.low, v.high) for v in VARIABLES))
CHANGES = st.dictionaries(st.integers(0, 3), st.integers(-4, 4).filter(bool), min_size=1, max_size=3)


def holds(values: list[int], asked: list[Constraint]) -> bool:
    within = all(v.low <= value <= v.high for v, value in zip(VARIABLES, values, strict=True))
    return within and all(c.holds(values) for c in asked)


@law(300)
@given(st.lists(constraints(), max_size=5), VALUES)
def test_a_package_holds_when_all_constraints_do(asked: list[Constraint], values: tuple[int, ...]) -> None:
    assert Matrix(VARIABLES, asked).stand(values).holds == holds(list(values), asked)


@law(300)
@given(st.lists(constraints(), max_size=5), VALUES, st.lists(CHANGES, max_size=6))
def test_changes_are_allowed_that_are_each_by_itself(
    asked: list[Constraint], values: tuple[int, ...], changes: list[Change]
) -> None:
    matrix = Matrix(VARIABLES, asked)
    stand = matrix.stand(values)
    if not stand.holds:  # what doesn't hold stays so where a change doesn't touch it
        return
    found = Moves(matrix, changes).allowed(stand).tolist()
    assert found == [holds(changed(matrix, stand.values, change).tolist(), asked) for change in changes]


@law(300)
@given(st.lists(constraints(), max_size=5), VALUES)
def test_the_room_of_a_variable_is_what_it_can_be_with_the_rest_as_it_is(
    asked: list[Constraint], values: tuple[int, ...]
) -> None:
    matrix = Matrix(VARIABLES, asked)
    stand = matrix.stand(values)
    if not stand.holds:
        return
    fitting = [n for n in range(10) if holds([*values[:3], n], asked)]
    low, high = matrix.room(stand, 3)
    assert (low, high) == (min(fitting), max(fitting))


def test_yes_and_no_saturate() -> None:
    matrix = Matrix(VARIABLES, [])
    stand: Stand = matrix.stand([1, 0, 0, 0])
    assert Moves(matrix, [{0: 1}, {1: -1}, {2: -1}]).allowed(stand).tolist() == [True, True, False]


@pytest.mark.parametrize(("coefficient", "kind"), [(1, np.int64), (HUGE, object)])
def test_what_64_bits_can_not_hold_is_reckoned_in_whole_numbers_without_end(coefficient: int, kind: type) -> None:
    matrix = Matrix(VARIABLES, [constraint({3: coefficient}, None, 8 * coefficient)])
    assert matrix.bounds.most.dtype == np.dtype(kind)
    assert [matrix.stand([0, 0, 0, n]).holds for n in (8, 9)] == [True, False]
