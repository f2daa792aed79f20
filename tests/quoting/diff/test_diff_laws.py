"""Laws of the difference of two quotes, over shops and questions drawn at random."""

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from configurator.quoting.diff.run import diff_quotes
from configurator.quoting.quote import Quote
from tests.quoting.diff.shop import check_sums, quoted, shop

PRICES = st.integers(100, 9999).map(lambda cents: cents / 100)  # no discount makes nothing of them
SHOPS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "seat": PRICES | st.fixed_dictionaries({1: PRICES, 20: PRICES}),
        "plant": PRICES,
        "audit": PRICES,
        "percent": st.integers(1, 99),
        "rate": st.sampled_from([0.06, 0.09, 0.13]),
        "law": st.sampled_from(["", "selected(c.audit)"]),
        "without": st.sampled_from([(), ("b.plant",), ("DSC-TERM",)]),
    }
)
QUESTIONS = st.fixed_dictionaries(
    {
        "term_months": st.sampled_from([12, 24, 36]),
        "sites": st.lists(st.sampled_from(["总部", "A", "B", "C"]), min_size=1, max_size=4, unique=True).flatmap(
            lambda names: st.tuples(*(st.builds(dict, name=st.just(n), users=st.integers(1, 30)) for n in names))
        ),
        "needs": st.just([{"need": "seats"}]) | st.integers(1, 9).map(lambda n: [{"need": "power", "amount": n}]),
    }
)


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    with tempfile.TemporaryDirectory() as folder:
        return quoted(shop(Path(folder), **draw(SHOPS)), **draw(QUESTIONS))


@settings(max_examples=40, deadline=None)
@given(quotes(), quotes())
def test_the_deltas_add_up_to_the_differences_of_the_totals(old: Quote, new: Quote) -> None:
    check_sums(diff_quotes(old, new))


@settings(max_examples=20, deadline=None)
@given(quotes(), quotes())
def test_every_change_has_a_cause_and_two_quotes_differ_unless_their_prices_are_the_same(
    old: Quote, new: Quote
) -> None:
    found = diff_quotes(old, new)
    assert all(change.blame.cause for change in found.changes)
    assert found or old.snapshot()["recommendation"]["totals"] == new.snapshot()["recommendation"]["totals"]
    assert not diff_quotes(new, new)
