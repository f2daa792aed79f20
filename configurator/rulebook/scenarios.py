"""Scenarios: what is worth offering beside the recommended package, when, and when not. The file scenarios.yaml."""

from typing import Annotated

from pydantic import Field

from configurator.records import Code, ComponentId, Id, Record, Sourced, Whole, Wording
from configurator.rulebook.formula import Formula


class Offer(Record):
    """What is offered: a need with its inputs, or at least so many units of a component."""

    need: Id | None = None
    inputs: dict[Id, Formula] = {}
    component: ComponentId | None = None
    quantity: Formula | None = None


class Suppression(Record):
    """While it holds, nothing is offered."""

    when: Formula
    because: Wording


class Scenario(Sourced):
    """A situation in which something is worth offering."""

    id: Code
    name: Wording
    when: Formula
    because: Wording
    offers: Annotated[tuple[Offer, ...], Field(min_length=1)]
    trial_days: Annotated[Whole, Field(ge=1, le=366)] | None = None
    promotion: Code | None = None


class Scenarios(Record):
    """The file scenarios.yaml."""

    suppress: tuple[Suppression, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
