"""Options for the terminal: a row per component that can be had; below them, why others can't."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from configurator.cli.summary import print_outcome, wide_console
from configurator.engine.outcome import Outcome, Solved

_AMOUNTS = ("one_time", "monthly", "total_contract")

_WORDS = {
    "en": {
        "component": "Component",
        "now": "Now",
        "units": "Units",
        "one_time": "Once",
        "monthly": "Per month",
        "total_contract": "{} months",
        "brings": "Brings",
        "needs": "¹",
        "musts": "²",
        "about_needs": "¹ possible, but not with every preference kept",
        "about_musts": "² possible, but a wish now met would have to go",
        "about": "≈ with the rest as it is; choosing it may cost less. Net of tax in {}.",
        "impossible": "{} more can't be chosen. --reasons tells why.",
        "open": "not proven within the limits: {}",
        "none": "Nothing of this can be chosen.",
    },
    "zh": {
        "component": "产品",
        "now": "现有",
        "units": "可选数量",
        "one_time": "一次性",
        "monthly": "每月",
        "total_contract": "{} 个月",
        "brings": "带来",
        "needs": "¹",
        "musts": "²",
        "about_needs": "¹ 可选，但不能保持全部偏好",
        "about_musts": "² 可选，但须放弃一项现已满足的期望需求",
        "about": "≈ 其余不变时的差额，实际可能更低。不含税，{}。",
        "impossible": "另有 {} 项不能选择。--reasons 可列出原因。",
        "open": "限定时间内没有结论：{}",
        "none": "其中没有可选的产品。",
    },
}


def print_options(outcome: Outcome, told: Sequence[Mapping[str, Any]], console: Console | None = None) -> None:
    """Prints options as `Options.tell` tells them, in the language of the profile; of no package, why there is none."""
    console = console or wide_console()
    if isinstance(outcome, Solved):
        _Printer(outcome, console).print(told)
    else:
        print_outcome(outcome, console)


class _Printer:
    def __init__(self, outcome: Solved, console: Console) -> None:
        self.sizing, self.book, self.console = outcome.sizing, outcome.sizing.rulebook, console
        self.language = outcome.sizing.profile.language
        self.words = _WORDS["zh" if self.language.startswith("zh") else "en"]

    def print(self, told: Sequence[Mapping[str, Any]]) -> None:
        possible = [option for option in told if option["possible"]]
        if possible:
            self.console.print(self._table(possible))
            self.console.print(f"[dim]{self.words['about'].format(self.book.currency)}")
        else:
            self.console.print(self.words["none"])
        for keeps in ("needs", "musts"):
            if any(option["keeps"] == keeps for option in possible):
                self.console.print(f"[dim]{self.words[f'about_{keeps}']}")
        self._rest([option for option in told if not option["possible"]])

    def _rest(self, options: Sequence[Mapping[str, Any]]) -> None:
        """What can't be had, or isn't known to."""
        for option in options:
            if option["reason"]:
                self.console.print(f"✗ {option['reason']}", markup=False)
        untold = sum(option["possible"] is False and not option["reason"] for option in options)
        if untold:
            self.console.print(self.words["impossible"].format(untold))
        unknown = [option["component"] for option in options if option["possible"] is None]
        if unknown:
            self.console.print(f"[yellow]{self.words['open'].format(', '.join(unknown))}")

    def _table(self, options: Sequence[Mapping[str, Any]]) -> Table:
        table = Table(box=None, header_style="bold", pad_edge=False, expand=True)
        table.add_column(self.words["component"], overflow="fold", max_width=38)
        for key in ("now", "units", "one_time", "monthly"):
            table.add_column(self.words[key], justify="right", no_wrap=True)
        contract = self.words["total_contract"].format(self.sizing.term_months)
        table.add_column(contract, justify="right", no_wrap=True)
        table.add_column(self.words["brings"], no_wrap=True, overflow="ellipsis", ratio=1)
        for option in options:
            table.add_row(*self._row(option))
        return table

    def _row(self, option: Mapping[str, Any]) -> list[Text | str]:
        name = Text.assemble(option["name"], (f"\n{option['component']}", "dim"))
        mark = self.words.get(option["keeps"], "")
        now = f"{option['quantity']:,}" if option["quantity"] else "–"
        return [name, now, f"{self._range(option['range'])}{mark}", *self._effect(option), self._brings(option)]

    def _range(self, units: Sequence[int] | None) -> str:
        if units is None:
            return "?"
        least, most = units
        return f"{least:,}" if least == most else f"{least:,}–{most:,}"

    def _effect(self, option: Mapping[str, Any]) -> list[str]:
        effect = option["price_effect"]
        about = "" if effect["exact"] else "≈ "
        amounts = (Decimal(effect[amount]) for amount in _AMOUNTS)
        return [f"{about}{amount:+,}" if amount else "–" for amount in amounts]

    def _brings(self, option: Mapping[str, Any]) -> str:
        brings, capabilities = option["brings"], self.book.capabilities
        supplied = (
            f"{capabilities[id].name.in_language(self.language)} {amount}"
            for id, amount in brings["capabilities"].items()
        )
        return ", ".join([*supplied, *(f"{name} {value}" for name, value in brings["sla"].items())])
