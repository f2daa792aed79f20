"""The packages of two quotes held against each other, component by component and charge by charge."""

from collections.abc import Iterator, Mapping
from typing import Any

from configurator.money import DECIMALS
from configurator.quoting.bill import charges, items_of, totals_of
from configurator.quoting.diff.changes import Change
from configurator.quoting.diff.effects import LIST, OTHER, QUANTITY, RATE, TERM, Amounts, Pair, Step, amounts_of
from configurator.quoting.diff.evidence import CATALOGUE, PRICE_LIST, Blame, Evidence
from configurator.quoting.diff.sites import matched
from configurator.quoting.diff.walk import differences

View = Mapping[str, Any]
_Place = tuple[str, str | None]

_TOLD = {"component", "site_class", "sites", "quantity", "per_site", "because", "charges"}
"""What of an item is compared otherwise than key by key."""
_PRICED = {"list", "net", "contract_net", "contract_list", "waterfall", "tax_rate"}
"""What of a charge is told by its effects."""


def item_changes(old: View, new: View, evidence: Evidence, comparable: bool) -> tuple[list[Change], Amounts]:
    """Everything otherwise in the package, and what another term alone does to the price of what is in both."""
    compared = _Comparison(old, new, evidence, comparable)
    changes = list(compared.changes())
    return changes, compared.by_term


def yearly(view: View) -> int:
    """What all charges of a quote come to in a year, in minor units."""
    digits = DECIMALS[totals_of(view)["currency"]]
    return sum(amounts_of(charge, digits).yearly for charge in charges(view))


class _Comparison:
    """The items of two quotes at the same places."""

    def __init__(self, old: View, new: View, evidence: Evidence, comparable: bool) -> None:
        self.evidence, self.comparable = evidence, comparable
        self.terms = (old["profile"]["term_months"], new["profile"]["term_months"])
        self.digits = DECIMALS[totals_of(new)["currency"]]
        home = matched(old["site_classes"], new["site_classes"])
        self.new = {(item["component"], item["site_class"]): item for item in items_of(new)}
        moved = {was: is_ for is_, was in home.items()}
        places = {known["id"] for known in new["site_classes"]}
        # An old class that is none of the new ones keeps its name, marked where a new one has taken it.
        gone = {
            known["id"]: f"{known['id']} before" if known["id"] in places else known["id"]
            for known in old["site_classes"]
            if known["id"] not in moved
        }
        names = moved | gone
        self.old = {(item["component"], names.get(item["site_class"])): item for item in items_of(old)}
        self.by_term = Amounts()

    def changes(self) -> Iterator[Change]:
        for place in dict.fromkeys((*self.old, *self.new)):
            was, is_ = self.old.get(place), self.new.get(place)
            if was is not None and is_ is not None:
                yield from self._both(_Item(place), was, is_)
            elif was is not None:
                yield self._one(_Item(place), was, was["quantity"], None, -self._worth(was))
            elif is_ is not None:
                yield self._one(_Item(place), is_, None, is_["quantity"], self._worth(is_))

    def _worth(self, item: View) -> Amounts:
        return sum((amounts_of(charge, self.digits) for charge in item["charges"]), Amounts())

    def _one(self, at: "_Item", item: View, old: int | None, new: int | None, worth: Amounts) -> Change:
        """An item that came or went."""
        blame = self.evidence.of_item(item["component"], _reasons(item))
        return at.change("", old, new, blame, worth if self.comparable else None)

    def _both(self, at: "_Item", old: View, new: View) -> Iterator[Change]:
        reasons = dict.fromkeys((*_reasons(old), *_reasons(new)))
        blame = self.evidence.of_item(at.component, reasons)
        told = list(self._charges(at, old, new, blame))
        bought = sum((each.amounts or Amounts() for each in told if each.what == "quantity"), Amounts())
        if old["quantity"] != new["quantity"]:
            yield at.change("quantity", old["quantity"], new["quantity"], blame, bought or None)
        yield from (change for change in told if change.what != "quantity")
        if set(_reasons(old)) != set(_reasons(new)):
            moved = sorted(set(_reasons(old)) ^ set(_reasons(new)))
            rule = self.evidence.changed_rule(moved)
            because = Blame("rule", rule) if rule else blame
            yield at.change("because", _reasons(old), _reasons(new), because)
        was, is_ = ({key: value for key, value in item.items() if key not in _TOLD} for item in (old, new))
        for found in differences(was, is_, at.path):
            yield at.change(found.path.removeprefix(f"{at.path}."), found.old, found.new, blame)

    def _charges(self, at: "_Item", old: View, new: View, blame: Blame) -> Iterator[Change]:
        was, is_ = _by_kind(old["charges"]), _by_kind(new["charges"])
        quantities = (old["quantity"], new["quantity"])
        for kind in dict.fromkeys((*was, *is_)):
            name = f"charges[{kind}]"
            if kind in was and kind in is_:
                pair = Pair(at.component, was[kind], is_[kind], quantities, self.terms, self.digits)
                yield from self._charge(at, name, pair, blame)
            else:
                charge = is_[kind] if kind in is_ else was[kind]
                amounts = amounts_of(charge, self.digits)
                amounts = amounts if kind in is_ else -amounts
                before, after = (told[kind]["net"] if kind in told else None for told in (was, is_))
                sold = CATALOGUE if self.evidence.changed("components", at.component) else blame
                yield at.change(name, before, after, sold, amounts if self.comparable else None)

    def _charge(self, at: "_Item", name: str, pair: Pair, blame: Blame) -> Iterator[Change]:
        """The changes of a charge that both have; those of its quantity are one change of the item's."""
        if pair.unchanged:
            return
        effects: dict[tuple[Step, Blame], Amounts] = {}
        for effect in pair.effects(self.evidence, blame) if self.comparable else ():
            if effect.of == TERM:
                self.by_term += effect.amounts
            else:
                cause = (effect.of, effect.blame)
                effects[cause] = effects.get(cause, Amounts()) + effect.amounts
        for key in dict.fromkeys((*pair.old, *pair.new)):
            before, after = pair.old.get(key), pair.new.get(key)
            if key in _PRICED or before == after:
                continue
            for found in differences(before, after, f"{name}.{key}"):
                amounts = effects.pop((LIST, PRICE_LIST), None) if key == "unit_list" else None
                yield at.change(found.path, found.old, found.new, self._blame(key, at, blame), amounts)
        for (step, whose), effected in effects.items():
            yield at.change(*_told(step, name, pair), whose, effected)

    def _blame(self, key: str, at: "_Item", blame: Blame) -> Blame:
        """Whose a difference of a charge's key is, that has no price of its own."""
        if key.startswith("unit_") and self.evidence.changed("prices", at.component):
            return PRICE_LIST
        return blame


class _Item:
    """A component at a place, as changes name it."""

    def __init__(self, place: _Place) -> None:
        self.component, self.site_class = place
        self.path = f"package[{self.component}{f'@{self.site_class}' if self.site_class else ''}]"

    def change(self, what: str, old: Any, new: Any, blame: Blame, amounts: Amounts | None = None) -> Change:
        path = f"{self.path}.{what}" if what else self.path
        return Change("component", path, old, new, blame, self.component, self.site_class, what, amounts)


def _told(step: Step, name: str, pair: Pair) -> tuple[str, Any, Any]:
    """What a step of a charge is called, and what stands there in each quote."""
    if step == QUANTITY:
        return "quantity", None, None  # the item's: see `_both`
    if step == RATE:
        return f"{name}.tax_rate", pair.old["tax_rate"], pair.new["tax_rate"]
    if step == LIST:
        return f"{name}.net", pair.old["net"], pair.new["net"]
    if step == OTHER:
        return f"{name}.contract_net", pair.old["contract_net"], pair.new["contract_net"]
    return f"{name}.waterfall[{step[1] or step[0]}]", _amount(pair.old, step), _amount(pair.new, step)


def _amount(charge: View, step: Step) -> str | None:
    """What a step takes off a charge a period."""
    amounts = (told["amount"] for told in charge["waterfall"] if (told["step"], told["rule"]) == step)
    return next(amounts, None)


def _reasons(item: View) -> list[str]:
    return [reason["rule"] for reason in item["because"]]


def _by_kind(told: list[View]) -> dict[str, View]:
    """An item's charges, told apart by what they are: `recurring month`, and a second one `recurring month 2`."""
    found: dict[str, View] = {}
    for charge in told:
        kind = " ".join(filter(None, (charge["type"], charge["period"])))
        count = sum(name == kind or name.startswith(f"{kind} ") for name in found)
        found[f"{kind} {count + 1}" if count else kind] = charge
    return found
