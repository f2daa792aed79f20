"""Random rulebooks and profiles too large to try everything: for a second engine to be held against the first."""

from typing import Any

from hypothesis import strategies as st

from tests import small
from tests.properties.problems import Case, charged, charges, conditions

DEAL = ("heat", "seats", "storage")
SITE = ("room", "line")
BEST = ("level", "light")
FAMILIES = ("a", "b", "c")

ATOMS = (
    "selected({a})", "qty({a}) >= {n}", "qty({a}) <= {n} * qty({b})", "qty({a}) + 2 * qty({b}) < 3 * {n}", "qty({a}) in (0, 2, {n})", "qty({a}) != {n}",
    "supply(heat) >= {n}", "supply(seats) <= supply(storage) + {n}", "supply(level) >= 2", "supply(light) == 1", "met(warm)", "met(linked)",
    "(qty({a}), qty({b})) in table pairs", "exactly 1 of (selected({a}), selected({b}))", "at least 2 of (selected({a}), selected({b}), met(seated))",
    "at most {n} of (selected(c) for c in components if c.family == 'a')", "sum(qty(c) for c in components if c.family == 'b') <= 3 * {n}",
    "sum(qty(c) for c in components if c.ladder == 'x') >= {n}", "count(s in sites if supply(line, s) >= 2) >= {n}", "count(s in sites if selected({s}, s)) <= {n}",
    "sum(qty({s}, s) for s in sites if s.users > 20) <= 2 * {n}", "customer.employees > 50", "sum(s.users for s in sites) <= 10 * qty({a})",
)  # fmt: skip

AT_EACH_SITE = (
    "for each s in sites: selected({s}, s) implies supply(line, s) >= 1",
    "for each s in sites if s.users > 20: supply(room, s) >= {n}",
    "for each s in sites: qty({s}, s) <= {n} * qty({a})",
    "for each s in sites: s.kind == 'plant' implies not selected({s}, s) or selected({a})",
    "for each s in sites if s.kind == 'office': {n} * qty({s}, s) >= sum(supply(room, o) for o in sites if o.kind == 'plant')",
    "for each s in sites: exactly 1 of (selected({s}, s), supply(line, s) >= 2)",
)


@st.composite
def components(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """The first few see to it that everything is supplied by something; then they are of any kind."""
    everything = (*DEAL, *SITE, *BEST)
    main = everything[number] if number < len(everything) else draw(st.sampled_from(everything))
    at = "site" if main in SITE else "deal"
    supplied = {main} | draw(st.sets(st.sampled_from((*BEST, *(SITE if at == "site" else DEAL))), max_size=1))
    supplies = {capability: draw(st.integers(1, 5)) for capability in sorted(supplied)}
    consumed = draw(st.sampled_from((*DEAL, *[None] * 9)))
    consumes = {} if consumed in supplied or consumed is None else {consumed: draw(st.sampled_from((1, 2, 0.5)))}
    most = draw(st.integers(2, 12 if at == "deal" else 4))
    quantity = {"min": draw(st.integers(1, min(3, most))), "max": most, "extra": draw(st.booleans())}
    told = small.component(
        f"{FAMILIES[number % 3]}.part_{number}",
        supplies=supplies,
        at=at,
        quantity=quantity,
        consumes=consumes,
        charges=draw(st.lists(charges(), min_size=1, max_size=2)),
        attributes={"ladder": draw(st.sampled_from(("x", "none", "none")))},
    )
    available = "site.kind == 'office'" if at == "site" else "customer.employees >= 50"
    return told | ({"available_when": available} if draw(st.integers(0, 9)) == 0 else {})


@st.composite
def filled(draw: st.DrawFn, templates: tuple[str, ...], sold: list[dict[str, Any]]) -> str:
    """One of the templates, about anything that is sold."""
    anything = st.sampled_from([component["id"] for component in sold])
    at_sites = st.sampled_from([component["id"] for component in sold if component["at"] == "site"])
    text = draw(st.sampled_from(templates))
    return text.format(a=draw(anything), b=draw(anything), s=draw(at_sites), n=draw(st.integers(1, 4)))


@st.composite
def rules(draw: st.DrawFn, sold: list[dict[str, Any]]) -> str:
    """What may be said of what is sold, over the deal or at each site."""
    atom = filled(ATOMS, sold)
    implication = st.tuples(atom, conditions(atom, 1)).map(" implies ".join)
    text: str = draw(st.one_of(implication, implication, conditions(atom), filled(AT_EACH_SITE, sold)))
    return text


@st.composite
def discounts(draw: st.DrawFn, number: int, sold: list[dict[str, Any]]) -> dict[str, Any]:
    """A bundle, or what a longer term takes off."""
    step = draw(st.sampled_from(("bundle", "bundle", "term")))
    when = draw(conditions(filled(ATOMS, sold), 1)) if step == "bundle" else "profile.term_months >= 24"
    whose = draw(st.sampled_from(("", *[f"component.family == '{family}'" for family in FAMILIES])))
    told = {
        "id": f"DSC-{number}", "step": step, "name": small.both("Discount"), "when": when, "charges": list(draw(charged)),
        "percent": draw(st.integers(1, 60)), "effective_from": "2026-01-01", **small.SOURCED,
    }  # fmt: skip
    return told | ({"components": whose} if whose else {})


CAPABILITIES = [
    *[small.capability(id) for id in DEAL],
    *[small.capability(id, at="site") for id in SITE],
    small.capability("level", adds="max"),
    small.capability("light", adds="any"),
]

NEEDS = [
    small.need("warm", heat="need.amount"),
    small.need("seated", seats="2 * need.amount", level="2"),
    small.need("kept", storage="need.amount / 2", light="1"),
    small.need("wide", room="ceil(site.users / 20)"),
    small.need("linked", line="1 if site.kind == 'office' else 2", heat="1"),
    small.need("high", level="need.amount"),
]

CAPS = (15, 30, 60, 120, 240)
"""Most packages cost about that a month."""

SITES = (
    {"name": "Head", "users": 45},
    {"name": "Branch", "users": 10},
    {"name": "Office", "users": 25},
    {"name": "Plant", "users": 30, "kind": "plant"},
    {"name": "Works", "users": 10, "kind": "plant"},
)


@st.composite
def profiles(draw: st.DrawFn, sold: list[dict[str, Any]]) -> dict[str, Any]:
    asked = draw(st.lists(st.sampled_from([need["id"] for need in NEEDS]), unique=True, min_size=2, max_size=6))
    sites = draw(st.lists(st.sampled_from(SITES), unique_by=lambda site: str(site["name"]), min_size=1, max_size=4))
    counted = [site | {"count": draw(st.sampled_from((1, 1, 2, 3, 7)))} for site in sites]
    needs = [draw(stated(id, [str(site["name"]) for site in sites])) for id in asked]
    caps = draw(st.lists(st.sampled_from(("monthly", "one_time", "total")), unique=True, max_size=3))
    return {
        "needs": needs,
        "sites": counted,
        "budget": {cap: draw(st.sampled_from(CAPS)) * (10 if cap == "total" else 1) for cap in caps},
        "decisions": draw(st.lists(decisions(sold, counted), max_size=2)),
        "term_months": draw(st.sampled_from((12, 24, 36))),
    }


@st.composite
def stated(draw: st.DrawFn, id: str, sites: list[str]) -> dict[str, Any]:
    told: dict[str, Any] = {"need": id, "amount": draw(st.integers(1, 5))}
    told |= {"priority": draw(st.sampled_from(("must", "should", "should", "should", "could")))}
    weight = draw(st.sampled_from((None, None, 1, 2, 7)))
    told |= {} if weight is None else {"weight": weight}
    narrowed = draw(st.sets(st.sampled_from(sites))) if id in ("wide", "linked") and draw(st.booleans()) else None
    return told | ({"sites": sorted(narrowed)} if narrowed else {})


@st.composite
def decisions(draw: st.DrawFn, sold: list[dict[str, Any]], sites: list[dict[str, Any]]) -> dict[str, Any]:
    """What the user pins, of a component sold at sites perhaps at one of them."""
    component = draw(st.sampled_from(sold))
    pins = ({"selected": True}, {"selected": False}, {"quantity": draw(st.integers(1, 4))}, {"max": 1}, {"min": 2})
    at_one = component["at"] == "site" and draw(st.booleans())
    where = {"site": draw(st.sampled_from(sites))["name"]} if at_one else {}
    return {"component": component["id"], **draw(st.sampled_from(pins)), **where}


@st.composite
def larger_cases(draw: st.DrawFn) -> Case:
    """8 to 20 components of three families, sold to deals and sites, under rules, bundles, caps and decisions."""
    sold = [draw(components(number)) for number in range(draw(st.integers(8, 20)))]
    said = [small.rule(f"R-{i}", draw(rules(sold))) for i in range(draw(st.integers(0, 6)))]
    wishes = [small.rule(f"PREF-{i}", draw(rules(sold)), weight=i + 1) for i in range(draw(st.integers(0, 2)))]
    off = [draw(discounts(i, sold)) for i in range(draw(st.integers(0, 3)))]
    files = small.files(sold, capabilities=CAPABILITIES, needs=NEEDS, rules=said + wishes, discounts=off)
    files["tables/pairs.csv"] = "left,right\n0,0\n1,0\n0,1\n2,1\n1,1\n3,2\n"
    return Case(files, draw(profiles(sold)))
