"""Cases written from a run: what the answer is now becomes what is expected from now on."""

import json
from collections.abc import Mapping
from os.path import relpath
from pathlib import Path
from typing import Any

from configurator.engine.outcome import Infeasible, Outcome, Solved
from configurator.engine.recommend import recommend
from configurator.errors import Diagnostic, InputError, Place
from configurator.money import to_text
from configurator.profile import load_profile
from configurator.records import decimal_text
from configurator.rulebook.loader import load_rulebook, locate
from configurator.workbench.cases import Case, Expected, Range, bought, load_case

RECORDED = ("one_time", "monthly", "total_contract")


def record_case(id_or_path: str | Path, profile: Path, name: str | None = None, because: str | None = None) -> Path:
    """Writes cases/<name>.yaml from the answer to a profile, and returns its path. An existing case isn't replaced."""
    folder, _ = locate(id_or_path)
    if name is not None and Path(name).name != name:
        message, help = f"a case can't be called '{name}'", "give a plain name, without folders: it becomes a file's"
        raise InputError([Diagnostic("E012", message, Place(f"--name {name}"), help)])
    path = folder / "cases" / f"{name or profile.stem}.yaml"
    if path.exists():
        message = f"there is a case {path.stem} already"
        raise InputError([Diagnostic("E031", message, Place(str(path)), "give it another --name, or use --update")])
    outcome = recommend(load_profile(profile), load_rulebook(id_or_path))
    path.parent.mkdir(exist_ok=True)
    lines = [
        f"because: {_text(because or f'Recorded from {profile.name}.')}",
        f"profile: {_text(Path(relpath(profile, path.parent)).as_posix())}",
        *_expect(outcome, None),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def update_case(id_or_path: str | Path, path: Path) -> bool:
    """Writes the values a case names anew, from its answer now; whether that changed the file.

    Only what stands under `expect:`, which must come last in the file, is written.
    """
    case = load_case(path)
    outcome = recommend(case.profile, load_rulebook(id_or_path))
    written = path.read_text(encoding="utf-8")
    kept, expect, _ = written.partition("\nexpect:")
    if not expect or list(case.text.data)[-1] != "expect":
        message = "'expect:' must stand at the end, on a line of its own: what follows it is written anew"
        raise InputError([Diagnostic("E012", message, case.text.place(("expect",), key=True), "move it to the end")])
    updated = kept + "\n" + "\n".join(_expect(outcome, case)) + "\n"
    if updated != written:
        path.write_text(updated, encoding="utf-8")
    return updated != written


def _expect(outcome: Outcome, case: Case | None) -> list[str]:
    """The lines of `expect:`; of a case being updated only what it names, ranges as they are."""
    expected = case.expected if case else None
    lines = ["expect:", f"  outcome: {outcome.name}"]
    if isinstance(outcome, Infeasible):
        conflict = ", ".join(f"{c.kind} {c.id}" for c in outcome.conflict)
        return [*lines, f"  conflict: [{conflict}]"]
    if not isinstance(outcome, Solved):
        return lines
    units = bought(outcome)
    met = {need.need: need.met for need in outcome.package.coverage}
    currency = outcome.sizing.rulebook.currency
    totals = {name: to_text(getattr(outcome.package.totals, name), currency) for name in RECORDED}
    if expected is not None:
        units = {id: _kept(expected, "components", id, units.get(id, 0)) for id in expected.components}
        met = {need: met.get(need, False) for need in expected.needs}
        totals = {
            name: _kept(expected, "totals", name, to_text(getattr(outcome.package.totals, name), currency))
            for name in expected.totals
        }
    parts: dict[str, Mapping[str, Any]] = {"components": units, "needs": met, "totals": totals}
    return lines + [line for name, values in parts.items() if values for line in _block(name, values)]


def _kept(expected: Expected, part: str, name: str, value: Any) -> Any:
    """The range a case asks for, or the value as it is now."""
    asked = getattr(expected, part)[name]
    return asked if isinstance(asked, Range) else value


def _block(name: str, values: Mapping[str, Any]) -> list[str]:
    return [f"  {name}:", *(f"    {key}: {_value(value)}" for key, value in values.items())]


def _value(value: Any) -> str:
    if isinstance(value, Range):
        told = (("min", value.min), ("max", value.max))
        bounds = [f"{key}: {decimal_text(bound)}" for key, bound in told if bound is not None]
        return "{" + ", ".join(bounds) + "}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _text(text: str) -> str:
    """A text as YAML reads it back whatever is in it."""
    return json.dumps(text, ensure_ascii=False)
