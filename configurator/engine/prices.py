"""What is chosen → what it costs: every price segment is a pair (chosen z, quantity q), and costs are linear in it.

A charge that a bundle may cheapen has its segments once for every state of its bundles; exactly one state holds, and
it holds exactly when the package fulfils it.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from configurator.engine.claims import Claim
from configurator.engine.installed import Counted, by_units
from configurator.engine.linear import CATALOGUE, Linear, Literal
from configurator.engine.rules import RuleCompiler
from configurator.pricing.bundles import bundles_in
from configurator.pricing.charges import PricedCharge
from configurator.rulebook.language.evaluate import EvaluationError
from configurator.rulebook.tariff import Discount

if TYPE_CHECKING:
    from configurator.engine.builder import Builder

_Piece = tuple[int, int, int]
"""(first quantity, chosen z, quantity q) of a price segment."""


def add_prices(builder: "Builder") -> None:
    """Adds what every charge of what may be chosen comes to a period, as `builder.nets`."""
    prices = _Prices(builder)
    for id, chosen in builder.chosen_anywhere.items():
        everything = Counted(id, chosen, builder.total(id), builder.most(id))
        if id not in builder.sizing.holdings:
            prices.add(everything, builder.offer[id])
            continue
        on_all, on_new = by_units(builder.component(id), builder.offer[id])
        prices.add(everything, on_all)
        if id in builder.new:
            prices.add(builder.new[id], on_new)


class _Prices:
    def __init__(self, builder: "Builder") -> None:
        self.builder = builder
        self._compiler = RuleCompiler(builder)
        on_offer = {id: builder.offer[id] for id in builder.chosen_anywhere}
        self._fulfilled = {id: self._literal(bundle) for id, bundle in bundles_in(on_offer).items()}
        self._states: dict[tuple[str, ...], list[int]] = {}

    def _literal(self, bundle: Discount) -> Literal | bool:
        """A literal that is true exactly when the package fulfils the bundle."""
        if bundle.when is None:
            return True
        self._compiler.origin = CATALOGUE
        try:
            return self._compiler.exact_literal(Claim(bundle.when.tree, True, self.builder.sizing.world))
        except EvaluationError as fault:
            raise EvaluationError(f"{bundle.id} can't be worked out: {fault}", fault.fact) from None

    def add(self, counted: Counted, charges: Iterable[PricedCharge]) -> None:
        """Charges of one component, all on the same units."""
        chosen, total, most = counted.chosen, counted.total, counted.most
        plain = [charge for charge in charges if not charge.bundles]
        starts = sorted({segment.low for charge in plain for segment in charge.segments if segment.low <= most})
        if len(starts) == 1:
            for charge in plain:
                segment = charge.segments[0]
                self.builder.nets.append((charge, Linear.of((segment.fixed, chosen)) + total.times(segment.unit)))
        elif starts:
            pieces = self._pieces(counted.name, starts, most)
            self._make_up(chosen, total, pieces)
            for charge in plain:
                self.builder.nets.append((charge, _net(charge, pieces)))
        for charge in charges:
            if charge.bundles:
                self._add_bundled(counted, charge)

    def _add_bundled(self, counted: Counted, charge: PricedCharge) -> None:
        variants = [*(variant for _, variant in charge.bundles), charge]
        states = self._states_of(tuple(bundle.id for bundle, _ in charge.bundles))
        starts = [segment.low for segment in charge.segments if segment.low <= counted.most]
        everything: list[_Piece] = []
        net = Linear()
        for variant, state in zip(variants, states, strict=True):
            pieces = self._pieces(f"{counted.name} {charge.index} in state {state}", starts, counted.most)
            for _, z, _ in pieces:
                self.builder.require(Linear.of((1, state), (-1, z)), 0, None, CATALOGUE)
            everything += pieces
            net += _net(variant, pieces)
        self._make_up(counted.chosen, counted.total, everything)
        self.builder.nets.append((charge, net))

    def _states_of(self, ids: tuple[str, ...]) -> list[int]:
        """A variable per bundle, best first, that is 1 when it is the best fulfilled; the last when none is."""
        if ids not in self._states:
            states = [self.builder.variable(f"{id} counts", 0, 1) for id in (*ids, "no bundle")]
            self.builder.require(Linear.sum((1, state) for state in states), 1, 1, CATALOGUE)
            for number, state in enumerate(states):
                for better, id in enumerate(ids):
                    fulfilled = Linear.weighing(1, self._fulfilled[id])
                    if better < number:  # a better one isn't fulfilled
                        self.builder.require(fulfilled + Linear.of((1, state)), None, 1, CATALOGUE)
                    elif better == number:
                        self.builder.require(fulfilled - Linear.of((1, state)), 0, None, CATALOGUE)
            self._states[ids] = states
        return self._states[ids]

    def _pieces(self, name: str, starts: list[int], most: int) -> list[_Piece]:
        """A pair (z, q) per segment: low·z ≤ q ≤ high·z, as tight as it can be."""
        pieces = []
        for low, high in zip(starts, [*(start - 1 for start in starts[1:]), most], strict=True):
            z = q = self.builder.variable(f"{name} from {low}?", 0, 1)
            if high > 1:
                q = self.builder.variable(f"{name} from {low}", 0, high)
                self.builder.require(Linear.of((1, q), (-low, z)), 0, None, CATALOGUE)
                self.builder.require(Linear.of((1, q), (-high, z)), None, 0, CATALOGUE)
            pieces.append((low, z, q))
        return pieces

    def _make_up(self, chosen: int, total: Linear, pieces: list[_Piece]) -> None:
        """One piece is chosen where the component is, and the pieces' quantities are its own."""
        self.builder.require(Linear.sum([(-1, chosen), *((1, z) for _, z, _ in pieces)]), 0, 0, CATALOGUE)
        self.builder.require(total.times(-1) + Linear.sum((1, q) for _, _, q in pieces), 0, 0, CATALOGUE)


def _net(charge: PricedCharge, pieces: list[_Piece]) -> Linear:
    """What a charge comes to a period, over pieces that begin where its segments do or in between."""
    terms: list[tuple[int, int]] = []
    for low, z, q in pieces:
        segment = next(piece for piece in reversed(charge.segments) if piece.low <= low)
        terms += [(segment.fixed, z), (segment.unit, q)]
    return Linear.sum(terms)
