"""The quote of a customer who has something already: units that stay, move, come and go, and one whose end costs."""

import datetime
import tempfile
from functools import lru_cache
from pathlib import Path

import configurator as cf
from configurator.quoting.quote import Quote, make_quote
from tests import small

SOLD = [
    small.component("a.box", supplies={"power": 1}, charges=[small.charge(10), small.charge(100, kind="one_time")]),
    small.component("a.tool", supplies={"craft": 1}, charges=[small.charge(80, kind="one_time")]),
    small.component("b.link", supplies={"line": 1}, at="site", charges=[small.charge(20), small.charge(50, kind="one_time")]),
    small.component("c.old", 30, {"power": 1}),
]  # fmt: skip
CAPABILITIES = [small.capability("power"), small.capability("craft"), small.capability("line", at="site")]
NEEDS = [
    small.need("power", power="need.amount"),
    small.need("craft", craft="need.amount"),
    small.need("line", line="need.amount if site.users > 0 else 0"),
]
END = {"id": "TRM-1", "name": {"en": "Minimum term", "zh": "最低合约期"}, "percent": 50, **small.SOURCED}
SITES = [{"name": "Head", "users": 9}, {"name": "Branch", "count": 2}, {"name": "Plant", "users": 5}]
INSTALLED = [
    {"component": "a.box", "quantity": 2},
    {"component": "a.tool"},
    {"component": "b.link", "site": "Branch 1"},
    {"component": "b.link", "site": "Plant"},
    {"component": "c.old", "quantity": 3, "until": "2027-05-22"},
]


@lru_cache
def installed() -> Quote:
    """Boxes 2 → 3, a tool that stays, links that stay and move, and three old ones whose term isn't over."""
    files = small.files(SOLD, capabilities=CAPABILITIES, needs=NEEDS) | {"installed.yaml": {"terminations": [END]}}
    asked = small.profile(
        {"power": 3, "craft": 1, "line": 1}, sites=SITES, installed=INSTALLED, term_months=24,
        decisions=[{"component": "c.old", "selected": False}],
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        book = cf.load_rulebook(small.write(Path(folder), files))
    return make_quote(cf.recommend(asked, book), number="Q-2026-0002", issued_on=datetime.date(2026, 11, 22))
