"""Laws of the frontier over random small problems, checked against trying everything."""

import itertools
from dataclasses import replace

from hypothesis import given

import configurator as cf
from configurator.engine.verify import verify
from configurator.package import Package
from configurator.pricing.price_list import price_list
from configurator.profile import Profile
from configurator.rulebook.model import Rulebook
from configurator.sizing import size
from tests.properties.answers import law, loaded
from tests.properties.problems import Case, by_rank, cases, everything, worth

MINOR = 100  # of a yuan


def covered(package: Package) -> int:
    """The weight of the wishes a package meets."""
    return sum(need.weight for need in package.coverage if need.met and need.priority != "must")


def corners(frontier: cf.Frontier) -> list[tuple[int, int]]:
    """(weight covered, cost) of every point."""
    return [(covered(point.package), point.package.totals.total_contract) for point in frontier.points]


def by_trying(profile: Profile, rulebook: Rulebook) -> list[tuple[int, int]]:
    """(weight covered, cost) of what nothing is better than in both, of every package there is, caps aside."""
    sizing = replace(size(profile, rulebook), budget={})
    offer = price_list(rulebook, sizing.date, sizing.term_months, sizing.world)
    places = sorted(((id, place) for id in offer for place in sizing.available[id]), key=by_rank(sizing))
    optional = [need for need in sizing.needs if need.priority != "must"]
    least: dict[int, int] = {}
    for quantities in everything(sizing, places):
        for chosen in itertools.product((True, False), repeat=len(optional)):
            met = frozenset(need.id for need, is_met in zip(optional, chosen, strict=True) if is_met)
            if not verify(sizing, offer, quantities, met):
                found = worth(sizing, offer, quantities, met, places)
                cost = found.total_contract
                least[-found.coverage] = min(cost, least.get(-found.coverage, cost))
    return [
        (weight, cost)
        for weight, cost in sorted(least.items())
        if all(cost < dearer for more, dearer in least.items() if more > weight)
    ]


@law(150)
@given(cases())
def test_the_frontier_is_what_trying_everything_finds(case: Case) -> None:
    rulebook, profile = loaded(case)
    frontier = cf.frontier(profile, rulebook)
    assert frontier.complete
    assert all(point.proven for point in frontier.points)
    assert corners(frontier) == by_trying(profile, rulebook)


@law(60)
@given(cases())
def test_every_point_is_valid_and_says_rightly_whether_it_is_within_the_budget(case: Case) -> None:
    rulebook, profile = loaded(case)
    for point in cf.frontier(profile, rulebook).to_json()["frontier"]:
        met = [{"need": need["need"], "met": need["met"]} for need in point["needs"]]
        answer = {"package": point["package"], "coverage": {"needs": met}}
        assert {breach.kind for breach in cf.verify(profile, rulebook, answer)} <= {"budget"}
        assert point["within_budget"] == (not cf.verify(profile, rulebook, answer))


@law(60)
@given(cases())
def test_good_better_and_best_alone_are_the_same_as_among_all_points(case: Case) -> None:
    rulebook, profile = loaded(case)
    three = cf.frontier(profile, rulebook, only_labelled=True)
    every = cf.frontier(profile, rulebook)
    labelled = [(point.label, point.package.quantities) for point in every.points if point.label]
    assert [(point.label, point.package.quantities) for point in three.points] == labelled
    assert three.complete
    assert three.minimum_budget == every.minimum_budget


@law(60)
@given(cases())
def test_the_recommendation_covers_what_any_point_within_the_budget_does_at_no_less_than_the_least_cost(
    case: Case,
) -> None:
    rulebook, profile = loaded(case)
    frontier = cf.frontier(profile, rulebook)
    recommended = frontier.recommended
    within = [covered(point.package) for point in frontier.points if point.within_budget]
    if not isinstance(recommended, cf.Optimal):
        assert not within
        return
    reached, cost = covered(recommended.package), recommended.package.totals.total_contract
    assert reached >= max(within, default=0)
    assert cost >= min(least for weight, least in corners(frontier) if weight >= reached)


@law(40)
@given(cases())
def test_the_order_of_catalogue_rules_needs_and_sites_means_nothing(case: Case) -> None:
    turned = {name: data[::-1] if isinstance(data, list) else data for name, data in case.files.items()}
    asked = {name: data[::-1] if name in ("needs", "sites") else data for name, data in case.profile.items()}
    assert _told(case) == _told(Case(turned, asked))


def _told(case: Case) -> list[tuple[dict[tuple[str, str | None], int], set[str]]]:
    """Units by component and site name, and the needs met, of every point."""
    rulebook, profile = loaded(case)
    return [
        (
            {(i.component, site): i.per_site or i.quantity for i in point.package.items for site in i.sites or (None,)},
            {need.need for need in point.package.coverage if need.met},
        )
        for point in cf.frontier(profile, rulebook).points
    ]


@law(40)
@given(cases())
def test_the_minimum_budget_is_enough_and_a_cent_less_is_not(case: Case) -> None:
    rulebook, profile = loaded(case)
    least = cf.frontier(profile, rulebook, only_labelled=True).minimum_budget
    for cap, name in (("monthly", "monthly"), ("one_time", "one_time"), ("total", "total_contract")):
        amount = least[name]
        if amount is None:
            assert not by_trying(profile, rulebook)
            continue
        assert isinstance(cf.recommend(_capped(case, cap, amount), rulebook), cf.Optimal)
        if amount:
            assert isinstance(cf.recommend(_capped(case, cap, amount - 1), rulebook), cf.Infeasible)


def _capped(case: Case, cap: str, amount: int) -> Profile:
    return loaded(case.but_profile(budget={cap: amount / MINOR}))[1]
