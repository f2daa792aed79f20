"""A recommendation on the deal desk: its margin, who has to agree, and the discounts that bring it to a total."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from configurator.engine.describe import totals_json
from configurator.engine.outcome import Solved
from configurator.engine.recommend import recommend
from configurator.engine.verify import Verification
from configurator.money import to_text
from configurator.package import Item, Package
from configurator.pricing.approval import Approval, approval, seller_of
from configurator.pricing.cliffs import Cliff, cliffs
from configurator.pricing.deal import Deal
from configurator.pricing.target import Reached, Spreading
from configurator.pricing.totals import totals
from configurator.profile import Profile, read_profile
from configurator.records import decimal_text
from configurator.special_terms import ManualDiscount


@dataclass(frozen=True)
class Desk:
    """What a seller in some role (by default the first of the approval matrix) may do with a package's price."""

    outcome: Solved
    role: str | None = None

    @cached_property
    def deal(self) -> Deal:
        package = self.outcome.package
        met = frozenset(need.need for need in package.coverage if need.met)
        world = Verification(self.outcome.sizing, {}, package.quantities, met).world
        return Deal(self.outcome.sizing, package.quantities, world)

    @property
    def discounts(self) -> tuple[ManualDiscount, ...]:
        """Those of the profile."""
        return self.outcome.sizing.profile.discounts

    def priced(self, discounts: Sequence[ManualDiscount]) -> Package:
        """The same package under other manual discounts."""
        package, sizing = self.outcome.package, self.outcome.sizing
        lines = self.deal.lines(discounts)
        items = tuple(replace(item, lines=lines[item.component, item.site_class]) for item in package.items)
        components = sizing.rulebook.components
        by_family = [(components[item.component].family, line) for item in items for line in item.lines]
        return replace(package, items=items, totals=totals(by_family, sizing.term_months))

    def approval(self, discounts: Sequence[ManualDiscount]) -> Approval:
        """Who has to agree to these discounts."""
        return approval(self.priced(discounts), discounts, self.outcome.sizing.rulebook, self.role)

    def to_total(self, target: int) -> Reached:
        """The discounts that bring the contract to the nearest total at or under the target, or to the lowest."""
        return Spreading(self.deal).to_total(target)

    def without_approval(self) -> Reached | None:
        """The largest discount on the whole deal that needs nobody's approval; None without a matrix."""
        seller = seller_of(self.outcome.sizing.rulebook, self.role)
        if seller is None:
            return None
        step = int(Fraction(seller.discount) * 100)
        return Spreading(self.deal, floors=not seller.below_floor).at_most(step)

    def cliffs(self) -> tuple[Cliff, ...]:
        """Where more units would cost less."""
        return tuple(cliffs(self.deal))

    def chosen_again(self, discounts: Sequence[ManualDiscount]) -> bool:
        """Whether the same package is the best under these discounts as well."""
        again = recommend(self.profile_with(discounts), self.outcome.sizing.rulebook, self.outcome.limits)
        return isinstance(again, Solved) and again.package.quantities == self.outcome.package.quantities

    def profile_with(self, discounts: Sequence[ManualDiscount]) -> Profile:
        """The profile with these manual discounts instead of its own."""
        told = self.outcome.sizing.profile.source
        return read_profile(told.setting(("discounts",), [_as_written(given) for given in discounts], "discounts"))

    def to_json(self, target: int | None = None) -> dict[str, Any]:
        """The price as the deal desk sees it, with cost, margin and floors: for us, not for the customer."""
        currency = self.outcome.sizing.rulebook.currency
        package = self.outcome.package
        free = self.without_approval()
        told: dict[str, Any] = {
            "totals": totals_json(package.totals, currency),
            "internal": _internal(package, currency),
            "approval": self.approval(self.discounts).to_json(currency),
            "without_approval": None if free is None else self._reached(free),
            "cliffs": [
                {
                    "component": c.component,
                    "quantity": c.quantity,
                    "instead": c.instead,
                    "saves": to_text(c.saves, currency),
                }
                for c in self.cliffs()
            ],
        }
        return {"price": told | ({} if target is None else {"target": self._to_target(target)})}

    def _to_target(self, target: int) -> dict[str, Any]:
        currency, found = self.outcome.sizing.rulebook.currency, self.to_total(target)
        return self._reached(found) | {
            "asked": to_text(target, currency),
            "reached": found.total <= target,
            "short": to_text(max(0, found.total - target), currency),
            "same_package": self.chosen_again(found.discounts),
        }

    def _reached(self, found: Reached) -> dict[str, Any]:
        currency = self.outcome.sizing.rulebook.currency
        priced = self.priced(found.discounts)
        return {
            "percent": decimal_text(found.percent),
            "total_contract": to_text(found.total, currency),
            "discounts": discounts_json(found.discounts),
            "at_floor": [{"component": sold[0], "charge": self.deal.name(sold)} for sold in found.at_floor],
            "internal": _internal(priced, currency),
            "approval": approval(priced, found.discounts, self.outcome.sizing.rulebook, self.role).to_json(currency),
        }


def discounts_json(discounts: Sequence[ManualDiscount]) -> list[dict[str, Any]]:
    """Manual discounts as they stand in a profile, in JSON."""
    return [told | {"percent": _number(told["percent"])} for told in map(_as_written, discounts)]


def _as_written(given: ManualDiscount) -> dict[str, Any]:
    return given.model_dump(exclude_none=True)


def _number(percent: Decimal | int) -> int | float:
    return int(percent) if percent == int(percent) else float(percent)


def _internal(package: Package, currency: str) -> dict[str, Any]:
    """Cost, margin and floors of the deal and of every line, over the contract."""

    def told(item: Item) -> list[dict[str, Any]]:
        return [
            {
                "component": item.component,
                "site_class": item.site_class,
                "type": line.type,
                "net": to_text(line.contract_net, currency),
                "cost": to_text(line.contract_cost, currency),
                "margin": to_text(line.contract_net - line.contract_cost, currency),
                "below_floor": line.net < line.floor,
            }
            for line in item.lines
        ]

    margin = package.totals.total_contract - package.totals.cost
    return {
        "cost": to_text(package.totals.cost, currency),
        "margin": to_text(margin, currency),
        "lines": [line for item in package.items for line in told(item)],
    }
