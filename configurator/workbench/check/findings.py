"""Findings: what `rules check` has to say, with stable codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from configurator.errors import Diagnostic, Place

Severity = Literal["error", "warning", "note"]

KINDS: Mapping[str, tuple[Severity, str]] = {
    "C101": ("error", "no profile has a package at all"),
    "C102": ("error", "a component can never be chosen"),
    "C103": ("warning", "a component is always chosen"),
    "C104": ("error", "a rule can never bite"),
    "C105": ("warning", "a rule follows from others"),
    "C106": ("warning", "a price tier is out of reach"),
    "C107": ("note", "a volume cliff: more costs less"),
    "C108": ("error", "a need that nobody can meet"),
    "C109": ("warning", "a translation is missing"),
    "C110": ("warning", "not on sale today"),
    "C111": ("note", "a discount has run out"),
    "C112": ("warning", "a rule without an allowed and a refused example"),
    "C113": ("error", "an example that doesn't show what it should"),
    "C114": ("error", "a capability that nothing supplies"),
    "C115": ("note", "a capability that nothing asks for"),
    "C116": ("warning", "sold below cost"),
    "C117": ("warning", "declared and never used"),
    "C118": ("warning", "nothing leads to a component"),
    "C119": ("warning", "a component is outdone by another"),
    "C120": ("warning", "a segment that no customer falls into"),
    "C121": ("warning", "a component without service level"),
    "C122": ("warning", "two components of one name"),
    "C123": ("warning", "a scenario whose promotion has run out"),
    "C124": ("note", "a larger quantity is dearer by the unit"),
    "C125": ("warning", "a rule asks for what a profile may leave out"),
    "C126": ("error", "a case that can't be read"),
}
"""Code → severity and title. Load errors keep their own codes, E…; they are errors all."""


@dataclass(frozen=True)
class Finding:
    """One thing found. The witness is a profile, a package, rules or prices that show it."""

    code: str
    message: str
    place: Place | None
    help: str = ""
    witness: Mapping[str, Any] | None = None
    accepted: str = ""  # why it is meant, where the rulebook says so

    @property
    def severity(self) -> Severity:
        if self.accepted:
            return "note"
        return KINDS[self.code][0] if self.code in KINDS else "error"

    def __str__(self) -> str:
        help = f"accepted: {self.accepted}" if self.accepted else self.help
        told = str(Diagnostic(self.code, self.message, self.place, help))
        return self.severity + told.removeprefix("error")


def of_diagnostic(fault: Diagnostic) -> Finding:
    """A fault that keeps the rulebook from loading, as a finding."""
    return Finding(fault.code, fault.message, fault.place, fault.help)
