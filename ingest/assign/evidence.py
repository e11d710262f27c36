"""What speaks for a patent's place in a chain: matching classes and keywords, per node."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from patnav.chain import ChainTree
from patnav.ingest.assign.hierarchy import Hierarchy
from patnav.ingest.assign.keywords import KeywordIndex
from patnav.ingest.assign.titles import head

__all__ = ["ClassHit", "ClassIndex", "Document", "Passage", "Place", "QuoteHit", "Symbol", "quotes"]

Place = Literal["main", "further", "cpc_first", "cpc"]


class Symbol(NamedTuple):
    """A classification symbol of a patent and how prominently it stands."""

    symbol: str
    place: Place


class Passage(NamedTuple):
    """A text of a patent."""

    section: str
    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """What assignment reads of one patent."""

    key: str
    symbols: tuple[Symbol, ...]
    passages: tuple[Passage, ...]


class ClassHit(NamedTuple):
    """A symbol of the patent that falls under a symbol of a node.

    `broad`: another node of the tree names a more specific symbol for it. `moved`: matched
    through the concordance.
    """

    node: str
    symbol: Symbol
    under: str
    broad: bool
    moved: bool


class QuoteHit(NamedTuple):
    """A word of the tree in a text of the patent; `head` = in the head of the title."""

    role: str
    node: str
    passage: Passage
    start: int
    end: int
    head: bool

    @property
    def quote(self) -> str:
        """The word as it stands in the text."""
        return self.passage.text[self.start : self.end]


class _Entry(NamedTuple):
    """A symbol under which a node collects; `under` is how the tree writes it."""

    node: str
    under: str
    moved: bool


class ClassIndex:
    """Which nodes of a tree a symbol falls under."""

    def __init__(self, tree: ChainTree, hierarchy: Hierarchy) -> None:
        self.hierarchy, self.off = hierarchy, tree.off_ipc
        self._ipc: dict[str, list[_Entry]] = {}
        self._cpc: dict[str, list[_Entry]] = {}
        for node in tree.nodes:
            for symbol in node.ipc:
                for at, moved in self._today(symbol):
                    self._ipc.setdefault(at, []).append(_Entry(node.id, symbol, moved))
            for symbol in node.cpc_extra:
                self._cpc.setdefault(symbol, []).append(_Entry(node.id, symbol, moved=False))
        self._match = lru_cache(maxsize=65536)(self._matches)

    def find(self, symbols: Iterable[Symbol]) -> list[ClassHit]:
        """Find the nodes that each symbol falls under, the most specific first."""
        return [
            ClassHit(entry.node, symbol, entry.under, broad, entry.moved)
            for symbol in symbols
            for entry, broad in self._match(symbol.symbol)
        ]

    def is_off(self, symbols: Sequence[Symbol]) -> bool:
        """Tell whether the main symbol belongs to another chain and to no node of this one."""
        main = next((s.symbol for s in symbols if s.place in ("main", "cpc_first")), "")
        if not main or any(not entry.moved for entry, _ in self._match(main)):
            return False
        line = set(self.hierarchy.lineage(main))
        return any(off in line if "/" in off else main.startswith(off) for off in self.off)

    def _today(self, symbol: str) -> list[tuple[str, bool]]:
        """Write a symbol of the tree as today's: itself, or where its matter went."""
        moved = () if symbol in self.hierarchy else self.hierarchy.moved(symbol)
        return [(new, True) for new in moved] or [(symbol, False)]

    def _matches(self, symbol: str) -> tuple[tuple[_Entry, bool], ...]:
        found: dict[str, tuple[_Entry, bool]] = {}
        for entries in self._upward(symbol):
            broad = bool(found)
            for entry in entries:
                found.setdefault(entry.node, (entry, broad))
        return tuple(found.values()) or tuple((entry, False) for entry in self._old(symbol))

    def _upward(self, symbol: str) -> Iterator[list[_Entry]]:
        main, _, digits = symbol.partition("/")
        for length in range(len(digits), 1, -1):
            yield self._cpc.get(f"{main}/{digits[:length]}", [])
        for under in self.hierarchy.lineage(symbol):
            yield self._ipc.get(under, [])

    def _old(self, symbol: str) -> Iterator[_Entry]:
        """Yield the nodes that hold the places where a dropped symbol's matter is now."""
        targets = self.hierarchy.moved(symbol)
        for at, entries in self._ipc.items() if targets else ():
            if not set(targets).isdisjoint(self.hierarchy.lineage(at)):
                for entry in entries:
                    yield entry._replace(moved=True)


def quotes(index: KeywordIndex, passages: Iterable[Passage]) -> list[QuoteHit]:
    """Find the tree's words in the texts of a patent."""
    return [
        QuoteHit(hit.word.role, hit.word.node, passage, hit.start, hit.end, at <= hit.start < to)
        for passage in passages
        for at, to in [head(passage.text, passage.lang) if passage.section == "title" else (0, 0)]
        for hit in index.find(passage.text)
    ]
