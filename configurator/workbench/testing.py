"""Runs the examples of the rules and the cases of a rulebook, side by side, and keeps how every rule stood."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from configurator.engine.outcome import Infeasible, Outcome, Solved
from configurator.engine.purpose import active_rules
from configurator.engine.recommend import recommend
from configurator.engine.verify import Bought
from configurator.errors import ConfiguratorError, InputError
from configurator.rulebook.loader import load_rulebook, locate
from configurator.rulebook.model import Rulebook
from configurator.workbench.cases import Case, case_files, deviations, load_case
from configurator.workbench.examples import examples_of, tried
from configurator.workbench.processes import answers
from configurator.workbench.standing import Standing, standing

T = TypeVar("T")


@dataclass(frozen=True)
class Result:
    """A rule's examples, or a case, that was run: what was wrong, and how rules stood in it."""

    kind: str  # rule or case
    name: str
    faults: tuple[str, ...]
    seconds: float
    standings: Mapping[str, tuple[Standing, ...]] = field(default_factory=dict)
    because: str = ""

    @property
    def passed(self) -> bool:
        return not self.faults


def run_tests(id_or_path: str | Path, containing: str = "", processes: int | None = None) -> Iterator[Result]:
    """Runs every rule's examples and every case whose name contains a text, in order, as they are done.

    Raises RulebookError when the rulebook can't be loaded.
    """
    rulebook = load_rulebook(id_or_path)
    folder, _ = locate(id_or_path)
    for rule in rulebook.rules:
        if containing in rule:
            yield _run_rule(rulebook, rule)
    cases = [path for path in case_files(folder) if containing in path.stem]
    yield from in_processes(str(folder), cases, processes)


def _run_rule(rulebook: Rulebook, id: str) -> Result:
    began = perf_counter()
    faults, stood = [], []
    examples = [example for example in examples_of(rulebook) if example.rule.id == id]
    for example in examples:
        found, wrong = tried(rulebook, example)
        faults += [f"{example.kind} example {example.index + 1}: {text}" for text in wrong]
        stood += [found] if found is not None else []
    for kind in ("allowed", "refused"):
        if not any(example.kind == kind for example in examples):
            faults.append(f"the rule has no {kind} example")
    return Result("rule", id, tuple(faults), perf_counter() - began, {id: tuple(stood)})


def in_processes(folder: str, cases: list[Path], processes: int | None = None) -> Iterator[Result]:
    """Runs cases on several processors, in their order."""
    number = min(processes or os.cpu_count() or 1, len(cases))
    if number <= 1:
        rulebook = load_rulebook(folder)
        yield from (run_case(rulebook, path) for path in cases)
        return
    yield from answers(_run, cases, number, _load, folder)


_loaded: Rulebook


def _load(folder: str) -> None:
    global _loaded  # noqa: PLW0603 - what a worker process loads once
    _loaded = load_rulebook(folder)


def _run(path: Path) -> Result:
    return run_case(_loaded, path)


def run_case(rulebook: Rulebook, path: Path) -> Result:
    """Runs one case."""
    began = perf_counter()
    try:
        case = load_case(path)
        if case.profile.rulebook not in (None, rulebook.id):
            fault = f"its profile asks for the rulebook {case.profile.rulebook}, this is {rulebook.id}"
            return Result("case", path.stem, (fault,), perf_counter() - began)
        outcome = recommend(case.profile, rulebook)
    except InputError as fault:
        return Result("case", path.stem, tuple(str(d) for d in fault.diagnostics), perf_counter() - began)
    except ConfiguratorError as fault:
        return Result("case", path.stem, (str(fault),), perf_counter() - began)
    return _judged(case, outcome, perf_counter() - began)


def _judged(case: Case, outcome: Outcome, seconds: float) -> Result:
    faults = tuple(deviations(case, outcome))
    return Result("case", case.name, faults, seconds, standings_in(outcome), case.because)


def standings_in(outcome: Outcome) -> dict[str, tuple[Standing, ...]]:
    """How every rule in force stands in an answer; in a conflict, the rules that are to blame are violated."""
    if isinstance(outcome, Infeasible):
        return {c.id: (Standing.VIOLATED,) for c in outcome.conflict if c.kind == "rule"}
    if not isinstance(outcome, Solved):
        return {}
    sizing, package = outcome.sizing, outcome.package
    met = frozenset(need.need for need in package.coverage if need.met)
    world = sizing.world.deciding(Bought(sizing, package.quantities, met))
    return {rule.id: (standing(rule, world),) for rule in active_rules(sizing)}
