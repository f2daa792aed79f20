"""How a rule stands in a package: it is violated, or it holds - because it has a say there, or idly."""

from enum import Enum

from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.evaluate import World, evaluate
from configurator.rulebook.model import Rule


class Standing(Enum):
    """Violated; enforced: it holds and has something to say; vacuous: it holds whatever else were chosen."""

    VIOLATED = "violated"
    ENFORCED = "enforced"
    VACUOUS = "vacuous"


def standing(rule: Rule, world: World) -> Standing:
    """How a rule stands in the package that `world` knows."""
    if not evaluate(rule.rule.tree, world):
        return Standing.VIOLATED
    return Standing.ENFORCED if _has_a_say(rule.rule.tree, world) else Standing.VACUOUS


def _has_a_say(node: s.Node, world: World) -> bool:
    """Whether a condition that holds isn't idle: an implication's condition is true, or what it speaks of is there."""
    if not node.decided:
        return False
    match node:
        case s.Implies():
            return bool(evaluate(node.condition, world))
        case s.ForEach():
            return any(_has_a_say(node.body, here) for _, here in world.over(node.loop))
        case s.And(parts=parts):
            return any(_has_a_say(part, world) for part in parts)
        case _:
            return _speaks_of_something(node, world)


def _speaks_of_something(node: s.Node, world: World) -> bool:
    """Whether any decision it names comes to more than nothing."""
    match node:
        case s.Call() if node.decided:
            return bool(evaluate(node, world))
        case s.SumOver(body=body, loop=loop):
            return any(_speaks_of_something(body, here) for _, here in world.over(loop))
        case s.Cardinality(parts=parts, loop=s.Loop() as loop):
            return any(_speaks_of_something(part, here) for part in parts for _, here in world.over(loop))
        case s.Count(loop=loop) if loop.condition is not None:
            everything = s.Loop(loop.span, loop.variable, loop.domain, None)
            return any(_speaks_of_something(loop.condition, here) for _, here in world.over(everything))
    return any(_speaks_of_something(child, world) for child in s.children(node) if child.decided)
