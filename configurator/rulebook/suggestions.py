"""What segments, scenarios, concessions and `differs_by` name must exist: needs, components, promotions, attributes."""

from collections.abc import Collection

from configurator.errors import did_you_mean
from configurator.rulebook.draft import Draft
from configurator.rulebook.model import Facts, Identity, Need
from configurator.rulebook.scenarios import Offer, Scenarios
from configurator.source import DataPath, Source

_CAPS = ("budget.monthly", "budget.one_time", "budget.total")


def check_suggestions(draft: Draft) -> None:
    """Adds to `draft.faults` what segments and scenarios suggest that doesn't exist."""
    check = _Suggestions(draft)
    check.segments()
    check.scenarios()
    check.concessions()
    check.differences()


class _Suggestions:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.needs: dict[str, Need] = {need.id: need for need, _, _ in draft.listed["needs.yaml"]}
        self.components = {component.id for component, _, _ in draft.listed["components"]}

    def segments(self) -> None:
        for segment, at, path in self.draft.listed["segments.yaml"]:
            for index, default in enumerate(segment.needs):
                self._need(default.need, default.inputs, at, (*path, "needs", index))

    def scenarios(self) -> None:
        told, at = self.draft.single["scenarios.yaml"]
        assert isinstance(told, Scenarios)
        promotions = {discount.id for discount, _, _ in self.draft.listed["discounts.yaml"]}
        for index, scenario in enumerate(told.scenarios):
            path = ("scenarios", index)
            for number, offer in enumerate(scenario.offers):
                self._offer(offer, at, (*path, "offers", number))
            if scenario.promotion is not None:
                self._known(scenario.promotion, "discount", promotions, at, (*path, "promotion"))

    def concessions(self) -> None:
        identity, at = self.draft.single["rulebook.yaml"]
        assert isinstance(identity, Identity)
        of_decisions = {f"decisions.{id}" for id in self.components}
        inputs = {*_CAPS, "needs", *(f"needs.{id}" for id in self.needs), "decisions", *of_decisions}
        for path in identity.concessions:
            self._known(path, "input", inputs, at, ("concessions", path))

    def differences(self) -> None:
        (identity, at), (facts, _) = self.draft.single["rulebook.yaml"], self.draft.single["facts.yaml"]
        assert isinstance(identity, Identity)
        assert isinstance(facts, Facts)
        attributes = {"id", *(fact.id for fact in facts.component)}
        for index, name in enumerate(identity.differs_by):
            if name in identity.differs_by[:index]:
                place = at.place(("differs_by", index))
                self.draft.fault("E030", f"packages differ by '{name}' already", place, "keep one of them")
            elif "differs_by" in identity.model_fields_set:
                self._known(name, "component attribute", attributes, at, ("differs_by", index))

    def _offer(self, offer: Offer, at: Source, path: DataPath) -> None:
        if (offer.need is None) == (offer.component is None):
            message = "an offer is either a need or a component"
            self.draft.fault("E033", message, at.place(path), "write {need: …} or {component: …, quantity: …}")
        elif offer.need is not None:
            self._need(offer.need, offer.inputs, at, path)
            if offer.quantity is not None:
                message = "a quantity belongs to a component"
                self.draft.fault("E033", message, at.place((*path, "quantity")), "give the need's 'inputs' instead")
        elif offer.component is not None:
            self._known(offer.component, "component", self.components, at, (*path, "component"))
            if offer.inputs:
                place = at.place((*path, "inputs"))
                self.draft.fault("E033", "inputs belong to a need", place, "give the component's 'quantity' instead")

    def _need(self, id: str, inputs: Collection[str], at: Source, path: DataPath) -> None:
        if not self._known(id, "need", self.needs, at, (*path, "need")):
            return
        declared = self.needs[id].inputs
        settable = [fact.id for fact in declared if fact.value is None]
        for name in inputs:
            self._known(name, f"input of {id}", settable, at, (*path, "inputs", name), key=True)
        for fact in declared:
            if fact.required and fact.id not in inputs:
                message = f"the need {id} asks for its '{fact.id}'"
                self.draft.fault("E011", message, at.place(path), f"add 'inputs: {{{fact.id}: …}}', a formula")

    def _known(
        self, id: str, kind: str, known: Collection[str], at: Source, path: DataPath, *, key: bool = False
    ) -> bool:
        if id not in known:
            code = {"component": "E022", "need": "E025"}.get(kind, "E021")
            help = did_you_mean(id, known) or f"no {kind} is declared at all"
            self.draft.fault(code, f"there is no {kind} '{id}'", at.place(path, key=key), help)
        return id in known
