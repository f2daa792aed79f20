"""How a rule stands in a package: violated, enforced, or vacuous."""

from pathlib import Path

import pytest

from configurator.engine.verify import Bought
from configurator.rulebook.model import Rulebook
from configurator.sizing import Sizing, size
from configurator.workbench.standing import Standing, standing
from tests import small

SOLD = [
    small.component("a.x", supplies={"power": 1}),
    small.component("a.y"),
    small.component("b.box", at="site", supplies={"room": 1}),
]
CAPABILITIES = [small.capability("power"), small.capability("room", at="site")]

PACKAGE = {("a.x", None): 2, ("b.box", "Head"): 1}
"""Two of a.x, none of a.y, a box at the head office and none at the branch."""

STANDS = {
    # a comparison says something when what it speaks of is there
    "qty(a.x) <= 5": "enforced",
    "qty(a.x) <= 1": "violated",
    "qty(a.y) <= 5": "vacuous",
    "selected(a.y)": "violated",
    "not selected(a.y)": "vacuous",
    "not selected(a.x)": "violated",
    "supply(power) >= 2": "enforced",
    "supply(power) >= 0": "enforced",
    "qty(a.x) + qty(a.y) <= 5": "enforced",
    "qty(a.y) + 3 <= 5": "vacuous",
    # an implication when its condition is true
    "selected(a.x) implies qty(a.x) >= 2": "enforced",
    "selected(a.y) implies qty(a.x) >= 9": "vacuous",
    "customer.employees > 5 implies not selected(a.y)": "enforced",
    "customer.employees > 500 implies selected(a.y)": "vacuous",
    "selected(a.x) implies selected(a.y)": "violated",
    # a conjunction when one of its parts does
    "qty(a.y) <= 5 and qty(a.x) <= 5": "enforced",
    "qty(a.y) <= 5 and qty(a.y) <= 6": "vacuous",
    "(selected(a.y) implies selected(a.x)) and (selected(a.x) implies not selected(a.y))": "enforced",
    "selected(a.x) or selected(a.y)": "enforced",
    "selected(a.y) iff qty(a.y) >= 1": "vacuous",
    # loops and counts when something in them is there
    "for each site: qty(b.box, site) <= 1": "enforced",
    "for each s in sites if s.kind == 'plant': qty(b.box, s) <= 1": "vacuous",
    "for each site: selected(b.box, site)": "violated",
    "at most 1 of (selected(a.x), selected(a.y))": "enforced",
    "at most 1 of (selected(a.y), met(power))": "vacuous",
    "at most 1 of (selected(c) for c in components if c.ladder == 'x')": "vacuous",
    "at most 3 of (selected(c) for c in components)": "enforced",
    "sum(qty(c) for c in components if c.ladder == 'none') <= 9": "enforced",
    "sum(qty(c) for c in components if c.ladder == 'x') <= 9": "vacuous",
    "count(s in sites if selected(b.box, s)) <= 1": "enforced",
    "count(s in sites if qty(b.box, s) >= 5) <= 1": "enforced",
    # what decides nothing has no say
    "customer.employees > 5": "vacuous",
    "customer.employees > 500": "violated",
}


def world(folder: Path, text: str) -> tuple[Rulebook, Sizing]:
    rules = [small.rule("R-1", text)]
    book = small.rulebook(folder, SOLD, capabilities=CAPABILITIES, rules=rules)
    return book, size(small.profile(sites=[{"name": "Head", "users": 5}, {"name": "Branch"}]), book)


@pytest.mark.parametrize("text", STANDS)
def test_a_rule_stands_as_what_it_says_of_the_package(text: str, tmp_path: Path) -> None:
    book, sizing = world(tmp_path, text)
    places = {name: place.id for place in sizing.site_classes for name in place.names}
    quantities = {(id, places[site] if site else None): units for (id, site), units in PACKAGE.items()}
    stands = standing(book.rules["R-1"], sizing.world.deciding(Bought(sizing, quantities, frozenset())))
    assert stands is Standing(STANDS[text])
