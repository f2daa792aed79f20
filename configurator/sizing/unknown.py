"""Facts that a rule or discount asks for and the profile doesn't state."""

import contextlib
from collections.abc import Iterator

from configurator.errors import Diagnostic, ProfileError
from configurator.profile import Profile
from configurator.rulebook.language.evaluate import EvaluationError


@contextlib.contextmanager
def refusing_unknown_facts(profile: Profile) -> Iterator[None]:
    """A formula without a value becomes a ProfileError that names what to state."""
    try:
        yield
    except EvaluationError as fault:
        owner, name = fault.fact or ("", "")
        help = f"state {owner}.{name} in the profile" if name else "see the formula in the rulebook"
        raise ProfileError([Diagnostic("E045", str(fault), profile.place((owner,)), help)]) from None
