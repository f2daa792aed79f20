"""What the installed base does to a package, worked out unit by unit: for the engine to be held against."""

import datetime
from fractions import Fraction

from configurator.money import round_half_away
from configurator.package import Place
from configurator.profile import Installed
from configurator.sizing import Sizing

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def _sites_of(sizing: Sizing, entry: Installed) -> list[str]:
    everywhere = [name for site in sizing.profile.sites for name in site.site_names]
    if sizing.rulebook.components[entry.component].at == "deal":
        return []
    if entry.site is None:
        return everywhere if len(everywhere) == 1 else []
    return list(sizing.profile.sites_named(entry.site))


def _units(sizing: Sizing, entry: Installed) -> int:
    return entry.quantity * (len(_sites_of(sizing, entry)) or 1)


def before(sizing: Sizing, component: str) -> dict[str | None, int]:
    """Units by site; under None what no site is told of, and then that is all of them."""
    entries = [entry for entry in sizing.profile.installed if entry.component == component]
    if not all(_sites_of(sizing, entry) for entry in entries):
        return {None: sum(_units(sizing, entry) for entry in entries)}
    found: dict[str | None, int] = {}
    for entry in entries:
        for name in _sites_of(sizing, entry):
            found[name] = found.get(name, 0) + entry.quantity
    return found


def _kept(sizing: Sizing, component: str, quantities: dict[Place, int]) -> int:
    had = before(sizing, component)
    now: dict[str | None, int] = {}
    for (id, place), units in quantities.items():
        for name in sizing.site_class(place).names if place is not None else (None,):
            now[name] = units if id == component else now.get(name, 0)
    if None in had:
        return min(had[None], sum(now.values()))
    return sum(min(units, now.get(name, 0)) for name, units in had.items())


def kept_weight(sizing: Sizing, quantities: dict[Place, int]) -> int:
    """How much the units kept count."""
    ids = {entry.component for entry in sizing.profile.installed}
    return sum(sizing.rulebook.installed.weight(id) * _kept(sizing, id, quantities) for id in ids)


def staying(sizing: Sizing, quantities: dict[Place, int]) -> dict[Place, int]:
    """Of what is installed, the units at all sites of a class that stay; counted at the first classes where not told."""
    found: dict[Place, int] = {}
    for id in {entry.component for entry in sizing.profile.installed}:
        had, left = before(sizing, id), _kept(sizing, id, quantities)
        for (component, place), units in quantities.items():
            if component == id:
                names = sizing.site_class(place).names if place is not None else (None,)
                here = units * len(names) if None in had else sum(min(units, had.get(name, 0)) for name in names)
                found[id, place] = min(here, left)
                left -= found[id, place]
    return found


def ending_cost(sizing: Sizing, quantities: dict[Place, int]) -> int:
    """What ending units costs."""
    units: dict[str, int] = {}
    for (id, place), n in quantities.items():
        units[id] = units.get(id, 0) + n * (1 if place is None else sizing.site_class(place).count)
    return _ending_cost(sizing, units)


def _ending_cost(sizing: Sizing, units: dict[str, int]) -> int:
    """What ending units costs, the cheapest units first."""
    cost = 0
    for id in {entry.component for entry in sizing.profile.installed}:
        each = sorted(
            unit
            for entry in sizing.profile.installed
            if entry.component == id
            for unit in [_unit_cost(sizing, entry)] * _units(sizing, entry)
        )
        cost += sum(each[: max(0, len(each) - units.get(id, 0))])
    return cost


def _unit_cost(sizing: Sizing, entry: Installed) -> int:
    termination = sizing.rulebook.installed.termination(entry.component)
    if termination is None or entry.until is None:
        return 0
    monthly = Fraction(0) if entry.monthly is None else entry.monthly
    if entry.monthly is None:
        for charge in sizing.rulebook.components[entry.component].charges:
            if charge.type == "recurring" and charge.period:
                price = Fraction(sizing.rulebook.prices[entry.component, charge.name][0].by_quantity[0][1])
                monthly += price / _MONTHS[charge.period] / (_units(sizing, entry) if charge.model == "flat" else 1)
    months = min(_months(sizing.date, entry.until), termination.most_months or 1000)
    return round_half_away(Fraction(termination.percent) / 100 * months * monthly * 100)


def _months(day: datetime.date, until: datetime.date) -> int:
    """How often a month can be added to the day before the term is over."""
    months = 0
    while _later(day, months) < until:
        months += 1
    return months


def _later(day: datetime.date, months: int) -> datetime.date:
    years, month = divmod(day.month - 1 + months, 12)
    return day.replace(year=day.year + years, month=month + 1)  # the tests' day is in every month
