"""What a charge costs at any quantity: tiers, the phases of its contract, and the segments they make.

A *phase* is a run of periods that are priced alike; ramps, free months and indexation make several of one contract.
The *headline* is what a period costs in the last phase, before free months: prices and quantities only ever rise, so
it is the dearest. What the *contract* costs is the sum over all periods that are paid.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from configurator.money import round_half_away
from configurator.pricing.models.commitment import at_least
from configurator.pricing.models.meter import AS_BOUGHT, Meter
from configurator.pricing.models.ramp import levelled
from configurator.pricing.models.segments import Segments, from_nothing, price, together, unpriced
from configurator.pricing.models.tiers import segments_of, units_by_tier
from configurator.pricing.reliefs import Relief
from configurator.rulebook.shares import Sold
from configurator.rulebook.tariff import Discount

MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Terms:
    """A run of periods on the same terms: the share left of a price after each relief, free or not, and the ramp.

    `free` is the rule that makes the periods free; `most`: no more units than that are in use yet.
    """

    periods: int
    factors: tuple[Fraction, ...] = ()
    free: Relief | None = None
    most: int | None = None

    @property
    def factor(self) -> Fraction:
        return self.factors[-1] if self.factors else Fraction(1)


@dataclass(frozen=True, slots=True)
class Share:
    """A percentage of other charges: of price and of cost, and the charges whose net a period it is taken of."""

    price: Fraction
    cost: Fraction
    of: tuple[Sold, ...]
    rank: int  # 1 where none of them is a percentage, else one more than the highest of theirs


@dataclass(frozen=True, slots=True)
class PricedCharge:
    """A component's charge on a day, for a term and a customer. Amounts are minor units."""

    component: str
    index: int
    type: str
    period: str | None
    model: str
    tiers: tuple[tuple[int, Fraction | int], ...]  # (first billed unit, list price of a unit; exact, of a percentage)
    reliefs: tuple[Relief, ...]
    terms: tuple[Terms, ...]
    tax_rate: Fraction | int
    cost: int = 0  # of one billed unit, or of the whole for a flat charge
    minimum: int = 0
    floor: int = 0
    meter: Meter = AS_BOUGHT
    share: Share | None = None
    where: frozenset[str] | None = None  # the site classes it is charged at; None: wherever its component stands
    paid: str = "advance"
    for_new: bool = False  # units that are installed already don't pay it
    bundles: "tuple[tuple[tuple[Discount, ...], PricedCharge], ...]" = ()  # bundles that count, the charge under them
    headline: Segments = ()
    contract: Segments = ()

    @property
    def sold(self) -> Sold:
        return self.component, self.index

    @property
    def periods(self) -> int:
        """How many the whole contract has."""
        return sum(terms.periods for terms in self.terms)

    def settled(self) -> "PricedCharge":
        """The same with its segments worked out."""
        if self.share is not None:
            return self
        paid = [(terms.periods, self.segments(terms)) for terms in self.terms if terms.free is None]
        headline = self.segments(self.terms[-1])
        return replace(self, headline=headline, contract=together(paid) if paid else unpriced(headline))

    def list_price(self, tier: int = 0) -> int:
        """The list price of a unit of a tier."""
        return round_half_away(self.tiers[tier][1])

    def unit_price(self, tier: int, terms: Terms) -> int:
        """The net price of a unit of a tier: discounts multiply, exactly; the result is rounded once."""
        return round_half_away(self.tiers[tier][1] * terms.factor)

    def segments(self, terms: Terms) -> Segments:
        """What a period costs on these terms, before any free months, by units billed."""
        prices = [(first, self.unit_price(tier, terms)) for tier, (first, _) in enumerate(self.tiers)]
        found = segments_of(self.model, prices)
        found = at_least(from_nothing(found) if self.meter.billed(1) == 0 else found, self.minimum)
        if terms.most == 0:
            return unpriced(found)
        return levelled(found, None if terms.most is None else self.meter.billed(terms.most))

    def under(self, active: Collection[str]) -> "PricedCharge":
        """The charge as it is when the bundles in `active` apply: those of them that count."""
        counting = (charge for bundles, charge in self.bundles if all(bundle.id in active for bundle in bundles))
        return next(counting, replace(self, bundles=()) if self.bundles else self)

    def of_base(self, base: int) -> "PricedCharge":
        """A percentage of a sum, as the flat price that it comes to."""
        assert self.share is not None
        cost = round_half_away(self.share.cost * base)
        return replace(self, model="flat", tiers=((1, self.share.price * base),), cost=cost, share=None).settled()

    def net(self, quantity: int) -> int:
        """The headline price of a quantity of the component a period."""
        return price(self.headline, self.meter.billed(quantity))

    def contract_net(self, quantity: int) -> int:
        """What a quantity costs over the contract."""
        return price(self.contract, self.meter.billed(quantity))

    def units_by_tier(self, billed: int) -> list[tuple[int, int]]:
        """(tier, units): how many billed units are priced in which tier."""
        return units_by_tier(self.model, [first for first, _ in self.tiers], billed)

    def times(self, months: int) -> int:
        """How many periods begin within the first `months` months."""
        return 1 if self.period is None else ceil(months / MONTHS[self.period])
