"""A small rulebook with a rule, its examples, and cases, as the workbench's tests take it."""

from pathlib import Path
from typing import Any

from tests.small import SOURCED, as_yaml, both, component, files, write

PROFILE = {
    "customer": {"name": "Small Ltd"},
    "sites": [{"name": "Office"}],
    "date": "2026-11-22",
    "needs": [{"need": "power", "amount": 3}],
}

SOLD = [component("a.x", "10.25", {"power": 1}), component("b.y", 12, {"power": 1})]


def ruled(id: str, text: str, allowed: Any = None, refused: Any = None, **more: Any) -> dict[str, Any]:
    """A rule with an example of each kind that is given."""
    told = {"id": id, "rule": text, "because": both(f"{id} says so."), **SOURCED, "examples": {}}
    for kind, example in (("allowed", allowed), ("refused", refused)):
        told["examples"] |= {} if example is None else {kind: [example]}  # type: ignore[operator]
    return told | more


RULE = ruled("R-1", "qty(a.x) <= 15", {"package": {"a.x": 15}}, {"package": {"a.x": 16}})


def workshop(folder: Path, *rules: dict[str, Any], **parts: Any) -> Path:
    """The folder of the rulebook; without `rules` it has one that can be relied on."""
    example = {key: value for key, value in PROFILE.items() if key != "needs"}
    contents = files(parts.pop("components", SOLD), rules=list(rules) or [RULE], example_profile=example, **parts)
    return write(folder / "book", contents)


def case(book: Path, name: str, expect: dict[str, Any], profile: Any = PROFILE, **more: Any) -> Path:
    """Writes a case."""
    path = book / "cases" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    told = {"because": f"Shows {name}.", "profile": profile, **more, "expect": expect}
    path.write_text(as_yaml(told), encoding="utf-8")
    return path
