"""The report that CI systems read."""

from xml.etree import ElementTree

from configurator.workbench.junit import junit_report
from configurator.workbench.testing import Result

RESULTS = [
    Result("rule", "R-1", (), 0.25),
    Result("case", "clinic", ("a.x: 3 units, expected 2", "monthly: 1 < 2 & more"), 1.5),
    Result("case", "\u8bca\u6240", ("bell \x07 in a name",), 0),
]


def suite() -> ElementTree.Element:
    return ElementTree.fromstring(junit_report("small", RESULTS).encode())


def test_a_suite_counts_its_tests_failures_and_seconds() -> None:
    assert (suite().tag, suite().attrib) == (
        "testsuite",
        {"name": "small", "tests": "3", "failures": "2", "time": "1.750"},
    )


def test_every_rule_and_case_is_a_test_case() -> None:
    cases = suite().findall("testcase")
    assert [(c.get("classname"), c.get("name"), c.get("time")) for c in cases] == [
        ("small.rule", "R-1", "0.250"), ("small.case", "clinic", "1.500"), ("small.case", "诊所", "0.000"),
    ]  # fmt: skip


def test_a_failure_tells_everything_that_was_wrong_and_nothing_else_has_one() -> None:
    first, second, _ = suite().findall("testcase")
    failure = second.find("failure")
    assert first.find("failure") is None
    assert failure is not None
    assert failure.get("message") == "a.x: 3 units, expected 2"
    assert failure.text == "a.x: 3 units, expected 2\nmonthly: 1 < 2 & more"


def test_what_xml_cannot_hold_is_replaced() -> None:
    failure = suite().findall("testcase")[2].find("failure")
    assert failure is not None
    assert failure.text == "bell \ufffd in a name"
