"""Builders of small rulebooks and profiles: each test says only what matters to it."""

import datetime
from pathlib import Path
from typing import Any

import yaml

from configurator.profile import Profile, read_profile
from configurator.rulebook.loader import load_rulebook
from configurator.rulebook.model import Rulebook

TODAY = "2026-11-22"
SOURCED = {"source": "test", "confidence": "estimate"}


def both(text: str) -> dict[str, str]:
    return {"en": text, "zh": text}


def charge(
    price: float | str | None = None,
    tiers: dict[int, Any] | None = None,
    kind: str = "recurring",
    period: str | None = "month",
    model: str | None = None,
    cost: Any = 0,
    minimum: Any = None,
    floor: Any = None,
    **more: Any,
) -> dict[str, Any]:
    """A charge with its price; `more` are further keys of the charge, such as `block` or `of`."""
    entry: dict[str, Any] = {"effective_from": "2026-01-01", "cost": cost, **SOURCED}
    entry |= {"tiers": tiers} if tiers else {"price": price}
    told = {"type": kind, "model": model or ("volume" if tiers else "per_unit"), "prices": [entry]}
    entry |= {name: amount for name, amount in (("minimum", minimum), ("floor", floor)) if amount is not None}
    return told | ({} if kind == "one_time" else {"period": period}) | more


def component(id: str, price: Any = 10, supplies: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    told = {
        "id": id, "name": both(id), "benefit": both(id), "unit": "piece", "at": "deal", "vat": "services",
        "supplies": supplies or {}, "quantity": {"min": 1, "max": 20}, "charges": [charge(price)],
    }  # fmt: skip
    return told | more


def capability(id: str, at: str = "deal", adds: str = "sum") -> dict[str, Any]:
    return {"id": id, "name": both(id), "unit": "piece", "at": at, "adds": adds}


def need(id: str, **demands: Any) -> dict[str, Any]:
    """A need with an input `amount`; `demands` are capability → formula (dots written as __)."""
    return {
        "id": id, "family": "a", "name": both(id), "says": both(f"I want {id}."),
        "inputs": [{"id": "amount", "name": both("amount"), "type": "integer", "default": 1}],
        "demands": [
            {"id": f"SIZ-{id.upper().replace('_', '')}-{i + 1}", "capability": capability.replace("__", "."), "amount": formula, "because": both(f"{id} needs {capability}."), **SOURCED}
            for i, (capability, formula) in enumerate(demands.items())
        ],
    }  # fmt: skip


def rule(id: str, text: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "rule": text, "because": both(f"{id} says so."), **SOURCED} | more


FACTS: dict[str, Any] = {
    "customer": [
        {"id": "employees", "name": both("Employees"), "type": "integer", "min": 1, "default": 100},
        {"id": "industry", "name": both("Industry"), "type": "choice", "values": {"finance": both("Finance"), "other": both("Other")}, "default": "other"},
        {"id": "revenue", "name": both("Revenue"), "type": "number", "min": 0},
    ],
    "site": [
        {"id": "users", "name": both("Users"), "type": "integer", "min": 0, "default": 0},
        {"id": "kind", "name": both("Kind"), "type": "choice", "values": {"office": both("Office"), "plant": both("Plant")}, "default": "office"},
    ],
    "profile": [{"id": "mlps", "name": both("MLPS"), "type": "integer", "min": 0, "default": 0}],
    "component": [{"id": "ladder", "name": both("Ladder"), "type": "text", "default": "none"}],
    "compliance": [{"code": "mlps_3", "name": both("MLPS 3"), "sets": {"mlps": 3}}],
}  # fmt: skip

PROPOSAL = {
    "seller": {"name": both("Seller"), "contact": both("Contact")}, "title": both("Proposal"), "validity_days": 30,
    "confidentiality": both("Confidential."),
    "sla": [{"title": both("Availability"), "text": both("As sold.")}], "delivery": [{"title": both("Start"), "text": both("Soon.")}],
    "terms": [both("Net 30.")], "assumptions": [both("None.")], "exclusions": [both("None.")],
}  # fmt: skip


def files(
    components: list[dict[str, Any]], capabilities: list[dict[str, Any]] | None = None, needs: list[dict[str, Any]] | None = None, rules: list[dict[str, Any]] | None = None,
    discounts: list[dict[str, Any]] | None = None, facts: dict[str, Any] | None = None, **identity: Any,
) -> dict[str, Any]:  # fmt: skip
    """The files of a rulebook, as data: relative name → records."""
    return {
        "rulebook.yaml": {
            "id": "small", "version": "1", "name": both("Small"), "currency": "CNY", "terms": [12, 24, 36],
            "units": {"piece": both("piece")}, "families": [{"id": family, "name": both(family)} for family in ("a", "b", "c")],
        } | identity,
        "facts.yaml": facts or FACTS,
        "capabilities.yaml": capabilities or [capability("power")],
        "needs.yaml": needs or [need("power", power="need.amount")],
        "taxes.yaml": [{"id": "services", "name": both("Services"), "rates": [{"rate": 0.06, "effective_from": "2020-01-01", **SOURCED}]}],
        "discounts.yaml": discounts or [],
        "proposal.yaml": PROPOSAL,
        "components/a.yaml": components,
        "constraints/a.yaml": rules or [],
    }  # fmt: skip


PRICE_COLUMNS = "component,charge,effective_from,first,price,cost,source,confidence"


def _priced(components: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], str]:
    """Components that carry their prices → components as a rulebook holds them, and their price list."""
    sold: list[dict[str, Any]] = []
    beside = [
        column
        for column in ("minimum", "floor")
        if any(column in entry for told in components for c in told["charges"] for entry in c.get("prices", ()))
    ]
    rows = [",".join([PRICE_COLUMNS, *beside])]
    for told in components:
        charges = []
        for index, charged in enumerate(told["charges"]):
            alike = [other["type"] for other in told["charges"][:index]].count(charged["type"])
            kept = {key: value for key, value in charged.items() if key != "prices"}
            kept |= {"id": f"{charged['type']}_{alike}"} if alike and "id" not in charged else {}
            charges.append(kept)
            for entry in charged.get("prices", ()):
                rows += _rows(told["id"], kept.get("id") or charged["type"], entry, beside)
        sold.append(told | {"charges": charges})
    return sold, "\n".join(rows) + "\n"


def _rows(component: str, name: str, entry: dict[str, Any], beside: list[str]) -> list[str]:
    """One price entry, `price` or `tiers`, as rows of a price list."""
    start = f"{component},{name},{entry['effective_from']}"
    [(first, price), *more] = sorted(entry.get("tiers", {1: entry.get("price", "")}).items())
    rest = ",".join(str(entry.get(key, "")) for key in ("cost", "source", "confidence", *beside))
    empty = ",," + "," * (1 + len(beside))
    return [f"{start},{first},{price},{rest}", *(f"{start},{tier},{amount}{empty}" for tier, amount in more)]


class _Dumper(yaml.CSafeDumper):
    """Writes out what stands twice: rulebooks have no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def as_yaml(data: Any) -> str:
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)


def write(folder: Path, contents: dict[str, Any]) -> Path:
    """Writes a rulebook's files: data as YAML, text as it is. Components may carry their prices: see `charge`."""
    for name, data in list(contents.items()):
        if name.startswith("components/") and isinstance(data, list):
            sold, prices = _priced(data)
            contents = (
                contents | {name: sold} | ({f"prices/{Path(name).stem}.csv": prices} if prices.count("\n") > 1 else {})
            )
    for name, data in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(data if isinstance(data, str) else as_yaml(data), encoding="utf-8")
    return folder


def rulebook(folder: Path, components: list[dict[str, Any]], **parts: Any) -> Rulebook:
    return load_rulebook(write(folder, files(components, **parts)))


def profile(needs: dict[str, Any] | list[dict[str, Any]] | None = None, **more: Any) -> Profile:
    """`needs` as {need: amount}, or as written in a profile."""
    stated = (
        [{"need": id, "amount": amount} for id, amount in needs.items()] if isinstance(needs, dict) else needs or []
    )
    told = {
        "customer": {"name": "Small Ltd"},
        "sites": [{"name": "Office"}],
        "date": datetime.date.fromisoformat(TODAY),
        "needs": stated,
    }
    return read_profile(told | more)
