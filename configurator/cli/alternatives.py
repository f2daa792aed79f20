"""`configurator alternatives`: packages of near-equal cost that differ where it matters."""

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import click

from configurator.cli import options
from configurator.cli.dialogue import DONE, NOT_PROVEN, exit_code, print_json, question, reporting, say

if TYPE_CHECKING:
    from configurator.engine.alternatives import Alternative, Alternatives, Difference
    from configurator.rulebook.model import Rulebook

_WORDS = {
    "en": {
        "recommended": "Recommended: {} over the contract, net of tax in {}.",
        "one": "{}. {} ({:+.1%}) over the contract: {} once, {} a month",
        "nothing": "nothing",
        "instead": "{} instead of {}",
        "without": "without {}",
        "none": "No {}package within the budget and {:.0%} of that price differs in {}.",
        "other": "other ",
        "open": "The limits came before that was certain. Raise --limit.",
        "id": "product",
        "comma": ", ",
        "semicolon": "; ",
        "colon": ": ",
    },
    "zh": {
        "recommended": "推荐方案：合同期 {}（不含税，{}）。",
        "one": "{}. 合同期 {}（{:+.1%}），其中一次性 {}，每月 {}",
        "nothing": "无",
        "instead": "由{1}改为{0}",
        "without": "不再采用{}",
        "none": "在预算以内、价格上浮不超过{1:.0%}，没有{0}方案在{2}上有所不同。",
        "other": "其他",
        "open": "限定时间内未能确认。请提高 --limit。",
        "id": "产品",
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
@click.option("-n", "most", type=click.IntRange(1, 20), default=3, show_default=True, help="How many at most.")
@click.option(
    "--within",
    type=click.FloatRange(0, 10),
    default=0.1,
    show_default=True,
    help="How much more each may cost over the contract, as a share of the recommended package's price.",
)
@options.language
@options.as_json
def alternatives(
    profile: Path,
    rulebook: str | None,
    settings: tuple[str, ...],
    limit: float,
    most: int,
    within: float,
    lang: str | None,
    as_json: bool,
) -> None:
    """Show packages for PROFILE that cost about as much and differ where it matters.

    They meet the same needs. What matters stands in the rulebook: technology, cloud or on premises, vendor.
    """
    from configurator.cli.summary import print_outcome
    from configurator.engine.alternatives import alternatives as find
    from configurator.engine.outcome import Solved
    from configurator.engine.recommend import recommend
    from configurator.engine.solve import Limits

    with reporting(as_json):
        asked, book = question(profile, rulebook, settings, lang)
        say(f"looking for the best of {len(book.components)} components under {len(book.rules)} rules …")
        outcome = recommend(asked, book, Limits(limit))
        if isinstance(outcome, Solved):
            say(f"looking for others within {within:.0%} of its price …")
            share = Fraction(str(within))
            found = find(outcome, most, share)
    if not isinstance(outcome, Solved):
        if as_json:
            print_json(outcome.to_json())
        else:
            print_outcome(outcome)
        raise SystemExit(exit_code(outcome))
    if as_json:
        print_json(found.to_json())
    else:
        _Printer(found, asked.language).print(most, share)
    raise SystemExit(DONE if found.complete else NOT_PROVEN)


class _Printer:
    def __init__(self, found: "Alternatives", language: str) -> None:
        self.found, self.language = found, language
        self.words = _WORDS["zh" if language.startswith("zh") else "en"]
        self.book: Rulebook = found.outcome.sizing.rulebook

    def print(self, most: int, within: Fraction) -> None:
        now = self.found.outcome.package.totals.total_contract
        click.echo(self.words["recommended"].format(self._money(now), self.book.currency))
        for number, alternative in enumerate(self.found.found, 1):
            click.echo("\n" + self._price(number, alternative))
            for difference in alternative.differs:
                click.echo(f"   {self._difference(difference)}")
            click.echo(f"   - {self._components(alternative.drops)}\n   + {self._components(alternative.adds)}")
        if len(self.found.found) < most:
            other = self.words["other"] if self.found.found else ""
            named = self.words["comma"].join(self._attribute(name) for name in self.book.identity.differs_by)
            click.echo("\n" + self.words["none"].format(other, float(within), named))
        if not self.found.complete:
            click.echo(self.words["open"])

    def _price(self, number: int, alternative: "Alternative") -> str:
        delta, now = self.found.delta(alternative), self.found.outcome.package.totals.total_contract
        share = delta["total_contract"] / max(now, 1)
        amounts = (self._signed(delta[name]) for name in ("total_contract", "one_time", "monthly"))
        contract, once, monthly = amounts
        return self.words["one"].format(number, contract, share, once, monthly)

    def _difference(self, difference: "Difference") -> str:
        family = next(f for f in self.book.identity.families if f.id == difference.family)
        where = f"{family.name.in_language(self.language)} · {self._attribute(difference.attribute)}"
        before, after = (
            self.words["semicolon"].join(self._value(difference.attribute, value) for value in values)
            for values in (difference.before, difference.after)
        )
        told = self.words["instead"].format(after, before) if after else self.words["without"].format(before)
        return where + self.words["colon"] + told

    def _attribute(self, name: str) -> str:
        known = {fact.id: fact.name.in_language(self.language) for fact in self.book.facts.component}
        return known.get(name) or self.words["id"]

    def _value(self, attribute: str, value: str) -> str:
        if attribute == "id":
            return self._components((value,))
        values = next((fact.values for fact in self.book.facts.component if fact.id == attribute), {})
        return values[value].in_language(self.language) if value in values else value

    def _components(self, ids: tuple[str, ...]) -> str:
        names = [self.book.components[id].name.in_language(self.language) for id in ids]
        return self.words["semicolon"].join(names) or self.words["nothing"]

    def _signed(self, minor: int) -> str:
        from configurator.cli.summary import signed

        return signed(minor, self.book.currency)

    def _money(self, minor: int) -> str:
        from configurator.money import grouped

        return grouped(minor, self.book.currency)
