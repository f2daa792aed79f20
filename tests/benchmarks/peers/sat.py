"""PySAT on the Boolean part: options by an incremental backbone, conflicts by MUSX."""

from collections.abc import Collection, Iterator, Sequence

from pysat.card import CardEnc, EncType
from pysat.examples.musx import MUSX
from pysat.formula import WCNF, IDPool
from pysat.solvers import Solver

from configurator.engine.linear import CATALOGUE, Literal, Origin
from tests.benchmarks.peers.boolean import AtLeast, BooleanPart

_SOLVER = "glucose4"


class Sat:
    """A Boolean part in a SAT solver's memory, to be asked under various decisions."""

    def __init__(self, part: BooleanPart) -> None:
        self._solver = Solver(_SOLVER, bootstrap_with=[clause for clause, _ in clauses(part)])

    def possible(self, options: Collection[int], decided: Sequence[Literal] = ()) -> frozenset[int]:
        """The options (variables) that can be chosen along with what is decided: every answer shows many at once."""
        unseen, seen = set(options), set[int]()
        assumed = [_number(literal) for literal in decided]
        while unseen:
            option = min(unseen)
            unseen.discard(option)
            if self._solver.solve(assumptions=[*assumed, _number(option)]):
                seen.add(option)
                shown = {number - 1 for number in self._solver.get_model() if number > 0} & unseen
                seen |= shown
                unseen -= shown
        return frozenset(seen)


def conflict(part: BooleanPart, decided: Sequence[Literal] = ()) -> frozenset[Origin] | None:
    """What can't hold along with what is decided while every part of it can: by MUSX. None when all of it can hold,
    nothing when not even the catalogue can.
    """
    formula, pool = WCNF(), IDPool(start_from=max(part.variables, default=0) + 2)
    for literal in decided:
        formula.append([_number(literal)])
    origins = sorted({constraint.origin for constraint in part.constraints} - {CATALOGUE})
    held = {origin: pool.id(origin) for origin in origins}
    for clause, origin in clauses(part, pool):
        formula.append([*clause, -held[origin]] if origin in held else clause)
    with Solver(_SOLVER, bootstrap_with=formula.hard) as solver:
        if solver.solve(assumptions=list(held.values())):
            return None
        if not solver.solve():
            return frozenset()
    for origin in origins:
        formula.append([held[origin]], weight=1)
    with MUSX(formula, solver=_SOLVER, verbosity=0) as musx:
        return frozenset(origins[number - 1] for number in musx.compute())


def clauses(part: BooleanPart, pool: IDPool | None = None) -> Iterator[tuple[list[int], Origin]]:
    """The part as clauses, each with what asks for it; counts above one by a sequential counter."""
    pool = pool or IDPool(start_from=max(part.variables, default=0) + 2)
    for constraint in part.constraints:
        unless = [-_number(literal) for literal in constraint.when]
        for clause in _counted(constraint, pool):
            yield [*clause, *unless], constraint.origin


def _counted(constraint: AtLeast, pool: IDPool) -> list[list[int]]:
    literals = [_number(literal) for literal in constraint.literals]
    if constraint.number > len(literals):
        never = pool.id()
        return [[never], [-never]]
    if constraint.number == 1:
        return [literals]
    found: list[list[int]] = CardEnc.atleast(
        literals, constraint.number, vpool=pool, encoding=EncType.seqcounter
    ).clauses
    return found


def _number(literal: Literal) -> int:
    """A literal as SAT solvers count them, from 1 and -1."""
    return literal + 1 if literal >= 0 else -(~literal + 1)
