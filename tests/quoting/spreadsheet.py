"""A small calculator for the formulas of our workbooks: + − × ÷, =, ROUND, SUM, SUMIFS, IF and references.

It knows nothing of the cached values, so that a sheet is recomputed from its plain numbers alone.
"""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from openpyxl import Workbook

TOKEN = re.compile(
    r"""(?P<ref>(?:'(?P<sheet>[^']+)'!)?(?P<first>[A-Z]+[0-9]+)(?::(?P<last>[A-Z]+[0-9]+))?)
      | (?P<name>[A-Z]+)(?=\() | (?P<number>[0-9.]+) | "(?P<text>[^"]*)" | (?P<sign>[-+*/=(),])""",
    re.VERBOSE,
)


class Calculator:
    """Recomputes cells of a workbook that was loaded with its formulas."""

    def __init__(self, book: Workbook) -> None:
        self.book = book

    def value(self, sheet: str, address: str) -> Any:
        """A cell's value: Decimal for numbers and formulas, str for texts, None when empty."""
        content = self.book[sheet][address].value
        if isinstance(content, str) and content.startswith("=") and self.book[sheet][address].data_type == "f":
            return _Formula(self, sheet, content[1:]).result()
        return Decimal(repr(content)) if isinstance(content, int | float) else content


class _Formula:
    def __init__(self, calculator: Calculator, sheet: str, text: str) -> None:
        self.calculator, self.sheet = calculator, sheet
        self.tokens = self._read(text)
        self.position = 0

    def _read(self, text: str) -> list[re.Match[str]]:
        tokens, start = [], 0
        while start < len(text):
            match = TOKEN.match(text, start)
            assert match is not None, f"unknown in a formula: {text[start:]}"
            tokens.append(match)
            start = match.end()
        return tokens

    def result(self) -> Any:
        value = self._comparison()
        assert self.position == len(self.tokens), "a formula read only in part"
        return value

    def _sign(self) -> str | None:
        return self.tokens[self.position]["sign"] if self.position < len(self.tokens) else None

    def _take(self) -> re.Match[str]:
        self.position += 1
        return self.tokens[self.position - 1]

    def _comparison(self) -> Any:
        left = self._sum()
        if self._sign() == "=":
            self._take()
            return left == self._sum()
        return left

    def _sum(self) -> Any:
        left = self._product()
        while self._sign() in ("+", "-"):
            sign = self._take()["sign"]
            right = self._product()
            left = left + right if sign == "+" else left - right
        return left

    def _product(self) -> Any:
        left = self._one()
        while self._sign() in ("*", "/"):
            sign = self._take()["sign"]
            right = self._one()
            left = left * right if sign == "*" else left / right
        return left

    def _one(self) -> Any:
        token = self._take()
        if token["name"]:
            return self._function(token["name"])
        if token["number"]:
            return Decimal(token["number"])
        if token["text"] is not None:
            return token["text"]
        if token["ref"]:
            return self._reference(token)
        assert token["sign"] == "(", f"unexpected {token[0]}"
        inner = self._comparison()
        assert self._take()["sign"] == ")"
        return inner

    def _reference(self, token: re.Match[str]) -> Any:
        sheet = token["sheet"] or self.sheet
        if not token["last"]:
            return self.calculator.value(sheet, token["first"])
        cells = self.calculator.book[sheet][f"{token['first']}:{token['last']}"]
        return [self.calculator.value(sheet, cell.coordinate) for row in cells for cell in row]

    def _function(self, name: str) -> Any:
        if name == "IF":
            return self._if()
        arguments = list(self._arguments())
        if name == "ROUND":
            amount, digits = arguments
            return amount.quantize(Decimal(1).scaleb(-int(digits)), rounding=ROUND_HALF_UP)
        if name == "SUM":
            return sum((cell for cell in arguments[0] if isinstance(cell, Decimal)), Decimal(0))
        assert name == "SUMIFS", name
        amounts, keys, wanted = arguments
        return sum(
            (a for a, key in zip(amounts, keys, strict=True) if key == wanted and isinstance(a, Decimal)), Decimal(0)
        )

    def _arguments(self) -> Iterator[Any]:
        assert self._take()["sign"] == "("
        while True:
            yield self._comparison()
            if self._take()["sign"] == ")":
                return

    def _if(self) -> Any:
        """Only the branch that is meant: the other may divide by zero."""
        assert self._take()["sign"] == "("
        condition = self._comparison()
        assert self._take()["sign"] == ","
        if not condition:
            self._skip_to_comma()
        value = self._comparison()
        if condition:
            self._take()
            self._skip_to_end()
        else:
            assert self._take()["sign"] == ")"
        return value

    def _skip_to_comma(self) -> None:
        while self._take()["sign"] != ",":
            pass

    def _skip_to_end(self) -> None:
        depth = 1
        while depth:
            sign = self._take()["sign"]
            depth += {"(": 1, ")": -1}.get(sign or "", 0)
