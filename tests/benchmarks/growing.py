"""What a larger catalogue does to the least cost, and to the most coverage under hard budgets."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf, log
from pathlib import Path
from statistics import mean, median
from time import perf_counter

import configurator as cf
from configurator.engine.problem import Problem, build
from configurator.engine.relevance import relevant_offer
from configurator.profile import read_profile
from configurator.sizing import size
from tests.benchmarks.corpus import capped, crowded, profiles
from tests.benchmarks.generated import generated
from tests.benchmarks.machine import seconds
from tests.benchmarks.peers import cpsat
from tests.benchmarks.peers.highs import Highs
from tests.benchmarks.peers.settled import Found
from tests.benchmarks.table import heading, row

RULEBOOK = "telco_enterprise"
ASKED = (
    "finance_large_regulated",
    "retail_small_stated",
    "healthcare_medium_stated",
    "logistics_small_regulated",
    "government_micro_stated",
)
"""Profiles without a budget: of the least cost."""

LARGEST = 25
_PATIENCE = 30.0
_PEER_PATIENCE = 10.0
_TIMES_PEERS_STAND = 5


def scale() -> None:
    """The least cost to proof on catalogues ×1, ×5 and ×25, and the exponent with which its time grows."""
    heading()
    medians: dict[int, float] = {}
    for times in (1, 5, LARGEST):
        with catalogue(times) as rulebook:
            ours, unproven = _least_costs(rulebook)
            theirs = _raw_costs(rulebook) if times <= _TIMES_PEERS_STAND else []
        medians[times] = median(ours)
        work = f"least cost, {len(rulebook.components):,} components"
        row(work, "≤ 5 s" if times == LARGEST else "", ours, "raw CP-SAT" if theirs else "", theirs)
        print(f"{'':4}not proven in {_PATIENCE:.0f} s: {unproven} of {len(ours)}")
    exponent = log(medians[LARGEST] / medians[1]) / log(LARGEST)
    print(f"time grows as n^{exponent:.2f} (goal: no worse than n^1.3)")


def hard(share: int = 40) -> None:
    """A third of all needs asked for, under one-time and monthly caps of so many percent of what all would cost.

    Both search coverage by the clock, from when their problem is ready; ours goes on to the later goals in that time.
    """
    small = cf.load_rulebook(RULEBOOK)
    asked = [(name, capped(profile, small, share)) for name, profile in crowded(small)]
    gaps: dict[float, list[tuple[float, float]]] = {1.0: [], 10.0: []}
    with catalogue(LARGEST) as rulebook:
        print(
            f"{'coverage under tight caps':34}{'after':>8}{'ours':>9}{'bound':>9}{'gap':>7}{'HiGHS':>9}{'bound':>9}{'gap':>7}"
        )
        for name, told in asked:
            problem, before = _problem(read_profile(told), rulebook)
            program = Highs(problem)
            for limit, found in gaps.items():
                ours = _coverage(cf.recommend(read_profile(told), rulebook, limits=cf.Limits(wall_time=before + limit)))
                theirs = program.search(problem.goals[0].expression, True, limit)
                found.append((ours.gap, theirs.gap))
                print(f"{name:34}{limit:6.0f} s{_told(ours)}{_told(theirs)}", flush=True)
    for (limit, found), goal in zip(gaps.items(), (0.5, 0.4), strict=True):
        ours_mean, theirs_mean = mean(mine for mine, _ in found), mean(their for _, their in found)
        ratio = f"{ours_mean / theirs_mean:.2f}" if theirs_mean else "-"
        print(
            f"mean gap after {limit:.0f} s: ours {ours_mean:.3f}, HiGHS {theirs_mean:.3f}, ratio {ratio} (goal ≤ {goal})"
        )


@contextmanager
def catalogue(times: int) -> Iterator[cf.Rulebook]:
    """A rulebook of so many times the components, having answered once: what it keeps is worked out."""
    with tempfile.TemporaryDirectory() as scratch:
        home = generated(RULEBOOK, Path(scratch) / RULEBOOK, times)
        loaded: list[cf.Rulebook] = []
        taken = seconds(lambda: loaded.append(cf.load_rulebook(home)))
    (rulebook,) = loaded
    print(f"×{times}: {len(rulebook.components):,} components loaded in {taken:.1f} s")
    cf.recommend(read_profile(dict(profiles())["retail_micro_stated"]), rulebook)
    yield rulebook


def _least_costs(rulebook: cf.Rulebook) -> tuple[list[float], int]:
    """The seconds of every profile asked, and how many were not proven."""
    corpus, taken, outcomes = dict(profiles()), [], list[cf.Outcome]()
    for name in ASKED:
        profile = read_profile(corpus[name])
        limits = cf.Limits(wall_time=_PATIENCE)
        taken.append(seconds(lambda: outcomes.append(cf.recommend(profile, rulebook, limits=limits))))  # noqa: B023
    return taken, sum(not isinstance(outcome, cf.Optimal) for outcome in outcomes)


def _raw_costs(rulebook: cf.Rulebook) -> list[float]:
    corpus = dict(profiles())
    problems = (_problem(read_profile(corpus[name]), rulebook)[0] for name in ASKED)
    return [cpsat.raw(problem, _PEER_PATIENCE).seconds for problem in problems]


def _problem(profile: cf.Profile, rulebook: cf.Rulebook) -> tuple[Problem, float]:
    """The problem of a profile, and the seconds it took to make, once all that is kept is there."""
    relevant_offer(size(profile, rulebook))
    began = perf_counter()
    sizing = size(profile, rulebook)
    return build(sizing, relevant_offer(sizing)), perf_counter() - began


def _coverage(outcome: cf.Outcome) -> Found:
    if not isinstance(outcome, cf.Optimal | cf.Feasible):
        return Found(None, inf)
    stage = outcome.stages[0]
    return Found(int(stage.value), float(stage.bound))


def _told(found: Found) -> str:
    value = "nothing" if found.value is None else str(found.value)
    return f"{value:>9}{found.bound:9.1f}{found.gap:7.3f}"
