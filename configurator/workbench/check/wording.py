"""Texts: both languages are there, names tell components apart, service levels are promised."""

import re
from collections.abc import Iterator

from configurator.errors import Place
from configurator.rulebook.model import Rulebook
from configurator.rulebook.places import Places
from configurator.workbench.check.findings import Finding
from configurator.workbench.check.records import Where, texts

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"\b[a-z]{3,}\b")


def check_wording(rulebook: Rulebook, places: Places) -> Iterator[Finding]:
    """Missing translations, names used twice, components without a service level."""
    for wording, where in texts(rulebook):
        if _CHINESE.search(wording.en):
            yield Finding("C109", f"the English text is Chinese: {wording.en}", _place(places, where, "en"), _TRANSLATE)
        elif not _CHINESE.search(wording.zh) and len(_WORD.findall(wording.zh)) >= 2:
            yield Finding("C109", f"the Chinese text is English: {wording.zh}", _place(places, where, "zh"), _TRANSLATE)
    for language in ("en", "zh"):
        seen: dict[str, str] = {}
        for id, component in rulebook.components.items():
            name = getattr(component.name, language)
            if name in seen:
                place = places.of("component", id, "name", language)
                message = f"{id} and {seen[name]} are both called '{name}'"
                yield Finding("C122", message, place, "a buyer can't tell them apart: say how they differ")
            seen.setdefault(name, id)
    for id, component in rulebook.components.items():
        if not component.sla:
            place, help = places.of("component", id), "add 'sla: {availability: …}' or 'sla: {response_hours: …}'"
            yield Finding("C121", f"{id} promises no service level", place, help)


_TRANSLATE = "write it in the language of its key"


def _place(places: Places, where: Where, language: str) -> Place:
    kind, id, path = where
    return places.of(kind, id, *path, language) if id else places.in_file(kind, *path, language)
