"""Catalogues of the same structure as a shipped one, but larger: of every component, what further vendors would sell.

A variant supplies the same capabilities and has the same attributes as its original; its prices, and where its volume
prices begin, its capacity and its response time differ. Needs and rules stay what they are: what a rule says of a
capability or an attribute holds of the variants too, and what it names by id is the original alone.
"""

import csv
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import yaml

from configurator.resources import folder

_CENT = Decimal("0.01")
_CAPACITIES = (0.75, 1.0, 1.0, 1.25)
"""How much of a large capacity a variant has, against its original."""

_LARGE = 10
"""The least supply that counts as a capacity; smaller ones are numbers of things."""


def generated(rulebook: str, target: Path, times: int, seed: int = 0) -> Path:
    """Writes a shipped rulebook with `times` as many components to a new folder; the same for the same seed."""
    source = folder("rules") / rulebook
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("cases", "examples"))
    for listed in sorted((source / "components").glob("*.yaml")):
        originals = yaml.load(listed.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        with (source / "prices" / f"{listed.stem}.csv").open(encoding="utf-8", newline="") as prices:
            header, *rows = csv.reader(prices)
        for number in range(2, times + 1):
            random = Random(f"{seed} {listed.stem} {number}")
            _write_components(target, f"{listed.stem}_{number}", [_variant(c, number, random) for c in originals])
            _write_prices(target, f"{listed.stem}_{number}", [header, *_repriced(rows, number, random)])
    return target


def _named(id: str, number: int) -> str:
    return f"{id}_v{number}"


def _variant(original: dict[str, Any], number: int, random: Random) -> dict[str, Any]:
    capacity = random.choice(_CAPACITIES)
    supplies = {c: int(amount * capacity) if amount >= _LARGE else amount for c, amount in original["supplies"].items()}
    sla = dict(original["sla"])
    if "response_hours" in sla:
        sla["response_hours"] = max(1, int(sla["response_hours"] * random.choice(_CAPACITIES)))
    name = {language: f"{text} {number}" for language, text in original["name"].items()}
    return original | {"id": _named(original["id"], number), "name": name, "supplies": supplies, "sla": sla}


def _repriced(rows: list[list[str]], number: int, random: Random) -> Iterator[list[str]]:
    """The rows of a price list for a variant: one factor for all prices of a component, one for where tiers begin."""
    factors: dict[str, tuple[Decimal, float]] = {}
    before = [""] * 4
    for component, charge, since, first, price, cost, *rest in rows:
        if component not in factors:
            factors[component] = (Decimal(random.randint(80, 120)) / 100, random.choice(_CAPACITIES))
        factor, start = factors[component]
        new = _named(component, number)
        begins = 1 + int((int(first) - 1) * start)
        if before[:3] == [new, charge, since]:
            begins = max(begins, int(before[3]) + 1)
        before = [new, charge, since, str(begins)]
        yield [*before, _scaled(price, factor), _scaled(cost, factor), *rest]


def _scaled(amount: str, factor: Decimal) -> str:
    return str((Decimal(amount) * factor).quantize(_CENT)) if amount else ""


def _write_components(target: Path, name: str, components: list[dict[str, Any]]) -> None:
    text = yaml.dump(components, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=10_000)
    (target / "components" / f"{name}.yaml").write_text(text, encoding="utf-8")


def _write_prices(target: Path, name: str, rows: list[list[str]]) -> None:
    with (target / "prices" / f"{name}.csv").open("w", encoding="utf-8", newline="") as prices:
        csv.writer(prices, lineterminator="\n").writerows(rows)


class _Plain(yaml.CSafeDumper):
    """Writes out what stands twice: rulebooks have no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
