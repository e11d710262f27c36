"""Means (技术手段): the one to six key features of an abstract; METHOD.md §2.1.

A candidate is a noun phrase behind a cue (设有, 采用, 由 … 组成), a numbered part, the subject
of a clause, or a step of a method. They are ranked by points for readable traits: the cue, the
place, how often the text returns to the term, the end of the word. The points are data.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate, islice
from typing import NamedTuple

from patnav.ingest.annotate.heads import union
from patnav.ingest.annotate.lexicon import alternation, ending, holds, lexicon, pattern, words
from patnav.ingest.annotate.text import body_start, clauses, trim
from patnav.ingest.annotate.units import Hint
from patnav.ingest.terms import normalise
from patnav.ingest.terms.normal import quantities

__all__ = ["MOST", "find_means", "normal_term"]

MOST = 6
_NAME = "means_zh"
_NUMERAL = r"\((?:[A-Z]{0,3}\d{1,4}[a-z']?(?:[-~,、]\s*)?)+\)"
_NUMBERED = re.compile(rf"([\u3400-\u9fffA-Za-z0-9/\-]{{2,16}}?)(?:{_NUMERAL})")
_LAST_NUMERAL = re.compile(rf"(?:{_NUMERAL})$")
_LONGEST = 40  # characters in which a phrase must have ended
_MANY = 4000  # candidates of one text that are ranked; a longer text is no abstract


class _Candidate(NamedTuple):
    start: int
    end: int
    rule: str
    cue: str = ""


def normal_term(quote: str) -> str:
    """Bring a term to the form that groups it: without numerals, ordinals and quantifiers.

    >>> normal_term("所述第一 支撑板（12）")
    '支撑板'
    """
    return normalise(quote, "zh")


def find_means(folded: str, title: str = "", effects: Sequence[Hint] = ()) -> list[Hint]:
    """Find at most six means of a folded Chinese text, in the order of the text.

    `title` (folded) names what is too general to be a means; `effects` are no means.
    """
    ranked: dict[str, tuple[float, _Candidate]] = {}
    begins = sorted(effect.start for effect in effects)
    reach = [0, *accumulate((effect.end for effect in sorted(effects, key=_start)), max)]
    for one in dict.fromkeys(islice(_candidates(folded), _MANY)):
        if reach[bisect_left(begins, one.end)] > one.start:  # an effect lies over it
            continue
        term = normal_term(folded[one.start : one.end])
        if len(term) < 2 or (one.rule != "step" and _refused(term)):
            continue
        worth = _worth(folded, title, one, term)
        if worth > _least() and (term not in ranked or worth > ranked[term][0]):
            ranked[term] = worth, one
    best = sorted(ranked.values(), key=lambda pair: (-pair[0], pair[1].start))
    return [Hint("means", one.start, one.end) for one in _apart(one for _, one in best)]


def _start(hint: Hint) -> int:
    return hint.start


@lru_cache(maxsize=16384)
def _refused(term: str) -> bool:
    """Whether a phrase is a clause, a circumstance, a measure or what every text mentions."""
    return term in _never() or holds(_NAME, "refuse", term)


@cache
def _never() -> frozenset[str]:
    return frozenset(words(_NAME, "never"))


@cache
def _generic() -> frozenset[str]:
    return frozenset(words(_NAME, "generic"))


def _apart(ranked: Iterator[_Candidate]) -> list[_Candidate]:
    """The best six that do not overlap, in the order of the text."""
    kept: list[_Candidate] = []
    for one in ranked:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
        if len(kept) == MOST:
            break
    return sorted(kept, key=lambda one: one.start)


# --- traits: what speaks for or against a candidate ---------------------------------------------


@cache
def _points() -> Mapping[tuple[str, str], float]:
    """Points by trait and value; a trait that is there or not has the value ""."""
    named = ((name.partition(" "), points) for name, points in lexicon("means_points").items())
    return {(trait, value): points for (trait, _, value), points in named}


@cache
def _least() -> float:
    return _points()["least", ""]


def _worth(folded: str, title: str, one: _Candidate, term: str) -> float:
    """Points of a candidate, added up in the order in which its traits are named."""
    points, total = _points(), 0.0
    for trait in _traits(folded, title, one, term):
        total += points.get(trait, 0.0)
    return total


def _traits(folded: str, title: str, one: _Candidate, term: str) -> list[tuple[str, str]]:
    """Traits of a candidate; each has its points in the data, an unknown value none."""
    start, end = one.start, one.end
    found = [
        ("rule", one.rule),
        ("cue", one.cue),
        ("place", str(min(int(5 * start / len(folded)), 4))),
        ("repeats", str(min(folded.count(term) - 1, 3) if len(term) < 20 else 0)),
        ("length", _size(end - start)),
        ("end", term[-1]),
        ("tail", term[-2:]),
        ("front", term[0]),
        ("before", folded[start - 1 : start]),
        ("after", folded[end : end + 1]),
    ]
    if term in _generic():
        found.append(("generic", ""))
    if "的" in term:
        found.append(("owner", ""))
    if title.endswith(term):
        found.append(("title", ""))
    elif term in title:
        found.append(("in", "title"))
    if folded.find(term) < start:
        found.append(("again", ""))
    return found


def _size(length: int) -> str:
    return next((str(most) for most in (2, 3, 4, 6, 9, 14, 24) if length <= most), "long")


# --- candidates ---------------------------------------------------------------------------------


def _candidates(folded: str) -> Iterator[_Candidate]:
    for clause in clauses(folded, body_start(folded)):
        if _aside(folded[clause.start : clause.end]):
            continue
        for find in (_numbered, _introduced, _items, _owned, _steps, _opening):
            yield from find(folded, clause.start, clause.end)


def _aside(text: str) -> bool:
    """Whether a clause says what the document is about, or speaks of test, market and praise."""
    return holds("clauses", "intro", text) or holds(_NAME, "aside", text)


def _numbered(folded: str, start: int, end: int) -> Iterator[_Candidate]:
    if folded.find("(", start, end) < 0:
        return
    for match in _NUMBERED.finditer(folded, start, end):
        begin = match.start(1)
        for stop in pattern(_NAME, "stop").finditer(folded, begin, match.end(1) - 1):
            begin = stop.end()
        phrase = _phrase(folded, begin, match.end(1))
        if phrase:
            yield _Candidate(*phrase, "numeral")


def _introduced(folded: str, start: int, end: int) -> Iterator[_Candidate]:
    for cue in _cues(folded, start, end):
        for begin, stop in _pieces(folded, cue.end(), end):
            phrase = _phrase(folded, begin, stop)
            if phrase:
                yield _Candidate(*phrase, "introduced", cue.group())


def _items(folded: str, start: int, end: int) -> Iterator[_Candidate]:
    """Items of a list: A、B和C."""
    joints = [one.span() for one in _SEPARATOR.finditer(folded, start, end)]
    if not any(folded[begin] == "、" for begin, _ in joints):
        return
    first = max(start, joints[0][0] - _LONGEST)
    begins = [_behind_stops(folded, first, joints[0][0]), *(stop for _, stop in joints)]
    ends = [*(begin for begin, _ in joints), end]
    for begin, last in zip(begins, ends, strict=True):
        close = min(last, begin + _LONGEST)
        stop = pattern(_NAME, "stop").search(folded, begin, close)
        phrase = _phrase(folded, begin, stop.start() if stop else close)
        if phrase:
            yield _Candidate(*phrase, "item")


def _behind_stops(folded: str, start: int, end: int) -> int:
    for match in pattern(_NAME, "stop").finditer(folded, start, end - 1):
        start = max(start, match.end())
    for match in _cues(folded, start, end - 1):
        start = max(start, match.end())
    return start


def _owned(folded: str, start: int, end: int) -> Iterator[_Candidate]:
    """What stands behind 的, up to the next word that ends a phrase."""
    for owner in re.finditer("的", folded[start:end]):
        begin = start + owner.end()
        close = min(end, begin + _LONGEST)  # a phrase is shorter, and the search stays linear
        stop = pattern(_NAME, "stop").search(folded, begin, close)
        phrase = _phrase(folded, begin, stop.start() if stop else close)
        if phrase:
            yield _Candidate(*phrase, "owned")


def _steps(folded: str, start: int, end: int) -> Iterator[_Candidate]:
    begin, stop = trim(folded, start, end)
    number = pattern(_NAME, "number").match(folded, begin, stop)
    begin = number.end() if number else begin
    match = pattern(_NAME, "step").match(folded, begin, stop)
    if not match or holds(_NAME, "no_step", folded[begin:stop]):
        return
    if 6 <= stop - begin <= 30:
        yield _Candidate(begin, stop, "step", match.group())


def _opening(folded: str, start: int, end: int) -> Iterator[_Candidate]:
    """The noun phrase a clause begins with; a clause that is nothing else is part of a list."""
    start, end = trim(folded, start, end)
    stop = pattern(_NAME, "stop").search(folded, start, end)
    if stop is None and end - start > 14:
        return
    phrase = _phrase(folded, start, stop.start() if stop else end)
    if phrase:
        yield _Candidate(*phrase, "subject" if stop else "listed")


def _cues(folded: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Words behind which something is named; amounts are looked for only where a figure stands."""
    return _cue(bool(_FIGURE.search(folded, start, end))).finditer(folded, start, end)


_AMOUNT = "[0-9"  # what an entry of `introduce` begins with that stands for an amount
_FIGURE = re.compile(r"[0-9.~-]")


@cache
def _cue(amounts: bool) -> re.Pattern[str]:
    listed = words(_NAME, "introduce")
    return re.compile(union(one for one in listed if amounts or not one.startswith(_AMOUNT)))


_SEPARATOR = re.compile(r"、|以及|和|及|与|或")


def _pieces(folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Phrases of a list behind a cue: until the first word that is no part of a list."""
    begin = start
    while begin < end:
        close = min(end, begin + 2 * _LONGEST)
        stop = pattern(_NAME, "stop").search(folded, begin, close)
        piece_end = stop.start() if stop else close
        if piece_end > begin:
            yield begin, piece_end
        if not stop or not _SEPARATOR.fullmatch(stop.group()):
            return
        begin = stop.end()


def _phrase(folded: str, start: int, end: int) -> tuple[int, int] | None:
    """The noun phrase in a stretch: without quantifiers, place words and what precedes 的."""
    if folded.endswith(")", start, end):
        numeral = _LAST_NUMERAL.search(folded[start:end])
        end = start + numeral.start() if numeral else end
    owner = folded.rfind("的", start, end)
    if owner > start and end - owner > 3:
        start = owner + 1
    if end - start > 2 * _LONGEST:
        return None
    start, end = _shave(folded, *trim(folded, start, end))
    return (start, end) if 2 <= end - start <= 24 else None


@cache
def _front() -> re.Pattern[str]:
    return re.compile(f"{alternation(_NAME, 'prefix')}|{quantities()}")


def _shave(folded: str, start: int, end: int) -> tuple[int, int]:
    while start < end:
        front = _front().match(folded, start, end)
        start = front.end() if front else start
        back = ending(_NAME, "suffix").search(folded[start:end]) if end - start > 2 else None
        end = start + back.start() if back else end
        if not front and not back:
            break
    return start, end
