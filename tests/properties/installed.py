"""Random cases whose customer has something already, and rulebooks that say what giving it up counts and costs."""

from typing import Any

from hypothesis import strategies as st

from tests import small
from tests.properties.problems import Case

FAMILIES = ("a", "b", "c")


@st.composite
def installed_cases(draw: st.DrawFn, of: st.SearchStrategy[Case]) -> Case:
    """A case whose customer has something already, and a rulebook that says what giving it up counts and costs."""
    case = draw(of)
    sold = case.files["components/a.yaml"]
    names = [component["id"] for component in sold]
    weights = draw(st.dictionaries(st.sampled_from((*FAMILIES, *names)), st.integers(0, 3), max_size=2))
    concerned = draw(st.sampled_from((None, None, ["a"], ["b", names[0]])))
    termination = {
        "id": "TRM-1", "name": small.both("Early end"), "percent": draw(st.sampled_from((100, 50, 12.5))), **small.SOURCED,
    } | ({"of": concerned} if concerned else {}) | ({"most_months": 3} if draw(st.booleans()) else {})  # fmt: skip
    terms: dict[str, Any] = {"disruption": weights, "terminations": [termination] if draw(st.booleans()) else []}
    entries = draw(st.lists(entry(sold, [site["name"] for site in case.profile["sites"]]), min_size=1, max_size=3))
    free = [_not_only_new(component) if draw(st.booleans()) else component for component in sold]
    return case.but_files({"installed.yaml": terms, "components/a.yaml": free}).but_profile(installed=entries)


@st.composite
def entry(draw: st.DrawFn, sold: list[dict[str, Any]], sites: list[str]) -> dict[str, Any]:
    component = draw(st.sampled_from(sold))
    told: dict[str, Any] = {"component": component["id"], "quantity": draw(st.integers(1, 4))}
    told |= {"site": draw(st.sampled_from(sites))} if component["at"] == "site" and draw(st.booleans()) else {}
    until = draw(st.sampled_from((None, "2026-11-22", "2026-12-31", "2027-05-22", "2029-01-01")))
    told |= {"until": until} if until else {}
    return told | ({"monthly": draw(st.sampled_from(("3.33", "20")))} if draw(st.booleans()) else {})


def _not_only_new(component: dict[str, Any]) -> dict[str, Any]:
    charges = [c | {"units": "all"} if c["type"] == "one_time" else c for c in component["charges"]]
    return component | {"charges": charges}
