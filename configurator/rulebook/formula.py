"""A formula as a field of a record: its text, and its tree parsed while the record is validated."""

from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from configurator.rulebook.language.parse import FormulaError, parse_rule
from configurator.rulebook.language.syntax import Node


@dataclass(frozen=True, slots=True)
class Formula:
    """Text of the rule language and what it means."""

    text: str
    tree: Node

    @classmethod
    def parse(cls, text: Any) -> "Formula":
        """The formula of a text (or of a bare number or truth value, as YAML reads `value: 5`)."""
        if isinstance(text, Formula):
            return text
        if isinstance(text, bool):
            text = "true" if text else "false"
        text = str(text) if not isinstance(text, dict | list | None) else ""
        try:
            return cls(" ".join(text.split()), parse_rule(text))
        except FormulaError as fault:
            where = {"line": fault.span.line, "column": fault.span.column, "width": fault.span.width}
            raise PydanticCustomError(
                "formula", "{message}", {"code": "E020", "message": fault.message, "help": fault.help, **where}
            ) from None

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(cls.parse)
