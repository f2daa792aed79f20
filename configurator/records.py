"""The kinds of field that rulebooks and profiles are made of, and how a fault in one is told.

Records are pydantic models: frozen, without unknown keys, without silent conversions (`"5"` is no number, `1` no
text). `diagnose` turns pydantic's findings into diagnostics at file, line and column.
"""

import datetime
import types
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    PlainValidator,
    StrictBool,
    StrictInt,
    StrictStr,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from configurator.errors import Diagnostic, did_you_mean
from configurator.source import DataPath, Source, by_place


class Record(BaseModel):
    """The base of all records: immutable, and an unknown key is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


def _number(value: Any) -> Fraction | int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise PydanticCustomError("number", "a number is expected here")
    number = Fraction(value)
    return number.numerator if number.denominator == 1 else number  # formulas work fastest with ints


_LAST_YEAR = 2999  # validity and contract years are counted on from it


def _date(value: Any) -> datetime.date:
    try:
        day = value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)
        if day.year > _LAST_YEAR:
            raise ValueError
        return day
    except (TypeError, ValueError):
        raise PydanticCustomError("date", "a date like 2026-11-22 is expected here") from None


ID = r"^[a-z][a-z0-9_]*$"
COMPONENT_ID = r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$"
CAPABILITY_ID = r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$"
CODE = r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$"

Text = Annotated[StrictStr, StringConstraints(min_length=1, max_length=2_000)]
Id = Annotated[StrictStr, StringConstraints(pattern=ID, max_length=80)]
ComponentId = Annotated[StrictStr, StringConstraints(pattern=COMPONENT_ID, max_length=80)]
CapabilityId = Annotated[StrictStr, StringConstraints(pattern=CAPABILITY_ID, max_length=80)]
Code = Annotated[StrictStr, StringConstraints(pattern=CODE, max_length=40)]
Whole = StrictInt
Flag = StrictBool
Number = Annotated[Fraction | int, PlainValidator(_number)]
Date = Annotated[datetime.date, BeforeValidator(_date), PlainSerializer(lambda d: d.isoformat())]


class Wording(Record):
    """One text in the two languages of the market."""

    en: Text
    zh: Text

    def in_language(self, language: str) -> str:
        """The text for a language tag such as `zh-CN` or `en`."""
        return self.zh if language.startswith("zh") else self.en


Confidence = Literal["sourced", "estimate"]


class Sourced(Record):
    """What rests on a source: from where, how sure."""

    source: Text
    confidence: Confidence


R = TypeVar("R", bound=BaseModel)


def validate(model: type[R], data: Any, source: Source, at: DataPath = ()) -> tuple[R | None, list[Diagnostic]]:
    """`data`, which stands in `source` at the path `at`, as a record; or None and everything wrong with it."""
    try:
        return model.model_validate(data), []
    except ValidationError as fault:
        details = [detail for detail in fault.errors(include_url=False) if not _only_seems_short(detail)]
        found = [_diagnose(detail, model, data, source, at) for detail in details]
        return None, sorted(_joined(found), key=by_place)


def _only_seems_short(detail: ErrorDetails) -> bool:
    """Whether a list is called too short because its entries, faulty themselves, weren't counted."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def _joined(faults: list[Diagnostic]) -> list[Diagnostic]:
    """One fault, not two, for what could have been either of two kinds of value."""
    told: dict[Any, Diagnostic] = {}
    for fault in faults:
        same = (fault.place, fault.message)
        told[same] = replace(fault, help=f"{told[same].help}; or {fault.help}") if same in told else fault
    return list(told.values())


def folded(source: Source, path: DataPath) -> Diagnostic | None:
    """The fault of a formula whose lines YAML has joined, if they are: nothing in it can be pointed at."""
    if not source.is_folded(path):
        return None
    help = "write it on one line, or after '|' on several"
    return Diagnostic("E020", "a formula can't be folded over lines", source.place(path), help)


def _diagnose(detail: ErrorDetails, model: type[BaseModel], data: Any, source: Source, at: DataPath) -> Diagnostic:
    steps, is_key = _written(detail, data)
    path: DataPath = (*at, *steps)
    value, limits = detail["input"], detail.get("ctx", {})
    name = _named(path)
    place = source.place(path, key=is_key)
    match detail["type"]:
        case "extra_forbidden" | "invalid_key":
            known = _keys(model, steps[:-1])
            return Diagnostic(
                "E010", f"unknown key '{path[-1]}'", source.place(path, key=True), did_you_mean(str(path[-1]), known)
            )
        case "missing":
            around = source.place(path if path in source.settings else path[:-1])
            return Diagnostic("E011", f"the key '{name}' is missing", around, f"add '{name}: …'")
        case "formula":
            inside = source.inside(path, limits["line"], limits["column"], limits["width"])
            return folded(source, path) or Diagnostic("E020", limits["message"], inside, limits["help"])
        case "told":
            return Diagnostic("E013", limits["message"], place, limits["help"])
        case "greater_than_equal" | "greater_than" | "less_than_equal" | "less_than":
            return Diagnostic("E013", f"{name} is {shown(value)}", place, _limit(detail["type"], limits))
        case "literal_error" | "enum":
            known = [word for word in limits["expected"].split("'") if word.strip(" ,or")]
            return Diagnostic("E014", f"{name} can't be {shown(value)}", place, did_you_mean(str(value), known))
        case "too_short" | "too_long":
            return Diagnostic("E012", f"{name} has {_entries(limits['actual_length'])}", place, _expected(detail))
        case _:
            what = "a key" if is_key else name
            message = f"{what} can't be {shown(value)}" if what else f"{shown(value)} can't stand here"
            return Diagnostic("E012", message, place, _expected(detail))


def _written(detail: ErrorDetails, data: Any) -> tuple[DataPath, bool]:
    """Where in the data pydantic means, without the steps it adds of its own; whether it means the key there."""
    steps: list[str | int] = []
    here = data
    for step in detail["loc"]:
        there = step in here if isinstance(here, dict) else isinstance(here, list | tuple) and isinstance(step, int)
        if not there:
            continue
        steps.append(step)
        here = here[step]
    if detail["type"] == "missing":
        steps.append(detail["loc"][-1])
    return tuple(steps), "[key]" in detail["loc"]


def _named(path: DataPath) -> str:
    """What a message calls the value at a path: its key, or which entry of which list it is."""
    if path and isinstance(path[-1], int):
        return f"entry {path[-1] + 1}" + (f" of {path[-2]}" if len(path) > 1 else "")
    return str(path[-1]) if path else ""


def _entries(number: int) -> str:
    return "no entry" if number == 0 else f"{number:,} entries"


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
    return f"it must be {phrase} {limits[key]:,}"


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

_PATTERNS = {
    ID: "an id is made of lower case letters, digits and _, and begins with a letter",
    COMPONENT_ID: "a component's id is family.name, in lower case letters, digits and _",
    CAPABILITY_ID: "an id is made of lower case letters, digits and _, with at most one dot",
    CODE: "an id is made of capitals, digits and dashes, like SEC-004",
}


def _expected(detail: ErrorDetails) -> str:
    if detail["type"] == "string_pattern_mismatch":
        return _PATTERNS[detail["ctx"]["pattern"]]
    if detail["type"] == "string_too_long":
        return f"{detail['ctx']['max_length']:,} characters are the most"
    if detail["type"] == "too_long":
        return f"{detail['ctx']['max_length']:,} entries are the most"
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
        ways = [_plain(way) for way in get_args(annotation) if way is not type(None)]
        return next((way for way in ways if _is_record(way)), ways[0])  # of a number or a record, the record has keys
    return annotation


def _is_record(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
