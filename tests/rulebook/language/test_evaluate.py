"""What formulas are worth, in a small world of two kinds of site and three components."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest

from configurator.rulebook.language.evaluate import Element, EvaluationError, World, evaluate
from configurator.rulebook.language.functions import erlang_b
from configurator.rulebook.language.parse import parse_rule
from configurator.rulebook.model import Table


@dataclass(frozen=True)
class Chosen:
    """A package: what is chosen over the deal and at sites."""

    units: dict[tuple[str, str | None], int]

    def quantity(self, component: str, site: str | None) -> int:
        return self.units.get((component, site), 0)

    def supply(self, capability: str, site: str | None) -> Fraction:
        return Fraction(1, 2) * sum(n for (_, where), n in self.units.items() if where == site)

    def met(self, need: str) -> bool:
        return need == "power"


WORLD = World(
    facts={
        "customer": {"employees": 850, "industry": "finance", "public": True, "zero": 0},
        "profile": {"mlps": 3, "term_months": 36},
    },
    sites=(
        Element("S1", {"users": 500, "kind": "office"}),
        Element("S2", {"users": 50, "kind": "plant", "devices": 8}, count=6),
    ),
    components=(
        Element("a.one", {"id": "a.one", "family": "a", "ladder": "x"}),
        Element("a.two", {"id": "a.two", "family": "a", "ladder": "y"}),
        Element("b.one", {"id": "b.one", "family": "b", "ladder": "x"}),
    ),
    tables={"bounds": Table("bounds", ("industry", "size", "staff", "share"), (("finance", "large", 300, Fraction(1, 3)), ("finance", "small", 50, 0), ("retail", "large", 200, 1)))},
    decided=Chosen({("a.one", None): 4, ("b.one", "S1"): 2, ("b.one", "S2"): 1}),
)  # fmt: skip

WORTH: dict[str, Any] = {
    "customer.employees": 850,
    "customer.industry": "finance",
    "customer.public": True,
    "1 + 2 * 3": 7,
    "(1 + 2) * 3": 9,
    "7 - 2 - 1": 4,
    "7 / 2": Fraction(7, 2),
    "0.1 + 0.2": Fraction(3, 10),
    "-customer.employees": -850,
    "2 * -3": -6,
    "1 == 1.0": True,
    "2 != 2": False,
    "1 < 2": True,
    "2 <= 2": True,
    "2 > 2": False,
    "2 >= 2": True,
    "customer.industry == 'finance'": True,
    "customer.industry != 'finance'": False,
    "customer.industry in ('retail', 'finance')": True,
    "customer.industry not in ('retail', 'finance')": False,
    "not false": True,
    "true and false": False,
    "true and true and true": True,
    "false or true": True,
    "false or false": False,
    "true implies false": False,
    "true implies true": True,
    "false implies false": True,
    "true iff false": False,
    "false iff false": True,
    "1 if customer.public else 2": 1,
    "1 if profile.mlps > 3 else 2": 2,
    "exactly 1 of (true, false, false)": True,
    "exactly 1 of (true, true, false)": False,
    "exactly 0 of (false)": True,
    "at least 2 of (true, true, false)": True,
    "at least 3 of (true, true, false)": False,
    "at most 1 of (true, true)": False,
    "at most 2 of (true, true)": True,
    # loops: a class of sites counts as many times as it has sites
    "sum(s.users for s in sites)": 800,
    "sum(s.users for s in sites if s.kind == 'plant')": 300,
    "sum(1 for s in sites)": 7,
    "sum(s.users if s.kind == 'plant' else 0 for s in sites)": 300,
    "sum(1 for c in components if c.family == 'a')": 2,
    "sum(s.users for s in sites if false)": 0,
    "count(s in sites)": 7,
    "count(s in sites if s.users > 100)": 1,
    "count(c in components if c.ladder == 'x')": 2,
    "exactly 6 of (s.kind == 'plant' for s in sites)": True,
    "at most 1 of (s.kind == 'plant' for s in sites)": False,
    "at least 7 of (s.users >= 50 for s in sites)": True,
    "at least 1 of (true for s in sites if s.users > 1000)": False,
    "for each site: site.users >= 50": True,
    "for each s in sites: s.users > 50": False,
    "for each s in sites if s.kind == 'office': s.users > 50": True,
    "for each s in sites if s.kind == 'none': false": True,
    "for each s in sites: for each c in components if c.family == 'b': qty(c, s) >= 1": True,
    "sum(sum(1 for c in components) for s in sites)": 21,
    # decisions
    "qty(a.one)": 4,
    "qty(b.one)": 0,
    "selected(a.one)": True,
    "selected(a.two)": False,
    "sum(qty(b.one, s) for s in sites)": 8,
    "sum(qty(c) for c in components)": 4,
    "count(s in sites if selected(b.one, s))": 7,
    "for each site: selected(b.one, site)": True,
    "supply(heat)": 2,
    "for each s in sites if s.kind == 'office': supply(heat, s) == 1": True,
    "met(power)": True,
    "met(light)": False,
    # tables
    "(customer.industry, 'large') in table bounds": True,
    "(customer.industry, 'medium') in table bounds": False,
    "('retail', 'large', 200) in table bounds": True,
    "customer.industry in table bounds": True,
    "customer.industry not in table bounds": False,
    "lookup(bounds, staff, customer.industry, 'small')": 50,
    "lookup(bounds, share, 'finance', 'large')": Fraction(1, 3),
    "lookup(bounds, staff, 'retail')": 200,
    # what isn't known
    "known(customer.employees)": True,
    "known(customer.revenue)": False,
    "known(customer.revenue) and customer.revenue > 5": False,
    "known(customer.revenue) implies customer.revenue > 5": True,
    "customer.revenue if known(customer.revenue) else 3": 3,
    "count(s in sites if known(s.devices))": 6,
    # functions
    "ceil(7 / 2)": 4,
    "ceil(3)": 3,
    "floor(7 / 2)": 3,
    "floor(-7 / 2)": -4,
    "round(5 / 2)": 3,
    "round(2.49)": 2,
    "min(3, 1, 2)": 1,
    "max(3, 1, 2)": 3,
    "abs(-3)": 3,
    "erlang_b(8.108, 0.01)": 15,
}  # fmt: skip


@pytest.mark.parametrize("text", WORTH)
def test_a_formula_is_worth(text: str) -> None:
    assert evaluate(parse_rule(text), WORLD) == WORTH[text]


NOTHING = {
    "customer.revenue": r"customer\.revenue isn't known",
    "sum(s.devices for s in sites)": r"s\.devices isn't known",
    "1 / customer.zero": "a division by zero",
    "lookup(bounds, staff, 'farming')": "the table bounds has no row for 'farming'",
    "lookup(bounds, staff, 'finance')": "the table bounds has 2 rows for 'finance'",
    "erlang_b(5, 0)": "the blocking must lie between 0 and 1",
    "erlang_b(5, 1)": "the blocking must lie between 0 and 1",
    "erlang_b(-1, 0.01)": "the traffic must lie between 0 and",
    "known(customer.employees) and customer.revenue > 5": r"customer\.revenue isn't known",
}


@pytest.mark.parametrize("text", NOTHING)
def test_a_formula_without_a_value_says_why(text: str) -> None:
    with pytest.raises(EvaluationError, match=NOTHING[text]):
        evaluate(parse_rule(text), WORLD)


def test_an_unknown_fact_is_named_so_that_it_can_be_asked_for() -> None:
    with pytest.raises(EvaluationError) as fault:
        evaluate(parse_rule("customer.revenue > 1"), WORLD)
    assert fault.value.fact == ("customer", "revenue")


def test_decisions_have_no_value_before_there_is_a_package() -> None:
    before = World(WORLD.facts, WORLD.sites, WORLD.components, WORLD.tables)
    with pytest.raises(EvaluationError, match="isn't decided yet"):
        evaluate(parse_rule("qty(a.one) > 1"), before)


def test_a_loop_within_a_loop_may_choose_its_elements_by_the_outer_one() -> None:
    chosen = "sum(count(s in sites if s.users > t.users) for t in sites)"
    assert evaluate(parse_rule(chosen), WORLD) == 6  # the office is larger than each of six plants


def test_a_condition_of_a_loop_is_asked_anew_in_another_world() -> None:
    rule = parse_rule("count(s in sites if s.users > need.least)")
    assert evaluate(rule, WORLD.knowing("need", {"least": 100})) == 1
    assert evaluate(rule, WORLD.knowing("need", {"least": 10})) == 7


@pytest.mark.parametrize(
    ("erlangs", "blocking", "lines"),
    [("8.108", "0.01", 15), ("8.109", "0.01", 16), ("158.333", "0.03", 168), ("0", "0.01", 0), ("1", "0.5", 1), ("1", "0.2", 2), ("2", "0.4", 2)],
)  # fmt: skip
def test_erlang_b_agrees_with_the_published_tables(erlangs: str, blocking: str, lines: int) -> None:
    assert erlang_b(Fraction(erlangs), Fraction(blocking)) == lines
