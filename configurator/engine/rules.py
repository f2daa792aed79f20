"""A rule's tree → linear constraints.

A condition is *required* (under literals, if it stands in an implication) or becomes a literal that implies it;
negations are pushed down to comparisons and choices on the way, so every literal implies in one direction only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from configurator.engine.amounts import Amounts
from configurator.engine.claims import Claim, all_of, row_holds
from configurator.engine.linear import CATALOGUE, Linear, Literal, Origin, Rational, above_zero
from configurator.engine.purpose import active_rules
from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.evaluate import EvaluationError, World, evaluate, named
from configurator.rulebook.model import Rule

if TYPE_CHECKING:
    from configurator.engine.builder import Builder

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


@dataclass(frozen=True)
class _Comparison:
    """A linear comparison with 0 that a literal may stand for: expression ≥ 0, or = 0."""

    expression: Linear
    equal: bool = False


def add_rules(builder: "Builder") -> Linear:
    """Adds every rule in force; returns the weighted preferences that are kept."""
    kept: list[tuple[int, int]] = []
    compiler = RuleCompiler(builder)
    for rule in active_rules(builder.sizing):
        if rule.weight is None:
            compiler.require(rule)
        else:
            held = builder.variable(f"prefer {rule.id}", 0, 1)
            compiler.require(rule, when=(held,))
            kept.append((rule.weight, held))
    return Linear.sum(kept)


class RuleCompiler:
    """Compiles the rules of one problem, one after the other."""

    def __init__(self, builder: "Builder") -> None:
        self.builder = builder
        self.origin = Origin("rule", "")
        self.amounts = Amounts(builder, self.exact_literal)

    def require(self, rule: Rule, when: tuple[Literal, ...] = (), holds: bool = True) -> None:
        """Adds the constraints that make the rule hold, or fail. Raises EvaluationError when a fact isn't known."""
        self.origin = Origin("rule", rule.id) if holds else CATALOGUE
        if self.origin in self.builder.leaving_out:
            return
        try:
            self._require(Claim(rule.rule.tree, holds, self.builder.sizing.world), when)
        except EvaluationError as fault:
            raise EvaluationError(f"{rule.id} can't be worked out: {fault}", fault.fact) from None

    # Conditions

    def _require(self, claim: Claim, when: tuple[Literal, ...]) -> None:
        node, holds, world = claim.node, claim.holds, claim.world
        match node:
            case _ if not node.decided:
                if bool(evaluate(node, world)) != holds:
                    self._never(when)
            case s.Not(value=value):
                self._require(claim.but(value, not holds), when)
            case s.ForEach(loop=loop, body=body) if holds:
                for _, here in world.over(loop):
                    self._require(Claim(body, True, here), when)
            case s.Cardinality():
                self._require_count(claim, when)
            case s.Choice():
                branch = node.then if evaluate(node.condition, world) else node.otherwise
                self._require(claim.but(branch), when)
            case _ if (parts := all_of(claim)) is not None:
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

    def _require_one(self, ways: "list[Claim | _Comparison]", when: tuple[Literal, ...]) -> None:
        """One of several ways holds. A single way that isn't a mere literal is required under the others' negations."""
        literals: list[Literal] = []
        open_: list[Claim | _Comparison] = []
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

    def _require_way(self, way: "Claim | _Comparison", when: tuple[Literal, ...]) -> None:
        if isinstance(way, Claim):
            self._require(way, when)
        else:
            self.builder.require(way.expression, 0, 0 if way.equal else None, self.origin, when)

    def _simple(self, way: "Claim | _Comparison") -> Literal | bool | None:
        """A truth value or a literal when that is all a way is, else None."""
        if isinstance(way, Claim) and not way.node.decided:
            return bool(evaluate(way.node, way.world)) == way.holds
        if (
            isinstance(way, _Comparison)
            or all_of(way) is not None
            or isinstance(way.node, s.Cardinality | s.ForEach | s.Choice)
        ):
            return None
        if isinstance(way.node, s.Not):
            return self._simple(way.but(way.node.value, not way.holds))
        if self._any_of(way) is not None:
            return None
        atom = self._atom(way)
        return None if isinstance(atom, _Comparison) else atom

    def _standing_for(self, way: "Claim | _Comparison") -> Literal:
        """A new literal that implies the way."""
        literal = self.builder.variable(f"{self.origin.id}~{len(self.builder.variables)}", 0, 1)
        self._require_way(way, (literal,))
        return literal

    def literal(self, claim: Claim) -> Literal | bool:
        """A literal that implies the claim, or its known truth."""
        simple = self._simple(claim)
        return self._standing_for(claim) if simple is None else simple

    def exact_literal(self, claim: Claim) -> Literal | bool:
        """A literal that is true exactly when the claim is, or its known truth."""
        simple = self._simple(claim)
        if simple is not None:
            return simple
        literal = self._standing_for(claim)
        self._require(claim.but(claim.node, not claim.holds), (~literal,))
        return literal

    def _any_of(self, claim: Claim) -> "list[Claim | _Comparison] | None":
        """The ways one of which makes the claim hold, if that is what it says."""
        node, holds = claim.node, claim.holds
        match node:
            case s.ForEach(loop=loop, body=body) if not holds:
                return [Claim(body, False, here) for _, here in claim.world.over(loop)]
            case s.Or(parts=parts) if holds:
                return [claim.but(part) for part in parts]
            case s.And(parts=parts) if not holds:
                return [claim.but(part) for part in parts]
            case s.Implies() if holds:
                return [claim.but(node.condition, False), claim.but(node.consequence, True)]
            case s.Compare(operator=operator) if (operator == "!=") == holds and operator in ("==", "!="):
                difference = self._difference(node, claim.world)
                return (
                    None
                    if difference is None
                    else [_Comparison(above_zero(d)) for d in (difference, difference.times(-1))]
                )
            case s.Member(value=value, options=options) if holds:
                return [claim.but(s.Compare(node.span, "==", value, option)) for option in options]
            case s.InTable() if holds:
                return [
                    claim.but(row_holds(node, row)) for row in claim.world.tables[node.table].starting_with(()) if row
                ]
        return None

    def _difference(self, node: s.Compare, world: World) -> Linear | None:
        """left − right where the engine decides it; None for constants and texts."""
        if not node.decided:
            return None
        return self.amounts.linear(node.left, world) - self.amounts.linear(node.right, world)

    def _atom(self, claim: Claim) -> "Literal | bool | _Comparison":
        """What has no conditions below it: a truth value, a literal or one linear comparison."""
        node, world = claim.node, claim.world
        if not node.decided:
            return bool(evaluate(node, world)) == claim.holds
        if isinstance(node, s.Call):
            literal = self._choice_literal(node, world)
            if isinstance(literal, bool):
                return literal == claim.holds
            return literal if claim.holds else ~literal
        assert isinstance(node, s.Compare)
        operator = node.operator if claim.holds else _OPPOSITE[node.operator]
        difference = self.amounts.linear(node.left, world) - self.amounts.linear(node.right, world)
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
            return self.builder.met.get(ids[0], False)
        if len(ids) > 1:
            return self.builder.chosen.get((ids[0], ids[1]), False)
        return self.builder.chosen_anywhere.get(ids[0], False)

    # Counting

    def _require_count(self, claim: Claim, when: tuple[Literal, ...]) -> None:
        node = claim.node
        assert isinstance(node, s.Cardinality)
        number, quantifier = node.number, node.quantifier
        if not claim.holds:
            if quantifier == "exactly":
                fewer, more = (
                    s.Cardinality(node.span, q, n, node.parts, node.loop)
                    for q, n in (("at most", number - 1), ("at least", number + 1))
                )
                self._require_one([claim.but(fewer, True), claim.but(more, True)], when)
                return
            quantifier, number = ("at most", number - 1) if quantifier == "at least" else ("at least", number + 1)
        conditions = self._conditions(node, claim.world)
        if quantifier in ("at least", "exactly"):
            self._require_weight(conditions, True, number, when)
        if quantifier in ("at most", "exactly"):
            self._require_weight(conditions, False, sum(weight for weight, _ in conditions) - number, when)

    def _conditions(self, node: s.Cardinality, world: World) -> list[tuple[int, Claim]]:
        """(how often it counts, condition) of everything counted."""
        if node.loop is None:
            return [(1, Claim(part, True, world)) for part in node.parts]
        return [(element.count, Claim(node.parts[0], True, here)) for element, here in world.over(node.loop)]

    def _require_weight(
        self, conditions: list[tuple[int, Claim]], holds: bool, number: int, when: tuple[Literal, ...]
    ) -> None:
        """Conditions that hold (or don't) weigh at least `number` together."""
        literals = [(weight, self.literal(condition.but(condition.node, holds))) for weight, condition in conditions]
        weighed = Linear.total(Linear.weighing(weight, literal) for weight, literal in literals) - number
        if weighed.terms:
            self.builder.require(weighed, 0, None, self.origin, when)
        elif weighed.constant < 0:
            self._never(when)


def _compared(constant: Rational, operator: str) -> bool:
    return {
        "==": constant == 0,
        "!=": constant != 0,
        "<": constant < 0,
        "<=": constant <= 0,
        ">": constant > 0,
        ">=": constant >= 0,
    }[operator]
