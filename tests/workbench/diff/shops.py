"""Two rulebooks to compare: each test says only what the new one does otherwise."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from configurator.rulebook.loader import load_rulebook
from configurator.workbench.diff.changes import Change, rulebook_changes
from tests import small

Files = dict[str, Any]
Edit = Callable[[Files], object]


def shop() -> Files:
    """Two components that supply power, one that supplies light, a rule, a table, a constant, a discount."""
    sold = [
        small.component("a.x", 10, {"power": 1}),
        small.component("a.y", 12, {"power": 1}),
        small.component("b.lamp", 5, {"light": 1}, charges=[small.charge(tiers={1: 5, 10: 4}, cost=1)]),
    ]
    capabilities = [small.capability("power"), small.capability("light")]
    needs = [small.need("power", power="need.amount"), small.need("light", light="need.amount")]
    rules = [small.rule("R-1", "qty(a.x) <= 15"), small.rule("R-2", "qty(b.lamp) <= 12", weight=2)]
    discount = {
        "id": "DSC-1", "step": "term", "name": small.both("Long term"), "when": "profile.term_months >= 36",
        "charges": ["recurring"], "percent": 5, "effective_from": "2026-01-01", **small.SOURCED,
    }  # fmt: skip
    return small.files(sold, capabilities, needs, rules, [discount]) | {
        "constants.yaml": [{"id": "most", "name": small.both("Most"), "value": 4, **small.SOURCED}],
        "tables/sizes.csv": "industry,size,staff\nfinance,large,100\nother,large,300\n",
    }


def record(files: Files, name: str, id: str) -> dict[str, Any]:
    """A record of a file, to edit."""
    found: dict[str, Any] = next(entry for entry in files[name] if entry["id"] == id)
    return found


def component(files: Files, id: str) -> dict[str, Any]:
    return record(files, "components/a.yaml", id)


def price(files: Files, id: str, amount: Any) -> None:
    """Gives a component another price."""
    entry = component(files, id)["charges"][0]["prices"][0]
    entry.pop("tiers", None)
    entry["price"] = amount


def without(files: Files, id: str) -> None:
    files["components/a.yaml"] = [entry for entry in files["components/a.yaml"] if entry["id"] != id]


def written(folder: Path, *edits: Edit) -> Path:
    """The shop with some edits, as a folder."""
    files = copy.deepcopy(shop())
    for edit in edits:
        edit(files)
    return small.write(folder, files)


def both(tmp_path: Path, *edits: Edit) -> tuple[str, str]:
    """The folders of the shop as it is and with some edits."""
    return str(written(tmp_path / "old")), str(written(tmp_path / "new", *edits))


def changes(tmp_path: Path, *edits: Edit) -> tuple[Change, ...]:
    """What some edits of the shop change."""
    old, new = both(tmp_path, *edits)
    return rulebook_changes(load_rulebook(old), load_rulebook(new))


def ask(folder: Path, name: str, needs: dict[str, Any] | list[dict[str, Any]], **more: Any) -> None:
    """Writes a profile into a corpus."""
    stated = [{"need": id, "amount": n} for id, n in needs.items()] if isinstance(needs, dict) else needs
    told = {"customer": {"name": name}, "sites": [{"name": "Office"}], "date": small.TODAY, "needs": stated} | more
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(told, sort_keys=False), encoding="utf-8")
