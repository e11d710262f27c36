"""Whether the IPC has a main group, now or before: what it never had is a slip of a file.

Known are the main groups of the scheme (`data/ipc/levels.csv.gz`), those that were dropped
(`data/ipc/concordance.yaml`) and those that neither list holds (`data/ipc/more_groups.yaml`).
Subgroups are not tested: dropped ones are known only in part.
"""

from __future__ import annotations

import gzip
import re
from collections import defaultdict
from functools import cache, lru_cache

from patnav.data import load_yaml, resource
from patnav.ingest.editions import moves

__all__ = ["scheme_doubt"]

_MAIN = re.compile(r"^([A-H]\d{2}[A-Z])(\d+)/")


@lru_cache(maxsize=65536)
def scheme_doubt(symbol: str) -> str:
    """What is wrong with a normalised IPC symbol, with the nearest main group; empty = nothing."""
    match = _MAIN.match(symbol)
    known = _main_groups().get(match[1]) if match else None
    if match is None or known is None:
        return f"is kept, but the IPC has no subclass {symbol[:4]}"
    group = int(match[2])
    if group in known:
        return ""
    nearest = min(known, key=lambda other: (abs(other - group), other))
    return f"is kept, but the IPC has no main group {match[1]}{group}; nearest: {match[1]}{nearest}"


@cache
def _main_groups() -> dict[str, frozenset[int]]:
    """Subclass -> numbers of its main groups."""
    found: dict[str, set[int]] = defaultdict(set)
    with gzip.open(resource("ipc/levels.csv.gz"), "rt", encoding="ascii") as file:
        symbols = [line.split(",")[0] for line in file if "/00," in line]
    symbols += moves()
    symbols += [f"{group}/00" for group in load_yaml(resource("ipc/more_groups.yaml"))]
    for match in filter(None, map(_MAIN.match, symbols)):
        found[match[1]].add(int(match[2]))
    return {subclass: frozenset(groups) for subclass, groups in found.items()}
