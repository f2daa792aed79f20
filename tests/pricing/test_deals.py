"""Whole deals, every figure of which is worked out by hand in the comment beside it."""

from pathlib import Path

import configurator as cf
from configurator.engine.describe import totals_json
from configurator.money import to_text
from configurator.package import Line
from configurator.pricing.totals import totals
from configurator.pricing.waterfall import priced_lines
from tests import small
from tests.pricing.shop import charge, line, off, priced


def test_seats_devices_and_a_half_priced_set_up_over_three_years() -> None:
    """CNY, 36 months, two tax rates, one-time and monthly.

    seats    620 × 45.00 = 27,900.00 list; less 15 %: 38.25, × 620 = 23,715.00 a month; × 36 = 853,740.00
             cost 620 × 22.00 = 13,640.00 a month; × 36 = 491,040.00; tax 6 % = 1,422.90 a month
    set-up   2,000.00 once, less 50 % = 1,000.00; cost 800.00; tax 6 % = 60.00
    devices  40 × 1,299.00 = 51,960.00 once; cost 40 × 900.00 = 36,000.00; tax 13 % = 6,754.80
    """
    seats = line(charge(45, cost=22), 620, [off(15)], term=36)
    set_up = line(charge(2000, kind="one_time", model="flat", cost=800), 1, [off(50, "promotion")], term=36)
    devices = line(charge(1299, kind="one_time", cost=900), 40, term=36, tax="0.13")
    assert (seats.list, seats.net, seats.contract_net, seats.unit_net) == (27_900_00, 23_715_00, 853_740_00, 38_25)
    got = totals([("ucc", seats), ("ucc", set_up), ("iot", devices)], 36)
    assert totals_json(got, "CNY") == {
        "currency": "CNY",
        "one_time": "52960.00",  # 1,000 + 51,960
        "monthly": "23715.00",
        "first_year": "337540.00",  # 12 × 23,715 = 284,580, + 52,960
        "total_contract": "906700.00",  # 853,740 + 52,960
        "tax": "58039.20",  # 36 × 1,422.90 = 51,224.40, + 60.00 + 6,754.80
        "total_contract_with_tax": "964739.20",
        "one_time_with_tax": "59774.80",  # 52,960 + 60.00 + 6,754.80
        "monthly_with_tax": "25137.90",  # 23,715 + 1,422.90
        "first_year_with_tax": "361429.60",  # 337,540 + 12 × 1,422.90 = 17,074.80, + 6,814.80
        "tax_by_rate": [
            {"rate": "0.06", "net": "854740.00", "tax": "51284.40"},  # 853,740 + 1,000; 51,224.40 + 60.00
            {"rate": "0.13", "net": "51960.00", "tax": "6754.80"},
        ],
        "list": {
            "one_time": "53960.00",  # 2,000 + 51,960
            "monthly": "27900.00",
            "total_contract": "1058360.00",  # 36 × 27,900 = 1,004,400, + 53,960
        },
        "years": [
            {"year": 1, "one_time": "52960.00", "recurring": "284580.00"},
            {"year": 2, "one_time": "0.00", "recurring": "284580.00"},
            {"year": 3, "one_time": "0.00", "recurring": "284580.00"},
        ],
        "by_family": [
            {"family": "ucc", "one_time": "1000.00", "monthly": "23715.00", "total_contract": "854740.00"},
            {"family": "iot", "one_time": "51960.00", "monthly": "0.00", "total_contract": "51960.00"},
        ],
    }
    assert got.cost == 527_840_00  # 491,040 + 800 + 36,000


def test_months_quarters_and_years_in_a_contract_of_a_year_and_a_half() -> None:
    """CNY, 18 months: 18 months, 6 quarters, 2 years begun. Tax 6 % throughout.

    cards     1,200 × 3.50 = 4,200.00 list; from 1,001 on 2.95: 3,540.00, so volume − 660.00;
              less 12.5 %: 2.58125 × 1,200 = 3,097.50, so − 442.50; less 3 %: 2.5038125, sold at 2.50: 3,000.00,
              so − 97.50. Tax 180.00 a month.
    platform  9,999.99 a quarter, less 12.5 % = 8,749.99125, sold at 8,749.99. Tax 524.9994, told as 525.00.
    audit     12,345.67 a year. Tax 740.7402, told as 740.74.
    """
    term = off("12.5")
    cards = line(charge(tiers={1: "3.50", 1001: "2.95"}), 1200, [term, off(3, "promotion")], term=18)
    platform = line(charge("9999.99", period="quarter", model="flat"), 1, [term], term=18)
    audit = line(charge("12345.67", period="year"), 1, term=18)
    assert [step.amount for step in cards.waterfall] == [-660_00, -442_50, -97_50]
    assert [each.net for each in (cards, platform, audit)] == [3_000_00, 8_749_99, 12_345_67]
    got = totals([("iot", cards), ("iot", platform), ("security", audit)], 18)
    assert totals_json(got, "CNY") == {
        "currency": "CNY",
        "one_time": "0.00",
        "monthly": "6945.47",  # (12 × 3,000 + 4 × 8,749.99 + 12,345.67) / 12 = 83,345.63 / 12 = 6,945.469…
        "first_year": "83345.63",  # 36,000.00 + 34,999.96 + 12,345.67
        "total_contract": "131191.28",  # 54,000.00 + 6 × 8,749.99 = 52,499.94, + 2 × 12,345.67 = 24,691.34
        "tax": "7871.48",  # 18 × 180.00 = 3,240.00, + 6 × 525.00 = 3,150.00, + 2 × 740.74 = 1,481.48
        "total_contract_with_tax": "139062.76",
        "one_time_with_tax": "0.00",
        "monthly_with_tax": "7362.20",  # (83,345.63 + 2,160.00 + 2,100.00 + 740.74) / 12 = 88,346.37 / 12 = 7,362.1975
        "first_year_with_tax": "88346.37",
        "tax_by_rate": [{"rate": "0.06", "net": "131191.28", "tax": "7871.48"}],
        "list": {
            "one_time": "0.00",
            "monthly": "8562.14",  # (12 × 4,200 + 4 × 9,999.99 + 12,345.67) / 12 = 102,745.63 / 12 = 8,562.135…
            "total_contract": "160291.28",  # 75,600.00 + 59,999.94 + 24,691.34
        },
        "years": [
            {"year": 1, "one_time": "0.00", "recurring": "83345.63"},
            {"year": 2, "one_time": "0.00", "recurring": "47845.65"},  # 6 × 3,000 + 2 × 8,749.99 + 12,345.67
        ],
        "by_family": [
            # 70,999.96 / 12 = 5,916.663… and 12,345.67 / 12 = 1,028.805…: the larger remainder gets the month's last cent
            {"family": "iot", "one_time": "0.00", "monthly": "5916.66", "total_contract": "106499.94"},
            {"family": "security", "one_time": "0.00", "monthly": "1028.81", "total_contract": "24691.34"},
        ],
    }


def test_graduated_yen_shared_by_two_places_at_two_tax_rates() -> None:
    """JPY, 14 months: 14 months, 5 quarters begun. No fraction of a yen anywhere.

    lines    500 up to 10, 430 up to 50, 399 from 51; less 7 %: 465, 399.9 sold at 400, 371.07 sold at 371.
             76 units: 10, 40 and 26. List 38,000; by tier 5,000 + 17,200 + 10,374 = 32,574, so volume − 5,426;
             net 4,650 + 16,000 + 9,646 = 30,296, so term − 2,278. Tax 10 % = 3,029.6, told as 3,030 a month.
             Shared by 50 and 26 units: list 25,000 and 13,000; by tier 21,430.26 and 11,143.74, so 21,430 and 11,144;
             of the 2,278 off 1,498.67 and 779.33, so 1,499 and 779; net 19,931 and 10,365.
    devices  2 × 30,000 = 60,000 once. Tax 10 % = 6,000.
    journal  1,234 a quarter. Tax 8 % = 98.72, told as 99.
    """
    tiers = charge(tiers={1: 500, 11: 430, 51: 399}, model="graduated")
    here, there = priced_lines(priced(tiers, [off(7)], term=14, currency="JPY", tax="0.10"), [50, 26])
    devices = line(charge(30_000, kind="one_time"), 2, term=14, currency="JPY", tax="0.10")
    journal = line(charge(1234, period="quarter"), 1, term=14, currency="JPY", tax="0.08")

    def told(each: Line) -> tuple[int, list[int], int]:
        return each.list, [step.amount for step in each.waterfall], each.net

    assert told(here) == (25_000, [-3_570, -1_499], 19_931)
    assert told(there) == (13_000, [-1_856, -779], 10_365)
    assert here.tiers == there.tiers == ((10, 500, 465), (40, 430, 400), (26, 399, 371))
    got = totals([("a", here), ("a", there), ("b", devices), ("c", journal)], 14)
    assert totals_json(got, "JPY") == {
        "currency": "JPY",
        "one_time": "60000",
        "monthly": "30707",  # (12 × 30,296 + 4 × 1,234) / 12 = 368,488 / 12 = 30,707.33
        "first_year": "428488",  # 363,552 + 4,936 + 60,000
        "total_contract": "490314",  # 14 × 30,296 = 424,144, + 5 × 1,234 = 6,170, + 60,000
        "tax": "48915",  # 14 × 3,030 = 42,420, + 6,000 + 5 × 99 = 495
        "total_contract_with_tax": "539229",
        "one_time_with_tax": "66000",
        "monthly_with_tax": "33770",  # (368,488 + 12 × 3,030 + 4 × 99) / 12 = 405,244 / 12 = 33,770.33
        "first_year_with_tax": "471244",  # 428,488 + 36,360 + 396 + 6,000
        "tax_by_rate": [
            {"rate": "0.08", "net": "6170", "tax": "495"},
            {"rate": "0.1", "net": "484144", "tax": "48420"},  # 424,144 + 60,000; 42,420 + 6,000
        ],
        "list": {
            "one_time": "60000",
            "monthly": "38411",  # (12 × 38,000 + 4 × 1,234) / 12 = 460,936 / 12 = 38,411.33
            "total_contract": "598170",  # 14 × 38,000 = 532,000, + 6,170 + 60,000
        },
        "years": [
            {"year": 1, "one_time": "60000", "recurring": "368488"},
            {"year": 2, "one_time": "0", "recurring": "61826"},  # 2 × 30,296 + 1,234
        ],
        "by_family": [
            {"family": "a", "one_time": "0", "monthly": "30296", "total_contract": "424144"},
            {"family": "b", "one_time": "60000", "monthly": "0", "total_contract": "60000"},
            {"family": "c", "one_time": "0", "monthly": "411", "total_contract": "6170"},
        ],
    }


def test_dinars_of_a_thousand_fils_with_usage_and_an_untaxed_charge() -> None:
    """KWD, 24 months, three decimals.

    messages  37 × 0.125 = 4.625 a month list; less 33.3 %: 0.083375, sold at 0.083: 3.071. Tax 5 % = 0.15355, so 0.154.
    licences  6 × 100.500 = 603.000 a year list; from 5 on 95.250: 571.500, so volume − 31.500; less 2.5 %: 92.86875,
              sold at 92.869: 557.214, so term − 14.286. Tax 5 % = 27.8607, told as 27.861.
    set-up    250.000 once, untaxed.
    """
    messages = line(charge("0.125", kind="usage"), 37, [off("33.3", "promotion")], term=24, currency="KWD", tax="0.05")
    tiers = charge(tiers={1: "100.500", 5: "95.250"}, period="year")
    licences = line(tiers, 6, [off("2.5")], term=24, currency="KWD", tax="0.05")
    set_up = line(charge(250, kind="one_time", model="flat"), 1, term=24, currency="KWD", tax="0")
    assert (messages.list, messages.net) == (4_625, 3_071)
    assert [step.amount for step in licences.waterfall] == [-31_500, -14_286]
    got = totals([("a", messages), ("a", licences), ("a", set_up)], 24)
    assert totals_json(got, "KWD") == {
        "currency": "KWD",
        "one_time": "250.000",
        "monthly": "49.506",  # (12 × 3.071 + 557.214) / 12 = 594.066 / 12 = 49.5055
        "first_year": "844.066",  # 36.852 + 557.214 + 250
        "total_contract": "1438.132",  # 73.704 + 1,114.428 + 250
        "tax": "59.418",  # 24 × 0.154 = 3.696, + 2 × 27.861 = 55.722
        "total_contract_with_tax": "1497.550",
        "one_time_with_tax": "250.000",
        "monthly_with_tax": "51.981",  # (594.066 + 1.848 + 27.861) / 12 = 623.775 / 12 = 51.98125
        "first_year_with_tax": "873.775",  # 844.066 + 29.709
        "tax_by_rate": [
            {"rate": "0", "net": "250.000", "tax": "0.000"},
            {"rate": "0.05", "net": "1188.132", "tax": "59.418"},
        ],
        "list": {
            "one_time": "250.000",
            "monthly": "54.875",  # (12 × 4.625 + 603) / 12 = 658.5 / 12
            "total_contract": "1567.000",  # 111 + 1,206 + 250
        },
        "years": [
            {"year": 1, "one_time": "250.000", "recurring": "594.066"},
            {"year": 2, "one_time": "0.000", "recurring": "594.066"},
        ],
        "by_family": [
            {"family": "a", "one_time": "250.000", "monthly": "49.506", "total_contract": "1438.132"},
        ],
    }


def test_a_recommendation_for_a_head_office_and_two_branches(tmp_path: Path) -> None:
    """CNY, 24 months, through the engine: a seat for every user and one controller.

    seats       120 + 2 × 15 = 150 units, so 40.00 for all; less 10 % 36.00.
                Head office 120: list 5,400, volume − 600, term − 480, net 4,320 a month; × 24 = 103,680.
                Branches     30: list 1,350, volume − 150, term − 120, net 1,080 a month; × 24 = 25,920.
    controller  1,500.00 a month and 5,000.00 once, never discounted; × 24 = 36,000.
    Tax 6 %: (4,320 + 1,080 + 1,500) × 6 % = 414.00 a month, 300.00 once.
    """
    seat = small.component(
        "a.seat",
        supplies={"seats": 1},
        at="site",
        quantity={"min": 1, "max": 999},
        consumes={"control": 0.001},
        charges=[small.charge(tiers={1: 45, 101: 40, 501: 36})],
    )
    controller = small.component(
        "b.controller",
        supplies={"control": 1},
        charges=[small.charge(1500, model="flat"), small.charge(5000, kind="one_time", model="flat")],
    )
    ask = small.need("seats", seats="site.users")
    term = off(10, components="component.id == 'a.seat'")
    book = small.rulebook(
        tmp_path,
        [seat, controller],
        capabilities=[small.capability("seats", at="site"), small.capability("control")],
        needs=[ask],
        discounts=[term],
    )
    sites = [{"name": "Head", "users": 120}, {"name": "Branch", "count": 2, "users": 15}]
    outcome = cf.recommend(small.profile([{"need": "seats"}], sites=sites, term_months=24), book)
    assert isinstance(outcome, cf.Optimal)

    def told(line: Line) -> tuple[str, list[tuple[str, str]], str, str]:
        steps = [(step.step, to_text(step.amount, "CNY")) for step in line.waterfall]
        return to_text(line.list, "CNY"), steps, to_text(line.net, "CNY"), to_text(line.contract_net, "CNY")

    assert {(item.component, item.sites): [told(line) for line in item.lines] for item in outcome.package.items} == {
        ("a.seat", ("Head",)): [("5400.00", [("volume", "-600.00"), ("term", "-480.00")], "4320.00", "103680.00")],
        ("a.seat", ("Branch 1", "Branch 2")): [("1350.00", [("volume", "-150.00"), ("term", "-120.00")], "1080.00", "25920.00")],
        ("b.controller", None): [("1500.00", [], "1500.00", "36000.00"), ("5000.00", [], "5000.00", "5000.00")],
    }  # fmt: skip
    got = outcome.to_json()["totals"]
    assert {name: got[name] for name in ("one_time", "monthly", "first_year", "total_contract", "tax")} == {
        "one_time": "5000.00",
        "monthly": "6900.00",  # 4,320 + 1,080 + 1,500
        "first_year": "87800.00",  # 12 × 6,900 = 82,800, + 5,000
        "total_contract": "170600.00",  # 24 × 6,900 = 165,600, + 5,000
        "tax": "10236.00",  # 24 × 414 = 9,936, + 300
    }
    assert got["list"] == {"one_time": "5000.00", "monthly": "8250.00", "total_contract": "203000.00"}
    assert next(stage.value for stage in outcome.stages if stage.goal == "total_contract") == 170_600_00
