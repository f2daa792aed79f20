"""Propagation never rules out what is possible, and what it leaves asks the same; blocks share nothing but the budget."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator.engine.blocks import blocks
from configurator.engine.linear import CATALOGUE, Constraint, Linear, Origin, Variable
from configurator.engine.problem import Goal, Problem
from configurator.engine.tighten import ContradictionError, Propagator
from tests.properties.answers import law


def problem(highs: list[int], *constraints: Constraint) -> Problem:
    variables = tuple(Variable(f"x{number}", 0, high) for number, high in enumerate(highs))
    goals = (Goal("total_contract", Linear(), False), Goal("components", Linear(), False))
    return Problem(variables, constraints, goals, {}, {})


def asks(terms: dict[int, int], low: int | None, high: int | None, *when: int, kind: str = "rule") -> Constraint:
    return Constraint(tuple(terms.items()), low, high, when, CATALOGUE if kind == "rule" else Origin(kind, "monthly"))


def solutions(asked: Problem) -> set[tuple[int, ...]]:
    ranges = [range(v.low, v.high + 1) for v in asked.variables]
    return {values for values in itertools.product(*ranges) if all(c.holds(values) for c in asked.constraints)}


def test_what_is_consumed_bounds_what_supplies_it() -> None:
    asked = problem([9, 9], asks({0: 1}, 4, None), asks({1: 2, 0: -1}, 0, None))
    bounds = Propagator(asked).root()
    assert (bounds.low, bounds.high) == ([4, 2], [9, 9])


def test_a_condition_that_would_be_broken_does_not_hold() -> None:
    asked = problem([1, 3], asks({1: 1}, 5, None, 0))
    assert Propagator(asked).root().high == [0, 3]


def test_what_can_not_hold_together_is_told() -> None:
    with pytest.raises(ContradictionError):
        Propagator(problem([3], asks({0: 1}, 2, None), asks({0: 1}, None, 1))).root()


def test_what_is_settled_leaves_the_constraints() -> None:
    asked = problem([1, 5, 5], asks({0: 1}, 1, None), asks({0: 3, 1: 1, 2: 1}, None, 6))
    propagator = Propagator(asked)
    left = propagator.reduced(propagator.root())
    assert [(c.terms, c.high) for c in left.constraints] == [(((1, 1), (2, 1)), 3)]


def test_a_cap_joins_no_blocks_and_a_rule_does() -> None:
    cap = asks({0: 1, 1: 1, 2: 1}, None, 4, kind="budget")
    asked = problem([3, 3, 3], asks({0: 1, 1: 1}, 2, None), cap)
    assert sorted(block.variables for block in blocks(asked)) == [(0, 1), (2,)]


coefficients = st.integers(-3, 3).filter(bool)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    highs = draw(st.lists(st.sampled_from((1, 1, 3)), min_size=2, max_size=5))
    constraints = []
    for _ in range(draw(st.integers(1, 5))):
        spoken = draw(st.lists(st.integers(0, len(highs) - 1), min_size=1, max_size=3, unique=True))
        low, high = draw(st.sampled_from(((0, None), (1, None), (None, 2), (1, 1), (None, -1))))
        literals = [number for number, most in enumerate(highs) if most == 1 and number not in spoken]
        when = draw(st.lists(st.sampled_from(literals), max_size=2, unique=True)) if literals else []
        signed = tuple(draw(st.sampled_from((number, ~number))) for number in when)
        constraints.append(asks({number: draw(coefficients) for number in spoken}, low, high, *signed))
    return problem(highs, *constraints)


@law(300)
@given(problems())
def test_the_smaller_problem_has_the_same_answers(asked: Problem) -> None:
    propagator = Propagator(asked)
    try:
        left = propagator.reduced(propagator.root())
    except ContradictionError:
        assert not solutions(asked)
        return
    assert solutions(left) == solutions(asked)


@law(200)
@given(problems())
def test_the_answers_are_those_of_the_blocks_put_together(asked: Problem) -> None:
    parts = [
        {
            tuple(zip(block.variables, values, strict=True))
            for values in itertools.product(*(range(asked.variables[n].high + 1) for n in block.variables))
            if all(c.holds(dict(zip(block.variables, values, strict=True))) for c in block.constraints)
        }
        for block in blocks(asked)
    ]
    together = {tuple(value for _, value in sorted(itertools.chain(*choice))) for choice in itertools.product(*parts)}
    assert together == solutions(asked)
