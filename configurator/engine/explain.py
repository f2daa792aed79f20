"""Why a component is in the package, why it isn't, or why there is none: reasons as a tree of data.

Sentences are made of it elsewhere (`prose`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["need", "sizing", "rule", "decision", "budget", "choice"]


@dataclass(frozen=True)
class Fact:
    """Something that holds, and because of what.

    `kind` and `id` say what it is about: a need, a sized demand (by the id of its rule), a rule, a decision or a cap as
    stated, a component that is chosen. `values` are the figures it leans on, as text.
    """

    kind: Kind
    id: str
    values: Mapping[str, str]
    because: tuple["Fact", ...] = ()


@dataclass(frozen=True)
class Instead:
    """A component that could take another's place: what it would add to the least cost, in minor units."""

    component: str
    one_time: int
    monthly: int
    total_contract: int


@dataclass(frozen=True)
class Explanation:
    """The answer to a why. `verdict` says which:

    `chosen` why it is there, and what could replace it; `dispensable` it could be had, but nothing asks for it, and
    what it would add; `excluded` these can't hold together with it; `conflict` nothing fits at all.
    """

    kind: Literal["why", "why_not", "conflict"]
    verdict: Literal["chosen", "dispensable", "excluded", "conflict", "unproven"]
    component: str | None
    tree: Fact
    instead: tuple[Instead, ...] = ()
