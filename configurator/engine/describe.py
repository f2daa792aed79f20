"""Packages and stages as the JSON of the contract, and as a table for notebooks. Amounts become text here."""

from dataclasses import asdict
from fractions import Fraction
from html import escape
from typing import Any

from configurator.engine.stages import Stage
from configurator.money import to_text
from configurator.package import Disconnected, Item, Line, Package, Totals
from configurator.records import decimal_text
from configurator.rulebook.model import Rulebook
from configurator.sizing import Sizing

_AMOUNTS = (
    "one_time", "monthly", "first_year", "total_contract", "tax", "total_contract_with_tax",
    "one_time_with_tax", "monthly_with_tax", "first_year_with_tax",
)  # fmt: skip


def stage_json(stage: Stage, currency: str) -> dict[str, Any]:
    """A stage; money where its goal is money."""
    money = stage.goal == "total_contract"
    value, bound = (to_text(int(v), currency) if money else decimal_text(v) for v in (stage.value, stage.bound))
    return {"goal": stage.goal, "value": value, "bound": bound, "gap": round(stage.gap, 6), "proven": stage.proven}


def package_json(package: Package, currency: str) -> dict[str, Any]:
    """package, coverage and totals of a recommendation."""
    must = [need.met for need in package.coverage if need.priority == "must"]
    needs = [asdict(need) for need in package.coverage]
    return {
        "package": {
            "items": [_item(item, currency) for item in package.items],
            "disconnected": [_disconnected(gone, currency) for gone in package.disconnected],
        },
        "coverage": {
            "must": _share(Fraction(sum(must), len(must)) if must else Fraction(1)),
            "weighted": _share(package.weighted_coverage),
            "needs": needs,
        },
        "totals": totals_json(package.totals, currency),
    }


def _share(value: Fraction) -> float:
    return round(float(value), 4)


def _item(item: Item, currency: str) -> dict[str, Any]:
    return {
        "component": item.component,
        "site_class": item.site_class,
        "sites": None if item.sites is None else list(item.sites),
        "per_site": item.per_site,
        "quantity": item.quantity,
        "action": item.action,
        "before": item.before,
        **({"moved": item.moved} if item.moved else {}),
        "origin": item.origin,
        "because": [{"rule": reason.rule, "text": reason.text} for reason in item.because],
        "charges": [
            _charge(line, currency) | (_counted(line, item.quantity) if item.before and line.period is None else {})
            for line in item.lines
        ],
    }


def _disconnected(gone: Disconnected, currency: str) -> dict[str, Any]:
    """What ends, as an item of the order: the units ended, and what that costs by contract."""
    return {
        "component": gone.component,
        "sites": None if gone.sites is None else list(gone.sites),
        "quantity": gone.quantity,
        "action": gone.action,
        "before": gone.before,
        "charges": [
            {"rule": ending.rule, "until": ending.until.isoformat(), "months": ending.months}
            | _charge(ending.line, currency)
            | _counted(ending.line, gone.quantity)
            for ending in gone.terminations
        ],
    }


def _counted(line: Line, units: int) -> dict[str, Any]:
    """The units a line counts, where it is fewer than its item has."""
    return {} if line.quantity == units else {"quantity": line.quantity}


def _charge(line: Line, currency: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "type": line.type,
        "period": line.period,
        "unit_list": to_text(line.unit_list, currency),
        "unit_net": None if line.unit_net is None else to_text(line.unit_net, currency),
        "list": to_text(line.list, currency),
        "net": to_text(line.net, currency),
        "contract_net": to_text(line.contract_net, currency),
        "tax_rate": decimal_text(line.tax_rate),
        "waterfall": [
            {
                "step": a.step,
                "rule": a.rule,
                "amount": to_text(a.amount, currency),
                "contract": to_text(a.contract, currency),
            }
            for a in line.waterfall
        ],
    }
    if line.tiers:
        told["tiers"] = [
            {"quantity": units, "unit_list": to_text(list_price, currency), "unit_net": to_text(net, currency)}
            for units, list_price, net in line.tiers
        ]
    return told | _terms(line, currency)


def _terms(line: Line, currency: str) -> dict[str, Any]:
    """What is special about how a charge is counted and paid; nothing of most charges."""
    told: dict[str, Any] = {}
    if line.period is not None and line.paid == "arrears":
        told["paid"] = line.paid
    if line.share is not None:
        told["share"] = decimal_text(line.share)
    if line.metered:
        told["metering"] = {
            "used": decimal_text(line.used),
            "allowance": line.allowance,
            "block": line.block,
            "billed": line.billed,
        }
    if line.minimum:
        told["minimum"] = to_text(line.minimum, currency)
    if line.free_periods:
        told["free_periods"] = line.free_periods
    if len(line.schedule) > 1:
        told["schedule"] = [{"periods": periods, "net": to_text(net, currency)} for periods, net in line.schedule]
    return told


def exchange_json(rulebook: Rulebook) -> dict[str, Any]:
    """The rate by which all prices were converted, where they were: so much of `base` for one unit of the currency."""
    if rulebook.exchange is None:
        return {}
    rate, base = rulebook.exchange.rate, rulebook.exchange.base
    told = {"base": base, "currency": rate.currency, "rate": decimal_text(rate.rate)}
    return {"exchange": told | {"effective_from": rate.effective_from.isoformat(), "source": rate.source}}


def totals_json(totals: Totals, currency: str) -> dict[str, Any]:
    """The totals of the contract, and what documents break them down into. No cost, no margin."""

    def text(minor: int) -> str:
        return to_text(minor, currency)

    return {
        "currency": currency,
        **{name: text(getattr(totals, name)) for name in _AMOUNTS},
        "tax_by_rate": [
            {"rate": decimal_text(g.rate), "net": text(g.net), "tax": text(g.tax)} for g in totals.tax_by_rate
        ],
        "list": {
            "one_time": text(totals.list_one_time),
            "monthly": text(totals.list_monthly),
            "total_contract": text(totals.list_total_contract),
        },
        "years": [
            {"year": y.number, "one_time": text(y.one_time), "recurring": text(y.recurring)} for y in totals.years
        ],
        "by_family": [
            {
                "family": f.family,
                "one_time": text(f.one_time),
                "monthly": text(f.monthly),
                "total_contract": text(f.total_contract),
            }
            for f in totals.by_family
        ],
    }


def summary_table(package: Package, sizing: Sizing) -> str:
    """The package as an HTML table, for notebooks."""
    currency, language = sizing.rulebook.currency, sizing.profile.language
    rows = "".join(
        f"<tr><td>{escape(sizing.rulebook.components[item.component].name.in_language(language))}</td>"
        f"<td>{item.quantity}</td><td>{to_text(sum(line.contract_net for line in item.lines), currency)}</td></tr>"
        for item in package.items
    )
    total = to_text(package.totals.total_contract, currency)
    return f"<table>{rows}<tr><th>TCV</th><th></th><th>{total} {currency}</th></tr></table>"
