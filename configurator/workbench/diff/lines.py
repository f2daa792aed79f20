"""The lines a report is made of."""

from dataclasses import dataclass
from typing import Literal

from configurator.workbench.diff.changes import Verb

Sign = Literal["+", "-", "~", "#", ""]
"""Added or better, removed or worse, changed, a title, or nothing of these: what a terminal shows in colours."""

SIGNS: dict[Verb, Sign] = {"added": "+", "removed": "-", "changed": "~"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report; `sign` says how it is coloured."""

    sign: Sign
    text: str
