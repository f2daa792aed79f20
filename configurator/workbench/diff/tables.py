"""Tables held against each other row by row, whatever the order of rows."""

from collections import Counter
from collections.abc import Iterator, Sequence

from configurator.records import decimal_text
from configurator.rulebook.model import Table, Value
from configurator.workbench.diff.compare import Difference, readable

Row = tuple[Value, ...]


def table_differences(old: Table, new: Table) -> Iterator[Difference]:
    """Rows added, removed and changed; the path is the key of a row, and of a changed cell its column."""
    if old.columns != new.columns:
        yield Difference(("columns",), old.columns, new.columns)
        return
    was, is_ = _kinds(old.rows), _kinds(new.rows)
    gone, come = list((was - is_).elements()), list((is_ - was).elements())
    width = _key_width(old.rows, new.rows)
    before = {row[:width]: row for _, row in gone} if width else {}
    after = {row[:width]: row for _, row in come} if width else {}
    for _, row in gone:
        if row[:width] not in after:
            yield Difference(_named(row[: width or None]), row, None)
        else:
            yield from _cells(old.columns, row, after[row[:width]], _named(row[:width]))
    for _, row in come:
        if row[:width] not in before:
            yield Difference(_named(row[: width or None]), None, row)


def _kinds(rows: Sequence[Row]) -> "Counter[tuple[tuple[bool, ...], Row]]":
    """Rows counted; a truth value isn't the number it equals."""
    return Counter((tuple(isinstance(cell, bool) for cell in row), row) for row in rows)


def _key_width(*tables: Sequence[Row]) -> int:
    """How many first cells tell the rows of both tables apart, if any but the last do; 0 when only all of them do."""
    most = len(tables[0][0]) if tables[0] else 0
    apart = (n for n in range(1, most) if all(len({row[:n] for row in rows}) == len(rows) for rows in tables))
    return next(apart, 0)


def _cells(columns: tuple[str, ...], old: Row, new: Row, key: tuple[str, ...]) -> Iterator[Difference]:
    for column, was, is_ in zip(columns, old, new, strict=True):
        if was != is_ or isinstance(was, bool) != isinstance(is_, bool):
            yield Difference((*key, column), was, is_)


def _named(row: Row) -> tuple[str, ...]:
    return tuple(decimal_text(cell) if not isinstance(cell, str | bool) else readable(cell) for cell in row)
