"""Random small cases in which single sites are spoken of: by rules, by decisions, by needs of some sites only."""

from typing import Any

from hypothesis import strategies as st

from tests import small
from tests.properties.problems import Case, atoms, cases

ABOUT_SITES = (
    "for each e in sites: selected({s}, e) implies {atom}",
    "for each e in sites if e.users > 5: supply(room, e) >= {n}",
    "for each e in sites: qty({s}, e) != {n} or {atom}",
    "for each e in sites: {n} * qty({s}, e) >= sum(supply(room, o) for o in sites if o.users > 5)",
    "for each e in sites: exactly 1 of (selected({s}, e), supply(room, e) >= 2)",
    "exactly {n} of (selected({s}, e) for e in sites)",
    "count(e in sites if qty({s}, e) == {n}) >= 1 iff {atom}",
    "sum(qty({s}, e) for e in sites if e.users > 5) <= {n}",
    "qty({s}) >= 2 if count(e in sites if e.users > 5) > 0 else {atom}",
    "not (at least 2 of (selected({s}, e) for e in sites) and {atom})",
)


@st.composite
def sited_cases(draw: st.DrawFn) -> Case:
    case = draw(cases())
    sold = _with_something_at_sites(case.files["components/a.yaml"])
    ids = tuple(component["id"] for component in sold)
    about: st.SearchStrategy[str] = st.sampled_from(
        [component["id"] for component in sold if component["at"] == "site"]
    )
    names = [site["name"] for site in case.profile["sites"]]
    texts = [
        draw(st.sampled_from(ABOUT_SITES)).format(s=draw(about), atom=draw(atoms(ids)), n=draw(st.integers(1, 2)))
        for _ in range(draw(st.integers(1, 2)))
    ]
    kinds = [draw(st.sampled_from(({}, {"weight": 3}))) for _ in texts]
    new = [small.rule(f"SITE-{i}", text, **kind) for i, (text, kind) in enumerate(zip(texts, kinds, strict=True))]
    rules = [*case.files["constraints/a.yaml"], *new]
    needs = [need | draw(_narrowed(names)) if need["need"] == "wide" else need for need in case.profile["needs"]]
    pins = ({"selected": True}, {"selected": False}, {"quantity": 1}, {"min": 2}, {"max": 1})
    at_one = st.fixed_dictionaries({"component": about, "site": st.sampled_from(names)})
    decided = [draw(at_one) | draw(st.sampled_from(pins)) for _ in range(draw(st.sampled_from((0, 0, 1, 2))))]
    return case.but_files({"components/a.yaml": sold, "constraints/a.yaml": rules}).but_profile(
        needs=needs, decisions=[*case.profile["decisions"], *decided]
    )


def _with_something_at_sites(sold: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if any(component["at"] == "site" for component in sold):
        return sold
    first, *others = sold
    return [first | {"at": "site", "supplies": first["supplies"] | {"room": 1}, "consumes": {}}, *others]


def _narrowed(names: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    some = st.lists(st.sampled_from(names), unique=True, min_size=1)
    return st.one_of(st.just({}), some.map(lambda chosen: {"sites": chosen}))
