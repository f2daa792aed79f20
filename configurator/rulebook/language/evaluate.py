"""The value of a formula, exactly, in a world of known facts and, for the verifier, of a known package."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Protocol

from configurator.records import shown
from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.functions import FUNCTIONS

Value = Fraction | int | bool | str


class EvaluationError(Exception):
    """A formula has no value here: an unknown fact, a division by zero, a missing row."""

    def __init__(self, message: str, fact: tuple[str, str] | None = None) -> None:
        super().__init__(message)
        self.fact = fact


class Decided(Protocol):
    """What a package says, as the verifier asks it. `site` is the id of a site class."""

    def quantity(self, component: str, site: str | None) -> int: ...

    def supply(self, capability: str, site: str | None) -> Fraction: ...

    def met(self, need: str) -> bool: ...


class Rows(Protocol):
    """A table, as formulas look things up in it."""

    def starting_with(self, keys: tuple[Value, ...]) -> list[tuple[Value, ...]]: ...

    @property
    def columns(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Element:
    """What a loop runs over: a site class (counting `count` sites) or a component."""

    id: str
    facts: Mapping[str, Value]
    count: int = 1


class Catalogue(tuple[Element, ...]):
    """The components of a rulebook, remembering which of them a loop runs over that asks about nothing else."""

    chosen: "dict[int, tuple[s.Loop, tuple[Element, ...]]]"

    def __new__(cls, elements: Iterable[Element]) -> "Catalogue":
        catalogue = super().__new__(cls, elements)
        catalogue.chosen = {}
        return catalogue


@dataclass(frozen=True)
class World:
    """All a formula can refer to. `elements` are the bound loop variables, by name."""

    facts: Mapping[str, Mapping[str, Value]]
    sites: tuple[Element, ...] = ()
    components: tuple[Element, ...] = ()
    tables: Mapping[str, Rows] = field(default_factory=dict)
    elements: Mapping[str, Element] = field(default_factory=dict)
    decided: Decided | None = None
    installed: Mapping[str, Fraction | int] = field(default_factory=dict)

    _selected: dict[int, tuple[s.Loop, tuple[Element, ...]]] = field(default_factory=dict, compare=False, repr=False)

    def binding(self, variable: str, element: Element) -> "World":
        # Spelt out, since loops make thousands of these: dataclasses.replace takes three times as long.
        bound = {**self.elements, variable: element}
        return World(
            self.facts, self.sites, self.components, self.tables, bound, self.decided, self.installed, self._selected
        )

    def deciding(self, decided: Decided) -> "World":
        """The same world once a package is known."""
        return replace(self, decided=decided)

    def knowing(self, subject: str, facts: Mapping[str, Value]) -> "World":
        return replace(self, facts={**self.facts, subject: facts}, _selected={})

    def fact(self, owner: str, name: str) -> Value:
        facts = self.elements[owner].facts if owner in self.elements else self.facts.get(owner, {})
        if name not in facts:
            raise EvaluationError(f"{owner}.{name} isn't known", (owner, name))
        return facts[name]

    def over(self, loop: s.Loop) -> "list[tuple[Element, World]]":
        """The elements a loop runs over, each with the world in which its variable is bound."""
        return [(element, self.binding(loop.variable, element)) for element in self.elements_of(loop)]

    def elements_of(self, loop: s.Loop) -> tuple[Element, ...]:
        """The elements a loop runs over."""
        everything = self.sites if loop.domain == "sites" else self.components
        if loop.condition is None:
            return everything
        memory = self._memory_of(loop)
        known = memory.get(id(loop))
        if known is not None:
            return known[1]
        chosen = tuple(e for e in everything if evaluate(loop.condition, self.binding(loop.variable, e)))
        if not loop.condition.decided and self._stands_alone(loop):
            memory[id(loop)] = (loop, chosen)  # the loop is kept with it, so that its id stays its own
        return chosen

    def _memory_of(self, loop: s.Loop) -> "dict[int, tuple[s.Loop, tuple[Element, ...]]]":
        """Where what a loop runs over is remembered: for good when it asks about the components only."""
        if loop.domain == "components" and isinstance(self.components, Catalogue) and _asks_of_itself(loop):
            return self.components.chosen
        return self._selected

    def _stands_alone(self, loop: s.Loop) -> bool:
        """Whether a loop's condition speaks of no other loop's variable, so that it selects the same everywhere."""
        assert loop.condition is not None
        owners = {node.owner for node in s.walk(loop.condition) if isinstance(node, s.Fact)}
        return owners.isdisjoint(self.elements.keys() - {loop.variable})


def _asks_of_itself(loop: s.Loop) -> bool:
    """Whether a loop's condition speaks of nothing but its own variable."""
    assert loop.condition is not None
    nodes = s.walk(loop.condition)
    return all(node.owner == loop.variable for node in nodes if isinstance(node, s.Fact)) and not any(
        isinstance(node, s.Call) for node in nodes
    )


def reference(node: s.Node) -> str:
    """The id an argument of `qty`, `supply`, … names."""
    return node.text if isinstance(node, s.Name) else f"{node.owner}.{node.name}" if isinstance(node, s.Fact) else ""


def named(node: s.Node, world: World) -> str:
    """The id an argument names, once loop variables are replaced by what they are bound to."""
    id = reference(node)
    return world.elements[id].id if id in world.elements else id


def evaluate(node: s.Node, world: World) -> Value:
    """The value of `node`. Raises EvaluationError; the checker has made sure that types fit."""
    match node:
        case s.Number(value=number):
            return number
        case s.Fact():
            return world.fact(node.owner, node.name)
        case s.Text(value=text):
            return text
        case s.Truth(value=truth):
            return truth
        case s.Call():
            return _call(node, world)
        case s.Compare() | s.Member() | s.InTable():
            return _comparison(node, world)
        case s.Arithmetic():
            return _arithmetic(node, world)
        case s.Negative():
            return -_number(node.value, world)
        case s.Choice():
            return evaluate(node.then if evaluate(node.condition, world) else node.otherwise, world)
        case s.SumOver():
            return sum(_number(node.body, here) * e.count for e, here in world.over(node.loop))
        case s.Count():
            return sum(element.count for element, _ in world.over(node.loop))
        case _:
            return _truth(node, world)


def _truth(node: s.Node, world: World) -> bool:
    match node:
        case s.And(parts=parts):
            return all(evaluate(part, world) for part in parts)
        case s.Or(parts=parts):
            return any(evaluate(part, world) for part in parts)
        case s.Not(value=value):
            return not evaluate(value, world)
        case s.Implies():
            return not evaluate(node.condition, world) or bool(evaluate(node.consequence, world))
        case s.Iff():
            return bool(evaluate(node.left, world)) == bool(evaluate(node.right, world))
        case s.ForEach():
            return all(evaluate(node.body, here) for _, here in world.over(node.loop))
        case s.Cardinality():
            return _holds(node.quantifier, _how_many(node, world), node.number)
    raise TypeError(f"{type(node).__name__} has no value")


def _how_many(node: s.Cardinality, world: World) -> int:
    if node.loop is None:
        return sum(bool(evaluate(part, world)) for part in node.parts)
    return sum(element.count for element, here in world.over(node.loop) if evaluate(node.parts[0], here))


def _holds(quantifier: str, found: int, number: int) -> bool:
    return (
        found >= number if quantifier == "at least" else found <= number if quantifier == "at most" else found == number
    )


def _number(node: s.Node, world: World) -> Fraction | int:
    value = evaluate(node, world)
    if isinstance(value, str):
        raise EvaluationError(f"{shown(value)} isn't a number")
    return value


def _arithmetic(node: s.Arithmetic, world: World) -> Fraction | int:
    left, right = _number(node.left, world), _number(node.right, world)
    match node.operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    if right == 0:
        raise EvaluationError("a division by zero")
    return Fraction(left) / right


def _comparison(node: s.Compare | s.Member | s.InTable, world: World) -> bool:
    if isinstance(node, s.Member):
        return evaluate(node.value, world) in [evaluate(option, world) for option in node.options]
    if isinstance(node, s.InTable):
        return bool(world.tables[node.table].starting_with(tuple(evaluate(value, world) for value in node.values)))
    if node.operator in ("==", "!="):
        return (evaluate(node.left, world) == evaluate(node.right, world)) == (node.operator == "==")
    left, right = _number(node.left, world), _number(node.right, world)
    match node.operator:
        case "<":
            return left < right
        case "<=":
            return left <= right
        case ">":
            return left > right
    return left >= right


def _call(node: s.Call, world: World) -> Value:
    if node.function in FUNCTIONS:
        function = FUNCTIONS[node.function][0]
        try:
            return function(*(_number(argument, world) for argument in node.arguments))
        except ValueError as fault:
            raise EvaluationError(str(fault)) from None
    if node.function == "known":
        return _known(node.arguments[0], world)
    if node.function == "lookup":
        return _lookup(node, world)
    if node.function == "installed":
        return world.installed.get(reference(node.arguments[0]), 0)
    if world.decided is None:
        raise EvaluationError(f"{node.function}(…) isn't decided yet")
    ids = [named(argument, world) for argument in node.arguments]
    site = ids[1] if len(ids) > 1 else None
    match node.function:
        case "qty":
            return world.decided.quantity(ids[0], site)
        case "selected":
            return world.decided.quantity(ids[0], site) > 0
        case "supply":
            return world.decided.supply(ids[0], site)
    return world.decided.met(ids[0])


def _known(node: s.Node, world: World) -> bool:
    try:
        evaluate(node, world)
    except EvaluationError as fault:
        if fault.fact is None:
            raise
        return False
    return True


def _lookup(node: s.Call, world: World) -> Value:
    table, column = reference(node.arguments[0]), reference(node.arguments[1])
    keys = tuple(evaluate(argument, world) for argument in node.arguments[2:])
    rows = world.tables[table].starting_with(keys)
    if len(rows) != 1:
        found = "no row" if not rows else f"{len(rows)} rows"
        raise EvaluationError(f"the table {table} has {found} for {', '.join(shown(key) for key in keys)}")
    return rows[0][world.tables[table].columns.index(column)]
