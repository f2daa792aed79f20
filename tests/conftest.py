"""What all tests share: golden files.

A message is a contract with the person who reads it, so it is compared to the character with a file under
`tests/golden/`. After a change that is meant, `pytest --update-golden` writes the files anew; read the diff as the
user who made the mistake would.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write tests/golden/ anew instead of comparing")


def kept(room: str) -> set[str]:
    """The names of the golden files of a room, so that a test can tell that none is left over."""
    return {path.stem for path in (GOLDEN / room).glob("*.txt")}


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """`golden("room/name", text)`: the text is what tests/golden/room/name.txt holds."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / f"{name}.txt"
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text + "\n", encoding="utf-8")
        assert path.is_file(), f"there is no {path.name} yet: run pytest --update-golden and read it"
        assert text + "\n" == path.read_text(encoding="utf-8")

    return compare
