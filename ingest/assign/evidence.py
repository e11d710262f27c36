"""What speaks for a patent's place in a chain: matching classes and keywords, per node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from patnav.chain import ChainTree
from patnav.ingest.assign.hierarchy import Hierarchy
from patnav.ingest.assign.keywords import KeywordIndex
from patnav.ingest.assign.titles import core, head

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
    through the concordance. `near`: only a class in which the node's subjects are met too.
    `rivals`: how many nodes match as closely.
    """

    node: str
    symbol: Symbol
    under: str
    broad: bool
    moved: bool
    near: bool
    rivals: int


class QuoteHit(NamedTuple):
    """A word of the tree in a text of the patent.

    `head` = in the head of the title, `core` = at its end: the word that says what the thing is.
    """

    role: str
    node: str
    passage: Passage
    start: int
    end: int
    head: bool
    core: bool

    @property
    def quote(self) -> str:
        """The word as it stands in the text."""
        return self.passage.text[self.start : self.end]


class _Entry(NamedTuple):
    """A symbol under which a node collects; `under` is how the tree writes it."""

    node: str
    under: str
    moved: bool
    near: bool = False


_Index = Mapping[str, list[_Entry]]


class ClassIndex:
    """Which nodes of a tree a symbol falls under."""

    def __init__(self, tree: ChainTree, hierarchy: Hierarchy) -> None:
        self.hierarchy, self.off = hierarchy, tree.off_ipc
        self._ipc: dict[str, list[_Entry]] = {}
        self._cpc: dict[str, list[_Entry]] = {}
        self._near: dict[str, list[_Entry]] = {}
        for node in tree.nodes:
            for symbol in node.ipc:
                for at, moved in self._today(symbol):
                    self._ipc.setdefault(at, []).append(_Entry(node.id, symbol, moved))
            for symbol in node.ipc_near:
                self._near.setdefault(symbol, []).append(_Entry(node.id, symbol, False, near=True))
            for symbol in node.cpc_extra:
                self._cpc.setdefault(symbol, []).append(_Entry(node.id, symbol, moved=False))
        self._match = lru_cache(maxsize=65536)(self._matches)
        self.is_off = lru_cache(maxsize=65536)(self._is_off)

    def find(self, symbols: Iterable[Symbol]) -> list[ClassHit]:
        """Find the nodes that each symbol falls under, the most specific first."""
        return [
            ClassHit(entry.node, symbol, entry.under, broad, entry.moved, entry.near, rivals)
            for symbol in symbols
            for entry, broad, rivals in self._match(symbol.symbol)
        ]

    def _is_off(self, symbol: str) -> bool:
        """Tell whether a symbol belongs to another chain and to no node of this one."""
        if any(not entry.moved and not entry.near for entry, _, _ in self._match(symbol)):
            return False
        line = set(self.hierarchy.lineage(symbol))
        return any(off in line if "/" in off else symbol.startswith(off) for off in self.off)

    def _today(self, symbol: str) -> list[tuple[str, bool]]:
        """Write a symbol of the tree as today's: itself, or where its matter went."""
        moved = () if symbol in self.hierarchy else self.hierarchy.moved(symbol)
        return [(new, True) for new in moved] or [(symbol, False)]

    def _matches(self, symbol: str) -> tuple[tuple[_Entry, bool, int], ...]:
        ranks: dict[str, tuple[_Entry, int]] = {}
        for rank, entries in enumerate(self._upward(symbol, self._ipc, self._cpc)):
            for entry in entries:
                ranks.setdefault(entry.node, (entry, rank))
        if not ranks:
            ranks = {entry.node: (entry, 0) for entry in self._old(symbol)}
        for rank, entries in enumerate(self._upward(symbol, self._near, {}), 1000):
            for entry in entries:
                ranks.setdefault(entry.node, (entry, rank))
        first = min((rank for _, rank in ranks.values()), default=0)
        many = Counter(rank for _, rank in ranks.values())
        return tuple((entry, rank > first, many[rank]) for entry, rank in ranks.values())

    def _upward(self, symbol: str, of_ipc: _Index, of_cpc: _Index) -> Iterator[list[_Entry]]:
        main, _, digits = symbol.partition("/")
        for length in range(len(digits), 1, -1):
            yield of_cpc.get(f"{main}/{digits[:length]}", [])
        for under in self.hierarchy.lineage(symbol):
            yield of_ipc.get(under, [])

    def _old(self, symbol: str) -> Iterator[_Entry]:
        """Yield the nodes that hold the places where a dropped symbol's matter is now."""
        targets = self.hierarchy.moved(symbol)
        for at, entries in self._ipc.items() if targets else ():
            if not set(targets).isdisjoint(self.hierarchy.lineage(at)):
                for entry in entries:
                    yield entry._replace(moved=True)


def quotes(index: KeywordIndex, passages: Iterable[Passage]) -> list[QuoteHit]:
    """Find the tree's words in the texts of a patent."""
    return [quote for passage in passages for quote in _quotes(index, passage)]


def _quotes(index: KeywordIndex, passage: Passage) -> Iterator[QuoteHit]:
    at = to = end = 0
    if passage.section == "title":
        at, to = head(passage.text, passage.lang)
        end = core(passage.text[:to], passage.lang)
    for hit in index.find(passage.text):
        inside = at <= hit.start < to
        last = inside and hit.start < end <= hit.end
        yield QuoteHit(hit.word.role, hit.word.node, passage, hit.start, hit.end, inside, last)
