"""What is chosen → what it costs: every price segment is a pair (chosen z, quantity q), and costs are linear in it.

A charge that a bundle may cheapen has its segments once for every state of its bundles; exactly one state holds, and
it holds exactly when the package fulfils it. What is metered or sold in blocks has a quantity of its own, the units
billed. A percentage of other charges is worked out once these are.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from configurator.engine.claims import Claim
from configurator.engine.installed import Counted
from configurator.engine.linear import CATALOGUE, Linear, Literal
from configurator.engine.metering import add_billed
from configurator.engine.percentages import Percentages
from configurator.engine.rules import RuleCompiler
from configurator.pricing.bundles import bundles_in
from configurator.pricing.charges import PricedCharge
from configurator.pricing.installed import WHOLE
from configurator.pricing.models.segments import Segments, segment_at
from configurator.rulebook.language.evaluate import EvaluationError
from configurator.rulebook.shares import Sold
from configurator.rulebook.tariff import Discount

if TYPE_CHECKING:
    from configurator.engine.builder import Builder

_Piece = tuple[int, int, int | None]
"""(first quantity, chosen z, quantity q) of a price segment; q None where it holds nothing but 0."""


def add_prices(builder: "Builder") -> None:
    """Adds what every charge of what may be chosen comes to, as `builder.charged`."""
    prices = _Prices(builder)
    for id in builder.chosen_anywhere:
        prices.add(id, builder.offer[id])
    prices.add_percentages()


class _Prices:
    def __init__(self, builder: "Builder") -> None:
        self.builder = builder
        self._compiler = RuleCompiler(builder)
        on_offer = {id: builder.offer[id] for id in builder.chosen_anywhere}
        self._fulfilled = {id: self._literal(bundle) for id, bundle in bundles_in(on_offer).items()}
        self._states: dict[tuple[tuple[str, ...], ...], list[int]] = {}
        self._headlines: dict[Sold, Linear] = {}

    def _literal(self, bundle: Discount) -> Literal | bool:
        """A literal that is true exactly when the package fulfils the bundle."""
        if bundle.when is None:
            return True
        self._compiler.origin = CATALOGUE
        try:
            return self._compiler.exact_literal(Claim(bundle.when.tree, True, self.builder.sizing.world))
        except EvaluationError as fault:
            raise EvaluationError(f"{bundle.id} can't be worked out: {fault}", fault.fact) from None

    def add(self, id: str, charges: Iterable[PricedCharge]) -> None:
        """The charges of one component, but for percentages."""
        counted = [(charge, self._counted(charge)) for charge in charges if charge.share is None]
        plain: dict[str, tuple[Counted, list[PricedCharge]]] = {}
        for charge, units in counted:
            if units is not None and not charge.bundles and charge.meter.plain and charge.where is None:
                plain.setdefault(units.name, (units, []))[1].append(charge)
            elif units is not None:
                self._add_apart(charge, units)
        for units, alike in plain.values():
            self._add_plain(units, alike)

    def _counted(self, charge: PricedCharge) -> Counted | None:
        """What a charge counts; None where that can be nothing."""
        builder, id = self.builder, charge.component
        if charge.for_new and id in builder.sizing.holdings:
            return None if charge.model in WHOLE else builder.new.get(id)
        chosen = builder.chosen_in(id, charge.where)
        return (
            None
            if chosen is None
            else Counted(id, chosen, builder.total(id, charge.where), builder.most(id, charge.where))
        )

    def _add_plain(self, counted: Counted, charges: Sequence[PricedCharge]) -> None:
        """Charges for the same units of a component: the pieces of one are those of all."""
        chosen, total, most = counted.chosen, counted.total, counted.most
        starts = _starts([segments for charge in charges for segments in (charge.headline, charge.contract)], most)
        if len(starts) == 1:
            for charge in charges:
                [headline, contract] = (
                    Linear.of((segments[0].fixed, chosen)) + total.times(segments[0].unit)
                    for segments in (charge.headline, charge.contract)
                )
                self._charge(charge, headline, contract)
            return
        pieces = self._pieces(counted.name, starts, most)
        self._make_up(chosen, total, pieces)
        for charge in charges:
            self._charge(charge, _cost(charge.headline, pieces), _cost(charge.contract, pieces))

    def _add_apart(self, charge: PricedCharge, counted: Counted) -> None:
        """A charge with pieces of its own, as often as its bundles have states."""
        builder, name = self.builder, f"{counted.name} {charge.index}"
        chosen, total, most = counted.chosen, counted.total, charge.meter.billed(counted.most)
        headline, contract, everything = Linear(), Linear(), list[_Piece]()
        for variant, state in self._variants(charge):
            here = name if state is None else f"{name} in state {state}"
            pieces = self._pieces(here, _starts([variant.headline, variant.contract], most), most)
            for _, z, _ in pieces:
                if state is not None:
                    builder.require(Linear.of((1, state), (-1, z)), 0, None, CATALOGUE)
            everything += pieces
            headline, contract = headline + _cost(variant.headline, pieces), contract + _cost(variant.contract, pieces)
        if charge.meter.plain:
            self._make_up(chosen, total, everything)
        else:
            using = Linear.sum((1, z) for low, z, _ in everything if low > 0)
            billed = add_billed(builder, name, charge.meter, total, chosen, using, most)
            self._make_up(chosen, billed, everything)
        self._charge(charge, headline, contract)

    def _charge(self, charge: PricedCharge, headline: Linear, contract: Linear) -> None:
        self.builder.charge(charge.period, headline, contract)
        self._headlines[charge.sold] = headline

    def add_percentages(self) -> None:
        """The charges that are percentages of others, each after those it is taken of."""
        offered = [charge for id in self.builder.chosen_anywhere for charge in self.builder.offer[id]]
        offered = [c for c in offered if not (c.for_new and c.component in self.builder.sizing.holdings)]
        percentages = Percentages(self.builder, self._headlines)
        for charge in sorted((c for c in offered if c.share), key=lambda c: c.share.rank if c.share else 0):
            percentages.add(charge, self._variants(charge))

    # Bundles

    def _variants(self, charge: PricedCharge) -> list[tuple[PricedCharge, int | None]]:
        """The charge in each state of its bundles, and the variable of the state; None where it has no bundles."""
        if not charge.bundles:
            return [(charge, None)]
        choices = tuple(tuple(bundle.id for bundle in choice) for choice, _ in charge.bundles)
        variants = [*(variant for _, variant in charge.bundles), charge]
        return list(zip(variants, self._states_of(choices), strict=True))

    def _states_of(self, choices: tuple[tuple[str, ...], ...]) -> list[int]:
        """A variable per choice of bundles, best first, that is 1 when it counts; the last when no bundle does."""
        if choices not in self._states:
            named = [*(" and ".join(choice) for choice in choices), "no bundle"]
            states = [self.builder.variable(f"{name} counts", 0, 1) for name in named]
            self.builder.require(Linear.sum((1, state) for state in states), 1, 1, CATALOGUE)
            if all(len(choice) == 1 for choice in choices):
                self._best_counts(choices, states)
            else:
                self._all_count(choices, states)
            self._states[choices] = states
        return self._states[choices]

    def _best_counts(self, choices: tuple[tuple[str, ...], ...], states: list[int]) -> None:
        """A bundle counts when it is fulfilled, and no better one is."""
        for number, state in enumerate(states):
            for better, (id,) in enumerate(choices):
                fulfilled = Linear.weighing(1, self._fulfilled[id])
                if better < number:  # a better one isn't fulfilled
                    self.builder.require(fulfilled + Linear.of((1, state)), None, 1, CATALOGUE)
                elif better == number:
                    self.builder.require(fulfilled - Linear.of((1, state)), 0, None, CATALOGUE)

    def _all_count(self, choices: tuple[tuple[str, ...], ...], states: list[int]) -> None:
        """Every bundle fulfilled counts: of the states that count it, one holds exactly when it is."""
        for id in sorted({id for choice in choices for id in choice}):
            counting = Linear.sum((1, state) for state, choice in zip(states, choices, strict=False) if id in choice)
            self.builder.require(counting - Linear.weighing(1, self._fulfilled[id]), 0, 0, CATALOGUE)

    # Pieces

    def _pieces(self, name: str, starts: list[int], most: int) -> list[_Piece]:
        """A pair (z, q) per segment: low·z ≤ q ≤ high·z, as tight as it can be."""
        pieces: list[_Piece] = []
        for low, high in zip(starts, [*(start - 1 for start in starts[1:]), most], strict=True):
            z = self.builder.variable(f"{name} from {low}?", 0, 1)
            q: int | None = None if high == 0 else z
            if high > 1:
                q = self.builder.variable(f"{name} from {low}", 0, high)
                self.builder.require(Linear.of((1, q), (-low, z)), 0, None, CATALOGUE)
                self.builder.require(Linear.of((1, q), (-high, z)), None, 0, CATALOGUE)
            pieces.append((low, z, q))
        return pieces

    def _make_up(self, chosen: int, total: Linear, pieces: list[_Piece]) -> None:
        """One piece is chosen where the component is, and the pieces' quantities are what is billed."""
        self.builder.require(Linear.sum([(-1, chosen), *((1, z) for _, z, _ in pieces)]), 0, 0, CATALOGUE)
        held = Linear.sum((1, q) for _, _, q in pieces if q is not None)
        self.builder.require(total.times(-1) + held, 0, 0, CATALOGUE)


def _starts(prices: Iterable[Segments], most: int) -> list[int]:
    """Where the segments begin that up to `most` units fall into; what isn't billed stands apart from what is."""
    lows = {segment.low for segments in prices for segment in segments}
    return sorted(low for low in (lows | {1} if 0 in lows else lows) if low <= most)


def _cost(segments: Segments, pieces: list[_Piece]) -> Linear:
    """What a price comes to, over pieces that begin where its segments do or in between."""
    terms: list[tuple[int, int]] = []
    for low, z, q in pieces:
        segment = segment_at(segments, low)
        terms += [(segment.fixed, z)] + ([] if q is None else [(segment.unit, q)])
    return Linear.sum(terms)
