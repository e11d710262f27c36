"""The body of one English claim cut into its elements by rules (METHOD.md §2.3).

Semicolons always end an element; a comma does where a new part, step or “wherein” clause begins.
Confidences are shares of right elements by kind of border, counted on labelled claims.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from patnav.ingest.annotate.elements import Element
from patnav.ingest.annotate.lexicon import alternation
from patnav.ingest.annotate.text import trim

__all__ = ["pieces_en"]

_STOP = re.compile(r";|,(?=\s)|\.\s*$|:(?=\s)")
_SUBJECT = re.compile(r"(?:and\s+)?(?:an?|one|at least|said|the|wherein)\b", re.IGNORECASE)
_STEP = re.compile(r"(?:and\s+)?(?:then\s+)?[a-z]{3,}ing\b", re.IGNORECASE)
_NUMBERED = re.compile(r"\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})\)\s", re.IGNORECASE)
_AND = re.compile(r"(?:and|or)\s+", re.IGNORECASE)
_SURE = {";": 0.93, ":": 0.85, ",": 0.75}


@cache
def _goes_on() -> re.Pattern[str]:
    return re.compile(r"\s*" + alternation("claims", "en.goes_on"), re.IGNORECASE)


def pieces_en(folded: str, span: tuple[int, int], method: bool) -> list[Element]:
    """Cut a body into elements, in order, each with its confidence."""
    return list(_pieces(folded, span, method))


def _pieces(folded: str, span: tuple[int, int], method: bool) -> Iterator[Element]:
    begin, end = span
    sure = _SURE[";"]
    for stop in [*_STOP.finditer(folded, begin, end), None]:
        if stop is not None and not _breaks(folded, stop, end, method):
            continue
        at = stop.start() if stop else end
        mark = stop.group() if stop else ";"
        first, last = _clean(folded, begin, at)
        if last > first:
            yield Element(first, last, round(min(sure, _SURE.get(mark, 0.93)), 3))
        begin, sure = (stop.end() if stop else end), _SURE.get(mark, 0.93)


def _clean(folded: str, start: int, end: int) -> tuple[int, int]:
    start, end = trim(folded, start, end)
    match = _AND.match(folded, start, end)
    start = match.end() if match else start
    for word in (" and", " or", ", and", ","):
        end -= len(word) if folded.endswith(word, start, end) else 0
    return trim(folded, start, end)


def _breaks(folded: str, stop: re.Match[str], end: int, method: bool) -> bool:
    mark = stop.group()[0]
    if mark in ";.":
        return True
    following = _STOP.search(folded, stop.end(), end)
    clause = folded[stop.end() : following.start() if following else end].strip()
    if _NUMBERED.match(clause):
        return True
    if mark == ":" or len(clause) < 8 or _goes_on().match(clause):
        return False
    return bool(_SUBJECT.match(clause)) or (method and bool(_STEP.match(clause)))
