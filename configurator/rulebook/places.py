"""Where the records of a rulebook stand, for whoever has something to say about one of them."""

from configurator.errors import Place
from configurator.rulebook.draft import Draft
from configurator.source import DataPath, Source

_KINDS = {
    "constraints": "rule",
    "components": "component",
    "needs.yaml": "need",
    "capabilities.yaml": "capability",
    "constants.yaml": "constant",
    "segments.yaml": "segment",
    "taxes.yaml": "tax",
    "discounts.yaml": "discount",
    "approval.yaml": "approver",
}


class Places:
    """Tells the place of a record by its kind (rule, component, need, …) and id."""

    def __init__(self, draft: Draft) -> None:
        self.folder, self.shown_as = draft.folder, draft.shown_as
        self._records: dict[tuple[str, str], tuple[Source, DataPath]] = {
            (kind, record.id): (at, path) for name, kind in _KINDS.items() for record, at, path in draft.listed[name]
        }
        scenarios, at = draft.single["scenarios.yaml"]
        for index, scenario in enumerate(getattr(scenarios, "scenarios", ())):
            self._records["scenario", scenario.id] = (at, ("scenarios", index))
        terms, at = draft.single["installed.yaml"]
        for index, termination in enumerate(getattr(terms, "terminations", ())):
            self._records["termination", termination.id] = (at, ("terminations", index))
        self._prices = draft.price_places
        self._single = {name: source for name, (_, source) in draft.single.items()}

    def of(self, kind: str, id: str, *steps: str | int) -> Place:
        """The place of a record's id, or of what stands at `steps` within it."""
        at, path = self._records[kind, id]
        return at.place((*path, *(steps or ("id",))))

    def of_price(self, component: str, charge: str, first: int, day: object, column: str = "price") -> Place:
        """The cell of a price list."""
        found = next(
            place
            for (id, name, since, start), place in self._prices.items()
            if (id, name, start) == (component, charge, first) and day in (since, None)
        )
        return found(column)

    def file(self, name: str) -> Place:
        """A file as a whole."""
        return Place(f"{self.shown_as}/{name}")

    def in_file(self, name: str, *steps: str | int) -> Place:
        """The place at a path of rulebook.yaml, facts.yaml, …"""
        return self._single[name].place(steps)
