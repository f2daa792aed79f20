"""How long the questions beside a recommendation take: options, conflicts and ways out, reasons, the frontier."""

from random import Random
from statistics import median

import configurator as cf
from configurator.engine.choices import Choices
from configurator.engine.conflict import minimal_conflict
from configurator.engine.domain import Domain
from configurator.engine.explain import explain
from configurator.engine.options import options
from configurator.engine.problem import build
from configurator.engine.relevance import relevant_offer
from configurator.engine.repairs import find_repairs
from configurator.engine.solve import Effort, Limits
from configurator.pricing.price_list import price_list
from configurator.profile import Decision, changed, read_profile
from configurator.sizing import Sizing, size
from tests.benchmarks.corpus import profiles
from tests.benchmarks.growing import ASKED, catalogue
from tests.benchmarks.machine import seconds
from tests.benchmarks.peers.asp import Clingo
from tests.benchmarks.peers.boolean import boolean_part
from tests.benchmarks.peers.sat import Sat
from tests.benchmarks.shipped import EXAMPLES, RULEBOOK
from tests.benchmarks.table import heading, row

_SHARES = (15, 30)
"""Percent of what the recommendation takes a month: the caps of those who are refused."""


def choices() -> None:
    """The whole domain without a budget, at first and after one more choice; then price effects, with and without.

    The peers are asked for the Boolean part only, from nothing: which components can be chosen at all.
    """
    heading()
    shipped = cf.load_rulebook(RULEBOOK)
    profiles_ = [read_profile(cf.load_profile(path).to_json() | {"budget": {}}) for path in EXAMPLES[1:]]
    _domain("354 components", shipped, profiles_, 30)
    with catalogue(3) as rulebook:
        corpus = [read_profile(dict(profiles())[name]) for name in ASKED[:2]]
        _domain(f"{len(rulebook.components):,} components", rulebook, corpus, 30)
    _effects(shipped)


def _domain(work: str, rulebook: cf.Rulebook, asked: list[cf.Profile], times: int) -> None:
    """Every component of the catalogue, possible or not: from nothing, and after one choice of those possible."""
    first, after, sat, asp = [], [], [], []
    for profile in asked:
        sizing, found = size(profile, rulebook), list[Choices]()
        first.append(seconds(lambda: found.append(_from_nothing(sizing))))  # noqa: B023
        possible = sorted(id for id, can in found[0].everything().items() if can)
        chosen = Random(0).choices(possible, k=times)
        mine = [seconds(lambda: found[0].deciding(_selected(id)).everything()) for id in chosen]  # noqa: B023
        problem = build(sizing, price_list(rulebook, sizing.date, sizing.term_months, sizing.world))
        sat += [seconds(lambda: Sat(boolean_part(problem)).possible(problem.chosen.values()))] * times  # noqa: B023
        asp += [seconds(lambda: Clingo(boolean_part(problem)).possible(problem.chosen.values()))] * times  # noqa: B023
        after += mine
    row(f"options, {work}, from nothing", "", first)
    row("  after one more choice", "p95 ≤ 10 ms (≤ 50)", after, "PySAT, nothing", sat)
    row("  after one more choice", "≤ 0.1 × clingo", after, "clingo, nothing", asp)


def _from_nothing(sizing: Sizing) -> Choices:
    found = Domain(sizing, Effort(Limits())).deciding(())
    found.everything()
    return found


def _selected(component: str) -> Decision:
    return Decision(component=component, selected=True)


def _effects(rulebook: cf.Rulebook) -> None:
    """Fifty exact price effects, and an estimate of every option, without a budget and under the examples' own."""
    for kind in ("no budget", "own budget"):
        estimates, exact = [], []
        for path in EXAMPLES[1:]:
            profile = cf.load_profile(path)
            asked = options(read_profile(profile.to_json() | ({"budget": {}} if kind == "no budget" else {})), rulebook)
            asked.choices.everything()
            estimates.append(seconds(lambda: [asked.estimate(id) for id in asked.components]))  # noqa: B023
            shown = [id for id in asked.components if asked.estimate(id).possible][-50:]
            exact.append(seconds(lambda: [asked.exact(id) for id in shown]))  # noqa: B023
        row(f"options, {kind}: all estimates", "", estimates)
        row(f"options, {kind}: 50 exact effects", "≤ 300 ms", exact)


def reasons() -> None:
    """The shipped examples with 15 and 30 % of the money a month; why each of some components isn't in the package.

    Who can have all they must have for that isn't refused, and not counted.
    """
    rulebook = cf.load_rulebook(RULEBOOK)
    conflicts, repairs, why_not = [], [], []
    for path in EXAMPLES:
        profile = cf.load_profile(path)
        outcome = cf.recommend(profile, rulebook)
        assert isinstance(outcome, cf.Optimal)
        absent = sorted(set(rulebook.components) - {item.component for item in outcome.package.items})
        why_not += [seconds(lambda: explain(outcome, why_not=id)) for id in absent[::60]]  # noqa: B023
        for share in _SHARES:
            cap = str(outcome.package.totals.monthly * share // 10_000)
            sizing = size(changed(profile, "budget.monthly", cap), rulebook)
            offer = relevant_offer(sizing)
            problem = build(sizing, offer).indifferent()
            found: list[object] = []
            taken = seconds(lambda: found.append(minimal_conflict(sizing, problem, Effort(Limits()))))  # noqa: B023
            if found != [None]:
                conflicts.append(taken)
                repairs.append(seconds(lambda: find_repairs(sizing, offer, problem, Effort(Limits()))))  # noqa: B023
    heading()
    row("conflict with a budget in it", "p95 ≤ 100 ms", conflicts)
    row("three verified repairs", "≤ 500 ms", repairs)
    row("why not", "p95 ≤ 100 ms", why_not)


def steps() -> None:
    """Good, better and best against one recommendation; and every further point of the frontier."""
    rulebook = cf.load_rulebook(RULEBOOK)
    once, three, further = [], [], []
    for path in EXAMPLES[1:]:
        profile = cf.load_profile(path)
        cf.recommend(profile, rulebook)
        once.append(seconds(lambda: cf.recommend(profile, rulebook)))  # noqa: B023
        three.append(seconds(lambda: cf.frontier(profile, rulebook, only_labelled=True)))  # noqa: B023
        if path.stem != "manufacturer":  # its 36 points take a minute
            found: list[cf.Frontier] = []
            whole = seconds(lambda: found.append(cf.frontier(profile, rulebook)))  # noqa: B023
            further.append((whole - once[-1]) / max(len(found[0].points), 1))
    heading()
    row("good, better, best", "≤ 4 ×", three, "one recommendation", once)
    row("every further step", "≤ 1 ×", further, "one recommendation", [median(once)] * len(further))
