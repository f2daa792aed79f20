"""What a rulebook says otherwise than another: a change for every record added or removed and every field changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from configurator.records import Wording
from configurator.rulebook.model import Rulebook
from configurator.workbench.diff.compare import Difference, Steps, differences, plain
from configurator.workbench.diff.prices import price_differences
from configurator.workbench.diff.tables import table_differences

KINDS = (
    "rulebook", "term", "family", "unit", "component", "price", "cost", "discount", "approver", "exchange", "tax",
    "rule", "need", "demand", "capability", "constant", "table", "fact", "compliance", "segment", "scenario",
    "installed", "suppression", "wording", "source",
)  # fmt: skip
"""What may change, in the order it is told. `wording` and `source` stand in documents and change no offer."""

Verb = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise. `path` leads to it within the record; it is empty for the record as a whole."""

    kind: str
    id: str
    change: Verb
    path: Steps = ()
    old: Any = None
    new: Any = None

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind, "id": self.id, "change": self.change, "path": ".".join(self.path),
            "from": plain(self.old), "to": plain(self.new),
        }  # fmt: skip


def rulebook_changes(old: Rulebook, new: Rulebook) -> tuple[Change, ...]:
    """Everything that means something else in `new`, ordered by kind; text, order and files mean nothing."""
    found = [*_identity(old, new), *_records(old, new), *_priced(old, new), *_tables(old, new), *_document(old, new)]
    return tuple(sorted(found, key=_place))


def _place(change: Change) -> tuple[int, int]:
    """By kind; of a kind what is new, then what is gone, then what is otherwise."""
    return KINDS.index(change.kind), 2 if change.path else ("added", "removed", "changed").index(change.change)


def _records(old: Rulebook, new: Rulebook) -> Iterator[Change]:
    was, is_ = _listed(old), _listed(new)
    for kind in was:
        for id in dict.fromkeys((*was[kind], *is_[kind])):
            yield from _record(kind, id, was[kind].get(id), is_[kind].get(id))


def _listed(rulebook: Rulebook) -> dict[str, Mapping[str, Any]]:
    """The records of a rulebook by kind and id."""
    facts, identity = rulebook.facts, rulebook.identity
    subjects = ("customer", "site", "profile", "component")
    return {
        "family": {family.id: family for family in identity.families},
        "unit": identity.units,
        "component": rulebook.components,
        "discount": rulebook.discounts,
        "approver": {role.id: role for role in rulebook.approval},
        "exchange": {f"{rate.currency} from {rate.effective_from}": rate for rate in rulebook.rates},
        "tax": rulebook.taxes,
        "rule": rulebook.rules,
        "need": rulebook.needs,
        "capability": rulebook.capabilities,
        "constant": rulebook.constants,
        "fact": {f"{subject}.{fact.id}": fact for subject in subjects for fact in getattr(facts, subject)},
        "compliance": {regime.code: regime for regime in facts.compliance},
        "segment": rulebook.segments,
        "scenario": {scenario.id: scenario for scenario in rulebook.scenarios.scenarios},
        "installed": {"terms": rulebook.installed},
        "suppression": {suppression.because.en: suppression for suppression in rulebook.scenarios.suppress},
    }


def _record(kind: str, id: str, old: Any, new: Any) -> Iterator[Change]:
    if old is None or new is None:
        yield Change(kind, id, _verb(old, new), (), old, new)
        return
    for difference in differences(old, new):
        yield _change(kind, id, difference)


def _verb(old: Any, new: Any) -> Verb:
    return "added" if old is None else "removed" if new is None else "changed"


def _change(kind: str, id: str, found: Difference) -> Change:
    """A difference within a record; demands are told as records of their own, texts and sources apart."""
    path, old, new = found.path, found.old, found.new
    if kind == "need" and path[0] == "demands":
        kind, id, path = "demand", path[1], path[2:]
    if path and path[-1] in ("source", "confidence"):
        kind = "source"
    elif isinstance(old, Wording) and isinstance(new, Wording) and (kind, path) != ("rule", ("because",)):
        kind = "wording"
    return Change(kind, id, "changed" if path else _verb(old, new), path, old, new)


def _identity(old: Rulebook, new: Rulebook) -> Iterator[Change]:
    was, is_ = old.identity, new.identity
    for name in ("id", "version", "currency", "name"):
        for found in differences(getattr(was, name), getattr(is_, name), (name,)):
            yield _change("rulebook", new.id, found)
    for months in sorted({*was.terms, *is_.terms}):
        if months not in is_.terms:
            yield Change("term", str(months), "removed", (), months, None)
        elif months not in was.terms:
            yield Change("term", str(months), "added", (), None, months)
    if was.terms[0] != is_.terms[0]:
        yield Change("rulebook", new.id, "changed", ("default term",), was.terms[0], is_.terms[0])


def _document(old: Rulebook, new: Rulebook) -> Iterator[Change]:
    """Changes of proposal.yaml: all of it is wording but for the days a proposal is valid."""
    for found in differences(old.wording, new.wording):
        kind, verb = "rulebook" if found.path[0] == "validity_days" else "wording", _verb(found.old, found.new)
        yield Change(kind, "proposal" if kind == "wording" else new.id, verb, found.path, found.old, found.new)


def _priced(old: Rulebook, new: Rulebook) -> Iterator[Change]:
    for found in price_differences(old, new):
        yield Change(found.kind, found.component, found.change, found.path, found.old, found.new)


def _tables(old: Rulebook, new: Rulebook) -> Iterator[Change]:
    for name in dict.fromkeys((*old.tables, *new.tables)):
        was, is_ = old.tables.get(name), new.tables.get(name)
        if was is None or is_ is None:
            rows = (was or is_).rows  # type: ignore[union-attr]
            yield Change("table", name, _verb(was, is_), (), was and rows, is_ and rows)
        else:
            for found in table_differences(was, is_):
                yield Change("table", name, _verb(found.old, found.new), found.path, found.old, found.new)
