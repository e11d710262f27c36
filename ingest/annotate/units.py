"""Texts as the tagger sees them: units with hashed context, no dictionary and no segmenter.

A unit is a Chinese character, a run of Latin letters, a run of digits, or a mark; spaces stand
between units and are none. Each unit has rows of its language's table of vectors (in Chinese for
itself and for it with its neighbours, in English for the word and its ending: pairs of words are
too many to learn from some thousands of texts), and small traits (kind of character, whether the
title has it, where in the text, what the rules say of it). Hashes are made of code points with
whole numbers, so they are the same on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

__all__ = ["ROWS", "SPANS", "TRAITS", "Hint", "Units", "Words", "units", "units_of"]

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

_UNIT = re.compile(r"[A-Za-z]+|[0-9]+|\s+|.", re.DOTALL)
_MARKS = {
    mark: kind
    for kind, marks in enumerate((",", "。", ".", ";", "、", ":", "([【<《", ")]】>》"), start=3)
    for mark in marks
}
_SPACE, _LOWER, _CAPITAL, _UPPER, _OTHER = 11, 12, 13, 14, 15
_KINDS = 16
_PLACES = 8
_AT_ONCE = 64  # texts
SPANS = ("effect", "means", "outlook")
"""The dimensions whose spans the tagger finds."""
# Rows of the table per kind of context: unit, pair before, pair behind, triple, neighbours, suffix;
# in English unit and suffix alone.
_SIZES = {
    "zh": (1 << 15, 1 << 16, 1 << 16, 1 << 17, 1 << 16, 1 << 12),
    "en": (1 << 16, 1 << 12),
}
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)
_FOLDING = np.uint64(29)

ROWS = {lang: sum(sizes) for lang, sizes in _SIZES.items()}
"""Rows of the table of context vectors of each language."""
_TRAITS = np.cumsum((0, _KINDS, 2, _PLACES, 2, *[3 for _ in SPANS]))
TRAITS = int(_TRAITS[-1])
"""Rows of the table of trait vectors: kind, in title, place, language, rules' tag per dimension."""


class Hint(NamedTuple):
    """A span that the rules propose."""

    dimension: str
    start: int
    end: int


class Units(NamedTuple):
    """The n units of one text.

    `starts` and `ends` (n) are offsets in the text, `rows` (n, k) rows of the language's table of
    contexts (Chinese: k = 6, English: 2), `traits` (n, 7) rows of the table of traits.
    """

    starts: Ints
    ends: Ints
    rows: Ints
    traits: Ints


class Words(NamedTuple):
    """What is cut into units: a folded text, its folded title (context only), rules' spans."""

    folded: str
    title: str = ""
    hints: Sequence[Hint] = ()


def units(folded: str, title: str, lang: str, hints: Sequence[Hint] = ()) -> Units:
    """Cut a folded text into units; `title` (folded) is context only, `lang` is `zh` or `en`."""
    return next(units_of([Words(folded, title, hints)], lang))


def units_of(texts: Iterable[Words], lang: str) -> Iterator[Units]:
    """Cut folded texts of one language into units.

    Some are read as one, for numpy takes nearly as long for one text as for many.
    """
    stream = iter(texts)
    while some := [*islice(stream, _AT_ONCE)]:
        yield from _units(some, lang)


def _units(texts: Sequence[Words], lang: str) -> Iterator[Units]:
    cut = [_UNIT.findall(one.folded) for one in texts]
    # Behind each text stands a unit that says nothing, as if nothing followed the text.
    pieces = [*chain.from_iterable([*some, ""] for some in cut)]
    known = np.fromiter(chain.from_iterable(map(_known, pieces)), np.uint64).reshape(-1, 3)
    bounds = np.cumsum([0, *map(len, pieces)])
    kept = known[:, 1] != _SPACE
    one, kind, suffix = known[kept].T
    rows, pairs = _rows(one, suffix, lang), _mix(_shifted(one, 1), one)
    begin = piece = 0
    for text, some in zip(texts, cut, strict=True):
        own = piece + np.flatnonzero(kept[piece : piece + len(some)])
        span = slice(begin, begin + len(own))
        starts, ends = bounds[own] - bounds[piece], bounds[own + 1] - bounds[piece]
        traits = (
            kind[span].astype(np.int64),
            _in_title(pairs[span], text.title),
            np.arange(len(own)) * _PLACES // max(len(own), 1),
            np.full(len(own), lang == "en"),
            *(
                _told([hint for hint in text.hints if hint.dimension == name], starts)
                for name in SPANS
            ),
        )
        yield Units(starts, ends, rows[span], np.stack(traits, 1) + _TRAITS[:-1])
        begin, piece = span.stop + 1, piece + len(some) + 1


def _rows(one: Hashes, suffix: Hashes, lang: str) -> Ints:
    """Rows of the table of contexts: (n, k)."""
    before, behind = _shifted(one, 1), _shifted(one, -1)
    with_neighbours = ((before, one), (one, behind), (before, one, behind), (before, behind))
    contexts = ((one,), *(with_neighbours if lang == "zh" else ()), (suffix,))
    sizes = _SIZES[lang]
    starts = np.cumsum((0, *sizes[:-1]))
    return np.stack(
        [
            (_mix(*parts) % np.uint64(size)).astype(np.int64) + start
            for parts, size, start in zip(contexts, sizes, starts, strict=True)
        ],
        1,
    )


def _told(hints: list[Hint], starts: Ints) -> Ints:
    """What the rules say of each unit: outside 0, begin 1, inside 2."""
    said = np.zeros(len(starts), np.int64)
    for hint in sorted(hints, key=lambda hint: (hint.start, -hint.end)):
        first, behind = np.searchsorted(starts, (hint.start, hint.end))
        if not said[first:behind].any():
            said[first:behind] = 2
            said[first : first + (behind > first)] = 1
    return said


def _shifted(hashes: Hashes, by: int) -> Hashes:
    """The neighbours before (1) or behind (-1), zero at the end of the text."""
    moved = np.zeros_like(hashes)
    if by > 0:
        moved[by:] = hashes[:-by]
    else:
        moved[:by] = hashes[-by:]
    return moved


def _mix(*parts: Hashes) -> Hashes:
    mixed = np.zeros_like(parts[0])
    for part, factor in zip(parts, _FACTORS, strict=False):
        mixed = (mixed ^ part) * factor
        mixed ^= mixed >> _FOLDING
    return mixed


def _in_title(pairs: Hashes, title: str) -> Ints:
    """1 for units of a pair that the title has."""
    found = np.zeros(len(pairs), np.int64)
    if not title:
        return found
    ones = np.array(
        [_known(piece)[0] for piece in _UNIT.findall(title) if not piece.isspace()], np.uint64
    )
    if len(ones) > 1 and len(pairs):
        hit = np.isin(pairs, _mix(ones[:-1], ones[1:]))
        found |= hit
        found[:-1] |= hit[1:]
    return found


@lru_cache(maxsize=100_000)
def _known(piece: str) -> tuple[int, int, int]:
    """Hash of a unit, its kind, hash of its last three letters; zeros for what is no unit."""
    if not piece:
        return 0, 0, 0
    low = piece.lower()
    return _crc(low), _kind(piece), _crc("~" + low[-3:])


def _crc(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"))


def _kind(piece: str) -> int:
    first = piece[0]
    if "\u4e00" <= first <= "\u9fff":
        return 1
    if first.isdigit():
        return 2
    if first in _MARKS:
        return _MARKS[first]
    if first.isspace():
        return _SPACE
    if not first.isalpha():
        return _OTHER
    if first.islower():
        return _LOWER
    return _CAPITAL if len(piece) > 1 and piece[1:].islower() else _UPPER
