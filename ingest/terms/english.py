"""The normal form of an English term: lower case, singular, without determiners and signs."""

from __future__ import annotations

import re
from functools import cache

from patnav.ingest.terms.lexicon import alternation, lexicon, words

__all__ = ["normal_english", "singular"]

_NAME = "normal"
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_SIGN = re.compile(r"(?<=[a-z]{3})\s+[A-Z]?\d{1,4}[a-z']?$")
_NAMED = re.compile(r".[^A-Z]*[A-Z]|.*[A-Za-z]\d|.*\d[A-Za-z]")  # LiDAR, GaN, ECU; LiFePO4, 3D
_WORD = re.compile(r"[A-Z]{6}")
_MARKS = " ,.;:\"'!?[]{}-~/"


def normal_english(plain: str) -> str:
    """Bring a term of one width and one blank to its form; names such as LiDAR keep their case."""
    term = _BRACKETS.sub("", plain).strip(_MARKS)
    shouted = term.isupper() and bool(_WORD.search(term))
    tokens = [_cased(token, shouted) for token in term.split()]
    term = _without_lead(" ".join(tokens))
    term = _SIGN.sub("", term).strip(_MARKS)
    return _singular_heads(term)


def _cased(token: str, shouted: bool) -> str:
    """A token in lower case unless its capitals are a name of their own."""
    return "-".join(part if _is_name(part, shouted) else part.lower() for part in token.split("-"))


def _is_name(part: str, shouted: bool) -> bool:
    return not shouted and bool(_NAMED.match(part) or part in _symbols())


@cache
def _symbols() -> frozenset[str]:
    return frozenset(words(_NAME, "en.symbols"))


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(rf"^{alternation(_NAME, 'en.lead')}\s+(?=\S)", re.IGNORECASE)


def _without_lead(term: str) -> str:
    while match := _lead().match(term):
        term = term[match.end() :]
    return term


@cache
def _joints() -> frozenset[str]:
    return frozenset(words(_NAME, "en.joint"))


def _singular_heads(term: str) -> str:
    """The last word and the word before the first preposition in the singular."""
    tokens = term.split()
    heads = {len(tokens) - 1}
    heads |= {next((at - 1 for at, token in enumerate(tokens) if token in _joints()), -1)}
    return " ".join(singular(one) if at in heads else one for at, one in enumerate(tokens))


@cache
def _unchanged() -> frozenset[str]:
    return frozenset(words(_NAME, "en.unchanged"))


@cache
def _irregular() -> dict[str, str]:
    pairs = lexicon(_NAME)["en"]["irregular"].split()
    return dict(pair.split(":") for pair in pairs)


def singular(word: str) -> str:
    """The singular of an English noun; of a compound with hyphens its last part decides.

    >>> singular("batteries"), singular("gas"), singular("LEDs")
    ('battery', 'gas', 'LED')
    """
    front, dash, last = word.rpartition("-")
    if last in _irregular():
        return front + dash + _irregular()[last]
    if last in _unchanged() or last.endswith(("ss", "us", "is")) or len(last) < 4:
        return word
    return front + dash + _regular(last)


def _regular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word.removesuffix("s")
