"""The shipped example, quoted by the engine: the documents must hold for it as for the quote made by hand."""

from functools import lru_cache

from configurator import load_profile, load_rulebook, read_profile, recommend, revise
from configurator.quoting.quote import Quote, make_quote
from configurator.resources import folder

RULEBOOK = "telco_enterprise"


@lru_cache
def shipped() -> Quote:
    """The example of the demo."""
    profile = load_profile(folder("rules") / RULEBOOK / "examples" / "manufacturer.yaml")
    outcome = recommend(profile, load_rulebook(RULEBOOK))
    return make_quote(outcome, number="Q-2026-0001", issued_on=outcome.sizing.date)


@lru_cache
def revised() -> Quote:
    """Its second revision: a shorter contract, a larger budget, more users."""
    first = shipped()
    asked = first.snapshot()["profile"] | {"term_months": 24, "budget": {"monthly": "150000", "one_time": "900000"}}
    asked["needs"][0]["users"] = 720
    outcome = recommend(read_profile(asked), load_rulebook(RULEBOOK))
    return revise(first, outcome, issued_on=first.date, newest=1)
