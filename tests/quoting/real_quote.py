"""The shipped example, quoted by the engine: the documents must hold for it as for the quote made by hand."""

from functools import lru_cache

from configurator import load_profile, load_rulebook, recommend
from configurator.quoting.quote import Quote, make_quote
from configurator.resources import folder

RULEBOOK = "telco_enterprise"


@lru_cache
def shipped() -> Quote:
    """The example of the demo."""
    profile = load_profile(folder("rules") / RULEBOOK / "examples" / "manufacturer.yaml")
    outcome = recommend(profile, load_rulebook(RULEBOOK))
    return make_quote(outcome, number="Q-2026-0001", issued_on=outcome.sizing.date)
