"""Where a quote stands in a text: verbatim, else after folding, with the offsets of the text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cached_property

__all__ = ["Finder"]


class Finder:
    """Finds quotes in `text[start:end]`; offsets are those of the text."""

    def __init__(self, text: str, start: int = 0, end: int | None = None) -> None:
        self.text, self.start = text, start
        self.end = len(text) if end is None else end

    def find(self, quote: str, behind: int = 0) -> tuple[int, int] | None:
        """Span of a quote at or behind an offset, else anywhere; None when it is not in the text.

        The characters count; when they are not there, so do their widths, cases and compatibility
        forms, and spaces and line breaks count for nothing. What is cut out is the text's own.
        """
        bare = quote.strip()
        if not bare:
            return None
        return self._exact(bare, behind) or self._folded(bare, behind)

    def _exact(self, quote: str, behind: int) -> tuple[int, int] | None:
        at = self.text.find(quote, max(behind, self.start), self.end)
        if at < 0:
            at = self.text.find(quote, self.start, self.end)
        return None if at < 0 else (at, at + len(quote))

    def _folded(self, quote: str, behind: int) -> tuple[int, int] | None:
        folded, places = self._map
        wanted = "".join(char for char, _ in _fold(quote, 0))
        if not wanted:
            return None
        first = next((i for i, place in enumerate(places) if place >= behind), len(places))
        at = folded.find(wanted, first)
        if at < 0:
            at = folded.find(wanted)
        return None if at < 0 else (places[at], places[at + len(wanted) - 1] + 1)

    @cached_property
    def _map(self) -> tuple[str, list[int]]:
        """The folded text and the place in the text of each of its characters."""
        pairs = list(_fold(self.text[self.start : self.end], self.start))
        return "".join(char for char, _ in pairs), [place for _, place in pairs]


def _fold(text: str, start: int) -> Iterator[tuple[str, int]]:
    for place, char in enumerate(text, start=start):
        for plain in unicodedata.normalize("NFKC", char).lower():
            if not plain.isspace() and unicodedata.category(plain) != "Cf":
                yield plain, place
