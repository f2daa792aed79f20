"""A frontier for the terminal: a row per package, with what it brings beside the cheaper one before it."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from configurator.cli.summary import print_assumptions, print_outcome, wide_console
from configurator.engine.frontier import Frontier, Point
from configurator.engine.outcome import Solved
from configurator.money import grouped

_CAPS = ("monthly", "one_time", "total")

_WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "good": "good",
        "better": "better",
        "best": "best",
        "met": "Met",
        "once": "One-time (NRC)",
        "monthly": "Monthly (MRC)",
        "contract": "{} months (TCV)",
        "budget": "Budget",
        "within": "within",
        "beyond": "beyond",
        "step": "Beside the row before",
        "first": "every must, for the least money",
        "all": "{} packages, net of tax in {}: nothing meets more for as much, or as much for less.",
        "unproven": "not proven",
        "open": "Not everything could be proven within the limits, and there may be more packages. Raise --limit.",
        "least": "The least each cap can be, with the other caps off: {}.",
        "caps": {"monthly": "{} a month", "one_time": "{} once", "total": "{} over the contract"},
        "recommended": "Recommended within the budget ({}): {:.0%} met for {} over the contract.",
        "free": "No budget is stated. Recommended: {:.0%} met for {} over the contract.",
        "dearer": "Some of the above meet as much for less: they leave preferences, or the budget, aside.",
        "refused": "Under the budget as stated:",
        "and": ", ",
    },
    "zh": {
        "good": "经济",
        "better": "均衡",
        "best": "全面",
        "met": "满足度",
        "once": "一次性 (NRC)",
        "monthly": "每月 (MRC)",
        "contract": "{} 个月 (TCV)",
        "budget": "预算",
        "within": "预算内",
        "beyond": "超预算",
        "step": "与上一行相比",
        "first": "满足全部必选需求，费用最低",
        "all": "共 {} 个方案（不含税，{}）：没有方案能以同样费用满足更多，或以更低费用满足同样多。",
        "unproven": "未证明",
        "open": "限定时间内未能全部证明，可能还有其他方案。请提高 --limit。",
        "least": "各项预算上限单独的最低值（不设其他上限）：{}。",
        "caps": {"monthly": "每月 {}", "one_time": "一次性 {}", "total": "合同期 {}"},
        "recommended": "预算内（{}）的推荐方案：满足 {:.0%}，合同期 {}。",
        "free": "未提出预算。推荐方案：满足 {:.0%}，合同期 {}。",
        "dearer": "上述方案中有以更低费用满足同样多的：它们不考虑偏好规则或预算。",
        "refused": "在所提预算之下：",
        "and": "、",
    },
}


def print_frontier(found: Frontier, console: Console | None = None) -> None:
    """Prints a frontier in the language of its profile; of one without points, why nothing fits."""
    _Printer(found, console or wide_console()).print()


class _Printer:
    def __init__(self, found: Frontier, console: Console) -> None:
        self.found, self.console = found, console
        self.language = found.sizing.profile.language
        self.words = _WORDS["zh" if self.language.startswith("zh") else "en"]
        self.book = found.sizing.rulebook

    def print(self) -> None:
        console, recommended = self.console, self.found.recommended
        if not self.found.points:
            print_outcome(recommended, console)
            return
        print_assumptions(recommended, console)
        console.print(self._say("all", len(self.found.points), self.book.currency))
        console.print(self._table())
        if not self.found.complete:
            console.print(f"[yellow]{self._say('open')}")
        least = {"total" if name == "total_contract" else name: m for name, m in self.found.minimum_budget.items()}
        console.print(self._say("least", self._caps({cap: m for cap, m in least.items() if m is not None})))
        if isinstance(recommended, Solved):
            self._recommended(recommended)
        else:
            console.print(f"[bold]{self._say('refused')}")
            print_outcome(recommended, console)

    def _recommended(self, outcome: Solved) -> None:
        share, cost = outcome.package.weighted_coverage, outcome.package.totals.total_contract
        budget = [self._caps(self.found.sizing.budget)] if self.found.sizing.budget else []
        told = self._say("recommended" if budget else "free", *budget, float(share), self._money(cost))
        self.console.print(f"[bold]{told}")
        packages = [point.package for point in self.found.points]
        if any(p.weighted_coverage >= share and p.totals.total_contract < cost for p in packages):
            self.console.print(self._say("dearer"))

    def _table(self) -> Table:
        capped = bool(self.found.sizing.budget)
        table = Table(box=None, header_style="bold", pad_edge=False, expand=True)
        table.add_column("", no_wrap=True)
        for key in ("met", "once", "monthly"):
            table.add_column(self._say(key), justify="right", no_wrap=True)
        table.add_column(self._say("contract", self.found.sizing.term_months), justify="right", no_wrap=True)
        if capped:
            table.add_column(self._say("budget"), no_wrap=True)
        table.add_column(self._say("step"), ratio=1)
        for point in self.found.points:
            totals = point.package.totals
            amounts = (self._money(minor) for minor in (totals.one_time, totals.monthly, totals.total_contract))
            budget = [self._say("within" if point.within_budget else "beyond")] if capped else []
            share = f"{float(point.package.weighted_coverage):.0%}"
            style = "bold" if point.label else None
            table.add_row(self._label(point), share, *amounts, *budget, self._step(point), style=style)
        return table

    def _label(self, point: Point) -> str:
        told = [self._say(point.label)] if point.label else []
        return " ".join([*told, *([] if point.proven else [f"({self._say('unproven')})"])])

    def _step(self, point: Point) -> RenderableType:
        """The needs that come and go; then the components, in grey."""
        if point is self.found.points[0]:
            return self._say("first")
        step, needs, sold = point.step, self.book.needs, self.book.components
        wishes = [*self._named("+", step.gains, needs), *self._named("−", step.loses, needs)]
        components = [
            *self._named("+", step.adds, sold),
            *self._named("−", step.drops, sold),
            *self._named("±", step.changes, sold),
        ]
        told = Text(self._say("and").join(components), "not bold dim", no_wrap=True, overflow="ellipsis")
        return Group(Text(self._say("and").join(wishes)), told)

    def _named(self, sign: str, ids: Iterable[str], known: Mapping[str, Any]) -> list[str]:
        return [f"{sign} {known[id].name.in_language(self.language)}" for id in ids]

    def _caps(self, amounts: Mapping[str, int]) -> str:
        return self._say("and").join(
            self.words["caps"][cap].format(self._money(amounts[cap])) for cap in _CAPS if cap in amounts
        )

    def _money(self, minor: int) -> str:
        return grouped(minor, self.book.currency)

    def _say(self, key: str, *values: object) -> str:
        return str(self.words[key]).format(*values)
