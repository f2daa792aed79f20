"""How long the questions beside a recommendation take: options, conflicts and ways out, reasons, the frontier."""

from statistics import median

import configurator as cf
from configurator.engine.blockwise import Memory
from configurator.engine.conflict import minimal_conflict
from configurator.engine.explain import explain
from configurator.engine.options import options
from configurator.engine.problem import Problem, build
from configurator.engine.relevance import relevant_offer
from configurator.engine.repairs import find_repairs
from configurator.engine.solve import Effort, Limits
from configurator.pricing.price_list import price_list
from configurator.profile import changed, read_profile
from configurator.sizing import size
from tests.benchmarks.machine import seconds
from tests.benchmarks.peers.asp import Clingo
from tests.benchmarks.peers.boolean import boolean_part
from tests.benchmarks.peers.sat import Sat
from tests.benchmarks.shipped import EXAMPLES, RULEBOOK
from tests.benchmarks.table import heading, row

_SHARE = 30
"""Percent of what the recommendation takes a month: the cap of those who are refused."""


def choices() -> None:
    """Every component of the catalogue without a budget: possible or not, with an estimate; then one exact effect.

    The peers are asked for the Boolean part only, from nothing: which components can be chosen at all.
    """
    rulebook = cf.load_rulebook(RULEBOOK)
    cold, warm, exact, sat, asp = [], [], [], [], []
    for path in EXAMPLES[1:]:
        profile = read_profile(cf.load_profile(path).to_json() | {"budget": {}})
        memory = Memory()
        cold.append(seconds(lambda: _whole(profile, rulebook, memory)))  # noqa: B023
        warm.append(seconds(lambda: _whole(profile, rulebook, memory)))  # noqa: B023
        asked = options(profile, rulebook)
        others = [id for id in asked.components if asked.estimate(id).possible][-12:]
        exact += [seconds(lambda: asked.exact(id)) for id in others]  # noqa: B023
        problem = _everything(profile, rulebook)
        sat.append(seconds(lambda: Sat(boolean_part(problem)).possible(problem.chosen.values())))  # noqa: B023
        asp.append(seconds(lambda: Clingo(boolean_part(problem)).possible(problem.chosen.values())))  # noqa: B023
    heading()
    row("options, 354, from nothing", "≤ 0.2 × PySAT", cold, "PySAT, Boolean", sat)
    row("options, 354, asked again", "p95 ≤ 10 ms", warm, "clingo, Boolean", asp)
    row("one exact price effect", "50 in 300 ms", exact)


def _whole(profile: cf.Profile, rulebook: cf.Rulebook, memory: Memory) -> None:
    asked = options(profile, rulebook, memory=memory)
    for id in asked.components:
        asked.estimate(id)


def _everything(profile: cf.Profile, rulebook: cf.Rulebook) -> Problem:
    sizing = size(profile, rulebook)
    return build(sizing, price_list(rulebook, sizing.date, sizing.term_months, sizing.world))


def reasons() -> None:
    """The shipped examples with 30 % of the money a month; and why each of some components isn't in the package."""
    rulebook = cf.load_rulebook(RULEBOOK)
    conflicts, repairs, why_not = [], [], []
    for path in EXAMPLES:
        profile = cf.load_profile(path)
        outcome = cf.recommend(profile, rulebook)
        assert isinstance(outcome, cf.Optimal)
        absent = sorted(set(rulebook.components) - {item.component for item in outcome.package.items})
        why_not += [seconds(lambda: explain(outcome, why_not=id)) for id in absent[::60]]  # noqa: B023
        cap = str(outcome.package.totals.monthly * _SHARE // 10_000)
        sizing = size(changed(profile, "budget.monthly", cap), rulebook)
        offer = relevant_offer(sizing)
        problem = build(sizing, offer).indifferent()
        conflicts.append(seconds(lambda: minimal_conflict(sizing, problem, Effort(Limits()))))  # noqa: B023
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
