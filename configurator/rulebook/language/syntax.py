"""The syntax tree of the rule language: one small frozen class per construct, each knowing where it was written.

The checker, the compiler to linear constraints, the evaluator and the derivations all read this one tree.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from configurator.rulebook.language.functions import DECISIONS


@dataclass(frozen=True, slots=True)
class Span:
    """Where in the formula's text: line and column count from 1."""

    line: int
    column: int
    width: int


@dataclass(frozen=True, slots=True)
class Node:
    """Any construct. `decided` tells whether its value depends on what the engine decides."""

    span: Span = field(compare=False, repr=False)
    decided: bool = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "decided", any(child.decided for child in children(self)))


@dataclass(frozen=True, slots=True)
class Number(Node):
    value: Fraction | int


@dataclass(frozen=True, slots=True)
class Text(Node):
    value: str


@dataclass(frozen=True, slots=True)
class Truth(Node):
    value: bool


@dataclass(frozen=True, slots=True)
class Fact(Node):
    """`customer.employees`, `site.users`, `c.family`: `owner` is a subject or a loop's variable."""

    owner: str
    name: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A bare word or dotted id as the argument of a function: a component, capability, need, table, column or loop."""

    text: str


@dataclass(frozen=True, slots=True)
class Call(Node):
    """Decisions (`qty`, `selected`, `supply`, `met`), `installed`, `lookup`, `known` and functions of constants."""

    function: str
    arguments: tuple[Node, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "decided", self.function in DECISIONS)


@dataclass(frozen=True, slots=True)
class Negative(Node):
    value: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    operator: str  # + - * /
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Compare(Node):
    operator: str  # == != < <= > >=
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Member(Node):
    value: Node
    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InTable(Node):
    values: tuple[Node, ...]
    table: str


@dataclass(frozen=True, slots=True)
class Not(Node):
    value: Node


@dataclass(frozen=True, slots=True)
class And(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Implies(Node):
    condition: Node
    consequence: Node


@dataclass(frozen=True, slots=True)
class Iff(Node):
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """`then if condition else otherwise`; the condition is made of constants."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Loop(Node):
    """`for variable in domain if condition`; the domain is `sites` or `components`."""

    variable: str
    domain: str
    condition: Node | None


@dataclass(frozen=True, slots=True)
class SumOver(Node):
    body: Node
    loop: Loop


@dataclass(frozen=True, slots=True)
class Count(Node):
    loop: Loop


@dataclass(frozen=True, slots=True)
class Cardinality(Node):
    """`exactly|at least|at most number of (…)`, over listed conditions or one condition in a loop."""

    quantifier: str  # "exactly", "at least", "at most"
    number: int
    parts: tuple[Node, ...]
    loop: Loop | None


@dataclass(frozen=True, slots=True)
class ForEach(Node):
    loop: Loop
    body: Node


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below `node`, in the order they were written."""
    match node:
        case Call(arguments=parts) | And(parts=parts) | Or(parts=parts) | InTable(values=parts):
            return parts
        case Negative(value=value) | Not(value=value):
            return (value,)
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right) | Iff(left=left, right=right):
            return (left, right)
        case Implies():
            return (node.condition, node.consequence)
        case Member():
            return (node.value, *node.options)
        case Choice():
            return (node.then, node.condition, node.otherwise)
        case Loop():
            return () if node.condition is None else (node.condition,)
        case SumOver() | ForEach():
            return (node.body, node.loop)
        case Count():
            return (node.loop,)
        case Cardinality():
            return node.parts if node.loop is None else (*node.parts, node.loop)
        case _:
            return ()


def walk(node: Node) -> list[Node]:
    """`node` and everything below it."""
    found, waiting = [], [node]
    while waiting:
        here = waiting.pop()
        found.append(here)
        waiting.extend(reversed(children(here)))
    return found
