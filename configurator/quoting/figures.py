"""What the charts of a proposal show: cost by year, cost by family, and the way from list price to total."""

from decimal import Decimal

from configurator.quoting import bill, breakdown, charts, prices
from configurator.quoting.bill import ZERO, totals_of
from configurator.quoting.charts import Chart
from configurator.quoting.writer import Writer

PLACES = 12
"""So many site classes are drawn; the others are in the table of sites."""


def solution_chart(writer: Writer) -> Chart:
    """Which families serve each site class at its sites, and which the whole deal."""
    names = {family["id"]: writer.wording.text(family["name"]) for family in writer.view["catalogue"]["families"]}
    known = writer.view["catalogue"]["components"]
    local, shared = [], []
    for group in bill.groups(writer.view):
        by_family: dict[str, list[str]] = {}
        for item in group.items:
            by_family.setdefault(known[item["component"]]["family"], []).append(writer.component(item["component"]))
        if group.site_class is None:
            shared = [charts.Box(names[family], tuple(own)) for family, own in by_family.items()]
        else:
            local.append(charts.Box(writer.place(group.site_class), tuple(names[family] for family in by_family)))
    title, middle = writer.say("solution.chart"), writer.say("solution.network")
    return charts.links(title, local[:PLACES], middle, shared, writer.say("format.list_separator"))


def year_chart(writer: Writer) -> Chart:
    """Cost by contract year, one-time under recurring."""
    rows = zip(totals_of(writer.view)["years"], breakdown.years(writer), strict=True)
    return charts.columns(
        writer.say("charts.years", months=writer.term_months),
        (writer.say("prices.one_time"), writer.say("prices.recurring")),
        [
            charts.Column(
                row.name, Decimal(raw["one_time"]), Decimal(raw["recurring"]), row.one_time, row.recurring, row.total
            )
            for raw, row in rows
        ],
    )


def family_chart(writer: Writer) -> Chart:
    """Contract value by family, in the order of the catalogue."""
    amounts = {row["family"]: Decimal(row["total_contract"]) for row in totals_of(writer.view)["by_family"]}
    order = [family["id"] for family in writer.view["catalogue"]["families"] if family["id"] in amounts]
    rows = zip(order, breakdown.families(writer), strict=True)
    return charts.bars(
        writer.say("charts.families"),
        [charts.Bar(row.name, row.contract, ZERO, amounts[family], "strong") for family, row in rows],
    )


def waterfall_chart(writer: Writer) -> Chart:
    """List, each adjustment where the one before it ended, net, each tax, and the total."""
    totals = totals_of(writer.view)
    rows, level = [], ZERO
    for step in bill.waterfall(writer.view):
        whole = step.step in ("list", "net")
        start, level = (ZERO, step.contract) if whole else (level, level + step.contract)
        tone = "strong" if whole else "less"
        rows.append(charts.Bar(prices.step_name(writer, step), writer.amount(step.contract), start, level, tone))
    for tax in totals["tax_by_rate"]:
        name = writer.say("prices.tax_at", rate=writer.wording.percent(tax["rate"]))
        rows.append(charts.Bar(name, writer.amount(tax["tax"]), level, level + Decimal(tax["tax"]), "more"))
        level += Decimal(tax["tax"])
    end = Decimal(totals["total_contract_with_tax"])
    rows.append(charts.Bar(writer.say("prices.total_with_tax"), writer.amount(end), ZERO, end, "strong"))
    return charts.bars(writer.say("charts.waterfall"), rows)
