"""Whether a value may be said of a fact, and what it then is."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from configurator.errors import did_you_mean
from configurator.records import decimal_text, shown
from configurator.rulebook.model import Component, Fact, Facts, Value


def attributes(component: Component, facts: Facts) -> dict[str, Value]:
    """What rules may ask of a component."""
    told: dict[str, Value] = {"id": component.id, "family": component.family, "vat": component.vat}
    for fact in facts.component:
        value = component.attributes.get(fact.id, fact.default)
        if value is not None:
            told[fact.id] = accepted(fact, value)[0]
    return told


_WANTED = {
    "integer": "a whole number is expected, without quotes",
    "number": "a number is expected, without quotes",
    "boolean": "true or false is expected",
    "text": "a text of at most 2,000 characters is expected",
}


_TOO_MUCH = 10**15


def accepted(fact: Fact, value: Any) -> tuple[Value, str, str]:
    """(the value as formulas see it, what is wrong with it or "", the way out)."""
    problem = f"{fact.id} can't be {shown(value)}"
    if fact.type == "choice":
        if isinstance(value, str) and value in fact.values:
            return value, "", ""
        return "", problem, did_you_mean(str(value), fact.values)
    if not _fits(fact.type, value):
        return "", problem, _WANTED[fact.type]
    if fact.type in ("boolean", "text"):
        return value, "", ""
    number = whole(Fraction(value))
    if not -_TOO_MUCH < number < _TOO_MUCH:
        return number, f"{fact.id} is {shown(number)}", "it must be a number of at most 15 digits"
    if fact.min is not None and number < fact.min:
        return number, f"{fact.id} is {shown(number)}", f"it must be at least {decimal_text(fact.min)}"
    if fact.max is not None and number > fact.max:
        return number, f"{fact.id} is {shown(number)}", f"it must be at most {decimal_text(fact.max)}"
    return number, "", ""


def whole(number: Fraction) -> Fraction | int:
    """A number as an int when it is whole: ints are what formulas work fastest with."""
    return number.numerator if number.denominator == 1 else number


def _fits(kind: str, value: Any) -> bool:
    match kind:
        case "boolean":
            return isinstance(value, bool)
        case "text":
            return isinstance(value, str) and 0 < len(value) <= 2_000
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, int | Decimal | Fraction) and not isinstance(value, bool)
