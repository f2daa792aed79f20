"""No more units than the demands can use, where a component is bought for its demands only (see `purpose`)."""

from typing import TYPE_CHECKING

from configurator.engine.linear import CATALOGUE, Linear, above_zero

if TYPE_CHECKING:
    from configurator.engine.builder import Builder


def add_limits(builder: "Builder") -> None:
    """No more units than the demands can use, where a component is bought for its demands only."""
    for (id, place), q in builder.quantity.items():
        component = builder.component(id)
        capabilities = builder.purposes.of(component)
        if not any(_varies(builder, capability, place) for capability in capabilities):
            continue  # the bound is a constant, and the variable has it already
        least = builder.variable(f"{id} at least", 0, 1)
        builder.require(Linear.of((1, q)), None, component.quantity.min, CATALOGUE, [least])
        reasons = [least]
        for capability in capabilities:
            useful = builder.variable(f"{id} for {capability}", 0, 1)
            room, step = _useful(builder, capability, place), component.supplies[capability]
            builder.require(above_zero(room + step - Linear.of((step, q))), 0, None, CATALOGUE, [useful])
            reasons.append(useful)
        builder.require(Linear.sum((1, reason) for reason in reasons), 1, None, CATALOGUE)


def _varies(builder: "Builder", capability: str, place: str | None) -> bool:
    return capability in builder.consumed or any(need in builder.met for need, _ in builder.demanded(capability, place))


def _useful(builder: "Builder", capability: str, place: str | None) -> Linear:
    """What could be used of a capability here: demands (of the needs met) and what is consumed."""
    room = Linear()
    for need, amount in builder.demanded(capability, place):
        room += Linear.of((amount, builder.met[need])) if need in builder.met else Linear(constant=amount)
    for (id, where), q in builder.quantity.items():
        consumed = builder.component(id).consumes.get(capability)
        if consumed and place in (None, where):
            room += Linear.of((consumed * (builder.sites(where) if place is None else 1), q))
    return room
