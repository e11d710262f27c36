"""Abstracts as the transformer sees them: windows of pieces, with traits of each piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from patnav.ingest.annotate.tagger import Passage
from teachers.labels import Ints, hinted, places
from teachers.pretrained import Pretrained

__all__ = ["CHARACTERS", "KINDS", "PLACES", "TRAITS", "Window", "windows"]

CHARACTERS, KINDS, PLACES = 8192, 13, 8
"""Rows for characters (hashed), for kinds of character, and for places in a text."""
TRAITS = {"character": CHARACTERS, "kind": KINDS, "titled": 2, "place": PLACES}
"""Traits of a piece's first character, with how many values each has."""
_LONGEST = 440  # pieces of a window
_TITLE = (80, 48)  # characters and pieces of the title
_STOPS = frozenset("。;.")
_FACTOR = 2654435761
_MARKS = {",": 2, "。": 3, ".": 4, ";": 5, "、": 6, ":": 7} | dict.fromkeys("()[]【】<>《》", 8)
_SPACE, _LOWER, _UPPER, _OTHER = 9, 10, 11, 12


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces of a text that begin at the characters `starts`; `end` is the one behind the last.

    `tokens` are the pieces with title and specials, of which the text's begin at `first`; `traits`
    by name (pieces) and `hints` (pieces, 3), what the rules say, are of first characters.
    """

    starts: Ints
    end: int
    tokens: Sequence[int]
    first: int
    traits: dict[str, Ints]
    hints: Ints


def windows(passage: Passage, file: Pretrained) -> Iterator[Window]:
    """Cut a text into windows, behind a sentence where there is one."""
    text = passage.folded
    numbers, starts = file.tokens(text)
    bounds = [*starts, len(text)]
    special = file.specials
    title = file.tokens(file.prefix + passage.title[: _TITLE[0]])[0][: _TITLE[1]]
    head = [special.begin, *title, special.end]
    at = np.array(bounds[:-1], np.int64)
    traits, told = _traits(passage), _told(passage)
    for first, behind in _cuts(text, bounds):
        held = at[first:behind]
        yield Window(
            starts=held,
            end=bounds[behind],
            tokens=[*head, *numbers[first:behind], special.end],
            first=len(head),
            traits={name: trait[held] for name, trait in traits.items()},
            hints=told[held],
        )


def _cuts(text: str, bounds: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First piece of each window and the one behind its last."""
    first, count = 0, len(bounds) - 1
    while first < count:
        behind = min(count, first + _LONGEST)
        if behind < count:
            ends = range(behind, first + _LONGEST // 2, -1)
            behind = next((end for end in ends if text[bounds[end] - 1] in _STOPS), behind)
        yield first, behind
        first = behind


def _traits(passage: Passage) -> dict[str, Ints]:
    text = passage.folded
    count = len(text)
    codes = np.array([ord(one) for one in text], np.int64)
    return {
        "character": codes * _FACTOR % 2**32 % CHARACTERS,
        "kind": np.array([_kind(one) for one in text], np.int64),
        "titled": _titled(text, passage.title),
        "place": np.arange(count) * PLACES // max(count, 1),
    }


def _titled(text: str, title: str) -> Ints:
    """1 for characters of a pair that the title has."""
    pairs = {title[at : at + 2] for at in range(len(title) - 1)}
    found = np.zeros(len(text), np.int64)
    for at in range(len(text) - 1):
        if text[at : at + 2] in pairs:
            found[at : at + 2] = 1
    return found


def _told(passage: Passage) -> NDArray[np.int64]:
    spans = hinted(passage.hints)
    return np.stack([places(len(passage.folded), one) for one in spans.values()], 1)


def _kind(one: str) -> int:
    if "\u4e00" <= one <= "\u9fff":
        return 0
    if one.isdigit():
        return 1
    if one.isspace():
        return _SPACE
    if one.isalpha():
        return _LOWER if one.islower() else _UPPER
    return _MARKS.get(one, _OTHER)
