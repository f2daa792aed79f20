"""What can be said of a rule before anything is chosen, when only some of the components may be: true, false, open."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import inf

from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.evaluate import Element, EvaluationError, Value, World, evaluate, named
from configurator.rulebook.model import Rule
from configurator.sizing import Sizing

Bounds = tuple[Fraction | int | float, Fraction | int | float]
"""The least and the most a number can be; floats are infinities only."""

_ANY: Bounds = (-inf, inf)


@dataclass(frozen=True)
class Outlook:
    """Looks at formulas when nothing but `components` may be chosen, in whatever quantity."""

    sizing: Sizing
    components: Collection[str]

    def __post_init__(self) -> None:
        chosen = [self.sizing.rulebook.components[id] for id in self.components]
        object.__setattr__(self, "_supplied", {capability for c in chosen for capability in c.supplies})
        object.__setattr__(self, "_consumed", {capability for c in chosen for capability in c.consumes})
        object.__setattr__(self, "_stated", {need.id for need in self.sizing.needs})

    _supplied: Collection[str] = ()
    _consumed: Collection[str] = ()
    _stated: Collection[str] = ()

    def idle(self, rule: Rule) -> bool:
        """Whether a rule holds whatever is chosen. One that asks for a fact nobody stated isn't idle: it is told."""
        try:
            return self.truth(rule.rule.tree, self.sizing.world) is True
        except EvaluationError:
            return False

    def truth(self, node: s.Node, world: World) -> bool | None:
        """Whether a condition is true, or false, whatever is chosen; None when that is open."""
        if not node.decided:
            return bool(evaluate(node, world))
        match node:
            case s.Not(value=value):
                return _not(self.truth(value, world))
            case s.And(parts=parts):
                return _all(self.truth(part, world) for part in parts)
            case s.Or(parts=parts):
                return _not(_all(_not(self.truth(part, world)) for part in parts))
            case s.Implies():
                condition = self.truth(node.condition, world)
                return True if condition is False else _either(_not(condition), self.truth(node.consequence, world))
            case s.ForEach(loop=loop, body=body):
                return _all(self.truth(body, here) for _, here in self._kinds(loop, body, world))
            case s.Choice():
                return self.truth(node.then if evaluate(node.condition, world) else node.otherwise, world)
            case s.Cardinality():
                return self._cardinality(node, world)
            case s.Compare():
                return self._compare(node, world)
            case s.Call():
                return self._choice(node, world)
        return None

    def _choice(self, node: s.Call, world: World) -> bool | None:
        id = named(node.arguments[0], world)
        possible = id in (self._stated if node.function == "met" else self.components)
        return None if possible else False

    def _cardinality(self, node: s.Cardinality, world: World) -> bool | None:
        if node.loop is None:
            counted = [(1, self.truth(part, world)) for part in node.parts]
        else:
            kinds = self._kinds(node.loop, node.parts[0], world)
            counted = [(count, self.truth(node.parts[0], here)) for count, here in kinds]
        least = sum(count for count, truth in counted if truth is True)
        most = sum(count for count, truth in counted if truth is not False)
        enough = True if least >= node.number else False if most < node.number else None
        few = True if most <= node.number else False if least > node.number else None
        return {"at least": enough, "at most": few, "exactly": _all((enough, few))}[node.quantifier]

    def _compare(self, node: s.Compare, world: World) -> bool | None:
        (low, high), (least, most) = self._bounds(node.left, world), self._bounds(node.right, world)
        match node.operator:
            case ">=":
                return True if low >= most else False if high < least else None
            case ">":
                return True if low > most else False if high <= least else None
            case "<=":
                return True if high <= least else False if low > most else None
            case "<":
                return True if high < least else False if low >= most else None
        apart, same = high < least or low > most, low == high == least == most
        equal = False if apart else True if same else None
        return equal if node.operator == "==" else _not(equal)

    def _bounds(self, node: s.Node, world: World) -> Bounds:
        if not node.decided:
            value = evaluate(node, world)
            assert not isinstance(value, str)
            return value, value
        match node:
            case s.Negative():
                low, high = self._bounds(node.value, world)
                return -high, -low
            case s.Arithmetic(operator="+"):
                return _plus(self._bounds(node.left, world), self._bounds(node.right, world))
            case s.Arithmetic(operator="-"):
                low, high = self._bounds(node.right, world)
                return _plus(self._bounds(node.left, world), (-high, -low))
            case s.Arithmetic():
                return self._scaled(node, world)
            case s.Choice():
                return self._bounds(node.then if evaluate(node.condition, world) else node.otherwise, world)
            case s.SumOver(body=body, loop=loop):
                total: Bounds = (0, 0)
                for count, here in self._kinds(loop, body, world):
                    total = _plus(total, _times(self._bounds(body, here), count))
                return total
            case s.Call():
                return self._amount(node, world)
        return _ANY

    def _scaled(self, node: s.Arithmetic, world: World) -> Bounds:
        """A decision times or over a constant."""
        decided, constant = (node.left, node.right) if node.left.decided else (node.right, node.left)
        factor = evaluate(constant, world)
        assert not isinstance(factor, str)
        return _times(self._bounds(decided, world), factor if node.operator == "*" else 1 / Fraction(factor))

    def _kinds(self, loop: s.Loop, body: s.Node, world: World) -> list[tuple[int, World]]:
        """(how many, the world) of the elements a loop runs over: sites that differ in nothing asked here are one."""
        elements = world.elements_of(loop)
        if loop.domain != "sites" or len(elements) < 2:
            return [(element.count, world.binding(loop.variable, element)) for element in elements]
        asked = sorted(n.name for n in s.walk(body) if isinstance(n, s.Fact) and n.owner == loop.variable)
        kinds: dict[tuple[Value | None, ...], list[Element]] = {}
        for element in elements:
            kinds.setdefault(tuple(element.facts.get(name) for name in asked), []).append(element)
        return [(sum(e.count for e in alike), world.binding(loop.variable, alike[0])) for alike in kinds.values()]

    def _amount(self, node: s.Call, world: World) -> Bounds:
        id = named(node.arguments[0], world)
        if node.function == "qty":
            return 0, inf if id in self.components else 0
        return -inf if id in self._consumed else 0, inf if id in self._supplied else 0


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _either(one: bool | None, other: bool | None) -> bool | None:
    return _not(_all((_not(one), _not(other))))


def _all(truths: Iterable[bool | None]) -> bool | None:
    found = list(truths)
    return False if False in found else None if None in found else True


def _plus(one: Bounds, other: Bounds) -> Bounds:
    return one[0] + other[0], one[1] + other[1]


def _times(bounds: Bounds, factor: Fraction | int) -> Bounds:
    if factor == 0:
        return 0, 0
    low, high = bounds[0] * factor, bounds[1] * factor
    return (low, high) if factor > 0 else (high, low)
