"""The laws of the house that no linter knows. Who may import whom is import-linter's to tell (pyproject.toml)."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from configurator.resources import folder

HOUSE = Path(__file__).resolve().parent.parent
LIBRARY = HOUSE / "configurator"
LONGEST_MODULE = 300
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "base", "core"}
LOCKS = ("requirements.lock", "requirements-dev.lock")
# In pieces, so that this file does not hold what it looks for.
REGISTRY_HOSTS = re.compile(
    r"\b(?:{})\b".format(
        "|".join(
            re.escape(".".join(parts))
            for parts in [
                ("pypi", "org"),
                ("pythonhosted", "org"),
                ("registry", "npmjs", "org"),
                ("registry", "yarnpkg", "com"),
                ("deb", "debian", "org"),
                ("archive", "ubuntu", "com"),
                ("proxy", "golang", "org"),
                ("static", "crates", "io"),
                ("repo", "maven", "apache", "org"),
            ]
        )
    )
)
MACHINE_PATHS = re.compile(r"(?<![\w.>-])/(?:work|root|home|Users|opt)/[\w.]")


def committed_files() -> list[Path]:
    """What git has, or would take in."""
    if not (HOUSE / ".git").exists():
        pytest.skip("this is no checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=HOUSE,
        capture_output=True,
        check=True,
    )
    paths = [HOUSE / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def texts() -> Iterator[tuple[str, str]]:
    for path in committed_files():
        content = path.read_bytes()
        if b"\0" not in content:
            yield str(path.relative_to(HOUSE)), content.decode()


def modules() -> list[Path]:
    return sorted(LIBRARY.rglob("*.py"))


def places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_the_search_finds_what_it_is_for() -> None:
    assert REGISTRY_HOSTS.search("https://" + ".".join(["files", "pythonhosted", "org"]) + "/packages")
    assert MACHINE_PATHS.search("see " + "/".join(["", "home", "ann", "notes"]))
    assert not MACHINE_PATHS.search("the page /quotes/home/address, or a team/work/plan")


def test_nothing_committed_names_the_host_of_a_registry() -> None:
    assert places(REGISTRY_HOSTS) == []


def test_nothing_committed_names_a_path_of_one_machine() -> None:
    assert places(MACHINE_PATHS) == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_every_package_by_version_and_hash_and_holds_no_address(name: str) -> None:
    text = (HOUSE / name).read_text(encoding="utf-8")
    assert "://" not in text
    pinned = re.split(r"\n(?=\S)", re.sub(r"(?m)^\s*#.*\n", "", text).strip())
    assert pinned
    for package in pinned:
        assert re.match(r"[a-z0-9][a-z0-9._-]*==\S+ (?:;[^\\]+)?\\\n", package), package[:80]
        assert "--hash=sha256:" in package, package[:80]


def test_both_locks_pin_the_same_versions() -> None:
    run, develop = (
        set(re.findall(r"(?m)^([a-z0-9._-]+==\S+)", (HOUSE / name).read_text(encoding="utf-8"))) for name in LOCKS
    )
    assert run <= develop


def test_a_module_of_the_library_stays_under_300_lines() -> None:
    long = {
        str(path.relative_to(HOUSE)): lines
        for path in modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) >= LONGEST_MODULE
    }
    assert long == {}


def test_a_module_is_named_for_what_it_is() -> None:
    vague = [str(path.relative_to(HOUSE)) for path in modules() if NO_NAMES & set(path.stem.split("_"))]
    assert vague == []


def test_money_is_never_a_float() -> None:
    """No `float(…)`, and where amounts are computed no float literal either."""
    rooms = [LIBRARY / "money.py", *(LIBRARY / "pricing").rglob("*.py"), *(LIBRARY / "quoting").rglob("*.py")]
    found = []
    for path in rooms:
        literals_too = path.parent.name != "quoting"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
            literal = literals_too and isinstance(node, ast.Constant) and isinstance(node.value, float)
            if call or literal:
                found.append(f"{path.relative_to(HOUSE)}:{getattr(node, 'lineno', 0)}")
    assert found == []


@pytest.mark.parametrize("name", ["rules", "quote_templates"])
def test_the_shipped_data_is_found_in_a_checkout(name: str) -> None:
    assert folder(name) == HOUSE / name
