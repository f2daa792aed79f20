"""Law of the shortlist: what another component of the same kind outdoes may be left out of any deal."""

from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import strategies as st

import configurator as cf
from configurator.engine.relevance import relevant_offer
from configurator.engine.shortlist import Shortlist, shortlist
from configurator.sizing import size
from tests.properties.answers import bought, loaded
from tests.properties.draws import drawn
from tests.properties.problems import Case, cases
from tests.properties.sited import sited_cases


@st.composite
def cases_with_twins(draw: st.DrawFn) -> Case:
    """A case in which two more vendors sell what one component is, at prices of their own."""
    case = draw(cases() | sited_cases())
    sold = case.files["components/a.yaml"]
    original = draw(st.sampled_from(sold))
    twins = [_twin(original, f"{original['id']}_{name}", draw(st.sampled_from((8, 10, 10, 11)))) for name in "xy"]
    return case.but_files({"components/a.yaml": [*sold, *twins]})


def _twin(original: dict[str, Any], id: str, tenths: int) -> dict[str, Any]:
    charges = [
        charge | {"prices": [_scaled(price, tenths) for price in charge["prices"]]} for charge in original["charges"]
    ]
    return original | {"id": id, "charges": charges}


def _scaled(price: dict[str, Any], tenths: int) -> dict[str, Any]:
    if "tiers" in price:
        return price | {"tiers": {first: round(each * tenths / 10, 2) for first, each in price["tiers"].items()}}
    return price | {"price": round(price["price"] * tenths / 10, 2)}


@pytest.mark.parametrize("number", range(60))
def test_the_answer_is_the_same_with_everything_on_offer(number: int) -> None:
    rulebook, profile = loaded(drawn(cases_with_twins(), number))
    short = cf.recommend(profile, rulebook)
    with patch("configurator.engine.recommend.shortlist", lambda sizing, offer: Shortlist(offer)):
        whole = cf.recommend(profile, rulebook)
    assert (short.name, bought(short)) == (whole.name, bought(whole))


def test_in_many_of_these_cases_something_is_left_out() -> None:
    left_out = 0
    for number in range(60):
        rulebook, profile = loaded(drawn(cases_with_twins(), number))
        offer = relevant_offer(sizing := size(profile, rulebook))
        left_out += len(shortlist(sizing, offer).offer) < len(offer)
    assert left_out >= 20
