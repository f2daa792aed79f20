"""Whole deals: many sites in one question, in a few kinds or all different."""

from pathlib import Path
from typing import Any

import configurator as cf
from configurator.engine.verify import verify
from configurator.package import Package
from configurator.rulebook.model import Rulebook
from tests.small import capability, charge, component, need, profile, rule, rulebook

HEAD = {"name": "Head", "kind": "office", "users": 1}
HUB = "for each h in sites if h.kind == 'office': qty(b.hub, h) >= sum(qty(a.line, s) for s in sites if s.kind == 'plant') / 100"
"""A hub at the office for every hundred lines at the plants."""


def network(folder: Path) -> Rulebook:
    """Lines and boxes at sites, a hub at the office that carries the plants' lines; lines have a volume price."""
    tiers = {1: 10, 500: 6}
    many = {"min": 1, "max": 10_000}
    sold = [
        component("a.line", supplies={"line": 10}, at="site", charges=[charge(tiers=tiers)], quantity=many),
        component("b.hub", 50, at="site", quantity=many),
        component("c.box", 7, {"box": 1}, at="site"),
    ]
    needs = [need("line", line="site.users"), need("box", box="1")]
    capabilities = [capability("line", at="site"), capability("box", at="site", adds="any")]
    return rulebook(folder, sold, capabilities=capabilities, needs=needs, rules=[rule("NET-1", HUB)])


def plants(kinds: int, each: int) -> list[dict[str, Any]]:
    return [{"name": f"Plant {i}", "kind": "plant", "users": 10 * i, "count": each} for i in range(1, kinds + 1)]


def packaged(book: Rulebook, sites: list[dict[str, Any]], **needs: int) -> Package:
    """The package of a deal that must be solved to proof, once the verifier finds nothing in it."""
    outcome = cf.recommend(profile(needs, sites=sites), book)
    assert isinstance(outcome, cf.Optimal), outcome
    met = frozenset(need.need for need in outcome.package.coverage if need.met)
    assert verify(outcome.sizing, outcome.offer, outcome.package.quantities, met) == ()
    return outcome.package


def at_each(package: Package) -> list[tuple[str, str | None, int | None]]:
    return [(item.component, item.site_class, item.per_site) for item in package.items]


def test_thousands_of_sites_of_few_kinds_get_at_each_what_few_sites_get(tmp_path: Path) -> None:
    book = network(tmp_path)
    few, many = (packaged(book, plants(4, each), line=1, box=1) for each in (1, 2_500))
    assert at_each(few) == at_each(many)
    assert [item.quantity * 2_500 for item in few.items] == [item.quantity for item in many.items]


def test_sites_listed_one_by_one_get_what_a_count_of_them_gets(tmp_path: Path) -> None:
    book = network(tmp_path)
    listed = [{"name": f"P {i}", "kind": "plant", "users": 10 * (i % 3 + 1)} for i in range(900)]
    assert at_each(packaged(book, listed, box=1, line=1)) == at_each(packaged(book, plants(3, 300), box=1, line=1))


def test_every_one_of_hundreds_of_different_sites_gets_what_its_own_size_asks_for(tmp_path: Path) -> None:
    sites = [{"name": f"P {i}", "kind": "plant", "users": i} for i in range(1, 301)]
    package = packaged(network(tmp_path), sites, line=1)
    lines = {item.sites: item.per_site for item in package.items if item.component == "a.line"}
    assert lines == {(f"P {i}",): -(-i // 10) for i in range(1, 301)}


def test_the_office_carries_the_lines_of_hundreds_of_different_plants(tmp_path: Path) -> None:
    sites = [HEAD, *({"name": f"P {i}", "kind": "plant", "users": i} for i in range(2, 302))]
    package = packaged(network(tmp_path), sites, line=1)
    lines = sum(item.quantity for item in package.items if item.component == "a.line" and item.sites != ("Head",))
    hubs = [(item.sites, item.quantity) for item in package.items if item.component == "b.hub"]
    assert hubs == [(("Head",), -(-lines // 100))]


def test_the_lines_of_hundreds_of_different_sites_earn_one_volume_price(tmp_path: Path) -> None:
    sites = [{"name": f"P {i}", "kind": "plant", "users": i} for i in range(1, 301)]
    package = packaged(network(tmp_path), sites, line=1)
    units = sum(item.quantity for item in package.items)
    assert units >= 500
    assert package.totals.monthly == units * 600
