"""The records of a rulebook, as rules/README.md describes them, and the rulebook they make up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field

from configurator.records import (
    CapabilityId,
    Code,
    ComponentId,
    Date,
    Flag,
    Id,
    Number,
    Record,
    Sourced,
    Text,
    Whole,
    Wording,
)
from configurator.rulebook.approval import Approver
from configurator.rulebook.examples import Examples, Units
from configurator.rulebook.formula import Formula
from configurator.rulebook.installed import InstalledTerms
from configurator.rulebook.language.evaluate import Catalogue, Element, World
from configurator.rulebook.scenarios import Scenarios
from configurator.rulebook.segments import Segment
from configurator.rulebook.shares import Bases, Sold, bases_of, percentages_of, ranks_of
from configurator.rulebook.tariff import Charge, Currency, Discount, Exchange, ExchangeRate, Price, Tax, Waterfall
from configurator.rulebook.wording import ProposalWording

Value = Fraction | int | bool | str
"""What a fact, constant or table cell may be."""


class Unit(Wording):
    """What quantities are counted or measured in. What `measures` the same differs in scale only: `times`."""

    measures: Id | None = None
    times: Annotated[Number, Field(gt=0)] = 1


class Constant(Sourced):
    """A number with a name."""

    id: Id
    name: Wording
    value: Number
    unit: Id | None = None


class Fact(Record):
    """Something that may be said about a customer, site, deal, component or need."""

    id: Id
    name: Wording
    type: Literal["integer", "number", "boolean", "choice", "text"]
    unit: Id | None = None
    min: Number | None = None
    max: Number | None = None
    values: dict[Id, Wording] = {}
    required: Flag = False
    default: Any = None
    default_from: Formula | None = None
    value: Formula | None = None
    shown: Flag = True


class ComplianceCode(Record):
    """A compliance regime a profile may name, and the facts of the deal it sets."""

    code: Id
    name: Wording
    sets: dict[Id, Whole | Flag]


class Facts(Record):
    """The file facts.yaml."""

    customer: tuple[Fact, ...] = ()
    site: tuple[Fact, ...] = ()
    profile: tuple[Fact, ...] = ()
    component: tuple[Fact, ...] = ()
    compliance: tuple[ComplianceCode, ...] = ()


class Capability(Record):
    """What components supply or consume: its unit, where it is balanced, how supplies add up."""

    id: CapabilityId
    name: Wording
    unit: Id | None = None
    at: Literal["deal", "site"]
    adds: Literal["sum", "max", "any"]


class Demand(Sourced):
    """How a need is sized into an amount of a capability."""

    id: Code
    capability: Text
    amount: Formula
    when: Formula | None = None
    because: Wording


class Need(Record):
    """What a customer may ask for, in their words."""

    id: Id
    family: Id
    name: Wording
    says: Wording
    inputs: tuple[Fact, ...] = ()
    demands: Annotated[tuple[Demand, ...], Field(min_length=1)]


class Quantity(Record):
    """How many units of a component may be chosen, when it is chosen."""

    min: Annotated[Whole, Field(ge=1)] = 1
    max: Annotated[Units, Field(ge=1)] = 1
    extra: Flag = False


class Component(Record):
    """A sellable item."""

    id: ComponentId
    name: Wording
    benefit: Wording
    unit: Id
    at: Literal["deal", "site"]
    quantity: Quantity = Quantity()
    available_when: Formula | None = None
    supplies: dict[str, Number] = {}
    consumes: dict[str, Number] = {}
    attributes: dict[Id, Any] = {}
    vat: Id
    sla: dict[Id, Number | Text] = {}
    charges: Annotated[tuple[Charge, ...], Field(min_length=1)]

    @property
    def family(self) -> str:
        return self.id.partition(".")[0]


class Rule(Sourced):
    """What must hold of every package; with a weight, what is preferred to hold."""

    id: Code
    rule: Formula
    because: Wording
    effective_from: Date | None = None
    weight: Annotated[Whole, Field(ge=1, le=1000)] | None = None
    examples: Examples = Examples()


class Family(Record):
    """A family of components, in the order of the documents."""

    id: Id
    name: Wording


class Accepted(Record):
    """A finding of the check that is meant, and why."""

    code: Text
    id: Text
    because: Text


Concession = Annotated[Whole, Field(ge=1, le=1000)] | Literal["never"]
"""How hard it is for a customer to give an input up, or that it isn't asked of them."""


class Identity(Record):
    """The file rulebook.yaml."""

    id: Id
    version: Text
    name: Wording
    currency: Currency
    terms: Annotated[tuple[Annotated[Whole, Field(ge=1, le=120)], ...], Field(min_length=1)]
    units: dict[Id, Unit]
    families: Annotated[tuple[Family, ...], Field(min_length=1)]
    example_profile: dict[str, Any] = {}
    accepted: tuple[Accepted, ...] = ()
    concessions: dict[Text, Concession] = {}
    differs_by: Annotated[tuple[Id, ...], Field(min_length=1)] = ("id",)
    waterfall: Waterfall = Waterfall()
    prices_include_tax: Flag = False


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file: column names and rows of values."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    def starting_with(self, keys: tuple[Value, ...]) -> list[tuple[Value, ...]]:
        """The rows whose first cells are `keys`."""
        return [row for row in self.rows if row[: len(keys)] == keys]


@dataclass(frozen=True)
class Rulebook:
    """What is sold and what must hold: loaded, checked, immutable."""

    identity: Identity
    facts: Facts
    constants: Mapping[str, Constant]
    capabilities: Mapping[str, Capability]
    needs: Mapping[str, Need]
    segments: Mapping[str, Segment]
    scenarios: Scenarios
    installed: InstalledTerms
    components: Mapping[str, Component]
    prices: Mapping[tuple[str, str], tuple[Price, ...]]  # by component and the name of its charge
    rules: Mapping[str, Rule]
    taxes: Mapping[str, Tax]
    discounts: Mapping[str, Discount]
    tables: Mapping[str, Table]
    wording: ProposalWording
    sha256: str
    approval: tuple[Approver, ...] = ()  # from the seller upwards
    rates: tuple[ExchangeRate, ...] = ()
    exchange: Exchange | None = None  # by which its prices have been converted from another currency

    @cached_property
    def catalogue(self) -> Catalogue:
        """The components as loops run over them, with their attributes."""
        from configurator.rulebook.facts import attributes

        return Catalogue(Element(id, attributes(component, self.facts)) for id, component in self.components.items())

    @cached_property
    def bases(self) -> Bases:
        """What every percentage charge is taken of."""
        constants = {constant.id: constant.value for constant in self.constants.values()}
        world = World({"constant": constants}, components=self.catalogue, tables=self.tables)
        return bases_of({id: component.charges for id, component in self.components.items()}, self.catalogue, world)

    @cached_property
    def percentages(self) -> Mapping[Sold, frozenset[Sold]]:
        """By charge the percentages that are taken of it, where there are any."""
        return percentages_of(self.bases)

    @cached_property
    def ranks(self) -> Mapping[Sold, int]:
        """In which order the percentage charges can be worked out, from 1 on."""
        return ranks_of(self.bases)

    @cached_property
    def suppliers(self) -> Mapping[str, frozenset[str]]:
        """Capability → the components that supply it."""
        return self._by_capability(lambda component: component.supplies)

    @cached_property
    def consumers(self) -> Mapping[str, frozenset[str]]:
        """Capability → the components that consume it."""
        return self._by_capability(lambda component: component.consumes)

    def _by_capability(self, flows: Callable[[Component], Mapping[str, Any]]) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for id, component in self.components.items():
            for capability in flows(component):
                found.setdefault(capability, set()).add(id)
        return {capability: frozenset(ids) for capability, ids in found.items()}

    @cached_property
    def memory(self) -> dict[Any, Any]:
        """What others have worked out of the rulebook alone, and need not work out for every profile."""
        return {}

    @property
    def id(self) -> str:
        return self.identity.id

    @property
    def version(self) -> str:
        return self.identity.version

    @property
    def currency(self) -> str:
        return self.identity.currency

    def __repr__(self) -> str:
        sizes = f"{len(self.components)} components, {len(self.needs)} needs, {len(self.rules)} rules"
        return f"<Rulebook {self.id} {self.version}: {sizes}, sha256 {self.sha256[:12]}>"
