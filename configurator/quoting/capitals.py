"""Amounts of renminbi in capitals (大写), as Chinese contracts write them so that no figure can be altered."""

from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_GROUPS = ("", "万", "亿", "兆")
_FEN = 100


def capitals(amount: Decimal) -> str:
    """`capitals(Decimal("10203.05")) == "人民币壹万零贰佰零叁元零伍分"`; ValueError beyond fen or sixteen digits."""
    fen = amount * _FEN
    if fen != fen.to_integral_value():
        raise ValueError(f"{amount} has fractions of a fen")
    yuan, cents = divmod(abs(int(fen)), _FEN)
    sign = "负" if amount < 0 else ""
    return "人民币" + sign + _whole(yuan, alone=cents == 0) + _cents(cents, after_yuan=yuan > 0)


def _whole(yuan: int, alone: bool) -> str:
    """The yuan; `alone` when no jiao or fen follow. Zero yuan are only written when there is nothing else."""
    if yuan == 0:
        return "零元" if alone else ""
    groups: list[int] = []
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        groups.append(group)
    if len(groups) > len(_GROUPS):
        raise ValueError("an amount of more than sixteen digits")
    text, gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            gap = True
            continue
        # A group with leading zeros, or one after an empty group, is joined with a single 零.
        if text and (gap or group < 1000):
            text += "零"
        text += _group(group) + _GROUPS[place]
        gap = False
    return text + "元"


def _group(group: int) -> str:
    """Four digits: one 零 for any run of zeros between two digits, none at either end."""
    text, gap = "", False
    for digit, place in zip(f"{group:04d}", _PLACES, strict=True):
        if digit == "0":
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[int(digit)] + place
        gap = False
    return text


def _cents(cents: int, after_yuan: bool) -> str:
    """Jiao and fen; 整 closes an amount without them."""
    if cents == 0:
        return "整"
    jiao, fen = divmod(cents, 10)
    text = _DIGITS[jiao] + "角" if jiao else ("零" if after_yuan else "")
    return text + (_DIGITS[fen] + "分" if fen else "整")
