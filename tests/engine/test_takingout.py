"""What a package would break without one of its items: always what evaluating every rule anew says."""

from pathlib import Path

import pytest

from configurator.engine.takingout import TakingOut
from configurator.engine.verify import Verification
from configurator.package import Place, Quantities
from configurator.sizing import size
from tests.small import capability, component, need, profile, rule, rulebook

SITES = [
    {"name": "Head", "users": 9},
    {"name": "Plant", "count": 3, "users": 40, "kind": "plant"},
    {"name": "Mill", "users": 5, "kind": "plant"},
]
HEAD, PLANT, MILL = "S1", "S2", "S3"
SOLD = [
    component("a.line", 1, {"line": 10}, at="site"),
    component("b.box", 1, {"box": 1}, at="site"),
    component("c.desk", 1, {"desk": 1}),
]
BOUGHT: Quantities = {
    ("a.line", HEAD): 1,
    ("a.line", PLANT): 4,
    ("a.line", MILL): 1,
    ("b.box", HEAD): 1,
    ("b.box", PLANT): 1,
    ("c.desk", None): 2,
}

RULES = [
    "for each site: supply(line, site) >= site.users",
    "for each site: selected(b.box, site) implies selected(a.line, site)",
    "for each s in sites if s.kind == 'plant': qty(a.line, s) >= 1",
    "sum(qty(a.line, s) for s in sites) >= 14",
    "sum(qty(a.line, s) for s in sites if s.kind == 'plant') - qty(a.line) + 1 >= 0",
    "at least 4 of (selected(b.box, s) for s in sites)",
    "at most 4 of (selected(b.box, s) for s in sites)",
    "exactly 5 of (selected(a.line, s) for s in sites)",
    "for each h in sites if h.kind == 'office': supply(line, h) >= sum(qty(b.box, s) for s in sites)",
    "for each h in sites: qty(a.line, h) <= sum(qty(a.line, s) for s in sites if s.users >= h.users)",
    "not (sum(supply(box, s) for s in sites) < 3) or selected(c.desk)",
    "selected(c.desk) and qty(c.desk) >= 2",
    "for each site: supply(line) >= 140 or selected(b.box, site)",
    "for each site: at most 1 of (selected(c, site) for c in components if c.id == 'b.box')",
    "for each site: supply(line, site) >= 1 and supply(desk) >= 1",
    "(customer.employees > 500 and sum(qty(a.line, s) / (s.users - s.users) for s in sites) > 1) or selected(c.desk)",
]  # fmt: skip


def deal(folder: Path) -> Verification:
    capabilities = [capability("line", at="site"), capability("box", at="site", adds="any"), capability("desk")]
    rules = [rule(f"R-{number}", text) for number, text in enumerate(RULES)]
    book = rulebook(folder, SOLD, capabilities=capabilities, needs=[need("desk", desk="1")], rules=rules)
    sizing = size(profile({}, sites=SITES), book)
    assert [c.id for c in sizing.site_classes] == [HEAD, PLANT, MILL]
    return Verification(sizing, {}, BOUGHT, frozenset())


@pytest.mark.parametrize("item", BOUGHT)
def test_what_breaks_without_an_item_is_what_the_package_without_it_breaks(item: Place, tmp_path: Path) -> None:
    whole = deal(tmp_path)
    kept = [told for told in whole.sizing.rulebook.rules.values() if whole.holds(told)]
    without = {place: units for place, units in BOUGHT.items() if place != item}
    missing = Verification(whole.sizing, {}, without, frozenset())
    broken = TakingOut(whole.bought, whole.world).breaks(kept, item)
    assert [told.id for told in broken] == [told.id for told in kept if not missing.holds(told)]


def test_what_was_taken_out_is_back_before_the_next_is(tmp_path: Path) -> None:
    whole = deal(tmp_path)
    rules = [told for told in whole.sizing.rulebook.rules.values() if whole.holds(told)]
    taking_out = TakingOut(whole.bought, whole.world)
    one_by_one = {item: TakingOut(whole.bought, whole.world).breaks(rules, item) for item in BOUGHT}
    assert {item: taking_out.breaks(rules, item) for item in BOUGHT} == one_by_one
    assert whole.bought.quantity("a.line", None) == 14
