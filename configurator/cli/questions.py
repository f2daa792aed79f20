"""`configurator questions`: what to ask the customer next, and what each answer would change."""

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from configurator.cli import options
from configurator.cli.dialogue import DONE, NOT_PROVEN, exit_code, print_json, reporting, say
from configurator.cli.dialogue import question as asked_by

if TYPE_CHECKING:
    from configurator.engine.questions import Answer, Question, Questions
    from configurator.engine.unstated import Unstated
    from configurator.rulebook.model import Rulebook

_AMOUNTS = ("total_contract", "one_time", "monthly")
_WORDS = {
    "en": {
        "none": "Nothing that isn't stated yet would change the package.",
        "open": "The limits came before all was worked out. Raise --limit.",
        "head": "These needs cost at least {} over the contract, net of tax in {}, budget and preferences aside.",
        "apart": "{}. {}: up to {} apart",
        "prunes": "; products ruled out or let in: {}",
        "assumed": "{} (taken so now)",
        "unknown": "not stated",
        "none_of_them": "none of them",
        "yes": "yes",
        "no": "no",
        "no_package": "can't be had with the rest",
        "effect": "{} over the contract: {} once, {} a month",
        "beyond": ", beyond the budget",
        "sites": "{}, wherever not stated",
        "comma": ", ",
        "semicolon": "; ",
        "colon": ": ",
    },
    "zh": {
        "none": "尚未说明的信息都不会改变方案。",
        "open": "限定时间内未能全部算完。请提高 --limit。",
        "head": "满足这些需求，合同期至少 {}（不含税，{}；未计预算上限与偏好）。",
        "apart": "{}. {}：价格最多相差 {}",
        "prunes": "，影响 {} 个可选产品",
        "assumed": "{}（目前按此配置）",
        "unknown": "未说明",
        "none_of_them": "均不要求",
        "yes": "是",
        "no": "否",
        "no_package": "与其他要求不能同时满足",
        "effect": "合同期 {}，其中一次性 {}，每月 {}",
        "beyond": "，超出预算",
        "sites": "{}（未说明的站点）",
        "comma": "、",
        "semicolon": "、",
        "colon": "：",
    },
}


@click.command()
@options.profile
@options.rulebook
@options.settings
@options.limit
@click.option("-n", "most", type=click.IntRange(1, 50), default=3, show_default=True, help="How many at most.")
@options.language
@options.as_json
def questions(
    profile: Path,
    rulebook: str | None,
    settings: tuple[str, ...],
    limit: float,
    most: int,
    lang: str | None,
    as_json: bool,
) -> None:
    """Show what PROFILE doesn't say and would change most: what to ask the customer next."""
    from configurator.cli.summary import print_outcome
    from configurator.engine.outcome import Solved
    from configurator.engine.questions import questions as find
    from configurator.engine.recommend import recommend
    from configurator.engine.solve import Limits

    with reporting(as_json):
        asked, book = asked_by(profile, rulebook, settings, lang)
        say(f"looking for the best of {len(book.components)} components under {len(book.rules)} rules …")
        outcome = recommend(asked, book, Limits(limit))
        if isinstance(outcome, Solved):
            say("working out what other answers would change …")
            found = find(outcome, most)
    if not isinstance(outcome, Solved):
        if as_json:
            print_json(outcome.to_json())
        else:
            print_outcome(outcome)
        raise SystemExit(exit_code(outcome))
    if as_json:
        print_json(found.to_json())
    else:
        _Printer(found, asked.language).print()
    raise SystemExit(DONE if found.complete else NOT_PROVEN)


class _Printer:
    def __init__(self, found: "Questions", language: str) -> None:
        self.found, self.language = found, language
        self.words = _WORDS["zh" if language.startswith("zh") else "en"]
        self.book: Rulebook = found.outcome.sizing.rulebook

    def print(self) -> None:
        if self.found.found:
            now = self.found.found[0].answers[0].totals
            assert now is not None
            click.echo(self.words["head"].format(self._money(now.total_contract), self.book.currency))
        elif self.found.complete:
            click.echo(self.words["none"])
        for number, question in enumerate(self.found.found, 1):
            self._question(number, question)
        if not self.found.complete:
            click.echo(self.words["open"])

    def _question(self, number: int, question: "Question") -> None:
        about, words = question.about, self.words
        name = about.name.in_language(self.language)
        name = f"{about.of.in_language(self.language)} · {name}" if about.of else name
        name = words["sites"].format(name) if about.kind == "site" else name
        prunes = words["prunes"].format(question.prunes) if question.prunes else ""
        click.echo("\n" + words["apart"].format(number, name, self._money(question.spread)) + prunes)
        if about.says is not None:
            click.echo(f"   {about.says.in_language(self.language)}")
        now, *others = question.answers
        click.echo(f"   {words['assumed'].format(self._value(about, now))}")
        for answer in others:
            self._answer(about, now, answer)

    def _answer(self, about: "Unstated", now: "Answer", answer: "Answer") -> None:
        words = self.words
        told = words["no_package"]
        if answer.totals is not None and now.totals is not None:
            changed = [getattr(answer.totals, name) - getattr(now.totals, name) for name in _AMOUNTS]
            told = words["effect"].format(*map(self._signed, changed))
            told += "" if answer.within_budget or not now.within_budget else words["beyond"]
        click.echo(f"   {self._value(about, answer)}{words['colon']}{told}")
        for sign, ids in (("-", answer.drops), ("+", answer.adds)):
            names = [self.book.components[id].name.in_language(self.language) for id in ids]
            if names:
                click.echo(f"     {sign} {words['semicolon'].join(names)}")

    def _value(self, about: "Unstated", answer: "Answer") -> str:
        from configurator.records import decimal_text

        value = answer.value
        if value is None:
            return self.words["none_of_them" if about.kind == "compliance" else "unknown"]
        if isinstance(value, bool):
            return self.words["yes" if value else "no"]
        if isinstance(value, str):
            return about.choices[value].in_language(self.language) if about.choices else value
        told = decimal_text(Fraction(value))
        forms = about.unit.in_language(self.language).split("|") if about.unit else [""]
        return f"{told} {forms[0] if value == 1 else forms[-1]}".strip()

    def _signed(self, minor: int) -> str:
        from configurator.cli.summary import signed

        return signed(minor, self.book.currency)

    def _money(self, minor: int) -> str:
        from configurator.money import grouped

        return grouped(minor, self.book.currency)
