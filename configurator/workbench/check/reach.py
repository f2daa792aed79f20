"""What can happen at all, asked of the solver: packages, components, needs, and rules that bite by themselves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from configurator.engine.conflict import quick_explain
from configurator.engine.witness import Absence, Property, Witness, WitnessSearch
from configurator.rulebook.language.evaluate import EvaluationError
from configurator.rulebook.places import Places
from configurator.workbench.check.findings import Finding
from configurator.workbench.check.probes import Probes

_Absent = tuple[WitnessSearch, Absence]

_MOST_PROBES = 60
"""How many profiles are tried before something is called impossible."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to ask: of what kind, about which id."""

    kind: str  # rule, component, need or rulebook
    id: str


def tasks(probes: Probes) -> list[Task]:
    """Everything to ask of a rulebook."""
    book = probes.rulebook
    return [
        Task("rulebook", book.id),
        *(Task("need", id) for id in book.needs),
        *(Task("rule", id) for id, rule in book.rules.items()),
        *(Task("component", id) for id in book.components),
    ]


def ask(task: Task, probes: Probes, places: Places) -> list[Finding]:
    """What the answer to a task has to be told of."""
    match task.kind:
        case "rulebook":
            return list(_void(probes, places))
        case "need":
            return list(_need(task.id, probes, places))
        case "component":
            return list(_component(task.id, probes, places))
    return list(_rule(task.id, probes, places))


def _found(searches: Iterable[WitnessSearch], wanted: Property) -> tuple[Witness | None, list[_Absent]]:
    """The first package with the property, or where it isn't."""
    absences: list[_Absent] = []
    for search in islice(searches, _MOST_PROBES):
        try:
            found = search.find(wanted)
        except EvaluationError:  # this profile doesn't say what a rule asks for
            continue
        if isinstance(found, Witness):
            return found, absences
        absences.append((search, found))
    return None, absences


def _void(probes: Probes, places: Places) -> Iterator[Finding]:
    package, absences = _found(probes.in_general(), Property())
    if package is None and absences:
        search, absence = absences[0]
        rules = _enough(search, Property(), absence)
        message = f"no profile has a package: {', '.join(rules)} can't hold together"
        yield Finding("C101", message, places.of("rule", rules[0]), "relax one of them", {"rules": rules})


def _need(id: str, probes: Probes, places: Places) -> Iterator[Finding]:
    package, absences = _found(probes.with_need(id), Property(meets=id))
    if package is None and absences:
        search, absence = absences[0]
        rules = _enough(search, Property(meets=id), absence)
        why = f"{', '.join(rules)} forbid it" if rules else "nothing supplies enough of what it demands"
        witness = {"rules": rules, "profile": search.sizing.profile.to_json()}
        yield Finding(
            "C108", f"nobody can meet the need {id}: {why}", places.of("need", id), "add a component", witness
        )


def _component(id: str, probes: Probes, places: Places) -> Iterator[Finding]:
    package, absences = _found(probes.choosing(id), Property(has=id))
    if package is None:
        rules = _enough(absences[0][0], Property(has=id), absences[0][1]) if absences else []
        why = f"{', '.join(rules)} forbid it" if rules else "it is available to none of the profiles tried"
        help = "relax a rule, or what it is available for"
        yield Finding("C102", f"{id} can never be chosen: {why}", places.of("component", id), help, {"rules": rules})
        return
    without, absences = _found(probes.in_general(), Property(lacks=id))
    if without is None and absences:
        rules = _enough(absences[0][0], Property(lacks=id), absences[0][1])
        message = f"{id} is in every package: {', '.join(rules)} ask for it"
        help = "make it a part of what it always comes with"
        yield Finding("C103", message, places.of("component", id), help, {"rules": rules})


def _rule(id: str, probes: Probes, places: Places) -> Iterator[Finding]:
    wanted = Property(breaks=id)
    package, absences = _found(probes.of_rule(id), wanted)
    proven = [(search, absence) for search, absence in absences if absence.proven]
    if package is not None or not proven:
        return
    search, absence = max(proven, key=lambda pair: len(pair[1].because))
    rules = _enough(search, wanted, absence)
    witness = {"rules": rules, "profile": search.sizing.profile.to_json()}
    if rules:
        message = f"{id} follows from {', '.join(rules)}: without it nothing changes"
        yield Finding("C105", message, places.of("rule", id), "take it out, or say what it adds", witness)
    else:
        message = f"{id} can never bite: no package of any profile tried could break it"
        yield Finding("C104", message, places.of("rule", id, "rule"), "see that its condition can come true", witness)


def _enough(search: WitnessSearch, wanted: Property, absence: Absence) -> list[str]:
    """Of the rules that rule a package out a smallest set that does."""

    def holds(kept: Iterable[str]) -> bool:
        return isinstance(search.find(wanted, kept), Witness)

    rules = sorted(absence.because)
    if not rules or not holds([]):
        return []
    return sorted(quick_explain([], False, rules, holds))
