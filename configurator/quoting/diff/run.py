"""Two quotes → their difference."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from configurator.collecting import without_collecting
from configurator.quoting.bill import ZERO, items_of
from configurator.quoting.diff.changes import TOTALS, Change, QuoteDiff, left_over, rounded
from configurator.quoting.diff.evidence import CATALOGUE, PRICE_LIST, USER, Blame, Evidence
from configurator.quoting.diff.items import item_changes, yearly
from configurator.quoting.diff.walk import differences
from configurator.quoting.quote import Quote

View = Mapping[str, Any]
_FOLLOWS = {"cost", "margin", "lines", "approval", "in_force"}


def diff_quotes(old: Quote, new: Quote) -> QuoteDiff:
    """What is otherwise in `new`: in what was asked, in the package, in every price, with what it does and whose it is.

    Amounts are compared where both quotes have one currency; where not, no change has a delta.
    """
    with without_collecting():
        return _compared(old, new)


def _compared(old: Quote, new: Quote) -> QuoteDiff:
    was, is_ = old.snapshot(), new.snapshot()
    evidence = Evidence(was, is_)
    totals = tuple(quote["recommendation"]["totals"] for quote in (was, is_))
    comparable = totals[0]["currency"] == totals[1]["currency"]
    found = list(_changes(was, is_, evidence, comparable))
    if comparable:
        found = rounded(found, yearly(was))
        found += left_over(totals[0], totals[1], found, evidence.general)
    return QuoteDiff(
        old=_head(old),
        new=_head(new),
        currency=totals[1]["currency"],
        changes=tuple(found),
        totals={name: (totals[0][name], totals[1][name]) for name in TOTALS},
        names={kind: _names_gone(kind, was, is_) for kind in ("components", "needs")},
    )


def _head(quote: Quote) -> dict[str, Any]:
    return {
        "number": quote.number,
        "revision": quote.revision,
        "state": quote.state,
        "date": quote.date.isoformat(),
        "customer_view_sha256": quote.customer_view_sha256,
    }


def _names_gone(kind: str, old: View, new: View) -> dict[str, Any]:
    was, is_ = (quote["catalogue"][kind] for quote in (old, new))
    return {id: was[id]["name"] for id in was if id not in is_}


def _changes(old: View, new: View, evidence: Evidence, comparable: bool) -> Iterator[Change]:
    package, by_term = item_changes(old, new, evidence, comparable)
    for found in differences(old["profile"], new["profile"], "profile"):
        amounts = by_term if found.path == "profile.term_months" else None
        what = found.path.partition(".")[2]
        yield Change("profile", found.path, found.old, found.new, USER, what=what, amounts=amounts or None)
    yield from _coverage(old, new, evidence)
    yield from package
    yield from _formulas(old, new)
    yield from _words(old, new)
    yield from _internal(old, new, evidence)


def _coverage(old: View, new: View, evidence: Evidence) -> Iterator[Change]:
    """Needs that are met now and weren't, or the other way round; and typical needs, which no profile tells."""
    was, is_ = ({need["need"]: need for need in quote["recommendation"]["coverage"]["needs"]} for quote in (old, new))
    stated = {need["need"] for quote in (old, new) for need in quote["profile"].get("needs") or ()}
    for id in dict.fromkeys((*was, *is_)):
        before, after = (needs[id]["met"] if id in needs else None for needs in (was, is_))
        if before != after and (None not in (before, after) or id not in stated):
            yield Change("need", f"coverage[{id}].met", before, after, evidence.general, id, what="met")


def _formulas(old: View, new: View) -> Iterator[Change]:
    """Demands that are sized otherwise."""
    was, is_ = ({demand["rule"]: demand["formula"] for demand in quote["sizing"]} for quote in (old, new))
    for rule in was:
        if was[rule] != is_.get(rule, was[rule]):
            path = f"sizing[{rule}].formula"
            yield Change("rule", path, was[rule], is_[rule], Blame("rule", rule), rule, what="formula")


def _words(old: View, new: View) -> Iterator[Change]:
    """What documents say otherwise of what is in both quotes: names, service levels, rules, terms."""
    for kind in ("components", "rules"):
        was, is_ = old["catalogue"][kind], new["catalogue"][kind]
        for id in [id for id in was if id in is_]:
            blame = CATALOGUE if kind == "components" else Blame("rule", id)
            for found in differences(was[id], is_[id], f"catalogue.{kind}[{id}]"):
                yield Change("wording", found.path, found.old, found.new, blame, id)
    for found in differences(old["proposal"], new["proposal"], "proposal"):
        yield Change("wording", found.path, found.old, found.new, CATALOGUE)


def _internal(old: View, new: View, evidence: Evidence) -> Iterator[Change]:
    """What only we may see, but for the margins, which follow: what components cost us, and whatever else is kept."""
    was, is_ = ({key: part for key, part in quote["internal"].items() if key not in _FOLLOWS} for quote in (old, new))
    for found in differences(was, is_, "internal"):
        yield Change("ours", found.path, found.old, found.new, evidence.general)
    if old["profile"]["term_months"] == new["profile"]["term_months"]:
        before, after = _costs(old), _costs(new)
        for id in [id for id in before if id in after]:
            (units, cost), (same_units, other_cost) = before[id], after[id]
            if units == same_units and cost != other_cost:
                yield Change("ours", f"internal.cost[{id}]", str(cost), str(other_cost), PRICE_LIST, id)


def _costs(quote: View) -> dict[str, tuple[int, Decimal]]:
    """Component → its units, and what they cost us over the contract."""
    units: dict[str, int] = {}
    for item in items_of(quote):
        units[item["component"]] = units.get(item["component"], 0) + item["quantity"]
    costs = dict.fromkeys(units, ZERO)
    for line in quote["internal"]["lines"]:
        costs[line["component"]] = costs.get(line["component"], ZERO) + Decimal(line["cost"])
    return {id: (units[id], costs[id]) for id in units}
