"""One language of the documents: its catalogue of words, and how it writes amounts, dates and counts.

A language is one file, `quote_templates/languages/<tag>.yaml`. Adding a third means adding a file: copy a catalogue,
translate it, name the Babel locale, the fonts and the key under which the rulebook holds its texts in that language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any

import yaml
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_symbol

from configurator import resources
from configurator.errors import RenderError, did_you_mean

TEMPLATES = "quote_templates"
PLURAL_FORMS = {"zero", "one", "two", "few", "many", "other"}

Texts = Mapping[str, str]
"""A text of the rulebook by language: `{"en": …, "zh": …}`."""


@dataclass(frozen=True)
class Wording:
    """Everything that differs between one language's documents and another's."""

    tag: str
    locale: Locale
    texts: str
    fonts: tuple[str, ...]
    capitals: bool
    messages: Mapping[str, str | Mapping[str, str]]

    def __call__(self, key: str, **values: Any) -> str:
        """The catalogue's message, filled in; `count` chooses among plural forms where the message has them."""
        message = self.messages.get(key)
        if message is None:
            raise RenderError(f"the catalogue of language '{self.tag}' has no message '{key}'")
        if not isinstance(message, str):
            form = self.locale.plural_form(values["count"])
            message = message.get(form, message["other"])
        shown = {
            name: self.number(value) if isinstance(value, int | Decimal) else value for name, value in values.items()
        }
        return message.format(**shown)

    def saying(self, words: Mapping[str, Texts]) -> "Wording":
        """The same wording with messages of a rulebook's own: a household reads other words than an enterprise."""
        for key in words:
            if not self.has(key):
                help = did_you_mean(key, self.messages)
                raise RenderError(f"the rulebook rewords '{key}', which the documents don't say", help)
            known = _values(self.messages[key])
            if not _fillable(self.text(words[key]), known):
                help = (
                    f"its values are {', '.join(f'{{{name}}}' for name in sorted(known))}" if known else "it has none"
                )
                raise RenderError(f"the rulebook's words for '{key}' have a value that can't be filled in", help)
        return replace(self, messages={**self.messages, **{key: self.text(texts) for key, texts in words.items()}})

    def has(self, key: str) -> bool:
        """Whether the catalogue holds such a message."""
        return key in self.messages

    def text(self, texts: Texts | str) -> str:
        """A rulebook's text in this language; in English, else whatever there is, when it has none in this one."""
        if isinstance(texts, str):
            return texts
        return texts.get(self.texts) or texts.get("en") or next(iter(texts.values()), "")

    def unit(self, texts: Texts | str, amount: str | int | Decimal | None = None) -> str:
        """A unit's name for an amount of it: of `seat|seats` the first for one, the last for any other and for none."""
        forms = self.text(texts).split("|")
        one = amount is not None and self.locale.plural_form(Decimal(amount)) == "one"
        return forms[0 if one else -1]

    def money(self, amount: str | Decimal, currency: str) -> str:
        """An amount that stands alone, with its currency."""
        return _minus(format_currency(Decimal(amount), currency, locale=self.locale))

    def amount(self, amount: str | Decimal, currency: str) -> str:
        """An amount in a column whose heading names the currency."""
        return _minus(format_currency(Decimal(amount), currency, format="#,##0.00", locale=self.locale))

    def symbol(self, currency: str) -> str:
        """The sign this language writes for a currency."""
        return get_currency_symbol(currency, locale=self.locale)

    def number(self, number: str | int | Decimal) -> str:
        """A quantity: grouped, with as many decimals as it has."""
        return _minus(format_decimal(Decimal(number), locale=self.locale, decimal_quantization=False))

    def reading(self, number: str | Decimal) -> str:
        """A reckoned number for reading: a long fraction to four significant digits, and marked as such."""
        exact = Decimal(number)
        digits = max(4 - (exact.adjusted() + 1), 0)
        near = round(exact, digits)
        return self.number(exact) if near == exact else f"≈\N{NO-BREAK SPACE}{self.number(near.normalize())}"

    def percent(self, share: str | Decimal, decimals: int | None = None) -> str:
        """A share such as a tax rate: exact, unless a number of decimals is asked for."""
        if decimals is None:
            return _minus(format_percent(Decimal(share), locale=self.locale, decimal_quantization=False))
        return _minus(format_percent(Decimal(share), format="#,##0." + "0" * decimals + "%", locale=self.locale))

    def date(self, day: str) -> str:
        """A day of the calendar, written out."""
        return format_date(date.fromisoformat(day), format="long", locale=self.locale)

    def listing(self, words: list[str]) -> str:
        """Several words as an enumeration."""
        return str(self("format.list_separator")).join(words)


def _values(message: str | Mapping[str, str]) -> set[str]:
    """The names of the values a message is filled in with, in any of its plural forms."""
    forms = [message] if isinstance(message, str) else message.values()
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name is not None}


def _fillable(text: str, known: set[str]) -> bool:
    try:
        return _values(text) <= known
    except ValueError:  # a brace that isn't closed
        return False


def _minus(text: str) -> str:
    return text.replace("-", "\N{MINUS SIGN}")


def templates() -> Path:
    """The folder of templates, style sheets and catalogues."""
    return resources.folder(TEMPLATES)


def languages() -> tuple[str, ...]:
    """The languages there are catalogues for."""
    return tuple(sorted(file.stem for file in (templates() / "languages").glob("*.yaml")))


def wording_of(view: Mapping[str, Any], tag: str) -> Wording:
    """The wording of a language for a customer view, whose rulebook may have words of its own."""
    return wording(tag).saying(view["proposal"].get("words") or {})


@lru_cache
def wording(tag: str) -> Wording:
    """The wording of a language such as `zh-CN`."""
    if tag not in languages():
        known = ", ".join(languages())
        raise RenderError(f"no documents in language '{tag}'", help=f"choose one of: {known}")
    raw: dict[str, Any] = yaml.safe_load((templates() / "languages" / f"{tag}.yaml").read_text(encoding="utf-8"))
    head = raw.pop("language")
    return Wording(
        tag=tag,
        locale=Locale.parse(head["locale"]),
        texts=head["texts"],
        fonts=tuple(head["fonts"]),
        capitals=bool(head["capitals"]),
        messages=MappingProxyType(_flat(raw)),
    )


def _flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str | Mapping[str, str]]:
    """`{summary: {title: …}}` as `{"summary.title": …}`; a mapping of plural forms alone is one message."""
    flat: dict[str, str | Mapping[str, str]] = {}
    for key, value in tree.items():
        if not isinstance(value, Mapping):
            flat[prefix + key] = str(value)
        elif value.keys() <= PLURAL_FORMS:
            flat[prefix + key] = MappingProxyType(dict(value))
        else:
            flat |= _flat(value, f"{prefix}{key}.")
    return flat
