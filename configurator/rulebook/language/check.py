"""Whether a formula makes sense: names exist, types fit, it is linear in the decisions, units aren't mixed.

All faults are told at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from configurator.errors import did_you_mean
from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.evaluate import reference
from configurator.rulebook.language.functions import DECISIONS, FUNCTIONS
from configurator.rulebook.language.names import Names
from configurator.rulebook.language.units import mixed_units
from configurator.rulebook.language.vocabulary import ANYTHING, INSTEAD, NUMBER, TEXT, TRUTH, Fault, Kind, Vocabulary


def check(
    tree: s.Node, vocabulary: Vocabulary, scope: Iterable[str], wants: Kind, *, decisions: bool, loops: bool
) -> list[Fault]:
    """Everything wrong with a formula that should be as `wants` says and may speak of the subjects in `scope`.

    `site` in the scope is a site at hand; `decisions` tells whether the engine's decisions may be spoken of, `loops`
    whether sites and components are known when the formula is worked out.
    """
    subjects = {subject: subject for subject in (*scope, "constant")}
    checker = _Checker(vocabulary, subjects, decisions, [], loops)
    kind = checker.kind(tree)
    if not checker.faults and kind.type not in (wants.type, ANYTHING.type):
        checker.wanted(tree, kind, wants.type)
    for word in sorted((kind.values or frozenset()) - (wants.values or kind.values or frozenset())):
        checker.fault("E014", f"the fact can't be '{word}'", tree, did_you_mean(word, wants.values or ()))
    return checker.faults or mixed_units(tree, vocabulary, subjects, wants.unit)


@dataclass(frozen=True)
class _Checker(Names):
    loops: bool

    def kind(self, node: s.Node) -> Kind:
        match node:
            case s.Number():
                return Kind(NUMBER)
            case s.Text():
                return Kind(TEXT, frozenset({node.value}))
            case s.Truth():
                return Kind(TRUTH)
            case s.Fact():
                return self._fact(node)
            case s.Call():
                return self._call(node)
            case s.Negative(value=value):
                return self._numbers(value)
            case s.Arithmetic():
                return self._arithmetic(node)
            case s.Compare():
                return self._compare(node)
            case s.Member():
                return self._same_type(node, (node.value, *node.options))
            case s.InTable():
                return self._in_table(node)
            case s.Not() | s.And() | s.Or() | s.Implies() | s.Iff():
                return self._conditions(s.children(node))
            case s.Choice():
                return self._choice(node)
            case _:
                return self._loops(node)

    def _loops(self, node: s.Node) -> Kind:
        match node:
            case s.ForEach(loop=loop, body=body):
                inner = self._entering(loop)
                return inner.wanted(body, inner.kind(body), TRUTH)
            case s.SumOver(loop=loop, body=body):
                return self._entering(loop)._numbers(body)
            case s.Count(loop=loop):
                inner = self._entering(replace(loop, condition=None))
                decided = loop.condition is not None and inner._conditions((loop.condition,)).decided
                return Kind(NUMBER, decided=decided)
            case s.Cardinality(loop=loop, parts=parts):
                inner = self if loop is None else self._entering(loop)
                return inner._conditions(parts)
            case s.Name(text=text):
                return self.fault(
                    "E021", f"'{text}' has no meaning here", node, self.vocabulary.way_out(text, self.scope)
                )
        return ANYTHING

    def _entering(self, loop: s.Loop) -> "_Checker":
        if loop.domain not in ("sites", "components"):
            help = did_you_mean(loop.domain, ("sites", "components"))
            self.fault("E021", f"there is no collection '{loop.domain}'", loop, help)
        elif not self.loops:
            message = f"{loop.domain} aren't known yet when this fact is worked out"
            self.fault("E029", message, loop, "ask it in an input of a need, or in the formula that uses this fact")
        if loop.variable in self.scope and loop.variable != "site":
            self.fault("E021", f"'{loop.variable}' has a meaning already", loop, "use another word for the loop")
        inner = replace(self, scope={**self.scope, loop.variable: loop.domain.removesuffix("s")})
        if loop.condition is not None and inner._conditions((loop.condition,)).decided:
            message = "which elements a loop runs over can't depend on decisions"
            self.fault("E027", message, loop.condition, "use 'implies' inside the loop")
        return inner

    def _fact(self, node: s.Fact) -> Kind:
        subject = self.scope.get(node.owner)
        if subject is None:
            dotted = f"{node.owner}.{node.name}"
            word = dotted if {dotted} & {*self.vocabulary.components, *self.vocabulary.capabilities} else node.owner
            return self.fault("E021", f"'{word}' has no meaning here", node, self.vocabulary.way_out(word, self.scope))
        facts = self.vocabulary.facts.get(subject, {})
        if node.name not in facts:
            owner = node.owner if node.owner == subject else f"{node.owner} (a {subject})"
            return self.fault("E021", f"{owner} has no attribute '{node.name}'", node, did_you_mean(node.name, facts))
        return facts[node.name]

    def wanted(self, node: s.Node, kind: Kind, wants: str) -> Kind:
        if kind.type not in (wants, ANYTHING.type):
            help = INSTEAD[wants, kind.type]
            return self.fault("E026", f"{wants} is expected here, this is {kind.type}", node, help)
        return kind

    def _all(self, nodes: Iterable[s.Node], wants: str) -> Kind:
        kinds = [self.wanted(node, self.kind(node), wants) for node in nodes]
        return Kind(wants, decided=any(kind.decided for kind in kinds))

    def _numbers(self, *nodes: s.Node) -> Kind:
        return self._all(nodes, NUMBER)

    def _conditions(self, nodes: Iterable[s.Node]) -> Kind:
        return self._all(nodes, TRUTH)

    def _arithmetic(self, node: s.Arithmetic) -> Kind:
        left, right = self._numbers(node.left), self._numbers(node.right)
        if node.operator == "*" and left.decided and right.decided:
            help = "one factor must be made of constants; for 'if chosen then …' use implies"
            return self.fault("E027", "a product of two decisions isn't linear", node, help)
        if node.operator == "/" and right.decided:
            help = "multiply both sides by the divisor"
            return self.fault("E027", "a division by a decision isn't linear", node, help)
        return Kind(NUMBER, decided=left.decided or right.decided)

    def _compare(self, node: s.Compare) -> Kind:
        if node.operator in ("==", "!="):
            return self._same_type(node, (node.left, node.right))
        return Kind(TRUTH, decided=self._numbers(node.left, node.right).decided)

    def _same_type(self, node: s.Node, parts: tuple[s.Node, ...]) -> Kind:
        kinds = [self.kind(part) for part in parts]
        known = [kind for kind in kinds if kind.type != ANYTHING.type]
        if len({kind.type for kind in known}) > 1:
            message, help = f"{known[0].type} is compared with {known[1].type}", "compare what is of one type"
            return self.fault("E026", message, node, help)
        if known and known[0].type == TRUTH:
            message, help = "conditions aren't compared with == or in", "use 'iff', or the condition itself"
            return self.fault("E026", message, node, help)
        self._words(parts, kinds)
        return Kind(TRUTH, decided=any(kind.decided for kind in kinds))

    def _words(self, parts: tuple[s.Node, ...], kinds: list[Kind]) -> None:
        """A word compared with a choice must be one of the choice's values."""
        written = [part for part in parts if isinstance(part, s.Text)]
        choices = [kind for part, kind in zip(parts, kinds, strict=True) if not isinstance(part, s.Text)]
        for word in written:
            for values in (kind.values for kind in choices if kind.values):
                if word.value not in values:
                    message = f"'{word.value}' is no value of what it is compared with"
                    self.fault("E014", message, word, did_you_mean(word.value, values))

    def _in_table(self, node: s.InTable) -> Kind:
        kinds = [self.kind(value) for value in node.values]
        columns = self._columns(node.table, node)
        if columns is not None and len(kinds) > len(columns):
            message, help = f"the table {node.table} has {len(columns)} columns, not {len(kinds)}", ", ".join(columns)
            return self.fault("E024", message, node, f"they are {help}")
        self._fitting(node.table, columns, node.values, kinds)
        return Kind(TRUTH, decided=any(kind.decided for kind in kinds))

    def _fitting(
        self, table: str, columns: Mapping[str, Kind] | None, parts: Iterable[s.Node], kinds: Iterable[Kind]
    ) -> None:
        """What is looked for in the first columns of a table must be of their types."""
        for (name, column), part, kind in zip((columns or {}).items(), parts, kinds, strict=False):
            if ANYTHING.type not in (kind.type, column.type) and kind.type != column.type:
                message = f"the column {name} of the table {table} is {column.type}, this is {kind.type}"
                self.fault("E026", message, part, f"its columns are {', '.join(columns or ())}")

    def _columns(self, table: str, node: s.Node) -> Mapping[str, Kind] | None:
        if table not in self.vocabulary.tables:
            self.fault("E024", f"there is no table '{table}'", node, did_you_mean(table, self.vocabulary.tables))
            return None
        return self.vocabulary.tables[table]

    def _choice(self, node: s.Choice) -> Kind:
        if self._conditions((node.condition,)).decided:
            message = "the condition of if … else can't depend on decisions"
            return self.fault("E027", message, node.condition, "use 'implies'")
        then, otherwise = self.kind(node.then), self.kind(node.otherwise)
        if ANYTHING.type not in (then.type, otherwise.type) and then.type != otherwise.type:
            message, help = f"one branch is {then.type}, the other {otherwise.type}", "give both the same type"
            return self.fault("E026", message, node, help)
        both = then.values | otherwise.values if then.values and otherwise.values else None
        return Kind(then.type, both, then.decided or otherwise.decided)

    def _call(self, node: s.Call) -> Kind:
        name, arguments = node.function, node.arguments
        if name in DECISIONS:
            return self.decision(node)
        if name == "installed":
            return self.installed(node)
        if name == "lookup":
            return self._lookup(node)
        if name == "known":
            if len(arguments) != 1 or not isinstance(arguments[0], s.Fact):
                return self.fault("E026", "known(…) asks about one fact", node, "like known(customer.annual_revenue)")
            self.kind(arguments[0])
            return Kind(TRUTH)
        if name not in FUNCTIONS:
            known = [*FUNCTIONS, *DECISIONS, "installed", "lookup", "known", "sum", "count"]
            return self.fault("E021", f"there is no function '{name}'", node, did_you_mean(name, known))
        _, fewest, most = FUNCTIONS[name]
        if not fewest <= len(arguments) <= most:
            wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
            message = f"{name} takes {wanted} argument(s), not {len(arguments)}"
            return self.fault("E026", message, node, "see rules/README.md")
        if self._numbers(*arguments).decided:
            return self.fault("E027", f"{name} of a decision isn't linear", node, f"{name} works on constants only")
        return Kind(NUMBER)

    def _lookup(self, node: s.Call) -> Kind:
        if len(node.arguments) < 3:
            help = "like lookup(bounds, staff, customer.industry)"
            return self.fault("E026", "lookup takes a table, a column and at least one key", node, help)
        table, column = reference(node.arguments[0]), reference(node.arguments[1])
        keys = node.arguments[2:]
        kinds = [self.kind(key) for key in keys]
        if any(kind.decided for kind in kinds):
            return self.fault("E027", "the keys of lookup can't be decisions", node, "use '(…) in table …'")
        columns = self._columns(table, node.arguments[0])
        if columns is None:
            return ANYTHING
        self._fitting(table, columns, keys, kinds)
        if column not in columns:
            return self.fault(
                "E024", f"the table {table} has no column '{column}'", node.arguments[1], did_you_mean(column, columns)
            )
        return columns[column]
