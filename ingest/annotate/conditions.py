"""Under which condition an effect holds: verbatim, from its own sentence; METHOD.md §2.2."""

from __future__ import annotations

import re
from functools import cache

from patnav.ingest.annotate.lexicon import alternation, pattern
from patnav.ingest.annotate.text import trim

__all__ = ["find_condition"]

_NAME = "effect_facts"
_STOPS = {"zh": re.compile(r"[;。!?]"), "en": re.compile(r"[.;!?](?=\s|$)")}
_COMMA = {"zh": re.compile(r"[,:]"), "en": re.compile(r",(?=\s)")}
_FURTHEST = 160  # characters before or behind an effect in which its condition is looked for
_LONGEST = 90


def find_condition(folded: str, start: int, end: int, lang: str) -> tuple[int, int]:
    """Span of the condition of the effect `folded[start:end]`; equal offsets when there is none.

    Looked for inside the effect, then before it in its clause, then in the clause before (Chinese),
    in the rest of the sentence (English). The span never leaves the effect's sentence.
    """
    first, last = _sentence(folded, start, end, lang)
    find = _chinese if lang == "zh" else _english
    for span in find(folded, (first, last), (start, end)):
        begin, close = trim(folded, *span)
        known = folded[begin:close]
        if 2 <= close - begin <= _LONGEST and not pattern(_NAME, "no_condition").search(known):
            return begin, close
    return start, start


def _sentence(folded: str, start: int, end: int, lang: str) -> tuple[int, int]:
    first, last = max(0, start - _FURTHEST), min(len(folded), end + _FURTHEST)
    for stop in _STOPS[lang].finditer(folded, first, start):
        first = stop.end()
    close = _STOPS[lang].search(folded, end, last)
    return first, close.start() if close else last


def _chinese(
    folded: str, sentence: tuple[int, int], effect: tuple[int, int]
) -> list[tuple[int, int]]:
    found = [
        match.span() for match in pattern(_NAME, "condition.zh.inside").finditer(folded, *effect)
    ]
    marks = [match.end() for match in _COMMA["zh"].finditer(folded, sentence[0], effect[0])]
    clause = marks[-1] if marks else sentence[0]
    before = pattern(_NAME, "condition.zh.inside").finditer(folded, clause, effect[0])
    found += reversed([match.span() for match in before])
    if marks:
        begin = marks[-2] if len(marks) > 1 else sentence[0]
        begin, close = trim(folded, begin, marks[-1])
        if pattern(_NAME, "condition.zh.clause").search(folded[begin:close]):
            found.append((_opened(folded, begin, close), close))
    return found


def _opened(folded: str, begin: int, close: int) -> int:
    """Where the condition of a clause begins: what leads to it and its subject are no part."""
    opener = pattern(_NAME, "condition.zh.opener").search(folded, begin, close)
    lead = pattern(_NAME, "condition.zh.lead").match(folded, begin, close)
    return opener.start() if opener else lead.end() if lead else begin


@cache
def _opener() -> re.Pattern[str]:
    return re.compile(alternation(_NAME, "condition.en"), re.IGNORECASE)


def _english(
    folded: str, sentence: tuple[int, int], effect: tuple[int, int]
) -> list[tuple[int, int]]:
    """Inside the effect; else straight behind it; else at the front of the sentence."""
    inside = [_phrase(folded, m, effect[1]) for m in _opener().finditer(folded, *effect)]
    behind = _opener().match(folded, *trim(folded, effect[1], sentence[1]))
    front = _opener().match(folded, *trim(folded, sentence[0], effect[0]))
    found = inside + ([_phrase(folded, behind, sentence[1])] if behind else [])
    return found + ([_phrase(folded, front, effect[0])] if front else [])


def _phrase(folded: str, opener: re.Match[str], end: int) -> tuple[int, int]:
    stop = _COMMA["en"].search(folded, opener.end(), end)
    return opener.start(), stop.start() if stop else end
