"""The shape of a saved quote: what must be there, and of which kind, before anything relies on it.

The shape is written as the quote is. Beside the keys named here others may stand: what is priced, and how, is data.
"""

import re
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr, create_model
from pydantic_core import PydanticCustomError

from configurator.records import Date
from configurator.rulebook.wording import ProposalWording

State = Literal["inProgress", "pending", "approved", "accepted", "rejected", "cancelled"]
"""The states of a quote (TM Forum 648)."""


def _decimal(value: Any) -> str:
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,20}(\.\d{1,20})?", value):
        return value
    raise PydanticCustomError("amount", 'an amount as text is expected here, such as "45.00"')


Amount = Annotated[str, BeforeValidator(_decimal)]
Words = Annotated[dict[str, StrictStr], Field(min_length=1)]
Number = Annotated[float, Field(ge=0)]
Units = Annotated[StrictInt, Field(ge=0)]
From1 = Annotated[StrictInt, Field(ge=1)]

CHARGE = {
    "type": StrictStr,
    "period": Literal["month", "quarter", "year"] | None,
    "unit_list": Amount | None,
    "unit_net": Amount | None,
    "list": Amount,
    "net": Amount,
    "contract_net": Amount,
    "tax_rate": Amount,
    "waterfall": [{"step": StrictStr, "rule": StrictStr | None, "amount": Amount}],
}
ITEM = {
    "component": StrictStr,
    "site_class": StrictStr | None,
    "sites": tuple[StrictStr, ...] | None,
    "per_site": StrictInt | None,
    "quantity": Units,
    "origin": StrictStr,
    "because": [{"rule": StrictStr, "text": StrictStr}],
    "charges": [CHARGE],
}
TOTALS = {
    "currency": Literal["CNY", "USD", "EUR", "HKD", "JPY", "KWD"],
    "one_time": Amount,
    "monthly": Amount,
    "first_year": Amount,
    "total_contract": Amount,
    "tax": Amount,
    "total_contract_with_tax": Amount,
    "one_time_with_tax": Amount,
    "monthly_with_tax": Amount,
    "first_year_with_tax": Amount,
    "list": {"one_time": Amount, "monthly": Amount, "total_contract": Amount},
    "tax_by_rate": [{"rate": Amount, "net": Amount, "tax": Amount}],
    "years": [{"year": StrictInt, "one_time": Amount, "recurring": Amount}],
    "by_family": [{"family": StrictStr, "one_time": Amount, "monthly": Amount, "total_contract": Amount}],
}
RECOMMENDATION = {
    "outcome": Literal["optimal", "feasible"],
    "stages": tuple[dict[str, Any], ...],
    "package": {"items": [ITEM]},
    "coverage": {"needs": [{"need": StrictStr, "priority": StrictStr, "met": StrictBool}]},
    "totals": TOTALS,
    "rulebook": {"id": StrictStr, "version": StrictStr, "sha256": StrictStr},
    "solver": {"name": StrictStr, "version": StrictStr, "parameters": {"deterministic_limit": Number, "gap": Number}},
}
FACT = {"id": StrictStr, "name": Words, "value": StrictStr | Words}
DEMAND = {
    "rule": StrictStr,
    "need": StrictStr,
    "capability": StrictStr,
    "site_class": StrictStr | None,
    "amount": Amount,
    "formula": StrictStr,
    "values": dict[str, StrictStr],
    "source": StrictStr,
    "confidence": StrictStr,
}
COMPONENT = {"name": Words, "benefit": Words, "unit": StrictStr, "family": StrictStr, "sla": dict[str, StrictStr]}
CATALOGUE = {
    "families": [{"id": StrictStr, "name": Words}],
    "units": dict[str, Words],
    "components": {str: COMPONENT},
    "needs": {str: {"name": Words, "says": Words, "inputs": dict[str, Words]}},
    "capabilities": {str: {"name": Words, "unit": StrictStr | None}},
    "rules": dict[str, Words],
    "taxes": dict[str, Words],
    "customer_facts": [FACT],
    "compliance": [{"code": StrictStr, "name": Words}],
}
CUSTOMER_VIEW = {
    "format": StrictInt,
    "number": StrictStr,
    "revision": From1,
    "state": State,
    "date": Date,
    "valid_until": Date,
    "language": StrictStr,
    "changes_since": dict[str, Any] | None,
    "profile": {"customer": dict[str, Any], "date": Date, "term_months": From1},
    "recommendation": RECOMMENDATION,
    "site_classes": [{"id": StrictStr, "sites": [StrictStr], "facts": [FACT]}],
    "sizing": [DEMAND],
    "catalogue": CATALOGUE,
    "proposal": ProposalWording,
    "price_list": {"effective_from": Date, "sha256": StrictStr},
    "software": {"name": StrictStr, "version": StrictStr},
}
"""What the customer may see of a quote."""
SAVED_QUOTE = CUSTOMER_VIEW | {
    "sha256": StrictStr,
    "customer_view_sha256": StrictStr,
    "history": [{"from": State, "to": State, "on": Date, "by": StrictStr, "sha256": StrictStr}],
    "internal": {
        "cost": Amount,
        "margin": Amount,
        "lines": [{"component": StrictStr, "cost": Amount, "margin": Amount}],
        "approval": {"required": StrictBool, "approvers": [StrictStr]},
        "in_force": dict[str, dict[str, StrictStr]],
    },
}
"""A whole quote, as `Quote.to_json` tells it."""


def _model(shape: Any) -> Any:
    """A shape as a type: `{"key": …}` a record, `{str: …}` a mapping from ids, `[…]` a list."""
    if isinstance(shape, list):
        return tuple[_model(shape[0]), ...]  # type: ignore[misc]
    if not isinstance(shape, dict):
        return shape
    if str in shape:
        return dict[str, _model(shape[str])]  # type: ignore[misc]
    fields = {f"field_{key}": (_model(part), Field(alias=key)) for key, part in shape.items()}
    return create_model("Part", __config__=ConfigDict(extra="allow"), **fields)  # type: ignore[call-overload]


CustomerView = cast(type[BaseModel], _model(CUSTOMER_VIEW))
SavedQuote = cast(type[BaseModel], _model(SAVED_QUOTE))
