"""Which rules read a text, and why none do: by its letters and its most frequent words.

The words are data (`data/lexicons/annotate/languages.yaml`). What a file says of the language
decides only where the text itself does not: exports call German texts "en" and translations by the
language of their original.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache

from patnav.ingest.annotate.lexicon import lexicon
from patnav.model import Text

__all__ = ["RULES", "language_of", "rules_language", "unread"]

RULES = ("zh", "en")
_SAMPLE = 1_500  # characters that are looked at
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W\d_]+")


def rules_language(text: Text) -> str:
    """Tell which rules read a text: zh, en, or "" for a title, an empty text, another language."""
    if text.section == "title":
        return ""
    found = language_of(text.text, text.lang)
    return found if found in RULES else ""


def unread(text: Text) -> str:
    """Say why no rules read a text: `no text`, `language: de`; "" when they do, and for a title.

    `language: und` is a text of letters that no language here is known by.
    """
    if text.section == "title" or rules_language(text):
        return ""
    found = language_of(text.text, text.lang)
    return f"language: {found}" if found else "no text"


@lru_cache(maxsize=4)  # of one text several ask
def language_of(text: str, said: str = "") -> str:
    """Language of a text (ISO 639-1), `said` by the file or not; "" for a text without letters.

    A tenth of Chinese characters makes a text Chinese, unless kana or Hangul are between them;
    Latin script is of the language whose frequent words it holds most of, and "und" without any.
    """
    sample = text[:_SAMPLE]
    han = len(_HAN.findall(sample))
    strange = _other_scripts().search(sample) is not None
    if han * 10 > len(sample) and not strange:  # most texts; there are no more letters than that
        return "zh"
    letters = sum(map(str.isalpha, sample))
    if not letters:
        return ""
    for language, some in _scripts() if strange else ():
        if len(some.findall(sample)) * 10 > letters:
            return language
    if han * 10 > letters or (said == "zh" and han > 8):
        return "zh"
    return _latin(sample, said)


@cache
def _scripts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (language, re.compile(f"[{ranges}]"))
        for language, ranges in lexicon("languages")["scripts"].items()
    )


@cache
def _other_scripts() -> re.Pattern[str]:
    return re.compile("|".join(some.pattern for _, some in _scripts()))


@cache
def _words() -> dict[str, list[str]]:
    """Per word the languages that use it."""
    found: dict[str, list[str]] = {}
    for language, listed in lexicon("languages")["words"].items():
        for word in str(listed).split():
            found.setdefault(word, []).append(language)
    return found


def _latin(sample: str, said: str) -> str:
    lower = sample.lower()
    points: Counter[str] = Counter()
    for word in _WORD.findall(lower):
        points.update(_words().get(word, ()))
    for language, letters in lexicon("languages")["letters"].items():
        points[language] += sum(map(lower.count, letters))
    best = max(points.values(), default=0)
    if best < 2:  # one word may be a symbol or a name
        return said if said in lexicon("languages")["words"] else "en" if points["en"] else "und"
    winners = [language for language in points if points[language] == best]
    return said if said in winners else winners[0] if len(winners) == 1 else _first(winners)


def _first(winners: list[str]) -> str:
    """Of languages with as many words the one that the list names first."""
    return min(winners, key=list(lexicon("languages")["words"]).index)
