"""The numbers in rules → linear expressions: quantities, supplies, sums and counts."""

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from configurator.engine.claims import Claim
from configurator.engine.linear import Linear, Literal, Rational
from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.evaluate import World, evaluate, named

if TYPE_CHECKING:
    from configurator.engine.builder import Builder


class Amounts:
    """Turns numeric formulas into linear expressions; counts ask `exact` for a literal per counted condition."""

    def __init__(self, builder: "Builder", exact: Callable[[Claim], Literal | bool]) -> None:
        self.builder, self._exact = builder, exact
        self._levels: dict[tuple[str, str | None], Linear] = {}

    def linear(self, node: s.Node, world: World) -> Linear:
        """A numeric formula as constant + Σ coefficient · variable."""
        if not node.decided:
            constant = evaluate(node, world)
            assert not isinstance(constant, str)
            return Linear(constant=constant)
        match node:
            case s.Negative(value=value):
                return self.linear(value, world).times(-1)
            case s.Arithmetic():
                return self._arithmetic(node, world)
            case s.Choice():
                return self.linear(node.then if evaluate(node.condition, world) else node.otherwise, world)
            case s.SumOver(body=body, loop=loop):
                return Linear.total(self.linear(body, here).times(element.count) for element, here in world.over(loop))
            case s.Count(loop=loop):
                return self._counted(loop, world)
            case s.Call():
                return self._amount(node, world)
        raise TypeError(f"{type(node).__name__} is no number")

    def _arithmetic(self, node: s.Arithmetic, world: World) -> Linear:
        left, right = self.linear(node.left, world), self.linear(node.right, world)
        match node.operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left.times(right.constant) if not right.terms else right.times(left.constant)
        return left.times(Fraction(1) / right.constant)

    def _counted(self, loop: s.Loop, world: World) -> Linear:
        """How many elements fulfil a decided condition."""
        condition = loop.condition
        assert condition is not None
        everything = world.over(s.Loop(loop.span, loop.variable, loop.domain, None))
        return Linear.total(
            Linear.weighing(e.count, self._exact(Claim(condition, True, here))) for e, here in everything
        )

    def _amount(self, node: s.Call, world: World) -> Linear:
        ids = [named(argument, world) for argument in node.arguments]
        place = ids[1] if len(ids) > 1 else None
        if node.function == "qty":
            if place is None:
                return self.builder.total(ids[0])
            units = self.builder.quantity.get((ids[0], place))
            return Linear() if units is None else Linear.of((1, units))
        capability = self.builder.sizing.rulebook.capabilities[ids[0]]
        if capability.adds == "sum":
            return self.builder.supplied(capability.id, place)
        if (ids[0], place) not in self._levels:
            self._levels[ids[0], place] = self._best(capability.id, place)
        return self._levels[ids[0], place]

    def _best(self, id: str, place: str | None) -> Linear:
        """The largest amount supplied: Σ over levels of (level − level below) · [something chosen reaches it]."""
        supplying = self.builder.supplying(self.builder.sizing.rulebook.capabilities[id], place)
        best = Linear()
        below: Rational = 0
        for level in sorted(supplying):
            choices = [z for higher in sorted(supplying) if higher >= level for z in supplying[higher]]
            reached = self.builder.any_of(f"{id} reaches {level}", choices)
            best, below = best + Linear.of((level - below, reached)), level
        return best
