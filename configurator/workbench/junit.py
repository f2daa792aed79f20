"""The results of a test run as JUnit XML, which CI systems read."""

from collections.abc import Sequence
from xml.etree import ElementTree

from configurator.workbench.testing import Result


def junit_report(rulebook: str, results: Sequence[Result]) -> str:
    """A <testsuite> with a <testcase> per rule and case; a <failure> says everything that was wrong."""
    failed = sum(not result.passed for result in results)
    seconds = sum(result.seconds for result in results)
    suite = ElementTree.Element(
        "testsuite", name=rulebook, tests=str(len(results)), failures=str(failed), time=f"{seconds:.3f}"
    )
    for result in results:
        case = ElementTree.SubElement(
            suite, "testcase", classname=f"{rulebook}.{result.kind}", name=result.name, time=f"{result.seconds:.3f}"
        )
        if result.faults:
            failure = ElementTree.SubElement(case, "failure", message=_printable(result.faults[0]))
            failure.text = _printable("\n".join(result.faults))
    ElementTree.indent(suite)
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _printable(text: str) -> str:
    """XML has no way to write most control characters."""
    return "".join(character if character.isprintable() or character in "\n\t" else "�" for character in text)
