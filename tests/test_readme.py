"""The README keeps its word: its Python runs, its messages are the real ones, what it names exists."""

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

import configurator as cf
from configurator.cli import main
from configurator.errors import RulebookError
from configurator.resources import folder

HOUSE = Path(__file__).resolve().parent.parent
README = (HOUSE / "README.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    fenced = (block.partition("\n") for block in README.split("```")[1::2])
    return [text for named, _, text in fenced if named == kind]


def test_the_ten_lines_of_python_make_a_proposal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code, asking = blocks("python")
    assert len([line for line in code.splitlines() if line.strip()]) <= 10
    (tmp_path / "rules").symlink_to(folder("rules"))
    monkeypatch.chdir(tmp_path)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        names: dict[str, Any] = {}
        exec(code, names)  # noqa: S102
        exec(asking, names)  # noqa: S102
    assert names["choices"].possible("ucc.seat_standard")
    assert (tmp_path / "proposal.zh-CN.pdf").read_bytes().startswith(b"%PDF-")
    assert "<Optimal:" in printed.getvalue()


def test_the_profile_it_shows_can_be_recommended_for(tmp_path: Path) -> None:
    (shown,) = blocks("yaml")
    path = tmp_path / "customer.yaml"
    path.write_text(shown + "date: 2026-11-22\n", encoding="utf-8")
    assert isinstance(cf.recommend(cf.load_profile(path), cf.load_rulebook("telco_enterprise")), cf.Optimal)


def test_the_message_it_shows_is_the_one_that_is_told(tmp_path: Path) -> None:
    shown = next(block for block in blocks("") if block.startswith("error["))
    book = tmp_path / "telco_enterprise"
    for file in folder("rules").joinpath("telco_enterprise").rglob("*"):
        if file.is_file():
            copy = book / file.relative_to(folder("rules") / "telco_enterprise")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes())
    place = re.search(r"constraints/(\w+\.yaml):(\d+):", shown)
    rule = re.search(r"\|   ( +rule: .*)", shown)
    assert place is not None
    assert rule is not None
    path = book / "constraints" / place[1]
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[int(place[2]) - 1] = rule[1]
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(RulebookError) as fault:
        cf.load_rulebook(book)
    assert str(fault.value).replace(str(tmp_path), "rules") == shown.rstrip()


def test_every_command_it_lists_exists_and_none_is_left_out() -> None:
    listed = set(re.findall(r"^\| `(\w+)", README, re.MULTILINE))
    assert listed == set(main.commands)


def test_every_file_it_links_to_is_there() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (HOUSE / link).exists()] == []
