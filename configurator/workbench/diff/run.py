"""Compares two rulebooks: their records, and every profile's offers under both, on several processors."""

import datetime
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from configurator.engine.recommend import DEFAULT_LIMITS
from configurator.engine.solve import Limits
from configurator.errors import ConfiguratorError, Diagnostic, RulebookError
from configurator.rulebook.loader import load_rulebook, locate
from configurator.rulebook.model import Rulebook
from configurator.workbench.diff.answers import answer, unreadable
from configurator.workbench.diff.changes import Change, rulebook_changes
from configurator.workbench.diff.corpus import corpus_in, own_corpus, question_of
from configurator.workbench.diff.offers import OfferChange, by_importance
from configurator.workbench.processes import answers

Progress = Callable[[int, int], None]
"""Told how many profiles are done, of how many."""


@dataclass(frozen=True)
class RulebookDiff:
    """Two rulebooks, what is said otherwise in the new one, and what becomes of every offer, what matters first."""

    old: Rulebook
    new: Rulebook
    changes: tuple[Change, ...]
    offers: tuple[OfferChange, ...]

    @property
    def identical(self) -> bool:
        """Whether they are the same to the byte; then no offer was solved."""
        return self.old.sha256 == self.new.sha256

    @property
    def anything(self) -> bool:
        """Whether a record or an offer has changed."""
        return bool(self.changes) or any(offer.change != "unchanged" for offer in self.offers)


def diff_rulebooks(
    old: str | Path, new: str | Path, corpus: Path | None = None, *, day: datetime.date,
    limits: Limits = DEFAULT_LIMITS, processes: int | None = None, progress: Progress = lambda done, all_: None,
) -> RulebookDiff:  # fmt: skip
    """What `new` changes. `day` is the date of profiles that have none.

    Raises InputError when a rulebook can't be loaded, the corpus is empty, or their currencies differ.
    """
    was, is_ = load_rulebook(old), load_rulebook(new)
    if was.currency != is_.currency:
        message = f"{old} sells in {was.currency}, {new} in {is_.currency}: their offers can't be compared"
        raise RulebookError([Diagnostic("E043", message, None, "compare two versions of one rulebook")])
    folders = locate(old)[0], locate(new)[0]
    asked = own_corpus(*folders) if corpus is None else corpus_in(corpus)
    if was.sha256 == is_.sha256:
        return RulebookDiff(was, is_, (), ())
    changes = rulebook_changes(was, is_)
    solved = _solved(folders, (was, is_), asked, day, limits, processes, progress)
    return RulebookDiff(was, is_, changes, tuple(by_importance(solved)))


def _solved(
    folders: tuple[Path, Path], books: tuple[Rulebook, Rulebook], asked: Mapping[str, Path], day: datetime.date,
    limits: Limits, processes: int | None, progress: Progress,
) -> list[OfferChange]:  # fmt: skip
    number = min(processes or os.cpu_count() or 1, len(asked))
    progress(0, len(asked))
    offers: list[OfferChange] = []
    if number <= 1:
        for name, path in asked.items():
            offers.append(compare(name, path, *books, day, limits))
            progress(len(offers), len(asked))
        return offers
    for offer in answers(_compare, list(asked.items()), number, _load, *folders, day, limits):
        offers.append(offer)
        progress(len(offers), len(asked))
    return offers


_loaded: tuple[Rulebook, Rulebook, datetime.date, Limits]


def _load(old: Path, new: Path, day: datetime.date, limits: Limits) -> None:
    global _loaded  # noqa: PLW0603 - what a worker process loads once
    _loaded = load_rulebook(old), load_rulebook(new), day, limits


def _compare(asked: tuple[str, Path]) -> OfferChange:
    name, path = asked
    old, new, day, limits = _loaded
    return compare(name, path, old, new, day, limits)


def compare(
    name: str, path: Path, old: Rulebook, new: Rulebook, day: datetime.date, limits: Limits = DEFAULT_LIMITS
) -> OfferChange:
    """One profile's offers under two rulebooks."""
    try:
        asked = question_of(path, day)
    except ConfiguratorError as fault:
        return OfferChange(name, unreadable(fault), unreadable(fault), new.currency)
    return OfferChange(name, answer(asked, old, limits), answer(asked, new, limits), new.currency)
