"""The answer as plain data: which components, how many, where, why, and what each of their charges comes to.

All amounts are whole minor units of the rulebook's currency, net of tax unless a name says otherwise.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Place = tuple[str, str | None]
"""(component id, site class id — None for a component sold for the whole deal)."""

Quantities = Mapping[Place, int]
"""Units of each chosen component: per site of the class, or for the deal."""


Action = Literal["add", "modify", "move", "noChange", "delete"]
"""What an order would do: TM Forum's actions of a quote item, and the move of what stood at another site."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A step of the waterfall: the rule (or, for volume and minimum, the component) behind it, and its signed amount.

    `amount` is what it comes to in a headline period, `contract` over the whole contract: free months change nothing
    of the one and much of the other.
    """

    step: str
    rule: str
    amount: int
    contract: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Line:
    """A charge of an item, priced. Amounts are per headline period, the dearest of the contract, unless a name says so.

    `schedule` tells what is paid period by period: (number of periods, net of each). Over all units of the deal
    `billed` are what is billed a period, which differs from the units where these are metered or sold in blocks.
    """

    type: str
    period: str | None
    quantity: int
    unit_list: int
    unit_net: int | None  # None when tiers are priced differently: see `tiers`
    tiers: tuple[tuple[int, int, int], ...]  # (units, unit list, unit net), for graduated prices over several tiers
    list: int
    waterfall: tuple[Adjustment, ...]
    net: int
    periods: int
    contract_net: int
    tax_rate: Fraction | int
    cost: int
    contract_cost: int
    contract_list: int
    schedule: tuple[tuple[int, int], ...]
    billed: int = 0
    block: int = 1
    allowance: int = 0
    used: Fraction | int = 0
    minimum: int = 0  # what the whole charge comes to a period at least
    floor: int = 0  # what the units come to at their floor price
    share: Fraction | None = None  # of other lines: 0.12
    free_periods: int = 0
    paid: str = "advance"
    charge: int = 0  # its place among the component's charges
    metered: bool = False  # whether what is billed differs from the units


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is there: a rule or a need's demand, and its sentence."""

    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A component of the package, for the deal or at the sites of a class."""

    component: str
    site_class: str | None
    sites: tuple[str, ...] | None
    per_site: int | None
    quantity: int
    origin: str
    because: tuple[Reason, ...]
    lines: tuple[Line, ...]
    action: Action = "add"
    before: int = 0  # units of it that are there already
    moved: int = 0  # units that come from other sites


@dataclass(frozen=True, slots=True)
class Termination:
    """What ending units of one contract before its term costs, and the rule behind it."""

    rule: str
    until: datetime.date
    months: int  # left of the term
    line: Line


@dataclass(frozen=True, slots=True)
class Disconnected:
    """Units of a component that the customer has and the package ends; `sites` where fewer are left."""

    component: str
    sites: tuple[str, ...] | None
    quantity: int
    before: int  # over the deal
    terminations: tuple[Termination, ...]

    @property
    def action(self) -> Action:
        return "delete" if self.quantity == self.before else "modify"


@dataclass(frozen=True, slots=True)
class TaxGroup:
    """What is taxed at a rate over the contract, and the tax."""

    rate: Fraction | int
    net: int
    tax: int


@dataclass(frozen=True, slots=True)
class Year:
    """What falls due in a year of the contract, counted from 1."""

    number: int
    one_time: int
    recurring: int


@dataclass(frozen=True, slots=True)
class FamilyTotal:
    """What a family of components comes to."""

    family: str
    one_time: int
    monthly: int
    total_contract: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What the package comes to. Unlike charges are never summed: one-time, monthly, first year, whole contract."""

    one_time: int
    monthly: int
    first_year: int
    total_contract: int
    tax: int
    one_time_with_tax: int
    monthly_with_tax: int
    first_year_with_tax: int
    list_one_time: int
    list_monthly: int
    list_total_contract: int
    cost: int
    tax_by_rate: tuple[TaxGroup, ...]
    years: tuple[Year, ...]
    by_family: tuple[FamilyTotal, ...]

    @property
    def total_contract_with_tax(self) -> int:
        return self.total_contract + self.tax


@dataclass(frozen=True, slots=True)
class NeedCoverage:
    """A need, how much it matters, and whether the package meets it."""

    need: str
    priority: str
    weight: int
    met: bool
    origin: str = "user"  # or default: nobody stated it, it is typical of the segment


@dataclass(frozen=True)
class Package:
    """Chosen components with their quantities and prices, which needs they meet, and what it all costs."""

    items: tuple[Item, ...]
    coverage: tuple[NeedCoverage, ...]
    totals: Totals
    quantities: Quantities = field(repr=False)
    disconnected: tuple[Disconnected, ...] = ()

    @property
    def weighted_coverage(self) -> Fraction:
        """Met weight over total weight of the should and could needs; 1 when there are none."""
        optional = [need for need in self.coverage if need.priority != "must"]
        whole = sum(need.weight for need in optional)
        return Fraction(sum(need.weight for need in optional if need.met), whole) if whole else Fraction(1)
