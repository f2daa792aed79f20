"""How long the workbench takes on a shipped rulebook: check, test, and how many rules a second that is."""

import datetime
from collections import Counter

import configurator as cf
from configurator.workbench.check.findings import Finding
from configurator.workbench.check.run import check_rulebook
from configurator.workbench.testing import Result, run_tests
from tests.benchmarks.machine import seconds

DAY = datetime.date(2026, 11, 22)


def workbench(rulebook: str) -> None:
    """Every processor is used, as the commands do; loading and starting processes included."""
    book = cf.load_rulebook(rulebook)
    findings: list[Finding] = []
    taken = seconds(lambda: findings.extend(check_rulebook(rulebook, DAY)))
    asked = len(book.rules) + len(book.components) + len(book.needs)
    counted = Counter(finding.severity for finding in findings)
    print(
        f"rules check {rulebook:18}{taken:6.1f} s   {asked / taken:5.1f} rules, components and needs a second; {dict(counted)}"
    )
    results: list[Result] = []
    taken = seconds(lambda: results.extend(run_tests(rulebook)))
    cases = sum(result.kind == "case" for result in results)
    failed = sum(not result.passed for result in results)
    print(
        f"rules test  {rulebook:18}{taken:6.1f} s   {len(results) - cases} rules' examples, {cases} cases, {failed} failed"
    )
