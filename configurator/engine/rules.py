"""A rule's tree → linear constraints.

A condition is *required* (under literals, if it stands in an implication) or becomes a literal that implies it;
negations are pushed down to comparisons and choices on the way, so every literal implies in one direction only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from configurator.engine.linear import Linear, Literal, Origin, Rational, above_zero
from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.evaluate import World, evaluate, named

if TYPE_CHECKING:
    from configurator.engine.problem import Builder

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@dataclass(frozen=True)
class _Claim:
    """A condition, or its negation, in the world its loop variables are bound in."""

    node: s.Node
    holds: bool
    world: World

    def but(self, node: s.Node, holds: bool | None = None) -> "_Claim":
        return _Claim(node, self.holds if holds is None else holds, self.world)


@dataclass(frozen=True)
class _Comparison:
    """A linear comparison with 0 that a literal may stand for: expression ≥ 0, or = 0."""

    expression: Linear
    equal: bool = False


class RuleCompiler:
    """Compiles the rules of one problem, one after the other."""

    def __init__(self, builder: "Builder") -> None:
        self.builder = builder
        self.origin = Origin("rule", "")
        self._levels: dict[tuple[str, str | None], Linear] = {}

    def require(self, tree: s.Node, origin: Origin, when: tuple[Literal, ...] = ()) -> None:
        """Adds the constraints that make the rule hold."""
        if origin not in self.builder.leaving_out:
            self.origin = origin
            self._require(_Claim(tree, True, self.builder.sizing.world), when)

    # Conditions

    def _require(self, claim: _Claim, when: tuple[Literal, ...]) -> None:
        node, holds, world = claim.node, claim.holds, claim.world
        match node:
            case _ if not _decided(node):
                if bool(evaluate(node, world)) != holds:
                    self._never(when)
            case s.Not(value=value):
                self._require(claim.but(value, not holds), when)
            case s.ForEach(loop=loop, body=body):
                for _, here in world.over(loop):
                    self._require(_Claim(body, holds, here), when)
            case s.Cardinality():
                self._require_count(claim, when)
            case s.Choice():
                branch = node.then if evaluate(node.condition, world) else node.otherwise
                self._require(claim.but(branch), when)
            case _ if (parts := _all_of(claim)) is not None:
                for part in parts:
                    self._require(part, when)
            case _ if (ways := self._any_of(claim)) is not None:
                self._require_one(ways, when)
            case _:
                atom = self._atom(claim)
                if isinstance(atom, _Comparison):
                    self.builder.require(atom.expression, 0, 0 if atom.equal else None, self.origin, when)
                elif isinstance(atom, bool):
                    if not atom:
                        self._never(when)
                else:
                    self._clause([atom], when)

    def _never(self, when: tuple[Literal, ...]) -> None:
        self._clause([], when)

    def _clause(self, literals: Iterable[Literal], when: tuple[Literal, ...]) -> None:
        """At least one of the literals holds, or one of `when` doesn't."""
        positive = [*literals, *(~literal for literal in when)]
        terms = [(1, v) if v >= 0 else (-1, ~v) for v in positive]
        self.builder.require(Linear.sum(terms, sum(v < 0 for v in positive)), 1, None, self.origin)

    def _require_one(self, ways: "list[_Claim | _Comparison]", when: tuple[Literal, ...]) -> None:
        """One of several ways holds. A single way that isn't a mere literal is required under the others' negations."""
        literals: list[Literal] = []
        open_: list[_Claim | _Comparison] = []
        for way in ways:
            atom = self._simple(way)
            if atom is True:
                return
            if atom is None:
                open_.append(way)
            elif atom is not False:
                literals.append(atom)
        if len(open_) == 1:
            self._require_way(open_[0], (*when, *(~literal for literal in literals)))
            return
        self._clause([*literals, *(self._standing_for(way) for way in open_)], when)

    def _require_way(self, way: "_Claim | _Comparison", when: tuple[Literal, ...]) -> None:
        if isinstance(way, _Claim):
            self._require(way, when)
        else:
            self.builder.require(way.expression, 0, 0 if way.equal else None, self.origin, when)

    def _simple(self, way: "_Claim | _Comparison") -> Literal | bool | None:
        """A truth value or a literal when that is all a way is, else None."""
        if isinstance(way, _Claim) and not _decided(way.node):
            return bool(evaluate(way.node, way.world)) == way.holds
        if isinstance(way, _Comparison) or _all_of(way) is not None or isinstance(way.node, s.Cardinality | s.ForEach | s.Choice):
            return None
        if isinstance(way.node, s.Not):
            return self._simple(way.but(way.node.value, not way.holds))
        if self._any_of(way) is not None:
            return None
        atom = self._atom(way)
        return None if isinstance(atom, _Comparison) else atom

    def _standing_for(self, way: "_Claim | _Comparison") -> Literal:
        """A new literal that implies the way."""
        literal = self.builder.variable(f"{self.origin.id}~{len(self.builder.variables)}", 0, 1)
        self._require_way(way, (literal,))
        return literal

    def literal(self, claim: _Claim) -> Literal | bool:
        """A literal that implies the claim, or its known truth."""
        simple = self._simple(claim)
        return self._standing_for(claim) if simple is None else simple

    def _any_of(self, claim: _Claim) -> "list[_Claim | _Comparison] | None":
        """The ways one of which makes the claim hold, if that is what it says."""
        node, holds = claim.node, claim.holds
        match node:
            case s.Or(parts=parts) if holds:
                return [claim.but(part) for part in parts]
            case s.And(parts=parts) if not holds:
                return [claim.but(part) for part in parts]
            case s.Implies() if holds:
                return [claim.but(node.condition, False), claim.but(node.consequence, True)]
            case s.Compare(operator=operator) if (operator == "!=") == holds and operator in ("==", "!="):
                difference = self._difference(node, claim.world)
                return None if difference is None else [_Comparison(above_zero(d)) for d in (difference, difference.times(-1))]
            case s.Member(value=value, options=options) if holds:
                return [claim.but(s.Compare(node.span, "==", value, option)) for option in options]
            case s.InTable() if holds:
                return [claim.but(_row(node, row)) for row in claim.world.tables[node.table].starting_with(()) if row]
        return None

    def _difference(self, node: s.Compare, world: World) -> Linear | None:
        """left − right where the engine decides it; None for constants and texts."""
        if not _decided(node):
            return None
        return self._linear(node.left, world) - self._linear(node.right, world)

    def _atom(self, claim: _Claim) -> "Literal | bool | _Comparison":
        """What has no conditions below it: a truth value, a literal or one linear comparison."""
        node, world = claim.node, claim.world
        if not _decided(node):
            return bool(evaluate(node, world)) == claim.holds
        if isinstance(node, s.Call):
            literal = self._choice_literal(node, world)
            if isinstance(literal, bool):
                return literal == claim.holds
            return literal if claim.holds else ~literal
        assert isinstance(node, s.Compare)
        operator = node.operator if claim.holds else _OPPOSITE[node.operator]
        difference = self._linear(node.left, world) - self._linear(node.right, world)
        if not difference.terms:
            return _compared(difference.constant, operator)
        if operator == "==":
            return _Comparison(difference, equal=True)
        if operator in (">", "<"):
            return _Comparison(above_zero(difference if operator == ">" else difference.times(-1)))
        return _Comparison(difference if operator == ">=" else difference.times(-1))

    def _choice_literal(self, node: s.Call, world: World) -> Literal | bool:
        """`selected(…)` or `met(…)` as a literal, or as the truth value it can only have."""
        ids = [named(argument, world) for argument in node.arguments]
        if node.function == "met":
            if ids[0] in self.builder.met:
                return self.builder.met[ids[0]]
            return any(need.id == ids[0] for need in self.builder.sizing.needs)
        if len(ids) > 1:
            return self.builder.chosen.get((ids[0], ids[1]), False)
        return self.builder.chosen_anywhere.get(ids[0], False)

    # Counting

    def _require_count(self, claim: _Claim, when: tuple[Literal, ...]) -> None:
        node = claim.node
        assert isinstance(node, s.Cardinality)
        number, quantifier = node.number, node.quantifier
        if not claim.holds:
            if quantifier == "exactly":
                fewer, more = (s.Cardinality(node.span, q, n, node.parts, node.loop) for q, n in (("at most", number - 1), ("at least", number + 1)))
                self._require_one([claim.but(fewer, True), claim.but(more, True)], when)
                return
            quantifier, number = ("at most", number - 1) if quantifier == "at least" else ("at least", number + 1)
        conditions = self._conditions(node, claim.world)
        if quantifier in ("at least", "exactly"):
            self._require_weight(conditions, True, number, when)
        if quantifier in ("at most", "exactly"):
            self._require_weight(conditions, False, sum(weight for weight, _ in conditions) - number, when)

    def _conditions(self, node: s.Cardinality, world: World) -> list[tuple[int, _Claim]]:
        """(how often it counts, condition) of everything counted."""
        if node.loop is None:
            return [(1, _Claim(part, True, world)) for part in node.parts]
        return [(element.count, _Claim(node.parts[0], True, here)) for element, here in world.over(node.loop)]

    def _require_weight(self, conditions: list[tuple[int, _Claim]], holds: bool, number: int, when: tuple[Literal, ...]) -> None:
        """Conditions that hold (or don't) weigh at least `number` together."""
        weighed = Linear(constant=-number)
        for weight, condition in conditions:
            weighed += self._weighted(weight, self.literal(condition.but(condition.node, holds)))
        if weighed.terms:
            self.builder.require(weighed, 0, None, self.origin, when)
        elif weighed.constant < 0:
            self._never(when)

    def _weighted(self, weight: int, literal: Literal | bool) -> Linear:
        if isinstance(literal, bool):
            return Linear(constant=weight if literal else 0)
        return Linear.of((weight, literal)) if literal >= 0 else Linear.sum([(-weight, ~literal)], weight)

    # Numbers

    def _linear(self, node: s.Node, world: World) -> Linear:
        if not _decided(node):
            value = evaluate(node, world)
            assert not isinstance(value, str)
            return Linear(constant=value)
        match node:
            case s.Negative(value=value):
                return self._linear(value, world).times(-1)
            case s.Arithmetic():
                return self._arithmetic(node, world)
            case s.Choice():
                return self._linear(node.then if evaluate(node.condition, world) else node.otherwise, world)
            case s.SumOver(body=body, loop=loop):
                return Linear.total(self._linear(body, here).times(element.count) for element, here in world.over(loop))
            case s.Count(loop=loop):
                return self._counted(loop, world)
            case s.Call():
                return self._amount(node, world)
        raise TypeError(f"{type(node).__name__} is no number")

    def _arithmetic(self, node: s.Arithmetic, world: World) -> Linear:
        left, right = self._linear(node.left, world), self._linear(node.right, world)
        match node.operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left.times(right.constant) if not right.terms else right.times(left.constant)
        return left.times(Fraction(1) / right.constant)

    def _counted(self, loop: s.Loop, world: World) -> Linear:
        """How many elements fulfil a decided condition: for each a literal that is true exactly when it does."""
        total = Linear()
        assert loop.condition is not None
        for element, here in world.over(s.Loop(loop.span, loop.variable, loop.domain, None)):
            literal = self.literal(_Claim(loop.condition, True, here))
            if not isinstance(literal, bool) and self._simple(_Claim(loop.condition, True, here)) is None:
                self._require(_Claim(loop.condition, False, here), (~literal,))
            total += self._weighted(element.count, literal)
        return total

    def _amount(self, node: s.Call, world: World) -> Linear:
        ids = [named(argument, world) for argument in node.arguments]
        place = ids[1] if len(ids) > 1 else None
        if node.function == "qty":
            if place is None:
                return self.builder.total(ids[0])
            return Linear.of((1, self.builder.quantity[ids[0], place])) if (ids[0], place) in self.builder.quantity else Linear()
        capability = self.builder.sizing.rulebook.capabilities[ids[0]]
        if capability.adds == "sum":
            return self.builder.supplied(capability.id, place)
        if (ids[0], place) not in self._levels:
            self._levels[ids[0], place] = self._best(capability.id, place)
        return self._levels[ids[0], place]

    def _best(self, id: str, place: str | None) -> Linear:
        """The largest amount supplied: Σ over levels of (level − level below) · [something chosen reaches the level]."""
        supplying = self.builder.supplying(self.builder.sizing.rulebook.capabilities[id], place)
        best, below = Linear(), Fraction(0)
        for level in sorted(supplying):
            choices = [z for higher in sorted(supplying) if higher >= level for z in supplying[higher]]
            reached = self.builder.any_of(f"{id} reaches {level}", choices)
            best, below = best + Linear.of((level - below, reached)), level
        return best


def _all_of(claim: _Claim) -> list[_Claim] | None:
    """The claims that must all hold for this one to hold, if that is what it says."""
    node, holds = claim.node, claim.holds
    match node:
        case s.And(parts=parts) if holds:
            return [claim.but(part) for part in parts]
        case s.Or(parts=parts) if not holds:
            return [claim.but(part) for part in parts]
        case s.Implies() if not holds:
            return [claim.but(node.condition, True), claim.but(node.consequence, False)]
        case s.Iff(left=left, right=right):
            return [
                claim.but(s.Or(node.span, (s.Not(node.span, left), right if holds else s.Not(node.span, right))), True),
                claim.but(s.Or(node.span, (left, s.Not(node.span, right) if holds else right)), True),
            ]
        case s.Member(value=value, options=options) if not holds:
            return [claim.but(s.Compare(node.span, "==", value, option)) for option in options]
        case s.InTable() if not holds:
            return [claim.but(_row(node, row)) for row in claim.world.tables[node.table].starting_with(())]
    return None


def _row(node: s.InTable, row: tuple[object, ...]) -> s.Node:
    """`(a, b) in table` for one row: a == … and b == …"""
    return s.And(node.span, tuple(s.Compare(node.span, "==", value, _constant(node.span, cell)) for value, cell in zip(node.values, row, strict=False)))


def _constant(span: s.Span, value: object) -> s.Node:
    if isinstance(value, bool):
        return s.Truth(span, value)
    return s.Text(span, value) if isinstance(value, str) else s.Number(span, Fraction(str(value)))


def _decided(node: s.Node) -> bool:
    """Whether the engine decides the value of a formula."""
    return any(isinstance(part, s.Call) and part.function in ("qty", "selected", "supply", "met") for part in s.walk(node))


def _compared(constant: Rational, operator: str) -> bool:
    return {"==": constant == 0, "!=": constant != 0, "<": constant < 0, "<=": constant <= 0, ">": constant > 0, ">=": constant >= 0}[operator]

