from hypothesis import given, settings, HealthCheck
import configurator as cf
from tests.properties.answers import loaded
from tests.properties.problems import Case, cases
from tests.properties.test_frontier_laws import by_trying, corners


def law(n):
    return settings(max_examples=n, deadline=None, suppress_health_check=list(HealthCheck), database=None)


@law(700)
@given(cases())
def test_long(case):
    rulebook, profile = loaded(case)
    f = cf.frontier(profile, rulebook)
    assert f.complete and corners(f) == by_trying(profile, rulebook)


@law(200)
@given(cases())
def test_three(case):
    rulebook, profile = loaded(case)
    three = cf.frontier(profile, rulebook, only_labelled=True)
    every = cf.frontier(profile, rulebook)
    assert [(p.label, p.package.quantities) for p in three.points] == [
        (p.label, p.package.quantities) for p in every.points if p.label
    ]
    assert [[n.met for n in p.package.coverage] for p in three.points] == [
        [n.met for n in p.package.coverage] for p in every.points if p.label
    ]


@law(200)
@given(cases())
def test_order(case):
    turned = {name: data[::-1] if isinstance(data, list) else data for name, data in case.files.items()}
    asked = {name: data[::-1] if name in ("needs", "sites") else data for name, data in case.profile.items()}

    def told(c):
        rb, p = loaded(c)
        f = cf.frontier(p, rb)
        return [
            (
                {(i.component, s): i.per_site or i.quantity for i in x.package.items for s in i.sites or (None,)},
                {n.need: n.met for n in x.package.coverage},
            )
            for x in f.points
        ]

    assert told(case) == told(Case(turned, asked))
