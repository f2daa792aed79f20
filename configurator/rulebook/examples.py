"""The examples of a rule: packages that it allows, and packages that it refuses."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from configurator.records import ComponentId, Record, Text, Whole

Units = Annotated[Whole, Field(ge=0, le=10_000_000)]


class Example(Record):
    """A package, under a profile told as its difference from the example profile, that a rule allows or refuses."""

    model_config = ConfigDict(frozen=True, extra="allow")

    package: dict[ComponentId, Units | dict[Text, Units]] = {}

    @property
    def profile(self) -> Mapping[str, Any]:
        """The keys of a profile it sets."""
        return self.model_extra or {}


class Examples(Record):
    """What a rule allows and what it refuses."""

    allowed: tuple[Example, ...] = ()
    refused: tuple[Example, ...] = ()
