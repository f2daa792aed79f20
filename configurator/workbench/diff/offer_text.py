"""The offers of a diff as a person reads them: those that can't be sold any more first, unchanged ones not at all."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from configurator.workbench.diff.amounts import minor, percent_text, signed
from configurator.workbench.diff.lines import SIGNS, Line, Sign
from configurator.workbench.diff.offers import OfferChange
from configurator.workbench.diff.run import RulebookDiff
from configurator.workbench.diff.summary import counted

_TITLES: dict[str, tuple[Sign, str]] = {
    "infeasible": ("-", "No longer possible"),
    "unreadable": ("-", "Can't be read any more"),
    "unproven": ("-", "Without an answer within the limits"),
    "worse": ("-", "Worse coverage"),
    "dearer": ("-", "Dearer"),
    "components": ("~", "Other components at the same price"),
    "better": ("+", "Better coverage"),
    "feasible": ("+", "Possible now"),
    "cheaper": ("+", "Cheaper"),
}

_MOST_COMPONENTS, _MOST_REASONS = 10, 4


def offer_lines(found: RulebookDiff, most: int | None) -> Iterator[Line]:
    """Every title of what became of offers, with why, and at most so many offers under them."""
    changed = [offer for offer in found.offers if offer.change != "unchanged"]
    shown = {offer.profile for offer in changed[:most]}
    for word, of_word in groupby(changed, key=lambda offer: offer.word):
        offers = list(of_word)
        yield Line("", "")
        yield Line("#", f"{_TITLES[word][1]} ({len(offers):,}){_why(offers)}")
        for offer in offers:
            if offer.profile in shown:
                yield from _offer(offer, word, found)
        if left := sum(offer.profile not in shown for offer in offers):
            yield Line("", f"  … {left:,} more: --all spells them out" if left < len(offers) else "  … see --all")


def _why(offers: list[OfferChange]) -> str:
    """What several offers have in common: needs lost or won, who is to blame, or the component that weighs most."""
    reasons = Counter(reason for offer in offers for reason in _reasons(offer))
    told = [f"{reason} in {number:,}" for reason, number in reasons.most_common(_MOST_REASONS) if number > 1]
    return f": {', '.join(told)}" if told else ""


def _reasons(offer: OfferChange) -> list[str]:
    match offer.word:
        case "infeasible":
            return [f"{kind} {id}" for kind, id, _ in offer.new.conflict]
        case "unreadable":
            return [offer.new.message]
        case "worse":
            return [f"{need} lost" for need in offer.lost]
        case "better":
            return [f"{need} met" for need in offer.won]
    effects = offer.effects
    return [max(effects, key=lambda component: abs(effects[component]))] if effects else []


def _offer(offer: OfferChange, verdict: str, found: RulebookDiff) -> Iterator[Line]:
    sign = _TITLES[verdict][0]
    yield Line(sign, f"  {sign} {offer.profile}  {_price(offer)}")
    for kind, id, text in offer.new.conflict if verdict == "infeasible" else ():
        yield Line("", f"      {kind} {id}: {text}")
    if offer.new.message:
        yield Line("", f"      {offer.new.message}" + (f" ({offer.new.help})" if offer.new.help else ""))
    yield from _needs(offer, found)
    if offer.old.solved and offer.new.solved:
        yield from _components(offer, found)


def _price(offer: OfferChange) -> str:
    old, new, currency = offer.old, offer.new, offer.currency
    if not new.solved:
        return f"was {minor(old.totals['total_contract'], currency)} {currency}" if old.solved else f"was {old.outcome}"
    total = minor(new.totals["total_contract"], currency)
    doubt = "" if {old.outcome, new.outcome}.isdisjoint({"feasible"}) else "; not proven to be best"
    if not old.solved:
        return f"{total} {currency}{doubt}; was {old.outcome}" + (f": {old.message}" if old.message else "")
    rise = {name: new.totals[name] - old.totals[name] for name in new.totals}
    if not any(rise.values()):
        return f"{total} {currency}, the same{doubt}"
    share = "" if offer.percent is None else f"{percent_text(offer.percent)}: "
    told = f"{share}{minor(old.totals['total_contract'], currency)} -> {total} {currency} over the contract"
    if not rise["total_contract"]:
        told += f", with tax {signed(rise['total_contract_with_tax'], currency)}"
    parts = f"monthly {signed(rise['monthly'], currency)}, once {signed(rise['one_time'], currency)}"
    return f"{told} ({parts}){doubt}"


def _needs(offer: OfferChange, found: RulebookDiff) -> Iterator[Line]:
    if offer.change == "coverage":
        yield Line("", f"      coverage {_share(offer.old.coverage)} -> {_share(offer.new.coverage)}")
    if not (offer.old.solved and offer.new.solved):
        return
    names = {id: need.name.en for book in (found.old, found.new) for id, need in book.needs.items()}
    for need in offer.lost:
        yield Line("-", f"      - {need}  {names[need]}: no longer met")
    for need in offer.won:
        yield Line("+", f"      + {need}  {names[need]}: met now")
    for need in (need for need in offer.new.needs if need not in offer.old.needs):
        yield Line("~", f"      ~ {need}  {names[need]}: typical of the segment now")
    for need in (need for need in offer.old.needs if need not in offer.new.needs):
        yield Line("~", f"      ~ {need}  {names[need]}: no longer typical of the segment")


def _share(coverage: Fraction) -> str:
    return f"{round(coverage * 100)} %"


def _components(offer: OfferChange, found: RulebookDiff) -> Iterator[Line]:
    """What makes the difference, over the contract: components that come, go, or cost otherwise, the largest first."""
    names = {id: part.name.en for book in (found.old, found.new) for id, part in book.components.items()}
    effects = sorted(offer.effects.items(), key=lambda entry: (entry[0] in offer.repriced, -abs(entry[1])))
    for id, rise in effects[:_MOST_COMPONENTS]:
        was, is_ = offer.old.units.get(id), offer.new.units.get(id)
        sign = SIGNS["added" if was is None else "removed" if is_ is None else "changed"]
        units = f"{was:,} -> {is_:,}" if was and is_ and was != is_ else f"{is_ or was:,}"
        yield Line(sign, f"      {sign} {units} × {id}  {names[id]}: {signed(rise, offer.currency)}")
    if rest := effects[_MOST_COMPONENTS:]:
        amount = signed(sum(rise for _, rise in rest), offer.currency)
        yield Line("~", f"      ~ {counted(len(rest), 'more component')}: {amount}")
