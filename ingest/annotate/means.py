"""Means (技术手段): the one to six key features of an abstract; METHOD.md §2.1.

A candidate is a noun phrase behind a cue (设有, 采用, 由 … 组成), a part with its numeral, or
a step of a method. They are ranked by cue, place and how often the text returns to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from patnav.ingest.annotate.lexicon import ending, lexicon, pattern, words
from patnav.ingest.annotate.marks import Mark
from patnav.ingest.annotate.text import FILL, body_start, clauses, fold, trim

__all__ = ["MOST", "find_means", "normal_term"]

MOST = 6
_NAME = "means_zh"
_NUMERAL = r"\((?:[A-Z]{0,3}\d{1,4}[a-z']?(?:[-~,、]\s*)?)+\)"
_NUMBERED = re.compile(rf"([\u3400-\u9fffA-Za-z0-9/\-]{{2,16}}?)(?:{_NUMERAL})")
_TAIL = re.compile(rf"(?:{_NUMERAL}|[A-Z]?\d{{1,3}}[a-z]?)$")
_ORDINAL = re.compile(r"^(?:第[一二三四五六七八九十0-9]+|[一二三四五六七八九十]号)")
_QUANTITY = re.compile(
    r"^(?:所述的?|一种|[一二两三四五六七八九十多数若]+干?[个根块组条片只台套对层种级排座道支]|多个|至少一个?|该|其)"
)


class _Candidate(NamedTuple):
    start: int
    end: int
    score: float
    rule: str


def normal_term(quote: str) -> str:
    """Bring a term to the form that groups it: without numerals, ordinals and quantifiers.

    >>> normal_term("所述第一 支撑板（12）")
    '支撑板'
    """
    term = re.sub(
        r"\s+(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\s+", "", fold(quote).replace(FILL, "")
    )
    term = re.sub(_NUMERAL, "", term).strip()
    for _ in range(3):
        term = _ORDINAL.sub("", _QUANTITY.sub("", term))
    term = _TAIL.sub("", term).strip(" 的、,()") if len(term) > 3 else term
    return term or quote.strip()


def find_means(folded: str, title: str = "", effects: list[Mark] | None = None) -> list[Mark]:
    """Find at most six means of a folded Chinese text, in the order of the text.

    `title` (folded) names what is too general to be a means; `effects` are no means.
    """
    taken = [(mark.start, mark.end) for mark in effects or []]
    ranked: dict[str, _Candidate] = {}
    for one in _candidates(folded):
        term = normal_term(folded[one.start : one.end])
        if _refused(term, title) or any(
            one.start < end and start < one.end for start, end in taken
        ):
            continue
        score = one.score + _bonus(folded, term, one.start)
        if term not in ranked or score > ranked[term].score + 0.5:
            ranked[term] = one._replace(score=score)
    best = sorted(_apart(sorted(ranked.values(), key=lambda one: (-one.score, one.start)))[:MOST])
    return [_mark(folded, one) for one in best]


def _mark(folded: str, one: _Candidate) -> Mark:
    return Mark(
        dimension="means",
        start=one.start,
        end=one.end,
        value=normal_term(folded[one.start : one.end]),
        method=f"zh.{one.rule}",
        confidence=round(min(0.9, 0.25 + 0.12 * max(one.score, 0)), 2),
    )


def _apart(ranked: list[_Candidate]) -> list[_Candidate]:
    kept: list[_Candidate] = []
    for one in ranked:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return kept


def _refused(term: str, title: str) -> bool:
    return (
        len(term) < 2 or term in words(_NAME, "generic") or (title.endswith(term) and len(term) > 1)
    )


def _bonus(folded: str, term: str, start: int) -> float:
    repeats = min(folded.count(term) - 1, 4) if len(term) < 20 else 0
    score = 0.35 * repeats - 0.6 * start / max(len(folded), 1)
    score += 0.5 * bool(ending(_NAME, "head").search(term))
    score -= 0.7 * bool(ending(_NAME, "weak").search(term))
    return score + (0.4 if 3 <= len(term) <= 8 else 0.0)


def _candidates(folded: str) -> Iterator[_Candidate]:
    for clause in clauses(folded, body_start(folded)):
        if pattern("clauses", "intro").search(folded, clause.start, clause.end):
            continue
        yield from _numbered(folded, clause.start, clause.end)
        yield from _introduced(folded, clause.start, clause.end)
        yield from _steps(folded, clause.start, clause.end)


def _numbered(folded: str, start: int, end: int) -> Iterator[_Candidate]:
    for match in _NUMBERED.finditer(folded, start, end):
        begin = match.start(1)
        for stop in pattern(_NAME, "stop").finditer(folded, begin, match.end(1) - 1):
            begin = stop.end()
        phrase = _phrase(folded, begin, match.end(1))
        if phrase:
            yield _Candidate(*phrase, 1.2, "numeral")


def _introduced(folded: str, start: int, end: int) -> Iterator[_Candidate]:
    for cue in _cue().finditer(folded, start, end):
        weight = _weight(cue.group())
        for begin, stop in _pieces(folded, cue.end(), end):
            phrase = _phrase(folded, begin, stop)
            if phrase:
                yield _Candidate(*phrase, weight, "introduced")


def _steps(folded: str, start: int, end: int) -> Iterator[_Candidate]:
    begin, stop = trim(folded, start, end)
    match = pattern(_NAME, "step").match(folded, begin, stop)
    if match and 6 <= stop - begin <= 30:
        yield _Candidate(begin, stop, 0.6, "step")


@cache
def _cue() -> re.Pattern[str]:
    cues = sorted(lexicon(_NAME)["introduce"], key=lambda word: (-len(word), word))
    return re.compile("|".join(cues))


@cache
def _weight(cue: str) -> float:
    table: dict[str, float] = lexicon(_NAME)["introduce"]
    return next(weight for word, weight in table.items() if re.fullmatch(word, cue))


_SEPARATOR = re.compile(r"、|以及|和|及|与|或")


def _pieces(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Phrases of a list behind a cue: until the first word that is no part of a list."""
    begin = start
    while begin < end:
        stop = pattern(_NAME, "stop").search(folded, begin, end)
        piece_end = stop.start() if stop else end
        if piece_end > begin:
            yield begin, piece_end
        if not stop or not _SEPARATOR.fullmatch(stop.group()):
            return
        begin = stop.end()


def _phrase(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """The noun phrase in a stretch: without quantifiers, place words and what precedes 的."""
    numeral = re.search(rf"(?:{_NUMERAL})$", folded[start:end])
    end = start + numeral.start() if numeral else end
    owner = folded.rfind("的", start, end)
    if owner > start and end - owner > 3:
        start = owner + 1
    start, end = _shave(folded, *trim(folded, start, end))
    return (start, end) if 2 <= end - start <= 24 else None


def _shave(folded: str, start: int, end: int) -> tuple[int, int]:
    while True:
        front = pattern(_NAME, "prefix").match(folded, start, end)
        back = ending(_NAME, "suffix").search(folded[start:end])
        if not front and not back:
            return start, end
        start = front.end() if front else start
        end = (
            start + len(folded[start:end]) - len(back.group()) if back and end - start > 2 else end
        )
        if not front and end - start <= 2:
            return start, end
