"""The corpus of the benchmarks: 108 customers that telco_enterprise can be asked about."""

from pathlib import Path

import pytest

from configurator.profile import load_profile
from configurator.rulebook.loader import load_rulebook
from configurator.rulebook.model import Rulebook
from configurator.sizing import size
from tests.benchmarks.corpus import WAYS, write


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook("telco_enterprise")


def test_every_profile_of_the_corpus_can_be_sized(tmp_path: Path, rulebook: Rulebook) -> None:
    paths = write(tmp_path)
    assert len(paths) == 108
    sized = {path.stem: size(load_profile(path), rulebook) for path in paths}
    classes = {(sizing.profile.customer.facts["industry"], path) for path, sizing in sized.items()}
    assert len({industry for industry, _ in classes}) == 9
    for name, sizing in sized.items():
        assert sizing.needs, name
        origins = {need.origin for need in sizing.needs}
        assert origins == ({"default"} if name.endswith("_defaults") else {"user"}), name


def test_a_part_of_the_corpus_asks_in_every_way(tmp_path: Path) -> None:
    names = [path.stem for path in write(tmp_path, every=10)]
    assert {name.rpartition("_")[2] for name in names} == set(WAYS)
