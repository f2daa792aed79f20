"""Walks through the records of a rulebook: every wording and every formula, with the record it stands in."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from configurator.records import Wording
from configurator.rulebook.formula import Formula
from configurator.rulebook.model import Rulebook

Step = str | int
Where = tuple[str, str, tuple[Step, ...]]
"""Kind and id of a record (of a file of its own: its name), and the path within it."""


def texts(rulebook: Rulebook) -> Iterator[tuple[Wording, Where]]:
    """Every text in two languages."""
    for found, where in _everything(rulebook):
        if isinstance(found, Wording):
            yield found, where


def formulas(rulebook: Rulebook) -> Iterator[tuple[Formula, Where]]:
    """Every formula."""
    for found, where in _everything(rulebook):
        if isinstance(found, Formula):
            yield found, where


def _everything(rulebook: Rulebook) -> Iterator[tuple[Any, Where]]:
    listed = {
        "rule": rulebook.rules,
        "component": rulebook.components,
        "need": rulebook.needs,
        "capability": rulebook.capabilities,
        "constant": rulebook.constants,
        "segment": rulebook.segments,
        "tax": rulebook.taxes,
        "discount": rulebook.discounts,
        "approver": {role.id: role for role in rulebook.approval},
    }
    for kind, records in listed.items():
        for id, record in records.items():
            yield from _below(record, (kind, id, ()))
    files = {
        "rulebook.yaml": rulebook.identity,
        "facts.yaml": rulebook.facts,
        "scenarios.yaml": rulebook.scenarios,
        "installed.yaml": rulebook.installed,
        "proposal.yaml": rulebook.wording,
    }
    for name, single in files.items():
        yield from _below(single, (name, "", ()))


def _below(value: Any, where: Where) -> Iterator[tuple[Any, Where]]:
    kind, id, path = where
    if isinstance(value, Wording | Formula):
        yield value, where
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _below(getattr(value, name), (kind, id, (*path, name)))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _below(item, (kind, id, (*path, key)))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _below(item, (kind, id, (*path, index)))
