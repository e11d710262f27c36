"""Grams of a text, by which wordings are compared: pairs of characters, stems of words."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from itertools import pairwise

__all__ = ["HALF", "RUNS", "fold", "grams", "grams_of_run"]

HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
HALF |= dict.fromkeys(map(ord, "-‐‑–－_"), ord(" "))  # solid-state = solid state
"""Full-width letters as half-width ones, hyphens as blanks, for `str.translate`."""
RUNS = re.compile(r"[a-z][a-z0-9]+|[\u3400-\u9fff]+")
"""Words and runs of Chinese characters in a folded text."""
_FOLD = {code: ord(chr(half).lower()) for code, half in HALF.items()}
_FOLD |= {ord(char): ord(char.lower()) for char in string.ascii_uppercase}
_STOP = {"the", "and", "for", "with", "from", "that", "this", "which", "into"}
_STOP |= {"are", "was", "has", "have", "one", "its"}
_ENDINGS = ("ations", "ation", "ings", "ing", "ers", "er", "ors", "or", "es", "ed", "s", "e")


def fold(text: str) -> str:
    """Write Latin letters small and half-width, hyphens as blanks; the length stays the same."""
    return text.translate(_FOLD)


def grams(text: str) -> Iterator[str]:
    """Yield character pairs of Chinese runs and stems of English words, as they come."""
    for run in RUNS.findall(fold(text)):
        yield from grams_of_run(run)


def grams_of_run(run: str) -> Iterator[str]:
    """Yield the grams of a run of Chinese characters, or of one word."""
    if run[0] >= "\u3400":
        yield from map("".join, pairwise(run))
    elif run not in _STOP:
        yield _stem(run)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
