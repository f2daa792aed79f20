"""What formulas may speak of, and what kinds of value there are."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from configurator.errors import did_you_mean
from configurator.rulebook.language import syntax as s

NUMBER, TRUTH, TEXT = "a number", "a condition", "a text"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a formula is: its type, the words a text may be, whether the engine decides its value; a fact's unit."""

    type: str
    values: frozenset[str] | None = None
    decided: bool = False
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """What a unit measures, and how many of the quantity's base unit it is."""

    quantity: str
    times: Fraction | int


ANYTHING = Kind("anything")

INSTEAD = {
    (TRUTH, NUMBER): "compare it, as in … >= 1",
    (TRUTH, TEXT): "compare it, as in … == 'word'",
    (NUMBER, TRUTH): "count with count(… in … if …), or write '1 if … else 0'",
    (NUMBER, TEXT): "texts aren't counted with; compare them with == or in",
    (TEXT, NUMBER): "put a text in single quotes",
    (TEXT, TRUTH): "write 'this' if condition else 'that'",
}
"""What to write where one type is wanted and another given: (wanted, given) → the way out."""


@dataclass(frozen=True)
class Vocabulary:
    """The names a rulebook declares. `facts` by subject; `at` tells 'deal' or 'site'; tables have typed columns."""

    facts: Mapping[str, Mapping[str, Kind]] = field(default_factory=dict)
    components: Mapping[str, str] = field(default_factory=dict)
    capabilities: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # (at, adds)
    needs: Collection[str] = ()
    tables: Mapping[str, Mapping[str, Kind]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)  # of components and capabilities
    measures: Mapping[str, Measure] = field(default_factory=dict)  # of the units that aren't mere counts

    def way_out(self, word: str, scope: Iterable[str]) -> str:
        """What may have been meant by a word that means nothing by itself."""
        if any(word in (kind.values or ()) for facts in self.facts.values() for kind in facts.values()):
            return f"put texts in single quotes: '{word}'"
        meant = {
            f"qty({word}) or selected({word})": self.components,
            f"supply({word})": self.capabilities,
            f"met({word})": self.needs,
            f"constant.{word}": self.facts.get("constant", ()),
        }
        if any(word in known for known in meant.values()):
            return "write " + " or ".join(written for written, known in meant.items() if word in known)
        return did_you_mean(word, [*scope, "true", "false"])


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a formula, and where in its text."""

    code: str
    message: str
    span: s.Span
    help: str = ""
