"""The bill of materials of a customer view, by place of delivery, and the waterfall of its prices over the contract.

The document and the workbook print the same lines from here. Amounts are exact decimals; nothing is priced anew: each
adjustment tells what it comes to over the contract, and what the quote's own totals hold beyond that is a row of its
own, so every column runs exactly from list to net.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

View = Mapping[str, Any]

MONTHS = {"month": 1, "quarter": 3, "year": 12}
STEPS = ("volume", "term", "bundle", "promotion", "manual", "indexation", "minimum")
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Group:
    """Items delivered to one place: the sites of a class, or the whole deal (`site_class` None); or those that end."""

    site_class: str | None
    sites: tuple[str, ...]
    facts: tuple[View, ...]
    items: tuple[View, ...]
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the waterfall over the contract: `rule` is None when no named rule stands behind the step."""

    step: str
    rule: str | None
    one_time: Decimal
    contract: Decimal

    @property
    def recurring(self) -> Decimal:
        """The part that recurs, over the whole contract."""
        return self.contract - self.one_time


@dataclass(frozen=True, slots=True)
class Tier:
    """So many units at these prices."""

    quantity: Decimal
    unit_list: Decimal
    unit_net: Decimal


def items_of(view: View) -> list[View]:
    """The chosen components with their quantities and charges."""
    found: list[View] = view["recommendation"]["package"]["items"]
    return found


def disconnected_of(view: View) -> list[View]:
    """What the customer has and the package ends."""
    found: list[View] = view["recommendation"]["package"].get("disconnected", [])
    return found


def changes(view: View) -> bool:
    """Whether there is something installed that the package changes or keeps."""
    return bool(view["profile"].get("installed"))


def ends(item: View) -> bool:
    """Whether an item tells of units that end; what is there has its reasons."""
    return "because" not in item


def units(item: View, charge: View) -> Decimal:
    """The units a charge counts: those of its item, unless it tells fewer."""
    return Decimal(charge.get("quantity", item["quantity"]))


def totals_of(view: View) -> View:
    """What they come to."""
    found: View = view["recommendation"]["totals"]
    return found


def groups(view: View) -> tuple[Group, ...]:
    """Deal-wide items first, then one group per site class that has items, in the customer's order; then what ends."""
    families = {family["id"]: place for place, family in enumerate(view["catalogue"]["families"])}
    components = view["catalogue"]["components"]

    def place(item: View) -> tuple[int, str]:
        return families.get(components[item["component"]]["family"], len(families)), item["component"]

    items = sorted(items_of(view), key=place)
    found = [Group(None, (), (), tuple(item for item in items if not item.get("site_class")))]
    for known in view["site_classes"]:
        own = tuple(item for item in items if item.get("site_class") == known["id"])
        found.append(Group(known["id"], tuple(known["sites"]), tuple(known["facts"]), own))
    found.append(Group(None, (), (), tuple(sorted(disconnected_of(view), key=place)), ends=True))
    return tuple(group for group in found if group.items)


def charges(view: View) -> Iterator[View]:
    """Every charge of the package."""
    for item in (*items_of(view), *disconnected_of(view)):
        yield from item["charges"]


def tiers(item: View, charge: View) -> tuple[Tier, ...]:
    """The prices of a charge: one tier, unless the price is graduated."""
    if charge.get("unit_net") is not None:
        return (Tier(units(item, charge), Decimal(charge["unit_list"]), Decimal(charge["unit_net"])),)
    return tuple(
        Tier(Decimal(tier["quantity"]), Decimal(tier["unit_list"]), Decimal(tier["unit_net"]))
        for tier in charge.get("tiers") or ()
    )


def periods(charge: View, term_months: int) -> int:
    """How many times a charge is billed over the contract."""
    if charge["type"] == "one_time":
        return 1
    return -(-term_months // MONTHS[charge["period"] or "month"])


def waterfall(view: View) -> tuple[Step, ...]:
    """From list to net, one-time and over the contract: `list`, the adjustments in order, `net`."""
    totals = totals_of(view)
    start = Step("list", None, Decimal(totals["list"]["one_time"]), Decimal(totals["list"]["total_contract"]))
    end = Step("net", None, Decimal(totals["one_time"]), Decimal(totals["total_contract"]))
    steps = _adjustments(view)
    rest = Step(
        "other",
        None,
        end.one_time - start.one_time - sum((step.one_time for step in steps), ZERO),
        end.contract - start.contract - sum((step.contract for step in steps), ZERO),
    )
    if rest.one_time or rest.contract:
        steps.append(rest)
    return (start, *steps, end)


def _adjustments(view: View) -> list[Step]:
    named = view["catalogue"]["rules"]
    one_time: dict[tuple[str, str | None], Decimal] = {}
    contract: dict[tuple[str, str | None], Decimal] = {}
    for charge in charges(view):
        for adjustment in charge["waterfall"]:
            rule = adjustment.get("rule")
            key = (adjustment["step"], rule if rule in named else None)
            amount = Decimal(adjustment["amount"])
            contract[key] = contract.get(key, ZERO) + Decimal(adjustment["contract"])
            if charge["type"] == "one_time":
                one_time[key] = one_time.get(key, ZERO) + amount

    def order(key: tuple[str, str | None]) -> tuple[int, str, str]:
        step, rule = key
        return STEPS.index(step) if step in STEPS else len(STEPS), step, rule or ""

    steps = [Step(*key, one_time.get(key, ZERO), contract[key]) for key in sorted(contract, key=order)]
    return [step for step in steps if step.one_time or step.contract]
