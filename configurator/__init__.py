"""An open configurator and quoting engine: needs and budget → a proven package, priced, with its proposal."""

from configurator.engine.outcome import Feasible, Infeasible, Optimal, Outcome, Unproven
from configurator.engine.recommend import recommend
from configurator.engine.solve import Limits
from configurator.profile import Profile, load_profile, read_profile
from configurator.rulebook.loader import load_rulebook, shipped_rulebooks
from configurator.rulebook.model import Rulebook

__all__ = [
    "Feasible", "Infeasible", "Limits", "Optimal", "Outcome", "Profile", "Rulebook", "Unproven",
    "load_profile", "load_rulebook", "read_profile", "recommend", "shipped_rulebooks",
]  # fmt: skip
