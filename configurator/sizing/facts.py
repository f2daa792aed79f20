"""Facts: those a profile states, checked; defaults; and those worked out of others."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from configurator.errors import Diagnostic, ProfileError, did_you_mean
from configurator.profile import Profile
from configurator.rulebook.facts import accepted, whole
from configurator.rulebook.formula import Formula
from configurator.rulebook.language.evaluate import EvaluationError, Value, World, evaluate
from configurator.rulebook.model import Fact, Rulebook
from configurator.source import DataPath, by_place

_WHERE = {"customer": "the customer", "need": "the need", "site": "every site"}


class FactSheet:
    """Holds what a profile says against what the rulebook declares, and collects what doesn't fit."""

    def __init__(self, profile: Profile, rulebook: Rulebook, faults: Iterable[Diagnostic] = ()) -> None:
        self.profile, self.rulebook = profile, rulebook
        self.faults = list(faults)

    def fault(self, code: str, message: str, path: DataPath, help: str = "", *, key: bool = False) -> None:
        """Notes a fault at a path of the profile."""
        self.faults.append(Diagnostic(code, message, self.profile.place(path, key=key), help))

    def stop_at_faults(self) -> None:
        """Raises ProfileError with the faults so far, if any."""
        if self.faults:
            raise ProfileError(sorted(self.faults, key=by_place))

    def stated(
        self, declared: tuple[Fact, ...], given: Mapping[str, Any], path: DataPath, keys: tuple[str, ...]
    ) -> dict[str, Value]:
        """The facts a profile states, checked against what is declared; `keys` may stand beside them."""
        known = {fact.id: fact for fact in declared}
        facts: dict[str, Value] = {}
        for name, value in given.items():
            here = (*path, name)
            if name not in known:
                self.fault("E010", f"unknown key '{name}'", here, did_you_mean(name, [*keys, *known]), key=True)
            elif known[name].value is not None:
                self.fault("E010", f"'{name}' is worked out, not stated", here, "leave it out", key=True)
            else:
                facts[name], problem, help = accepted(known[name], value)
                if problem:
                    self.fault("E013" if help.startswith("it must be") else "E012", problem, here, help)
        for fact in declared:
            if fact.required and fact.id not in given:
                self.fault("E011", f"the key '{fact.id}' is missing", path, f"add '{fact.id}: …' ({fact.name.en})")
        return facts

    def settled(
        self, stated: dict[str, dict[str, Value]], pending: list[tuple[str, Fact]], world: World, path: DataPath
    ) -> World:
        """The world with stated facts, defaults and derived facts, each worked out after those it leans on."""
        facts = {subject: dict(values) for subject, values in stated.items()}
        for subject, fact in pending:
            if fact.default is not None and fact.id not in facts[subject]:
                facts[subject][fact.id] = accepted(fact, fact.default)[0]
        open_ = [(s_, f) for s_, f in pending if (f.value or f.default_from) is not None and f.id not in facts[s_]]
        while open_:
            waiting = {(subject, fact.id) for subject, fact in open_}
            for subject, fact in list(open_):
                formula = fact.value or fact.default_from
                assert formula is not None
                if formula.facts & waiting:
                    continue
                here = World(
                    {**world.facts, **facts},
                    world.sites,
                    world.components,
                    self.rulebook.tables,
                    installed=world.installed,
                )
                value = self.worked_out(formula, here, f"{subject}.{fact.id}", path)
                if value is not None:
                    facts[subject][fact.id] = value
                    _, problem, help = accepted(fact, value)
                    if problem:
                        if fact.type == "integer" and isinstance(value, Fraction):
                            help = "the rulebook must round it, as by ceil(…)"
                        self.fault("E045", f"{problem} (worked out as {formula.text})", path, help)
                open_.remove((subject, fact))
                break
        return World(
            {**world.facts, **facts}, world.sites, world.components, self.rulebook.tables, installed=world.installed
        )

    def worked_out(self, formula: Formula, world: World, what: str, path: DataPath) -> Value | None:
        """The value of a formula; None, and a fault that says what is missing, when it has none."""
        try:
            value = evaluate(formula.tree, world)
            return whole(value) if isinstance(value, Fraction) else value
        except EvaluationError as fault:
            owner, name = fault.fact or ("", "")
            help = (
                f"add '{name}: …' to {_WHERE.get(owner, 'the profile')}" if name else f"the formula is {formula.text}"
            )
            self.fault("E045", f"{what} can't be worked out: {fault}", path, help)
            return None
