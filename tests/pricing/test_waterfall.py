"""From list to net, over the places a component stands at."""

import pytest

from configurator.package import Adjustment, Line
from configurator.pricing import waterfall
from configurator.pricing.charges import Terms
from configurator.pricing.waterfall import priced_lines
from tests.pricing.shop import charge, line, off, priced


def steps(told: Line) -> list[tuple[str, str, int]]:
    return [(step.step, step.rule, step.amount) for step in told.waterfall]


def test_a_line_without_any_reduction_has_no_steps() -> None:
    told = line(charge(45), 10)
    assert (told.list, told.net, told.waterfall) == (45_000, 45_000, ())


def test_the_volume_step_is_what_the_tier_saves_against_the_first_and_names_the_component() -> None:
    told = line(charge(tiers={1: 45, 101: 40}), 200)
    assert (told.list, told.net) == (900_000, 800_000)
    assert told.waterfall == (Adjustment("volume", "a.one", -100_000),)


def test_a_dearer_tier_shows_as_a_positive_volume_step() -> None:
    assert steps(line(charge(tiers={1: 10, 5: 12}), 5)) == [("volume", "a.one", 1000)]


def test_each_discount_is_taken_of_what_the_one_before_it_left() -> None:
    told = line(charge(tiers={1: 45, 101: 40}), 200, [off(15), off(10, "promotion")])
    # 9,000 list − 1,000 volume = 8,000; − 15 % = 6,800; − 10 % = 6,120, 30.60 each
    assert steps(told) == [("volume", "a.one", -100_000), ("term", "DSC-TERM", -120_000), ("promotion", "DSC-PROMOTION", -68_000)]  # fmt: skip
    assert (told.net, told.unit_list, told.unit_net) == (612_000, 4500, 3060)


def test_what_rounding_the_unit_price_adds_or_takes_falls_on_the_last_step() -> None:
    told = line(charge("0.35"), 1000, [off(10), off(10, "promotion")])
    # 350.00 − 35.00 = 315.00; 0.2835 is sold at 0.28, so 280.00 and not 283.50
    assert steps(told) == [("term", "DSC-TERM", -3500), ("promotion", "DSC-PROMOTION", -3500)]


def test_a_discount_that_rounding_undoes_takes_nothing_and_never_adds() -> None:
    # 0.01 less 10 % and 10 % is 0.0081, which is sold at 0.01: no step is left, though 1,000 × 0.009 would be 9.00.
    told = line(charge("0.01"), 1000, [off(10), off(10, "promotion")])
    assert (told.list, told.net, steps(told)) == (1000, 1000, [])


def test_a_discount_that_rounding_undoes_leaves_the_other_its_share() -> None:
    # 0.30 less 15 % is 0.255, less 1 % 0.25245, sold at 0.25. At 0.28: 0.238, then 0.23562, sold at 0.24.
    assert steps(line(charge("0.30"), 100, [off(15), off(1, "promotion")])) == [("term", "DSC-TERM", -450), ("promotion", "DSC-PROMOTION", -50)]  # fmt: skip
    assert steps(line(charge("0.28"), 100, [off(15), off(1, "promotion")])) == [("term", "DSC-TERM", -400)]


def test_a_graduated_line_over_several_tiers_tells_the_units_and_prices_of_each() -> None:
    told = line(charge(tiers={1: 45, 101: 40, 501: 36}, model="graduated"), 150, [off(10)])
    assert told.unit_net is None
    assert told.tiers == ((100, 4500, 4050), (50, 4000, 3600))
    assert (told.list, told.net) == (675_000, 585_000)
    assert steps(told) == [("volume", "a.one", -25_000), ("term", "DSC-TERM", -65_000)]


def test_a_graduated_line_in_its_first_tier_has_a_unit_price() -> None:
    told = line(charge(tiers={1: 45, 101: 40}, model="graduated"), 100)
    assert (told.unit_net, told.tiers) == (4500, ())


def test_a_flat_line_has_a_quantity_of_one() -> None:
    told = line(charge(1500, model="flat", cost=900), 20)
    assert (told.quantity, told.list, told.net, told.cost) == (1, 150_000, 150_000, 90_000)


def test_the_price_of_all_places_is_that_of_the_total_quantity() -> None:
    sold = priced(charge(tiers={1: 45, 101: 40}))
    assert [told.net for told in priced_lines(sold, [60, 41])] == [240_000, 164_000]  # 101 units reach the tier


def test_two_discounts_leave_every_place_its_exact_net() -> None:
    # 1.00 less 10.5 % and 10 % is 0.8055, sold at 0.81. After the first step 3 units stand at 2.685, told as 2.69.
    told = priced_lines(priced(charge(1), [off("10.5"), off(10, "promotion")]), [1, 1, 1])
    assert [each.net for each in told] == [81, 81, 81]
    assert [steps(each) for each in told] == [
        [("term", "DSC-TERM", -11), ("promotion", "DSC-PROMOTION", -8)],
        [("term", "DSC-TERM", -10), ("promotion", "DSC-PROMOTION", -9)],
        [("term", "DSC-TERM", -10), ("promotion", "DSC-PROMOTION", -9)],
    ]


def test_a_flat_price_is_shared_by_the_units_of_the_places_to_the_cent() -> None:
    told = priced_lines(priced(charge(100, model="flat", cost=50)), [1, 1, 1])
    assert [each.net for each in told] == [3334, 3333, 3333]
    assert [each.cost for each in told] == [1667, 1667, 1666]


def test_a_graduated_price_is_shared_by_the_units_of_the_places() -> None:
    told = priced_lines(priced(charge(tiers={1: 3, 2: 1}, model="graduated")), [1, 2])  # 3 + 1 + 1
    assert [(each.list, each.net) for each in told] == [(300, 167), (600, 333)]


def test_no_place_gets_more_off_than_its_part_costs() -> None:
    # 2 + 9 × 1 + 4 × 0 = 11 fen; less 60 % 1 fen is left. By units alone 11 is 5, 5, 1, but the 10 off would be 4, 4, 2.
    told = priced_lines(priced(charge(tiers={1: "0.02", 2: "0.01", 11: 0}, model="graduated"), [off(60)]), [6, 6, 2])
    assert [sum(step.amount for step in each.waterfall if step.step == "term") for each in told] == [-5, -4, -1]
    assert [each.net for each in told] == [0, 1, 0]


def test_a_place_without_units_pays_nothing() -> None:
    told = priced_lines(priced(charge(10, cost=4), [off(10)]), [0, 3])
    assert (told[0].list, told[0].net, told[0].cost, told[0].quantity) == (0, 0, 0, 0)
    assert told[1].net == 2700


def test_cost_is_counted_per_unit_and_over_the_contract_and_is_not_discounted() -> None:
    told = line(charge(45, cost=22), 10, [off(50)], term=24)
    assert (told.cost, told.contract_cost, told.contract_net) == (22_000, 528_000, 540_000)


@pytest.mark.parametrize("amounts", [(-1000, 666), (-1000, 1000), (-7, -3, 12)])
@pytest.mark.parametrize("quantities", [(1,), (2, 1), (3, 5, 7)])
def test_steps_that_lower_and_raise_are_shared_to_the_cent(
    amounts: tuple[int, ...], quantities: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = [(("promotion", f"P-{number}"), amount) for number, amount in enumerate(amounts)]
    monkeypatch.setattr(waterfall, "_whole", lambda *_: (2000, steps, 0))
    terms = Terms(1)
    periods = waterfall._shared(None, terms, quantities)  # type: ignore[arg-type]
    for number, amount in enumerate(amounts):
        assert sum(period.steps[number][1] for period in periods) == amount
