"""The body of one English claim cut into its elements by rules (METHOD.md §2.3).

Semicolons always end an element. Where a claim has them, a comma does so in its last item alone,
before a “wherein” that speaks of something else than what was just named; where it has none, a
comma does where a new part or step begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from patnav.ingest.annotate.elements import Element
from patnav.ingest.annotate.lexicon import alternation
from patnav.ingest.annotate.text import trim

__all__ = ["pieces_en"]

_STOP = re.compile(r";|,(?=\s)|\.\s*$")
_SUBJECT = re.compile(r"(?:and\s+)?(?:an?|one|at least|said|the|wherein)\b", re.IGNORECASE)
_STEP = re.compile(r"(?:and\s+)?(?:then\s+)?[a-z]{3,}ing\b", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:and\s+)?\(?(?:[a-z]|[ivx]{1,4}|\d{1,2})\)\s", re.IGNORECASE)
_LISTING = re.compile(  # a list inside an element: “one of (1) …”, “wherein the lids comprise a …”
    r"\w\s\((?:1|a|i)\)\s|^\s*(?:and\s+)?wherein\b.*\b(?:comprises?|includes?|selected from)\s",
    re.IGNORECASE | re.DOTALL,
)
_OPENS_LIST = 300  # characters of an element in which a list opens; bounds the work of a long one
_AND = re.compile(r"(?:and|or)\s+", re.IGNORECASE)
_WHEREIN = re.compile(r"(?P<and>and\s+)?wherein\b", re.IGNORECASE)
_NAMES = re.compile(r"(?:wherein\s+)?(?:the|said)\s+([\w-]+)", re.IGNORECASE)
# a comma behind such a clause closes it: “in a first step, a plate is …”, “or cooling, a …”
_OPENING = re.compile(r"\s*(?:in|on|at|upon|when|while|after|before|if|during)\b", re.IGNORECASE)
_INSERTED = re.compile(r"\s*(?:or|and/or|by|via)\b", re.IGNORECASE)
_JUST = 5  # words before a comma in which something is just named
_SURE = {";": 0.96, ",": 0.86}  # share of right elements (tests/gold/claim_borders_en.csv)


class _Comma(NamedTuple):
    """A comma: its element so far, the clause before it and the clause behind it."""

    element: str
    left: str
    right: str


@cache
def _goes_on() -> re.Pattern[str]:
    return re.compile(alternation("claims", "en.goes_on"), re.IGNORECASE)


def pieces_en(folded: str, span: tuple[int, int], method: bool) -> list[Element]:
    """Cut a body into elements, in order, each with its confidence."""
    return list(_pieces(folded, span, method))


def _pieces(folded: str, span: tuple[int, int], method: bool) -> Iterator[Element]:
    begin, end = span
    stops = list(_STOP.finditer(folded, begin, end))
    last = folded.rfind(";", begin, end)
    before, sure = begin, _SURE[";"]
    for number, stop in enumerate([*stops, None], start=1):
        at = stop.start() if stop else end
        mark = "," if stop and stop.group() == "," else ";"
        if stop and mark == ",":
            behind = stops[number].start() if number < len(stops) else end
            comma = _Comma(folded[begin:at], folded[before:at], folded[at + 1 : behind].strip())
            if not _breaks(comma, method, None if last < 0 else last < at):
                before = stop.end()
                continue
        first, until = _clean(folded, begin, at)
        if until > first:
            yield Element(first, until, min(sure, _SURE[mark]))
        begin = before = stop.end() if stop else end
        sure = _SURE[mark]


def _clean(folded: str, start: int, end: int) -> tuple[int, int]:
    start, end = trim(folded, start, end)
    match = _AND.match(folded, start, end)
    start = match.end() if match else start
    for word in (" and", " or", ", and", ","):
        end -= len(word) if folded.endswith(word, start, end) else 0
    return trim(folded, start, end)


def _breaks(comma: _Comma, method: bool, last_item: bool | None) -> bool:
    """Whether a comma ends an element; `last_item` is None in a claim without semicolons."""
    if _LISTING.search(comma.element, 0, _OPENS_LIST) and not _WHEREIN.match(comma.right):
        return False
    if _NUMBERED.match(comma.right):
        return True
    if last_item is not None:
        return last_item and _speaks_of_another(comma)
    inserted = _INSERTED.match(comma.left) or (
        comma.left == comma.element and _OPENING.match(comma.left)
    )
    if len(comma.right) < 8 or inserted or _goes_on().match(comma.right):
        return False
    if _WHEREIN.match(comma.right):
        return _speaks_of_another(comma)
    return bool(_SUBJECT.match(comma.right)) or (method and bool(_STEP.match(comma.right)))


def _speaks_of_another(comma: _Comma) -> bool:
    """A “wherein” about another thing than the one just named, or behind one that was such."""
    wherein = _WHEREIN.match(comma.right)
    if wherein is None or wherein["and"]:
        return wherein is not None and bool(_WHEREIN.match(comma.element.strip()))
    named = _NAMES.match(comma.right)
    return named is not None and named[1] not in comma.left.split()[-_JUST:]
