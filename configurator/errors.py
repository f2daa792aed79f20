"""Everything that can go wrong, as one tree.

    ConfiguratorError           what a caller may catch to catch all of it
    ├── InputError              what was given can't be used: carries every diagnostic found, not just the first
    │   ├── ProfileError        in a customer's profile
    │   ├── RulebookError       in a rulebook
    │   ├── SpreadsheetError    in a spreadsheet to import
    │   └── QuoteError          in a quote that was saved, or in its proposal
    ├── RefusedError            the answer is no: e.g. a quote of an infeasible recommendation
    │   └── TransitionError     a quote can't come to that state, or be revised, as it is
    └── RenderError             a document can't be made on this machine, or not there

Messages name the place, the value and the way out; the command line prints them as they are.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from unicodedata import east_asian_width


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in a file: `line` and `column` count from 1, `width` is how many characters are meant."""

    file: str
    line: int = 0
    column: int = 0
    width: int = 1
    text: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault: a stable code, one sentence, the place and the way out."""

    code: str
    message: str
    place: Place | None = None
    help: str = ""

    def __str__(self) -> str:
        lines = [f"error[{self.code}]: {self.message}"]
        if self.place is not None:
            lines.append(f"  --> {self.place}")
            if self.place.text:
                lines += _excerpt(self.place)
        if self.help:
            lines.append(f"   = help: {self.help}")
        return "\n".join(lines)


_WIDEST_EXCERPT = 160


def _is_wide(character: str) -> bool:
    return east_asian_width(character) in "WF"


def _excerpt(place: Place) -> list[str]:
    text = place.text.rstrip("\n")
    start = 0
    if len(text) > _WIDEST_EXCERPT:
        start = max(0, place.column - 1 - _WIDEST_EXCERPT // 2)
    shown = text[start : start + _WIDEST_EXCERPT]
    before = shown[: place.column - 1 - start]
    meant = shown[len(before) :][: place.width]
    # A wide (CJK) character takes two cells of a terminal, so what stands below it must as well.
    indent = "".join("\u3000" if _is_wide(c) else "\t" if c == "\t" else " " for c in before)
    carets = "^" * max(1, sum(2 if _is_wide(c) else 1 for c in meant))
    return [f"   |   {shown}", f"   |   {indent}{carets}"]


class ConfiguratorError(Exception):
    """The root of the tree."""


MOST_SHOWN = 40
"""How many faults a message spells out: who made more of them made one many times."""


class InputError(ConfiguratorError):
    """What was given can't be used. `diagnostics` holds every fault found."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        shown = [str(diagnostic) for diagnostic in self.diagnostics[:MOST_SHOWN]]
        more = len(self.diagnostics) - len(shown)
        super().__init__("\n\n".join([*shown, *([f"… and {more:,} more faults"] if more else [])]))


class ProfileError(InputError):
    """A customer's profile can't be used."""


class RulebookError(InputError):
    """A rulebook can't be used."""


class SpreadsheetError(InputError):
    """A spreadsheet can't be imported into a rulebook."""


class QuoteError(InputError):
    """A saved quote, or the proposal made of one, can't be used."""


class RefusedError(ConfiguratorError):
    """What was asked for is understood, and the answer is no."""


class TransitionError(RefusedError):
    """A quote can't come to the state asked for. The message names its state, those it can come to, and the way out."""


class RenderError(ConfiguratorError):
    """A document can't be made. `help` says what to do about it."""

    def __init__(self, message: str, help: str = "") -> None:
        self.help = help
        super().__init__(f"{message}\n   = help: {help}" if help else message)


_COMPARED, _NEIGHBOURS = 1_000, 20


def did_you_mean(word: str, known: Iterable[str], listed: int = 12) -> str:
    """A suggestion for a misspelt `word`: the nearest known ones, else the first few there are."""
    choices: Sequence[str] = sorted(set(known))
    near = get_close_matches(word, _beginning_alike(word, choices), n=2, cutoff=0.6)
    if near:
        return "did you mean " + " or ".join(f"'{n}'" for n in near) + "?"
    if not choices:
        return ""
    more = f", … ({len(choices)} in all)" if len(choices) > listed else ""
    return "known here: " + ", ".join(choices[:listed]) + more


def _beginning_alike(word: str, choices: Sequence[str]) -> Sequence[str]:
    """Of very many sorted choices those around the word: thousands of misspelt words must not take hours."""
    if len(choices) <= _COMPARED:
        return choices
    place = bisect_left(choices, word)
    return choices[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS]
