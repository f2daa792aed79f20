"""What the customer has already: the installed base, checked, and added up by component and capability."""

from fractions import Fraction

from configurator.errors import did_you_mean
from configurator.sizing.facts import FactSheet


class InstalledBase(FactSheet):
    """Reads the profile's `installed`."""

    def check_installed(self) -> None:
        """Notes what is unknown in it."""
        for index, entry in enumerate(self.profile.installed):
            if entry.component not in self.rulebook.components:
                help = did_you_mean(entry.component, self.rulebook.components)
                message = f"there is no component '{entry.component}'"
                self.fault("E022", message, ("installed", index, "component"), help)
            if entry.site is not None and not self.profile.sites_named(entry.site):
                help = did_you_mean(entry.site, [site.name for site in self.profile.sites])
                self.fault("E046", f"there is no site '{entry.site}'", ("installed", index, "site"), help)

    def installed(self) -> dict[str, Fraction | int]:
        """Units of every installed component, and the amount they supply of every capability."""
        units: dict[str, Fraction | int] = {}
        amounts: dict[str, list[Fraction | int]] = {}
        for entry in self.profile.installed:
            units[entry.component] = units.get(entry.component, 0) + entry.quantity
            for capability, amount in self.rulebook.components[entry.component].supplies.items():
                adds = self.rulebook.capabilities[capability].adds
                worth = {"sum": amount * entry.quantity, "max": amount, "any": 1}[adds]
                amounts.setdefault(capability, []).append(worth)
        for capability, found in amounts.items():
            units[capability] = sum(found) if self.rulebook.capabilities[capability].adds == "sum" else max(found)
        return units
