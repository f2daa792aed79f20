"""Price lists: rows in any order and any file come to the same prices."""

import datetime
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from configurator.rulebook.loader import load_rulebook
from configurator.rulebook.model import Rulebook
from configurator.rulebook.tariff import in_force
from tests.small import PRICE_COLUMNS, component, files, write

SOLD: list[dict[str, Any]] = [
    component("a.seat", supplies={"power": 1}, charges=[{"type": "recurring", "period": "month", "model": "volume"}]),
    component("b.line", charges=[{"type": "recurring", "period": "month", "model": "per_unit"}, {"type": "one_time", "model": "flat"}]),
]  # fmt: skip
ROWS = (
    "a.seat,recurring,2026-01-01,1,45.00,22,list,estimate",
    "a.seat,recurring,2026-01-01,101,40.50,,,",
    "a.seat,recurring,2026-01-01,501,36,,,",
    "a.seat,recurring,2026-07-01,1,50,23.75,new list,sourced",
    "b.line,recurring,2026-01-01,1,300,100,list,estimate",
    "b.line,one_time,2026-01-01,1,1000,0,list,estimate",
)


def priced(folder: Path, *lists: tuple[str, ...]) -> Rulebook:
    """A rulebook with a price list for each of `lists`."""
    told = files(SOLD)
    told |= {f"prices/{n}.csv": "\n".join((PRICE_COLUMNS, *rows)) + "\n" for n, rows in enumerate(lists)}
    return load_rulebook(write(folder, told))


def test_a_price_has_its_tiers_ascending_its_day_its_cost_and_its_source(tmp_path: Path) -> None:
    old, new = priced(tmp_path, ROWS).prices["a.seat", "recurring"]
    assert old.effective_from == datetime.date(2026, 1, 1)
    assert old.by_quantity == ((1, 45), (101, Fraction("40.5")), (501, 36))
    assert (old.cost, old.source, old.confidence) == (22, "list", "estimate")
    assert (new.by_quantity, new.cost, new.source, new.confidence) == (((1, 50),), Fraction("23.75"), "new list", "sourced")  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_rows_means_nothing(seed: int, tmp_path: Path) -> None:
    mixed = random.Random(seed).sample(ROWS, len(ROWS))
    assert priced(tmp_path / "mixed", tuple(mixed)).prices == priced(tmp_path / "sorted", ROWS).prices


def test_the_rows_of_one_price_may_stand_in_several_files(tmp_path: Path) -> None:
    apart = priced(tmp_path / "apart", ROWS[1:2], ROWS[3:], ROWS[:1], ROWS[2:3])
    assert apart.prices == priced(tmp_path / "together", ROWS).prices


def test_each_charge_of_a_component_has_its_own_price(tmp_path: Path) -> None:
    prices = priced(tmp_path, ROWS).prices
    assert [prices["b.line", name][0].by_quantity for name in ("recurring", "one_time")] == [((1, 300),), ((1, 1000),)]


@pytest.mark.parametrize(("day", "price"), [
    ("2025-12-31", None), ("2026-01-01", 45), ("2026-06-30", 45), ("2026-07-01", 50), ("2030-01-01", 50),
])  # fmt: skip
def test_the_last_price_that_has_begun_is_in_force(day: str, price: int | None, tmp_path: Path) -> None:
    found = in_force(priced(tmp_path, ROWS).prices["a.seat", "recurring"], datetime.date.fromisoformat(day))
    assert (found and found.by_quantity[0][1]) == price


def test_two_charges_of_a_type_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    twice = [{"type": "recurring", "period": "month", "model": "flat", "id": id} for id in ("access", "traffic")]
    told = files([component("a.seat", supplies={"power": 1}, charges=twice)])
    rows = [f"a.seat,{id},2026-01-01,1,{price},0,list,estimate" for id, price in (("traffic", 2), ("access", 1))]
    told["prices/a.csv"] = "\n".join((PRICE_COLUMNS, *rows)) + "\n"
    prices = load_rulebook(write(tmp_path, told)).prices
    assert {id: prices["a.seat", id][0].by_quantity for id in ("access", "traffic")} == {"access": ((1, 1),), "traffic": ((1, 2),)}  # fmt: skip


def test_a_price_list_of_fifty_thousand_rows_is_read(tmp_path: Path) -> None:
    """50 days of 1,000 tiers, in any order."""
    first = datetime.date(2026, 1, 1)
    days = [first + datetime.timedelta(number) for number in range(50)]
    rest = {1: "0,list,estimate"}
    rows = [f"a.seat,recurring,{day},{tier},{5000 - tier},{rest.get(tier, ',,')}" for day in days for tier in range(1, 1001)]  # fmt: skip
    random.Random(1).shuffle(rows)
    prices = priced(tmp_path, (*rows, *ROWS[4:])).prices["a.seat", "recurring"]
    assert [price.effective_from for price in prices] == days
    assert all(price.by_quantity == tuple((tier, 5000 - tier) for tier in range(1, 1001)) for price in prices)
