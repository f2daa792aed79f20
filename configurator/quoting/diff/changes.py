"""The difference of two quotes as data, and as the JSON of the contract."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from configurator.money import quotient, to_minor, to_text
from configurator.quoting.diff.effects import Amounts
from configurator.quoting.diff.evidence import Blame, Cause

TOTALS = ("one_time", "monthly", "first_year", "total_contract", "tax", "total_contract_with_tax")
CAUSES: tuple[Cause, ...] = ("user", "rule", "price_list", "catalogue", "tax")

Kind = Literal["profile", "need", "component", "rule", "wording", "total", "ours"]
"""What a change is about; what is `ours` no customer sees."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What a change does to the price, in minor units, net of tax; `tax` where a rate is another one."""

    one_time: int = 0
    monthly: int = 0
    total_contract: int = 0
    tax: int = 0

    def __add__(self, other: "Delta") -> "Delta":
        return Delta(
            self.one_time + other.one_time,
            self.monthly + other.monthly,
            self.total_contract + other.total_contract,
            self.tax + other.tax,
        )

    def to_json(self, currency: str) -> dict[str, str]:
        """The amounts as text; the tax only where it changes by itself."""
        amounts = {"one_time": self.one_time, "monthly": self.monthly, "total_contract": self.total_contract}
        amounts |= {"tax": self.tax} if self.tax else {}
        return {name: to_text(amount, currency) for name, amount in amounts.items()}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise: of what (a need, a component at the sites of a class, …), what of it, from, to.

    `amounts` are what it does to the price, None where it does nothing; `delta` is the same, rounded.
    """

    kind: Kind
    path: str
    old: Any
    new: Any
    blame: Blame
    id: str = ""
    site_class: str | None = None
    what: str = ""
    amounts: Amounts | None = None
    delta: Delta | None = None

    def to_json(self, currency: str) -> dict[str, Any]:
        """The change of the contract, and what it is about."""
        return {
            "path": self.path,
            "from": self.old,
            "to": self.new,
            "delta": None if self.delta is None else self.delta.to_json(currency),
            "cause": self.blame.cause,
            "rule": self.blame.rule,
            "kind": self.kind,
            "id": self.id,
            "site_class": self.site_class,
            "what": self.what,
        }


@dataclass(frozen=True)
class QuoteDiff:
    """What is otherwise in `new` than in `old`. `names`: what components and needs are called that are only in `old`.

    The deltas of the changes add up to the differences of the totals, to the cent.
    """

    old: Mapping[str, Any]  # number, revision, state, date, hashes
    new: Mapping[str, Any]
    currency: str
    changes: tuple[Change, ...]
    totals: Mapping[str, tuple[str, str]]
    names: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)

    def __bool__(self) -> bool:
        """Whether anything is otherwise."""
        return bool(self.changes)

    @property
    def by_cause(self) -> dict[Cause | None, Delta]:
        """What each cause does to the price."""
        found: dict[Cause | None, Delta] = {}
        for change in self.changes:
            if change.delta is not None:
                found[change.blame.cause] = found.get(change.blame.cause, Delta()) + change.delta
        return {cause: found[cause] for cause in (*CAUSES, None) if cause in found}

    def for_customer(self) -> "QuoteDiff":
        """The same without what is ours."""
        return replace(self, changes=tuple(change for change in self.changes if change.kind != "ours"))

    def to_json(self) -> dict[str, Any]:
        """The difference of the contract, with its totals, and what each cause does to them."""
        return {
            "diff": [change.to_json(self.currency) for change in self.changes],
            "old": dict(self.old),
            "new": dict(self.new),
            "totals": {name: {"from": was, "to": is_} for name, (was, is_) in self.totals.items()},
            "by_cause": [
                {"cause": cause, "delta": delta.to_json(self.currency)} for cause, delta in self.by_cause.items()
            ],
            "names": {kind: dict(names) for kind, names in self.names.items()},
        }


def rounded(changes: Iterable[Change], yearly: int) -> list[Change]:
    """The changes with their deltas, beside an old price of `yearly` a year.

    The running monthly total is rounded, not each step of it: so the steps add up to what the totals differ by.
    """
    told, before = [], yearly
    for change in changes:
        if (amounts := change.amounts) is None:
            told.append(change)
            continue
        after = before + amounts.yearly
        month = quotient(after, 12) - quotient(before, 12)
        delta = Delta(amounts.one_time, month, amounts.total_contract, amounts.tax)
        told.append(replace(change, delta=delta) if amounts else change)
        before = after
    return told


def left_over(old: Mapping[str, Any], new: Mapping[str, Any], changes: Iterable[Change], blame: Blame) -> list[Change]:
    """What the totals differ by beyond the deltas of all changes: so that none goes untold."""
    currency = new["currency"]
    whole = sum((change.delta for change in changes if change.delta is not None), Delta())
    found = []
    for name in ("one_time", "monthly", "total_contract"):
        rest = to_minor(Decimal(new[name]), currency) - to_minor(Decimal(old[name]), currency) - getattr(whole, name)
        if rest:
            delta = Delta(**{name: rest})
            found.append(Change("total", f"totals.{name}", old[name], new[name], blame, name, delta=delta))
    return found
