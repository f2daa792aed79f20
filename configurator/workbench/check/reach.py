"""What can happen at all, asked of the solver: packages, components, needs, and rules that bite by themselves."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from configurator.engine.leastpart import least_part
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
    """Everything to ask of a rulebook; when the first answer is a finding, nothing else is worth asking."""
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


def _found(searches: Iterable[WitnessSearch], wanted: Property) -> tuple[bool, list[_Absent]]:
    """Whether a package has the property, or may have it where a search told nothing; else where it was shown not to.

    Only what is proven is held against a rulebook.
    """
    absences: list[_Absent] = []
    cut_short = False
    for search in islice(searches, _MOST_PROBES):
        try:
            found = search.find(wanted)
        except EvaluationError:  # this profile doesn't say what a rule asks for
            cut_short = True
            continue
        if isinstance(found, Witness):
            return True, absences
        if found.proven:
            absences.append((search, found))
        cut_short = cut_short or not found.proven
    return cut_short, absences


def _void(probes: Probes, places: Places) -> Iterator[Finding]:
    if not any(True for _ in probes.in_general()):
        place = places.in_file("rulebook.yaml", "example_profile")
        message = "no profile can be tried: neither the example profile nor those of examples and cases can be sized"
        yield Finding("C113", message, place, "give it the customer and sites that facts.yaml asks for")
        return
    possible, absences = _found(probes.in_general(), Property())
    if not possible and absences:
        rules = _enough(absences, Property())
        message = f"no profile has a package: {', '.join(rules)} can't hold together"
        yield Finding("C101", message, places.of("rule", rules[0]), "relax one of them", {"rules": rules})


def _need(id: str, probes: Probes, places: Places) -> Iterator[Finding]:
    possible, absences = _found(probes.with_need(id), Property(meets=id))
    if not possible and absences:
        rules = _enough(absences, Property(meets=id))
        why = f"{_doing(rules, 'forbid')} it" if rules else "nothing supplies enough of what it demands"
        help = "relax a rule, or add a component" if rules else "add a component, or let one supply more"
        witness = {"rules": rules, "profile": absences[0][0].sizing.profile.to_json()}
        yield Finding("C108", f"nobody can meet the need {id}: {why}", places.of("need", id), help, witness)


def _component(id: str, probes: Probes, places: Places) -> Iterator[Finding]:
    if not any(id in search.on_sale for search in probes.in_general()):
        return  # it has no price yet: another finding
    possible, absences = _found(probes.choosing(id), Property(has=id))
    if not possible:
        rules = _enough(absences, Property(has=id))
        why = f"{_doing(rules, 'forbid')} it" if rules else "it is available to none of the profiles tried"
        help = "relax a rule, or what it is available for"
        yield Finding("C102", f"{id} can never be chosen: {why}", places.of("component", id), help, {"rules": rules})
        return
    possible, absences = _found(probes.in_general(), Property(lacks=id))
    if not possible and absences:
        rules = _enough(absences, Property(lacks=id))
        message = f"{id} is in every package: {_doing(rules, 'ask')} for it"
        help = "make it a part of what it always comes with"
        yield Finding("C103", message, places.of("component", id), help, {"rules": rules})


def _rule(id: str, probes: Probes, places: Places) -> Iterator[Finding]:
    wanted = Property(breaks=id)
    in_force = (search for search in probes.of_rule(id) if search.knows(id))
    possible, absences = _found(in_force, wanted)
    if possible or not absences:
        return
    rules = _enough(absences, wanted)
    witness = {"rules": rules, "profile": absences[0][0].sizing.profile.to_json()}
    if rules:
        message = f"{id} follows from {', '.join(rules)}: without it nothing changes"
        yield Finding("C105", message, places.of("rule", id), "take it out, or say what it adds", witness)
    else:
        message = f"{id} can never bite: no package of any profile tried could break it"
        yield Finding("C104", message, places.of("rule", id, "rule"), "see that its condition can come true", witness)


def _enough(absences: Sequence[_Absent], wanted: Property) -> list[str]:
    """Of the rules that rule a package out a smallest set that does so under every profile."""
    enough: list[str] = []

    def absent(kept: Iterable[str], searches: Iterable[WitnessSearch]) -> bool:
        return not any(_present(search, wanted, kept) for search in searches)

    for search, absence in absences:
        if not absent(enough, [search]):
            more = sorted(absence.because - set(enough))
            enough += least_part(more, partial(_present, search, wanted, beside=tuple(enough)))
    searches = [search for search, _ in absences]
    for rule in sorted(enough) if len(searches) > 1 else ():  # what one profile asked for may do for all
        without = [other for other in enough if other != rule]
        enough = without if absent(without, searches) else enough
    return sorted(enough)


def _present(search: WitnessSearch, wanted: Property, kept: Iterable[str], beside: Iterable[str] = ()) -> bool:
    return isinstance(search.find(wanted, [*beside, *kept]), Witness)


def _doing(rules: Sequence[str], verb: str) -> str:
    """R-1 forbids; R-1, R-2 forbid."""
    return f"{', '.join(rules)} {verb}{'s' if len(rules) == 1 else ''}"
