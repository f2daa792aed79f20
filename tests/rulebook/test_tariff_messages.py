"""What is told of charges, discounts, the waterfall, approval and exchange rates that make no sense: tests/golden/tariff/."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from configurator.errors import RulebookError
from configurator.rulebook.loader import load_rulebook
from tests.conftest import kept
from tests.small import SOURCED, both, charge, component, files, write

Golden = Callable[[str, str], None]
Files = dict[str, Any]


def book(*charges: dict[str, Any], **parts: Any) -> Files:
    """A rulebook of a.one with these charges, and a.box, which is paid once."""
    box = component("a.box", charges=[charge(1000, kind="one_time")])
    sold = [component("a.one", charges=list(charges) or [charge(10)], quantity={"max": 99}), box]
    return files(sold, **parts)


def share(id: str = "share", **of: Any) -> dict[str, Any]:
    base = {"components": "component.id == 'a.box'", "type": "one_time"} | of
    return charge(12, period="year", model="percentage", of=base, id=id)


def off(id: str = "DSC-1", **more: Any) -> dict[str, Any]:
    told = {"id": id, "step": "promotion", "name": both(id), "charges": ["recurring"], "effective_from": "2026-01-01", **SOURCED}  # fmt: skip
    return told | more


def waterfall(*steps: dict[str, Any]) -> dict[str, Any]:
    return {"steps": list(steps)}


def role(id: str, discount: int) -> dict[str, Any]:
    return {"id": id, "name": both(id), "discount": discount}


def rate(currency: str = "USD", since: str = "2026-01-01", rate: Any = 7.12) -> dict[str, Any]:
    return {"currency": currency, "effective_from": since, "rate": rate, **SOURCED}


USAGE: dict[str, Any] = {"kind": "usage", "model": "per_unit"}

CASES: dict[str, Callable[[], Files]] = {
    "package without a block": lambda: book(charge(10, model="package")),
    "block of one unit": lambda: book(charge(10, model="package", block=1)),
    "block of a price by the unit": lambda: book(charge(10, block=100)),
    "package with tiers": lambda: book(charge(tiers={1: 10, 5: 8}, model="package", block=100)),
    "percentage of nothing named": lambda: book(charge(12, model="percentage")),
    "percentage of no charge": lambda: book(share(type="recurring", period="year")),
    "percentage of recurring without a period": lambda: book(share(type="recurring")),
    "percentage beyond all measure": lambda: book(share() | {"prices": charge(1200)["prices"]}),
    "percentage of nothing": lambda: book(share() | {"prices": charge(0)["prices"]}),
    "percentage with a minimum": lambda: book(share() | {"prices": charge(12, minimum=5)["prices"]}),
    "percentages of each other": lambda: book(
        share("one", components="component.id == 'a.one'", type="recurring", period="year")
    ),
    "price that is a share": lambda: book(charge(10, of={"components": "true", "type": "one_time"})),
    "percentage that asks about the customer": lambda: book(share(components="customer.employees > 5")),
    "allowance of a flat usage": lambda: book(charge(10, kind="usage", model="flat", allowance=5)),
    "estimate of what recurs": lambda: book(charge(10, estimate="5")),
    "estimate that is no number": lambda: book(charge(10, **USAGE, estimate="customer.industry")),
    "negative allowance": lambda: book(charge(10, **USAGE, allowance=-5)),
    "charge due at a site of a deal's component": lambda: book(charge(10, when="site.users > 5")),
    "discount that gives nothing": lambda: book(discounts=[off()]),
    "discount that gives two things": lambda: book(discounts=[off(percent=5, free_months=2)]),
    "discount over a hundred per cent": lambda: book(discounts=[off(percent=120)]),
    "free months of what is paid once": lambda: book(discounts=[off(free_months=2, charges=["one_time"])]),
    "ramp that takes more off later": lambda: book(
        discounts=[off(ramp=[{"months": 6, "percent": 5}, {"months": 6, "percent": 10}])]
    ),
    "indexation by free months": lambda: book(discounts=[off(step="indexation", free_months=2)]),
    "promotion that begins with a year": lambda: book(discounts=[off(percent=5, from_year=3)]),
    "discount for an unknown segment": lambda: book(discounts=[off(percent=5, segments=["banks"])]),
    "step that isn't in the waterfall": lambda: book(discounts=[off(percent=5)], waterfall=waterfall({"step": "term"})),
    "step twice in the waterfall": lambda: book(waterfall=waterfall({"step": "term"}, {"step": "term"})),
    "step misspelt": lambda: book(waterfall=waterfall({"step": "promotions"})),
    "stacking misspelt": lambda: book(waterfall=waterfall({"step": "term", "stacking": "add"})),
    "too many bundles that add up": lambda: book(
        discounts=[off(f"BND-{n}", step="bundle", percent=1) for n in range(7)],
        waterfall=waterfall({"step": "bundle", "stacking": "sum"}),
    ),
    "discounts that leave nothing": lambda: book(
        discounts=[off("PRM-1", percent=60), off("PRM-2", percent=50)],
        waterfall=waterfall({"step": "promotion", "stacking": "sum"}),
    ),
    "role that may give less than the one before": lambda: (
        book() | {"approval.yaml": [role("sales", 10), role("boss", 5)]}
    ),
    "role twice": lambda: book() | {"approval.yaml": [role("sales", 10), role("sales", 20)]},
    "rate of the own currency": lambda: book() | {"exchange.yaml": [rate("CNY")]},
    "two rates of a day": lambda: book() | {"exchange.yaml": [rate(), rate()]},
    "rate of nothing": lambda: book() | {"exchange.yaml": [rate(rate=0)]},
    "rate of an unknown currency": lambda: book() | {"exchange.yaml": [rate("USS")]},
    "minimum in a later tier": lambda: (
        book()
        | {
            "prices/b.csv": "component,charge,effective_from,first,price,cost,source,confidence,minimum\n"
            "a.one,recurring,2026-02-01,1,10,5,test,estimate,\na.one,recurring,2026-02-01,5,9,,,,50\n"
        }
    ),
    "floor in words": lambda: (
        book()
        | {
            "prices/b.csv": "component,charge,effective_from,first,price,cost,source,confidence,floor\n"
            "a.one,recurring,2026-02-01,1,10,5,test,estimate,low\n"
        }
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_makes_no_sense_is_told(
    case: str, golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("book"), CASES[case]())
    with pytest.raises(RulebookError) as refused:
        load_rulebook("book")
    golden(f"tariff/{case}", str(refused.value))
    assert all(fault.help and fault.place for fault in refused.value.diagnostics)


def test_no_golden_file_is_left_over() -> None:
    assert kept("tariff") == set(CASES)
