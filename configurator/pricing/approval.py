"""Who has to agree to a price: manual discounts beyond what the seller may give, or that leave lines below a floor."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from configurator.errors import Diagnostic, ProfileError, did_you_mean
from configurator.money import to_text
from configurator.package import Package
from configurator.records import decimal_text
from configurator.rulebook.approval import Approver
from configurator.rulebook.model import Rulebook
from configurator.special_terms import ManualDiscount, SpecialTerms


@dataclass(frozen=True, slots=True)
class Excess:
    """Something the seller may not give alone: a discount of so many percent, or a line below its floor."""

    kind: str  # discount or floor
    component: str
    charge: str
    site_class: str | None
    percent: Fraction | int = 0
    net: int = 0  # of a headline period, in minor units
    floor: int = 0


@dataclass(frozen=True, slots=True)
class Approval:
    """Whether a price needs somebody's approval, and the roles that may give it, the least senior first.

    Where approval isn't needed the seller's own role may, if the rulebook has a matrix.
    """

    required: bool
    approvers: tuple[str, ...] = ()
    because: tuple[Excess, ...] = ()

    @property
    def approver(self) -> str | None:
        """The least senior role that may give it; None when nobody may."""
        return next(iter(self.approvers), None)

    def to_json(self, currency: str) -> dict[str, Any]:
        """Internal: floors are no business of a customer's."""
        return {
            "required": self.required,
            "approver": self.approver,
            "approvers": list(self.approvers),
            "because": [_told(excess, currency) for excess in self.because],
        }


def approval(
    package: Package, discounts: Sequence[ManualDiscount], rulebook: Rulebook, seller_role: str | None = None
) -> Approval:
    """What a package under its manual discounts needs. The seller is the first of the matrix unless a role is named.

    Raises ProfileError for a role that the matrix doesn't have.
    """
    seller = seller_of(rulebook, seller_role)
    if seller is None:
        return Approval(False)
    everything = tuple(_exceptions(package, discounts, rulebook))
    because = tuple(excess for excess in everything if not _may_give(seller, excess))
    if not because:
        return Approval(False, (seller.id,))
    roles = (role.id for role in rulebook.approval if all(_may_give(role, excess) for excess in because))
    return Approval(True, tuple(roles), because)


def seller_of(rulebook: Rulebook, role: str | None) -> Approver | None:
    """A role of the matrix, by default its first; None without a matrix. Raises ProfileError."""
    known = {approver.id: approver for approver in rulebook.approval}
    if role is not None and role not in known:
        message = f"there is no role '{role}' in the approval matrix of {rulebook.id}"
        raise ProfileError([Diagnostic("E021", message, None, did_you_mean(role, known))])
    return known[role] if role is not None else next(iter(known.values()), None)


def _may_give(role: Approver, excess: Excess) -> bool:
    return role.below_floor if excess.kind == "floor" else excess.percent <= role.discount


def _exceptions(package: Package, discounts: Sequence[ManualDiscount], rulebook: Rulebook) -> Iterable[Excess]:
    """Every manual discount as it falls on a line, and every line that one leaves below its floor.

    What the rulebook itself gives, a waived installation say, is given already: nobody is asked for it.
    """
    special = SpecialTerms(tuple(discounts))
    for item in package.items:
        charges = rulebook.components[item.component].charges
        for line in item.lines:
            name = charges[line.charge].name
            given = special.discount(item.component, name)
            if given is None:
                continue
            yield Excess("discount", item.component, name, item.site_class, given.percent)
            given_by_hand = any(step.step == "manual" and step.amount for step in line.waterfall)
            if given_by_hand and line.net < line.floor:
                yield Excess("floor", item.component, name, item.site_class, net=line.net, floor=line.floor)


def _told(excess: Excess, currency: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": excess.kind,
        "component": excess.component,
        "charge": excess.charge,
        "site_class": excess.site_class,
    }
    if excess.kind == "discount":
        return told | {"percent": decimal_text(excess.percent)}
    return told | {"net": to_text(excess.net, currency), "floor": to_text(excess.floor, currency)}
