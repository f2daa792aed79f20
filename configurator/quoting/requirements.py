"""The requirements of a proposal: needs and rules traced to the components that answer them, sites, and sizing."""

from dataclasses import dataclass

from configurator.quoting import bill
from configurator.quoting.bill import View, items_of
from configurator.quoting.writer import Fact, Writer, is_capability, is_number


@dataclass(frozen=True)
class Answer:
    """Components that answer a need for one and the same reason."""

    components: str
    reason: str


@dataclass(frozen=True)
class Need:
    """A need in the customer's words, whether it is met, and by what."""

    name: str
    says: str
    priority: str
    mandatory: bool
    met: bool
    verdict: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Rule:
    """A rule of law or technique that components were added for."""

    id: str
    text: str
    components: str


@dataclass(frozen=True)
class FamilyPart:
    """What a family contributes to the solution."""

    name: str
    components: str


@dataclass(frozen=True)
class SiteClass:
    """Equal sites."""

    title: str
    sites: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Amount:
    """How much is needed at one place, and the values that differ from place to place."""

    place: str
    amount: str
    values: str


@dataclass(frozen=True)
class Sizing:
    """How a capability's amounts were reckoned."""

    capability: str
    basis: str
    formula: str
    values: str
    source: str
    amounts: tuple[Amount, ...]


def needs(writer: Writer) -> tuple[Need, ...]:
    """Every need asked for, in the customer's order."""
    return tuple(_need(writer, row["need"], row) for row in writer.view["recommendation"]["coverage"]["needs"])


def needs_note(writer: Writer) -> str:
    """That the needs are typical of the customer's kind, where none were stated."""
    rows = writer.view["recommendation"]["coverage"]["needs"]
    return writer.say("needs.typical_note") if any(row.get("origin") == "default" for row in rows) else ""


def _need(writer: Writer, need: str, row: View) -> Need:
    met = bool(row["met"])
    priority = str(row["priority"])
    return Need(
        name=writer.need(need),
        says=writer.wording.text(writer.view["catalogue"]["needs"].get(need, {}).get("says", "")),
        priority=writer.say("needs.typical" if row.get("origin") == "default" else f"priority.{priority}"),
        mandatory=priority == "must",
        met=met,
        verdict=writer.say("needs.met" if met else "needs.unmet"),
        answers=_answers(writer, {d["rule"] for d in writer.view["sizing"] if d["need"] == need}) if met else (),
    )


def _answers(writer: Writer, rules: set[str]) -> tuple[Answer, ...]:
    """The components chosen because of these rules: those with the same reasons together."""
    reasons: dict[str, list[str]] = {}
    for item in items_of(writer.view):
        for reason in item["because"]:
            if reason["rule"] in rules:
                own = reasons.setdefault(writer.component(item["component"]), [])
                text = writer.rule(reason["rule"], reason.get("text", ""))
                if text not in own:
                    own.append(text)
    together: dict[str, list[str]] = {}
    for component, own in reasons.items():
        together.setdefault(" ".join(own), []).append(component)
    return tuple(Answer(writer.wording.listing(names), reason) for reason, names in together.items())


def rules(writer: Writer) -> tuple[Rule, ...]:
    """The rules beyond the sizing of needs that brought components in, by id."""
    sizing = {demand["rule"] for demand in writer.view["sizing"]}
    named = {rule for rule in writer.view["catalogue"]["rules"] if rule not in sizing and not is_capability(rule)}
    found: dict[str, tuple[str, list[str]]] = {}
    for item in items_of(writer.view):
        for reason in item["because"]:
            if reason["rule"] in named:
                _, names = found.setdefault(reason["rule"], (writer.rule(reason["rule"]), []))
                name = writer.component(item["component"])
                if name not in names:
                    names.append(name)
    return tuple(Rule(rule, text, writer.wording.listing(names)) for rule, (text, names) in sorted(found.items()))


def rules_intro(writer: Writer) -> str:
    """What the customer must comply with, in one sentence."""
    levels = [writer.wording.text(code["name"]) for code in writer.view["catalogue"]["compliance"]]
    if levels:
        return writer.say("needs.compliance_intro", levels=writer.wording.listing(levels))
    return writer.say("needs.rules_intro")


def solution(writer: Writer) -> tuple[FamilyPart, ...]:
    """The chosen components of each family, each once."""
    found: dict[str, list[str]] = {family["id"]: [] for family in writer.view["catalogue"]["families"]}
    for group in bill.groups(writer.view):
        for item in group.items:
            own = found[writer.view["catalogue"]["components"][item["component"]]["family"]]
            if (name := writer.component(item["component"])) not in own:
                own.append(name)
    names = {family["id"]: writer.wording.text(family["name"]) for family in writer.view["catalogue"]["families"]}
    return tuple(FamilyPart(names[family], writer.wording.listing(own)) for family, own in found.items() if own)


def site_classes(writer: Writer) -> tuple[SiteClass, ...]:
    """Every site of the customer, by class."""
    return tuple(
        SiteClass(
            title=writer.place(known["id"]),
            sites=writer.sites(known["sites"]),
            facts=writer.site_facts(known["facts"]),
        )
        for known in writer.view["site_classes"]
    )


def sizing(writer: Writer) -> tuple[Sizing, ...]:
    """Every demand of the needs that are met, once for all places it is reckoned for."""
    met = {row["need"] for row in writer.view["recommendation"]["coverage"]["needs"] if row["met"]}
    found: dict[tuple[str, str], list[View]] = {}
    for demand in writer.view["sizing"]:
        if demand["need"] in met:
            found.setdefault((demand["rule"], demand["capability"]), []).append(demand)
    return tuple(_sizing(writer, demands) for demands in found.values())


def _sizing(writer: Writer, demands: list[View]) -> Sizing:
    first = demands[0]
    values = [dict(demand.get("values") or {}) for demand in demands]
    shared = {key: value for key, value in values[0].items() if all(own.get(key) == value for own in values)}
    source = first.get("source") or ""
    return Sizing(
        capability=writer.capability(first["capability"]),
        basis=writer.rule(first["rule"]),
        # A bare number explains nothing that the amount doesn't say, a bare name nothing that its value doesn't.
        formula="" if is_number(first["formula"]) or first["formula"] in shared else first["formula"],
        values=_values(writer, shared),
        source=writer.say(f"confidence.{first['confidence']}") if source in ("", "estimate") else source,
        amounts=tuple(
            Amount(
                place=writer.place(demand.get("site_class")),
                amount=writer.demanded(demand["capability"], demand["amount"]),
                values=_values(writer, {key: value for key, value in own.items() if key not in shared}),
            )
            for demand, own in zip(demands, values, strict=True)
        ),
    )


def _values(writer: Writer, values: dict[str, object]) -> str:
    return writer.wording.listing(
        [f"{name}\N{NO-BREAK SPACE}{_value(writer, value)}" for name, value in values.items()]
    )


def _value(writer: Writer, value: object) -> str:
    text = str(value)
    shown = writer.wording.reading(text) if is_number(text) else text
    return shown if shown.startswith("≈") else f"=\N{NO-BREAK SPACE}{shown}"
