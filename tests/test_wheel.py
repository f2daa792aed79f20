"""What a customer installs is the wheel, not a checkout: it has to stand on its own."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
SHIPPED = ("configurator", "rules", "quote_templates")


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "wheel", "-qq", "--no-deps", "--no-build-isolation", "--no-index", "-w", home, HOUSE, cwd=home)
    (built,) = home.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    run(*pip, "install", "-qq", "--no-deps", "--no-index", "--target", target, wheel, cwd=target)
    return target


def say(installed: Path, code: str, cwd: Path) -> str:
    """What the code prints, run away from the checkout with the installed wheel first on the path."""
    start = f"import sys; sys.path.insert(0, {str(installed)!r})\n"
    return run(sys.executable, "-I", "-c", start + code, cwd=cwd).strip()


def test_the_wheel_holds_every_shipped_file_and_claims_no_global_name_but_its_own(wheel: Path) -> None:
    held = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    ignored = {"__pycache__", ".DS_Store"}
    wanted = {
        ("" if top == "configurator" else "configurator/") + path.relative_to(HOUSE).as_posix()
        for top in SHIPPED
        for path in (HOUSE / top).rglob("*")
        if path.is_file() and not ignored & set(path.parts)
    }
    assert held == wanted
    assert "configurator/py.typed" in held


def test_an_installed_wheel_finds_its_data_and_loads_its_rulebooks(installed: Path, tmp_path: Path) -> None:
    code = """
import configurator as cf
from configurator.resources import folder
print(cf.__file__)
print(folder("quote_templates"))
for home in sorted(path.parent for path in folder("rules").glob("*/rulebook.yaml")):
    print(home.name, len(cf.load_rulebook(home.name).components) > 0)
"""
    package, templates, *rulebooks = say(installed, code, tmp_path).splitlines()
    assert package == str(installed / "configurator" / "__init__.py")
    assert templates == str(installed / "configurator" / "quote_templates")
    assert rulebooks
    assert all(line.endswith(" True") for line in rulebooks), rulebooks


def test_an_installed_wheel_has_its_command(installed: Path) -> None:
    assert (installed / "bin" / "configurator").is_file()
