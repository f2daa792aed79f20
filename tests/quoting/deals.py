"""Small deals that the tests of quotes are about: a rulebook, the questions asked of it, and their quotes."""

import datetime
from pathlib import Path
from typing import Any

import configurator as cf
from configurator.quoting.quote import Quote, make_quote
from configurator.rulebook.model import Rulebook
from tests.small import SOURCED, both, capability, charge, component, need, profile, rule, rulebook

DAY = datetime.date(2026, 11, 22)
SITES = [{"name": "总部", "users": 40}, {"name": "Branch", "count": 2, "users": 10}]


def small_book(folder: Path, seat_cost: float = 27.13) -> Rulebook:
    """Seats that consume power, a plant that supplies it, an audit the law asks for, boxes nobody needs."""
    sold = [
        component("a.seat", supplies={"seats": 1}, consumes={"power": 0.1}, at="site", quantity={"min": 1, "max": 999}, charges=[charge(tiers={1: 45, 51: 40}, cost=seat_cost)]),
        component("b.plant", supplies={"power": 6}, charges=[charge(500, cost=311.17), charge(900, kind="one_time", cost=613.31)]),
        component("c.audit", charges=[charge(300, period="year", cost=171.71)]),
        component("c.box", charges=[charge(7, cost=3.33)]),
    ]  # fmt: skip
    discounts = [
        {"id": "DSC-TERM", "step": "term", "name": both("Term"), "when": "profile.term_months >= 24", "components": "component.id == 'a.seat'", "charges": ["recurring"], "percent": 10, "effective_from": "2026-01-01", **SOURCED}
    ]  # fmt: skip
    return rulebook(
        folder,
        sold,
        capabilities=[capability("seats", at="site"), capability("power")],
        needs=[need("seats", seats="site.users"), need("more", power="need.amount")],
        rules=[rule("LAW-1", "customer.employees >= 50 implies selected(c.audit)"), rule("LAW-2", "qty(c.box) <= 3")],
        discounts=discounts,
    )


def asked(**more: Any) -> cf.Profile:
    told: dict[str, Any] = {"sites": SITES, "term_months": 24, "budget": {"total": "99999.99"}, "compliance": ["mlps_3"]}  # fmt: skip
    return profile(more.pop("needs", [{"need": "seats"}]), **told | more)


def solved(book: Rulebook, **more: Any) -> cf.Optimal:
    outcome = cf.recommend(asked(**more), book)
    assert isinstance(outcome, cf.Optimal)
    return outcome


def quoted(book: Rulebook, number: str = "Q-1", **more: Any) -> Quote:
    return make_quote(solved(book, **more), number=number, issued_on=DAY)
