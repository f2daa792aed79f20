"""The kinds of field that rulebooks and profiles are made of, and how a fault in one is told.

Records are pydantic models: frozen, without unknown keys, without silent conversions (`"5"` is no number, `1` no
text). `diagnose` turns pydantic's findings into diagnostics at file, line and column.
"""

import datetime
import types
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    StrictBool,
    StrictInt,
    StrictStr,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from configurator.errors import Diagnostic, Place, did_you_mean
from configurator.source import DataPath, Source


class Record(BaseModel):
    """The base of all records: immutable, and an unknown key is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def _number(value: Any) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise PydanticCustomError("number", "a number is expected here")
    return Fraction(value)


def _date(value: Any) -> datetime.date:
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise PydanticCustomError("date", "a date like 2026-11-22 is expected here") from None


Text = Annotated[StrictStr, StringConstraints(min_length=1, max_length=2_000)]
Id = Annotated[StrictStr, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
Code = Annotated[StrictStr, StringConstraints(pattern=r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$", max_length=40)]
Whole = StrictInt
Flag = StrictBool
Number = Annotated[Fraction, BeforeValidator(_number)]
Date = Annotated[datetime.date, BeforeValidator(_date), PlainSerializer(lambda d: d.isoformat())]


class Wording(Record):
    """One text in the two languages of the market."""

    en: Text
    zh: Text

    def in_language(self, language: str) -> str:
        """The text for a language tag such as `zh-CN` or `en`."""
        return self.zh if language.startswith("zh") else self.en


R = TypeVar("R", bound=BaseModel)


def validate(model: type[R], data: Any, source: Source, at: DataPath = ()) -> tuple[R | None, list[Diagnostic]]:
    """`data`, which stands in `source` at the path `at`, as a record; or None and everything wrong with it."""
    try:
        return model.model_validate(data), []
    except ValidationError as fault:
        details = [detail for detail in fault.errors(include_url=False) if not _follows(detail)]
        return None, [_diagnose(detail, model, source, at) for detail in details]


def _follows(detail: ErrorDetails) -> bool:
    """Whether a list is called too short only because its entries are faulty, which is told already."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _diagnose(detail: ErrorDetails, model: type[BaseModel], source: Source, at: DataPath) -> Diagnostic:
    path: DataPath = (*at, *detail["loc"])
    name, value, limits = path[-1] if path else "", detail["input"], detail.get("ctx", {})
    match detail["type"]:
        case "extra_forbidden":
            known = _keys(model, detail["loc"][:-1])
            return Diagnostic(
                "E010", f"unknown key '{name}'", source.place(path, key=True), did_you_mean(str(name), known)
            )
        case "missing":
            place = source.place(path[:-1])
            return Diagnostic("E011", f"the key '{name}' is missing", place, f"add '{name}: …'")
        case "formula":
            place = _inside(source, path, limits)
            return Diagnostic(limits["code"], limits["message"], place, limits["help"])
        case "greater_than_equal" | "greater_than" | "less_than_equal" | "less_than":
            return Diagnostic("E013", f"{name} is {shown(value)}", source.place(path), _limit(detail["type"], limits))
        case "literal_error" | "enum":
            known = [word for word in limits["expected"].split("'") if word.strip(" ,or")]
            message = f"{name} can't be {shown(value)}"
            return Diagnostic("E014", message, source.place(path), did_you_mean(str(value), known))
        case _:
            message = f"{name} can't be {shown(value)}" if name != "" else f"{shown(value)} can't stand here"
            return Diagnostic("E012", message, source.place(path), _expected(detail))


def _inside(source: Source, path: DataPath, limits: dict[str, Any]) -> Place:
    return source.inside(path, limits["line"], limits["column"], limits["width"])


def shown(value: Any) -> str:
    """A value as it is quoted in a message: short, and recognisable."""
    if value is None:
        return "empty"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return decimal_text(value)
    text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:56] + "…'"


def decimal_text(value: Fraction | int) -> str:
    """A number as people write it: exact when it has a short decimal, else with six places."""
    value = Fraction(value)
    if value.denominator == 1:
        return str(value.numerator)
    for places in range(1, 7):
        if (value * 10**places).denominator == 1:
            return f"{Decimal(value.numerator) / Decimal(value.denominator):.{places}f}"
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.6f}"


def _limit(kind: str, limits: dict[str, Any]) -> str:
    words = {"greater_than_equal": ("ge", "at least"), "greater_than": ("gt", "more than"),
             "less_than_equal": ("le", "at most"), "less_than": ("lt", "less than")}  # fmt: skip
    key, phrase = words[kind]
    return f"it must be {phrase} {limits[key]}"


_EXPECTED = {
    "string_type": "a text is expected here; put it in quotes if it looks like a number",
    "int_type": "a whole number is expected here, without quotes",
    "bool_type": "true or false is expected here",
    "model_type": "a mapping (key: value) is expected here",
    "model_attributes_type": "a mapping (key: value) is expected here",
    "dict_type": "a mapping (key: value) is expected here",
    "tuple_type": "a list is expected here",
    "list_type": "a list is expected here",
    "string_too_short": "the text is empty",
    "too_short": "at least one entry is needed",
}


def _expected(detail: ErrorDetails) -> str:
    if detail["type"] == "string_pattern_mismatch":
        pattern = detail["ctx"]["pattern"]
        words = "capitals, digits and dashes, like SEC-004" if "A-Z" in pattern else "lower case letters, digits and _"
        return f"an id is made of {words}" if "." not in pattern else "a component's id is family.name, in lower case"
    if detail["type"] == "string_too_long":
        return f"{detail['ctx']['max_length']} characters are the most"
    return _EXPECTED.get(detail["type"], detail["msg"].removeprefix("Value error, "))


def _keys(model: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """The keys allowed in the record at `path` below `model`."""
    here: Any = model
    for step in path:
        here = _below(here, step)
    return [field.alias or name for name, field in here.model_fields.items()] if _is_record(here) else []


def _below(annotation: Any, step: int | str) -> Any:
    if _is_record(annotation):
        field = annotation.model_fields.get(step)
        return _plain(field.annotation) if field is not None else None
    arguments = get_args(annotation)
    return _plain(arguments[1] if get_origin(annotation) is dict else arguments[0]) if arguments else None


def _plain(annotation: Any) -> Any:
    """An annotation without `| None`, `Annotated` and the like."""
    if get_origin(annotation) is Annotated:
        return _plain(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return _plain(next(a for a in get_args(annotation) if a is not type(None)))
    return annotation


def _is_record(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


Confidence = Literal["sourced", "estimate"]
