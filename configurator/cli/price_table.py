"""The deal desk's price for the terminal."""

from decimal import Decimal
from typing import Any

from rich.markup import escape
from rich.table import Table

from configurator.cli.summary import wide_console
from configurator.engine.outcome import Solved
from configurator.money import grouped, to_minor

_WORDS = {
    "en": {
        "net": "Contract, net",
        "cost": "Cost",
        "margin": "Margin",
        "now": "As it is",
        "free": "Without approval",
        "target": "Target {}",
        "percent": "Discount",
        "approval": "Approval",
        "none": "not needed",
        "nobody": "nobody may give it",
        "reached": "The nearest total at or under the target. Write this into the profile:",
        "missed": "The floors keep every total above the target; this is the lowest, {} short. At their floor: {}.",
        "changes": "Under these discounts another package is the best: quote it to see which.",
        "cliff": "{} × {} cost {} less over the contract than {}.",
        "floor": "{} is below its floor: {} instead of {} a period.",
    },
    "zh": {
        "net": "合同净额",
        "cost": "成本",
        "margin": "毛利",
        "now": "当前价格",
        "free": "无需审批",
        "target": "目标 {}",
        "percent": "折扣",
        "approval": "审批",
        "none": "无需审批",
        "nobody": "无人有权批准",
        "reached": "这是不高于目标的最接近总价。请写入客户需求文件：",
        "missed": "底价使所有总价均高于目标；此为最低总价，还差 {}。已到底价：{}。",
        "changes": "采用这些折扣后，最优方案将不同：请重新报价查看。",
        "cliff": "{} × {} 的合同总价比 {} 少 {}。",
        "floor": "{} 低于底价：每期 {}，底价 {}。",
    },
}


def print_price(told: dict[str, Any], outcome: Solved) -> None:
    """A row for the price as it is, for what needs no approval, for the target; below them what to know of it."""
    _Printer(outcome).print(told)


class _Printer:
    def __init__(self, outcome: Solved) -> None:
        self.language = "zh" if outcome.sizing.profile.language.startswith("zh") else "en"
        self.words, self.rulebook = _WORDS[self.language], outcome.sizing.rulebook
        self.currency = self.rulebook.currency

    def print(self, told: dict[str, Any]) -> None:
        words, target = self.words, told.get("target")
        table = Table(box=None, pad_edge=False)
        for name in ("", words["percent"], words["net"], words["cost"], words["margin"], words["approval"]):
            table.add_column(name, justify="left" if name in ("", words["approval"]) else "right")
        now = {"total_contract": told["totals"]["total_contract"], **{k: told[k] for k in ("internal", "approval")}}
        self._row(table, words["now"], now)
        if told["without_approval"] is not None:
            self._row(table, words["free"], told["without_approval"])
        if target is not None:
            self._row(table, words["target"].format(self._money(target["asked"])), target)
        console = wide_console()
        console.print(table)
        for line in self._below(told, target):
            console.print(line, markup=False)

    def _row(self, table: Table, name: str, told: dict[str, Any]) -> None:
        percent = f"{told['percent']} %" if "percent" in told else ""
        internal = told["internal"]
        amounts = [self._money(amount) for amount in (told["total_contract"], internal["cost"], internal["margin"])]
        table.add_row(escape(name), percent, *amounts, escape(self._approver(told["approval"])))

    def _approver(self, approval: dict[str, Any]) -> str:
        if not approval["required"]:
            return self.words["none"]
        names = {role.id: role.name.in_language(self.language) for role in self.rulebook.approval}
        return names.get(approval["approver"], self.words["nobody"])

    def _below(self, told: dict[str, Any], target: dict[str, Any] | None) -> list[str]:
        words = self.words
        lines = [
            words["floor"].format(self._name(e["component"]), self._money(e["net"]), self._money(e["floor"]))
            for e in told["approval"]["because"]
            if e["kind"] == "floor"
        ]
        for cliff in told["cliffs"]:
            name, saves = self._name(cliff["component"]), self._money(cliff["saves"])
            order = (cliff["instead"], name, cliff["quantity"], saves)
            if self.language == "en":
                order = (cliff["instead"], name, saves, cliff["quantity"])
            lines.append(words["cliff"].format(*order))
        if target is None:
            return lines
        if target["reached"]:
            lines += ["", words["reached"], "discounts:"]
            lines += [f"  - {{{', '.join(f'{k}: {v}' for k, v in given.items())}}}" for given in target["discounts"]]
        else:
            names = ", ".join(dict.fromkeys(self._name(sold["component"]) for sold in target["at_floor"]))
            lines.append(words["missed"].format(self._money(target["short"]), names))
        return lines if target["same_package"] else [*lines, words["changes"]]

    def _name(self, component: str) -> str:
        return f"{self.rulebook.components[component].name.in_language(self.language)} ({component})"

    def _money(self, amount: str) -> str:
        return grouped(to_minor(Decimal(amount), self.currency), self.currency)
