"""A corpus of customers for telco_enterprise: nine industries × four sizes × three ways to ask."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import yaml

import configurator as cf
from configurator.package import Totals
from configurator.profile import read_profile

SIZES = {"micro": 8, "small": 60, "medium": 320, "large": 1500}
"""Size → employees of an ordinary customer of that size."""

WAYS = ("defaults", "stated", "regulated")

_INDUSTRIES: dict[str, dict[str, Any]] = {
    "finance": {"kind": "branch", "asks": "data_encryption", "code": "sm_crypto", "assets": 40_000_000},
    "manufacturing": {"kind": "plant", "asks": "industrial_iot", "code": "iec_62443_sl2", "revenue": 500_000},
    "healthcare": {"kind": "hospital", "asks": "backup", "code": "mlps_3", "revenue": 400_000},
    "education": {"kind": "campus", "asks": "business_mail", "code": "mlps_2", "revenue": 150_000},
    "transport": {"kind": "branch", "asks": "connected_vehicles", "code": "mlps_2", "revenue": 350_000},
    "retail": {"kind": "store", "asks": "business_applications", "code": "pci_dss", "revenue": 600_000},
    "logistics": {"kind": "warehouse", "asks": "smart_logistics", "code": "mlps_2", "revenue": 300_000},
    "government": {"kind": "branch", "asks": "security_operations", "code": "mlps_3", "revenue": 0},
    "other": {"kind": "branch", "asks": "cloud_hosting", "code": "mlps_2", "revenue": 250_000},
}
"""What an industry's sites are, what it asks for beside lines and phones, what it must comply with, and its assets or
revenue per head in CNY."""

_PER_HEAD_A_MONTH = 180


def profiles() -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, profile) of all 108: without `needs` and within a budget; needs stated; needs, compliance, many sites."""
    for industry in _INDUSTRIES:
        for size, employees in SIZES.items():
            for way in WAYS:
                yield f"{industry}_{size}_{way}", _profile(industry, size, employees, way)


BUDGETS = {"tight": 60, "snug": 80, "loose": 130}
"""Budget → percent of what the least cost a month is without one."""


def budgeted(rulebook: cf.Rulebook) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, profile) of all 108 under monthly budgets: every industry and size, its needs stated or regulated."""
    for number, (industry, (size, employees)) in enumerate(product(_INDUSTRIES, SIZES.items())):
        profile = _profile(industry, size, employees, ("stated", "regulated")[number % 2])
        totals = _unlimited(profile, rulebook)
        for budget, percent in BUDGETS.items():
            yield f"{industry}_{size}_{budget}", profile | {"budget": {"monthly": _share(totals.monthly, percent)}}


def crowded(rulebook: cf.Rulebook) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, profile) of three customers who ask for a third of all needs each, as weighed `should`, without a budget."""
    customers = (("finance", "medium"), ("manufacturing", "large"), ("logistics", "small"))
    for start, (industry, size) in enumerate(customers):
        profile = _profile(industry, size, SIZES[size], "regulated")
        needs: list[dict[str, Any]] = [
            {"need": id, "priority": "should", "weight": 1 + number * 7 % 10}
            for number, id in enumerate(list(rulebook.needs)[start :: len(customers)])
        ]
        yield f"{industry}_{size}_crowded", profile | {"needs": needs}


def capped(profile: dict[str, Any], rulebook: cf.Rulebook, percent: int) -> dict[str, Any]:
    """A profile with one-time and monthly caps: so many percent of what its least cost comes to without."""
    totals = _unlimited(profile, rulebook)
    caps = {"monthly": _share(totals.monthly, percent), "one_time": _share(totals.one_time, percent)}
    return profile | {"budget": caps}


def of_many_sites(each: int) -> dict[str, Any]:
    """A retailer with so many sites of each of five kinds."""
    kinds = {"headquarters": 120, "branch": 30, "store": 12, "warehouse": 20, "plant": 60}
    sites = [{"name": kind, "count": each, "kind": kind, "users": users} for kind, users in kinds.items()]
    return _profile("retail", "large", SIZES["large"], "stated") | {"sites": sites}


def _unlimited(profile: dict[str, Any], rulebook: cf.Rulebook) -> Totals:
    outcome = cf.recommend(read_profile(profile), rulebook)
    assert isinstance(outcome, cf.Optimal), outcome
    return outcome.package.totals


def _share(minor: int, percent: int) -> int:
    """So many percent of an amount, in whole yuan."""
    return minor * percent // 10_000


def write(folder: Path, every: int = 1) -> list[Path]:
    """Writes every so many-th profile to a folder, a file each."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, profile in list(profiles())[::every]:
        path = folder / f"{name}.yaml"
        path.write_text(yaml.safe_dump(profile, allow_unicode=True, sort_keys=False), encoding="utf-8")
        written.append(path)
    return written


def _profile(industry: str, size: str, employees: int, way: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "customer": _customer(industry, size, employees),
        "sites": _sites(industry, employees) if way == "regulated" else [_main_site(industry, employees)],
        "rulebook": "telco_enterprise",
        "date": "2026-11-22",
        "term_months": {"defaults": 36, "stated": 24, "regulated": 60}[way],
    }
    if way == "defaults":
        return told | {"budget": {"monthly": max(2000, employees * _PER_HEAD_A_MONTH)}}
    told["needs"] = _needs(industry, size, way)
    return told | ({"compliance": [_INDUSTRIES[industry]["code"]]} if way == "regulated" else {})


def _customer(industry: str, size: str, employees: int) -> dict[str, Any]:
    traits = _INDUSTRIES[industry]
    told: dict[str, Any] = {"name": f"{size} {industry}", "industry": industry, "employees": employees}
    per_head = {"annual_revenue": traits.get("revenue"), "total_assets": traits.get("assets")}
    told |= {name: employees * amount for name, amount in per_head.items() if amount}
    return told | {"healthcare": {"beds": employees // 2}, "education": {"students": employees * 12}}.get(industry, {})


def _main_site(industry: str, employees: int) -> dict[str, Any]:
    kind = _INDUSTRIES[industry]["kind"] if employees < SIZES["medium"] else "headquarters"
    cameras, devices = employees // 15 + 2, employees // 2 if industry in ("manufacturing", "logistics") else 0
    return {"name": "main", "kind": kind, "users": max(4, employees // 2), "cameras": cameras, "devices": devices}


def _sites(industry: str, employees: int) -> list[dict[str, Any]]:
    count = min(40, 1 + employees // 30)
    users = max(2, employees // (2 * count))
    branch = {"name": "branch", "count": count, "kind": _INDUSTRIES[industry]["kind"], "users": users, "cameras": 4}
    return [_main_site(industry, employees), branch]


def _needs(industry: str, size: str, way: str) -> list[dict[str, Any]]:
    asked: list[dict[str, Any]] = [
        {"need": "internet_access"},
        {"need": "unified_communications", "priority": "should", "weight": 6},
        {"need": _INDUSTRIES[industry]["asks"], "priority": "should", "weight": 8},
    ]
    if size in ("medium", "large"):
        asked.append({"need": "security_protection", "priority": "should", "weight": 5})
    if way == "regulated":
        asked.append({"need": "site_networking", "priority": "should", "weight": 9})
    return asked
