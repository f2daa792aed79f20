"""The whole check: does it load, what do its records say, what can the solver make of it."""

import datetime
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from configurator.errors import InputError, RulebookError
from configurator.rulebook.loader import locate, read_rulebook
from configurator.rulebook.model import Accepted, Rulebook
from configurator.rulebook.places import Places
from configurator.workbench.cases import case_files, load_case
from configurator.workbench.check.findings import Finding, of_diagnostic
from configurator.workbench.check.money import check_money
from configurator.workbench.check.probes import Probes
from configurator.workbench.check.reach import Task, ask, tasks
from configurator.workbench.check.usage import check_usage
from configurator.workbench.check.wording import check_wording
from configurator.workbench.examples import examples_of, tried
from configurator.workbench.processes import answers

_ID = re.compile(r"[\w-]+(?:\.\w+)?")

Progress = Callable[[int, int], None]
"""Told how many of how many questions are answered."""


def check_rulebook(
    id_or_path: str | Path, day: datetime.date, progress: Progress | None = None, processes: int | None = None
) -> list[Finding]:
    """Everything found in a rulebook, by place; `day` is the one on which it should sell.

    Raises RulebookError only when there is no such rulebook: one that doesn't load is what a check is for.
    """
    folder, _ = locate(id_or_path)
    try:
        rulebook, places = read_rulebook(id_or_path)
    except RulebookError as fault:
        return [of_diagnostic(diagnostic) for diagnostic in fault.diagnostics]
    probes = Probes(rulebook, folder, day)
    found = [
        *check_wording(rulebook, places),
        *check_usage(rulebook, places),
        *check_money(rulebook, places, day),
        *_examples(rulebook, places),
        *_cases(folder),
        *_segments(rulebook, places, probes),
        *_answers(id_or_path, _Desk(probes, places), progress, processes or os.cpu_count() or 1),
    ]
    return sorted(_with_acceptance(found, rulebook, places), key=_by_place)


def _with_acceptance(found: list[Finding], rulebook: Rulebook, places: Places) -> Iterator[Finding]:
    """The findings, those that the rulebook accepts as notes; what it accepts and wasn't found is a finding too."""
    used = set()
    for finding in found:
        meant = next((a for a in rulebook.identity.accepted if _is_meant(finding, a)), None)
        used.add(meant and (meant.code, meant.id))
        yield finding if meant is None else replace(finding, accepted=meant.because)
    for index, accepted in enumerate(rulebook.identity.accepted):
        if (accepted.code, accepted.id) not in used:
            place = places.in_file("rulebook.yaml", "accepted", index)
            message = f"{accepted.code} is accepted of {accepted.id}, and isn't found any more"
            yield Finding("C117", message, place, "take it out")


def _is_meant(finding: Finding, accepted: Accepted) -> bool:
    """Whether it is of that code and about that id: one of several it names, but not what another follows from."""
    about = finding.message.partition(" follows from ")[0]
    return finding.code == accepted.code and accepted.id in _ID.findall(about)


def _by_place(finding: Finding) -> tuple[str, int, int, str, str]:
    place = finding.place
    where = (place.file, place.line, place.column) if place else ("", 0, 0)
    return (*where, finding.code, finding.message)


def _examples(rulebook: Rulebook, places: Places) -> Iterator[Finding]:
    for rule in rulebook.rules.values():
        for kind in ("allowed", "refused"):
            if not getattr(rule.examples, kind):
                help = "add one: see 'constraints' in rules/README.md"
                yield Finding("C112", f"{rule.id} has no {kind} example", places.of("rule", rule.id), help)
    for example in examples_of(rulebook):
        for wrong in tried(rulebook, example)[1]:
            place = places.of("rule", example.rule.id, "examples", example.kind, example.index)
            yield Finding("C113", f"{example.rule.id}: {wrong}", place, "correct the example, or the rule")


def _cases(folder: Path) -> Iterator[Finding]:
    for path in case_files(folder):
        try:
            load_case(path)
        except InputError as fault:
            for diagnostic in fault.diagnostics:
                message = f"the case {path.stem} can't be read: {diagnostic.message}"
                yield Finding("C126", message, diagnostic.place, diagnostic.help)


def _segments(rulebook: Rulebook, places: Places, probes: Probes) -> Iterator[Finding]:
    """Segments that none of the profiles tried falls into."""
    reached: set[str] = set()
    asked = False
    for search in probes.in_general() if rulebook.segments else ():
        asked = True
        reached |= {segment.id for segment in search.sizing.segments}
        if reached == rulebook.segments.keys():
            break
    for id in rulebook.segments.keys() - reached if asked else ():
        message, place = f"no customer tried falls into the segment {id}", places.of("segment", id, "when")
        yield Finding("C120", message, place, "see that its condition can come true")


@dataclass
class _Desk:
    """What who answers questions keeps at hand."""

    probes: Probes
    places: Places


def _answers(id_or_path: str | Path, desk: _Desk, progress: Progress | None, processes: int) -> Iterator[Finding]:
    """What the solver finds, question by question."""
    first, *questions = tasks(desk.probes)
    void = ask(first, desk.probes, desk.places)
    if void:
        yield from void
        return
    for number, findings in enumerate(_in_processes(str(id_or_path), desk, questions, processes), start=1):
        yield from findings
        if progress is not None:
            progress(number, len(questions))


def _in_processes(id_or_path: str, desk: _Desk, questions: list[Task], processes: int) -> Iterator[list[Finding]]:
    """The findings of every question in order, on several processors or here."""
    if processes == 1:
        yield from (ask(question, desk.probes, desk.places) for question in questions)
        return
    yield from answers(_answer, questions, processes, _open, id_or_path, desk.probes.day, at_once=8)


_desk: _Desk


def _open(id_or_path: str, day: datetime.date) -> None:
    global _desk  # noqa: PLW0603 - what a worker process loads once
    rulebook, places = read_rulebook(id_or_path)
    _desk = _Desk(Probes(rulebook, locate(id_or_path)[0], day), places)


def _answer(task: Task) -> list[Finding]:
    return ask(task, _desk.probes, _desk.places)
