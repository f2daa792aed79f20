"""Which sites are handled as one: those that differ in nothing but their name."""

from pathlib import Path
from typing import Any

from configurator.sizing import size
from tests.small import capability, component, need, profile, rulebook

SOLD = [component("a.box", supplies={"room": 1}, at="site")]
ASKED: dict[str, Any] = {"capabilities": [capability("room", at="site")], "needs": [need("room", room="need.amount")]}


def classes(folder: Path, sites: list[dict[str, Any]], **more: Any) -> list[tuple[str, ...]]:
    """The names of the sites of each class."""
    sizing = size(profile(sites=sites, **more), rulebook(folder, SOLD, **ASKED))
    return [c.names for c in sizing.site_classes]


def test_sites_with_equal_facts_form_one_class(tmp_path: Path) -> None:
    sites: list[dict[str, Any]] = [{"name": "A", "users": 5}, {"name": "B", "users": 6}, {"name": "C", "users": 5}]
    assert classes(tmp_path, sites) == [("A", "C"), ("B",)]


def test_a_default_left_out_and_one_written_down_are_equal(tmp_path: Path) -> None:
    assert classes(tmp_path, [{"name": "A"}, {"name": "B", "users": 0, "kind": "office"}]) == [("A", "B")]


def test_a_count_makes_numbered_sites_of_one_class(tmp_path: Path) -> None:
    assert classes(tmp_path, [{"name": "Plant", "count": 3}]) == [("Plant 1", "Plant 2", "Plant 3")]


def test_a_count_of_one_keeps_its_name(tmp_path: Path) -> None:
    assert classes(tmp_path, [{"name": "Plant", "count": 1}]) == [("Plant",)]


def test_a_count_and_single_sites_like_it_form_one_class(tmp_path: Path) -> None:
    sites: list[dict[str, Any]] = [{"name": "Plant", "count": 2, "users": 5}, {"name": "Mill", "users": 5}]
    assert classes(tmp_path, sites) == [("Plant 1", "Plant 2", "Mill")]


def test_a_thousand_sites_of_two_kinds_are_two_classes_in_the_order_they_are_written(tmp_path: Path) -> None:
    sizing = size(
        profile(sites=[{"name": "B", "count": 600, "users": 9}, {"name": "A", "count": 400}]),
        rulebook(tmp_path, SOLD, **ASKED),
    )
    assert [(c.id, c.count, c.facts["users"]) for c in sizing.site_classes] == [("S1", 600, 9), ("S2", 400, 0)]


def test_loops_over_sites_run_in_an_order_that_does_not_depend_on_the_file(tmp_path: Path) -> None:
    sites: list[dict[str, Any]] = [
        {"name": "A", "users": 5},
        {"name": "B", "users": 6, "kind": "plant"},
        {"name": "C", "users": 4},
    ]
    book = rulebook(tmp_path, SOLD, **ASKED)

    def order(written: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [dict(element.facts) for element in size(profile(sites=written), book).world.sites]

    assert order(sites) == order(sites[::-1]) == order([sites[1], sites[0], sites[2]])


def test_a_decision_at_one_site_takes_it_out_of_its_class(tmp_path: Path) -> None:
    decided = [{"component": "a.box", "quantity": 2, "site": "Plant 2"}]
    assert classes(tmp_path, [{"name": "Plant", "count": 3}], decisions=decided) == [("Plant 1", "Plant 3"), ("Plant 2",)]  # fmt: skip


def test_a_decision_at_all_sites_of_a_count_leaves_them_one_class(tmp_path: Path) -> None:
    decided = [{"component": "a.box", "quantity": 2, "site": "Plant"}]
    sites: list[dict[str, Any]] = [{"name": "Plant", "count": 3}, {"name": "Mill"}]
    assert classes(tmp_path, sites, decisions=decided) == [("Plant 1", "Plant 2", "Plant 3"), ("Mill",)]


def test_a_decision_applies_to_the_classes_of_the_sites_it_names(tmp_path: Path) -> None:
    decided = [{"component": "a.box", "min": 1, "site": "Plant"}, {"component": "a.box", "min": 2, "site": "Plant 2"}]
    decided.append({"component": "a.box", "max": 9})
    sizing = size(
        profile(sites=[{"name": "Mill"}, {"name": "Plant", "count": 2}], decisions=decided),
        rulebook(tmp_path, SOLD, **ASKED),
    )
    assert [c.names for c in sizing.site_classes] == [("Mill",), ("Plant 1",), ("Plant 2",)]
    places = [sizing.decided_places(decision) for decision in sizing.profile.decisions]
    assert places == [("S2", "S3"), ("S3",), (None,)]


def test_a_need_of_some_sites_parts_them_from_the_others(tmp_path: Path) -> None:
    stated = [{"need": "room", "sites": ["A", "Plant 1"]}]
    sites: list[dict[str, Any]] = [{"name": "A"}, {"name": "B"}, {"name": "Plant", "count": 2}]
    assert classes(tmp_path, sites, needs=stated) == [("A", "Plant 1"), ("B", "Plant 2")]


def test_a_site_called_like_a_numbered_one_is_not_meant_by_the_name_without_a_number(tmp_path: Path) -> None:
    sites: list[dict[str, Any]] = [
        {"name": "Plant"},
        {"name": "Plant 1"},
        {"name": "Plant North"},
        {"name": "Plant 2", "count": 2},
    ]
    decided = [{"component": "a.box", "quantity": 2, "site": "Plant"}]
    assert classes(tmp_path, sites, decisions=decided) == [("Plant",), ("Plant 1", "Plant North", "Plant 2 1", "Plant 2 2")]  # fmt: skip


def test_a_number_of_a_count_is_not_meant_by_its_beginning(tmp_path: Path) -> None:
    decided = [{"component": "a.box", "quantity": 2, "site": "分厂 1"}]
    first, others = classes(tmp_path, [{"name": "分厂", "count": 12}], decisions=decided)
    assert first == ("分厂 1",)
    assert "分厂 12" in others


def test_each_of_thousands_of_sites_may_be_decided_about_and_asked_for(tmp_path: Path) -> None:
    sites: list[dict[str, Any]] = [{"name": f"P {i}"} for i in range(3_000)]
    decided = [{"component": "a.box", "min": 1, "site": f"P {i}"} for i in range(0, 3_000, 2)]
    stated = [{"need": "room", "sites": [f"P {i}" for i in range(0, 3_000, 3)]}]
    sizing = size(profile(stated, sites=sites, decisions=decided), rulebook(tmp_path, SOLD, **ASKED))
    asked = {sizing.site_class(demand.site_class or "").names for demand in sizing.demands}
    assert sorted(name for names in asked for name in names) == sorted(f"P {i}" for i in range(0, 3_000, 3))
    assert [sizing.site_class(sizing.decided_places(d)[0] or "").names for d in sizing.profile.decisions] == [
        (decision["site"],) for decision in decided
    ]
