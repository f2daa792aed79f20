"""Profiles to try a rulebook on: those of its rules' examples, of its cases and examples, and one for every choice."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from configurator.engine.witness import WitnessSearch
from configurator.errors import ConfiguratorError, InputError
from configurator.pricing.price_list import on_sale
from configurator.profile import Decision, Profile, load_profile, read_profile
from configurator.rulebook.model import Fact, Need, Rulebook
from configurator.sizing import size
from configurator.workbench.cases import case_files, load_case
from configurator.workbench.examples import example_profile, examples_of

_SIZES = (5, 60, 400, 3000)
"""What is tried for a whole number that a profile must state: micro to large."""


class Probes:
    """The profiles to try, each sized once. Needs are asked for as `could`, so that none is in the way of another.

    A profile without a date is tried on `day`.
    """

    def __init__(self, rulebook: Rulebook, folder: Path, day: datetime.date) -> None:
        self.rulebook, self.folder, self.day = rulebook, folder, day
        self._of_rule: dict[str, list[Profile]] = {id: [] for id in rulebook.rules}
        for kind in ("refused", "allowed"):
            for told in examples_of(rulebook):
                if told.kind == kind and (profile := _readable(lambda told=told: example_profile(rulebook, told))):
                    self._of_rule[told.rule.id].append(profile)
        self._searches: dict[int, tuple[Profile, WitnessSearch | None]] = {}  # by identity: they are thousands

    def of_rule(self, rule: str) -> Iterator[WitnessSearch]:
        """Those of a rule's own examples first, then all others."""
        yield from self._each([*self._of_rule[rule], *self.everything()])

    def in_general(self) -> Iterator[WitnessSearch]:
        """All of them, the plainest first."""
        yield from self._each(self.everything())

    def with_need(self, need: str) -> Iterator[WitnessSearch]:
        """The profiles that state a need, then plain ones that are given it."""
        stating = [p for p in self._profiles() if any(stated.need == need for stated in p.needs or ())]
        added = [_asking(p, _stated(self.rulebook.needs[need])) for p in self._grid()]
        yield from self._each([*stating, *added])

    def choosing(self, component: str) -> Iterator[WitnessSearch]:
        """Searches in which a decision asks for a component."""
        for search in self.in_general():
            if search.sizing.available[component] and component in search.on_sale:
                profile = search.sizing.profile
                decided = profile.model_copy(update={"decisions": (Decision(component=component, selected=True),)})
                yield search.under(replace(search.sizing, profile=decided))

    @cache  # noqa: B019 - lives as long as the check
    def everything(self) -> tuple[Profile, ...]:
        """Every profile, each once."""
        return tuple({str(p.to_json()): p for p in (*self._grid(), *self._profiles())}.values())

    @cache  # noqa: B019 - lives as long as the check
    def _profiles(self) -> tuple[Profile, ...]:
        of_rules = [profile for profiles in self._of_rule.values() for profile in profiles]
        cases = [_readable(lambda path=path: load_case(path).profile) for path in case_files(self.folder)]
        examples = [
            _readable(lambda path=path: load_profile(path)) for path in sorted(self.folder.glob("examples/*.yaml"))
        ]
        return (*of_rules, *(profile for profile in (*cases, *examples) if profile is not None))

    @cache  # noqa: B019 - lives as long as the check
    def _grid(self) -> tuple[Profile, ...]:
        """The example profile, and it with every choice a customer may state, at several sizes."""
        base: dict[str, Any] = {"needs": [], **self.rulebook.identity.example_profile}
        found = [base]
        for fact in self.rulebook.facts.customer:
            for value in fact.values if fact.value is None else ():
                found += [_with(base, {fact.id: value} | sized) for sized in self._sizes()]
        for code in self.rulebook.facts.compliance:
            found.append(base | {"compliance": [code.code]})
        return tuple(profile for told in found if (profile := _readable(lambda told=told: read_profile(told))))

    def _sizes(self) -> Iterator[dict[str, Any]]:
        numbers = [f for f in self.rulebook.facts.customer if f.type == "integer" and f.required]
        for number in _SIZES:
            yield {fact.id: number for fact in numbers if _within(fact, number)}

    def _each(self, profiles: Iterable[Profile]) -> Iterator[WitnessSearch]:
        for profile in profiles:
            if id(profile) not in self._searches:
                self._searches[id(profile)] = (profile, self._search(profile))
            if (search := self._searches[id(profile)][1]) is not None:
                yield search

    def _search(self, profile: Profile) -> WitnessSearch | None:
        optional = profile.needs and tuple(need.model_copy(update={"priority": "could"}) for need in profile.needs)
        changes = {"needs": optional, "decisions": (), "date": profile.date or self.day}
        asked = profile.model_copy(update=changes)
        try:
            sizing = size(asked, self.rulebook)
        except InputError:  # a case may be there to show a refusal
            return None
        return WitnessSearch(sizing, on_sale(self.rulebook, sizing.date))


def _readable(read: Any) -> Profile | None:
    """A profile, or nothing where it can't be read: `rules test` says so."""
    try:
        profile: Profile = read()
        return profile
    except ConfiguratorError:
        return None


def _with(base: Mapping[str, Any], customer: Mapping[str, Any]) -> dict[str, Any]:
    return {**base, "customer": {**base.get("customer", {}), **customer}}


def _asking(profile: Profile, stated: Mapping[str, Any]) -> Profile:
    return read_profile({**profile.to_json(), "needs": [dict(stated)]})


def _stated(need: Need) -> dict[str, Any]:
    """A need with a plausible value for every input that must be told."""
    return {"need": need.id, **{fact.id: _plausible(fact) for fact in need.inputs if fact.required}}


def _plausible(fact: Fact) -> Any:
    if fact.type == "choice":
        return next(iter(fact.values))
    if fact.type in ("integer", "number"):
        return int(min(max(fact.min or 0, 10), fact.max if fact.max is not None else 10))
    return True if fact.type == "boolean" else "text"


def _within(fact: Fact, number: int) -> bool:
    return (fact.min is None or fact.min <= Fraction(number)) and (fact.max is None or number <= fact.max)
