"""Reads the PDF files that `render` writes: their attachments, and the text of every page.

It is no reader for any PDF. What isn't written as ours are, such as a file that was added to after it was made, is
refused: PdfError says what.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

_TOKEN = re.compile(
    rb"\s*(?:(?P<open><<|\[)|(?P<close>>>|\])|(?P<hex><[0-9A-Fa-f\s]*>)|(?P<text>\((?:[^()\\]|\\.)*\))"
    rb"|(?P<name>/[^\s()<>\[\]{}/%]*)|(?P<ref>\d+\s+\d+\s+R\b)|(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?![^\s()<>\[\]{}/%]))"
    rb"|(?P<word>[^\s()<>\[\]{}/%]+))",
    re.DOTALL,
)
_MOST_CONTENT = 200_000_000
_DEEPEST = 40


class PdfError(ValueError):
    """This is no PDF as ours are."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to an object."""

    number: int


@dataclass(frozen=True, slots=True)
class Word:
    """An operator of a page's content, or a keyword."""

    word: bytes


@dataclass(frozen=True, slots=True)
class Stream:
    """An object with content."""

    keys: dict[str, Any]
    content: bytes


class Pdf:
    """The objects of a file."""

    def __init__(self, data: bytes) -> None:
        if not data.startswith(b"%PDF-"):
            raise PdfError("it isn't a PDF")
        if data.count(b"startxref") != 1 or not data.rstrip().endswith(b"%%EOF"):
            raise PdfError("it has been added to after it was made, or is cut off")
        self._data = data
        self._objects: dict[int, Any] = {}
        self._table: dict[int, tuple[int, int, int]] = {}
        (start,) = _parsed(data, data.index(b"startxref") + 9, 1)
        table = self._at(start)
        if not isinstance(table, Stream) or table.keys.get("Type") != "XRef":
            raise PdfError("its table of objects isn't written as ours are")
        self._table = dict(_entries(table))
        self.root = self._mapping(table.keys.get("Root"))

    def get(self, value: Any) -> Any:
        """What a value stands for: itself, or the object it refers to."""
        if not isinstance(value, Ref):
            return value
        if value.number not in self._objects:
            kind, place, index = self._table.get(value.number, (0, 0, 0))
            if kind == 1:
                self._objects[value.number] = self._at(place)
            elif kind == 2:
                self._objects[value.number] = self._within(place, index)
            else:
                raise PdfError(f"it refers to an object {value.number} that isn't there")
        return self._objects[value.number]

    def attachments(self) -> dict[str, bytes]:
        """File name → content."""
        files = {}
        for reference in self.get(self.root.get("AF")) or []:
            file = self._mapping(reference)
            content = self.get(self._mapping(file.get("EF")).get("F"))
            name = file.get("UF")
            if isinstance(name, bytes) and isinstance(content, Stream):
                files[_text(name)] = content.content
        return files

    def pages(self) -> Iterator[tuple[str, ...]]:
        """The text of each page, run by run as it is laid out."""
        for page in self._pages(self.root.get("Pages"), 0):
            contents = self.get(page.get("Contents"))
            streams = [self.get(part) for part in (contents if isinstance(contents, list) else [contents])]
            yield tuple(run for stream in streams for run in self._runs(stream, page.get("Resources"), 0))

    def _runs(self, stream: Any, resources: Any, depth: int) -> Iterator[str]:
        """What a content writes, and what the drawings placed in it do; each piece in the font chosen before it."""
        if not isinstance(stream, Stream) or depth > _DEEPEST:
            raise PdfError("a page of it can't be read")
        known = self._mapping(resources or {})
        fonts = {name: self._glyphs(font) for name, font in self._mapping(known.get("Font") or {}).items()}
        drawings = self._mapping(known.get("XObject") or {})
        glyphs: dict[int, str] = {}
        for operator, operands in _operations(stream.content):
            if operator == b"Tf" and operands:
                glyphs = fonts.get(operands[0], {})
            elif operator in (b"Tj", b"TJ") and operands:
                yield _shown(operands[-1], glyphs)
            elif operator == b"Do" and operands and operands[-1] in drawings:
                drawn = self.get(drawings[operands[-1]])
                if isinstance(drawn, Stream) and drawn.keys.get("Subtype") == "Form":
                    yield from self._runs(drawn, drawn.keys.get("Resources"), depth + 1)

    def _pages(self, reference: Any, depth: int) -> Iterator[dict[str, Any]]:
        node = self._mapping(reference)
        if depth > _DEEPEST:
            raise PdfError("its pages are nested too deep")
        if node.get("Type") == "Page":
            yield node
        for kid in self.get(node.get("Kids")) or ():
            yield from self._pages(kid, depth + 1)

    def _glyphs(self, font: Any) -> dict[int, str]:
        """Glyph → the characters it draws."""
        stream = self.get(self._mapping(font).get("ToUnicode"))
        return dict(_to_unicode(stream.content)) if isinstance(stream, Stream) else {}

    def _mapping(self, value: Any) -> dict[str, Any]:
        found = self.get(value)
        found = found.keys if isinstance(found, Stream) else found
        if not isinstance(found, dict):
            raise PdfError("a part of it is missing")
        return found

    def _at(self, place: int) -> Any:
        header = re.compile(rb"\s*\d+\s+\d+\s+obj\b").match(self._data, place)
        if header is None:
            raise PdfError("its table of objects leads nowhere")
        value, end = _value(self._data, header.end(), 0)
        start = re.compile(rb"\s*stream\r?\n").match(self._data, end)
        if start is None or not isinstance(value, dict):
            return value
        length = self.get(value.get("Length"))
        if not isinstance(length, int) or not 0 <= length <= len(self._data):
            raise PdfError("the length of a part is missing")
        return Stream(value, _inflated(value, self._data[start.end() : start.end() + length]))

    def _within(self, number: int, index: int) -> Any:
        """An object that is packed with others."""
        pack = self.get(Ref(number))
        if not isinstance(pack, Stream) or self._table[number][0] != 1:
            raise PdfError("a pack of objects is missing")
        count, first = pack.keys["N"], pack.keys["First"]
        places = _parsed(pack.content, 0, 2 * count)[1::2]
        value, _ = _value(pack.content, first + places[index], 0)
        return value


def _inflated(keys: dict[str, Any], raw: bytes) -> bytes:
    if keys.get("Filter") in (None, []):
        return raw
    if keys["Filter"] not in ("FlateDecode", ["FlateDecode"]) or keys.get("DecodeParms"):
        return b""  # a picture, say
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(raw, _MOST_CONTENT)
    except zlib.error:
        raise PdfError("a part of it is damaged") from None
    if inflater.unconsumed_tail:
        raise PdfError("a part of it is far too large")
    return content


def _entries(table: Stream) -> Iterator[tuple[int, tuple[int, int, int]]]:
    """Object → how it is kept, where, and which of a pack it is."""
    widths = table.keys["W"]
    index = table.keys.get("Index") or [0, table.keys["Size"]]
    numbers = [n for first, count in zip(index[::2], index[1::2], strict=True) for n in range(first, first + count)]
    size = sum(widths)
    for row, number in enumerate(numbers[: len(table.content) // size]):
        fields, start = [], row * size
        for width in widths:
            fields.append(int.from_bytes(table.content[start : start + width], "big"))
            start += width
        yield number, (fields[0], fields[1], fields[2])


def _parsed(data: bytes, place: int, count: int) -> list[int]:
    """The next so many whole numbers."""
    numbers = []
    for _ in range(count):
        value, place = _value(data, place, 0)
        if not isinstance(value, int):
            raise PdfError("a number is missing in it")
        numbers.append(value)
    return numbers


def _value(data: bytes, place: int, depth: int) -> tuple[Any, int]:
    """The value that begins at a place, and where it ends."""
    token = _TOKEN.match(data, place)
    if token is None or depth > _DEEPEST:
        raise PdfError("it can't be read")
    text, end = token[token.lastgroup or 0], token.end()
    match token.lastgroup:
        case "open":
            parts, end = _parts(data, end, depth)
            if text == b"[":
                return parts, end
            return {str(key): value for key, value in zip(parts[::2], parts[1::2], strict=False)}, end
        case "hex":
            return bytes.fromhex(re.sub(rb"\s", b"", text[1:-1]).decode()), end
        case "text":
            return re.sub(rb"\\(.)", rb"\1", text[1:-1], flags=re.DOTALL), end
        case "name":
            return text[1:].decode("latin-1"), end
        case "ref":
            return Ref(int(text.split()[0])), end
        case "number":
            return (int(text) if text.lstrip(b"+-").isdigit() else Decimal(text.decode())), end
        case _:
            return Word(text), end


def _parts(data: bytes, place: int, depth: int) -> tuple[list[Any], int]:
    """The values up to the bracket that closes them, and where that ends."""
    parts: list[Any] = []
    while True:
        token = _TOKEN.match(data, place)
        if token is not None and token.lastgroup == "close":
            return parts, token.end()
        value, place = _value(data, place, depth + 1)
        parts.append(value)


def _operations(content: bytes) -> Iterator[tuple[bytes, list[Any]]]:
    """The operators of a content with what stands before each."""
    operands: list[Any] = []
    place = 0
    while token := _TOKEN.match(content, place):
        if token.lastgroup == "close":
            raise PdfError("a page of it can't be read")
        value, place = _value(content, place, 0)
        if isinstance(value, Word):
            yield value.word, operands
            operands = []
        else:
            operands.append(value)


def _shown(operand: Any, glyphs: dict[int, str]) -> str:
    """The characters of a text, or of a list of texts and the spaces between them."""
    pieces = operand if isinstance(operand, list) else [operand]
    codes = b"".join(piece for piece in pieces if isinstance(piece, bytes))
    pairs = (int.from_bytes(codes[i : i + 2], "big") for i in range(0, len(codes), 2))
    return "".join(glyphs.get(code, "\ufffd") for code in pairs)


def _to_unicode(cmap: bytes) -> Iterator[tuple[int, str]]:
    """The pairs of a font's table of characters."""
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            yield int(code, 16), bytes.fromhex(text.decode()).decode("utf-16-be", "replace")


def _text(raw: bytes) -> str:
    """A text string: UTF-16 where its mark says so."""
    return raw[2:].decode("utf-16-be", "replace") if raw.startswith(b"\xfe\xff") else raw.decode("latin-1")
