"""Plain data held against plain data: everything in which two values differ, by its path."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_NAMES = ("need", "component", "rule", "code", "id", "name")
"""What an entry of a list is told apart by: the first of these that all entries have."""

_LANGUAGES = {"en", "zh"}


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two values differ, and what stands there; None where nothing does."""

    path: str
    old: Any
    new: Any


def differences(old: Any, new: Any, path: str) -> Iterator[Difference]:
    """Everything in which two values differ, as deep as both are mappings or lists of named entries."""
    if old == new and isinstance(old, bool) == isinstance(new, bool):
        return
    if _has_parts(old) and _has_parts(new):
        for key in dict.fromkeys((*old, *new)):
            was, is_ = old.get(key), new.get(key)
            # Where one of two has no such part, that part's own parts are what came or went.
            none = _empty(was if is_ is None else is_)
            yield from differences(none if was is None else was, none if is_ is None else is_, f"{path}.{key}")
    elif isinstance(old, list) and isinstance(new, list) and _are_records(old) and _are_records(new):
        was, is_ = _named(old), _named(new)
        for name in dict.fromkeys((*was, *is_)):
            yield from differences(was.get(name), is_.get(name), f"{path}[{name}]")
    else:
        yield Difference(path, old, new)


def _has_parts(value: Any) -> bool:
    """Whether it is a mapping, but no text in two languages, which is one thing."""
    return isinstance(value, Mapping) and not (value and value.keys() <= _LANGUAGES)


def _empty(value: Any) -> Any:
    """Another such value without any parts; None for what has none."""
    if _has_parts(value):
        return {}
    return [] if isinstance(value, list) and value and _are_records(value) else None


def _are_records(entries: Sequence[Any]) -> bool:
    return all(isinstance(entry, Mapping) for entry in entries)


def _named(entries: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """The entries by name; by place, counted from 1, where they have none; a name's second entry as `name 2`."""
    key = next((name for name in _NAMES if all(isinstance(entry.get(name), str) for entry in entries)), None)
    named: dict[str, Mapping[str, Any]] = {}
    for place, entry in enumerate(entries, 1):
        name = str(place) if key is None else f"{entry[key]}@{entry['site']}" if entry.get("site") else str(entry[key])
        count = 1
        while (wanted := name if count == 1 else f"{name} {count}") in named:
            count += 1
        named[wanted] = entry
    return named
