"""How long a recommendation takes on telco_enterprise, with and without budgets, against the solvers by themselves.

Ours is everything from profile to verified, priced package. A peer's time is its searches alone: the problem is handed
to it, and making its model isn't timed.
"""

from collections.abc import Callable
from typing import Any

import configurator as cf
from configurator.engine.problem import build
from configurator.engine.relevance import relevant_offer
from configurator.profile import read_profile
from configurator.sizing import size
from tests.benchmarks.corpus import budgeted, of_many_sites, profiles
from tests.benchmarks.machine import alternating, seconds
from tests.benchmarks.peers import cpsat
from tests.benchmarks.peers.highs import highs
from tests.benchmarks.peers.settled import Settled
from tests.benchmarks.table import heading, row

RULEBOOK = "telco_enterprise"
LIMIT = 5.0
"""Seconds within which everything is to be proven."""

_PART = 11
"""The slow peers answer every so many-th profile: all industries' sizes and ways come by in turn."""

Profiles = list[tuple[str, dict[str, Any]]]


def recommend() -> None:
    """Half of the corpus as it is, and all its budgets; the slow peers answer a part of that."""
    rulebook = cf.load_rulebook(RULEBOOK)
    plain, capped = list(profiles())[::2], list(budgeted(rulebook))
    cf.recommend(read_profile(plain[0][1]), rulebook)
    heading()
    for kind, asked in (("as asked", plain), ("under budgets", capped)):
        _against(kind, asked, rulebook, "raw CP-SAT", _raw)
        _against(kind, asked[::_PART], rulebook, "naive CP-SAT", _naive)
        _against(kind, asked[::_PART], rulebook, "HiGHS", _highs)


def sites(runs: int = 7) -> None:
    """The same kinds of sites: one of each, and 200 of each."""
    rulebook = cf.load_rulebook(RULEBOOK)
    few, many = (read_profile(of_many_sites(each)) for each in (1, 200))
    outcomes = [cf.recommend(profile, rulebook) for profile in (few, many)]
    several, one = alternating(runs, lambda: cf.recommend(many, rulebook), lambda: cf.recommend(few, rulebook))
    heading()
    row("1,000 sites of 5 kinds", "≤ 1.5 × 5 sites", [several], "ours, 5 sites", [one])
    print("outcomes: " + ", ".join(outcome.name for outcome in outcomes))


def _against(
    kind: str, asked: Profiles, rulebook: cf.Rulebook, peer: str, work: Callable[[cf.Profile, cf.Rulebook], Settled]
) -> None:
    ours, theirs, unproven, beaten = [], [], 0, 0
    for _, told in asked:
        profile, outcomes = read_profile(told), list[cf.Outcome]()
        ours.append(seconds(lambda: outcomes.append(_ours(profile, rulebook))))  # noqa: B023
        unproven += not isinstance(outcomes[0], cf.Optimal | cf.Infeasible)
        settled = work(profile, rulebook)
        theirs.append(settled.seconds)
        beaten += not settled.proven
    row(f"{len(asked)} profiles {kind}, to proof", "p95 ≤ 300 ms, ≤ 1.3 × raw", ours, peer, theirs)
    print(f"{'':4}not proven in {LIMIT:.0f} s: ours {unproven}, {peer} {beaten}")


def _ours(profile: cf.Profile, rulebook: cf.Rulebook) -> cf.Outcome:
    return cf.recommend(profile, rulebook, limits=cf.Limits(wall_time=LIMIT))


def _raw(profile: cf.Profile, rulebook: cf.Rulebook) -> Settled:
    sizing = size(profile, rulebook)
    return cpsat.raw(build(sizing, relevant_offer(sizing)), LIMIT)


def _naive(profile: cf.Profile, rulebook: cf.Rulebook) -> Settled:
    sizing = size(profile, rulebook)
    return cpsat.naive(sizing, relevant_offer(sizing), LIMIT)


def _highs(profile: cf.Profile, rulebook: cf.Rulebook) -> Settled:
    sizing = size(profile, rulebook)
    return highs(build(sizing, relevant_offer(sizing)), LIMIT)
