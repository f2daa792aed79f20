"""Segments: what customers of a kind typically need and spend, for profiles that state no needs."""

from typing import Annotated, Literal

from pydantic import Field

from configurator.records import Id, Record, Sourced, Whole, Wording
from configurator.rulebook.formula import Formula


class DefaultNeed(Record):
    """A need that customers of a segment typically have. Nobody asked for it, so it is never a must."""

    need: Id
    when: Formula | None = None
    priority: Literal["should", "could"] = "should"
    weight: Annotated[Whole, Field(ge=1, le=10)] | None = None
    inputs: dict[Id, Formula] = {}


class Segment(Sourced):
    """Customers of a kind: their needs, what drives them, and what they are willing to pay a month."""

    id: Id
    name: Wording
    when: Formula
    drivers: Wording
    willing: Formula | None = None
    needs: Annotated[tuple[DefaultNeed, ...], Field(min_length=1)]
