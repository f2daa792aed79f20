"""The geometry of the charts, as plain data; the templates draw it as SVG and choose the colours by `tone`.

Units are those of the SVG's view box; text is 10 units high. Lengths are decimals, like the money they show.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import east_asian_width

WIDTH = Decimal(660)
ROW = Decimal(19)
BAR = Decimal(12)
NAMES = Decimal(250)
AMOUNTS = Decimal(110)
TEXT = Decimal(10)
PLOT = Decimal(130)
HEAD = Decimal(34)
FOOT = Decimal(20)
BOX = Decimal(50)
BOX_GAP = Decimal(8)
BOX_WIDTH = Decimal(262)
SPINE = Decimal(60)
ZERO = Decimal(0)


@dataclass(frozen=True)
class Rectangle:
    """A bar or a box. `tone` is strong, soft, less, more or box."""

    x: Decimal
    y: Decimal
    width: Decimal
    height: Decimal
    tone: str


@dataclass(frozen=True)
class Label:
    """A text at its baseline. `anchor` is start, middle or end; `tone` is plain, strong, muted or inverse."""

    x: Decimal
    y: Decimal
    text: str
    anchor: str
    tone: str


@dataclass(frozen=True)
class Line:
    """A hairline."""

    x1: Decimal
    y1: Decimal
    x2: Decimal
    y2: Decimal


@dataclass(frozen=True)
class Chart:
    """A drawing and what it says to those who can't see it."""

    title: str
    description: str
    width: Decimal
    height: Decimal
    rectangles: tuple[Rectangle, ...]
    labels: tuple[Label, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Bar:
    """A row of a bar chart: from `start` to `end` on the axis of amounts."""

    name: str
    amount: str
    start: Decimal
    end: Decimal
    tone: str


@dataclass(frozen=True)
class Column:
    """A column of two stacked parts, with their sum."""

    name: str
    lower: Decimal
    upper: Decimal
    lower_text: str
    upper_text: str
    total_text: str


@dataclass(frozen=True)
class Box:
    """Something of the solution: its name, and what is in it."""

    name: str
    parts: tuple[str, ...]


def bars(title: str, rows: Sequence[Bar]) -> Chart:
    """Horizontal bars, name at the left, amount at the right: families, or a waterfall when bars float."""
    highest = max((max(row.start, row.end) for row in rows), default=ZERO)
    lowest = min((min(row.start, row.end, ZERO) for row in rows), default=ZERO)
    plot = WIDTH - NAMES - AMOUNTS
    rectangles, labels, lines = [], [], []

    def across(amount: Decimal) -> Decimal:
        return NAMES + plot * share(amount - lowest, highest - lowest)

    for position, row in enumerate(rows):
        y = ROW * position + (ROW - BAR) / 2
        left, right = across(min(row.start, row.end)), across(max(row.start, row.end))
        rectangles.append(Rectangle(_round(left), _round(y), max(_round(right - left), Decimal("0.5")), BAR, row.tone))
        tone = "strong" if row.tone == "strong" else "plain"
        baseline = _round(y + BAR - Decimal("2.5"))
        labels.append(Label(ZERO, baseline, fit(row.name, NAMES - 12), "start", tone))
        labels.append(Label(WIDTH, baseline, row.amount, "end", tone))
        if position:
            # A hairline ties the end of each step to the start of the next, as the eye follows a waterfall.
            x = _round(across(row.start))
            if row.start:
                lines.append(Line(x, _round(y - (ROW - BAR)), x, _round(y)))
    height = ROW * len(rows)
    described = "; ".join(f"{row.name}: {row.amount}" for row in rows)
    return Chart(title, described, WIDTH, height, tuple(rectangles), tuple(labels), tuple(lines))


def columns(title: str, legend: tuple[str, str], bars: Sequence[Column]) -> Chart:
    """Stacked columns with their legend on top: cost by year, one-time under recurring."""
    highest = max((bar.lower + bar.upper for bar in bars), default=ZERO)
    slot = WIDTH / max(len(bars), 1)
    width = min(slot * Decimal("0.5"), Decimal(120))
    base = HEAD + PLOT
    rectangles = [Rectangle(ZERO, ZERO, TEXT, TEXT, "strong"), Rectangle(WIDTH / 4, ZERO, TEXT, TEXT, "soft")]
    labels = [
        Label(Decimal(16), Decimal(9), legend[0], "start", "plain"),
        Label(WIDTH / 4 + 16, Decimal(9), legend[1], "start", "plain"),
    ]
    for position, bar in enumerate(bars):
        middle = _round(slot * position + slot / 2)
        left = _round(middle - width / 2)
        lower, upper = PLOT * share(bar.lower, highest), PLOT * share(bar.upper, highest)
        for top, height, tone, text, ink in (
            (base - lower, lower, "strong", bar.lower_text, "inverse"),
            (base - lower - upper, upper, "soft", bar.upper_text, "plain"),
        ):
            if height <= 0:
                continue
            rectangles.append(Rectangle(left, _round(top), _round(width), _round(height), tone))
            if height > TEXT * 2 and len(text) * 6 < width:
                labels.append(Label(middle, _round(top + height / 2 + 4), text, "middle", ink))
        labels.append(Label(middle, _round(base - lower - upper - 6), bar.total_text, "middle", "strong"))
        labels.append(Label(middle, _round(base + 14), bar.name, "middle", "muted"))
    described = "; ".join(
        f"{bar.name}: {bar.total_text} ({legend[0]} {bar.lower_text}, {legend[1]} {bar.upper_text})" for bar in bars
    )
    axis = Line(ZERO, base, WIDTH, base)
    return Chart(title, described, WIDTH, base + FOOT, tuple(rectangles), tuple(labels), (axis,))


def links(title: str, left: Sequence[Box], middle: str, right: Sequence[Box], separator: str) -> Chart:
    """The solution at a glance: places at the left and services at the right, joined by what lies between them."""
    height = (BOX + BOX_GAP) * max(len(left), len(right), 1) - BOX_GAP
    spine = (WIDTH - SPINE) / 2
    rectangles = [Rectangle(spine, ZERO, SPINE, height, "strong")]
    labels = [Label(WIDTH / 2, _round(height / 2 + 4), fit(middle, SPINE - 6), "middle", "inverse")]
    lines = []
    for boxes, x, start, end in (
        (left, ZERO, BOX_WIDTH, spine),
        (right, WIDTH - BOX_WIDTH, spine + SPINE, WIDTH - BOX_WIDTH),
    ):
        # The shorter side is centred on the longer one.
        top = (height - (BOX + BOX_GAP) * len(boxes) + BOX_GAP) / 2
        for position, box in enumerate(boxes):
            y = _round(top + (BOX + BOX_GAP) * position)
            rectangles.append(Rectangle(x, y, BOX_WIDTH, BOX, "box"))
            labels.append(Label(x + 10, y + 16, fit(box.name, BOX_WIDTH - 20), "start", "strong"))
            for offset, text in enumerate(packed(box.parts, separator, BOX_WIDTH - 20)):
                labels.append(Label(x + 10, y + 29 + 12 * offset, text, "start", "muted"))
            lines.append(Line(start, y + BOX / 2, end, y + BOX / 2))
    described = "; ".join(f"{box.name}: {separator.join(box.parts)}" for box in (*left, *right))
    return Chart(title, described, WIDTH, height, tuple(rectangles), tuple(labels), tuple(lines))


def share(part: Decimal, whole: Decimal) -> Decimal:
    """A part of a whole, between 0 and 1; 0 of nothing."""
    return min(max(part / whole, ZERO), Decimal(1)) if whole else ZERO


def packed(parts: Sequence[str], separator: str, width: Decimal) -> tuple[str, str]:
    """Two lines of parts, each as full as it gets; what doesn't fit the second is cut."""
    first: list[str] = []
    rest = list(parts)
    while rest and fit(separator.join([*first, rest[0]]), width) == separator.join([*first, rest[0]]):
        first.append(rest.pop(0))
    more = separator.rstrip() if first and rest else ""
    return separator.join(first) + more, fit(separator.join(rest), width)


def fit(text: str, width: Decimal) -> str:
    """The text, or as much of it as fits, by the usual widths of letters and ideographs."""
    if sum(map(_room, text), ZERO) <= width:
        return text
    left, shown = width - TEXT, ""
    for character in text:
        left -= _room(character)
        if left < 0:
            break
        shown += character
    return shown.rstrip() + "…"


def _room(character: str) -> Decimal:
    return TEXT if east_asian_width(character) in "WF" else TEXT * Decimal("0.53")


def _round(length: Decimal) -> Decimal:
    return length.quantize(Decimal("0.1"))
