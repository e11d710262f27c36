"""The nesting of IPC symbols: what stands under what, and where dropped symbols went.

X/00 stands above its whole main group; any other symbol above its dot-descendants. The levels come
from `data/ipc/levels.csv.gz` (how they were had: docs/chains.md), the dropped symbols from the
concordance of editions.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from patnav.data import resource
from patnav.ingest.editions import longest_known, moves

__all__ = ["Hierarchy", "ipc"]


class Hierarchy:
    """Parents of symbols, and the successors of dropped ones."""

    def __init__(
        self,
        levels: Iterable[tuple[str, int]],
        successors: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Take symbols in scheme order with their dot level (0 = main group)."""
        self.parents = dict(_parents(levels))
        self.successors = dict(successors or {})

    def __contains__(self, symbol: object) -> bool:
        return symbol in self.parents

    def resolve(self, symbol: str) -> str:
        """Find the longest IPC symbol that a CPC symbol begins with; "" when there is none.

        CPC numbers its own subgroups behind those of the IPC (G06N3/0455 behind G06N3/045), which
        makes the beginning a good, not a certain, ancestor.
        """
        main, _, digits = symbol.partition("/")
        for length in range(len(digits), 1, -1):
            if f"{main}/{digits[:length]}" in self.parents:
                return f"{main}/{digits[:length]}"
        return next((s for s in (f"{main}/00", symbol[:4]) if s in self.parents), "")

    def lineage(self, symbol: str) -> Iterator[str]:
        """Yield the symbol (or what it resolves to), its parent, and so on up to the subclass."""
        at = symbol if symbol in self.parents else self.resolve(symbol)
        while at:
            yield at
            at = self.parents[at]

    def moved(self, symbol: str) -> tuple[str, ...]:
        """Return where the matter of a dropped symbol is now; () when it was not dropped."""
        return self.successors.get(longest_known(symbol, self.successors), ())


@cache
def ipc() -> Hierarchy:
    """Load the IPC that comes with patnav; about 0.2 s, once."""
    with gzip.open(resource("ipc/levels.csv.gz"), "rt", encoding="ascii") as file:
        rows = csv.reader(file)
        next(rows)
        successors = {old: move.new for old, move in moves().items()}
        return Hierarchy(((symbol, int(level)) for symbol, level in rows), successors)


def _parents(levels: Iterable[tuple[str, int]]) -> Iterator[tuple[str, str]]:
    path: list[str] = []
    subclass = ""
    for symbol, level in levels:
        if symbol[:4] != subclass:
            subclass = symbol[:4]
            yield subclass, ""
        yield symbol, path[level - 1] if level else subclass
        path[level:] = [symbol]
