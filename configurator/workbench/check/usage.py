"""What is declared and never used, asked for and never supplied, or outdone by something else."""

from collections.abc import Iterator

from configurator.rulebook.language import syntax as s
from configurator.rulebook.language.evaluate import EvaluationError, World, reference
from configurator.rulebook.model import Component, Rulebook
from configurator.rulebook.places import Places
from configurator.workbench.check.findings import Finding
from configurator.workbench.check.records import formulas


def check_usage(rulebook: Rulebook, places: Places) -> Iterator[Finding]:
    """Unused declarations, capabilities without suppliers or use, components nothing leads to or better than."""
    usage = _Usage(rulebook)
    yield from _unused(usage, rulebook, places)
    yield from _unknown(rulebook, places)
    yield from _capabilities(usage, rulebook, places)
    yield from _components(usage, rulebook, places)


class _Usage:
    """What all formulas of a rulebook speak of."""

    def __init__(self, rulebook: Rulebook) -> None:
        trees = [node for formula, _ in formulas(rulebook) for node in s.walk(formula.tree)]
        self.constants = {node.name for node in trees if isinstance(node, s.Fact) and node.owner == "constant"}
        self.tables = {node.table for node in trees if isinstance(node, s.InTable)}
        calls = [node for node in trees if isinstance(node, s.Call)]
        self.tables |= {reference(call.arguments[0]) for call in calls if call.function == "lookup"}
        self.named = {reference(call.arguments[0]) for call in calls if call.function not in ("lookup", "known")}
        self.named |= _looped_over(rulebook)
        looping = [node for node in trees if isinstance(node, s.Loop) and node.domain == "components"]
        variables = {loop.variable for loop in looping} | {"component"}
        self.attributes = {node.name for node in trees if isinstance(node, s.Fact) and node.owner in variables}
        self.attributes |= set(rulebook.identity.differs_by)
        self.demanded = {demand.capability for need in rulebook.needs.values() for demand in need.demands}
        self.consumed = {id for component in rulebook.components.values() for id in component.consumes}
        self.supplied = {id for component in rulebook.components.values() for id in component.supplies}


def _looped_over(rulebook: Rulebook) -> set[str]:
    """The components that decisions in a loop speak of, such as `selected(c) for c in components if …`."""
    world = World({}, components=rulebook.catalogue, tables=rulebook.tables)
    found: set[str] = set()
    for formula, _ in formulas(rulebook):
        for loop in formula.component_loops if formula.decisions else ():
            try:
                found |= {element.id for element, _ in world.over(loop)}
            except EvaluationError:  # its condition speaks of the customer or a site as well
                found |= rulebook.components.keys()
    return found


def _unused(usage: _Usage, rulebook: Rulebook, places: Places) -> Iterator[Finding]:
    help = "use it, or take it out"
    for id in rulebook.constants.keys() - usage.constants:
        yield Finding("C117", f"no formula speaks of constant.{id}", places.of("constant", id), help)
    for name in sorted(rulebook.tables.keys() - usage.tables):
        yield Finding("C117", f"no formula looks into the table {name}", places.file(f"tables/{name}.csv"), help)
    for index, fact in enumerate(rulebook.facts.component):
        if fact.id not in usage.attributes:
            place = places.in_file("facts.yaml", "component", index, "id")
            yield Finding("C117", f"no formula asks for the attribute '{fact.id}'", place, help)
    for id in rulebook.taxes.keys() - {component.vat for component in rulebook.components.values()}:
        yield Finding("C117", f"nothing is taxed as '{id}'", places.of("tax", id), help)


def _unknown(rulebook: Rulebook, places: Places) -> Iterator[Finding]:
    """Rules and discounts that lean on facts nobody must state, without asking whether they are known."""
    optional = {
        (subject, fact.id)
        for subject in ("customer", "site", "profile")
        for fact in getattr(rulebook.facts, subject)
        if not fact.required and fact.default is None and fact.default_from is None and fact.value is None
    }
    asking = {"rule": {id: rule.rule for id, rule in rulebook.rules.items()}}
    asking["discount"] = {id: d.when for id, d in rulebook.discounts.items() if d.when is not None}
    for kind, named in asking.items():
        for id, formula in named.items():
            nodes = s.walk(formula.tree)
            asked = {(n.owner, n.name) for n in nodes if isinstance(n, s.Fact)} & optional
            known = {
                (fact.owner, fact.name)
                for node in nodes
                if isinstance(node, s.Call) and node.function == "known"
                for fact in node.arguments
                if isinstance(fact, s.Fact)
            }
            for owner, name in sorted(asked - known):
                message = f"{id} asks for {owner}.{name}, which a profile may leave out"
                help = f"write 'known({owner}.{name}) and …', or give the fact a default"
                yield Finding("C125", message, places.of(kind, id, "rule" if kind == "rule" else "when"), help)


def _capabilities(usage: _Usage, rulebook: Rulebook, places: Places) -> Iterator[Finding]:
    asked = usage.demanded | usage.consumed | usage.named
    for id in rulebook.capabilities:
        if id not in usage.supplied and id in asked:
            help = "let a component supply it"
            yield Finding("C114", f"nothing supplies {id}, which is asked for", places.of("capability", id), help)
        elif id not in asked:
            help = "let a need demand it or a rule speak of it, or take it out"
            yield Finding("C115", f"no need, rule or component asks for {id}", places.of("capability", id), help)


def _components(usage: _Usage, rulebook: Rulebook, places: Places) -> Iterator[Finding]:
    wanted = usage.demanded | usage.consumed | usage.named
    offered = {offer.component for scenario in rulebook.scenarios.scenarios for offer in scenario.offers}
    for id, component in rulebook.components.items():
        if wanted.isdisjoint({id, *component.supplies}) and id not in offered:
            help = "let it supply what a need demands, or a rule or scenario speak of it"
            yield Finding("C118", f"no need, rule or scenario leads to {id}", places.of("component", id), help)
        better = next((other for other in rulebook.components.values() if _outdoes(other, component, rulebook)), None)
        if better is not None and usage.named.isdisjoint({id, better.id}):
            help = "lower its price, let it supply more, or take it out"
            message = f"{id} is never the better choice: {better.id} supplies as much for less"
            yield Finding("C119", message, places.of("component", id), help, {"better": better.id})


def _outdoes(better: Component, worse: Component, rulebook: Rulebook) -> bool:
    """Whether one supplies at least as much of everything, under the same conditions, and costs less."""
    if better is worse or not worse.supplies or (better.at, better.attributes, better.quantity) != (
        worse.at, worse.attributes, worse.quantity,
    ):  # fmt: skip
        return False
    if better.available_when != worse.available_when:
        return False
    more = all(better.supplies.get(id, 0) >= amount for id, amount in worse.supplies.items())
    less = all(worse.consumes.get(id, 0) >= amount for id, amount in better.consumes.items())
    return more and less and _cheaper(better, worse, rulebook)


def _cheaper(better: Component, worse: Component, rulebook: Rulebook) -> bool:
    """Whether every charge has a like one that is dearer, in the price lists now in force."""
    if {(c.type, c.period, c.model) for c in better.charges} != {(c.type, c.period, c.model) for c in worse.charges}:
        return False
    of_better = {(charge.type, charge.period): charge.name for charge in better.charges}
    cheaper = False
    for charge in worse.charges:
        low = rulebook.prices[better.id, of_better[charge.type, charge.period]][-1].by_quantity
        high = rulebook.prices[worse.id, charge.name][-1].by_quantity
        if [first for first, _ in low] != [first for first, _ in high]:
            return False
        if any(one > two for (_, one), (_, two) in zip(low, high, strict=True)):
            return False
        cheaper = cheaper or low != high
    return cheaper
