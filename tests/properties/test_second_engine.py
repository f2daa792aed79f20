"""The second engine on problems whose answers are plain."""

import pytest

from configurator.engine.linear import CATALOGUE, Constraint, Linear, Variable
from configurator.engine.problem import Goal, Problem
from tests.properties.second_engine import solve

FEW, WHETHER = 0, 1
"""A whole number from 0 to 9, and a truth value."""


def problem(*constraints: tuple[Linear, int | None, int | None, tuple[int, ...]], goals: tuple[Goal, ...]) -> Problem:
    asked = tuple(Constraint.of(*parts, CATALOGUE) for parts in constraints)
    return Problem((Variable("few", 0, 9), Variable("whether", 0, 1)), asked, goals, {}, {})


def most(variable: int) -> Goal:
    return Goal("most", Linear.of((1, variable)), maximise=True)


def least(variable: int) -> Goal:
    return Goal("least", Linear.of((1, variable)), maximise=False)


def test_an_earlier_goal_counts_more_than_any_amount_of_a_later_one() -> None:
    costly = (Linear.of((1, FEW), (-7, WHETHER)), 0, None, ())
    first, second = (
        solve(problem(costly, goals=goals)) for goals in ((most(WHETHER), least(FEW)), (least(FEW), most(WHETHER)))
    )
    assert first is not None
    assert second is not None
    assert (first.values, first.goals) == ((7, 1), (1, 7))
    assert (second.values, second.goals) == ((0, 0), (0, 0))


@pytest.mark.parametrize(
    ("when", "values"), [((WHETHER,), (4, 0)), ((~WHETHER,), (4, 1)), ((WHETHER, ~WHETHER), (4, 0))]
)
def test_a_constraint_under_conditions_binds_only_when_all_hold(when: tuple[int, ...], values: tuple[int, ...]) -> None:
    at_most_two = (Linear.of((1, FEW)), None, 2, when)
    four = (Linear.of((1, FEW)), 4, 4, ())
    found = solve(problem(at_most_two, four, goals=(least(WHETHER),)))
    assert found is not None
    assert found.values == values


def test_a_constraint_of_nothing_forbids_its_conditions() -> None:
    never = (Linear(), 1, None, (WHETHER,))
    found = solve(problem(never, goals=(most(WHETHER),)))
    assert found is not None
    assert found.goals == (0,)


def test_what_cannot_hold_together_has_no_answer() -> None:
    between = (Linear.of((2, FEW)), 3, 3, ())
    assert solve(problem(between, goals=(least(FEW),))) is None
    assert solve(problem((Linear(), 1, None, ()), goals=(least(FEW),))) is None
