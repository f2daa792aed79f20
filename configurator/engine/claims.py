"""What a rule claims, taken apart: which claims must all hold, and which constants are known already."""

from dataclasses import dataclass
from fractions import Fraction

from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.evaluate import World


@dataclass(frozen=True)
class Claim:
    """A condition, or its negation, in the world its loop variables are bound in."""

    node: s.Node
    holds: bool
    world: World

    def but(self, node: s.Node, holds: bool | None = None) -> "Claim":
        return Claim(node, self.holds if holds is None else holds, self.world)


def all_of(claim: Claim) -> list[Claim] | None:
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
            return [claim.but(row_holds(node, row)) for row in claim.world.tables[node.table].starting_with(())]
    return None


def row_holds(node: s.InTable, row: tuple[object, ...]) -> s.Node:
    """`(a, b) in table` for one row: a == … and b == …"""
    return s.And(
        node.span,
        tuple(
            s.Compare(node.span, "==", value, _constant(node.span, cell))
            for value, cell in zip(node.values, row, strict=False)
        ),
    )


def _constant(span: s.Span, value: object) -> s.Node:
    if isinstance(value, bool):
        return s.Truth(span, value)
    return s.Text(span, value) if isinstance(value, str) else s.Number(span, Fraction(str(value)))
