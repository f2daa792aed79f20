"""The quote: an immutable snapshot with two faces, and the folder of its documents."""

import dataclasses
import datetime
import errno
import hashlib
import json
from collections.abc import Iterator
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import configurator as cf
from configurator.errors import RefusedError, RenderError
from configurator.money import to_minor
from configurator.profile import read_profile
from configurator.quoting import documents
from configurator.quoting.documents import make_folder, write_documents
from configurator.quoting.quote import Quote, make_quote, numbered
from configurator.records import Wording
from configurator.rulebook.model import Rulebook
from tests.quoting.deals import DAY, SITES, asked, quoted, small_book, solved
from tests.small import both, profile


@pytest.fixture
def book(tmp_path: Path) -> Rulebook:
    return small_book(tmp_path / "rules")


def keys(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        yield from data
        for value in data.values():
            yield from keys(value)
    elif isinstance(data, list):
        for value in data:
            yield from keys(value)


# The snapshot


def test_a_quote_says_its_number_revision_state_dates_and_language(book: Rulebook) -> None:
    quote = quoted(book, "Q-2026-0001", language="en")
    told = quote.to_json()["quote"]
    said = {name: told[name] for name in ("number", "revision", "state", "date", "valid_until", "language")}
    assert said == {
        "number": "Q-2026-0001", "revision": 1, "state": "approved", "date": "2026-11-22", "valid_until": "2026-12-22", "language": "en",
    }  # fmt: skip
    assert (quote.number, quote.revision, quote.state, quote.date) == ("Q-2026-0001", 1, "approved", DAY)
    assert quote.valid_until == DAY + datetime.timedelta(days=book.wording.validity_days)
    assert told["changes_since"] is None


def test_a_quote_cannot_be_changed(book: Rulebook) -> None:
    quote = quoted(book)
    for name in ("number", "state", "canonical", "customer_canonical", "sha256"):
        with pytest.raises(AttributeError):
            setattr(quote, name, "other")


def test_changing_what_a_quote_gave_out_changes_nothing_in_it(book: Rulebook) -> None:
    quote = quoted(book)
    before = quote.canonical, quote.customer_canonical, quote.sha256, quote.customer_view_sha256
    quote.to_json()["quote"]["recommendation"]["totals"]["monthly"] = "0.00"
    quote.customer_view()["profile"]["customer"]["name"] = "Other"
    assert (quote.canonical, quote.customer_canonical, quote.sha256, quote.customer_view_sha256) == before
    assert quote.to_json()["quote"]["recommendation"]["totals"]["monthly"] != "0.00"


def test_the_hashes_are_of_the_bytes_of_each_face(book: Rulebook) -> None:
    quote = quoted(book)
    assert quote.sha256 == hashlib.sha256(quote.canonical).hexdigest()
    assert quote.customer_view_sha256 == hashlib.sha256(quote.customer_view_json()).hexdigest()
    assert quote.sha256 != quote.customer_view_sha256
    told = quote.to_json()["quote"]
    assert (told.pop("sha256"), told.pop("customer_view_sha256")) == (quote.sha256, quote.customer_view_sha256)
    assert told == json.loads(quote.canonical)


def canonical(data: Any) -> str:
    """RFC 8785 for the data a quote is made of, written independently: no number in it is so large or so small that it
    is written with an exponent."""
    if isinstance(data, dict):
        ordered = sorted(data.items(), key=lambda entry: entry[0].encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(value)}" for key, value in ordered) + "}"
    if isinstance(data, list):
        return "[" + ",".join(map(canonical, data)) + "]"
    if isinstance(data, float):
        return str(int(data)) if data == int(data) else f"{Decimal(repr(data)):f}"
    return json.dumps(data, ensure_ascii=False)


def test_both_faces_are_canonical_json(book: Rulebook) -> None:
    stated = [{"need": "seats"}, {"need": "more", "priority": "could", "weight": 7}]
    quote = quoted(book, needs=stated, budget={"one_time": 900}, customer={"name": "海河 “A” \\ é 😀\t"})
    for face in (quote.canonical, quote.customer_canonical):
        assert face.decode() == canonical(json.loads(face))


def test_a_quote_made_twice_has_the_same_bytes_whatever_the_clock_said(book: Rulebook) -> None:
    outcome = solved(book)
    later = dataclasses.replace(solved(book), wall_ms=outcome.wall_ms + 99)
    first, second = (make_quote(each, number="Q-1", issued_on=DAY) for each in (outcome, later))
    assert first == second
    assert (first.canonical, first.customer_canonical) == (second.canonical, second.customer_canonical)
    assert "wall_ms" not in set(keys(first.to_json()))


def test_another_number_day_or_question_makes_another_quote(book: Rulebook) -> None:
    outcome = solved(book)
    others = [
        make_quote(outcome, number="Q-1", issued_on=DAY),
        make_quote(outcome, number="Q-2", issued_on=DAY),
        make_quote(outcome, number="Q-1", issued_on=DAY + datetime.timedelta(days=1)),
        quoted(book, customer={"name": "Other"}),
        quoted(book, language="en"),
    ]
    assert len({quote.sha256 for quote in others}) == len({quote.customer_view_sha256 for quote in others}) == 5


def test_making_a_quote_reprices_nothing(book: Rulebook) -> None:
    outcome = solved(book)
    unpriced = dataclasses.replace(outcome, offer={})
    assert make_quote(unpriced, number="Q-1", issued_on=DAY) == make_quote(outcome, number="Q-1", issued_on=DAY)


def test_a_quote_holds_the_recommendation_but_for_its_wall_time(book: Rulebook) -> None:
    outcome = solved(book)
    told = json.loads(json.dumps(outcome.to_json()))
    del told["solver"]["wall_ms"]
    assert make_quote(outcome, number="Q-1", issued_on=DAY).to_json()["quote"]["recommendation"] == told


def test_the_profile_in_a_quote_is_read_back_to_the_question_and_answered_alike(book: Rulebook) -> None:
    quote = quoted(book, customer={"name": "X", "employees": 77, "revenue": 12.5})
    question = read_profile(json.loads(quote.canonical)["profile"])
    answer = make_quote(cf.recommend(question, book), number="Q-1", issued_on=DAY)
    told, retold = (each.to_json()["quote"]["recommendation"] for each in (quote, answer))
    assert told == retold
    assert question.customer.facts == {"employees": 77, "revenue": Decimal("12.5")}


def test_a_quote_tells_the_rulebook_the_term_and_the_currency_though_the_profile_left_them_out(book: Rulebook) -> None:
    outcome = cf.recommend(profile([{"need": "seats"}], sites=SITES), book)
    told = make_quote(outcome, number="Q-1", issued_on=DAY).customer_view()["profile"]
    assert (told["rulebook"], told["term_months"], told["currency"]) == ("small", 12, "CNY")


def test_a_profile_that_names_no_needs_is_kept_apart_from_one_that_names_none(book: Rulebook) -> None:
    """The first is asked for what is typical of its kind, the second for nothing."""
    told = cf.read_profile({"customer": {"name": "X"}, "sites": SITES, "date": "2026-11-22"})
    open_, none = (make_quote(cf.recommend(each, book), number="Q-1", issued_on=DAY) for each in (told, asked(needs=[])))  # fmt: skip
    assert "needs" not in open_.snapshot()["profile"]
    assert none.snapshot()["profile"]["needs"] == []


def test_a_quote_tells_which_price_list_software_and_limits_it_was_made_with(book: Rulebook) -> None:
    told = quoted(book).customer_view()
    assert told["price_list"]["effective_from"] == "2026-01-01"
    assert told["software"] == {"name": "solution-configurator", "version": version("solution-configurator")}
    assert told["recommendation"]["solver"]["parameters"] == {"deterministic_limit": 60, "gap": 0}


# Two faces


def test_the_customer_view_is_the_quote_without_what_is_ours(book: Rulebook) -> None:
    quote = quoted(book)
    whole = json.loads(quote.canonical)
    del whole["internal"], whole["history"]
    assert quote.customer_view() == whole


def test_neither_cost_nor_margin_stands_anywhere_in_the_customer_view(book: Rulebook) -> None:
    quote = quoted(book)
    ours = quote.to_json()["quote"]["internal"]
    figures = {ours["cost"], ours["margin"]}
    figures |= {line[name] for line in ours["lines"] for name in ("cost", "margin")}
    figures |= {"27.13", "311.17", "613.31", "171.71"}
    text = quote.customer_view_json().decode()
    assert [figure for figure in figures if figure in text] == []
    assert {"cost", "margin", "internal", "floor"}.isdisjoint(keys(quote.customer_view()))


def test_a_change_of_cost_changes_only_what_is_ours_and_the_rulebooks_hash(tmp_path: Path) -> None:
    dear, cheap = (quoted(small_book(tmp_path / str(cost), cost)).to_json()["quote"] for cost in (27.13, 12.99))
    for told in (dear, cheap):
        del told["recommendation"]["rulebook"]["sha256"], told["sha256"], told["customer_view_sha256"]
    assert dear.pop("internal") != cheap.pop("internal")
    assert dear == cheap


def test_cost_and_margin_of_the_lines_come_to_those_of_the_deal(book: Rulebook) -> None:
    told = quoted(book).to_json()["quote"]
    ours, totals = told["internal"], told["recommendation"]["totals"]

    def minor(text: str) -> int:
        return to_minor(Decimal(text), "CNY")

    # 60 seats × 27.13 × 24 months = 39,067.20; a plant 311.17 × 24 + 613.31 = 8,081.39; an audit 171.71 × 2 years
    assert ours["cost"] == "47492.01"
    for name in ("cost", "margin"):
        assert sum(minor(line[name]) for line in ours["lines"]) == minor(ours[name])
    assert minor(ours["margin"]) == minor(totals["total_contract"]) - minor(ours["cost"])
    assert len(ours["lines"]) == sum(len(item["charges"]) for item in told["recommendation"]["package"]["items"])


# What it keeps of the rulebook


def test_every_id_in_a_quote_has_its_words_in_it(book: Rulebook) -> None:
    stated = [{"need": "seats"}, {"need": "more", "amount": 2}]
    view = quoted(book, needs=stated).customer_view()
    known, items = view["catalogue"], view["recommendation"]["package"]["items"]
    charges = [charge for item in items for charge in item["charges"]]
    reasons = {reason["rule"] for item in items for reason in item["because"]}
    steps = {step["rule"] for charge in charges for step in charge["waterfall"] if step["step"] != "volume"}
    assert {"SIZ-SEATS-1", "LAW-1"} <= reasons
    assert steps == {"DSC-TERM"}
    assert reasons | steps | {demand["rule"] for demand in view["sizing"]} <= set(known["rules"])
    assert {item["component"] for item in items} == set(known["components"]) == {"a.seat", "b.plant", "c.audit"}
    assert {demand["capability"] for demand in view["sizing"]} <= set(known["capabilities"])
    assert {need["need"] for need in view["recommendation"]["coverage"]["needs"]} == set(known["needs"])
    assert {item["site_class"] for item in items} - {None} <= {place["id"] for place in view["site_classes"]}
    assert {known["components"][id]["unit"] for id in known["components"]} <= set(known["units"])


def test_what_an_item_is_consumed_by_has_its_words_too(book: Rulebook) -> None:
    view = quoted(book).customer_view()
    [plant] = [item for item in view["recommendation"]["package"]["items"] if item["component"] == "b.plant"]
    assert [reason["rule"] for reason in plant["because"]] == ["power"]
    assert view["catalogue"]["rules"]["power"] == both("power")


def test_what_is_not_sold_is_not_told(book: Rulebook) -> None:
    assert "c.box" not in quoted(book).customer_view_json().decode()


def test_every_site_is_listed_in_its_class_with_its_facts(book: Rulebook) -> None:
    first, second = quoted(book).customer_view()["site_classes"]
    assert (first["sites"], second["sites"]) == (["总部"], ["Branch 1", "Branch 2"])
    assert first["facts"] == [
        {"id": "users", "name": both("Users"), "value": "40"},
        {"id": "kind", "name": both("Kind"), "value": both("Office")},
    ]


def test_every_demand_is_told_with_its_derivation(book: Rulebook) -> None:
    first, second = quoted(book).customer_view()["sizing"]
    assert first == {
        "rule": "SIZ-SEATS-1", "need": "seats", "capability": "seats", "site_class": "S1", "amount": "40",
        "formula": "site.users", "values": {"site.users": "40"}, "source": "test", "confidence": "estimate",
    }  # fmt: skip
    assert (second["site_class"], second["amount"]) == ("S2", "10")


def test_facts_and_compliance_are_told_in_words(book: Rulebook) -> None:
    known = quoted(book, customer={"name": "X", "employees": 77, "industry": "finance"}).customer_view()["catalogue"]
    assert [(fact["id"], fact["value"]) for fact in known["customer_facts"]] == [("employees", "77"), ("industry", both("Finance"))]  # fmt: skip
    assert known["compliance"] == [{"code": "mlps_3", "name": both("MLPS 3")}]


# Numbers


def test_the_same_question_on_the_same_day_gets_the_same_number_and_another_another(book: Rulebook) -> None:
    number = numbered(solved(book))
    assert number.startswith("Q-20261122-")
    assert number == numbered(dataclasses.replace(solved(book), wall_ms=10**6))
    others = {numbered(solved(book, **told)) for told in ({"customer": {"name": "Y"}}, {"date": "2026-11-23"}, {"term_months": 36})}  # fmt: skip
    assert len(others | {number}) == 4


def test_a_number_is_harmless_in_a_notebook(book: Rulebook) -> None:
    html = quoted(book, "<script>")._repr_html_()
    # 60 × 36.00 × 24 = 51,840; 500 × 24 + 900 = 12,900; 300 × 2 = 600
    assert html == "<b>&lt;script&gt;</b> r1, approved: 65340.00 CNY, valid until 2026-12-22"


@pytest.mark.parametrize("number", ["", "  "])
def test_a_quote_without_a_number_is_refused(book: Rulebook, number: str) -> None:
    with pytest.raises(RefusedError) as refused:
        quoted(book, number)
    assert str(refused.value) == "a quote needs a number, such as Q-2026-0001"


# Refusals


def refusal(outcome: cf.Outcome) -> str:
    with pytest.raises(RefusedError) as refused:
        make_quote(outcome, number="Q-1", issued_on=DAY)
    return str(refused.value)


def test_an_infeasible_answer_is_refused_with_its_conflict(book: Rulebook) -> None:
    outcome = cf.recommend(asked(budget={"one_time": 899}, language="en"), book)
    assert refusal(outcome) == (
        "nothing can be quoted, because no package fits: "
        "one_time: the one-time budget is 899.00 CNY; seats: seats must be met"
    )


def test_an_infeasible_answer_without_a_conflict_is_refused_in_a_whole_sentence(book: Rulebook) -> None:
    outcome = cf.recommend(asked(budget={"one_time": 899}), book)
    assert isinstance(outcome, cf.Infeasible)
    assert refusal(dataclasses.replace(outcome, members=())) == "nothing can be quoted, because no package fits"


def test_an_answer_that_could_not_be_had_again_is_refused(book: Rulebook) -> None:
    assert "cut short" in refusal(dataclasses.replace(solved(book), reproducible=False))


def test_an_unproven_answer_is_refused_with_the_way_out(book: Rulebook) -> None:
    outcome = solved(book)
    told = {f.name: getattr(outcome, f.name) for f in dataclasses.fields(cf.Outcome) if f.init}
    unproven = cf.Unproven(**told, known=Wording(en="nothing", zh="无"))
    assert refusal(unproven) == "nothing can be quoted: no package was found within the limits; raise --limit"


def test_a_what_if_is_refused_and_names_the_rules_it_left_out(book: Rulebook) -> None:
    outcome = cf.recommend(asked(), book, without=["LAW-2", "LAW-1"])
    assert refusal(outcome) == "a what-if can't be quoted: it leaves out LAW-1, LAW-2"


# Documents


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """PDFs and workbooks have tests of their own; here it is enough that there are some bytes."""
    monkeypatch.setattr(documents, "pdf_bytes", lambda quote, language: f"PDF {language}".encode())
    monkeypatch.setattr(documents, "xlsx_bytes", lambda quote: b"XLSX")


def everything(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() if path.is_file() else b"" for path in folder.iterdir()}


@pytest.mark.usefixtures("quick")
def test_a_folder_gets_a_proposal_in_each_language_the_quote_and_the_bill(book: Rulebook, tmp_path: Path) -> None:
    quote, folder = quoted(book), tmp_path / "out" / "deal"
    make_folder(folder)
    written = write_documents(quote, folder, ("zh-CN", "en"))
    names = ["proposal.zh-CN.pdf", "proposal.en.pdf", "quote.json", "bom.xlsx"]
    assert written == [folder / name for name in names]
    found = everything(folder)
    assert sorted(found) == sorted(names)  # and nothing unfinished left beside them
    assert (found["proposal.en.pdf"], found["bom.xlsx"]) == (b"PDF en", b"XLSX")
    assert json.loads(found["quote.json"]) == quote.to_json()
    assert "总部" in found["quote.json"].decode()


@pytest.mark.usefixtures("quick")
def test_documents_written_again_take_the_place_of_the_old_ones(book: Rulebook, tmp_path: Path) -> None:
    for number in ("Q-1", "Q-2"):
        write_documents(quoted(book, number), tmp_path / "rules", ("en",))
    assert json.loads((tmp_path / "rules" / "quote.json").read_bytes())["quote"]["number"] == "Q-2"


def refused_to_write(quote: Quote, folder: Path) -> str:
    with pytest.raises(RenderError) as refused:
        write_documents(quote, folder, ("en",))
    return str(refused.value)


@pytest.mark.usefixtures("quick")
def test_a_document_that_cannot_be_made_leaves_the_folder_as_it_was(
    book: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    make_folder(out)
    (out / "quote.json").write_text("older")

    def fail(quote: Quote) -> bytes:
        raise RenderError("no workbook today")

    monkeypatch.setattr(documents, "xlsx_bytes", fail)
    assert refused_to_write(quoted(book), out) == "no workbook today"
    assert everything(out) == {"quote.json": b"older"}


@pytest.mark.usefixtures("quick")
def test_a_place_that_is_taken_is_told_before_anything_is_made_or_written(
    book: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    (out / "bom.xlsx").mkdir(parents=True)
    made: list[str] = []

    def make(quote: Quote, language: str) -> bytes:
        made.append(language)
        return b""

    monkeypatch.setattr(documents, "pdf_bytes", make)
    assert refused_to_write(quoted(book), out) == f"{out / 'bom.xlsx'} is a folder\n   = help: name a file in it"
    assert (made, everything(out)) == ([], {"bom.xlsx": b""})


@pytest.mark.usefixtures("quick")
def test_a_full_disk_leaves_the_folder_as_it_was(
    book: Rulebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    make_folder(out)
    (out / "proposal.en.pdf").write_text("older")
    write_bytes = Path.write_bytes

    def fill(path: Path, data: bytes) -> int:
        if path.name == "bom.xlsx":
            raise OSError(errno.ENOSPC, "No space left on device")
        return write_bytes(path, data)

    monkeypatch.setattr(Path, "write_bytes", fill)
    text = f"the documents can't be written to {out}: no space left on device\n   = help: check the space and rights there"  # fmt: skip
    assert refused_to_write(quoted(book), out) == text
    assert everything(out) == {"proposal.en.pdf": b"older"}


def test_a_folder_that_cannot_be_made_is_told_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RenderError) as refused:
        make_folder(tmp_path / "file" / "deal")
    assert str(refused.value) == f"the folder {tmp_path}/file/deal can't be made: not a directory\n   = help: choose another with -o"  # fmt: skip


def test_a_folder_where_a_folder_stands_in_the_place_of_the_quote_is_told_early(tmp_path: Path) -> None:
    (tmp_path / "quote.json").mkdir()
    with pytest.raises(RenderError, match=r"quote\.json is a folder"):
        make_folder(tmp_path)
