"""What a profile means in the terms of a rulebook: facts, site classes, needs, and the demands they are sized into."""

from configurator.profile import Profile
from configurator.rulebook.model import Rulebook
from configurator.sizing.model import SiteClass, SizedDemand, SizedNeed, Sizing
from configurator.sizing.sizer import Sizer

__all__ = ["SiteClass", "SizedDemand", "SizedNeed", "Sizing", "size"]


def size(profile: Profile, rulebook: Rulebook) -> Sizing:
    """Holds a profile against a rulebook. Raises ProfileError with everything that doesn't fit."""
    return Sizer(profile, rulebook).sizing()
