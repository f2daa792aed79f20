"""What a package costs, worked out from a rulebook's files by a clerk with fractions: month by month, unit by unit.

Nothing here comes from `configurator.pricing`: every rule of the format reference is applied anew, in the plainest way
there is, to be held against what the engine and the quote say.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

MONTHS = {"month": 1, "quarter": 3, "year": 12}
STEPS = ("term", "bundle", "promotion", "manual")


def fraction(number: Any) -> Fraction:
    return Fraction(str(number))


def nearest(amount: Fraction) -> int:
    """Half away from zero; no amount here is negative."""
    return floor(amount + Fraction(1, 2))


@dataclass
class Clerk:
    """Prices one package: units of each component over the deal. `holds`: whether a bundle's condition does."""

    files: Mapping[str, Any]
    profile: Mapping[str, Any]
    units: Mapping[str, int]
    busy: Mapping[str, int]  # of these, at sites of more than five users
    holds: Callable[[str], bool]

    def __post_init__(self) -> None:
        self.term = self.profile["term_months"]
        self.sold = {told["id"]: told for told in self.files["components/a.yaml"]}
        identity = self.files["rulebook.yaml"]
        told = identity.get("waterfall", {})
        self.steps = told.get("steps", [{"step": step} for step in STEPS])
        self.at_most = fraction(told.get("at_most", 100))
        rate = fraction(self.files["taxes.yaml"][0]["rates"][0]["rate"])
        self.before_tax = 1 / (1 + rate) if identity.get("prices_include_tax") else Fraction(1)

    def total_contract(self) -> int:
        """TCV in minor units."""
        return sum(self.contract(id, charge) for id in self.units for charge in self.sold[id]["charges"])

    def due(self, charge: Mapping[str, Any]) -> bool:
        return charge.get("when") != "profile.term_months >= 24" or bool(self.term >= 24)

    def contract(self, id: str, charge: Mapping[str, Any]) -> int:
        """What a charge costs over the contract."""
        if not self.due(charge):
            return 0
        if charge["type"] == "one_time":
            return self.net(id, charge, 0)
        months = MONTHS[charge["period"]]
        free = sum(d.get("free_months", 0) for d in self.given(id, charge))
        begins = range(0, self.term, months)
        return sum(self.net(id, charge, month) for month in begins if month + months > min(free, self.term))

    def headline(self, id: str, charge: Mapping[str, Any]) -> int:
        """What its last period costs, free or not."""
        if not self.due(charge):
            return 0
        return self.net(id, charge, 0 if charge["type"] == "one_time" else (ceil(self.term / MONTHS[charge["period"]]) - 1) * MONTHS[charge["period"]])  # fmt: skip

    def net(self, id: str, charge: Mapping[str, Any], month: int) -> int:
        """What the period costs that begins in a month."""
        left = self.left(id, charge, month)
        if charge["model"] == "percentage":
            if self.in_use(id, charge, month) == 0:
                return 0
            return nearest(fraction(charge["prices"][0]["price"]) / 100 * self.base(charge["of"]) * left)
        units = self.in_use(id, charge, month)
        if units == 0:
            return 0
        [entry] = charge["prices"]
        tiers = {n: self.minor(p) for n, p in entry.get("tiers", {1: entry.get("price")}).items()}
        used = fraction(charge.get("estimate", 1)) * units - charge.get("allowance", 0)
        billed = ceil(max(Fraction(0), used) / charge.get("block", 1))

        def price(unit: int) -> int:
            return nearest(tiers[max(first for first in tiers if first <= unit)] * left)

        if charge["model"] == "flat":
            net = price(1)
        elif charge["model"] == "graduated":
            net = sum(price(unit) for unit in range(1, billed + 1))
        else:
            net = price(billed) * billed if billed else 0
        return max(net, self.minor(entry.get("minimum", 0)))

    def minor(self, amount: Any) -> int:
        return nearest(fraction(amount) * 100 * self.before_tax)

    def in_use(self, id: str, charge: Mapping[str, Any], month: int) -> int:
        units, end = (self.busy if "site" in charge.get("when", "") else self.units).get(id, 0), 0
        for ramp in self.profile.get("ramps", ()):
            if ramp["component"] == id and charge["type"] != "one_time":
                for step in ramp["steps"]:
                    end += step["months"]
                    if month < end:
                        return min(units, int(step["quantity"]))
        return units

    def base(self, of: Mapping[str, Any]) -> int:
        """The headlines of all charges of one type and period of some components."""
        return sum(
            self.headline(id, charge)
            for id in self.units
            if f"'{id}'" in of["components"]
            for charge in self.sold[id]["charges"]
            if (charge["type"], charge.get("period") or None) == (of["type"], of.get("period"))
        )

    # Discounts

    def given(self, id: str, charge: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The discounts that count, step by step."""
        found = [
            discount
            for discount in self.files["discounts.yaml"]
            if charge["type"] in discount["charges"]
            and f"'{id}'" in discount.get("components", f"'{id}'")
            and (discount["step"] != "bundle" or self.holds(discount["id"]))
        ]
        manual = {d.get("component"): d for d in self.profile.get("discounts", ())}
        own = manual.get(id, manual.get(None))
        found += [{"id": "manual", "step": "manual", "percent": own["percent"]}] if own and own["percent"] else []
        counting = []
        for step in [*self.steps, {"step": "indexation"}]:
            alike = sorted((d for d in found if d["step"] == step["step"]), key=lambda d: (-self.worth(d), d["id"]))
            counting += alike if step.get("stacking") == "sum" else alike[:1]
        return counting

    def worth(self, discount: dict[str, Any]) -> Fraction:
        free = int(min(discount.get("free_months", 0), self.term))
        return sum((abs(self.percent(discount, month)) for month in range(self.term)), Fraction(100 * free))

    def percent(self, discount: dict[str, Any], month: int) -> Fraction:
        if discount["step"] == "indexation":
            return 100 * (1 - (1 + fraction(discount["percent"]) / 100) ** (month // 12))
        end = 0
        for step in discount.get("ramp", ()):
            end += step["months"]
            if month < end:
                return fraction(step["percent"])
        return fraction(discount.get("percent", 0))

    def left(self, id: str, charge: Mapping[str, Any], month: int) -> Fraction:
        """What is left of a price of 1 in a month."""
        left, given = Fraction(1), self.given(id, charge)
        for step in [*self.steps, {"step": "indexation"}]:
            before, off = left, Fraction(0)
            for discount in (d for d in given if d["step"] == step["step"]):
                percent = self.percent(discount, month)
                off += percent
                if percent < 100:
                    off = min(off, fraction(step.get("at_most", 100)))
                left = before * max(Fraction(0), 1 - off / 100)
                if percent < 100 and step["step"] in ("term", "bundle", "promotion"):
                    left = max(left, min(before, 1 - self.at_most / 100))
        return left
