"""The profile's manual discounts and ramps, held against the rulebook."""

from configurator.errors import did_you_mean
from configurator.sizing.facts import FactSheet
from configurator.source import DataPath


class SpecialTermsChecks(FactSheet):
    """Reads the profile's `discounts` and `ramps`."""

    def check_special_terms(self) -> None:
        """Notes what is unknown in them, told twice, or falls where it must rise."""
        self._check_discounts()
        seen: set[str] = set()
        for index, ramp in enumerate(self.profile.ramps):
            here = ("ramps", index)
            self._known(ramp.component, here)
            if ramp.component in seen:
                self.fault(
                    "E030", f"{ramp.component} has two ramps", here, "make them one: its steps follow each other"
                )
            seen.add(ramp.component)
            quantities = [step.quantity for step in ramp.steps]
            if quantities != sorted(quantities):
                message = f"the ramp of {ramp.component} falls: {', '.join(map(str, quantities))}"
                self.fault("E033", message, (*here, "steps"), "each step has at least the quantity of the one before")

    def _check_discounts(self) -> None:
        seen: set[tuple[str | None, str | None]] = set()
        if self.profile.discounts and "manual" not in [s.step for s in self.rulebook.identity.waterfall.steps]:
            help = "leave 'discounts' out, or add the step to the rulebook's waterfall"
            self.fault("E033", f"{self.rulebook.id} knows no manual discounts", ("discounts",), help)
        for index, given in enumerate(self.profile.discounts):
            here: DataPath = ("discounts", index)
            if given.component is not None and self._known(given.component, here):
                names = [charge.name for charge in self.rulebook.components[given.component].charges]
                if given.charge is not None and given.charge not in names:
                    message = f"{given.component} has no charge '{given.charge}'"
                    self.fault("E021", message, (*here, "charge"), did_you_mean(given.charge, names))
            if given.component is None and given.charge is not None:
                help = "name its component, or leave 'charge' out"
                self.fault("E033", "the discount names a charge, and no component", (*here, "charge"), help)
            if given.about in seen:
                what = given.component or "the whole deal"
                self.fault("E030", f"{what} has two discounts", here, "keep one of them: the percentage that is meant")
            seen.add(given.about)

    def _known(self, component: str, path: DataPath) -> bool:
        known = self.rulebook.components
        if component not in known:
            message = f"there is no component '{component}'"
            self.fault("E022", message, (*path, "component"), did_you_mean(component, known))
        return component in known
