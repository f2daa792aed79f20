"""What becomes of every offer: the verdicts, the texts and the exit codes of `rules diff`."""

import datetime
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from configurator.cli.rules_diff import diff
from configurator.workbench.diff import run
from configurator.workbench.diff.corpus import own_corpus
from tests import small
from tests.conftest import kept
from tests.workbench.diff import shops
from tests.workbench.diff.shops import Files, ask
from tests.workbench.diff.test_changes import EDITS

DAY = datetime.date.fromisoformat(small.TODAY)
COULD = {"priority": "could", "weight": 4}


def corpus(folder: Path) -> Path:
    """Customers whose offers stand for all that can happen."""
    ask(folder, "dear", {"power": 3}, decisions=[{"component": "a.x", "min": 3}])
    ask(folder, "poor", {"power": 3}, budget={"monthly": 30})
    ask(
        folder,
        "modest",
        [{"need": "power", "amount": 3, **COULD}, {"need": "light", "amount": 1}],
        budget={"monthly": 36},
    )
    ask(folder, "dark", {"light": 2})
    ask(folder, "greedy", {"power": 100})
    ask(folder, "odd", {"heat": 1})
    return folder


def run_diff(tmp_path: Path, edits: list[shops.Edit], *options: str, profiles: Path | None = None) -> Result:
    old, new = shops.both(tmp_path, *edits)
    asked = profiles or corpus(tmp_path / "corpus")
    return CliRunner().invoke(diff, [old, new, "--corpus", str(asked), "-j", "1", *options])


def verdicts(tmp_path: Path, *edits: shops.Edit, profiles: Path | None = None) -> dict[str, str]:
    result = run_diff(tmp_path, list(edits), "--json", profiles=profiles)
    assert result.exit_code == 0, result.output
    return {
        offer["profile"].removesuffix(".yaml"): offer["change"] for offer in json.loads(result.stdout)["diff"]["offers"]
    }


def dearer_power(files: Files) -> None:
    shops.price(files, "a.x", "10.80")
    shops.price(files, "a.y", 13)


def no_lamps(files: Files) -> None:
    """The lamp goes; something else gives power and light."""
    shops.without(files, "b.lamp")
    files["components/a.yaml"].append(small.component("c.torch", 7, {"light": 1}))
    files["constraints/a.yaml"] = files["constraints/a.yaml"][:1]


def no_heat(files: Files) -> None:
    files["needs.yaml"] = files["needs.yaml"][:1]
    files["needs.yaml"].append(small.need("cooling", light="need.amount"))


def test_an_offer_is_told_by_what_matters_most(tmp_path: Path) -> None:
    found = verdicts(tmp_path, dearer_power)
    assert found == {
        "poor": "infeasible", "modest": "coverage", "dear": "dearer",
        "dark": "unchanged", "greedy": "unchanged", "odd": "unchanged",
    }  # fmt: skip


def test_what_gets_dearer_gets_cheaper_on_the_way_back(tmp_path: Path) -> None:
    old, new = shops.both(tmp_path, dearer_power)
    arguments = [new, old, "--corpus", str(corpus(tmp_path / "corpus")), "-j", "1", "--json"]
    told = json.loads(CliRunner().invoke(diff, arguments).stdout)["diff"]["offers"]
    found = {offer["profile"].removesuffix(".yaml"): offer["change"] for offer in told}
    assert found["poor"] == "feasible"
    assert found["dear"] == "cheaper"
    assert found["modest"] == "coverage"


def test_another_component_at_the_same_price_is_no_change_of_the_price(tmp_path: Path) -> None:
    def swap(files: Files) -> None:
        shops.without(files, "a.x")
        shops.price(files, "a.y", 10)
        files["constraints/a.yaml"] = files["constraints/a.yaml"][1:]

    asked = tmp_path / "corpus"
    ask(asked, "any", {"power": 3})
    assert verdicts(tmp_path, swap, profiles=asked) == {"any": "components"}


def test_a_profile_that_the_new_rulebook_can_not_read_says_why(tmp_path: Path) -> None:
    result = run_diff(tmp_path, [no_heat], "--json")
    offers = {offer["profile"]: offer for offer in json.loads(result.stdout)["diff"]["offers"]}
    assert offers["dark.yaml"]["change"] == "unreadable"
    assert offers["dark.yaml"]["to"]["message"] == "there is no need 'light'"
    assert offers["odd.yaml"]["change"] == "unchanged"  # neither could be read, for the same reason


def test_another_tax_makes_an_offer_dearer_though_its_net_price_stays(tmp_path: Path) -> None:
    def more_tax(files: Files) -> None:
        files["taxes.yaml"][0]["rates"][0]["rate"] = 0.09

    assert verdicts(tmp_path, more_tax)["dark"] == "dearer"


def test_what_the_components_add_is_what_the_offer_adds(tmp_path: Path) -> None:
    old, new = shops.both(tmp_path, dearer_power, no_lamps)
    found = run.diff_rulebooks(old, new, corpus(tmp_path / "corpus"), day=DAY, processes=1)
    compared = [offer for offer in found.offers if offer.old.solved and offer.new.solved]
    assert compared
    for offer in compared:
        before, after = offer.old.totals["total_contract"], offer.new.totals["total_contract"]
        assert sum(offer.effects.values()) == after - before


def test_the_same_rulebook_is_not_solved_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "answer", lambda *_: pytest.fail("an offer was solved"))
    result = run_diff(tmp_path, [], "--exit-code")
    assert result.exit_code == 0, result.output
    assert "the same, text by text" in result.stdout


def test_two_processes_tell_what_one_tells(tmp_path: Path) -> None:
    old, new = shops.both(tmp_path, dearer_power)
    asked = corpus(tmp_path / "corpus")
    one, two = (run.diff_rulebooks(old, new, asked, day=DAY, processes=number) for number in (1, 2))
    assert one.offers == two.offers


def test_the_exit_code_tells_of_a_change_only_when_asked_to(tmp_path: Path) -> None:
    assert run_diff(tmp_path / "1", [dearer_power], profiles=corpus(tmp_path / "c")).exit_code == 0
    assert run_diff(tmp_path / "2", [dearer_power], "--exit-code", profiles=tmp_path / "c").exit_code == 1
    reordered = run_diff(
        tmp_path / "3", [lambda files: files["needs.yaml"].reverse()], "--exit-code", profiles=tmp_path / "c"
    )
    assert reordered.exit_code == 0, reordered.output


def test_at_most_twenty_offers_are_spelled_out_unless_all_are_asked_for(tmp_path: Path) -> None:
    asked = tmp_path / "corpus"
    for number in range(1, 16):
        ask(asked, f"small{number:02}", {"power": number})
        ask(asked, f"lit{number:02}", {"power": number, "light": 1})
    few, every = (run_diff(tmp_path, [dearer_power], *option, profiles=asked).stdout for option in ((), ("--all",)))
    assert few.count("  - small") + few.count("  - lit") == 20
    assert "  … 10 more: --all spells them out" in few
    assert every.count("  - small") + every.count("  - lit") == 30


def test_a_terminal_shows_the_better_in_green_and_the_worse_in_red(tmp_path: Path) -> None:
    old, new = shops.both(tmp_path, dearer_power)
    asked = str(corpus(tmp_path / "corpus"))
    arguments = (["--corpus", asked, "-j", "1", *sides] for sides in ((old, new), (new, old)))
    there, back = (CliRunner().invoke(diff, told, color=True).stdout for told in arguments)
    assert "\x1b[31m  - dear.yaml" in there
    assert "\x1b[32m  + dear.yaml" in back
    assert "\x1b[33m  ~ a.x" in there


def test_by_default_the_cases_and_examples_of_both_are_compared_the_new_ones_first(tmp_path: Path) -> None:
    for side, names in (("old", ("both", "gone")), ("new", ("both", "come"))):
        for name in names:
            (tmp_path / side).mkdir(exist_ok=True)
            ask(tmp_path / side / "examples", name, {"power": 1})
    (tmp_path / "new" / "cases").mkdir()
    (tmp_path / "new" / "cases" / "a.yaml").write_text(
        "because: It is asked for.\nprofile: ../examples/come.yaml\nset: {term_months: 24}\nexpect: {}\n"
    )
    found = own_corpus(tmp_path / "old", tmp_path / "new")
    assert {name: path.relative_to(tmp_path).parts[0] for name, path in found.items()} == {
        "cases/a.yaml": "new", "examples/both.yaml": "new", "examples/gone.yaml": "old", "examples/come.yaml": "new",
    }  # fmt: skip
    old, new = shops.both(tmp_path, dearer_power)
    result = CliRunner().invoke(diff, [old, new, "-j", "1"])
    assert "Offers: 4 compared: 4 dearer (+8.0 % on average)." in result.stdout


GOLDEN: dict[str, list[Any]] = {
    "everything in a rulebook": list(EDITS.values()),
    "dearer": [dearer_power],
    "a component goes": [no_lamps],
    "a need goes": [no_heat],
    "prices and costs": [EDITS["price"], EDITS["cost"], EDITS["tiers"], EDITS["later prices"]],
    "only wording": [lambda files: shops.component(files, "a.x").update(benefit=small.both("Stronger"))],
    "nothing": [],
}


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_the_report_reads_well(name: str, tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    result = run_diff(tmp_path, GOLDEN[name])
    assert result.exit_code == 0, result.output
    golden(f"diff/{name}", re.sub(r"\([0-9a-f]{8}\)", "(…)", result.stdout.rstrip()))


FAULTS: dict[str, Callable[[Path], list[str]]] = {
    "no such rulebook": lambda home: [str(home / "old"), str(home / "none")],
    "an empty corpus": lambda home: [str(home / "old"), str(home / "new"), "--corpus", str(home / "nobody")],
    "another currency": lambda home: [str(home / "old"), str(home / "dollars")],
}


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_a_fault_ends_with_2_and_says_the_way_out(
    name: str, tmp_path: Path, golden: Callable[[str, str], None]
) -> None:
    shops.both(tmp_path, dearer_power)
    shops.written(tmp_path / "dollars", lambda files: files["rulebook.yaml"].update(currency="USD"))
    result = CliRunner().invoke(diff, [*FAULTS[name](tmp_path), "--exit-code"])
    assert result.exit_code == 2
    golden(f"diff/{name}", result.stderr.replace(str(tmp_path), "…").strip())


def test_no_text_is_kept_that_no_test_compares() -> None:
    assert kept("diff") == {*GOLDEN, *FAULTS}
