"""Whether a formula mixes units: `mbps` is neither `kbps` nor `gb`.

Units that measure nothing count things, and counts go with everything. A value multiplied or divided by a bare number
has no unit any more, since that may be a conversion; by a fact or constant without a unit it keeps its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce

from configurator.records import decimal_text
from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.evaluate import reference
from configurator.rulebook.language.vocabulary import Fault, Vocabulary

Unit = str | None

_KEEPING = ("ceil", "floor", "round", "abs")
_COMMON = ("min", "max")


def mixed_units(tree: s.Node, vocabulary: Vocabulary, scope: Mapping[str, str], wants: Unit) -> list[Fault]:
    """A fault wherever two measured units meet that aren't the same; `wants` is the unit the formula should be in."""
    checker = _Units(vocabulary, dict(scope))
    found = checker.unit(tree)
    checker.joined(checker.measured(wants), found, tree)
    return checker.faults


@dataclass
class _Units:
    vocabulary: Vocabulary
    scope: dict[str, str]
    faults: list[Fault] = field(default_factory=list)

    def measured(self, unit: Unit) -> Unit:
        return unit if unit in self.vocabulary.measures else None

    def unit(self, node: s.Node) -> Unit:
        """The unit a node's value is in; None for counts, conditions, texts and what isn't known."""
        match node:
            case s.Fact():
                subject = self.vocabulary.facts.get(self.scope.get(node.owner, ""), {})
                return self.measured(subject[node.name].unit if node.name in subject else None)
            case s.Call():
                return self._call(node)
            case s.Negative(value=value):
                return self.unit(value)
            case s.Arithmetic():
                return self._arithmetic(node)
            case s.Compare() | s.Member():
                self._common(s.children(node), node)
                return None
            case s.Choice():
                self.unit(node.condition)
                return self._common((node.then, node.otherwise), node)
            case s.SumOver(body=body, loop=loop):
                self._enter(loop)
                return self.unit(body)
            case s.ForEach(loop=loop) | s.Count(loop=loop) | s.Cardinality(loop=s.Loop() as loop):
                self._enter(loop)
        for child in s.children(node):
            self.unit(child)
        return None

    def _enter(self, loop: s.Loop) -> None:
        self.scope[loop.variable] = loop.domain.removesuffix("s")

    def _call(self, node: s.Call) -> Unit:
        if node.function in ("qty", "supply", "installed"):
            return self.measured(self.vocabulary.units.get(reference(node.arguments[0])))
        if node.function in _KEEPING:
            return self.unit(node.arguments[0])
        if node.function in _COMMON:
            return self._common(node.arguments, node)
        return None

    def _arithmetic(self, node: s.Arithmetic) -> Unit:
        if node.operator in "+-":
            return self._common((node.left, node.right), node)
        left, right = self.unit(node.left), self.unit(node.right)
        if _is_bare(node.left) or _is_bare(node.right):
            return None
        if right is None:
            return left
        return right if left is None and node.operator == "*" else None

    def _common(self, nodes: tuple[s.Node, ...], where: s.Node) -> Unit:
        return reduce(lambda unit, node: self.joined(unit, self.unit(node), where), nodes, None)

    def joined(self, one: Unit, other: Unit, where: s.Node) -> Unit:
        """The unit of what is in both; a fault when they differ."""
        if one is None or other is None or one == other:
            return one or other
        first, second = self.vocabulary.measures[one], self.vocabulary.measures[other]
        if first.quantity != second.quantity:
            help = f"{one} measures {first.quantity}, {other} {second.quantity}"
        else:
            small, large = sorted((one, other), key=lambda unit: self.vocabulary.measures[unit].times)
            ratio = Fraction(self.vocabulary.measures[large].times) / self.vocabulary.measures[small].times
            help = f"1 {large} is {decimal_text(ratio)} {small}: multiply or divide by it"
        self.faults.append(Fault("E035", f"{one} and {other} are mixed", where.span, help))
        return None


def _is_bare(node: s.Node) -> bool:
    return all(isinstance(part, s.Number | s.Arithmetic | s.Negative) for part in s.walk(node))
