"""CP-SAT by itself: the raw solve of the engine's own problem, and the formulation one would write first."""

from unittest.mock import patch

from ortools.sat.python import cp_model

from configurator.engine.builder import Builder
from configurator.engine.installed import Counted
from configurator.engine.linear import CATALOGUE, Constraint, Linear
from configurator.engine.problem import Problem, build
from configurator.pricing.bundles import Offer
from configurator.pricing.charges import PricedCharge
from configurator.pricing.models.segments import Segments
from configurator.sizing import Sizing
from tests.benchmarks.peers.settled import Found, Settled, settled

TUNED: dict[str, object] = {"num_workers": 1, "linearization_level": 2}
"""The parameters that suit the engine's problems: the raw solve has them as well."""

UNTUNED: dict[str, object] = {"num_workers": 1}
"""The solver's own parameters on one worker."""


def raw(problem: Problem, seconds: float, parameters: dict[str, object] = TUNED) -> Settled:
    """The problem as it is built, nothing tightened, split or hinted: one solve a goal. Making the model isn't timed."""
    return _Model(problem, parameters).settled(seconds)


def naive(sizing: Sizing, offer: Offer, seconds: float) -> Settled:
    """The naive formulation with the solver's own parameters: one solve a goal. Making the model isn't timed."""
    return raw(naive_problem(sizing, offer), seconds, UNTUNED)


def naive_problem(sizing: Sizing, offer: Offer) -> Problem:
    """The same problem with every price tier half-reified: in this tier the quantity is so, and the price is so much."""
    with patch("configurator.engine.problem.add_prices", _Prices.add_all):
        return build(sizing, offer)


class _Prices:
    """A charge's price is a variable of its own, which each tier ties to the quantity while the tier is chosen."""

    def __init__(self, builder: Builder) -> None:
        from configurator.engine.prices import _Prices as Bundled

        self.builder, self._bundled = builder, Bundled(builder)

    @classmethod
    def add_all(cls, builder: Builder) -> None:
        prices = cls(builder)
        charges = [charge for id in builder.chosen_anywhere for charge in builder.offer[id] if charge.share is None]
        for charge in charges:
            counted = prices._bundled._counted(charge)
            if counted is not None and charge.meter.plain and charge.where is None:
                prices.add(charge, counted)
            elif counted is not None:
                prices._bundled._add_apart(charge, counted)
        prices._bundled.add_percentages()

    def add(self, charge: PricedCharge, counted: Counted) -> None:
        chosen, total, most = counted.chosen, counted.total, counted.most
        variants = self._bundled._variants(charge)
        prices = [self._priced(f"{counted.name} {charge.index} {name}", segments, total, chosen, most) for name, segments in (
            ("net", [(v.headline, state) for v, state in variants]),
            ("contract", [(v.contract, state) for v, state in variants]),
        )]  # fmt: skip
        self._bundled._charge(charge, *prices)

    def _priced(
        self, name: str, variants: list[tuple[Segments, int | None]], total: Linear, chosen: int, most: int
    ) -> Linear:
        builder = self.builder
        dearest = max(s.fixed + s.unit * most for segments, _ in variants for s in segments)
        net = builder.variable(name, 0, dearest)
        tiers = []
        for segments, state in variants:
            for segment in segments:
                tier = builder.variable(f"{name} from {segment.low}?", 0, 1)
                tiers.append(tier)
                builder.require(total, segment.low, segment.high, CATALOGUE, [tier])
                price = total.times(-segment.unit) + Linear.of((1, net))
                builder.require(price, segment.fixed, segment.fixed, CATALOGUE, [tier])
                if state is not None:
                    builder.require(Linear.of((1, state)), 1, None, CATALOGUE, [tier])
        builder.require(Linear.sum([(-1, chosen), *((1, tier) for tier in tiers)]), 0, 0, CATALOGUE)
        builder.require(Linear.of((1, net)), None, 0, CATALOGUE, [~chosen])
        return Linear.of((1, net))


class _Model:
    def __init__(self, problem: Problem, parameters: dict[str, object]) -> None:
        self.problem, self.parameters = problem, parameters
        self.model = cp_model.CpModel()
        self.variables = [self.model.new_int_var(v.low, v.high, v.name) for v in problem.variables]
        for constraint in problem.constraints:
            self._add(constraint)

    def settled(self, seconds: float) -> Settled:
        return settled(self.problem, self._search, self._require, seconds)

    def _add(self, constraint: Constraint) -> None:
        low = cp_model.INT_MIN if constraint.low is None else constraint.low
        high = cp_model.INT_MAX if constraint.high is None else constraint.high
        added = self.model.add_linear_constraint(self._sum(constraint.terms), low, high)
        if constraint.when:
            added.only_enforce_if(
                [self.variables[n] if n >= 0 else self.variables[~n].negated() for n in constraint.when]
            )

    def _sum(self, terms: tuple[tuple[int, int], ...]) -> cp_model.LinearExpr:
        variables, coefficients = [self.variables[v] for v, _ in terms], [c for _, c in terms]
        return cp_model.LinearExpr.weighted_sum(variables, coefficients)

    def _whole(self, expression: Linear) -> cp_model.LinearExpr:
        return self._sum(tuple((v, int(c)) for v, c in expression.terms)) + int(expression.constant)

    def _require(self, expression: Linear, value: int) -> None:
        self.model.add_linear_constraint(self._whole(expression), value, value)

    def _search(self, expression: Linear, maximise: bool, seconds: float) -> Found:
        objective = self._whole(expression)
        if maximise:
            self.model.maximize(objective)
        else:
            self.model.minimize(objective)
        solver = cp_model.CpSolver()
        for name, value in {**self.parameters, "random_seed": 0, "max_time_in_seconds": seconds}.items():
            setattr(solver.parameters, name, value)
        status = solver.solve(self.model)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Found(round(solver.objective_value), solver.best_objective_bound)
        return Found(None, solver.best_objective_bound, status == cp_model.INFEASIBLE)
