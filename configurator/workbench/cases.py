"""Regression cases: a profile and what is expected of its answer. The format is described in rules/README.md."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Tag, model_validator
from pydantic_core import PydanticCustomError

from configurator import source
from configurator.engine.outcome import Infeasible, Outcome, Solved
from configurator.errors import Diagnostic, ProfileError
from configurator.money import to_text
from configurator.profile import Profile, changed, load_profile, read_profile
from configurator.records import Flag, Id, Number, Record, Text, decimal_text, validate
from configurator.rulebook.examples import Units
from configurator.source import Source

AMOUNTS = ("one_time", "monthly", "first_year", "total_contract", "tax", "total_contract_with_tax")


class Range(Record):
    """At least, at most, or both."""

    min: Number | None = None
    max: Number | None = None

    @model_validator(mode="after")
    def _some_number_fits(self) -> "Range":
        if self.min is not None and self.max is not None and self.min > self.max:
            told = {"message": "no number is at least the one and at most the other", "help": "exchange min and max"}
            raise PydanticCustomError("told", "{message}", told)
        return self


def _kind(value: Any) -> str:
    return "range" if isinstance(value, dict | Range) else "exactly"


def _or_range(exact: Any) -> Any:
    """That number, or a range of such: by how it is written, so that only one of them is expected."""
    return Annotated[Annotated[exact, Tag("exactly")] | Annotated[Range, Tag("range")], Discriminator(_kind)]


class Expected(Record):
    """What is expected; only what is named is looked at."""

    outcome: Literal["optimal", "feasible", "infeasible"] = "optimal"
    components: dict[Text, _or_range(Units)] = {}  # type: ignore[valid-type]
    needs: dict[Id, Flag] = {}
    totals: dict[Literal[AMOUNTS], _or_range(Number)] = {}  # type: ignore[valid-type]
    conflict: tuple[Text, ...] | None = None


class CaseFile(BaseModel):
    """The file of a case; a profile is data of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    because: Text
    profile: dict[str, Any] | Text
    set: dict[Text, Any] = {}
    expect: Expected


@dataclass(frozen=True)
class Case:
    """A case as read: its name, the question, and what is expected."""

    name: str
    path: Path
    text: Source
    because: str
    profile: Profile
    expected: Expected


def case_files(folder: Path) -> list[Path]:
    """The files of a rulebook's cases."""
    return sorted(path for path in (folder / "cases").glob("*.yaml") if not path.name.startswith("."))


def load_case(path: Path) -> Case:
    """A case. Raises InputError with everything wrong in its file."""
    text = source.read(path)
    told, faults = validate(CaseFile, text.data, text)
    faults += [] if told is None else _misplaced(told.expect, text)
    if told is None or faults:
        raise ProfileError(faults)
    if isinstance(told.profile, str):
        profile = load_profile(path.parent / told.profile)
    else:
        inline = {at[1:]: span for at, span in text.spans.items() if at[:1] == ("profile",)}
        profile = read_profile(Source(text.file, text.lines, told.profile, inline))
    for name, value in told.set.items():
        profile = changed(profile, name, "" if value is None else str(value))
    return Case(path.stem, path, text, told.because, profile, told.expect)


def _misplaced(expected: Expected, text: Source) -> list[Diagnostic]:
    """Expectations that the expected outcome leaves nothing to compare with."""
    infeasible = expected.outcome == "infeasible"
    idle = ("components", "needs", "totals") if infeasible else ("conflict",)
    help = "leave it out" if infeasible else "add 'outcome: infeasible', or leave it out"
    return [
        Diagnostic(
            "E033", f"an outcome that is {expected.outcome} has no {name}", text.place(("expect", name), key=True), help
        )
        for name in idle
        if name in expected.model_fields_set
    ]


def deviations(case: Case, outcome: Outcome) -> Iterator[str]:
    """What of the answer isn't as expected, a sentence each."""
    expected = case.expected
    if outcome.name != expected.outcome:
        yield f"the outcome is {outcome.name}, expected is {expected.outcome}"
    if isinstance(outcome, Infeasible) and expected.conflict is not None:
        found, wanted = sorted(f"{c.kind} {c.id}" for c in outcome.conflict), sorted(expected.conflict)
        if found != wanted:
            yield f"the conflict is {', '.join(found)}; expected is {', '.join(wanted)}"
    if isinstance(outcome, Solved):
        yield from _package(expected, outcome)


def _package(expected: Expected, outcome: Solved) -> Iterator[str]:
    units = bought(outcome)
    for id, wanted in expected.components.items():
        if id not in outcome.sizing.rulebook.components:
            yield f"there is no component {id}"
        elif not _as(wanted, units.get(id, 0)):
            yield f"{id}: {units.get(id, 0)} units, expected {_told(wanted)}"
    met = {need.need: need.met for need in outcome.package.coverage}
    for need, should in expected.needs.items():
        if need not in met:
            yield f"the need {need} isn't asked for"
        elif met[need] != should:
            yield f"the need {need} is {'met' if met[need] else 'not met'}, expected the contrary"
    currency = outcome.sizing.rulebook.currency
    for name, amount in expected.totals.items():
        found = to_text(getattr(outcome.package.totals, name), currency)
        if not _as(amount, Fraction(found)):
            yield f"{name}: {found} {currency}, expected {_told(amount)}"


def bought(outcome: Solved) -> Mapping[str, int]:
    """Units of every component over the deal."""
    units: dict[str, int] = {}
    for item in outcome.package.items:
        units[item.component] = units.get(item.component, 0) + item.quantity
    return units


def _as(wanted: Fraction | int | Range, found: Fraction | int) -> bool:
    if isinstance(wanted, Range):
        return (wanted.min is None or found >= wanted.min) and (wanted.max is None or found <= wanted.max)
    return found == wanted


def _told(wanted: Fraction | int | Range) -> str:
    if not isinstance(wanted, Range):
        return decimal_text(wanted)
    bounds = [("at least", wanted.min), ("at most", wanted.max)]
    return " and ".join(f"{words} {decimal_text(bound)}" for words, bound in bounds if bound is not None)
