"""One option: a component, whether it can be chosen, and what that adds to the price and brings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from configurator.money import to_text
from configurator.records import decimal_text
from configurator.sizing import Sizing

Keeps = Literal["everything", "needs", "musts"]
"""What the cheapest package with an option still fulfils of what the recommendation does."""


@dataclass(frozen=True)
class Option:
    """A component and whether it can be chosen (None: not proven within the limits); `units` are those chosen now.

    `effect`: cap → what the package with it spends more, in minor units; `exact` tells whether that is the least.
    """

    component: str
    possible: bool | None
    units: int = 0
    range: tuple[int, int] | None = None
    effect: Mapping[str, int] = field(default_factory=dict)
    exact: bool = True
    keeps: Keeps = "everything"


def option_json(option: Option, sizing: Sizing, reason: str | None = None) -> dict[str, Any]:
    """The option of the contract; amounts are strings."""
    component, currency = sizing.rulebook.components[option.component], sizing.rulebook.currency
    amounts = {name: to_text(amount, currency) for name, amount in option.effect.items()}
    return {
        "component": option.component,
        "name": component.name.in_language(sizing.profile.language),
        "site_class": None,
        "possible": option.possible,
        "quantity": option.units,
        "range": option.range and list(option.range),
        "price_effect": {**amounts, "exact": option.exact} if option.effect else None,
        "keeps": option.keeps if option.possible else None,
        "brings": {
            "sla": {name: str(value) for name, value in component.sla.items()},
            "capabilities": {id: decimal_text(Fraction(amount)) for id, amount in component.supplies.items()},
        },
        "reason": reason,
    }
