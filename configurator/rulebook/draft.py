"""A rulebook while it is read."""

import datetime
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from configurator.errors import Diagnostic, Place
from configurator.records import Record
from configurator.rulebook.model import Table
from configurator.rulebook.tariff import Price
from configurator.source import DataPath, Source

if TYPE_CHECKING:
    from configurator.rulebook.csvfile import CsvFile

PricePlaces = dict[tuple[str, str, datetime.date, int], Callable[[str], Place]]


@dataclass
class Draft:
    """A rulebook while it is read: records with the place each stands at, and the faults found so far."""

    folder: Path
    shown_as: str
    single: dict[str, tuple[Record, Source]] = field(default_factory=dict)
    listed: dict[str, list[tuple[Any, Source, DataPath]]] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    price_lists: "list[CsvFile]" = field(default_factory=list)
    prices: dict[tuple[str, str], tuple[Price, ...]] = field(default_factory=dict)
    price_places: PricePlaces = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)
    digest: Any = field(default_factory=hashlib.sha256)

    def fault(self, code: str, message: str, place: Place | None, help: str = "") -> None:
        self.faults.append(Diagnostic(code, message, place, help))

    def name_of(self, path: Path) -> str:
        return f"{self.shown_as}/{path.relative_to(self.folder).as_posix()}"
