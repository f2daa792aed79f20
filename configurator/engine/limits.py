"""No unit that the demands could do without, where a component is bought for its demands only (see `purpose`)."""

from typing import TYPE_CHECKING

from configurator.engine.linear import CATALOGUE, Linear, Literal, above_zero
from configurator.rulebook.model import Component

if TYPE_CHECKING:
    from configurator.engine.builder import Builder

_AT_LEAST = " at least"


def leaves_open(variable: str) -> bool:
    """Whether a variable of this name claims nothing but that there is no more of a component than its least."""
    return variable.endswith(_AT_LEAST)


def add_limits(builder: "Builder") -> None:
    """Every component bought for its demands only: taking one unit away would leave some demand unmet.

    The least quantity and what is installed may be more than that.
    """
    for (id, place), q in builder.quantity.items():
        component = builder.component(id)
        capabilities = builder.purposes.of(component)
        if not any(_needs_limit(builder, id, capability, place) for capability in capabilities):
            continue  # the only supplier of a fixed amount: the bound of its quantity says it all
        limited = builder.unless_asked_for(id)
        free = max(component.quantity.min, builder.installed(id, place))
        if builder.purposes.only_for_demands(component) and len(capabilities) == 1 and free == 1:
            _require_use(builder, component, capabilities[0], place, (builder.chosen[id, place], *limited))
            continue
        name = id if place is None else f"{id}@{place}"
        least = builder.variable(f"{name}{_AT_LEAST}", 0, 1)
        builder.require(Linear.of((1, q)), None, free, CATALOGUE, [least])
        useful = [builder.variable(f"{name} for {capability}", 0, 1) for capability in capabilities]
        for capability, literal in zip(capabilities, useful, strict=True):
            _require_use(builder, component, capability, place, (literal,))
        builder.require(Linear.sum((1, reason) for reason in (least, *useful)), 1, None, CATALOGUE, limited)


def _needs_limit(builder: "Builder", id: str, capability: str, place: str | None) -> bool:
    optional = not builder.optional.isdisjoint(need for need, _ in builder.demanded(capability, place))
    return optional or capability in builder.consumed or builder.suppliers(capability, place) != {id}


def _require_use(
    builder: "Builder", component: Component, capability: str, place: str | None, when: tuple[Literal, ...]
) -> None:
    """With a unit less, what is supplied would fall short of what is demanded by the needs met and consumed."""
    room = builder.asked(capability, place) - builder.supplied(capability, place) + component.supplies[capability]
    builder.require(above_zero(room), 0, None, CATALOGUE, when)
