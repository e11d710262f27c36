"""Glosses: what the texts themselves say is another name of a term, 卷积神经网络（CNN）."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from patnav.ingest.terms.normal import normalise
from patnav.ingest.wording import HAN, has_east_asian

__all__ = ["GLOSSED", "Gloss", "abbreviations", "find_glosses"]

GLOSSED = r"[\p{Han}A-Za-z0-9 /+-]{2,40}[(（][^()（）]{2,80}[)）]"
"""What a gloss looks like, as a regular expression of DuckDB."""

_PARTS = re.compile(r"(.*)[(（](.*)[)）]", re.DOTALL)
_PIECES = re.compile(r"[,，;；:：、]|即|简称|缩写为?|英文名?称?为?|以下称?为?")
_SHORT = re.compile(r"(?=(?:.*[A-Z]){2})[A-Z][A-Za-z0-9/-]{1,9}")
_PHRASE = re.compile(r"[A-Za-z][a-z]+(?:[ -][A-Za-z]+){1,6}")
_STOPS = re.compile(
    r".*(?:[的为是将和与及或用由对在于该所其到从被把以]|一种|基于|采用|使用|通过|利用|包括|输入|根据|获取|得到|进行|作为)"
)
_LEAST_SHARE = 0.7  # an abbreviation that is said of several things stands for none


class Gloss(NamedTuple):
    """`full` and `short` are said to be one in `patents` patents, for instance in `patent`."""

    full: str
    short: str
    quote: str
    patent: str
    patents: int


def find_glosses(rows: Iterable[tuple[str, str, int]]) -> Iterator[Gloss]:
    """Read glosses from what the texts say: (words, a patent, number of patents) per wording."""
    for quote, patent, patents in rows:
        parts = _PARTS.fullmatch(quote)
        if parts is None:
            continue
        for piece in _PIECES.split(parts[2]):
            for full, short in _pairs(parts[1].strip(), piece.strip()):
                yield Gloss(full, short, quote.strip(), patent, patents)


def _pairs(before: str, inside: str) -> Iterator[tuple[str, str]]:
    short = inside if _SHORT.fullmatch(inside) else ""
    phrase = normalise(inside, "en") if _PHRASE.fullmatch(inside) else ""
    if has_east_asian(before[-1:]):
        full = _last_phrase(before)
        if full and (short or phrase):
            yield full, short or phrase
    elif short and (words := _spelt_out(before.split(), short)):
        yield normalise(" ".join(words), "en"), short


def _last_phrase(before: str) -> str:
    """The Chinese phrase in front of a bracket, as far as its form tells."""
    han = re.search(rf"[{HAN}A-Za-z0-9-]+$", before)
    phrase = _STOPS.sub("", han[0]) if han else ""
    return normalise(phrase, "zh") if 2 <= len(phrase) <= 16 else ""


def _spelt_out(words: list[str], short: str) -> list[str]:
    """The last words of which an abbreviation is made, letter by letter; empty when it is not.

    After Schwartz and Hearst (2003): the first letter begins the first word.
    """
    letters = [sign for sign in short.lower() if sign.isalnum()]
    for count in range(1, min(len(words), 2 * len(letters), len(letters) + 5) + 1):
        phrase = " ".join(words[-count:]).lower()
        if phrase[0] == letters[0] and _in_order(letters, phrase) and len(phrase) > len(short) + 2:
            return words[-count:]
    return []


def _in_order(letters: list[str], phrase: str) -> bool:
    signs = iter(phrase)
    return all(letter in signs for letter in letters)


def abbreviations(glosses: Iterable[Gloss]) -> dict[str, str]:
    """Abbreviations with what they stand for, where the texts agree on it."""
    said: dict[str, Counter[str]] = defaultdict(Counter)
    for gloss in glosses:
        if _SHORT.fullmatch(gloss.short):
            said[gloss.short][gloss.full] += gloss.patents
    return {short: full for short, counts in sorted(said.items()) if (full := _agreed(counts))}


def _agreed(counts: Counter[str]) -> str:
    full, count = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return full if count >= _LEAST_SHARE * counts.total() else ""
