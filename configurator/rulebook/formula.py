"""A formula as a field of a record: its text, and its tree parsed while the record is validated."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from configurator.rulebook.language.evaluate import reference
from configurator.rulebook.language.parse import FormulaError, parse_rule
from configurator.rulebook.language.syntax import Call, Fact, Loop, Node, walk


@dataclass(frozen=True)
class Formula:
    """Text of the rule language and what it means."""

    text: str
    tree: Node

    @classmethod
    def parse(cls, text: Any) -> "Formula":
        """The formula of a text (or of a bare number or truth value, as YAML reads `value: 5`)."""
        if isinstance(text, Formula):
            return text
        if text is None or isinstance(text, dict | list):
            raise PydanticCustomError("not_a_formula", "a formula is expected here, such as customer.employees >= 5")
        text = ("true" if text else "false") if isinstance(text, bool) else str(text)
        try:
            return cls(" ".join(text.split()), parse_rule(text))
        except FormulaError as fault:
            where = {"line": fault.span.line, "column": fault.span.column, "width": fault.span.width}
            told = {"message": fault.message, "help": fault.help, **where}
            raise PydanticCustomError("formula", "{message}", told) from None

    @cached_property
    def decisions(self) -> tuple[Call, ...]:
        """Every `qty(…)`, `selected(…)`, `supply(…)` and `met(…)` in it."""
        return tuple(node for node in walk(self.tree) if isinstance(node, Call) and node.decided)

    @cached_property
    def named(self) -> frozenset[str]:
        """What its decisions are about: components, capabilities and needs by id, or the variable of a loop."""
        return frozenset(reference(call.arguments[0]) for call in self.decisions)

    @cached_property
    def facts(self) -> frozenset[tuple[str, str]]:
        """The facts it speaks of, as (owner, name)."""
        return frozenset((node.owner, node.name) for node in walk(self.tree) if isinstance(node, Fact))

    @cached_property
    def component_loops(self) -> tuple[Loop, ...]:
        """Its loops over components."""
        return tuple(node for node in walk(self.tree) if isinstance(node, Loop) and node.domain == "components")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)
