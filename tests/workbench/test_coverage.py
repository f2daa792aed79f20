"""Which rules examples and cases try: counted by how they stood."""

from fractions import Fraction
from pathlib import Path

from configurator.rulebook.loader import load_rulebook
from configurator.workbench.coverage import Coverage, RuleCoverage, coverage
from configurator.workbench.testing import run_tests
from tests.workbench.workshop import PROFILE, RULE, case, ruled, workshop


def covered(book: Path) -> Coverage:
    return coverage(load_rulebook(book), run_tests(book, processes=1))


def test_a_rule_is_counted_by_how_it_stood_in_examples_and_cases(tmp_path: Path) -> None:
    idle = ruled("R-2", "selected(b.y) implies selected(a.x)")
    book = workshop(tmp_path, RULE, idle)
    case(book, "one", {})
    case(book, "two", {}, PROFILE | {"needs": []})
    assert covered(book).rules == (RuleCoverage("R-1", 1, 2, 1), RuleCoverage("R-2", 2, 0, 0))
    assert covered(book).share == Fraction(1, 2)


def test_a_rule_is_covered_when_it_was_seen_to_allow_and_to_refuse() -> None:
    assert RuleCoverage("R-1", 0, 1, 1).covered
    assert not RuleCoverage("R-1", 5, 1, 0).covered
    assert not RuleCoverage("R-1", 5, 0, 1).covered


def test_cases_cover_what_examples_leave_open(tmp_path: Path) -> None:
    book = workshop(tmp_path, ruled("R-1", "qty(a.x) + qty(b.y) <= 4"))
    case(book, "allowed", {})
    assert covered(book).share == 0
    case(book, "refused", {"outcome": "infeasible"}, PROFILE | {"needs": [{"need": "power", "amount": 5}]})
    assert covered(book).share == 1


def test_a_case_that_fails_tries_rules_all_the_same(tmp_path: Path) -> None:
    book = workshop(tmp_path, RULE)
    case(book, "one", {"components": {"a.x": 4}})
    assert covered(book).rules[0].enforced == 2


def test_a_rulebook_without_rules_is_covered(tmp_path: Path) -> None:
    book = workshop(tmp_path)
    (book / "constraints" / "a.yaml").unlink()
    assert covered(book).share == 1
