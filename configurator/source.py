"""Text files of records (YAML, and JSON, which is YAML) read with the place of every value kept.

YAML is read by its 1.2 core schema: `no` is a word, `1.50` an exact Decimal, a date stays text. Anchors, aliases,
tags and duplicate keys are refused: a rulebook or profile is data a person reads top to bottom.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from configurator.errors import Diagnostic, InputError, Place

DataPath = tuple[str | int, ...]
MAX_BYTES = 20_000_000
_MAX_DEPTH = 60
_LONGEST_NUMBER = 40


Mark: TypeAlias = Any  # PyYAML's stubs leave out what marks and events are made of
Event: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class _Span:
    key: Mark | None
    start: Mark
    end: Mark
    style: str | None


@dataclass(frozen=True)
class Source:
    """A parsed file: `data` is plain Python, `place` tells where the value (or key) at a path stands."""

    file: str
    lines: tuple[str, ...]
    data: Any
    spans: dict[DataPath, _Span] = field(repr=False)

    def place(self, path: DataPath, *, key: bool = False) -> Place:
        """The place of the value at `path` (of its key, with `key`); of the nearest parent when it isn't there."""
        if not self.spans:  # plain data, not text: the path itself says where
            return Place(self.file + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path))
        while path not in self.spans and path:
            path, key = path[:-1], False
        span = self.spans.get(path)
        if span is None:
            return Place(self.file, 1, 1, text=self.line(1))
        if key and span.key is not None:
            return self.at(span.key.line + 1, span.key.column + 1, len(str(path[-1])))
        single = span.start.line == span.end.line
        return self.at(span.start.line + 1, span.start.column + 1, span.end.column - span.start.column if single else 1)

    def inside(self, path: DataPath, line: int, column: int, width: int) -> Place:
        """The place of characters within the text at `path`; `line` and `column` count from 1 in that text."""
        if path not in self.spans:
            return self.place(path)
        span = self.spans[path]
        if span.style == "|":
            number = span.start.line + 1 + line
            text = self.line(number)
            return self.at(number, len(text) - len(text.lstrip()) + column, width)
        quote = 1 if span.style in ("'", '"') else 0
        return self.at(span.start.line + 1, span.start.column + quote + column, width)

    def style(self, path: DataPath) -> str | None:
        """How the text at `path` was written: None (plain), "'", '"', "|" or ">"."""
        return self.spans[path].style if path in self.spans else None

    def on_one_line(self, path: DataPath) -> bool:
        """Whether the value at `path` starts and ends on the same line."""
        span = self.spans.get(path)
        return span is None or span.start.line == span.end.line

    def at(self, line: int, column: int, width: int = 1) -> Place:
        return Place(self.file, line, column, max(1, width), self.line(line))

    def line(self, number: int) -> str:
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


def read(path: Path, shown_as: str | None = None) -> Source:
    """Read and parse a file. Raises InputError naming the file when it can't be read or isn't such data."""
    name = shown_as or str(path)
    return parse(read_text(path, name), name)


def read_text(path: Path, shown_as: str | None = None) -> str:
    """The text of a UTF-8 file; InputError when there is none, or it isn't UTF-8, or it is far too large."""
    place = Place(shown_as or str(path))
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            fault = f"the file has {size:,} bytes; {MAX_BYTES:,} are the most"
            raise InputError([Diagnostic("E001", fault, place)])
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        message = f"the file isn't UTF-8 text (byte {fault.start})"
        raise InputError([Diagnostic("E001", message, place, "save it as UTF-8")]) from None
    except OSError as fault:
        message = f"the file can't be read: {(fault.strerror or str(fault)).lower()}"
        raise InputError([Diagnostic("E001", message, place, "check the path and its permissions")]) from None


def parse(text: str, file: str) -> Source:
    """Parse YAML or JSON text. Raises InputError with every structural fault found."""
    lines = tuple(text.splitlines())
    reader = _Reader(Source(file, lines, None, {}), yaml.parse(text, Loader=yaml.CSafeLoader))
    try:
        data = reader.document()
    except yaml.MarkedYAMLError as fault:
        raise InputError([*reader.faults, _syntax_error(fault, file, lines)]) from None
    except (yaml.YAMLError, ValueError) as fault:
        raise InputError([Diagnostic("E002", f"this isn't YAML: {fault}", Place(file))]) from None
    if reader.faults:
        raise InputError(reader.faults)
    return Source(file, lines, data, reader.source.spans)


def _syntax_error(fault: yaml.MarkedYAMLError, file: str, lines: tuple[str, ...]) -> Diagnostic:
    mark = fault.problem_mark or fault.context_mark
    problem = fault.problem or str(fault)
    if mark is None:
        return Diagnostic("E002", f"this isn't YAML: {problem}", Place(file))
    text = lines[mark.line] if mark.line < len(lines) else ""
    help = "check the indentation and the quotes here and on the line before"
    if "cannot start any token" in problem and "\t" in text:
        help = "indent with spaces, not tabs"
    elif "mapping values are not allowed" in problem:
        help = "put a text that holds a colon in quotes"
    return Diagnostic("E002", f"this isn't YAML: {problem}", Place(file, mark.line + 1, mark.column + 1, 1, text), help)


_INTEGER = re.compile(r"[-+]?[0-9][0-9_]*")
_DECIMAL = re.compile(r"[-+]?(?:[0-9][0-9_]*\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]{1,2})?")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


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
            help = "write at least one record; the format is described in rules/README.md"
            raise InputError([Diagnostic("E003", "the file is empty", Place(self.source.file), help)])
        data = self._value(next(self._events), (), None)
        next(self._events)  # the document's end
        if isinstance(following := next(self._events), yaml.DocumentStartEvent):
            place = self._at(following.start_mark, 3)
            self.faults.append(
                Diagnostic("E002", "a second document starts here", place, "one file holds one document")
            )
        return data

    def _value(self, event: Event, path: DataPath, key: Mark | None) -> Any:
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
            place = self._at(start, 1)
            raise InputError([*self.faults, Diagnostic("E002", f"nested more than {_MAX_DEPTH} deep", place)])
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
            if not isinstance(key, str | int) or isinstance(key, bool):
                key = event.value if isinstance(event, yaml.ScalarEvent) else "?"
            if key in items:
                self._fault("E004", f"the key '{key}' stands here twice", event, "keep one of them")
            items[key] = self._value(next(self._events), (*path, key), event.start_mark)
        self.source.spans.pop((*path, ""), None)
        return items, event.end_mark

    def _scalar(self, event: Event) -> Any:
        text: str = event.value
        if event.style or event.tag is not None:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if text[0] not in "-+.0123456789":
            return text
        number = int if _INTEGER.fullmatch(text) else Decimal if _DECIMAL.fullmatch(text) else None
        if number is None:
            return text
        if len(text) > _LONGEST_NUMBER:
            self._fault("E012", "the number is too long", event, f"{_LONGEST_NUMBER} characters are the most")
            return None
        return number(text.replace("_", ""))

    def _at(self, mark: Mark, width: int) -> Place:
        return self.source.at(mark.line + 1, mark.column + 1, width)

    def _fault(self, code: str, message: str, event: Event, help: str) -> None:
        width = event.end_mark.column - event.start_mark.column
        self.faults.append(Diagnostic(code, message, self._at(event.start_mark, width), help))
