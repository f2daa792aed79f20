"""A package made by hand, or by an earlier recommendation, read as data and checked."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from configurator.engine.verify import Breach, Verification, verify
from configurator.errors import Diagnostic, ProfileError
from configurator.package import Place, Quantities
from configurator.pricing.charges import PricedCharge
from configurator.pricing.price_list import offer_for
from configurator.profile import Profile
from configurator.records import Flag, Text, Whole, validate
from configurator.rulebook.model import Rulebook
from configurator.sizing import Sizing, size
from configurator.sizing.unknown import refusing_unknown_facts
from configurator.source import DataPath, Source


class _Given(BaseModel):
    """Other keys of a recommendation, such as prices, aren't read: they are worked out anew."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Item(_Given):
    component: Text
    quantity: Annotated[Whole, Field(ge=0)] | None = None
    sites: tuple[Text, ...] | None = None
    per_site: Annotated[Whole, Field(ge=0)] | None = None


class _Items(_Given):
    items: tuple[_Item, ...]


class _NeedMet(_Given):
    need: Text
    met: Flag


class _Coverage(_Given):
    needs: tuple[_NeedMet, ...] = ()


class _Answer(_Given):
    package: _Items
    coverage: _Coverage | None = None


def check_package(profile: Profile, rulebook: Rulebook, package: Source | Mapping[str, Any]) -> tuple[Breach, ...]:
    """Everything a package breaks; nothing when it is valid.

    `package` is a recommendation or its `package`: items with `component` and `quantity`, or `sites` and `per_site`.
    Raises ProfileError when profile or package can't be read.
    """
    sizing = size(profile, rulebook)
    answer = _read(package if isinstance(package, Source) else Source("package", (), dict(package), {}))
    quantities, told = _Reading(sizing).quantities(answer.package.items)
    with refusing_unknown_facts(profile):
        offer = offer_for(sizing)
        met = _claimed(answer.coverage, sizing) if answer.coverage else _supplied(sizing, offer, quantities)
        return (*told, *verify(sizing, offer, quantities, met))


def _claimed(coverage: _Coverage, sizing: Sizing) -> frozenset[str]:
    stated = {need.id for need in sizing.needs}
    return frozenset(need.need for need in coverage.needs if need.met and need.need in stated)


def _supplied(sizing: Sizing, offer: Mapping[str, tuple[PricedCharge, ...]], quantities: Quantities) -> frozenset[str]:
    """The optional needs a package without claims meets: the heaviest first, while what they demand is supplied."""
    met: frozenset[str] = frozenset()
    for need in sorted(sizing.needs, key=lambda n: (-n.weight, n.id)):
        if need.priority != "must" and not any(Verification(sizing, offer, quantities, met | {need.id}).demands()):
            met |= {need.id}
    return met


def _read(text: Source) -> _Answer:
    data: Any = text.data
    path: DataPath = ()
    for step in ("quote", "recommendation"):
        if isinstance(data, dict) and step in data:
            data, path = data[step], (*path, step)
    if isinstance(data, dict) and "items" in data and "package" not in data:
        items, faults = validate(_Items, data, text, path)
        answer = None if items is None else _Answer(package=items)
    else:
        answer, faults = validate(_Answer, data, text, path)
    if answer is None:
        help = "give a recommendation, or its package: items of component and quantity, or sites and per_site"
        raise ProfileError([*faults, Diagnostic("E047", "this isn't a package", text.place(()), help)])
    return answer


def quantities_of(sizing: Sizing, package: Mapping[str, int | Mapping[str, int]]) -> tuple[Quantities, list[Breach]]:
    """Units of components (of one sold at sites: at every site, or by site name) by place, and what is wrong."""
    everywhere = tuple(name for c in sizing.site_classes for name in c.names)
    items: list[_Item] = []
    for id, units in package.items():
        component = sizing.rulebook.components.get(id)
        if isinstance(units, Mapping):
            named = {name: n for site, n in units.items() for name in sizing.profile.sites_named(site) or (site,)}
            items += [_Item(component=id, sites=(name,), per_site=n) for name, n in named.items()]
        elif component is not None and component.at == "site":
            items.append(_Item(component=id, sites=everywhere, per_site=units))
        else:
            items.append(_Item(component=id, quantity=units))
    return _Reading(sizing).quantities(tuple(items))


class _Reading:
    """Items → units by place; what can't be taken as it stands is told."""

    def __init__(self, sizing: Sizing) -> None:
        self.sizing = sizing
        self.known_sites = {name for c in sizing.site_classes for name in c.names}
        self.breaches: list[Breach] = []

    def quantities(self, items: tuple[_Item, ...]) -> tuple[dict[Place, int], list[Breach]]:
        """(units by place, what is wrong with the items)."""
        units: dict[Place, int] = {}
        by_site: dict[str, dict[str, int]] = {}
        for item in items:
            component = self.sizing.rulebook.components.get(item.component)
            if component is not None and component.at == "site":
                self._at_sites(item, by_site.setdefault(item.component, {}))
            elif item.quantity is None:
                self._tell(item.component, None, f"{item.component} is counted over the deal: give its 'quantity'")
            else:
                units[item.component, None] = units.get((item.component, None), 0) + item.quantity
        for component_id, at_sites in by_site.items():
            units |= self._by_class(component_id, at_sites)
        return {place: count for place, count in units.items() if count}, self.breaches

    def _at_sites(self, item: _Item, units: dict[str, int]) -> None:
        if item.sites is None or item.per_site is None:
            self._tell(item.component, None, f"{item.component} stands at sites: give 'sites' and 'per_site'")
            return
        whole = item.per_site * len(item.sites)
        if item.quantity not in (None, whole):
            counted = f"{item.per_site} at {len(item.sites)} sites are {whole}"
            self._tell(item.component, None, f"{item.quantity} units of {item.component}, but {counted}")
        for site in item.sites:
            if site not in self.known_sites:
                self._tell(item.component, site, f"there is no site '{site}'")
            units[site] = units.get(site, 0) + item.per_site

    def _by_class(self, id: str, at_sites: dict[str, int]) -> dict[Place, int]:
        """Sites of one class must have got the same, which is said where they haven't."""
        units: dict[Place, int] = {}
        for place in self.sizing.site_classes:
            given = {at_sites.get(name, 0) for name in place.names}
            if len(given) > 1:
                rule = "sites that differ in nothing but their name get the same quantity"
                self._tell(id, place.id, f"{id}: {rule}, not {sorted(given)}")
            units[id, place.id] = max(given)
        return units

    def _tell(self, id: str, site: str | None, text: str) -> None:
        self.breaches.append(Breach("range", id, site, text))
