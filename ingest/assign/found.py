"""The hits of one patent in one tree, sorted by what they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from patnav.chain import ChainTree
from patnav.ingest.assign.evidence import ClassHit, ClassIndex, Document, QuoteHit, quotes
from patnav.ingest.assign.hierarchy import Hierarchy
from patnav.ingest.assign.keywords import KeywordIndex
from patnav.ingest.assign.titles import core, head
from patnav.ingest.grams import fold
from patnav.ingest.space import point

__all__ = ["Found", "Seeker", "covered", "length"]

_MUCH = 600  # characters of a text that are compared


@dataclass(slots=False)
class Found:
    """Class symbols and words by node, words of other chains, not-words, and whether in scope.

    `scoped`: a word of the tree's scope stands in the text, `scoped_title`: in the title.
    """

    document: Document
    symbols: dict[str, list[ClassHit]] = field(default_factory=dict)
    words: dict[str, list[QuoteHit]] = field(default_factory=dict)
    nots: list[QuoteHit] = field(default_factory=list)
    off: list[QuoteHit] = field(default_factory=list)
    off_symbols: tuple[str, ...] = ()
    scoped: bool = False
    scoped_title: bool = False

    @cached_property
    def lone(self) -> bool:
        """The patent has a title and no other text."""
        return all(passage.section == "title" for passage in self.document.passages)

    @cached_property
    def titles(self) -> list[QuoteHit]:
        """Keywords in the title."""
        return [hit for hits in self.words.values() for hit in hits if _in_title(hit)]

    @cached_property
    def vague(self) -> bool:
        """The title names no thing that the tree knows, of this chain or another."""
        return not self.titles and not any(map(_in_title, self.off))

    @cached_property
    def head(self) -> int:
        """Number of characters in the heads of the titles, at least 1."""
        return max(
            1, sum(_head(p.text, p.lang) for p in self.document.passages if p.section == "title")
        )

    @cached_property
    def title(self) -> str:
        """The titles, one behind another."""
        return " ".join(p.text for p in self.document.passages if p.section == "title")

    @cached_property
    def rest(self) -> str:
        """What is compared of the other texts."""
        return " ".join(p.text[:_MUCH] for p in self.document.passages if p.section != "title")

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """Where title and rest lie in the space of wordings, zeros for none; shape (512,)."""
        return np.concatenate([point(self.title), point(self.rest)])

    @property
    def main(self) -> str:
        """The main symbol; "" without any."""
        return self.document.symbols[0].symbol if self.document.symbols else ""


class Seeker:
    """Finds what a patent holds of one tree."""

    def __init__(self, tree: ChainTree, hierarchy: Hierarchy) -> None:
        self.classes, self.words = ClassIndex(tree, hierarchy), KeywordIndex(tree)
        self._weak = {fold(word) for word in tree.weak}
        self._free = not (tree.scope_zh or tree.scope_en)
        self._bound = [node.id for node in tree.nodes if node.needs_scope]

    def seek(self, document: Document) -> Found:
        """Find all hits."""
        off = tuple(s.symbol for s in document.symbols if self.classes.is_off(s.symbol))
        found = Found(document, off_symbols=off, scoped=self._free, scoped_title=self._free)
        for hit in self.classes.find(document.symbols):
            found.symbols.setdefault(hit.node, []).append(hit)
        for quote in quotes(self.words, document.passages):
            self._sort(quote, found)
        for node in self._bound if not found.scoped else ():
            found.symbols.pop(node, None)
            found.words.pop(node, None)
        return found

    def _sort(self, quote: QuoteHit, found: Found) -> None:
        if quote.role == "scope":
            found.scoped = True
            found.scoped_title |= _in_title(quote)
        elif quote.role == "not":
            found.nots.append(quote)
        elif quote.role == "off":
            found.off.append(quote)
        elif fold(quote.quote) not in self._weak:
            found.words.setdefault(quote.node, []).append(quote)


def covered(hits: Iterable[QuoteHit], total: int) -> float:
    """Share of `total` characters that the hits cover."""
    places = {(hit.passage.lang, at) for hit in hits for at in range(hit.start, hit.end)}
    return min(1.0, len(places) / total)


def length(key: str) -> float:
    """Short words say less: two Chinese characters or a short English word count 0.7."""
    return 0.7 if len(key) <= (6 if key.isascii() else 2) else 1.0


def _head(text: str, lang: str) -> int:
    start, end = head(text, lang)
    return max(1, core(text[:end], lang) - start)


def _in_title(hit: QuoteHit) -> bool:
    return hit.passage.section == "title"
