"""What is asked of the whole package: the decisions of the user, and the caps of the budget."""

from typing import TYPE_CHECKING

from configurator.engine.linear import Origin
from configurator.profile import Decision

if TYPE_CHECKING:
    from configurator.engine.builder import Builder

CAP_TIMES = {"monthly": 12, "one_time": 1, "total": 1}
"""How often a cap is in what `spending` tells of it."""


def add_decisions(builder: "Builder") -> None:
    """Adds what the user pins."""
    for index, decision in enumerate(builder.sizing.profile.decisions):
        for place in builder.sizing.decided_places(decision):
            id = decision.component
            units = builder.total(id) if place is None else builder.units(id, place)
            builder.require(units, *decided_range(decision), Origin("decision", str(index)))


def add_budget(builder: "Builder") -> None:
    """Adds the caps."""
    spending = builder.spending()
    for cap, most in builder.sizing.budget.items():
        builder.require(spending[cap], None, most * CAP_TIMES[cap], Origin("budget", cap))


def decided_range(decision: Decision) -> tuple[int, int | None]:
    """The units a decision allows: (at least, at most)."""
    low = max(decision.quantity or 0, decision.min or 0, 1 if decision.selected else 0)
    none = 0 if decision.selected is False else None
    return low, min((most for most in (decision.quantity, decision.max, none) if most is not None), default=None)
