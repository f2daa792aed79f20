"""Which rules a package would break without one of its items, told without looking at every site again.

Taking an item out at one class of sites changes what a loop over sites comes to at that class alone. So what such
loops come to at every class is worked out once for the whole package, and then anew at the class in question only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from configurator.engine.verify import Bought
from configurator.package import Place
from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.evaluate import Element, EvaluationError, Value, World, evaluate, reference
from configurator.rulebook.model import Rule

_COMPARED = {"at least": ">=", "at most": "<=", "exactly": "=="}


class TakingOut:
    """A package whose items are taken out one at a time. `world` is the one that knows `bought`."""

    def __init__(self, bought: Bought, world: World) -> None:
        self._bought, self._world = bought, world
        self._loops: dict[str, dict[int, _SiteLoop]] = {}  # by rule and the loop's node
        self._known: dict[int, _SiteLoop] = {}
        self._place: str | None = None

    def breaks(self, rules: Iterable[Rule], item: Place) -> list[Rule]:
        """Those of the rules, which all hold, that don't without the item."""
        asked = [(rule, self._loops_in(rule)) for rule in rules]
        broken, self._place = [], item[1]
        with self._bought.lacking(item):
            for rule, self._known in asked:
                if not (self._value if self._known else evaluate)(rule.rule.tree, self._world):
                    broken.append(rule)
        return broken

    def _loops_in(self, rule: Rule) -> "dict[int, _SiteLoop]":
        """What the rule's loops over sites come to while nothing is taken out."""
        if rule.id not in self._loops:
            nodes = s.walk(rule.rule.tree)
            variables = {node.variable for node in nodes if isinstance(node, s.Loop)}
            loops = {id(node): _site_loop(node, variables, self._world) for node in nodes}
            self._loops[rule.id] = {node: known for node, known in loops.items() if known is not None}
        return self._loops[rule.id]

    def _value(self, node: s.Node, world: World) -> Value:
        """What `evaluate` says of a node, now that the item is taken out."""
        if id(node) in self._known:
            return self._total(node, self._known[id(node)])
        match node:
            case s.ForEach(loop=loop, body=body):
                return all(self._value(body, here) for _, here in world.over(loop))
            case s.And(parts=parts):
                return all(self._value(part, world) for part in parts)
            case s.Or(parts=parts):
                return any(self._value(part, world) for part in parts)
            case s.Not(value=value):
                return not self._value(value, world)
            case s.Implies(condition=condition, consequence=consequence):
                return not self._value(condition, world) or bool(self._value(consequence, world))
            case s.Compare() | s.Arithmetic() if node.decided:
                left, right = (_constant(node.span, self._value(side, world)) for side in (node.left, node.right))
                return evaluate(type(node)(node.span, node.operator, left, right), world)
        return evaluate(node, world)

    def _total(self, node: s.Node, loop: "_SiteLoop") -> Value:
        total = loop.total_without(self._place, self._world)
        match node:
            case s.ForEach():
                return total == loop.most
            case s.Cardinality(quantifier=quantifier, number=number):
                found, wanted = _constant(node.span, total), _constant(node.span, number)
                return evaluate(s.Compare(node.span, _COMPARED[quantifier], found, wanted), self._world)
        return total


@dataclass(frozen=True)
class _SiteLoop:
    """A loop over sites, and what its body is worth at a site of each class in the whole package."""

    variable: str
    body: s.Node
    elements: Mapping[str, Element]
    worth: Mapping[str, Fraction | int]
    total: Fraction | int
    most: int  # the number of sites: what the total comes to when the body is true of all of them

    def total_without(self, place: str | None, world: World) -> Fraction | int:
        """What the loop comes to when an item is missing at one class of sites."""
        element = self.elements.get(place or "")
        if element is None:
            return self.total
        return self.total + element.count * (_worth(self.body, self.variable, element, world) - self.worth[element.id])


def _site_loop(node: s.Node, variables: set[str], world: World) -> _SiteLoop | None:
    """What a loop over sites comes to, if its body says of each site something that no other site has a part in."""
    match node:
        case s.ForEach(loop=loop, body=body) | s.SumOver(loop=loop, body=body):
            pass
        case s.Cardinality(loop=s.Loop() as loop, parts=(body,)):
            pass
        case _:
            return None
    if not _each_for_itself(body, loop, variables - {loop.variable}):
        return None
    try:
        elements = {element.id: element for element in world.elements_of(loop)}
        worth = {id: _worth(body, loop.variable, element, world) for id, element in elements.items()}
    except EvaluationError:  # a condition around the loop may keep it from being asked
        return None
    total = sum(element.count * worth[id] for id, element in elements.items())
    return _SiteLoop(loop.variable, body, elements, worth, total, sum(e.count for e in elements.values()))


def _worth(body: s.Node, variable: str, element: Element, world: World) -> Fraction | int:
    value = evaluate(body, world.binding(variable, element))
    assert not isinstance(value, str)
    return value


def _each_for_itself(body: s.Node, loop: s.Loop, others: set[str]) -> bool:
    """Whether all decisions in the body are about the loop's own site, and no other loop's variable is spoken of."""
    if loop.domain != "sites" or (loop.condition is not None and loop.condition.decided):
        return False
    inside = s.walk(body)
    within = {node.variable for node in inside if isinstance(node, s.Loop)}
    spoken_of = {n.owner if isinstance(n, s.Fact) else reference(n) for n in (*inside, *s.walk(loop))}
    calls = [node for node in inside if isinstance(node, s.Call) and node.decided and node.function != "met"]
    local = all(len(c.arguments) == 2 and reference(c.arguments[1]) == loop.variable for c in calls)
    return local and spoken_of.isdisjoint(others - within)


def _constant(span: s.Span, value: Value) -> s.Node:
    if isinstance(value, bool):
        return s.Truth(span, value)
    return s.Text(span, value) if isinstance(value, str) else s.Number(span, value)
