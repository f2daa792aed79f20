"""A folder → a Rulebook, or a RulebookError that tells everything wrong with it at once."""

from pathlib import Path
from typing import Any, TypeVar

from configurator import source
from configurator.errors import Diagnostic, InputError, Place, RulebookError, did_you_mean
from configurator.records import Record, validate
from configurator.resources import folder as shipped
from configurator.rulebook import model, tariff
from configurator.rulebook.approval import Approver
from configurator.rulebook.csvfile import read_csv, read_table
from configurator.rulebook.draft import Draft
from configurator.rulebook.formulas import check_formulas
from configurator.rulebook.installed import InstalledTerms
from configurator.rulebook.places import Places
from configurator.rulebook.prices import check_header, settle_prices
from configurator.rulebook.references import check_references
from configurator.rulebook.rounding import check_rounding
from configurator.rulebook.scenarios import Scenarios
from configurator.rulebook.segments import Segment
from configurator.rulebook.suggestions import check_suggestions
from configurator.rulebook.tariffs import check_shares, check_tariffs
from configurator.rulebook.wording import ProposalWording
from configurator.source import Source, by_place

_SINGLE: dict[str, type[Record]] = {
    "rulebook.yaml": model.Identity,
    "facts.yaml": model.Facts,
    "scenarios.yaml": Scenarios,
    "installed.yaml": InstalledTerms,
    "proposal.yaml": ProposalWording,
}
_LISTS: dict[str, type[Record]] = {
    "constants.yaml": model.Constant,
    "capabilities.yaml": model.Capability,
    "needs.yaml": model.Need,
    "segments.yaml": Segment,
    "taxes.yaml": tariff.Tax,
    "discounts.yaml": tariff.Discount,
    "approval.yaml": Approver,
    "exchange.yaml": tariff.ExchangeRate,
    "components": model.Component,
    "constraints": model.Rule,
}
_OPTIONAL = (
    "constants.yaml", "segments.yaml", "scenarios.yaml", "installed.yaml", "discounts.yaml", "approval.yaml",
    "exchange.yaml", "constraints",
)  # fmt: skip

R = TypeVar("R", bound=Record)


def load_rulebook(id_or_path: str | Path) -> model.Rulebook:
    """The shipped rulebook of that id, or the one in that folder. Raises RulebookError with all its faults."""
    return read_rulebook(id_or_path)[0]


def read_rulebook(id_or_path: str | Path) -> tuple[model.Rulebook, Places]:
    """A rulebook, and where its records stand. Raises RulebookError with all its faults."""
    folder, shown_as = locate(id_or_path)
    draft = Draft(folder, shown_as)
    for name, single in _SINGLE.items():
        if name in _OPTIONAL and not (folder / name).exists():
            draft.single[name] = (single(), Source(f"{shown_as}/{name}", (), {}, {}))
        else:
            _read_single(draft, name, single)
    for name, listed in _LISTS.items():
        _read_listed(draft, name, listed)
    _read_tables(draft)
    _refuse_strangers(draft)
    if not draft.faults:
        check_references(draft)
        check_tariffs(draft)
        check_suggestions(draft)
        settle_prices(draft)
    if not draft.faults:
        check_formulas(draft)
    if not draft.faults:
        check_rounding(draft)
        check_shares(draft)
    if draft.faults:
        raise RulebookError(sorted(draft.faults, key=by_place))
    return _assembled(draft), Places(draft)


def shipped_rulebooks() -> list[str]:
    """The ids of the rulebooks that come with the configurator."""
    return sorted(path.parent.name for path in shipped("rules").glob("*/rulebook.yaml"))


def locate(id_or_path: str | Path) -> tuple[Path, str]:
    """The folder of a rulebook, and how messages name it. Raises RulebookError when there is none."""
    asked = str(id_or_path)
    if asked.replace("_", "").isalnum() and (home := shipped("rules") / asked).is_dir():
        return home, f"rules/{asked}"
    path = Path(asked)
    if path.is_dir():
        return path, path.as_posix().rstrip("/")
    help = did_you_mean(asked, shipped_rulebooks()) + "; a path to a rulebook's folder is fine too"
    raise RulebookError([Diagnostic("E031", f"there is no rulebook '{asked}'", None, help)])


def _read_single(draft: Draft, name: str, kind: type[Record]) -> None:
    if (text := _source(draft, draft.folder / name)) is None:
        return
    record, faults = validate(kind, text.data, text)
    draft.faults += faults
    if record is not None:
        draft.single[name] = (record, text)


def _read_listed(draft: Draft, name: str, kind: type[Record]) -> None:
    records = draft.listed.setdefault(name, [])
    path = draft.folder / name
    files = [path] if name.endswith(".yaml") else _visible(path, "*.yaml")
    if name in _OPTIONAL and not (path.exists() and files):
        return
    if not files:
        message, help = (
            f"the folder '{name}' is missing or has no .yaml file",
            "the format is described in rules/README.md",
        )
        draft.fault("E031", message, Place(draft.name_of(path)), help)
    for file in files:
        if (text := _source(draft, file)) is None:
            continue
        if not isinstance(text.data, list):
            draft.fault(
                "E012", "a list of records is expected here", text.place(()), "begin each record with '- id: …'"
            )
            continue
        for index, data in enumerate(text.data):
            record, faults = validate(kind, data, text, (index,))
            draft.faults += faults
            if record is not None:
                records.append((record, text, (index,)))


def _source(draft: Draft, path: Path) -> Source | None:
    shown_as = draft.name_of(path)
    if not path.exists():
        draft.fault(
            "E031", f"the file '{path.name}' is missing", Place(shown_as), "the format is described in rules/README.md"
        )
        return None
    try:
        text = source.read_text(path, shown_as)
        draft.digest.update(f"{path.relative_to(draft.folder).as_posix()}\0{text}\0".encode())
        return source.parse(text, shown_as)
    except InputError as fault:
        draft.faults += fault.diagnostics
        return None


def _read_tables(draft: Draft) -> None:
    for path in _visible(draft.folder / "tables", "*.csv"):
        read_table(draft, path)
    for path in _visible(draft.folder / "prices", "*.csv"):
        file = read_csv(draft, path)
        if file is not None and check_header(draft, file):
            draft.price_lists.append(file)


def _visible(folder: Path, pattern: str) -> list[Path]:
    """The files in a folder that were put there on purpose: editors and systems leave hidden ones."""
    return sorted(path for path in folder.glob(pattern) if not path.name.startswith("."))


_KNOWN_FOLDERS = ("components", "prices", "constraints", "tables", "examples", "cases")


def _refuse_strangers(draft: Draft) -> None:
    """A misspelt file name must not mean that its records silently aren't there."""
    known = [*_SINGLE, *(name for name in _LISTS if name.endswith(".yaml"))]
    for path in _visible(draft.folder, "*"):
        if path.is_dir() and path.name not in _KNOWN_FOLDERS and not path.name.startswith("_"):
            draft.fault(
                "E031",
                f"a rulebook has no folder '{path.name}'",
                Place(draft.name_of(path)),
                did_you_mean(path.name, _KNOWN_FOLDERS),
            )
        if path.suffix in (".yaml", ".yml", ".csv") and path.name not in known:
            draft.fault(
                "E031",
                f"a rulebook has no file '{path.name}'",
                Place(draft.name_of(path)),
                did_you_mean(path.name, known),
            )
    suffixes = {"components": ".yaml", "constraints": ".yaml", "prices": ".csv", "tables": ".csv"}
    for name, suffix in suffixes.items():
        for path in _visible(draft.folder / name, "*"):
            if path.suffix != suffix:
                draft.fault(
                    "E031",
                    f"'{path.name}' isn't read from here",
                    Place(draft.name_of(path)),
                    f"the files in {name}/ end in {suffix}",
                )


def _assembled(draft: Draft) -> model.Rulebook:
    def by_id(name: str) -> dict[str, Any]:
        return {record.id: record for record, _, _ in draft.listed[name]}

    identity, facts, scenarios, installed, wording = (draft.single[name][0] for name in _SINGLE)
    assert isinstance(identity, model.Identity)
    assert isinstance(facts, model.Facts)
    assert isinstance(scenarios, Scenarios)
    assert isinstance(installed, InstalledTerms)
    assert isinstance(wording, ProposalWording)
    return model.Rulebook(
        identity=identity,
        facts=facts,
        constants=by_id("constants.yaml"),
        capabilities=by_id("capabilities.yaml"),
        needs=by_id("needs.yaml"),
        segments=by_id("segments.yaml"),
        scenarios=scenarios,
        installed=installed,
        components=dict(sorted(by_id("components").items())),
        prices=draft.prices,
        rules=by_id("constraints"),
        taxes=by_id("taxes.yaml"),
        discounts=by_id("discounts.yaml"),
        tables=draft.tables,
        wording=wording,
        sha256=draft.digest.hexdigest(),
        approval=tuple(record for record, _, _ in draft.listed["approval.yaml"]),
        rates=tuple(record for record, _, _ in draft.listed["exchange.yaml"]),
    )
