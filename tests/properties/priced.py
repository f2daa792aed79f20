"""The price of an answer, three times: by the solver, by the quote, by the clerk."""

import configurator as cf
from configurator.engine.verify import Verification
from configurator.pricing.bundles import fulfils
from tests.properties.answers import Comparison, against_everything
from tests.properties.clerk import Clerk
from tests.properties.problems import Case


def quoted(outcome: cf.Optimal) -> tuple[int, int]:
    """(the solver's least cost, the quote's total)."""
    [cost] = [stage.value for stage in outcome.stages if stage.goal == "total_contract"]
    return int(cost), outcome.package.totals.total_contract


def against_the_clerk(case: Case) -> Comparison:
    """The engine's answer beside the best of all there are; and three times the same price, or AssertionError."""
    comparison = against_everything(case)
    if isinstance(comparison.outcome, cf.Optimal):
        solver, quote = quoted(comparison.outcome)
        clerk = clerk_of(case, comparison.outcome).total_contract()
        assert solver == quote == clerk, (solver, quote, clerk)
    return comparison


def clerk_of(case: Case, outcome: cf.Optimal) -> Clerk:
    """A clerk who knows the rulebook's files, what was bought, and which bundles' conditions hold."""
    units: dict[str, int] = {}
    busy: dict[str, int] = {}
    for item in outcome.package.items:
        units[item.component] = units.get(item.component, 0) + item.quantity
        users = 0 if item.site_class is None else outcome.sizing.site_class(item.site_class).facts["users"]
        if int(users) > 5:
            busy[item.component] = busy.get(item.component, 0) + item.quantity
    met = frozenset(need.need for need in outcome.package.coverage if need.met)
    world = Verification(outcome.sizing, {}, outcome.package.quantities, met).world
    discounts = outcome.sizing.rulebook.discounts
    return Clerk(case.files, case.profile, units, busy, lambda bundle: fulfils(discounts[bundle], world))
