"""Sizing and prices → an integer problem: variables, linear constraints with the id of what asks for them, and goals.

The formulation decides the speed. Every price segment has its own pair (chosen z, quantity q) with low·z ≤ q ≤ high·z,
so that cost is linear in (z, q) and the relaxation is tight; bounds come from the demands, not from the catalogue.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from configurator.engine.asked import add_budget, add_decisions
from configurator.engine.builder import Builder
from configurator.engine.installed import add_installed, keeping
from configurator.engine.limits import add_limits
from configurator.engine.linear import Constraint, Linear, Origin, Variable
from configurator.engine.prices import add_prices
from configurator.engine.rules import add_rules
from configurator.package import Place, Quantities
from configurator.pricing.charges import PricedCharge
from configurator.sizing import Sizing


@dataclass(frozen=True)
class Goal:
    """Something to minimise or maximise, once all goals before it are settled.

    `by_levels`: it has few levels, and what each costs tells more of it than a relaxation does.
    """

    name: str
    expression: Linear
    maximise: bool
    by_levels: bool = False


@dataclass(frozen=True)
class Problem:
    """The integer problem. `quantity` tells which variable a place's units are, in the order that breaks ties.

    The last two of its goals are the cost and the number of components; those before it are wishes, to be maximised.
    """

    variables: Sequence[Variable]
    constraints: tuple[Constraint, ...]
    goals: tuple[Goal, ...]
    quantity: Mapping[Place, int]
    met: Mapping[str, int]
    spending: Mapping[str, Linear] = field(default_factory=dict)  # cap → what it is about; of monthly for a year
    units: Mapping[str, Linear] = field(default_factory=dict)  # of each component over the deal
    chosen: Mapping[str, int] = field(default_factory=dict)  # whether a component is, anywhere
    asked_for: Mapping[str, int] = field(default_factory=dict)
    implied: Mapping[int, Sequence[int]] = field(default_factory=dict)  # by a literal: what is 1 as soon as it is
    kept: Mapping[Place, int] = field(default_factory=dict)  # of what is installed, where keeping it is preferred
    present: Mapping[int, int] = field(default_factory=dict)  # variable of a place's units → of whether there are any

    @property
    def cost(self) -> Linear:
        """What all charges come to over the contract, in minor units."""
        return self.goals[-2].expression

    def package(self, values: Sequence[int]) -> tuple[Quantities, frozenset[str]]:
        """What is bought and which needs are met, of the values of all variables."""
        bought = {place: values[variable] for place, variable in self.quantity.items() if values[variable]}
        return bought, frozenset(need for need, variable in self.met.items() if values[variable])

    def indifferent(self) -> "Problem":
        """The problem with no preference kept: whatever fulfils it as it is fulfils it so."""
        wishes = {
            variable for goal in self.goals if goal.name == "preferences" for variable, _ in goal.expression.terms
        }
        variables = (replace(v, high=0) if number in wishes else v for number, v in enumerate(self.variables))
        return replace(self, variables=tuple(variables))

    def without(self, origins: Collection[Origin]) -> "Problem":
        """The problem with nothing that these ask for."""
        return replace(self, constraints=tuple(c for c in self.constraints if c.origin not in origins))


def build(
    sizing: Sizing,
    offer: Mapping[str, tuple[PricedCharge, ...]],
    leaving_out: frozenset[Origin] = frozenset(),
    askable: bool = False,
    most_units: Mapping[str, int] | None = None,
    over: Callable[[], bool] = lambda: False,
) -> Problem:
    """The problem of a profile, of the components on offer. What `leaving_out` names isn't asked for.

    `askable`: any component may be asked for, as a decision would, by its variable in `asked_for`. `most_units` of a
    component may be chosen at a place instead of what the catalogue says. Raises TimeIsUpError once the time is `over`.
    """
    builder = Builder(sizing, offer, leaving_out, askable, most_units or {}, over)
    builder.add_components()
    builder.add_needs()
    builder.add_balances()
    add_limits(builder)
    add_installed(builder)
    add_prices(builder)
    preferences = add_rules(builder) + Linear.sum(keeping(builder))
    add_decisions(builder)
    add_budget(builder)
    optional = ((need.weight, builder.met[need.id]) for need in sizing.needs if need.id in builder.optional)
    goals = (
        Goal("coverage", Linear.sum(optional), True, by_levels=True),
        Goal("preferences", preferences, True),
        Goal("total_contract", builder.total_contract(), False),
        Goal("components", Linear.sum((1, v) for v in builder.chosen_anywhere.values()), False),
    )
    return Problem(
        tuple(builder.variables),
        tuple(builder.constraints),
        goals,
        _ordered(builder),
        builder.met,
        builder.spending(),
        {id: builder.total(id) for id in builder.chosen_anywhere},
        builder.chosen_anywhere,
        builder.asked_for,
        builder.implied,
        builder.kept,
        {units: builder.chosen[place] for place, units in builder.quantity.items()},
    )


def _ordered(builder: Builder) -> dict[Place, int]:
    """The quantities by component and by what the site classes are, wherever they stand in the profile."""
    position = {place: number for number, place in enumerate(builder.sizing.classes_by_rank())}
    return dict(sorted(builder.quantity.items(), key=lambda item: (item[0][0], position.get(item[0][1] or "", -1))))
