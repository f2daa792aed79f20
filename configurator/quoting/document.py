"""The proposal as a view model: frozen data whose every string is formatted, so that templates only place it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from configurator.quoting import bill, breakdown, charts, figures, prices, requirements
from configurator.quoting.bill import ZERO, View, items_of, totals_of
from configurator.quoting.breakdown import FamilyRow, TaxRow, YearRow
from configurator.quoting.capitals import capitals
from configurator.quoting.changed import Changes, changes
from configurator.quoting.charts import Chart
from configurator.quoting.prices import Place, Row, Total
from configurator.quoting.quote import BINDING
from configurator.quoting.requirements import FamilyPart, Need, Rule, SiteClass, Sizing
from configurator.quoting.wording import wording_of
from configurator.quoting.writer import Fact, Writer

SUMMED_UP, BENEFITS = 10, 6
"""How many needs and benefits the summary names, so that it stays on one page."""


@dataclass(frozen=True)
class Passage:
    """A titled text of the proposal's wording."""

    title: str
    text: str


@dataclass(frozen=True)
class ServiceLevel:
    """What is promised for some components."""

    components: str
    availability: str
    response: str


@dataclass(frozen=True)
class Summary:
    """The first page that is read."""

    needs: tuple[Need, ...]
    more: str
    answer: str
    figures: tuple[Total, ...]
    proof_title: str
    proof: str
    benefits: tuple[Passage, ...]
    budget: tuple[Fact, ...]


@dataclass(frozen=True)
class Prices:
    """The price chapter."""

    note: str
    totals: tuple[Total, ...]
    rows: tuple[Row, ...]
    net: str
    net_money: str
    taxes: tuple[TaxRow, ...]
    tax: str
    total: str
    total_money: str
    capitals: str
    years: tuple[YearRow, ...]
    families: tuple[FamilyRow, ...]
    year_chart: Chart
    waterfall_chart: Chart
    family_chart: Chart


@dataclass(frozen=True)
class Proposal:
    """The whole document in one language."""

    language: str
    currency: str
    months: str
    title: str
    heading: str
    subtitle: str
    customer: str
    customer_facts: tuple[Fact, ...]
    seller: str
    contact: str
    identity: str
    control: tuple[Fact, ...]
    confidentiality: str
    draft: str
    summary: Summary
    changes: Changes | None
    solution: tuple[FamilyPart, ...]
    solution_chart: Chart
    needs: tuple[Need, ...]
    needs_note: str
    rules_intro: str
    rules: tuple[Rule, ...]
    sites: tuple[SiteClass, ...]
    sizing: tuple[Sizing, ...]
    places: tuple[Place, ...]
    prices: Prices
    service_levels: tuple[ServiceLevel, ...]
    sla: tuple[Passage, ...]
    delivery: tuple[Passage, ...]
    terms: tuple[str, ...]
    assumptions: tuple[str, ...]
    exclusions: tuple[str, ...]
    parties: tuple[Fact, ...]
    sha256: str


def proposal(view: View, sha256: str, language: str) -> Proposal:
    """The proposal made of a customer view; `sha256` is the view's own, printed for comparison."""
    writer = Writer(view, wording_of(view, language))
    said = view["proposal"]
    title = writer.wording.text(said["title"])
    # A long title breaks where it is read as two: after its colon.
    heading, _, subtitle = title.replace("：", ":", 1).partition(":")
    return Proposal(
        language=language,
        currency=writer.currency,
        months=writer.wording.number(writer.term_months),
        title=title,
        heading=heading.strip(),
        subtitle=subtitle.strip(),
        customer=writer.customer,
        customer_facts=writer.facts(view["catalogue"]["customer_facts"]),
        seller=writer.wording.text(said["seller"]["name"]),
        contact=writer.wording.text(said["seller"]["contact"]),
        identity=writer.say("cover.identity", quote=view["number"], revision=view["revision"]),
        control=_control(writer, sha256),
        confidentiality=writer.wording.text(said["confidentiality"]),
        draft="" if view["state"] in BINDING else writer.say(f"draft.{view['state']}"),
        summary=_summary(writer),
        changes=changes(writer, view["changes_since"]) if view["changes_since"] else None,
        solution=requirements.solution(writer),
        solution_chart=figures.solution_chart(writer),
        needs=requirements.needs(writer),
        needs_note=requirements.needs_note(writer),
        rules_intro=requirements.rules_intro(writer),
        rules=requirements.rules(writer),
        sites=requirements.site_classes(writer),
        sizing=requirements.sizing(writer),
        places=prices.places(writer),
        prices=_prices(writer),
        service_levels=_service_levels(writer),
        sla=_passages(writer, said["sla"]),
        delivery=_passages(writer, said["delivery"]),
        terms=_texts(writer, said["terms"]),
        assumptions=_texts(writer, said["assumptions"]),
        exclusions=_texts(writer, said["exclusions"]),
        parties=(
            Fact(writer.say("acceptance.customer"), writer.customer),
            Fact(writer.say("acceptance.seller"), writer.wording.text(said["seller"]["name"])),
        ),
        sha256=sha256,
    )


def _control(writer: Writer, sha256: str) -> tuple[Fact, ...]:
    view, said = writer.view, writer.say
    rulebook = view["recommendation"]["rulebook"]
    return (
        Fact(said("cover.number"), str(view["number"])),
        Fact(said("cover.revision"), str(view["revision"])),
        Fact(said("cover.date"), writer.wording.date(view["date"])),
        Fact(said("cover.valid_until"), writer.wording.date(view["valid_until"])),
        Fact(said("cover.term"), said("cover.months", count=writer.term_months)),
        Fact(said("cover.currency"), said("cover.net_of_tax", currency=writer.currency)),
        Fact(said("cover.rulebook"), f"{rulebook['id']} {rulebook['version']}"),
    )


def _summary(writer: Writer) -> Summary:
    needs = requirements.needs(writer)
    items = items_of(writer.view)
    families = {writer.view["catalogue"]["components"][item["component"]]["family"] for item in items}
    sites = sum(len(known["sites"]) for known in writer.view["site_classes"])
    title, proof = _proof(writer)
    more = len(needs) - SUMMED_UP
    chapter = 3 if writer.view["changes_since"] else 2  # what has changed comes before the needs
    return Summary(
        needs=needs[:SUMMED_UP],
        more=writer.say("summary.more", count=more, chapter=chapter) if more > 0 else "",
        answer=writer.say(
            "summary.answer",
            components=len({item["component"] for item in items}),
            families=len(families),
            count=sites,
            met=sum(need.met for need in needs),
            needs=len(needs),
            months=writer.term_months,
        ),
        figures=prices.totals(writer),
        proof_title=title,
        proof=proof,
        benefits=_benefits(writer)[: BENEFITS if len(needs) < SUMMED_UP else BENEFITS - 2],
        budget=_budget(writer),
    )


def _proof(writer: Writer) -> tuple[str, str]:
    """What is proven about the package, in plain words."""
    recommendation = writer.view["recommendation"]
    if recommendation["outcome"] == "optimal":
        return writer.say("proof.optimal_title"), writer.say("proof.optimal")
    cost = next((stage for stage in recommendation["stages"] if stage["goal"] == "total_contract"), None)
    if cost is None or cost.get("gap") is None:
        return writer.say("proof.verified_title"), writer.say("proof.verified")
    gap = writer.wording.percent(Decimal(str(cost["gap"])), decimals=1)
    return writer.say("proof.gap_title", gap=gap), writer.say("proof.gap", gap=gap)


def _benefits(writer: Writer) -> tuple[Passage, ...]:
    """For each family the benefit of what the customer spends most on."""
    components = writer.view["catalogue"]["components"]
    spent: dict[str, dict[str, Decimal]] = {family["id"]: {} for family in writer.view["catalogue"]["families"]}
    for item in items_of(writer.view):
        component = item["component"]
        family = spent[components[component]["family"]]
        own = sum((Decimal(charge["contract_net"]) for charge in item["charges"]), ZERO)
        family[component] = family.get(component, ZERO) + own
    top = (max(family, key=lambda component: (family[component], component)) for family in spent.values() if family)
    return tuple(Passage(writer.component(best), writer.benefit(best)) for best in top if writer.benefit(best))


def _budget(writer: Writer) -> tuple[Fact, ...]:
    """Each cap of the customer's budget and how much of it the package takes."""
    caps = writer.view["profile"].get("budget") or {}
    totals = totals_of(writer.view)
    facts = []
    for key, total in (("one_time", "one_time"), ("monthly", "monthly"), ("total", "total_contract")):
        if caps.get(key) is None:
            continue
        used = writer.wording.percent(charts.share(Decimal(totals[total]), Decimal(caps[key])), decimals=1)
        facts.append(
            Fact(writer.say(f"budget.{key}"), writer.say("budget.used", cap=writer.money(caps[key]), used=used))
        )
    return tuple(facts)


def _prices(writer: Writer) -> Prices:
    totals = totals_of(writer.view)
    with_tax = Decimal(totals["total_contract_with_tax"])
    in_capitals = writer.wording.capitals and writer.currency == "CNY"
    return Prices(
        note=prices.note(writer),
        totals=prices.totals(writer),
        rows=prices.rows(writer),
        net=writer.amount(totals["total_contract"]),
        net_money=writer.money(totals["total_contract"]),
        taxes=breakdown.taxes(writer),
        tax=writer.amount(totals["tax"]),
        total=writer.amount(with_tax),
        total_money=writer.money(with_tax),
        capitals=capitals(with_tax) if in_capitals else "",
        years=breakdown.years(writer),
        families=breakdown.families(writer),
        year_chart=figures.year_chart(writer),
        waterfall_chart=figures.waterfall_chart(writer),
        family_chart=figures.family_chart(writer),
    )


def _service_levels(writer: Writer) -> tuple[ServiceLevel, ...]:
    """The promised levels, best first, each with the chosen components it is promised for."""
    found: dict[tuple[Decimal, Decimal], list[str]] = {}
    for group in bill.groups(writer.view):
        for item in group.items:
            sla = writer.view["catalogue"]["components"][item["component"]].get("sla") or {}
            level = Decimal(str(sla.get("availability") or 0)), Decimal(str(sla.get("response_hours") or 0))
            names = found.setdefault(level, [])
            if any(level) and (name := writer.component(item["component"])) not in names:
                names.append(name)
    best_first = sorted((level for level in found if any(level)), key=lambda level: (-level[0], level[1]))
    return tuple(_service_level(writer, level, found[level]) for level in best_first)


def _service_level(writer: Writer, level: tuple[Decimal, Decimal], components: list[str]) -> ServiceLevel:
    availability, hours = level
    return ServiceLevel(
        components=writer.wording.listing(components),
        availability=writer.wording.percent(availability / 100) if availability else "–",
        response=writer.say("sla.hours", count=hours) if hours else "–",
    )


def _passages(writer: Writer, passages: list[Mapping[str, Any]]) -> tuple[Passage, ...]:
    return tuple(Passage(writer.wording.text(p["title"]), writer.wording.text(p["text"])) for p in passages)


def _texts(writer: Writer, texts: list[Mapping[str, str]]) -> tuple[str, ...]:
    return tuple(writer.wording.text(text) for text in texts)
