"""What a level says of its parts."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from configurator.engine.levels import settled_by
from configurator.engine.linear import Linear
from configurator.engine.tighten import Bounds


@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from(((0, 1), (0, 1), (0, 0), (1, 1)))), max_size=6), st.data())
def test_a_part_is_settled_when_it_is_the_same_in_all_ways_to_reach_the_level(
    parts: list[tuple[int, tuple[int, int]]], data: st.DataObject
) -> None:
    ways = list(product(*({*bounds} for _, bounds in parts)))
    level = sum(weight * chosen for (weight, _), chosen in zip(parts, data.draw(st.sampled_from(ways)), strict=True))
    reaching = [way for way in ways if sum(w * chosen for (w, _), chosen in zip(parts, way, strict=True)) == level]
    weighed = Linear(tuple((number, weight) for number, (weight, _) in enumerate(parts)))
    bounds = Bounds([low for _, (low, _) in parts], [high for _, (_, high) in parts])
    assert set(settled_by(weighed, level, bounds)) == {
        (number, reaching[0][number], reaching[0][number])
        for number, (_, (low, high)) in enumerate(parts)
        if low != high and len({way[number] for way in reaching}) == 1
    }
