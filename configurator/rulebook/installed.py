"""What giving up something a customer has already counts and costs, as rulebooks tell it in installed.yaml."""

from typing import Annotated

from pydantic import Field

from configurator.records import Code, Number, Record, Sourced, Text, Whole, Wording


class Termination(Sourced):
    """What ending a contract before its term costs: a share of what the months left would have, at most so many."""

    id: Code
    name: Wording
    of: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None  # families and components; None: everything
    percent: Annotated[Number, Field(gt=0, le=100)]
    most_months: Annotated[Whole, Field(ge=1, le=120)] | None = None


class InstalledTerms(Record):
    """The file installed.yaml."""

    disruption: dict[Text, Annotated[Whole, Field(ge=0, le=1000)]] = {}  # of families and components
    terminations: tuple[Termination, ...] = ()

    def weight(self, component: str) -> int:
        """How much a unit of a component that is kept counts among the preferences."""
        return next((self.disruption[name] for name in _names(component) if name in self.disruption), 0)

    def termination(self, component: str) -> Termination | None:
        """What ending a contract about a component costs: what names it counts, then its family, then everything."""
        for name in _names(component):
            for termination in self.terminations:
                if termination.of is not None and name in termination.of:
                    return termination
        return next((termination for termination in self.terminations if termination.of is None), None)


def _names(component: str) -> tuple[str, str]:
    """What may be said of a component: by its id, and by its family."""
    return component, component.partition(".")[0]
