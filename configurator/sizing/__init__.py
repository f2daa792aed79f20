"""What a profile means in the terms of a rulebook: facts, site classes, needs, and the demands they are sized into."""

import datetime

from configurator.errors import Diagnostic, ProfileError
from configurator.profile import Profile
from configurator.rulebook.exchange import in_currency
from configurator.rulebook.model import Rulebook
from configurator.sizing.model import SiteClass, SizedDemand, SizedNeed, Sizing
from configurator.sizing.sizer import Sizer

__all__ = ["SiteClass", "SizedDemand", "SizedNeed", "Sizing", "size"]


def size(profile: Profile, rulebook: Rulebook) -> Sizing:
    """Holds a profile against a rulebook, in the profile's currency. Raises ProfileError with what doesn't fit."""
    faults: tuple[Diagnostic, ...] = ()
    if profile.currency is not None:
        day = profile.date or datetime.date.max  # that the date is missing is told beside
        try:
            rulebook = in_currency(rulebook, profile.currency, day, profile.place(("currency",)))
        except ProfileError as fault:
            faults = fault.diagnostics
    return Sizer(profile, rulebook, faults).sizing()
