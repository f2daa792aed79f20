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
NAMES = Decimal(205)
AMOUNTS = Decimal(110)
TEXT = Decimal(10)
PLOT = Decimal(130)
HEAD = Decimal(34)
FOOT = Decimal(20)
ZERO = Decimal(0)


@dataclass(frozen=True)
class Rectangle:
    """A bar. `tone` is strong, soft, less or more."""

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


def share(part: Decimal, whole: Decimal) -> Decimal:
    """A part of a whole, between 0 and 1; 0 of nothing."""
    return min(max(part / whole, ZERO), Decimal(1)) if whole else ZERO


def fit(text: str, width: Decimal) -> str:
    """The text, or as much of it as fits, by the usual widths of letters and ideographs."""
    room, shown = width, ""
    for character in text:
        room -= TEXT if east_asian_width(character) in "WF" else TEXT * Decimal("0.53")
        if room < 0:
            return shown.rstrip() + "…"
        shown += character
    return text


def _round(length: Decimal) -> Decimal:
    return length.quantize(Decimal("0.1"))
