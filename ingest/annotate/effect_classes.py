"""Class of an effect (效率, 成本, 寿命 …); METHOD.md §2.2. A chain may add classes and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from patnav.chain import EffectClass
from patnav.ingest.annotate.lexicon import lexicon, words

__all__ = ["Classes", "effect_class", "own_classes"]

# Classes of a chain: (name, words in Chinese, words in English), in the order of its file.
Classes = tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]


def own_classes(classes: Mapping[str, EffectClass]) -> Classes:
    """Make the classes of a chain tree what `effect_class` takes."""
    return tuple((name, tuple(one.zh), tuple(one.en)) for name, one in classes.items())


@lru_cache(maxsize=16384)  # the same few attributes return in every document
def effect_class(attribute: str, quote: str, lang: str, own: Classes = ()) -> str:
    """Class of an effect by the longest class word in its attribute, else in its quote.

    Of two words as long the one further back decides, then a class of the chain (`own`) comes
    before a shipped one; `other` when there is none. Words that only look like those of a class
    (解毒 is not 毒, a spacecraft no space) are passed over.
    """
    for text in (_without_false_words(one, lang) for one in (attribute, quote)):
        found = [
            (match.end() - match.start(), match.end(), -place, name)
            for place, (name, cue) in enumerate(_patterns(lang, own))
            for match in cue.finditer(text)
        ]
        if found:
            return max(found)[-1]
    return "other"


def _without_false_words(text: str, lang: str) -> str:
    return _false_words(lang).sub(" ", text)


@cache
def _false_words(lang: str) -> re.Pattern[str]:
    return _pattern(words("effect_classes", f"{lang}.none"), lang)


def _pattern(listed: Iterable[str], lang: str) -> re.Pattern[str]:
    front = r"\b" if lang == "en" else ""
    return re.compile(front + "(?:" + "|".join(map(_written, listed)) + ")")


@cache
def _patterns(lang: str, own: Classes) -> list[tuple[str, re.Pattern[str]]]:
    """Per class a pattern of its words; `-` in an English word stands for a space or hyphen."""
    shipped = [(name, words("effect_classes", f"{lang}.{name}")) for name in _order()]
    added = [(name, _by_length(zh if lang == "zh" else en)) for name, zh, en in own]
    return [(name, _pattern(listed, lang)) for name, listed in (*added, *shipped) if listed]


def _order() -> list[str]:
    order: list[str] = lexicon("effect_classes")["order"]
    return order


def _by_length(listed: tuple[str, ...]) -> tuple[str, ...]:
    escaped = (re.escape(word.lower()).replace(r"\-", "-").replace(r"\ ", "-") for word in listed)
    return tuple(sorted(escaped, key=lambda word: (-len(word), word)))


def _written(word: str) -> str:
    return word.replace("-", "[ -]")
