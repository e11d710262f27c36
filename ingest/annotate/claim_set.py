"""The claims of one text: their numbers, which depend on which, and which stand alone.

A claim that only names another one to take it in (“a vehicle with the battery of claim 1”) stands
alone by its form and keeps the number it names. So does a claim to a method or a use that names a
product (“a method of making the battery of claim 1”). One that refines another (“the battery of
claim 1, wherein …”) depends on it. A reference to several claims keeps all of them (“any of claims
1 to 3”).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from patnav.ingest.annotate.claim_heads import head_of
from patnav.ingest.annotate.lexicon import alternation, ending, pattern
from patnav.ingest.annotate.text import trim

__all__ = ["ClaimText", "claims_of"]

_STATUS = r"(?i:\((?:currently |previously )?(?:original|amended|presented|new)\)\s*)?"  # (New)
_MARKED = r"(?P<number>\d{1,3})"
_NUMBER = {
    "zh": re.compile(
        rf"(?:^|(?<=[。.;\s]))\s*(?P<before>[(\[【]?)(?:权利要求书?|权)?\s*{_MARKED}"
        r"(?:\s*(?P<behind>[.、:)\]】]+)|\s)\s*(?=[^\d\s])"
    ),
    "en": re.compile(
        rf"(?:^|(?<=[.;:\s]))\s*(?P<before>[(\[]?)(?i:claim\s+)?{_MARKED}\s*{_STATUS}"
        rf"(?P<behind>[.):\]])\s*{_STATUS}(?=[\"“(]?[A-Z])"
    ),
}
_USUAL = {
    "zh": {*".、:"},
    "en": {*".):"},
}  # marks behind a number, which may change from claim to claim
_HEADING = re.compile(
    r"\s*(?:权\s*利\s*要\s*求(?:\s*书)?(?!\s*书|\d)"
    r"|(?:what|that which)\s+is\s+claimed(?:\s+is)?|(?:I|we)\s+claim"
    r"|the\s+invention\s+claimed\s+is|claims?)?\s*[:;]?\s*"
    r"(?:\d{1,3}(?:\s*-\s*\d{1,3})?\s*[.:]?\s*\((?:cancell?ed|withdrawn)\)[.;]?\s*)*",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"(\d{1,3})(?:\s*(?:-|~|至|到|to|through)\s*(?:权利要求|claims?)?\s*(\d{1,3}))?"
)
_BETWEEN = r"(?:[\s,、和与或及至到/~-]|to|through|or|and|权利要求|claims?){1,20}?"
_NUMBERS = rf"(?P<numbers>\d{{1,3}}(?:{_BETWEEN}\d{{1,3}})*)"
_FIRST_CLAUSE = re.compile(r"[^,;:。]+?(?=\s*(?:其特征|[,;:。]|$))")
_WINDOW = 220  # characters of a claim in which it names what it depends on
_FIRST_WORDS = 60  # characters of a second claim in which it names an unnumbered first one
_MOST = 999


class ClaimText(NamedTuple):
    """One claim: its number, its span without the number, and the claims that it names."""

    number: int
    start: int
    end: int
    parents: tuple[int, ...]
    dependent: bool
    told: int = 0  # offset behind the words that name the parents; 0 for a claim that names none


def claims_of(folded: str, lang: str) -> list[ClaimText]:
    """Claims of a text in their order; a text without claim numbers is claim 1, independent.

    Numbers count from the first one without a gap; what follows another number belongs to the claim
    before. They may be written `1.`, `1、`, `(1)`, `1)`, `【权利要求1】`, `权1` or on own lines.
    Claims that an amendment cancelled in front of the first are left out.
    The first claim may lack its number where the second one names it (“… 2. 根据权利要求1 …”).
    """
    spans = list(_spans(folded, lang))
    if not spans:
        return [ClaimText(1, *trim(folded, 0, len(folded)), (), False)]
    found = [_claim(folded, lang, number, span) for number, span in spans]
    by_number = {one.number: one for one in found}
    return [
        one._replace(dependent=False)
        if one.dependent and _is_of_another_kind(folded, lang, one, by_number)
        else one
        for one in found
    ]


def _spans(folded: str, lang: str) -> Iterator[tuple[int, tuple[int, int]]]:
    heading = _HEADING.match(folded)
    begin = heading.end() if heading else 0
    starts: list[tuple[int, int]] = []  # of a claim's number and of its words
    style, first = "", 1
    for match in _NUMBER[lang].finditer(folded, begin):
        number = int(match["number"])
        if not starts and folded[begin : match.start()].strip():
            if _style(match, lang):
                continue  # numbers of steps are written so, too
            if not _second(folded, lang, match):
                return
            starts.append((begin, begin))
        first = first if starts else number
        if not starts:
            style = _style(match, lang)
        elif _style(match, lang) != style:
            continue
        if number == first + len(starts) <= _MOST and _opens(folded, lang, match):
            starts.append(match.span())
    both = pairwise([*starts, (len(folded), 0)])
    for number, ((_, words), (end, _)) in enumerate(both, start=first):
        yield number, trim(folded, words, end)


def _style(number: re.Match[str], lang: str) -> str:
    """Marks around a number, which all claims of a text have alike; "" for the usual ones."""
    marks = number["before"] + (number["behind"] or " ")
    return "" if marks in _USUAL[lang] else marks


def _second(folded: str, lang: str, number: re.Match[str]) -> bool:
    """Whether claim 2 opens behind a number: it names claim 1 in its first words."""
    window = number.end(), number.end() + _FIRST_WORDS
    found = _reference(lang).search(folded, *window)
    return int(number["number"]) == 2 and found is not None and _opens(folded, lang, number)


def _opens(folded: str, lang: str, number: re.Match[str]) -> bool:
    """Whether a claim opens behind a number: behind a full stop, or with the words claims have.

    Steps of a claim may be sentences numbered `(2)` or `2)`: there only the words tell.
    """
    before = folded[: number.start()].rstrip()[-1:]
    opening = pattern("claims", f"{lang}.opening")
    ends = ("", "。", ".") if not _style(number, lang) else ("",)
    return before in ends or opening.match(folded, number.end()) is not None


def _claim(folded: str, lang: str, number: int, span: tuple[int, int]) -> ClaimText:
    start, end = span
    found = _reference(lang).search(folded, start, min(end, start + _WINDOW))
    if found is None:
        return ClaimText(number, start, end, (), False)
    parents = tuple(sorted(_parents(found["numbers"] or "", number)))
    taken = pattern("claims", f"{lang}.takes_in").search(folded, start, found.start() + 1)
    return ClaimText(number, start, end, parents, taken is None, found.end())


def _is_of_another_kind(
    folded: str, lang: str, one: ClaimText, claims: Mapping[int, ClaimText]
) -> bool:
    """Whether a claim is to a method or a use, and the first claim that it names is not."""
    parent = claims.get(one.parents[0]) if one.parents else None
    return parent is not None and any(
        _claims_a(kind, folded, lang, one) and not _claims_a(kind, folded, lang, parent)
        for kind in ("steps", "use")
    )


def _claims_a(kind: str, folded: str, lang: str, one: ClaimText) -> bool:
    """Whether the first clause names the kind: at its end, of an English one at its head."""
    match = _FIRST_CLAUSE.match(folded, one.start, one.end)
    named = match.group() if match else ""
    if lang == "en":
        return (
            re.search(rf"\b{alternation('claims', f'en.{kind}')}$", head_of(named, lang))
            is not None
        )
    return ending("claims", f"zh.{kind}").search(named) is not None


def _parents(numbers: str, number: int) -> set[int]:
    """Numbers that a reference names; all earlier claims where it names none (any preceding)."""
    if not numbers:
        return set(range(1, number))
    found: set[int] = set()
    for first, last in _RANGE.findall(numbers):
        found.update(range(int(first), min(_MOST, int(last or first)) + 1))
    return {one for one in found if one != number}


def _reference(lang: str) -> re.Pattern[str]:
    named = alternation("claims", f"{lang}.reference")
    earlier = alternation("claims", f"{lang}.earlier")
    return re.compile(f"{named}{_NUMBERS}|(?P<none>{earlier})", re.IGNORECASE)
