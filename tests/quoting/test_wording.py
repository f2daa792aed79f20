"""A rulebook's own words in the documents, and the note that the needs are typical and nobody stated them."""

import re
from pathlib import Path
from typing import Any

import pytest

import configurator as cf
from configurator.errors import RenderError
from configurator.profile import Profile, read_profile
from configurator.quoting.document import proposal
from configurator.quoting.quote import Quote, make_quote
from configurator.quoting.wording import languages, wording, wording_of
from configurator.rulebook.loader import load_rulebook, shipped_rulebooks
from tests.small import PROPOSAL, SOURCED, both, component, files, profile, write

LANGUAGES = ("zh-CN", "en")
OWN = {"needs.customer": {"en": "About you", "zh": "您的情况"}}


def quoted(folder: Path, asked: Profile | None = None, **own: Any) -> Quote:
    told = files([component("a.power", 10, {"power": 1})])
    segment = {"id": "office", "name": both("Office"), "when": "true", "drivers": both("Work."), "needs": [{"need": "power"}], **SOURCED}  # fmt: skip
    told |= {"segments.yaml": [segment], "proposal.yaml": PROPOSAL | own}
    outcome = cf.recommend(asked or profile({"power": 1}), load_rulebook(write(folder, told)))
    return make_quote(outcome, number="Q-1", issued_on=outcome.sizing.date)


def silent() -> Profile:
    """A profile without the key `needs`."""
    return read_profile({key: value for key, value in profile().source.data.items() if key != "needs"})


# Words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rulebooks_words_stand_where_the_documents_own_would(language: str, tmp_path: Path) -> None:
    view = quoted(tmp_path, words=OWN).customer_view()
    said = wording_of(view, language)
    assert said("needs.customer") == OWN["needs.customer"]["zh" if language == "zh-CN" else "en"]
    assert said("needs.sites") == wording(language)("needs.sites")


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_words_of_its_own_a_rulebook_has_the_documents(language: str, tmp_path: Path) -> None:
    assert wording_of(quoted(tmp_path).customer_view(), language).messages == wording(language).messages


def test_words_of_one_rulebook_dont_reach_the_next(tmp_path: Path) -> None:
    before = wording("en")("needs.customer")
    wording_of(quoted(tmp_path, words=OWN).customer_view(), "en")
    assert wording("en")("needs.customer") == before != "About you"


def test_own_words_are_filled_in_as_the_documents_are(tmp_path: Path) -> None:
    own = {"cover.identity": {"en": "{quote}, version {revision}", "zh": "{quote}（第 {revision} 版）"}}
    quote = quoted(tmp_path, words=own)
    assert proposal(quote.customer_view(), "ab", "en").identity == "Q-1, version 1"
    assert proposal(quote.customer_view(), "ab", "zh-CN").identity == "Q-1（第 1 版）"


def test_a_message_the_documents_dont_have_is_refused_with_the_one_that_may_be_meant() -> None:
    with pytest.raises(RenderError) as told:
        wording("en").saying({"needs.custome": both("You")})
    assert str(told.value).startswith("the rulebook rewords 'needs.custome', which the documents don't say")
    assert "needs.customer" in told.value.help


@pytest.mark.parametrize("text", ["{quot}, {revision}", "{quote", "{}", "{quote.x}"])
def test_words_with_a_value_the_message_doesnt_have_are_refused(text: str) -> None:
    with pytest.raises(RenderError, match=r"'cover\.identity'.*can't be filled in") as told:
        wording("en").saying({"cover.identity": both(text)})
    assert "{quote}, {revision}" in told.value.help


def placeholders(message: Any) -> set[str]:
    texts = [message] if isinstance(message, str) else list(message.values())
    return {name for text in texts for name in re.findall(r"\{(\w+)\}", text)}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("id", sorted(shipped_rulebooks()))
def test_the_words_of_a_shipped_rulebook_fill_in_no_values_but_the_messages_own(id: str, language: str) -> None:
    catalogue = wording(language)
    for key, own in load_rulebook(id).wording.model_dump(mode="json")["words"].items():
        assert catalogue.has(key), key
        assert placeholders(catalogue.text(own)) <= placeholders(catalogue.messages[key]), key


# Typical needs


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_says_that_the_needs_are_typical_where_none_were_stated(language: str, tmp_path: Path) -> None:
    said = proposal(quoted(tmp_path, silent()).customer_view(), "ab", language)
    assert said.needs_note == wording(language)("needs.typical_note") != ""
    assert [need.priority for need in said.needs] == [wording(language)("needs.typical")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("needs", [{"power": 1}, {}])
def test_a_document_of_stated_needs_has_no_such_note(language: str, needs: dict[str, int], tmp_path: Path) -> None:
    said = proposal(quoted(tmp_path, profile(needs)).customer_view(), "ab", language)
    assert said.needs_note == ""
    assert [need.priority for need in said.needs] == [wording(language)("priority.must") for _ in needs]
