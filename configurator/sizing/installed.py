"""The profile's `installed`, checked: amounts by component and capability for formulas, holdings for the engine."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from configurator.errors import did_you_mean
from configurator.package import Place
from configurator.pricing.installed import Contract, contract, list_price_a_month, months_left
from configurator.profile import MOST_MONTHS, Installed
from configurator.sizing.facts import FactSheet
from configurator.sizing.holdings import Holdings
from configurator.sizing.model import SiteClass


class InstalledBase(FactSheet):
    """Reads what the customer has already."""

    def check_installed(self) -> None:
        """Notes what is unknown in it, and what has ended."""
        day = self.profile.date or datetime.date.min
        for index, entry in enumerate(self.profile.installed):
            if entry.component not in self.rulebook.components:
                help = did_you_mean(entry.component, self.rulebook.components)
                message = f"there is no component '{entry.component}'"
                self.fault("E022", message, ("installed", index, "component"), help)
            if entry.site is not None and not self.profile.sites_named(entry.site):
                help = did_you_mean(entry.site, [site.name for site in self.profile.sites])
                self.fault("E046", f"there is no site '{entry.site}'", ("installed", index, "site"), help)
            if entry.until is not None and entry.until < day:
                message = f"the term ended on {entry.until}, before the profile's date, {day}"
                help = "leave 'until' out when it runs on without a term; leave the entry out when it is gone"
                self.fault("E013", message, ("installed", index, "until"), help)

    def common_term(self) -> int | None:
        """The months until the last term of what is installed ends; None, and a fault, when that is no term."""
        ends = [entry.until for entry in self.profile.installed if entry.until is not None]
        if not ends or self.profile.date is None:
            help = "add 'until' to what is installed, or leave 'co_terminate' out"
            self.fault("E011", "nothing that is installed has a term to end with", ("co_terminate",), help)
            return None
        months, stated = months_left(self.profile.date, max(ends)), self.profile.term_months
        if not 1 <= months <= MOST_MONTHS:
            message = f"the last term that is installed ends in {months} months, on {max(ends)}"
            self.fault("E043", message, ("co_terminate",), f"a contract may run 1 to {MOST_MONTHS} months")
        elif stated not in (None, months):
            message = f"the last term that is installed ends in {months} months, not {stated}"
            self.fault("E043", message, ("term_months",), "leave 'term_months' out, or 'co_terminate'")
        return months

    def installed(self) -> dict[str, Fraction | int]:
        """Units of every installed component, and the amount they supply of every capability."""
        units: dict[str, Fraction | int] = {}
        amounts: dict[str, list[Fraction | int]] = {}
        for entry in self.profile.installed:
            number = self._units(entry)
            units[entry.component] = units.get(entry.component, 0) + number
            for capability, amount in self.rulebook.components[entry.component].supplies.items():
                adds = self.rulebook.capabilities[capability].adds
                worth = {"sum": amount * number, "max": amount, "any": 1}[adds]
                amounts.setdefault(capability, []).append(worth)
        for capability, found in amounts.items():
            units[capability] = sum(found) if self.rulebook.capabilities[capability].adds == "sum" else max(found)
        return units

    def _units(self, entry: Installed) -> int:
        """The units of an entry over the deal: its quantity at every site it names, of what is sold at sites."""
        return entry.quantity * max(1, len(self._sites_of(entry)))

    def _sites_of(self, entry: Installed) -> tuple[str, ...]:
        """The sites an entry is told of: none where sites play no part, the only one where there is but one."""
        if self.rulebook.components[entry.component].at == "deal":
            return ()
        if entry.site is not None:
            return self.profile.sites_named(entry.site)
        names = [name for site in self.profile.sites[:2] for name in site.site_names[:2]]
        return tuple(names) if len(names) == 1 else ()

    def installed_at(self) -> dict[str, list[tuple[str, int]]]:
        """Site → (component, units) of what is told to stand there."""
        found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for entry in self.profile.installed:
            for name in self._sites_of(entry) if entry.component in self.rulebook.components else ():
                found[name][entry.component] += entry.quantity
        return {name: sorted(units.items()) for name, units in found.items()}

    def holdings(self, classes: Iterable[SiteClass], day: datetime.date) -> Holdings:
        """What is installed at the sites of each class and over the deal, and the contracts it is under."""
        class_of = {name: c.id for c in classes for name in c.names}
        pooled = {e.component for e in self.profile.installed if not self._sites_of(e)}
        units: dict[Place, int] = defaultdict(int)
        contracts: dict[str, list[Contract]] = defaultdict(list)
        for index, entry in enumerate(self.profile.installed):
            for name in self._sites_of(entry) if entry.component not in pooled else ():
                units[entry.component, class_of[name]] += entry.quantity
            if entry.component in pooled:
                units[entry.component, None] += self._units(entry)
            contracts[entry.component].append(self._contract(index, entry, day))
        order = {id: sorted(found, key=_cheapest_first) for id, found in contracts.items()}
        return Holdings(dict(units), {id: tuple(found) for id, found in order.items()})

    def _contract(self, index: int, entry: Installed, day: datetime.date) -> Contract:
        units, monthly = self._units(entry), entry.monthly
        if monthly is None:
            monthly = list_price_a_month(self.rulebook, entry.component, day, units)
        if monthly is None and self.rulebook.installed.termination(entry.component) and entry.until is not None:
            message = f"what ending {entry.component} costs isn't known: it isn't sold on {day}"
            self.fault("E011", message, ("installed", index), "add 'monthly: …', what a unit is paid for a month")
        return contract(self.rulebook, entry.component, units, day, entry.until, monthly or 0)


def _cheapest_first(found: Contract) -> tuple[int, datetime.date]:
    return found.unit_charge, found.until or datetime.date.min
