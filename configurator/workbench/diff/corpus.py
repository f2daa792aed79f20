"""The profiles that two rulebooks are compared by: a folder of them, or the rulebooks' own cases and examples."""

import datetime
from pathlib import Path

from configurator import source
from configurator.errors import Diagnostic, InputError, Place
from configurator.profile import Profile, load_profile
from configurator.workbench.cases import load_case

PATTERNS = ("*.yaml", "*.json")


def corpus_in(folder: Path) -> dict[str, Path]:
    """The profiles and cases of a folder, by file name. Raises InputError when there are none."""
    found = {path.name: path for path in _files(folder)}
    if not found:
        help = "give a folder of profiles or cases, *.yaml or *.json"
        raise InputError([Diagnostic("E031", f"there is no profile in '{folder}'", Place(str(folder)), help)])
    return found


def own_corpus(old: Path, new: Path) -> dict[str, Path]:
    """The cases and examples of two rulebooks' folders, by file name; of one that both have, the new one's counts."""
    return {
        f"{room}/{path.name}": path
        for room in ("cases", "examples")
        for folder in (old, new)
        for path in _files(folder / room)
    }


def _files(folder: Path) -> list[Path]:
    found = (path for pattern in PATTERNS for path in folder.glob(pattern))
    return sorted(path for path in found if path.is_file() and not path.name.startswith("."))


def question_of(path: Path, day: datetime.date) -> Profile:
    """The profile in a file, a profile's or a case's; one without a date is asked about `day`. Raises InputError."""
    data = source.read(path).data
    is_case = isinstance(data, dict) and "profile" in data and "customer" not in data
    asked = load_case(path).profile if is_case else load_profile(path)
    return asked.but(language="en", **({} if asked.date else {"date": day}))
