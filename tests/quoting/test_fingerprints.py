"""What was in force: a hash changes exactly when what it stands for changes an offer."""

import datetime
from pathlib import Path
from typing import Any

from configurator.quoting.fingerprints import fingerprints, price_list_json
from tests.quoting.deals import DAY
from tests.small import SOURCED, both, charge, component, rule, rulebook


def book(folder: Path, price: Any = 10, **more: Any) -> Any:
    sold = [component("a.x", supplies={"power": 1}, **{"charges": [charge(price, cost=3)]} | more.pop("a", {}))]
    return rulebook(folder, sold, **more)


def changed(one: Any, other: Any, day: datetime.date = DAY) -> set[tuple[str, str]]:
    """(kind, id) of what differs."""
    before, after = fingerprints(one, day), fingerprints(other, day)
    kinds = {kind: before[kind].keys() | after[kind].keys() for kind in before}
    return {(k, id) for k, ids in kinds.items() for id in ids if before[k].get(id) != after[k].get(id)}


def test_each_record_has_a_hash_of_its_own(tmp_path: Path) -> None:
    plain = book(tmp_path / "1")
    assert changed(plain, book(tmp_path / "2")) == set()
    assert changed(plain, book(tmp_path / "3", price=11)) == {("prices", "a.x")}
    assert changed(plain, book(tmp_path / "4", a={"quantity": {"max": 21}})) == {("components", "a.x")}
    assert changed(plain, book(tmp_path / "5", rules=[rule("R-1", "qty(a.x) <= 15")])) == {("rules", "R-1")}


def test_words_sources_and_costs_change_no_hash(tmp_path: Path) -> None:
    named = {"name": both("Other"), "charges": [charge(10, cost=4)]}
    said = rule("R-1", "qty(a.x) <= 15", because=both("Otherwise."), source="elsewhere")
    one = book(tmp_path / "1", rules=[rule("R-1", "qty(a.x) <= 15")])
    other = book(tmp_path / "2", a=named, rules=[said])
    assert one.sha256 != other.sha256
    assert changed(one, other) == set()
    assert price_list_json(one, DAY) == price_list_json(other, DAY)


def test_a_promotion_is_in_force_until_its_last_day(tmp_path: Path) -> None:
    told = {"id": "DSC-1", "step": "promotion", "name": both("Now"), "charges": ["recurring"], "percent": 5, "effective_from": "2026-11-01", "effective_to": "2026-11-22", **SOURCED}  # fmt: skip
    sold = book(tmp_path, discounts=[told])
    days = [datetime.date(2026, 10, 31), DAY, DAY + datetime.timedelta(days=1)]
    assert [sorted(fingerprints(sold, day)["discounts"]) for day in days] == [[], ["DSC-1"], []]


def test_the_price_list_has_the_day_of_its_newest_price_and_a_hash_of_all(tmp_path: Path) -> None:
    later = charge(12)["prices"][0] | {"effective_from": "2026-12-01"}
    dated = charge(10) | {"prices": [*charge(10)["prices"], later]}
    sold = book(tmp_path, a={"charges": [dated]})
    before, after = (price_list_json(sold, day) for day in (DAY, datetime.date(2026, 12, 5)))
    assert (before["effective_from"], after["effective_from"]) == ("2026-01-01", "2026-12-01")
    assert before["sha256"] != after["sha256"]
