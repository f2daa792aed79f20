"""A guess at what a changed question would cost more or less, without searching: good for an order, not for a price."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from configurator.engine.purpose import rules_with_a_say
from configurator.pricing.charges import price_list
from configurator.rulebook.model import Component, Rule
from configurator.sizing import Sizing

_Asked = tuple[str, Fraction | None]
"""(capability, the level asked for; None where amounts add up)."""


class Guess:
    """Compares other sizings with one."""

    def __init__(self, now: Sizing) -> None:
        self._rulebook = now.rulebook
        self._prices = price_list(now.rulebook, now.date, now.term_months, now.world)
        self._demands, self._rules = self._asked(now), _awake(now)
        self._facts = _facts(now)
        self._cheapest: dict[_Asked, Fraction] = {}

    def difference(self, changed: Sizing) -> Fraction:
        """What another sizing might cost more or less, in minor units over the contract; 0 when nothing changes."""
        demands = self._asked(changed)
        worth = Fraction(0)
        for asked in self._demands.keys() | demands.keys():
            worth += abs(demands.get(asked, 0) - self._demands.get(asked, 0)) * self._price(asked)
        if _facts(changed) != self._facts or {n.id for n in changed.needs}:
            rules = _awake(changed)
            turned = [rule for id, rule in (self._rules | rules).items() if (id in rules) != (id in self._rules)]
            worth += sum(self._price_of(rule) for rule in turned)
        return worth

    def _asked(self, sizing: Sizing) -> dict[_Asked, Fraction]:
        """How much is asked for over the deal; at how many places, of what doesn't add up."""
        counts = {None: 1} | {c.id: c.count for c in sizing.site_classes}
        asked: Counter[_Asked] = Counter()
        for demand in sizing.demands:
            adds = self._rulebook.capabilities[demand.capability].adds == "sum"
            key = (demand.capability, None if adds else demand.amount)
            asked[key] += counts[demand.site_class] * (demand.amount if adds else 1)  # type: ignore[assignment]
        return dict(asked)  # type: ignore[arg-type]
