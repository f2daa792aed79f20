"""Which site classes of two quotes are the same places, though their ids are only numbers in a row."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from configurator.quoting.canonical import canonical

SiteClass = Mapping[str, Any]


def matched(old: Sequence[SiteClass], new: Sequence[SiteClass]) -> dict[str, str]:
    """New class → the old one it shares most sites with; where it shares none, one of which the same is known."""
    home = {site: known["id"] for known in old for site in known["sites"]}
    shared = Counter((known["id"], home[site]) for known in new for site in known["sites"] if site in home)
    pairs: dict[str, str] = {}
    taken: set[str] = set()
    by_number = sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))
    for (is_, was), _ in by_number:
        if is_ not in pairs and was not in taken:
            pairs[is_] = was
            taken.add(was)
    left: dict[bytes, list[str]] = {}
    for known in old:
        if known["id"] not in taken:
            left.setdefault(canonical(known["facts"]), []).append(known["id"])
    for known in new:
        if known["id"] not in pairs and (alike := left.get(canonical(known["facts"]))):
            pairs[known["id"]] = alike.pop(0)
    return pairs
