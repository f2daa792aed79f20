"""How long the deal desk takes with a very large quote: 1,000 sites, each another, with five components at each."""

import datetime
import resource
import tempfile
from pathlib import Path
from typing import Any

import configurator as cf
from configurator.engine.assemble import assemble
from configurator.engine.relevance import relevant_offer
from configurator.package import Package, Place
from configurator.quoting.diff.run import diff_quotes
from configurator.quoting.loading import read_quote
from configurator.quoting.quote import Quote
from configurator.sizing import Sizing, size
from tests import small
from tests.benchmarks.machine import alternating

SITES, KINDS = 1_000, 5
DAY = datetime.date.fromisoformat(small.TODAY)


def book(folder: Path, price: int = 40) -> cf.Rulebook:
    """Five components for every site: with volume prices, a discount for long terms, and a bundle."""
    ids = [f"a.kind{n}" for n in range(KINDS)]
    sold = [
        small.component(id, supplies={id.replace(".", "_"): 1}, at="site", quantity={"min": 1, "max": 10_000_000}, charges=[small.charge(tiers={1: price + n, 100: price}, cost=9), small.charge(90, kind="one_time")])
        for n, id in enumerate(ids)
    ]  # fmt: skip
    told: dict[str, Any] = {"charges": ["recurring"], "effective_from": "2026-01-01", **small.SOURCED}
    discounts = [
        {"id": "DSC-TERM", "step": "term", "name": small.both("Term"), "when": "profile.term_months >= 24", "percent": 10} | told,
        {"id": "DSC-BUNDLE", "step": "bundle", "name": small.both("Bundle"), "when": "selected(a.kind0) and selected(a.kind1)", "percent": 5} | told,
    ]  # fmt: skip
    capabilities = [small.capability(id.replace(".", "_"), at="site") for id in ids]
    needs = [small.need("all", **{id.replace(".", "_"): "site.users" for id in ids})]
    return small.rulebook(folder, sold, capabilities=capabilities, needs=needs, discounts=discounts)


def question(rulebook: cf.Rulebook, more: int = 0) -> Sizing:
    """1,000 sites of which no two are alike."""
    sites = [{"name": f"Branch {n}", "users": n + 1 + more} for n in range(SITES)]
    return size(small.profile([{"need": "all"}], sites=sites, term_months=36), rulebook)


def priced(sizing: Sizing) -> Package:
    """Every site's users of every component: 5,000 lines of two charges each."""
    offer = relevant_offer(sizing)
    quantities: dict[Place, int] = {
        (id, site.id): int(site.facts["users"]) for site in sizing.site_classes for id in offer
    }
    return assemble(sizing, offer, quantities, frozenset())


def quoted(sizing: Sizing, number: str = "Q-1") -> Quote:
    """The quote of such a package, without a search for it."""
    outcome = cf.Optimal(
        sizing=sizing, offer={}, limits=cf.Limits(), without=(), deterministic_time=0.0, wall_ms=0, solve_seconds=0.0,
        reproducible=True, package=priced(sizing), stages=(),
    )  # fmt: skip
    return cf.make_quote(outcome, number=number, issued_on=DAY)


def quotes(runs: int = 5) -> None:
    """Prices, makes, reads and compares quotes of 5,000 lines."""
    with tempfile.TemporaryDirectory() as folder:
        sizing = question(book(Path(folder) / "old"))
        later = question(book(Path(folder) / "new", price=41), more=1)
    old, new = quoted(sizing), quoted(later)
    saved = old.to_json()
    works = {
        "priced": lambda: priced(sizing),
        "quoted, priced included": lambda: quoted(sizing),
        "read back": lambda: read_quote(saved),
        "compared with another": lambda: diff_quotes(old, new),
    }
    lines, changes = len(priced(sizing).items), len(diff_quotes(old, new).changes)
    print(
        f"\na quote of {SITES:,} sites, {lines:,} lines, {len(old.canonical) / 1e6:.1f} MB; another with {changes:,} changes"
    )
    for name, taken in zip(works, alternating(runs, *works.values()), strict=True):
        print(f"{name:28}{taken * 1000:7.0f} ms   (goal: priced and compared in 1 s each)")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'memory at most':28}{most:7.0f} MB   (goal: 300 MB)")
