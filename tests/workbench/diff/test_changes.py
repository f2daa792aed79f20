"""What counts as a change of a rulebook, and how it is told."""

from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.rulebook.loader import load_rulebook
from configurator.workbench.diff.changes import rulebook_changes
from tests import small
from tests.workbench.diff import shops
from tests.workbench.diff.shops import Files, changes


def told(tmp_path: Path, *edits: shops.Edit) -> list[tuple[Any, ...]]:
    return [(c.kind, c.id, c.change, ".".join(c.path), c.old, c.new) for c in changes(tmp_path, *edits)]


def test_order_comments_layout_and_files_moved_mean_nothing(tmp_path: Path) -> None:
    def rearrange(files: Files) -> None:
        sold, rules = files["components/a.yaml"], files["constraints/a.yaml"]
        files["components/a.yaml"], files["components/moved.yaml"] = sold[2:0:-1], sold[:1]
        files["constraints/a.yaml"] = "# why\n" + yaml.safe_dump(rules[1:])
        files["constraints/b.yaml"] = yaml.safe_dump(rules[:1], default_flow_style=True, width=10_000)
        files["tables/sizes.csv"] = "industry,size,staff\nother,large,300\nfinance,large,100.0\n"
        files["facts.yaml"] = files["facts.yaml"] | {"customer": files["facts.yaml"]["customer"][::-1]}
        files["needs.yaml"].reverse()

    old, new = (load_rulebook(folder) for folder in shops.both(tmp_path, rearrange))
    assert old.sha256 != new.sha256
    assert rulebook_changes(old, new) == ()


def test_a_formula_is_compared_by_what_it_means(tmp_path: Path) -> None:
    def rewrite(files: Files) -> None:
        shops.record(files, "constraints/a.yaml", "R-1")["rule"] = "(qty( a.x )   <= 15)"

    assert told(tmp_path, rewrite) == []


def test_the_examples_of_a_rule_are_no_change_of_it(tmp_path: Path) -> None:
    def show(files: Files) -> None:
        example = {"allowed": [{"package": {"a.x": 3}}], "refused": [{"package": {"a.x": 16}}]}
        shops.record(files, "constraints/a.yaml", "R-1")["examples"] = example

    assert told(tmp_path, show) == []


def test_what_giving_up_costs_and_counts_is_told_by_what_it_concerns(tmp_path: Path) -> None:
    def ending(**more: Any) -> dict[str, Any]:
        return {"id": "TRM-1", "name": small.both("End"), "percent": 40, **small.SOURCED} | more

    def terms(**told: Any) -> shops.Edit:
        return lambda files: files.update({"installed.yaml": told})

    old = load_rulebook(shops.written(tmp_path / "old", terms(disruption={"a": 2}, terminations=[ending()])))
    new = load_rulebook(shops.written(tmp_path / "new", terms(disruption={"a": 3}, terminations=[ending(percent=50)])))
    assert [(c.kind, c.id, ".".join(c.path), c.old, c.new) for c in rulebook_changes(old, new)] == [
        ("installed", "terms", "disruption.a", 2, 3),
        ("installed", "terms", "terminations.TRM-1.percent", 40, 50),
    ]


def test_a_truth_value_is_not_the_number_it_equals(tmp_path: Path) -> None:
    def as_flag(value: Any) -> shops.Edit:
        return lambda files: files.update({"tables/flags.csv": f"a,b\nx,{value}\n"})

    old = load_rulebook(shops.written(tmp_path / "old", as_flag("1")))
    new = load_rulebook(shops.written(tmp_path / "new", as_flag("true")))
    (change,) = rulebook_changes(old, new)
    assert (change.path, change.old, change.new) == (("x", "b"), 1, True)


def test_a_price_is_told_by_charge_day_and_tier(tmp_path: Path) -> None:
    def raise_(files: Files) -> None:
        shops.price(files, "a.x", "10.80")
        tiers = shops.component(files, "b.lamp")["charges"][0]["prices"][0]["tiers"]
        tiers |= {10: "3.50", 50: 3}

    assert told(tmp_path, raise_) == [
        ("price", "a.x", "changed", "recurring.2026-01-01.1", 10, Fraction("10.8")),
        ("price", "b.lamp", "changed", "recurring.2026-01-01.10", 4, Fraction("3.5")),
        ("price", "b.lamp", "added", "recurring.2026-01-01.50", 4, 3),
    ]


def test_a_price_list_that_begins_later_names_the_price_it_takes_over_from(tmp_path: Path) -> None:
    assert told(tmp_path, EDITS["later prices"]) == [("price", "a.x", "added", "recurring.2027-07-01.1", 10, 11)]


def test_a_rows_changed_cell_is_told_by_the_key_of_its_row(tmp_path: Path) -> None:
    def edit(files: Files) -> None:
        files["tables/sizes.csv"] = "industry,size,staff\nfinance,large,120\nretail,large,50\n"

    assert told(tmp_path, edit) == [
        ("table", "sizes", "changed", "finance.staff", 100, 120),
        ("table", "sizes", "removed", "other", ("other", "large", 300), None),
        ("table", "sizes", "added", "retail", None, ("retail", "large", 50)),
    ]


def test_the_default_term_is_a_matter_of_order(tmp_path: Path) -> None:
    def longer_first(files: Files) -> None:
        files["rulebook.yaml"]["terms"] = [36, 12, 24]

    assert told(tmp_path, longer_first) == [("rulebook", "small", "changed", "default term", 12, 36)]


def test_wording_and_sources_are_told_apart_from_what_changes_offers(tmp_path: Path) -> None:
    def reword(files: Files) -> None:
        shops.component(files, "a.x")["name"] = {"en": "Better", "zh": "更好"}
        shops.record(files, "constraints/a.yaml", "R-2")["source"] = "a new law"
        files["proposal.yaml"] = files["proposal.yaml"] | {"terms": [small.both("Net 60.")]}

    assert [kind for kind, *_ in told(tmp_path, reword)] == ["wording", "wording", "source"]


LATER = {"effective_from": "2027-07-01", "cost": 0, "price": 11, **small.SOURCED}
EDITS: dict[str, shops.Edit] = {
    "price": lambda files: shops.price(files, "a.x", 11),
    "cost": lambda files: shops.component(files, "a.y")["charges"][0]["prices"][0].update(cost=3),
    "tiers": lambda files: shops.component(files, "b.lamp")["charges"][0]["prices"][0].update(tiers={1: 5, 50: 3}),
    "later prices": lambda files: shops.component(files, "a.x")["charges"][0]["prices"].append(LATER),
    "new component": lambda files: files["components/a.yaml"].append(small.component("c.z", 3, {"light": 2})),
    "gone component": lambda files: shops.without(files, "a.y"),
    "supplies": lambda files: shops.component(files, "b.lamp").update(supplies={"light": 2, "power": 1}),
    "rule": lambda files: shops.record(files, "constraints/a.yaml", "R-1").update(rule="qty(a.x) <= 9"),
    "weight": lambda files: shops.record(files, "constraints/a.yaml", "R-2").pop("weight"),
    "new rule": lambda files: files["constraints/a.yaml"].append(small.rule("R-9", "qty(b.lamp) >= 0")),
    "demand": lambda files: shops.record(files, "needs.yaml", "light")["demands"][0].update(amount="need.amount * 2"),
    "constant": lambda files: files["constants.yaml"][0].update(value=5),
    "rows": lambda files: files.update({"tables/sizes.csv": "industry,size,staff\nfinance,large,100\n"}),
    "discount": lambda files: files["discounts.yaml"][0].update(percent=7, effective_to="2027-01-01"),
    "terms": lambda files: files["rulebook.yaml"].update(terms=[12, 36, 60]),
    "unit": lambda files: files["rulebook.yaml"]["units"].update(box=small.both("box")),
    "quantity": lambda files: shops.component(files, "a.x").update(quantity={"min": 2, "max": 15}),
}
_MIRRORED = {"added": "removed", "removed": "added", "changed": "changed"}


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(sorted(EDITS)), min_size=1))
def test_to_go_back_is_the_same_changes_the_other_way_round(chosen: set[str]) -> None:
    with TemporaryDirectory() as scratch:
        old, new = (load_rulebook(f) for f in shops.both(Path(scratch), *(EDITS[name] for name in sorted(chosen))))
    there, back = rulebook_changes(old, new), rulebook_changes(new, old)
    assert there
    assert sorted(repr((c.kind, c.id, c.change, c.path, c.old, c.new)) for c in there) == sorted(
        repr((c.kind, c.id, _MIRRORED[c.change], c.path, c.new, c.old)) for c in back
    )


@pytest.mark.parametrize("name", sorted(EDITS))
def test_every_edit_is_seen_and_told_as_json(name: str, tmp_path: Path) -> None:
    found = changes(tmp_path, EDITS[name])
    assert found
    for change in found:
        data = change.to_json()
        assert set(data) == {"kind", "id", "change", "path", "from", "to"}
        assert data["from"] != data["to"]
