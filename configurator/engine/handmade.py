"""A package made by hand, or by an earlier recommendation, read as data and checked."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from configurator.engine.verify import Breach, verify
from configurator.errors import Diagnostic, ProfileError
from configurator.package import Place
from configurator.pricing.charges import price_list
from configurator.profile import Profile
from configurator.records import Flag, Text, Whole, validate
from configurator.rulebook.model import Rulebook
from configurator.sizing import Sizing, size
from configurator.source import Source


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
    coverage: _Coverage = _Coverage()


def check_package(profile: Profile, rulebook: Rulebook, package: Source | Mapping[str, Any]) -> tuple[Breach, ...]:
    """Everything a package breaks; nothing when it is valid.

    `package` is a recommendation or its `package`: items with `component` and `quantity`, or `sites` and `per_site`.
    Raises ProfileError when profile or package can't be read.
    """
    sizing = size(profile, rulebook)
    answer = _read(package if isinstance(package, Source) else Source("package", (), dict(package), {}))
    quantities, uneven = _quantities(answer.package.items, sizing)
    met = frozenset(need.need for need in answer.coverage.needs if need.met)
    offer = price_list(rulebook, sizing.date, sizing.term_months, sizing.world)
    return (*uneven, *verify(sizing, offer, quantities, met))


def _read(text: Source) -> _Answer:
    data = text.data
    if isinstance(data, dict) and "quote" in data:
        data = data["quote"]["recommendation"]
    bare = isinstance(data, dict) and "items" in data and "package" not in data
    answer, faults = validate(_Answer, {"package": data} if bare else data, text)
    if answer is None:
        help = "give a recommendation, or its package: items of component and quantity, or sites and per_site"
        raise ProfileError([*faults, Diagnostic("E047", "this isn't a package", text.place(()), help)])
    return answer


def _quantities(items: tuple[_Item, ...], sizing: Sizing) -> tuple[dict[Place, int], list[Breach]]:
    """Units by place; sites of one class must have got the same, which is said where they haven't."""
    deal: dict[Place, int] = {}
    by_site: dict[str, dict[str, int]] = {}
    breaches = []
    known = {name for c in sizing.site_classes for name in c.names}
    for item in items:
        component = sizing.rulebook.components.get(item.component)
        at_site = component is not None and component.at == "site"
        if not at_site:
            deal[item.component, None] = deal.get((item.component, None), 0) + (item.quantity or 0)
            continue
        if item.sites is None or item.per_site is None:
            breaches.append(
                Breach("range", item.component, None, f"{item.component} stands at sites: give 'sites' and 'per_site'")
            )
            continue
        for site in item.sites:
            if site not in known:
                breaches.append(Breach("range", item.component, site, f"there is no site '{site}'"))
            units = by_site.setdefault(item.component, {})
            units[site] = units.get(site, 0) + item.per_site
    for id, units in by_site.items():
        for place in sizing.site_classes:
            given = {units.get(name, 0) for name in place.names}
            if len(given) > 1:
                text = f"{id}: sites that differ in nothing but their name get the same quantity, not {sorted(given)}"
                breaches.append(Breach("range", id, place.id, text))
            deal[id, place.id] = max(given)
    return {place: units for place, units in deal.items() if units}, breaches
