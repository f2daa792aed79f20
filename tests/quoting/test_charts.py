"""The charts' geometry: lengths in proportion to money, and drawings that say in words what they show."""

from decimal import Decimal

from configurator.quoting import charts, document
from configurator.quoting.charts import Bar, Column
from tests.quoting.sample_quote import sample

ZERO = Decimal(0)
TENTH = Decimal("0.1")


def test_bars_are_as_long_as_their_amounts() -> None:
    drawing = charts.bars(
        "x", [Bar("a", "100", ZERO, Decimal(100), "strong"), Bar("b", "25", ZERO, Decimal(25), "strong")]
    )
    long, short = drawing.rectangles
    assert abs(long.width - short.width * 4) <= 4 * TENTH
    assert long.x == short.x == charts.NAMES


def test_a_floating_bar_begins_where_the_one_before_ended() -> None:
    rows = [Bar("list", "100", ZERO, Decimal(100), "strong"), Bar("discount", "-30", Decimal(100), Decimal(70), "less")]
    whole, discount = charts.bars("x", rows).rectangles
    assert abs((discount.x + discount.width) - (whole.x + whole.width)) <= 2 * TENTH


def test_nothing_leaves_the_drawing() -> None:
    proposal = document.proposal(sample().view, "0" * 64, "en")
    for drawing in (
        proposal.solution_chart,
        proposal.prices.year_chart,
        proposal.prices.waterfall_chart,
        proposal.prices.family_chart,
    ):
        for bar in drawing.rectangles:
            assert bar.x >= 0
            assert bar.y >= 0
            assert bar.x + bar.width <= drawing.width
            assert bar.y + bar.height <= drawing.height
        assert all(ZERO <= label.x <= drawing.width and ZERO <= label.y <= drawing.height for label in drawing.labels)


def test_the_two_parts_of_a_column_stack_to_its_sum() -> None:
    columns = [
        Column("1", Decimal(30), Decimal(70), "30", "70", "100"),
        Column("2", ZERO, Decimal(50), "0", "50", "50"),
    ]
    drawing = charts.columns("x", ("once", "again"), columns)
    lower, upper, second = drawing.rectangles[2:]
    assert lower.tone == "strong"
    assert upper.tone == second.tone == "soft"
    assert abs(upper.y + upper.height - lower.y) <= 2 * TENTH
    assert abs(lower.height + upper.height - charts.PLOT) <= 2 * TENTH
    assert abs(second.height * 2 - charts.PLOT) <= 2 * TENTH


def test_a_column_of_nothing_has_no_bar() -> None:
    drawing = charts.columns("x", ("once", "again"), [Column("1", ZERO, ZERO, "0", "0", "0")])
    assert len(drawing.rectangles) == 2  # the legend alone


def test_the_description_says_every_amount() -> None:
    drawing = charts.bars(
        "x", [Bar("Cloud", "1,277.00", ZERO, Decimal(1277), "strong"), Bar("Data", "2.00", ZERO, Decimal(2), "strong")]
    )
    assert drawing.description == "Cloud: 1,277.00; Data: 2.00"


def test_places_and_services_are_each_joined_to_what_lies_between() -> None:
    left = [charts.Box("S1", ("IoT",)), charts.Box("S2", ("IoT", "Security"))]
    drawing = charts.links("x", left, "Network", [charts.Box("Cloud", ("VM",))], ", ")
    spine, *boxes = drawing.rectangles
    assert len(boxes) == len(drawing.lines) == 3
    for box, line in zip(boxes, drawing.lines, strict=True):
        assert {line.x1, line.x2} <= {spine.x, spine.x + spine.width, box.x, box.x + box.width}
        assert box.y < line.y1 < box.y + box.height
    assert drawing.description == "S1: IoT; S2: IoT, Security; Cloud: VM"


def test_parts_are_packed_into_two_lines() -> None:
    assert charts.packed(("aaa", "bbb"), "; ", Decimal(200)) == ("aaa; bbb", "")
    first, second = charts.packed(("a" * 10, "b" * 10, "c" * 40), "; ", Decimal(135))
    assert first == "a" * 10 + "; " + "b" * 10 + ";"
    assert second.endswith("…")


def test_a_name_too_long_for_its_room_is_cut_with_an_ellipsis() -> None:
    assert charts.fit("短", Decimal(100)) == "短"
    cut = charts.fit("通信与协作" * 10, Decimal(100))
    assert cut.endswith("…")
    assert len(cut) == 10
