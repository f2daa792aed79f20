"""Canonical JSON (RFC 8785): one way to write data, so that a hash of the bytes is a hash of what they say."""

import json
from collections.abc import Mapping
from typing import Any

import rfc8785

_LARGEST = 2**53
"""Beyond it JSON's readers no longer agree on whole numbers."""


def canonical(data: Any) -> bytes:
    """Plain data as canonical JSON. Raises ValueError for what JSON can't carry (NaN, half a surrogate pair, …).

    The standard library's encoder, written in C, writes the same but for fractions and keys beyond ASCII: it takes all
    that holds neither, which of a large quote is nearly everything.
    """
    if _is_plain(data):
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    if isinstance(data, dict) and all(isinstance(key, str) for key in data):
        return joined({key: canonical(value) for key, value in data.items()})
    if isinstance(data, list):
        return b"[" + b",".join(map(canonical, data)) + b"]"
    return rfc8785.dumps(data)


def joined(parts: Mapping[str, bytes]) -> bytes:
    """The mapping whose values are written already."""
    in_order = sorted(parts.items(), key=lambda part: part[0].encode("utf-16-be"))  # as RFC 8785 §3.2.3 sorts
    return b"{" + b",".join(rfc8785.dumps(key) + b":" + written for key, written in in_order) + b"}"


def _is_plain(data: Any) -> bool:
    """Whether both encoders write it alike."""
    ahead = [data]
    while ahead:
        here = ahead.pop()
        kind = type(here)
        if kind is dict:
            if not all(type(key) is str and key.isascii() for key in here):
                return False
            ahead.extend(here.values())
        elif kind is list:
            ahead.extend(here)
        elif kind is int:
            if abs(here) >= _LARGEST:
                return False
        elif not (kind is str or kind is bool or here is None):
            return False
    return True
