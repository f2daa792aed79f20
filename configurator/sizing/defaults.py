"""What a profile that states no needs is taken to ask for: the typical needs and spending of its segments."""

from collections.abc import Iterable
from fractions import Fraction

from configurator.money import to_minor
from configurator.profile import StatedNeed
from configurator.rulebook.language.evaluate import World, evaluate
from configurator.rulebook.model import Rulebook
from configurator.rulebook.segments import DefaultNeed, Segment
from configurator.sizing.facts import FactSheet

DEFAULT_WEIGHT = {"must": 1, "should": 3, "could": 1}
_FIRST = ("should", "could")


class Defaults(FactSheet):
    """Works out what the segments of a customer add to a profile."""

    def segments(self, world: World) -> tuple[Segment, ...]:
        """The segments the customer falls into."""
        known = self.rulebook.segments.values()
        return tuple(s for s in known if self.worked_out(s.when, world, f"the segment {s.id}", ("customer",)))

    def default_needs(self, segments: Iterable[Segment], world: World) -> tuple[StatedNeed, ...]:
        """Their typical needs, each once: of one told by several segments, the heavier counts."""
        chosen: dict[str, tuple[tuple[int, int], DefaultNeed]] = {}
        for segment in segments:
            for default in segment.needs:
                what = f"whether {default.need} is typical of {segment.id}"
                if default.when is not None and not self.worked_out(default.when, world, what, ("customer",)):
                    continue
                rank = (_FIRST.index(default.priority), -_weight(default))
                if default.need not in chosen or rank < chosen[default.need][0]:
                    chosen[default.need] = (rank, default)
        order = list(self.rulebook.needs)
        defaults = sorted((default for _, default in chosen.values()), key=lambda d: order.index(d.need))
        return tuple(self._stated(default, world) for default in defaults)

    def _stated(self, default: DefaultNeed, world: World) -> StatedNeed:
        inputs = {
            name: self.worked_out(formula, world, f"{default.need}.{name}", ("customer",))
            for name, formula in default.inputs.items()
        }
        told = {"need": default.need, "priority": default.priority, "weight": _weight(default)}
        return StatedNeed.model_validate(told | {name: value for name, value in inputs.items() if value is not None})

    def willing(self, segments: Iterable[Segment], world: World) -> dict[str, int]:
        """The monthly cap the segments suggest, in whole units of the currency; none where none says."""
        amounts = [
            Fraction(amount)
            for segment in segments
            if segment.willing is not None and not isinstance(amount := evaluate(segment.willing.tree, world), str)
        ]
        exchange = self.rulebook.exchange  # formulas speak of the currency that the rulebook is written in
        rate = Fraction(1) if exchange is None else Fraction(exchange.rate.rate)
        most = int(max(min(amounts), Fraction(0)) / rate) if amounts else 0
        return {"monthly": to_minor(most, self.rulebook.currency)} if amounts else {}


def _weight(default: DefaultNeed) -> int:
    return default.weight or DEFAULT_WEIGHT[default.priority]


def constants(rulebook: Rulebook) -> World:
    """The world in which nothing is known yet but the rulebook's constants."""
    return World({"constant": {constant.id: constant.value for constant in rulebook.constants.values()}})
