"""Laws of the engine over random problems too large to try everything."""

from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

import pytest

import configurator as cf
from configurator.engine.verify import verify
from configurator.package import Place, Quantities
from configurator.pricing.price_list import price_list
from configurator.sizing import Sizing
from tests import small
from tests.properties.answers import against_the_second_engine, answer, bought, goodness
from tests.properties.draws import drawn
from tests.properties.larger import larger_cases, rules
from tests.properties.problems import Best, Case, worth


def law(examples: int) -> pytest.MarkDecorator:
    """Over so many cases, each a test of its own: they take their time, and can be shared among processes."""
    return pytest.mark.parametrize("number", range(examples))


@cache
def answered(number: int) -> tuple[Case, cf.Outcome]:
    """A case and the answer to it, which several laws begin with."""
    case = drawn(larger_cases(), number)
    return case, answer(case)[0]


def value(outcome: cf.Outcome) -> Best | None:
    """How good an answer is; None when nothing fits."""
    assert isinstance(outcome, cf.Optimal | cf.Infeasible), outcome
    return goodness(outcome) if isinstance(outcome, cf.Optimal) else None


def no_better(less: cf.Outcome, more: cf.Outcome) -> bool:
    """Whether an answer is at best as good as another one; which of the equally good ones it is, is no matter."""
    poorer, richer = value(less), value(more)
    if poorer is None or richer is None:
        return poorer is None
    return _aims(poorer) >= _aims(richer)


def _aims(best: Best) -> tuple[int, ...]:
    return best.coverage, best.preferences, best.total_contract, best.components


@law(150)
def test_a_second_engine_agrees(number: int) -> None:
    comparison = against_the_second_engine(drawn(larger_cases(), number))
    assert comparison.agreed, comparison


@law(40)
def test_a_rule_left_out_never_makes_an_offer_worse(number: int) -> None:
    _, outcome = answered(number)
    sizing = outcome.sizing
    for rule in sizing.rulebook.rules.values():
        if rule.weight is None:
            assert no_better(outcome, cf.recommend(sizing.profile, sizing.rulebook, without=[rule.id]))


@law(40)
def test_a_rule_more_never_makes_an_offer_better(number: int) -> None:
    case = drawn(larger_cases(), number)
    # Components that may be bought beyond their demands: else a rule also frees those it speaks of.
    sold = [c | {"quantity": c["quantity"] | {"extra": True}} for c in case.files["components/a.yaml"]]
    free = case.but_files({"components/a.yaml": sold})
    rule = small.rule("R-NEW", drawn(rules(sold), number))
    stricter = free.but_files({"constraints/a.yaml": [*case.files["constraints/a.yaml"], rule]})
    assert no_better(answer(stricter)[0], answer(free)[0])


@law(40)
def test_a_smaller_cap_never_makes_an_offer_better(number: int) -> None:
    (case, outcome), random = answered(number), Random(number)
    caps, cap = case.profile["budget"], random.choice(("monthly", "one_time", "total"))
    smaller = caps | {cap: random.randint(0, caps.get(cap, 1000))}
    assert no_better(answer(case.but_profile(budget=smaller))[0], outcome)


@law(40)
def test_shuffling_catalogue_rules_needs_and_sites_means_nothing(number: int) -> None:
    (case, outcome), random = answered(number), Random(number)

    def shuffled(told: Any) -> Any:
        return random.sample(told, len(told)) if isinstance(told, list) else told

    files = {name: shuffled(told) for name, told in case.files.items()}
    profile = {name: shuffled(told) for name, told in case.profile.items()}
    assert bought(answer(Case(files, profile))[0]) == bought(outcome)


@law(40)
def test_splitting_an_entry_of_alike_sites_means_nothing(number: int) -> None:
    case, random = drawn(larger_cases(), number), Random(number)
    # A decision at a site sets that site apart from those it isn't about: there are none here.
    case = case.but_profile(decisions=[d for d in case.profile["decisions"] if "site" not in d])
    split = case.but_profile(
        sites=[part for site in case.profile["sites"] for part in _parts(site, random)],
        needs=[need | _named_anew(need, case.profile["sites"]) for need in case.profile["needs"]],
    )
    whole, parted = answer(case)[0], answer(split)[0]
    assert value(whole) == value(parted)
    if isinstance(whole, cf.Optimal) and isinstance(parted, cf.Optimal):
        assert [(i.component, i.per_site, i.quantity) for i in whole.package.items] == [
            (i.component, i.per_site, i.quantity) for i in parted.package.items
        ]


def _parts(site: dict[str, Any], random: Random) -> list[dict[str, Any]]:
    """An entry of several sites as two entries."""
    name, count = site["name"], site["count"]
    if count == 1:
        return [site]
    first = random.randint(1, count - 1)
    return [site | {"name": f"{name} one", "count": first}, site | {"name": f"{name} two", "count": count - first}]


def _named_anew(need: dict[str, Any], sites: list[dict[str, Any]]) -> dict[str, Any]:
    counts = {site["name"]: site["count"] for site in sites}
    if "sites" not in need:
        return {}
    names = [[name] if counts[name] == 1 else [f"{name} one", f"{name} two"] for name in need["sites"]]
    return {"sites": [name for parts in names for name in parts]}


@law(40)
def test_what_the_engine_decided_changes_nothing_when_it_is_pinned_at_every_site(number: int) -> None:
    case, outcome = answered(number)
    if not isinstance(outcome, cf.Optimal):
        return
    units = bought(outcome) or {}
    pins = [
        {"component": item.component, "quantity": units.get((item.component, name), 0)}
        | ({"site": entry} if name else {})
        for item in outcome.package.items
        for entry, name in (_entries(case) if item.sites else [(None, None)])
    ]
    pinned = case.but_profile(decisions=[*case.profile["decisions"], *pins])
    assert bought(answer(pinned)[0]) == units


def _entries(case: Case) -> list[tuple[str, str]]:
    """The name of every entry, and of its first site."""
    return [(s["name"], s["name"] if s["count"] == 1 else f"{s['name']} 1") for s in case.profile["sites"]]


@law(40)
def test_nothing_next_to_a_package_is_better(number: int) -> None:
    """As the verifier sees it, which knows nothing of the problem that was solved."""
    _, outcome = answered(number)
    if not isinstance(outcome, cf.Optimal):
        return
    sizing, package = outcome.sizing, outcome.package
    offer = price_list(sizing.rulebook, sizing.date, sizing.term_months, sizing.world)
    best = goodness(outcome)
    optional = {need.id for need in sizing.needs if need.priority != "must"}
    met = frozenset(need.need for need in package.coverage if need.met) & optional
    for quantities in _next_to(package.quantities, sizing, list(offer)):
        for better in (met, *(met | {need} for need in optional - met)):
            if not verify(sizing, offer, quantities, better):
                assert _aims(worth(sizing, offer, quantities, better, [])) >= _aims(best), (quantities, better)


def _next_to(quantities: Quantities, sizing: Sizing, ids: list[str]) -> Iterator[dict[Place, int]]:
    """Every quantity of one component at one place; and every one that is chosen replaced by one that is not."""
    components = sizing.rulebook.components
    places = [(id, place) for id in ids for place in sizing.available[id]]
    for place in places:
        allowed = components[place[0]].quantity
        for units in {0, *range(allowed.min, allowed.max + 1)} - {quantities.get(place, 0)}:
            others = {other: n for other, n in quantities.items() if other != place}
            yield others | ({place: units} if units else {})
            for dropped in others if place not in quantities else ():
                yield {other: n for other, n in others.items() if other != dropped} | {place: units}
