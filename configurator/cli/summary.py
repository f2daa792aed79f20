"""An outcome for the terminal: what was chosen and why, what it costs, how far it is proven."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from configurator.engine.offers import Suggestion, Suggestions
from configurator.engine.outcome import Infeasible, Outcome, Solved, Unproven
from configurator.engine.spoken import Spoken
from configurator.money import grouped
from configurator.package import Disconnected, Item, Package, Reason, Totals

_WORDS = {
    "en": {
        "component": "Component",
        "where": "Where",
        "units": "Units",
        "action": "Action",
        "add": "new",
        "modify": "{} before",
        "move": "moved",
        "noChange": "kept",
        "delete": "ends",
        "ending": "{} {} (term to {})",
        "monthly": "Per month",
        "one_time": "Once",
        "why": "Because",
        "deal": "whole deal",
        "sites": "{} × {} sites",
        "net": "net of tax",
        "gross": "with tax",
        "NRC": "One-time (NRC)",
        "MRC": "Monthly (MRC)",
        "first": "First year",
        "TCV": "Contract (TCV), {} months",
        "met": "All needs are met.",
        "missed": "{} of {} needs met. Not met: {}",
        "optimal": "Proven: no package meets more of these needs, or as many for less.",
        "feasible": "Valid, but not proven best: at most {:.2%} from it. Search longer with --limit.",
        "infeasible": "No package fits. These can't hold together:",
        "ways_out": "Ways out, the least concession first:",
        "no_way_out": "There is no way out among the inputs that may be given up.",
        "unproven": "No answer within the limits: {}. Raise --limit.",
        "what_if": "What-if without {}: not sellable.",
        "time": "{} ms, of which the solver {} ms",
        "segments": "No needs were stated. These are typical of the segment: {}",
        "assumed": "No budget was stated. Taken as monthly cap, typical of the segment: {}",
        "also": "Also worth offering",
        "effect": "{} once, {} a month, {} over the contract",
        "beyond": "beyond the budget",
        "impossible": "can't be had with this package",
        "trial": "{} days on trial",
        "promotion": "with {}",
        "until": "{} (until {})",
        "trigger": "because {}",
        "suppressed": "Nothing else is offered now: {}",
    },
    "zh": {
        "component": "产品",
        "where": "位置",
        "units": "数量",
        "action": "动作",
        "add": "新增",
        "modify": "原 {}",
        "move": "迁移",
        "noChange": "保留",
        "delete": "停用",
        "ending": "{} {}（合约期至 {}）",
        "monthly": "每月",
        "one_time": "一次性",
        "why": "依据",
        "deal": "全局",
        "sites": "{} × {} 个站点",
        "net": "不含税",
        "gross": "含税",
        "NRC": "一次性费用 (NRC)",
        "MRC": "月度费用 (MRC)",
        "first": "首年",
        "TCV": "合同总价 (TCV)，{} 个月",
        "met": "全部需求均已满足。",
        "missed": "满足 {}/{} 项需求。未满足：{}",
        "optimal": "已证明最优：没有方案能满足更多需求，或以更低价格满足同样的需求。",
        "feasible": "方案有效，但尚未证明最优：差距不超过 {:.2%}。可用 --limit 延长搜索。",
        "infeasible": "没有可行方案。以下条件不能同时成立：",
        "ways_out": "出路如下，让步最小的在前：",
        "no_way_out": "在可以让步的条件中没有出路。",
        "unproven": "在限定时间内没有结论：{}。请提高 --limit。",
        "what_if": "假设分析（不含规则 {}）：不可销售。",
        "time": "用时 {} 毫秒，其中求解 {} 毫秒",
        "segments": "未提出需求，已按客群典型需求配置：{}",
        "assumed": "未提出预算，已按客群典型支付意愿设定月度上限：{}",
        "also": "还值得推荐",
        "effect": "一次性 {}，每月 {}，合同期 {}",
        "beyond": "超出预算",
        "impossible": "与本方案不能同时配置",
        "trial": "试用 {} 天",
        "promotion": "适用优惠：{}",
        "until": "{}（截至 {}）",
        "trigger": "触发条件：{}",
        "suppressed": "目前不作其他推荐：{}",
    },
}


def print_outcome(outcome: Outcome, console: Console | None = None) -> None:
    """Prints an outcome in the language of its profile."""
    _Printer(outcome, outcome.sizing.profile.language, console or wide_console()).print()


def print_assumptions(outcome: Outcome, console: Console) -> None:
    """Prints what the profile didn't say and was taken as typical of its segments."""
    _Printer(outcome, outcome.sizing.profile.language, console).assumptions()


def print_suggestions(found: Suggestions, outcome: Outcome, console: Console | None = None) -> None:
    """Prints what is also worth offering, with its price effect and what triggered it."""
    printer = _Printer(outcome, outcome.sizing.profile.language, console or wide_console())
    if found.suppressed:
        reasons = " ".join(because.in_language(printer.language) for because in found.suppressed)
        printer.console.print(escape(printer.words["suppressed"].format(reasons)))
    if found.offers:
        printer.console.print(f"\n[bold]{printer.words['also']}")
    for suggestion in found.offers:
        for number, line in enumerate(printer.suggestion(suggestion)):
            printer.console.print(("  " if number else "+ ") + line, style="dim" if number else "")


_NARROWEST = 118


def wide_console() -> Console:
    """The terminal, of a width that tables can be read at."""
    console = Console(highlight=False)
    # A pipe or a narrow window would break every cell into letters: let long lines wrap there instead.
    return console if console.width >= _NARROWEST else Console(highlight=False, width=_NARROWEST)


def signed(minor: int, currency: str) -> str:
    """A difference, with its sign."""
    return f"{'+' if minor > 0 else '-' if minor < 0 else '±'}{grouped(abs(minor), currency)}"


class _Printer:
    def __init__(self, outcome: Outcome, language: str, console: Console) -> None:
        self.outcome, self.language, self.console = outcome, language, console
        self.words = _WORDS["zh" if language.startswith("zh") else "en"]
        self.sizing = outcome.sizing
        self.currency = outcome.sizing.rulebook.currency

    def print(self) -> None:
        if isinstance(self.outcome, Solved):
            self._package(self.outcome)
        elif isinstance(self.outcome, Infeasible):
            self._refusal(self.outcome)
        elif isinstance(self.outcome, Unproven):
            self.console.print(self.words["unproven"].format(self.outcome.known.in_language(self.language)))
        if not self.outcome.sellable:
            self.console.print(f"[yellow]{self.words['what_if'].format(', '.join(self.outcome.without))}")
        self.console.print(
            "[dim]" + self.words["time"].format(self.outcome.wall_ms, round(self.outcome.solve_seconds * 1000))
        )

    def _refusal(self, outcome: Infeasible) -> None:
        """What can't hold together, and the ways out."""
        self.console.print(f"[bold red]{self.words['infeasible']}")
        for member in outcome.conflict:
            self.console.print(f"  {member.kind} [bold]{escape(member.id)}[/]: {escape(member.text)}")
        spoken = Spoken(self.sizing, self.language)
        self.console.print(f"[bold]{self.words['ways_out' if outcome.repairs else 'no_way_out']}")
        for number, repair in enumerate(outcome.repairs, 1):
            self.console.print(f"  {number}. {escape(spoken.repair(repair))}")

    def _package(self, outcome: Solved) -> None:
        self.assumptions()
        self.console.print(self._items(outcome.package))
        self.console.print(self._totals(outcome.package.totals))
        missed = [need for need in outcome.package.coverage if not need.met]
        names = ", ".join(self.sizing.rulebook.needs[need.need].name.in_language(self.language) for need in missed)
        whole = len(outcome.package.coverage)
        self.console.print(
            self.words["missed"].format(whole - len(missed), whole, names) if missed else self.words["met"]
        )
        verdict = self.words[outcome.name].format(outcome.gap)
        self.console.print(f"[bold {'green' if outcome.name == 'optimal' else 'yellow'}]{verdict}")

    def suggestion(self, found: Suggestion) -> list[str]:
        """An offer: what, for how much, why."""
        book, words, scenario = self.sizing.rulebook, self.words, found.scenario
        id = found.offer.need or found.offer.component or ""
        name = (book.needs[id] if found.offer.need else book.components[id]).name.in_language(self.language)
        told = [words["impossible"]]
        if found.effect is not None:
            amounts = (found.effect.one_time, found.effect.monthly, found.effect.total_contract)
            told = [words["effect"].format(*(self._signed(amount) for amount in amounts))]
            told += [] if found.effect.within_budget else [words["beyond"]]
        told += [words["trial"].format(scenario.trial_days)] if scenario.trial_days else []
        if scenario.promotion is not None:
            promotion = book.discounts[scenario.promotion]
            named = promotion.name.in_language(self.language)
            until = words["until"].format(named, promotion.effective_to) if promotion.effective_to else named
            told.append(words["promotion"].format(until))
        comma = "；" if self.language.startswith("zh") else "; "
        facts = ", ".join(f"{fact} = {value}" for fact, value in found.trigger.items())
        trigger = words["trigger"].format(facts or scenario.when.text)
        because = scenario.because.in_language(self.language)
        return [f"[bold]{escape(name)}[/]: {comma.join(told)}", escape(f"{because} ({scenario.id}, {trigger})")]

    def _signed(self, minor: int) -> str:
        return signed(minor, self.currency)

    def assumptions(self) -> None:
        """What the profile didn't say and the segments did."""
        defaults = [need.need.name.in_language(self.language) for need in self.sizing.needs if need.origin == "default"]
        if defaults:
            self.console.print(f"[yellow]{escape(self.words['segments'].format(', '.join(defaults)))}")
        if self.sizing.budget_origin == "default":
            cap = self._exact(self.sizing.budget["monthly"])
            self.console.print(f"[yellow]{self.words['assumed'].format(cap)}")

    def _items(self, package: Package) -> Table:
        table = Table(box=None, header_style="bold", pad_edge=False, expand=True)
        table.add_column(self.words["component"], overflow="fold", max_width=30)
        table.add_column(self.words["where"], overflow="fold", max_width=14)
        for key in ("units", *(("action",) if self._changes else ()), "one_time", "monthly"):
            table.add_column(self.words[key], justify="right", no_wrap=True)
        table.add_column(self.words["why"], no_wrap=True, overflow="ellipsis", ratio=1)
        for item in package.items:
            table.add_row(*map(escape, self._row(item)))
        for gone in package.disconnected:
            table.add_row(*map(escape, self._ending(gone)))
        return table

    @property
    def _changes(self) -> bool:
        """Whether there is something installed that the package keeps or changes."""
        return bool(self.sizing.profile.installed)

    def _ending(self, gone: Disconnected) -> tuple[str, ...]:
        """What ends, as a row of its own."""
        cost = sum(ending.line.net for ending in gone.terminations)
        rules = {termination.id: termination.name for termination in self.sizing.rulebook.installed.terminations}
        endings = (
            self.words["ending"].format(ending.rule, rules[ending.rule].in_language(self.language), ending.until)
            for ending in gone.terminations
        )
        name = self.sizing.rulebook.components[gone.component].name.in_language(self.language)
        where = self.words["deal"] if gone.sites is None else ", ".join(gone.sites)
        return (
            name,
            where,
            str(-gone.quantity),
            self.words["delete"],
            self._money(cost),
            self._money(0),
            "; ".join(endings),
        )

    def _row(self, item: Item) -> tuple[str, ...]:
        rulebook = self.sizing.rulebook
        where = self.words["deal"]
        if item.sites is not None:
            where = (
                item.sites[0] if len(item.sites) == 1 else self.words["sites"].format(item.per_site, len(item.sites))
            )
        once = sum(line.net for line in item.lines if line.period is None)
        monthly = sum(line.contract_net for line in item.lines if line.period) // self.sizing.term_months
        first, *more = item.because or (Reason("", ""),)
        why = f"{first.rule}{f' +{len(more)}' if more else ''} {first.text}"
        name = rulebook.components[item.component].name.in_language(self.language)
        action = (self.words[item.action].format(item.before),) if self._changes else ()
        return name, where, str(item.quantity), *action, self._money(once), self._money(monthly), why

    def _totals(self, totals: Totals) -> Table:
        table = Table(box=None, header_style="bold", pad_edge=False)
        table.add_column(self.currency)
        for key in ("net", "gross"):
            table.add_column(self.words[key], justify="right")
        table.add_row(self.words["NRC"], self._exact(totals.one_time), self._exact(totals.one_time_with_tax))
        table.add_row(self.words["MRC"], self._exact(totals.monthly), self._exact(totals.monthly_with_tax))
        table.add_row(self.words["first"], self._exact(totals.first_year), self._exact(totals.first_year_with_tax))
        contract = self.words["TCV"].format(self.sizing.term_months)
        table.add_row(
            f"[bold]{contract}",
            f"[bold]{self._exact(totals.total_contract)}",
            f"[bold]{self._exact(totals.total_contract_with_tax)}",
        )
        return table

    def _money(self, minor: int) -> str:
        return self._exact(minor) if minor else "–"

    def _exact(self, minor: int) -> str:
        return grouped(minor, self.currency)
