"""Which rules would mind that two components of the same kind are bought as one: those that count how many there are.

What a rule sums up of them (`qty`, `supply`) stays the same, and that something of a kind is chosen stays so as well;
but where two were counted, one is. A rule that is as well served by fewer doesn't mind.
"""

from collections.abc import Iterator

from configurator.rulebook.language import syntax as s


def loops_minding(node: s.Node, holds: bool = True) -> Iterator[s.Loop]:
    """The loops over components because of which a condition that holds (or doesn't) may turn when two become one."""
    if not node.decided:
        return
    match node:
        case s.Not(value=value):
            yield from loops_minding(value, not holds)
        case s.And(parts=parts) | s.Or(parts=parts):
            for part in parts:
                yield from loops_minding(part, holds)
        case s.Implies():
            yield from loops_minding(node.condition, not holds)
            yield from loops_minding(node.consequence, holds)
        case s.Choice():
            yield from loops_minding(node.then, holds)
            yield from loops_minding(node.otherwise, holds)
        case s.ForEach(loop=loop) if loop.domain == "sites" and not loop.decided:
            yield from loops_minding(node.body, holds)
        case s.Cardinality(loop=loop) if loop is not None and loop.domain == "components":
            if not (_of_choices(node) and _served_by_fewer(node, holds)):
                yield from _loops(node)
        case s.Compare(operator=operator) if operator in ("<", "<=", ">", ">="):
            larger, smaller = (node.left, node.right) if operator in (">", ">=") else (node.right, node.left)
            yield from _loops_rising(larger if holds else smaller)
            yield from _loops_falling(smaller if holds else larger)
        case s.Call():
            return
        case _:
            yield from _loops(node)


def _loops(node: s.Node) -> Iterator[s.Loop]:
    return (each for each in s.walk(node) if isinstance(each, s.Loop) and each.domain == "components")


def _of_choices(node: s.Cardinality) -> bool:
    """Whether it counts what is chosen, and nothing else."""
    assert node.loop is not None
    return not node.loop.decided and all(isinstance(p, s.Call) and p.function == "selected" for p in node.parts)


def _served_by_fewer(node: s.Cardinality, holds: bool) -> bool:
    """Fewer are counted when two become one, yet never none where there was one."""
    some = (node.quantifier, node.number) == (("at least", 1) if holds else ("at most", 0))
    return some or node.quantifier == ("at most" if holds else "at least")


def _loops_rising(node: s.Node) -> Iterator[s.Loop]:
    """The loops because of which an amount may be less when two become one, where it must not."""
    match node:
        case s.Arithmetic(operator="+"):
            yield from _loops_rising(node.left)
            yield from _loops_rising(node.right)
        case s.Arithmetic(operator="-"):
            yield from _loops_rising(node.left)
            yield from _loops_falling(node.right)
        case s.SumOver() if _of_amounts(node):
            return
        case _ if node.decided:
            yield from _loops(node)


def _loops_falling(node: s.Node) -> Iterator[s.Loop]:
    """The same of an amount that must not be more: what counts choices isn't."""
    match node:
        case s.Arithmetic(operator="+"):
            yield from _loops_falling(node.left)
            yield from _loops_falling(node.right)
        case s.Arithmetic(operator="-"):
            yield from _loops_falling(node.left)
            yield from _loops_rising(node.right)
        case s.Count(loop=loop) if loop.domain == "components" and _selects(loop.condition):
            return
        case _:
            yield from _loops_rising(node)


def _of_amounts(node: s.SumOver) -> bool:
    """Whether it adds up quantities and supplies only: of two that are bought as one they are the same."""
    calls = [each for each in s.walk(node.body) if isinstance(each, s.Call) and each.decided]
    nested = any(isinstance(each, s.Loop) for each in s.walk(node.body))
    return not (nested or node.loop.decided) and all(call.function in ("qty", "supply") for call in calls)


def _selects(condition: s.Node | None) -> bool:
    """Whether it asks that something is chosen, beside what is known before."""
    match condition:
        case s.And(parts=parts):
            return all(not part.decided or _selects(part) for part in parts)
        case s.Call(function="selected"):
            return True
    return False
