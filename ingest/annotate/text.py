"""Texts as annotation sees them: folded 1:1, cut into clauses, with the language of their script.

All offsets are those of the original text: folding replaces character by character, so
`len(fold(text)) == len(text)` and a span found in the folded text is a span of the original.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from patnav.ingest.annotate.lexicon import pattern

__all__ = ["Clause", "body_start", "clauses", "fold", "script", "trim"]

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys(map(ord, "\t\r\n\v\f\u00a0\u3000"), " ")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–"), "-")
_FOLD = str.maketrans(
    {**{chr(k): chr(v) for k, v in _WIDE.items()}, "﹑": "、", "∶": ":", "｡": "。"}
)
_TABLE: dict[int, int | str] = {**_FOLD, **_SPACES, **_DASHES}
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_BREAK = re.compile(r"</?(?:br|p|div|li|tr|td|h\d)\b", re.IGNORECASE)
FILL = "\u2060"  # stands for the characters of an inline tag; never a boundary
_CJK = re.compile(r"[\u3400-\u9fff]")
_END = re.compile(r"(?<!\d)[,:]|[,:](?!\d)|[。;!?]|(?<=[\u3400-\u9fff])\.")
_TRIM = ' ,.。;:、"“”!?\u2060'


class Clause(NamedTuple):
    """A stretch between two commas or stronger marks; `sentence` counts sentences from 0."""

    start: int
    end: int
    sentence: int


def _blank(match: re.Match[str]) -> str:
    tag = match.group()
    return (";" if _BREAK.match(tag) else FILL) * len(tag)


def fold(text: str) -> str:
    """Bring full-width forms, spaces, dashes and HTML tags to one form, character by character.

    The result has the length of `text`, so offsets stay true. Compatibility characters that NFKC
    would stretch (①, ㎜) are left as they are.
    """
    folded = text.translate(_TABLE)
    return _TAG.sub(_blank, folded) if "<" in folded else folded


def script(text: str) -> str:
    """Tell `zh` from `en` by script: a text of which a tenth is Chinese is Chinese."""
    sample = text[:2000]
    return "zh" if len(_CJK.findall(sample)) * 10 > len(sample) else "en"


@lru_cache(maxsize=8)
def body_start(folded: str) -> int:
    """Offset behind what some sources put before the abstract: title, keywords, field."""
    start = 0
    for match in pattern("clauses", "heads").finditer(folded, 0, 1500):
        start = match.end()
    return start


@lru_cache(maxsize=8)  # each rule of a pipeline asks for the same text
def clauses(folded: str, start: int = 0) -> tuple[Clause, ...]:
    """Cut a folded Chinese text at , : ; 。 ! ? outside numbers; empty stretches are left out."""
    found: list[Clause] = []
    sentence = 0
    for match in _END.finditer(folded, start):
        if match.start() > start:
            found.append(Clause(start, match.start(), sentence))
        sentence += match.group() not in ",:;"
        start = match.end()
    if start < len(folded):
        found.append(Clause(start, len(folded), sentence))
    return tuple(found)


def trim(folded: str, start: int, end: int) -> tuple[int, int]:
    """Shrink a span so that it neither begins nor ends with a mark or a space."""
    while start < end and folded[start] in _TRIM:
        start += 1
    while end > start and folded[end - 1] in _TRIM:
        end -= 1
    return start, end
