"""Laws of the engine over random problems too large to try everything."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import configurator as cf
from tests import small
from tests.properties.answers import against_the_second_engine, answer, bought, goodness, law
from tests.properties.larger import larger_cases, rules
from tests.properties.problems import Best, Case

ANY_SHARE = st.integers(0, 100)


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
@given(larger_cases())
def test_a_second_engine_agrees(case: Case) -> None:
    comparison = against_the_second_engine(case)
    assert comparison.agreed, comparison


@law(40)
@given(larger_cases())
def test_a_rule_left_out_never_makes_an_offer_worse(case: Case) -> None:
    outcome, rulebook, profile = answer(case)
    for rule in rulebook.rules.values():
        if rule.weight is None:
            assert no_better(outcome, cf.recommend(profile, rulebook, without=[rule.id]))


@law(40)
@given(larger_cases(), st.data())
def test_a_rule_more_never_makes_an_offer_better(case: Case, data: st.DataObject) -> None:
    # Components that may be bought beyond their demands: else a rule also frees those it speaks of.
    sold = [c | {"quantity": c["quantity"] | {"extra": True}} for c in case.files["components/a.yaml"]]
    free = case.but_files({"components/a.yaml": sold})
    rule = small.rule("R-NEW", data.draw(rules(sold)))
    stricter = free.but_files({"constraints/a.yaml": [*case.files["constraints/a.yaml"], rule]})
    assert no_better(answer(stricter)[0], answer(free)[0])


@law(40)
@given(larger_cases(), st.sampled_from(("monthly", "one_time", "total")), ANY_SHARE)
def test_a_smaller_cap_never_makes_an_offer_better(case: Case, cap: str, percent: int) -> None:
    caps = case.profile["budget"]
    smaller = caps | {cap: caps.get(cap, 2000) * percent // 100}
    assert no_better(answer(case.but_profile(budget=smaller))[0], answer(case)[0])


@law(40)
@given(larger_cases(), st.randoms(use_true_random=False))
def test_shuffling_catalogue_rules_needs_and_sites_means_nothing(case: Case, random: Any) -> None:
    def shuffled(told: Any) -> Any:
        return random.sample(told, len(told)) if isinstance(told, list) else told

    files = {name: shuffled(told) for name, told in case.files.items()}
    profile = {name: shuffled(told) for name, told in case.profile.items()}
    assert bought(answer(case)[0]) == bought(answer(Case(files, profile))[0])


@law(40)
@given(larger_cases(), ANY_SHARE)
def test_splitting_an_entry_of_alike_sites_means_nothing(case: Case, percent: int) -> None:
    # A decision at a site sets that site apart from those it isn't about: there are none here.
    case = case.but_profile(decisions=[d for d in case.profile["decisions"] if "site" not in d])
    split = case.but_profile(
        sites=[part for site in case.profile["sites"] for part in _parts(site, percent)],
        needs=[need | _named_anew(need, case.profile["sites"]) for need in case.profile["needs"]],
    )
    whole, parted = answer(case)[0], answer(split)[0]
    assert value(whole) == value(parted)
    if isinstance(whole, cf.Optimal) and isinstance(parted, cf.Optimal):
        assert [(i.component, i.per_site, i.quantity) for i in whole.package.items] == [
            (i.component, i.per_site, i.quantity) for i in parted.package.items
        ]


def _parts(site: dict[str, Any], percent: int) -> list[dict[str, Any]]:
    """An entry of several sites as two entries."""
    count = site["count"]
    if count == 1:
        return [site]
    first = 1 + percent * (count - 2) // 100
    return [
        site | {"name": f"{site['name']} one", "count": first},
        site | {"name": f"{site['name']} two", "count": count - first},
    ]


def _named_anew(need: dict[str, Any], sites: list[dict[str, Any]]) -> dict[str, Any]:
    counts = {site["name"]: site["count"] for site in sites}
    if "sites" not in need:
        return {}
    names = [[name] if counts[name] == 1 else [f"{name} one", f"{name} two"] for name in need["sites"]]
    return {"sites": [name for parts in names for name in parts]}


@law(40)
@given(larger_cases())
def test_what_the_engine_decided_changes_nothing_when_it_is_pinned_at_every_site(case: Case) -> None:
    outcome, _, _ = answer(case)
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
