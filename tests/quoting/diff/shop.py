"""A shop whose every part a test can change, and the difference of two quotes of it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import configurator as cf
from configurator.quoting.diff.changes import QuoteDiff
from configurator.quoting.diff.run import diff_quotes
from configurator.quoting.quote import Quote, make_quote
from tests import small
from tests.quoting.deals import DAY

SITES = [{"name": "总部", "users": 40}, {"name": "Branch", "count": 2, "users": 10}]


def shop(
    folder: Path,
    seat: Any = 45,
    plant: Any = 500,
    audit: Any = 300,
    cost: Any = 3,
    percent: int = 10,
    rate: float = 0.06,
    law: str = "customer.employees >= 50 implies selected(c.audit)",
    power: str = "need.amount * 2",
    without: tuple[str, ...] = (),
    **more: Any,
) -> cf.Rulebook:
    """Seats at every site, plants that power them (two kinds), an audit that the law asks for."""
    sold = [
        small.component("a.seat", supplies={"seats": 1}, at="site", quantity={"min": 1, "max": 999}, charges=[small.charge(tiers=seat if isinstance(seat, dict) else {1: seat}, cost=cost)]),
        small.component("b.plant", supplies={"power": 6}, charges=[small.charge(plant), small.charge(900, kind="one_time")]),
        small.component("b.turbine", supplies={"power": 6}, charges=[small.charge(550), small.charge(900, kind="one_time")]),
        small.component("c.audit", charges=[small.charge(audit, period="year")]),
    ]  # fmt: skip
    discounts = [
        {"id": "DSC-TERM", "step": "term", "name": small.both("Term"), "when": "profile.term_months >= 24", "components": "component.id == 'a.seat'", "charges": ["recurring"], "percent": percent, "effective_from": "2026-01-01", **small.SOURCED}
    ]  # fmt: skip
    contents = small.files(
        [component for component in sold if component["id"] not in without],
        capabilities=[small.capability("seats", at="site"), small.capability("power")],
        needs=[small.need("seats", seats="site.users"), small.need("power", power=power)],
        rules=[small.rule("LAW-1", law)] if law else [],
        discounts=[discount for discount in discounts if discount["id"] not in without],
        **more,
    )
    contents["taxes.yaml"][0]["rates"][0]["rate"] = rate
    return cf.load_rulebook(small.write(folder, contents))


def quoted(book: cf.Rulebook, **asked: Any) -> Quote:
    """The quote of three sites and a need for power; `asked` changes the profile."""
    needs = asked.pop("needs", [{"need": "seats"}, {"need": "power", "amount": 3}])
    outcome = cf.recommend(small.profile(needs, **{"sites": SITES, "term_months": 24, "language": "en"} | asked), book)
    return make_quote(outcome, number="Q-1", issued_on=DAY)


def told(found: QuoteDiff) -> dict[str, tuple[Any, Any, str | None, str | None]]:
    """Path → from, to, cause, rule."""
    return {c.path: (c.old, c.new, c.blame.cause, c.blame.rule) for c in found.changes}


def check_sums(found: QuoteDiff) -> None:
    """The deltas come to what the totals differ by."""
    whole = found.to_json()
    for name in ("one_time", "monthly", "total_contract"):
        total = whole["totals"][name]
        deltas = (Decimal(change["delta"][name]) for change in whole["diff"] if change["delta"])
        assert sum(deltas) == Decimal(total["to"]) - Decimal(total["from"]), name
        causes = (Decimal(entry["delta"][name]) for entry in whole["by_cause"])
        assert sum(causes) == Decimal(total["to"]) - Decimal(total["from"]), name


def difference(old: Quote, new: Quote) -> QuoteDiff:
    found = diff_quotes(old, new)
    check_sums(found)
    return found
