"""The formulas of a rulebook's files put into their one form. All else in a file stays as it is, to the byte."""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from configurator.errors import Diagnostic, InputError, Place, RenderError, RulebookError
from configurator.quoting.files import write_whole
from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.parse import FormulaError, parse_rule
from configurator.rulebook.language.unparse import unparse, unparse_lines
from configurator.rulebook.loader import locate
from configurator.source import DataPath, Source, by_place, parse, read_text

WIDEST = 120

FORMULAS: dict[str, tuple[str, ...]] = {
    "facts.yaml": ("*.*.value", "*.*.default_from"),
    "needs.yaml": ("*.inputs.*.value", "*.inputs.*.default_from", "*.demands.*.amount", "*.demands.*.when"),
    "segments.yaml": ("*.when", "*.willing", "*.needs.*.when", "*.needs.*.inputs.*"),
    "scenarios.yaml": (
        *("suppress.*.when", "scenarios.*.when"),
        *("scenarios.*.offers.*.quantity", "scenarios.*.offers.*.inputs.*"),
    ),
    "discounts.yaml": ("*.when", "*.components"),
    "components/*.yaml": (
        *("*.available_when", "*.charges.*.when", "*.charges.*.estimate"),
        "*.charges.*.of.components",
    ),
    "constraints/*.yaml": ("*.rule",),
}
"""The files of a rulebook that hold formulas, and where in each: keys joined by dots, `*` for any one."""


@dataclass(frozen=True)
class Formatting:
    """What came of formatting a rulebook: the files that are (or would be) written anew, and those that can't be."""

    changed: tuple[str, ...]
    faults: tuple[Diagnostic, ...]


def format_rulebook(id_or_path: str | Path, *, write: bool = True) -> Formatting:
    """Formats the files of a shipped rulebook, or of one in a folder; with `write` off it only tells which.

    A file with a fault is left as it is. Raises RulebookError when there is no such rulebook.
    """
    folder, shown_as = locate(id_or_path)
    changed: list[str] = []
    faults: list[Diagnostic] = []
    for pattern, formulas in FORMULAS.items():
        for path in sorted(path for path in folder.glob(pattern) if not path.name.startswith(".")):
            name = f"{shown_as}/{path.relative_to(folder).as_posix()}"
            try:
                if _format_file(path, name, formulas, write):
                    changed.append(name)
            except InputError as fault:
                faults += fault.diagnostics
    return Formatting(tuple(changed), tuple(sorted(faults, key=by_place)))


def _format_file(path: Path, name: str, formulas: Sequence[str], write: bool) -> bool:
    read_text(path, name)  # tells what can't be read; but it forgets the line ends and the byte order mark
    content = path.read_bytes()
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    rewritten = mark + formatted(content.removeprefix(mark).decode(), name, formulas).encode()
    if rewritten == content:
        return False
    if write:
        try:
            permissions = path.stat().st_mode
            write_whole(path.resolve(), rewritten).chmod(permissions)
        except RenderError as fault:
            told, _, _ = str(fault).partition("\n")
            raise RulebookError([Diagnostic("E001", told, Place(name), fault.help)]) from None
    return True


def formatted(text: str, shown_as: str, formulas: Sequence[str]) -> str:
    """The text of a YAML file with the values at `formulas` (see FORMULAS) in their one form.

    Raises InputError when it isn't YAML, or a formula in it can't be parsed.
    """
    source = parse(text, shown_as)
    meant = _meaning(source, formulas)
    written, done = [], 0
    for start, end, replacement in sorted(_edits(text, source, meant)):
        written += [text[done:start], replacement]
        done = end
    result = "".join([*written, text[done:]])
    if not _means(result, list(meant.items()), formulas):
        message = "the formulas can't be rewritten without changing what the file says"
        help = "write characters out instead of as \\u…, and split a formula of nearly 4,000 characters"
        raise InputError([Diagnostic("E002", message, Place(shown_as), help)])
    return result


def _meaning(source: Source, formulas: Sequence[str]) -> dict[DataPath, Any]:
    """All values of a file by their path; for a formula its tree. Raises InputError."""
    meant: dict[DataPath, Any] = {}
    faults = []
    for path, value in _values(source.data, ()):
        meant[path] = value
        if not (isinstance(value, str | int | Decimal) and _is_formula(path, formulas)):
            continue
        try:
            meant[path] = parse_rule(value if isinstance(value, str) else str(value).lower())
        except FormulaError as fault:
            place = source.inside(path, fault.span.line, fault.span.column, fault.span.width)
            faults.append(Diagnostic("E020", fault.message, place, fault.help))
    if faults:
        raise InputError(faults)
    return meant


def _values(data: Any, path: DataPath) -> Iterator[tuple[DataPath, Any]]:
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    if not steps:
        yield path, data
    for step, below in steps:
        yield from _values(below, (*path, step))


def _is_formula(path: DataPath, formulas: Sequence[str]) -> bool:
    return any(
        len(path) == len(steps) and all(fnmatchcase(str(here), step) for here, step in zip(path, steps, strict=True))
        for steps in (formula.split(".") for formula in formulas)
    )


Edit = tuple[int, int, str]
"""From, to (characters of the file's text), and what to write there instead."""

_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*(?P<comment>[ \t]+#[^\r\n]*)?[^\r\n]*")
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_BROKEN = re.compile(r":[ \t]*[\r\n]\s*")


def _edits(text: str, source: Source, meant: dict[DataPath, Any]) -> Iterator[Edit]:
    newline = found[0] if (found := re.search(r"\r\n|\r|\n", text)) else "\n"
    for path, tree in meant.items():
        if isinstance(tree, s.Node) and isinstance(source.value(path), str):
            yield _edit(text, source, path, tree, newline)


def _edit(text: str, source: Source, path: DataPath, tree: s.Node, newline: str) -> Edit:
    span = source.spans[path]
    assert span.key is not None, "a formula stands at a key"
    start, end, after_key = span.start.index, span.end.index, span.key.end_mark.index
    comment, between = "", text[after_key:start]
    if span.style in ("|", ">"):
        end = start + len(text[start:end].rstrip(" \t\r\n"))
        header = _BLOCK_HEADER.match(text, start)
        comment = header["comment"] or "" if header else ""
    lead = ""
    if _BROKEN.fullmatch(between):  # the value may stand on the key's line
        start, lead = after_key, ": "
    in_flow = _is_in_flow(text, source, path)
    before = start - 1 - max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + len(lead)
    line = _one_line(tree, in_flow, apart=bool(lead) or between[-1:] in (" ", "\t"))
    if not in_flow and before + len(line) > WIDEST:
        if span.style not in ("|", ">"):
            rest = _REST_OF_LINE.match(text, end)
            comment, end = (rest[0].rstrip(), rest.end()) if rest else ("", end)
        indent = " " * (span.key.start_mark.column + 2)
        lines = _lines(tree, WIDEST - len(indent))
        return start, end, newline.join([f"{lead}|{comment}", *(indent + line for line in lines)])
    return start, end, lead + line + comment


def _lines(tree: s.Node, width: int) -> list[str]:
    """The formula below its key: conditions and choices broken at least once, all else only where it must be."""
    if isinstance(tree, s.ForEach | s.Choice | s.Iff | s.Implies | s.Or | s.And):
        width = min(width, len(unparse(tree)) - 1)
    return unparse_lines(tree, width)


def _is_in_flow(text: str, source: Source, path: DataPath) -> bool:
    above = (source.spans[path[:length]].start.index for length in range(len(path)))
    return any(text[start] in "{[" for start in above)


def _one_line(tree: s.Node, in_flow: bool, apart: bool) -> str:
    """The formula as YAML: plain where that reads as the formula (and a space is before it), else in quotes."""
    line = unparse(tree)
    if apart and _reads_as(f"{{k: {line}}}" if in_flow else f"k: {line}", tree):
        return line
    escaped = line.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _reads_as(text: str, tree: s.Node) -> bool:
    return _means(text, [(("k",), tree)], ("k",))


def _means(text: str, meant: list[tuple[DataPath, Any]], formulas: Sequence[str]) -> bool:
    """Whether a YAML text holds just these values, in this order."""
    try:
        return list(_meaning(parse(text, ""), formulas).items()) == meant
    except InputError:
        return False
