"""What the checker lets pass; what it refuses is told in tests/rulebook/test_messages.py."""

import pytest

from configurator.rulebook.language.check import check
from configurator.rulebook.language.parse import parse_rule
from configurator.rulebook.language.vocabulary import NUMBER, TEXT, TRUTH, Kind, Vocabulary

WORDS = Vocabulary(
    facts={
        "customer": {"employees": Kind(NUMBER), "industry": Kind(TEXT, frozenset({"finance", "other"})), "public": Kind(TRUTH), "motto": Kind(TEXT)},
        "profile": {"mlps": Kind(NUMBER)},
        "site": {"users": Kind(NUMBER), "kind": Kind(TEXT, frozenset({"office", "plant"}))},
        "component": {"id": Kind(TEXT), "family": Kind(TEXT), "ladder": Kind(TEXT)},
        "need": {"amount": Kind(NUMBER)},
    },
    components={"a.one": "deal", "b.box": "site"},
    capabilities={"power": ("deal", "sum"), "room": ("site", "sum"), "grade": ("site", "max")},
    needs=["power"],
    tables={"bounds": {"industry": Kind(TEXT), "staff": Kind(NUMBER)}},
)  # fmt: skip


CONDITION = Kind(TRUTH)


def faults(text: str, wants: Kind = CONDITION, scope: tuple[str, ...] = ("customer", "profile"), decisions: bool = True, loops: bool = True) -> list[str]:  # fmt: skip
    found = check(parse_rule(text), WORDS, scope, wants, decisions=decisions, loops=loops)
    return [f"{fault.code} {fault.span.column}+{fault.span.width}: {fault.message}" for fault in found]


GOOD = [
    "customer.public",
    "customer.employees > 5 and not customer.public",
    "customer.motto == 'anything'",
    "customer.industry in ('finance', 'other')",
    "selected(a.one) implies selected(b.box)",
    "qty(a.one) + 2 * qty(b.box) <= customer.employees / 3",
    "qty(a.one) * (1 + profile.mlps) >= 2",
    "qty(a.one) / 2 >= 1",
    "-qty(a.one) < 0",
    "qty(a.one) in (0, 2, 4)",
    "(qty(a.one) if customer.public else 2) >= 1",
    "supply(room) >= sum(s.users for s in sites)",
    "for each site: supply(room, site) >= site.users and supply(grade, site) <= 2",
    "for each s in sites if s.kind == 'plant': qty(b.box, s) == 1",
    "for each s in sites: for each c in components if c.ladder == 'x': selected(c, s) implies s.users > 5",
    "at most 1 of (selected(c) for c in components if c.family == 'a')",
    "count(s in sites if s.users > 5) > 2",
    "exactly 1 of (selected(a.one), met(power))",
    "(customer.industry, qty(a.one)) in table bounds",
    "lookup(bounds, staff, customer.industry) <= customer.employees",
    "ceil(customer.employees / 10) <= qty(a.one)",
    "known(customer.employees) implies customer.employees > 5",
]


@pytest.mark.parametrize("text", GOOD)
def test_a_sound_rule_has_no_fault(text: str) -> None:
    assert faults(text) == []


def test_all_faults_of_a_formula_are_told_at_once() -> None:
    assert faults("customer.emploees > 5 and selected(a.ona) and qty(a.one) * qty(b.box) > cel(1)") == [
        "E021 1+17: customer has no attribute 'emploees'",
        "E022 36+5: there is no component 'a.ona'",
        "E027 47+23: a product of two decisions isn't linear",
        "E021 73+6: there is no function 'cel'",
    ]


def test_one_mistake_is_told_once_not_for_everything_around_it() -> None:
    assert len(faults("not (ceil(customer.emploees + 1) * 2 > 5 or customer.public)")) == 1


@pytest.mark.parametrize("text", ["qty(a.one)", "selected(a.one)", "supply(power)", "met(power)", "count(s in sites if selected(b.box, s))"])  # fmt: skip
def test_decisions_are_refused_where_only_constants_are_known(text: str) -> None:
    wants = Kind(TRUTH if text.startswith(("selected", "met")) else NUMBER)
    assert faults(text, wants) == []
    assert [fault[:4] for fault in faults(text, wants, decisions=False)] == ["E029"]


def test_loops_are_refused_where_sites_arent_known() -> None:
    assert faults("count(s in sites)", Kind(NUMBER), loops=True) == []
    assert [fault[:4] for fault in faults("count(s in sites)", Kind(NUMBER), loops=False)] == ["E029"]


def test_only_subjects_in_scope_have_a_meaning() -> None:
    assert faults("need.amount", Kind(NUMBER), ("need",)) == []
    assert faults("need.amount", Kind(NUMBER), ("customer",)) != []
    assert faults("site.users", Kind(NUMBER), ("site",)) == []
    assert faults("site.users", Kind(NUMBER), ("customer",)) != []


def test_a_loops_variable_means_nothing_outside_it() -> None:
    assert faults("sum(s.users for s in sites) > s.users") == ["E021 31+7: 's' has no meaning here"]


def test_a_choice_is_held_to_the_values_it_may_have() -> None:
    size = Kind(TEXT, frozenset({"large", "small"}))
    assert faults("'large' if customer.public else 'small'", size) == []
    assert faults("'huge' if customer.public else 'small'", size) == ["E014 1+38: the fact can't be 'huge'"]
    assert faults("customer.motto", size) == []  # any text: it is looked at when it is known
