"""Random small cases priced in all the ways there are: every model, stacking, ramps, free months, manual discounts."""

from typing import Any

from hypothesis import strategies as st

from tests import small
from tests.properties.problems import Case, cases, conditions, prices

TYPES = ("recurring", "one_time", "usage")
percents = st.one_of(st.integers(1, 60), st.sampled_from((12.5, 33.3, 100)))


@st.composite
def metered(draw: st.DrawFn) -> dict[str, Any]:
    """Usage by estimate and allowance, by the unit, by tiers or by the package."""
    model = draw(st.sampled_from(("per_unit", "volume", "graduated", "package")))
    more: dict[str, Any] = {"block": draw(st.integers(2, 5))} if model == "package" else {}
    more |= {"estimate": draw(st.sampled_from((0, 1, 2, 3, 0.5, 1.7)))} if draw(st.booleans()) else {}
    more |= {"allowance": draw(st.integers(1, 4))} if draw(st.booleans()) else {}
    return draw(charged("usage", model, more))


@st.composite
def charged(draw: st.DrawFn, kind: str, model: str, more: dict[str, Any]) -> dict[str, Any]:
    if draw(st.integers(0, 2)) == 0:
        more = more | {"minimum": draw(prices)}
    if draw(st.integers(0, 4)) == 0:
        more = more | {"when": draw(st.sampled_from(("customer.employees > 50", "profile.term_months >= 24")))}
    period = draw(st.sampled_from(("month", "month", "quarter", "year")))
    told: dict[str, Any] = {"price": draw(prices)}
    if model in ("volume", "graduated"):
        starts = {1, *draw(st.sets(st.integers(2, 5), min_size=1, max_size=2))}
        told = {"tiers": {start: draw(prices) for start in sorted(starts)}}
    return small.charge(kind=kind, period=period, model=model, **told, **more)


@st.composite
def charges(draw: st.DrawFn) -> dict[str, Any]:
    if draw(st.booleans()):
        return draw(metered())
    kind, model = (
        draw(st.sampled_from(TYPES)),
        draw(st.sampled_from(("flat", "per_unit", "volume", "graduated", "package"))),
    )
    return draw(charged(kind, model, {"block": draw(st.integers(2, 4))} if model == "package" else {}))


@st.composite
def percentages(draw: st.DrawFn, ids: list[str], number: int) -> dict[str, Any]:
    """Of what stands before it in the catalogue, so that no two are taken of each other."""
    kind, period = draw(st.sampled_from((("one_time", None), ("recurring", "month"), ("recurring", "year"))))
    of = {"components": " or ".join(f"component.id == '{id}'" for id in ids[:number]), "type": kind}
    percent = draw(st.sampled_from((12, 7.5, 33.3, 100)))
    own = draw(st.sampled_from((("one_time", ""), ("recurring", "month"), ("recurring", "year"))))
    told = small.charge(percent, kind=own[0], period=own[1], model="percentage")
    return told | {"of": of | ({"period": period} if period else {}), "id": "share"}


@st.composite
def discounts(draw: st.DrawFn, number: int, ids: list[str]) -> dict[str, Any]:
    step = draw(st.sampled_from(("term", "promotion", "promotion", "bundle", "indexation")))
    told = {"id": f"DSC-{step.upper()}-{number}", "step": step, "name": small.both(step), "effective_from": "2026-01-01", **small.SOURCED}  # fmt: skip
    told |= {"components": f"component.id == '{draw(st.sampled_from(ids))}'"} if draw(st.booleans()) else {}
    if step == "bundle":
        told |= {"when": draw(conditions(st.sampled_from([f"selected({id})" for id in ids]), 1))}
    if step == "indexation":
        return told | {"percent": draw(st.sampled_from((3, 5, 2.5))), "charges": ["recurring"]}
    gives = draw(st.sampled_from(("percent", "percent", "free_months", "ramp")))
    if gives == "percent":
        return told | {"percent": draw(percents), "charges": list(draw(st.sampled_from((TYPES, ("recurring",), ("one_time", "usage")))))}  # fmt: skip
    told |= {"charges": ["recurring", "usage"]}
    if gives == "free_months":
        return told | {"free_months": draw(st.sampled_from((1, 3, 6, 24)))}
    months, most = draw(st.lists(st.integers(1, 18), min_size=1, max_size=3)), draw(st.integers(5, 60))
    return told | {"ramp": [{"months": n, "percent": max(1, most // (i + 1))} for i, n in enumerate(months)]}


@st.composite
def deal_cases(draw: st.DrawFn) -> Case:
    case = draw(cases())
    sold = [dict(told) for told in case.files["components/a.yaml"]]
    ids = [told["id"] for told in sold]
    for number, told in enumerate(sold):
        told["charges"] = draw(st.lists(charges(), min_size=1, max_size=2))
        if told["at"] == "site" and draw(st.booleans()):  # the price is chosen by the site
            told["charges"] = [told["charges"][0] | {"when": "site.users > 5"}, *told["charges"][1:]]
        if number and draw(st.booleans()):
            told["charges"] = [*told["charges"], draw(percentages(ids, number))]
    files = case.files | {"components/a.yaml": sold}
    _leave_out_what_is_of_nothing(sold)
    files["discounts.yaml"] = [draw(discounts(i, ids)) for i in range(draw(st.integers(0, 4)))]
    stacked = [
        {"step": step, "stacking": draw(st.sampled_from(("best", "sum"))), "at_most": draw(st.sampled_from((90, 30)))}
        for step in draw(st.permutations(("term", "bundle", "promotion", "manual")))
    ]
    most = draw(st.sampled_from((100, 40)))
    files["rulebook.yaml"] = case.files["rulebook.yaml"] | {
        "waterfall": {"steps": stacked, "at_most": most},
        "prices_include_tax": draw(st.integers(0, 3)) == 0,
    }
    given: list[dict[str, Any]] = [{"percent": draw(st.integers(0, 30))}] if draw(st.integers(0, 3)) == 0 else []
    given += [{"component": ids[0], "percent": draw(st.sampled_from((0, 7.5, 50)))}] if draw(st.booleans()) else []
    ramps = []
    if draw(st.integers(0, 2)) == 0:
        first = draw(st.integers(0, 2))
        steps = [{"months": draw(st.integers(1, 9)), "quantity": first}, {"months": 4, "quantity": first + 1}]
        ramps = [{"component": draw(st.sampled_from(ids)), "steps": steps[: draw(st.integers(1, 2))]}]
    return Case(files, case.profile | {"discounts": given, "ramps": ramps})


def _leave_out_what_is_of_nothing(sold: list[dict[str, Any]]) -> None:
    """A percentage needs at least one charge that it is taken of."""
    for told in sold:
        told["charges"] = [c for c in told["charges"] if "of" not in c or _has_base(c["of"], sold)]


def _has_base(of: dict[str, Any], sold: list[dict[str, Any]]) -> bool:
    return any(
        f"'{told['id']}'" in of["components"] and (c["type"], c.get("period")) == (of["type"], of.get("period"))
        for told in sold
        for c in told["charges"]
    )
