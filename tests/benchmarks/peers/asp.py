"""clingo on the Boolean part: which literals hold in some answer (brave), and which in all (cautious)."""

from collections.abc import Collection, Iterator, Sequence

import clingo

from configurator.engine.linear import Literal
from tests.benchmarks.peers.boolean import AtLeast, BooleanPart


class Clingo:
    """A Boolean part, grounded once, to be asked under various decisions."""

    def __init__(self, part: BooleanPart) -> None:
        self._control = clingo.Control(["--warn=none", "--models=0"])
        self._control.add("base", [], "\n".join(_program(part)))
        self._control.ground([("base", [])])

    def possible(self, options: Collection[int], decided: Sequence[Literal] = ()) -> frozenset[int]:
        """The options (variables) that can be chosen along with what is decided."""
        return self._consequences("brave", decided) & frozenset(options)

    def certain(self, options: Collection[int], decided: Sequence[Literal] = ()) -> frozenset[int]:
        """The options that every answer has along with what is decided; meaningless when there is no answer."""
        return self._consequences("cautious", decided) & frozenset(options)

    def _consequences(self, mode: str, decided: Sequence[Literal]) -> frozenset[int]:
        self._control.configuration.solve.enum_mode = mode  # type: ignore[union-attr]
        assumptions = [(_symbol(literal if literal >= 0 else ~literal), literal >= 0) for literal in decided]
        last: frozenset[int] = frozenset()
        with self._control.solve(assumptions=assumptions, yield_=True) as models:
            for model in models:
                last = frozenset(symbol.arguments[0].number for symbol in model.symbols(atoms=True))
        return last


def _symbol(variable: int) -> clingo.Symbol:
    return clingo.Function("x", [clingo.Number(variable)])


def _program(part: BooleanPart) -> Iterator[str]:
    """Every variable is open; a constraint forbids that fewer of its literals hold than must."""
    yield from (f"{{x({variable})}}." for variable in part.variables)
    yield from (_forbidden(constraint) for constraint in part.constraints)


def _forbidden(constraint: AtLeast) -> str:
    counted = "; ".join(f"1,{number}: {_atom(literal)}" for number, literal in enumerate(constraint.literals))
    body = [*(_atom(literal) for literal in constraint.when), f"#sum {{ {counted} }} < {constraint.number}"]
    return f":- {', '.join(body)}."


def _atom(literal: Literal) -> str:
    return f"x({literal})" if literal >= 0 else f"not x({~literal})"
