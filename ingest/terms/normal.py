"""The normal form of a term: what the texts call one thing is written in one way.

Taken off are signs of the drawings, amounts, counts, ordinals, articles, and 左 and 右; kept is
what names a kind of thing (前, 上, 内, 双, grades of materials). METHOD.md §2.1.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from patnav.ingest.terms.english import normal_english
from patnav.ingest.terms.lexicon import alternation, lexicon
from patnav.ingest.wording import HAN, has_east_asian, simplified

__all__ = ["normalise", "quantities"]

_NAME = "normal"
_SIGN = r"[A-Z]{0,3}\d{1,4}[a-z']?"
_SIGNS = re.compile(rf"\({_SIGN}(?:\s*[-~,、/]\s*{_SIGN})*\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−－"), "-")
_HIDDEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_BLANKS = re.compile(rf"\s+(?=[{HAN}])|(?<=[{HAN}])\s+")
_HAN_RUN = re.compile(rf"[{HAN}]+")
_GLOSS = re.compile(rf"(?<=[{HAN}])\((?![IVX]+\))[A-Za-z][A-Za-z0-9 ,.:;/-]+\)")
_AS_IT_IS = re.compile(r"[0-9A-Za-z()\u4e00-\u9fff]*")  # nothing of this is written otherwise
_MARKS = " 的、,，.。;；:：“”\"'!?-~/"
_PAIRS = str.maketrans("﹑∶｡【】〔〕", "、:。[][]")


@lru_cache(maxsize=65_536)  # a text returns to its terms
def normalise(quote: str, lang: str = "zh") -> str:
    """Bring a term to the form that groups it; never empty unless the quote is.

    `lang` is ISO 639-1. Terms with Han characters are read as Chinese, others as English, those of
    further languages keep their words.

    >>> normalise("所述第一 支撑板（12）", "zh")
    '支撑板'
    >>> normalise("a plurality of first Conveying-Belts", "en")
    'conveying-belt'
    """
    plain = _plain(quote)
    if lang not in ("zh", "en", "und"):
        term = plain.casefold()
    elif has_east_asian(plain):
        term = _chinese(plain)
    else:
        term = normal_english(plain)
    return term or plain or quote.strip()


def _plain(quote: str) -> str:
    """One width, one kind of dash and blank, no tags, no hidden characters."""
    if _AS_IT_IS.fullmatch(quote):
        return quote
    bare = _TAG.sub("", quote).translate(_HIDDEN)
    wide = unicodedata.normalize("NFKC", bare).translate(_DASHES).translate(_PAIRS)
    return " ".join(wide.split())


def _chinese(plain: str) -> str:
    term = _HAN_RUN.sub(lambda run: simplified(run[0]), _BLANKS.sub("", plain))
    if "(" in term:
        term = _GLOSS.sub("", _SIGNS.sub("", term))
    term = _number().sub("", term)
    while (
        shorter := _shorter(term)
    ) != term:  # leads may stand before leads: 所述的至少一个第一左…
        term = shorter
    term = term if term.count("(") == term.count(")") else term.strip("()")
    return term if has_east_asian(term) else normal_english(term)


def _shorter(term: str) -> str:
    """A term without what stands first or last in it and is no part of it."""
    for pattern, needed in _takings():
        rest = (pattern.sub("", term) if needed.search(term) else term).strip(_MARKS)
        if _says_something(rest):
            term = rest
    return term


@cache
def _takings() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    """What is taken off a term in turn, and what a term must have for that."""
    figure, last = re.compile(r"\d"), re.compile(r"[\dA-Za-z'一二三四五六]$")
    first = re.compile("")
    return (
        (_lead(), first), (_amount_first(), figure), (_amount_last(), figure), (_sides(), first),
        (_tail(), last),
    )  # fmt: skip


def _says_something(rest: str) -> bool:
    return len(rest) > 1


@cache
def _number() -> re.Pattern[str]:
    return re.compile(f"^{alternation(_NAME, 'zh.number')}(?=.{{2}})")


def quantities() -> str:
    """A count with its classifier (两个, 多根), for the inside of a regular expression."""
    numerals = "一二两三四五六七八九十"
    count = f"(?:多|若干|数|至少)?[{numerals}]?(?:多|数|几|以上)?(?<=[{numerals}多数几干少])"
    return f"(?:{count}{_classifier()}(?:以上)?的?)"


def _classifier() -> str:
    return alternation(_NAME, "zh.classifier")


@cache
def _lead() -> re.Pattern[str]:
    return re.compile(f"^(?:{alternation(_NAME, 'zh.lead')}|{quantities()})")


@cache
def _sides() -> re.Pattern[str]:
    return re.compile(rf"^{alternation(_NAME, 'zh.sides')}(?=[{HAN}]{{2}})")


@cache
def _amount() -> str:
    number = r"\d+(?:\.\d+)?"
    unit = alternation(_NAME, "units")
    return rf"[<>≤≥±]?{number}\s?{unit}?(?:\s?[-~至到]\s?{number})?\s?{unit}"


@cache
def _amount_first() -> re.Pattern[str]:
    """An amount with what belongs to it: 质量浓度为30%的, 5-10重量份, 10mm厚的, 2个."""
    measured = alternation(_NAME, "measured")
    count = rf"\d+(?:[-~]\d+)?{_classifier()}"
    return re.compile(rf"^(?:{measured}?{_amount()}[厚长宽高深]?的?|{count})")


@cache
def _amount_last() -> re.Pattern[str]:
    """An amount behind a term: 黑豆10-15份."""
    return re.compile(rf"(?<=[{HAN}]){alternation(_NAME, 'measured')}?{_amount()}$")


@cache
def _tail() -> re.Pattern[str]:
    """What numbers a thing, behind it: 12, M1, A, II, 一."""
    kept = "".join(f"(?<!{word})" for word in lexicon(_NAME)["zh"]["same"].split())
    ones = "".join(f"(?<!{word})" for word in lexicon(_NAME)["zh"]["one"].split())
    return re.compile(
        rf"(?<=[{HAN}]{{2}}){kept}(?:[A-Z]{{0,2}}\d{{1,4}}[a-z']?|[A-Z]|[IVX]{{1,4}})$"
        rf"|(?<=[{HAN}]{{2}}){ones}[一二三四五六]$"
    )
