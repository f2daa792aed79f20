"""What a diff comes to: the two lines at its end, and the same as data."""

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from configurator.records import decimal_text
from configurator.workbench.diff.amounts import percent_text
from configurator.workbench.diff.changes import Change
from configurator.workbench.diff.offers import OfferChange
from configurator.workbench.diff.run import RulebookDiff

TITLES = {
    "rulebook": "Rulebook", "term": "Contract terms", "family": "Families", "unit": "Units",
    "component": "Components", "price": "Prices", "cost": "Costs", "discount": "Discounts", "approver": "Approval",
    "exchange": "Rates of exchange", "tax": "Taxes",
    "rule": "Rules", "need": "Needs", "demand": "Demands", "capability": "Capabilities", "constant": "Constants",
    "table": "Tables", "fact": "Facts", "compliance": "Compliance", "segment": "Segments", "scenario": "Scenarios",
    "installed": "Installed base", "suppression": "Suppressions", "wording": "Wording", "source": "Sources",
}  # fmt: skip

_MANY = {
    "family": "families", "tax": "taxes", "capability": "capabilities", "compliance": "compliance regimes",
    "wording": "texts", "rulebook": "settings", "row": "table rows",
}  # fmt: skip
_ONE = {"compliance": "compliance regime", "wording": "text", "rulebook": "setting", "row": "table row"}


def counted(number: int, word: str, many: str = "") -> str:
    """`1 rule`, `3 rules`."""
    return f"{number:,} {word if number == 1 else many or word + 's'}"


def summary(found: RulebookDiff) -> list[str]:
    """The last lines of the report."""
    return [f"Offers: {_offers(found.offers)}.", f"Rulebook: {', '.join(_rulebook(found.changes)) or 'unchanged'}."]


def _offers(offers: tuple[OfferChange, ...]) -> str:
    if not offers:
        return "no profile to compare by"
    tally = Counter(offer.word for offer in offers)
    words = {
        "unchanged": "unchanged",
        "dearer": f"dearer{_average(offers, 'dearer')}",
        "cheaper": f"cheaper{_average(offers, 'cheaper')}",
        "components": "with other components",
        "worse": "with worse coverage",
        "better": "with better coverage",
        "infeasible": "no longer possible",
        "feasible": "possible now",
        "unreadable": "can't be read any more",
        "unproven": "without an answer within the limits",
    }
    told = [f"{tally[verdict]:,} {word}" for verdict, word in words.items() if tally[verdict]]
    dead = Counter(offer.new.outcome for offer in offers if offer.change == "unchanged" and not offer.new.solved)
    if dead:
        told[0] += f" ({' and '.join(f'{number:,} {outcome}' for outcome, number in sorted(dead.items()))} as before)"
    return f"{len(offers):,} compared: {', '.join(told)}"


def _average(offers: Iterable[OfferChange], verdict: str) -> str:
    rise = _mean_rise(offers, verdict)
    return "" if rise is None else f" ({percent_text(rise)} on average)"


def _mean_rise(offers: Iterable[OfferChange], verdict: str) -> Fraction | None:
    """The mean of the offers' rises in percent."""
    rises = [offer.percent for offer in offers if offer.change == verdict and offer.percent is not None]
    return Fraction(sum(rises)) / len(rises) if rises else None


def _rulebook(changes: tuple[Change, ...]) -> Iterator[str]:
    """`1 component added, 3 prices changed`: records, not their fields; a price list once."""
    for (kind, verb), number in _tally(changes).items():
        one, many = _ONE.get(kind, kind), _MANY.get(kind, kind + "s")
        yield f"{counted(number, one, many)} {verb}"


def _tally(changes: Iterable[Change]) -> dict[tuple[str, str], int]:
    told = dict.fromkeys((_kind(change), change.change, _record(change)) for change in changes)
    return dict(Counter((kind, verb) for kind, verb, _ in told))


def _kind(change: Change) -> str:
    """What is counted: of a table that stays, its rows."""
    return "row" if change.kind == "table" and change.path else change.kind


def _record(change: Change) -> tuple[str, ...]:
    """What counts once."""
    if change.kind in ("wording", "source", "rulebook", "table"):
        return (change.id, *change.path)
    return (change.id, *change.path[:2]) if change.kind == "price" else (change.id,)


def summary_json(found: RulebookDiff) -> dict[str, Any]:
    """Counts: records by kind and verb, offers by verdict; and the average rise of the dearer ones in percent."""
    rulebook: dict[str, dict[str, int]] = {}
    tally = Counter[str](offer.change for offer in found.offers)
    for (kind, verb), number in _tally(found.changes).items():
        rulebook.setdefault(kind, {})[verb] = number
    offers = {"compared": len(found.offers), **tally}
    rises = {verdict: _mean_rise(found.offers, verdict) for verdict in ("dearer", "cheaper")}
    average = {verdict: decimal_text(round(rise, 2)) for verdict, rise in rises.items() if rise is not None}
    return {"identical": found.identical, "rulebook": rulebook, "offers": offers, "average_percent": average}


def to_json(found: RulebookDiff) -> dict[str, Any]:
    """The whole diff as data."""
    return {
        "rulebook": [change.to_json() for change in found.changes],
        "offers": [offer.to_json() for offer in found.offers],
        "summary": summary_json(found),
    }
