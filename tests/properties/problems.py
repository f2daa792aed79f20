"""Random small rulebooks and profiles, and the answer to them by trying everything."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from configurator.engine.purpose import active_rules
from configurator.engine.verify import Verification, verify
from configurator.package import Place
from configurator.pricing.bundles import as_bundled
from configurator.pricing.lines import lines_of
from configurator.pricing.price_list import offer_for
from configurator.pricing.totals import total_contract
from configurator.profile import Profile
from configurator.rulebook.language.evaluate import evaluate
from configurator.rulebook.loader import load_rulebook
from configurator.rulebook.model import Rulebook
from configurator.sizing import Sizing, size
from tests import small
from tests.properties.turnover import ending_cost, kept_weight, staying

IDS = ("a.one", "b.two", "c.three", "a.four")
MORE = ("block", "estimate", "allowance", "of", "when")
CAPABILITIES = ("heat", "light", "level", "room")


@dataclass(frozen=True, repr=False)
class Case:
    """A rulebook's files and a profile, as data."""

    files: dict[str, Any]
    profile: dict[str, Any]

    def __repr__(self) -> str:
        """What differs from case to case, a line each."""
        sold = [
            f"{c['id']} {c['at']} {c['supplies']} uses {c['consumes']} {c['quantity']} {c['attributes']} "
            + "; ".join(
                f"{p['type']} {p.get('period', '')} {p['model']} { {k: v for k, v in p.items() if k in MORE} or '' } "
                f"{p['prices'][0].get('tiers') or p['prices'][0].get('price')} {p['prices'][0].get('minimum', '')}"
                for p in c["charges"]
            )
            for c in self.files["components/a.yaml"]
        ]
        rules = [f"{rule['id']}: {rule['rule']}" for rule in self.files["constraints/a.yaml"]]
        discounts = [
            f"{d['id']}: {d.get('percent') or d.get('free_months') or d.get('ramp')} of {d['charges']} "
            f"{d.get('components', '')} when {d.get('when', '')}"
            for d in self.files["discounts.yaml"]
        ]
        return "\n".join(["", *sold, *rules, *discounts, str(self.profile)])

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # how hypothesis shows it
        printer.text(repr(self))

    def but_files(self, files: dict[str, Any]) -> "Case":
        """The same with other files."""
        return Case(self.files | files, self.profile)

    def but_profile(self, **told: Any) -> "Case":
        """The same with something else in the profile."""
        return Case(self.files, self.profile | told)

    def load(self, folder: Path) -> tuple[Rulebook, Profile]:
        return load_rulebook(small.write(folder, self.files)), small.profile(**self.profile)


prices = st.integers(1, 40).map(lambda n: n * 0.37 if n % 3 else n).map(lambda x: round(x, 2))


@st.composite
def charges(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(("recurring", "recurring", "one_time", "usage")))
    period = None if kind == "one_time" else draw(st.sampled_from(("month", "month", "quarter", "year")))
    model = draw(st.sampled_from(("flat", "per_unit", "volume", "graduated")))
    if model in ("flat", "per_unit"):
        return small.charge(draw(prices), kind=kind, period=period or "", model=model)
    starts = {1, *draw(st.sets(st.integers(2, 5), min_size=1, max_size=2))}
    return small.charge(
        tiers={start: draw(prices) for start in sorted(starts)}, kind=kind, period=period or "", model=model
    )


@st.composite
def components(draw: st.DrawFn, id: str) -> dict[str, Any]:
    at = draw(st.sampled_from(("deal", "deal", "site")))
    supplies = {
        name: draw(st.integers(1, 3)) for name in draw(st.sets(st.sampled_from(CAPABILITIES), min_size=1, max_size=3))
    }
    if at == "deal":
        supplies.pop("room", None)
    consumes = (
        {"heat": draw(st.sampled_from((1, 0.5)))}
        if at == "deal" and draw(st.integers(0, 4)) == 0 and "heat" not in supplies
        else {}
    )
    most = draw(st.integers(1, 4 if at == "deal" else 2))
    quantity = {"min": draw(st.integers(1, min(2, most))), "max": most, "extra": draw(st.booleans())}
    told = small.component(
        id,
        supplies=supplies,
        at=at,
        quantity=quantity,
        consumes=consumes,
        charges=draw(st.lists(charges(), min_size=1, max_size=2)),
    )
    return told | ({"available_when": "customer.employees >= 50"} if draw(st.integers(0, 9)) == 0 else {})


ATOMS = (
    "selected({a})", "qty({a}) >= 2", "qty({a}) <= qty({b})", "qty({a}) != 1", "supply(heat) >= 2", "supply(level) >= 2", "supply(light) == 1", "met(warm)", "qty({a}) in (0, 2)",
    "customer.employees > 50", "qty({a}) + 2 * qty({b}) < 5", "(qty({a}), qty({b})) in table pairs", "count(s in sites if supply(room, s) >= 1) >= 1",
    "exactly 1 of (selected({a}), selected({b}))", "at most 1 of (selected(c) for c in components if c.family == 'a')", "sum(qty(c) for c in components if c.ladder == 'x') <= 3",
)  # fmt: skip


@st.composite
def atoms(draw: st.DrawFn, ids: tuple[str, ...]) -> str:
    return draw(st.sampled_from(ATOMS)).format(a=draw(st.sampled_from(ids)), b=draw(st.sampled_from(ids)))


@st.composite
def conditions(draw: st.DrawFn, atom: st.SearchStrategy[str], depth: int = 2) -> str:
    """Atoms, joined in any way."""
    if depth == 0 or draw(st.booleans()):
        return draw(atom)
    parts = draw(st.lists(conditions(atom, depth - 1), min_size=2, max_size=2))
    form = draw(
        st.sampled_from(
            (
                "({} and {})",
                "({} or {})",
                "({} implies {})",
                "({} iff {})",
                "not ({} and {})",
                "at least 1 of ({}, {})",
                "not exactly 1 of ({}, {})",
            )
        )
    )
    return form.format(*parts)


charged = st.sampled_from((["recurring"], ["one_time", "usage"], ["recurring", "one_time", "usage"]))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    ids = IDS[: draw(st.integers(2, 3))]
    sold = [draw(components(id)) | {"attributes": {"ladder": "x"} if draw(st.booleans()) else {}} for id in ids]
    capabilities = [
        small.capability("heat"),
        small.capability("light", adds="any"),
        small.capability("level", adds="max"),
        small.capability("room", at="site"),
    ]
    needs = [
        small.need("warm", heat="need.amount"),
        small.need("bright", light="1", heat="need.amount / 2"),
        small.need("high", level="need.amount"),
        small.need("wide", room="need.amount"),
    ]
    rules = [small.rule(f"R-{i}", draw(conditions(atoms(ids)))) for i in range(draw(st.integers(0, 3)))]
    if draw(st.integers(0, 3)) == 0:
        rules.append(small.rule("PREF-1", draw(conditions(atoms(ids))), weight=2))
    discounts = [
        {"id": "DSC-1", "step": "term", "name": small.both("Term"), "when": "profile.term_months >= 24", "charges": ["recurring", "one_time"],
         "percent": draw(st.integers(1, 60)), "effective_from": "2020-01-01", **small.SOURCED},
        {"id": "DSC-2", "step": "promotion", "name": small.both("Promotion"), "components": "component.family == 'b'", "charges": ["recurring"],
         "percent": 12.5, "effective_from": "2026-11-01", "effective_to": "2026-11-30", **small.SOURCED},
    ]  # fmt: skip
    bundles = [
        {"id": f"BND-{i}", "step": "bundle", "name": small.both("Bundle"), "when": draw(conditions(atoms(ids), 1)), "charges": list(draw(charged)),
         "percent": draw(st.integers(1, 60)), "effective_from": "2026-01-01", **small.SOURCED}
        | ({"components": f"component.id == '{draw(st.sampled_from(ids))}'"} if draw(st.booleans()) else {})
        for i in range(draw(st.sampled_from((0, 0, 1, 2))))
    ]  # fmt: skip
    discounts = [*discounts[: draw(st.integers(0, 2))], *bundles]
    files = small.files(sold, capabilities=capabilities, needs=needs, rules=rules, discounts=discounts)
    files["tables/pairs.csv"] = "left,right\n0,0\n1,0\n2,1\n1,1\n"
    asked = draw(st.lists(st.sampled_from(("warm", "bright", "high", "wide")), unique=True, max_size=3))
    stated = [
        {"need": id, "amount": draw(st.integers(1, 4)), "priority": draw(st.sampled_from(("must", "should", "could")))}
        for id in asked
    ]
    sites = draw(
        st.sampled_from(
            (
                [{"name": "Office"}],
                [{"name": "Plant", "count": 2}],
                [{"name": "Head", "users": 9}, {"name": "Branch", "count": 2}],
            )
        )
    )
    budget = {
        cap: draw(st.integers(5, 4000))
        for cap in draw(st.sets(st.sampled_from(("monthly", "one_time", "total")), max_size=2))
    }
    decisions = (
        [
            {
                "component": draw(st.sampled_from(ids)),
                **draw(st.sampled_from(({"selected": True}, {"selected": False}, {"quantity": 2}, {"max": 1}))),
            }
        ]
        if draw(st.integers(0, 4)) == 0
        else []
    )
    return Case(
        files,
        {
            "needs": stated,
            "sites": sites,
            "budget": budget,
            "decisions": decisions,
            "term_months": draw(st.sampled_from((12, 24))),
        },
    )


@dataclass(frozen=True, order=True)
class Best:
    """How good a package is; the least is the best."""

    coverage: int
    preferences: int
    total_contract: int
    components: int
    order: tuple[int, ...]


def everything(sizing: Sizing, places: list[Place]) -> Iterator[dict[Place, int]]:
    components = sizing.rulebook.components
    ranges = [(0, *range(components[id].quantity.min, components[id].quantity.max + 1)) for id, _ in places]
    for units in itertools.product(*ranges):
        yield {place: n for place, n in zip(places, units, strict=True) if n}


def by_rank(sizing: Sizing) -> Callable[[Place], tuple[str, int]]:
    """Places in the order that breaks ties."""
    position = {place: number for number, place in enumerate(sizing.classes_by_rank())}
    return lambda place: (place[0], position.get(place[1] or "", -1))


def by_trying(profile: Profile, rulebook: Rulebook) -> Best | None:
    """The best package by trying every quantity and every set of needs; None when there is none."""
    sizing = size(profile, rulebook)
    offer = offer_for(sizing)
    places = sorted(((id, place) for id in offer for place in sizing.available[id]), key=by_rank(sizing))
    optional = [need for need in sizing.needs if need.priority != "must"]
    best: Best | None = None
    for quantities in everything(sizing, places):
        for chosen in itertools.product((True, False), repeat=len(optional)):
            met = frozenset(need.id for need, is_met in zip(optional, chosen, strict=True) if is_met)
            if not verify(sizing, offer, quantities, met):
                best = min(filter(None, (best, worth(sizing, offer, quantities, met, places))))
    return best


def worth(sizing: Sizing, offer: Any, quantities: dict[Place, int], met: frozenset[str], places: list[Place]) -> Best:
    verification = Verification(sizing, offer, quantities, met)
    offer = as_bundled(offer, verification.world)
    lines = [
        line
        for found in lines_of(offer, quantities, sizing.counts, staying(sizing, quantities)).values()
        for line in found
    ]
    return Best(
        coverage=-sum(need.weight for need in sizing.needs if need.id in met),
        preferences=-kept_weight(sizing, quantities)
        - sum(
            rule.weight for rule in active_rules(sizing) if rule.weight and evaluate(rule.rule.tree, verification.world)
        ),
        total_contract=total_contract(lines) + ending_cost(sizing, quantities),
        components=len({id for id, _ in quantities}),
        order=tuple(quantities.get(place, 0) for place in places),
    )


def share(met: int, whole: int) -> Fraction:
    return Fraction(met, whole) if whole else Fraction(1)
