"""Text → data and the place of everything in it."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from configurator.errors import InputError, Place
from configurator.source import MAX_BYTES, parse, plain_number, read
from tests.conftest import kept

Golden = Callable[[str, str], None]


def under(text: str, place: Place) -> str:
    """The characters of a text that a place means."""
    return text.splitlines()[place.line - 1][place.column - 1 :][: place.width]


VALUES: dict[str, Any] = {
    "5": 5,
    "-5": -5,
    "+5": 5,
    "1_000": 1000,
    "1.50": Decimal("1.50"),
    ".5": Decimal("0.5"),
    "1e3": Decimal(1000),
    "0x1F": "0x1F",
    "0o17": "0o17",
    "1:30": "1:30",
    ".inf": ".inf",
    ".nan": ".nan",
    "true": True,
    "False": False,
    "yes": "yes",
    "no": "no",
    "on": "on",
    "null": None,
    "~": None,
    "": None,
    "'5'": "5",
    '"true"': "true",
    "2026-11-22": "2026-11-22",
    "1.2.3": "1.2.3",
    "天津": "天津",
    "[1, [two], {three: 3}]": [1, ["two"], {"three": 3}],
}


@pytest.mark.parametrize("written", VALUES)
def test_a_value_is_read_by_the_core_schema_with_exact_decimals(written: str) -> None:
    data = parse(f"it: {written}\n", "x.yaml").data
    assert data == {"it": VALUES[written]}
    assert type(data["it"]) is type(VALUES[written])


def test_keys_are_words_or_whole_numbers() -> None:
    assert parse("{1: a, no: b, true: c, ~: d, 1.5: e}", "x").data == {1: "a", "no": "b", "true": "c", "~": "d", "1.5": "e"}  # fmt: skip


@pytest.mark.parametrize("text", ["1" * 15, "-" + "9" * 15, "0." + "1" * 15, "1e15"])
def test_a_number_of_fifteen_digits_is_read_exactly(text: str) -> None:
    number = plain_number(text)
    assert number == Decimal(text)
    assert Decimal(repr(float(number or 0))) == Decimal(text)  # what JSON libraries make of it


@pytest.mark.parametrize("text", ["1" * 16, "0." + "1" * 16, "1e16", "1e99", "1" * 5000])
def test_a_longer_number_is_refused_not_rounded(text: str) -> None:
    with pytest.raises(ValueError, match="1"):
        plain_number(text)
    with pytest.raises(InputError, match="the number is too long"):
        parse(f"x: {text}", "x.yaml")


@pytest.mark.parametrize("text", ["", "+", "-", ".", "x", "1 000", "1,000", "一", "٣", "inf", "-inf", "nan", "1/2", "0x1"])  # fmt: skip
def test_other_texts_are_no_numbers(text: str) -> None:
    assert plain_number(text) is None


JSON = {"customer": {"name": '天津 "A"', "n": 1.25}, "sites": [{"name": "a\n", "count": 3, "ok": True, "no": None}]}


def test_json_is_read_as_what_it_is() -> None:
    assert parse(json.dumps(JSON, ensure_ascii=False, indent=1), "x.json").data == JSON
    assert parse(json.dumps(JSON), "x.json").data == JSON


PLACED = """\
# 客户
customer: {name: 天津, "employees": 850}
sites:
  - name: 总部 A
    users:   500
  - {name: 'it''s', users: [1, 二二, 3]}
"""


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        (("customer", "name"), "天津", "name"),
        (("customer", "employees"), "850", '"employees"'),
        (("sites", 0, "name"), "总部 A", "name"),
        (("sites", 0, "users"), "500", "users"),
        (("sites", 1), "{name: 'it''s', users: [1, 二二, 3]}", None),
        (("sites", 1, "name"), "'it''s'", "name"),
        (("sites", 1, "users", 1), "二二", None),
    ],
)
def test_a_place_is_where_the_value_or_its_key_stands(path: tuple[Any, ...], value: str, key: str | None) -> None:
    text = parse(PLACED, "x.yaml")
    assert under(PLACED, text.place(path)) == value
    assert key is None or under(PLACED, text.place(path, key=True)) == key


def test_what_is_missing_is_placed_at_the_nearest_thing_around_it() -> None:
    text = parse(PLACED, "x.yaml")
    assert text.place(("sites", 0, "kind", "deep")) == text.place(("sites", 0))
    assert text.place(("nothing",)) == text.place(())


INSIDE = {
    "plain": "rule: 天津 MARK end\n",
    "single quotes": "rule: 'it''s 天津 '' MARK end'\n",
    "double quotes": 'rule: "a \\"b\\" \\u5929 \\x41 \\n\\t天津 MARK end"\n',
    "in a flow": "- {id: 1, rule: '''' , x: [MARKS, 'x ''MARK'], y: 2}\n",
    "block": "a:\n  rule: |\n    one\n\n      MARK deeper\n    two\n",
    "block, stripped": "a:\n  rule: |-\n\n    天津 MARK\n",
    "block, indent told": "a:\n  rule: |2\n     one\n    MARK\n",
    "json": '{"rule": "天津 \\u5929 \\" \\\\ \\/ MARK"}',
}


def texts(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], str]]:
    if isinstance(data, str):
        return [(path, data)]
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for step, item in items for found in texts(item, (*path, step))]


@pytest.mark.parametrize("case", INSIDE)
def test_characters_within_a_text_are_found_in_the_file_however_it_is_written(case: str) -> None:
    text = parse(INSIDE[case], "x.yaml")
    path, value = next((path, value) for path, value in texts(text.data) if "MARK" in value and "MARKS" not in value)
    before = value[: value.index("MARK")].split("\n")
    place = text.inside(path, len(before), len(before[-1]) + 1, 4)
    assert under(INSIDE[case], place) == "MARK"


def test_the_end_of_a_quoted_text_is_its_closing_quote() -> None:
    text = parse("rule: 'a '''\n", "x.yaml")
    assert text.inside(("rule",), 1, 4, 1).column == len("rule: 'a '''")


def test_a_value_set_otherwise_is_placed_where_it_was_given() -> None:
    text = parse(PLACED, "x.yaml").setting(("customer", "employees"), 3, "--set customer.employees=3")
    assert text.data["customer"] == {"name": "天津", "employees": 3}
    assert str(text.place(("customer", "employees"))) == "--set customer.employees=3"
    assert under(PLACED, text.place(("customer", "name"))) == "天津"


def test_setting_a_value_leaves_the_original_as_it_was() -> None:
    text = parse(PLACED, "x.yaml")
    text.setting(("sites", 1, "name"), "other", "told")
    assert text.data == parse(PLACED, "x.yaml").data


BROKEN = {
    "tab": "customer:\n\tname: x\n",
    "tab at the start": "\tcustomer: x\n",
    "colon in a text": "name: Plant: north\n",
    "full-width colon": "customer：\n  name: x\n",
    "full-width colon below": "customer:\n  name：天津\n  users: 3\n",
    "unclosed quote": "name: 'Plant\nusers: 3\n",
    "unclosed bracket": "sites: [a, b\nusers: 3\n",
    "unclosed bracket at the end": "sites: [",
    "wrong indentation": "customer:\n    name: x\n  users: 3\n",
    "percent sign first": "share: %5\n",
    "at sign first": "mail: @home\n",
    "unknown escape": 'name: "a\\qb"\n',
    "duplicate key": "name: 甲\nusers: 3\n名称: x\nname: 乙\n",
    "duplicate keys in a flow": "{a: 1, b: 2, a: 3, b: 4}",
    "alias and anchor": "one: &it {a: 1}\ntwo: *it\n",
    "merge": "one: &it {a: 1}\ntwo:\n  <<: *it\n",
    "tag": "when: !!timestamp 2026-01-01\n",
    "python tag": "!!python/object/apply:os.system [ls]\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "list for a key": "[a, b]: 1\n",
    "control character": "name: 天津\nusers: \x07 3\n",
    "number too long": "revenue: 12345678901234567890\n",
    "nested too deep": "[" * 5000,
    "nested too deep in lines": "".join("  " * i + "a:\n" for i in range(80)),
    "empty": "",
    "only a comment": "# nothing yet\n",
    "json with a comment": '{"a": 1, // one\n "b": 2}\n',
    "json cut off": '{"customer": {"name": "天津"},\n "sites": [\n',
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_text_is_told(case: str, golden: Golden) -> None:
    with pytest.raises(InputError) as refused:
        parse(BROKEN[case], "customer.yaml")
    golden(f"source/{case}", str(refused.value))
    assert all(fault.help for fault in refused.value.diagnostics)


FILES = {
    "of another encoding": "customer: 天津\n".encode("gbk"),
    "utf-16": "customer: x\n".encode("utf-16"),
    "binary": bytes(range(256)),
    "a spreadsheet": b"PK\x03\x04\x14\x00\x06\x00",
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_no_text_is_told(case: str, golden: Golden, tmp_path: Path) -> None:
    path = tmp_path / "customer.yaml"
    path.write_bytes(FILES[case])
    with pytest.raises(InputError) as refused:
        read(path, "customer.yaml")
    golden(f"source/file {case}", str(refused.value))


def test_a_file_that_is_too_large_is_told(golden: Golden, tmp_path: Path) -> None:
    path = tmp_path / "customer.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(InputError) as refused:
        read(path, "customer.yaml")
    golden("source/file too large", str(refused.value))


def test_a_file_that_isnt_there_and_a_folder_are_told(golden: Golden, tmp_path: Path) -> None:
    for case, path in {"not there": tmp_path / "no.yaml", "a folder": tmp_path}.items():
        with pytest.raises(InputError) as refused:
            read(path, "customer.yaml")
        golden(f"source/file {case}", str(refused.value))


def test_a_byte_order_mark_and_windows_line_ends_shift_no_place(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + PLACED.replace("\n", "\r\n").encode())
    text = read(path)
    assert text.data == parse(PLACED, "x.yaml").data
    assert text.place(("sites", 0, "users")).line == 5
    assert text.place(("customer",), key=True).column == 1


def test_no_golden_file_is_left_over() -> None:
    assert kept("source") == {*BROKEN, *(f"file {case}" for case in (*FILES, "too large", "not there", "a folder"))}
