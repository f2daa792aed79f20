"""What formulas may speak of, and what kinds of value there are."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from configurator.errors import did_you_mean
from configurator.rulebook.language import syntax as s

NUMBER, TRUTH, TEXT = "a number", "a condition", "a text"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a formula is: its type, the words a text may be, and whether the engine decides its value."""

    type: str
    values: frozenset[str] | None = None
    decided: bool = False


ANYTHING = Kind("anything")


@dataclass(frozen=True)
class Vocabulary:
    """The names a rulebook declares. `facts` by subject; `at` tells 'deal' or 'site'; tables have typed columns."""

    facts: Mapping[str, Mapping[str, Kind]] = field(default_factory=dict)
    components: Mapping[str, str] = field(default_factory=dict)
    capabilities: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # (at, adds)
    needs: Collection[str] = ()
    tables: Mapping[str, Mapping[str, Kind]] = field(default_factory=dict)

    def way_out(self, word: str, scope: Iterable[str]) -> str:
        """What may have been meant by a word that means nothing by itself."""
        if any(word in (kind.values or ()) for facts in self.facts.values() for kind in facts.values()):
            return f"put texts in single quotes: '{word}'"
        if word in self.components:
            return f"it is a component: use qty({word}) or selected({word})"
        if word in self.capabilities:
            return f"it is a capability: use supply({word})"
        if word in self.needs:
            return f"it is a need: use met({word})"
        return did_you_mean(word, [*scope, "true", "false"])


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a formula, and where in its text."""

    code: str
    message: str
    span: s.Span
    help: str = ""
