"""The offers of a diff as a person reads them: those that can't be sold any more first, unchanged ones not at all."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from configurator.workbench.diff.amounts import minor, percent_text, signed
from configurator.workbench.diff.lines import SIGNS, Line, Sign
from configurator.workbench.diff.offers import OfferChange
from configurator.workbench.diff.run import RulebookDiff

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

_MOST_COMPONENTS = 10


def offer_lines(found: RulebookDiff, most: int | None) -> Iterator[Line]:
    """At most so many offers, under the title of what became of them."""
    changed = [offer for offer in found.offers if offer.change != "unchanged"]
    shown, left = changed[:most], len(changed[most:]) if most is not None else 0
    total = {title: len(list(offers)) for title, offers in groupby(changed, key=lambda offer: offer.word)}
    for verdict, offers in groupby(shown, key=lambda offer: offer.word):
        _, title = _TITLES[verdict]
        yield Line("", "")
        yield Line("#", f"{title} ({total[verdict]:,})")
        for offer in offers:
            yield from _offer(offer, verdict, found)
    if left:
        yield Line("", "")
        yield Line("", f"… and {left:,} more that changed: --all spells them out")


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
    doubt = "" if new.outcome == "optimal" else ", not proven best"
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
        yield Line("~", f"      ~ {len(rest):,} more components: {amount}")
