"""Text files of records (YAML, and JSON, which is YAML) read with the place of every value kept.

YAML is read by its 1.2 core schema: `no` is a word, `1.50` an exact Decimal, a date stays text. Anchors, aliases,
tags and duplicate keys are refused: a rulebook or profile is data a person reads top to bottom.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from configurator.errors import Diagnostic, InputError, Place

DataPath = tuple[str | int, ...]
MAX_BYTES = 20_000_000
_MAX_DEPTH = 60
_MOST_DIGITS = 15  # what JSON carries exactly, whoever reads it

Mark: TypeAlias = Any  # PyYAML's stubs leave out what marks and events are made of
Event: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class _Span:
    key: Event | None
    start: Mark
    end: Mark
    style: str | None


@dataclass(frozen=True)
class Source:
    """A parsed file: `data` is plain Python, `place` tells where the value (or key) at a path stands.

    `settings` are values given otherwise than in the file, such as `--set` on the command line: path → as given.
    """

    file: str
    lines: tuple[str, ...]
    data: Any
    spans: dict[DataPath, _Span] = field(repr=False)
    settings: dict[DataPath, str] = field(default_factory=dict)

    def place(self, path: DataPath, *, key: bool = False) -> Place:
        """The place of the value at `path` (of its key, with `key`); of the nearest parent when it isn't there."""
        for given, as_given in self.settings.items():
            if path[: len(given)] == given or (path not in self.spans and given[: len(path)] == path):
                return Place(as_given)
        if not self.spans:  # plain data, not text: the path itself says where
            return Place(self.file + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path))
        while path not in self.spans and path:
            path, key = path[:-1], False
        span = self.spans.get(path)
        if span is None:
            return Place(self.file, 1, 1, text=self.line(1))
        start, end = (span.key.start_mark, span.key.end_mark) if key and span.key else (span.start, span.end)
        width = end.column - start.column if start.line == end.line else 1
        return self.at(start.line + 1, start.column + 1, width)

    def inside(self, path: DataPath, line: int, column: int, width: int) -> Place:
        """The place of characters within the text at `path`; `line` and `column` count from 1 in that text."""
        span = self.spans.get(path)
        if span is None or self.is_folded(path) or not isinstance(text := self.value(path), str):
            return self.place(path)
        written = text.split("\n")
        if span.style == "|":
            number = span.start.line + 1 + line
            return self.at(number, len(self.line(number)) - len(written[line - 1]) + column, width)
        if span.style is None:
            return self.at(span.start.line + 1, span.start.column + column, width)
        # In quotes an escape is several characters of the file but one of the text, so count in the text's.
        first, before = span.start.column + 1, sum(len(text) + 1 for text in written[: line - 1]) + column - 1
        raw = self.line(span.start.line + 1)[first : span.end.column - 1]
        ends = [0, *(unit.end() for unit in (_QUOTED if span.style == "'" else _ESCAPED).finditer(raw))]
        start, end = ends[before], ends[min(before + width, len(ends) - 1)]
        return self.at(span.start.line + 1, first + start + 1, end - start)

    def value(self, path: DataPath) -> Any:
        """What stands at a path that is there."""
        here = self.data
        for step in path:
            here = here[step]
        return here

    def setting(self, path: DataPath, value: Any, as_given: str) -> "Source":
        """A copy with another value at `path` (None: without it); faults in it are told as in `as_given`."""
        data = here = _copy(self.data)
        for step in path[:-1]:
            here = here.setdefault(step, {}) if isinstance(here, dict) else here[step]
        if value is not None:
            here[path[-1]] = value
        elif isinstance(here, list) or path[-1] in here:
            here.pop(path[-1])  # type: ignore[arg-type]
        return replace(self, data=data, settings={**self.settings, path: as_given})

    def is_folded(self, path: DataPath) -> bool:
        """Whether the text at `path` was written over several lines that YAML joins, so that columns are lost."""
        span = self.spans.get(path)
        return span is not None and span.style != "|" and (span.style == ">" or span.start.line != span.end.line)

    def at(self, line: int, column: int, width: int = 1) -> Place:
        return Place(self.file, line, column, max(1, width), self.line(line))

    def line(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab]..)\\u(d[c-f]..)", re.I)  # how JSON escapes what lies beyond U+FFFF
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_QUOTED = re.compile(r"''|.")
_ESCAPED = re.compile(r"\\x..|\\u.{4}|\\U.{8}|\\.|.")


def _copy(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _copy(item) for key, item in data.items()}
    return [_copy(item) for item in data] if isinstance(data, list | tuple) else data


def by_place(fault: Diagnostic) -> tuple[str, int, int]:
    """Sorts faults by file, line and column."""
    place = fault.place
    return (place.file, place.line, place.column) if place else ("", 0, 0)


def read(path: Path, shown_as: str | None = None) -> Source:
    """Read and parse a file. Raises InputError naming the file when it can't be read or isn't such data."""
    name = shown_as or str(path)
    return parse(read_text(path, name), name)


def read_text(path: Path, shown_as: str | None = None, most: int = MAX_BYTES) -> str:
    """The text of a UTF-8 file; InputError when there is none, or it isn't UTF-8, or it is far too large."""
    place = Place(shown_as or str(path))
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
        if len(content) > most:
            fault = f"the file has more than {most:,} bytes"
            raise InputError([Diagnostic("E001", fault, place, "split it, or leave out what isn't data of this kind")])
        return io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig").read()
    except UnicodeDecodeError as fault:
        message = f"the file isn't UTF-8 text (byte {fault.start})"
        raise InputError([Diagnostic("E001", message, place, "save it as UTF-8 text")]) from None
    except OSError as fault:
        message = f"the file can't be read: {(fault.strerror or str(fault)).lower()}"
        raise InputError([Diagnostic("E001", message, place, "check the path and its permissions")]) from None


def parse(text: str, file: str) -> Source:
    """Parse YAML or JSON text. Raises InputError with every structural fault found."""
    if text.lstrip()[:1] in ("{", "["):
        text = _PAIR.sub(
            lambda pair: f"{pair[1]}\\U{ord(bytes.fromhex(pair[2] + pair[3]).decode('utf-16-be')):08X}", text
        )
    lines = tuple(text.splitlines())
    reader = _Reader(Source(file, lines, None, {}), yaml.parse(text, Loader=yaml.CSafeLoader))
    try:
        data = reader.document()
    except yaml.MarkedYAMLError as fault:
        raise InputError([*reader.faults, _syntax_error(fault, file, lines)]) from None
    except yaml.reader.ReaderError as fault:
        before = text[: fault.position].splitlines() or [""]
        shown = _CONTROL.sub("\ufffd", reader.source.line(len(before)))
        place = Place(file, len(before), len(before[-1]) + 1, 1, shown)
        message = f"the control character U+{fault.character:04X} can't stand here"
        raise InputError([*reader.faults, Diagnostic("E002", message, place, "save the file as plain text")]) from None
    if reader.faults:
        raise InputError(reader.faults)
    return Source(file, lines, data, reader.source.spans)


def _syntax_error(fault: yaml.MarkedYAMLError, file: str, lines: tuple[str, ...]) -> Diagnostic:
    problem, mark = fault.problem or str(fault), fault.problem_mark
    if (mark is None or mark.line >= len(lines)) and fault.context_mark is not None:
        problem, mark = f"{problem} {fault.context}", fault.context_mark  # where what is never closed begins
    line, column = (mark.line, mark.column) if mark is not None and mark.line < len(lines) else (len(lines) - 1, 0)
    nearby = lines[max(0, line - 1) : line + 1]
    text = lines[line] if lines else ""
    help = "check the indentation and the quotes here and on the line before"
    if "cannot start any token" in problem:
        help = "indent with spaces, not tabs" if "\t" in text else "put a text that begins with this sign in quotes"
    elif any("：" in line for line in nearby):
        help = "write a key with the plain colon and a space: 'key: value'"
    elif "mapping values are not allowed" in problem:
        help = "put a text that holds a colon in quotes"
    return Diagnostic("E002", f"this isn't YAML: {problem}", Place(file, line + 1, column + 1, 1, text), help)


_INTEGER = re.compile(r"[-+]?[0-9][0-9_]*")
_DECIMAL = re.compile(r"[-+]?(?:[0-9][0-9_]*\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]{1,2})?")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def plain_number(text: str) -> int | Decimal | None:
    """The number a text writes, exactly; None when it writes none. ValueError when it has too many digits."""
    if not (_INTEGER.fullmatch(text) or _DECIMAL.fullmatch(text)):
        return None
    number = Decimal(text.replace("_", ""))
    _, digits, exponent = number.as_tuple()
    if len(digits) > _MOST_DIGITS or abs(int(exponent)) > _MOST_DIGITS:
        raise ValueError(text)
    return int(number) if _INTEGER.fullmatch(text) else number


class _Reader:
    """Turns the parser's events into plain data, noting the span of every value.

    Reading events, not a composed tree: the composer recurses in C and dies of a file nested very deep.
    """

    def __init__(self, source: Source, events: Iterator[Event]) -> None:
        self.source = source
        self.faults: list[Diagnostic] = []
        self._events = events

    def document(self) -> Any:
        next(self._events)  # the stream's start
        if isinstance(next(self._events), yaml.StreamEndEvent):
            help = "examples of profiles lie in the examples/ of a rulebook; rules/README.md describes its other files"
            raise InputError([Diagnostic("E003", "the file is empty", Place(self.source.file), help)])
        data = self._value(next(self._events), (), None)
        next(self._events)  # the document's end
        if isinstance(following := next(self._events), yaml.DocumentStartEvent):
            place = self._at(following.start_mark, 3)
            self.faults.append(
                Diagnostic("E002", "a second document starts here", place, "one file holds one document")
            )
        return data

    def _value(self, event: Event, path: DataPath, key: Event | None) -> Any:
        start, end = event.start_mark, event.end_mark
        if isinstance(event, yaml.AliasEvent):
            self._fault("E005", f"the alias *{event.anchor} repeats another value", event, "write the value out")
            return None
        if event.anchor is not None:
            self._fault("E005", f"the anchor &{event.anchor} isn't used here", event, "write the value without it")
        if event.tag not in (None, "!"):
            self._fault("E005", f"the tag {event.tag} isn't used here", event, "write the value without a tag")
        data: Any
        if isinstance(event, yaml.ScalarEvent):
            self.source.spans[path] = _Span(key, start, end, event.style if event.style else None)
            return self._scalar(event)
        if len(path) >= _MAX_DEPTH:
            place, help = self._at(start, 1), "records lie flat, as in rules/README.md"
            raise InputError([*self.faults, Diagnostic("E002", f"nested more than {_MAX_DEPTH} deep", place, help)])
        data, end = self._list(path) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(path)
        self.source.spans[path] = _Span(key, start, end, None)
        return data

    def _list(self, path: DataPath) -> tuple[list[Any], Mark]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items)), None))
        return items, event.end_mark

    def _mapping(self, path: DataPath) -> tuple[dict[str | int, Any], Mark]:
        items: dict[str | int, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._value(event, (*path, ""), None)
            if not isinstance(event, yaml.ScalarEvent):
                self._fault("E002", "a list or mapping can't be a key", event, "a key is a word, such as 'name:'")
                key = "?"
            elif not isinstance(key, str | int) or isinstance(key, bool):
                key = event.value
            if key in items:
                self._fault("E004", f"the key '{key}' stands here twice", event, "keep one of them")
            items[key] = self._value(next(self._events), (*path, key), event)
        self.source.spans.pop((*path, ""), None)
        return items, event.end_mark

    def _scalar(self, event: Event) -> Any:
        text: str = event.value
        if event.style or event.tag is not None:
            return text
        if text in _WORDS:
            return _WORDS[text]
        try:
            number = plain_number(text)
        except ValueError:
            self._fault("E012", "the number is too long", event, f"{_MOST_DIGITS} digits are the most")
            return None
        return text if number is None else number

    def _at(self, mark: Mark, width: int) -> Place:
        return self.source.at(mark.line + 1, mark.column + 1, width)

    def _fault(self, code: str, message: str, event: Event, help: str) -> None:
        width = event.end_mark.column - event.start_mark.column
        self.faults.append(Diagnostic(code, message, self._at(event.start_mark, width), help))
