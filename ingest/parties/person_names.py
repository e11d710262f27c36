"""Names of persons: one key for all orders of their words, and how much a name proves."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from patnav.data import load_yaml, resource
from patnav.ingest.parties.identity import normalise
from patnav.ingest.wording import has_east_asian, latin_words

__all__ = ["Frequency", "frequency", "person_key"]

Frequency = Literal["rare", "usual", "frequent"]

_SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:[iu]?[aeo](?:ng|n|i|o|u)?|[iuv]n?g?|er)"
)


class _Words(NamedTuple):
    surnames: frozenset[str]
    pinyin: frozenset[str]
    all_pinyin: frozenset[str]


@lru_cache(maxsize=65_536)
def person_key(name: str) -> str:
    """One key for a person's name: `WANG, Xiao-Ming` = `Xiaoming Wang` = `wang xiao ming`.

    Names in East Asian script are as `normalise` makes them. Romanised Chinese names have the
    family name first, told by a comma or by being the one of two words that is one. The words of
    other names in Latin script stand in alphabetical order, because files give either order.
    """
    if has_east_asian(name):
        return normalise(name)
    words = latin_words(name)
    if len(words) < 2 or not _is_pinyin(words):
        return " ".join(sorted(words)) or normalise(name)
    family, comma, given = name.partition(",")
    before, behind = latin_words(family), latin_words(given)
    if comma and before and behind:
        return " ".join(("".join(before), "".join(behind)))
    if words[0] in _words().all_pinyin and not _is_reversed(words):
        return " ".join((words[0], "".join(words[1:])))
    return " ".join((words[-1], "".join(words[:-1])))


@lru_cache(maxsize=65_536)
def frequency(key: str) -> Frequency:
    """How many bear a name, by its form alone: a frequent family name and one syllable is frequent.

    Romanised Chinese names are told apart less than those in characters: each is one step more
    frequent. Names of other forms are rare.
    """
    if has_east_asian(key):
        return _frequency_of_signs(key)
    family, _, given = key.partition(" ")
    if family not in _words().all_pinyin or not _is_pinyin([given]):
        return "rare"
    syllables = len(_SYLLABLE.findall(given))
    return "frequent" if syllables < 2 or family in _words().pinyin else "usual"


def _frequency_of_signs(key: str) -> Frequency:
    if key[:1] not in _words().surnames:
        return "usual" if len(key) == 2 else "rare"
    if len(key) == 2:
        return "frequent"
    return "usual" if len(key) == 3 else "rare"


def _is_pinyin(words: list[str]) -> bool:
    return all(re.fullmatch(f"(?:{_SYLLABLE.pattern})+", word) for word in words)


def _is_reversed(words: list[str]) -> bool:
    """Tell whether of two family names only the last is among the most frequent."""
    frequent = _words().pinyin
    return len(words) == 2 and words[1] in frequent and words[0] not in frequent


@cache
def _words() -> _Words:
    words = load_yaml(resource("lexicons/parties/person_names.yaml"))
    surnames = frozenset(words["frequent_surnames"].replace(" ", ""))
    pinyin = frozenset(words["frequent_pinyin"])
    return _Words(surnames, pinyin, pinyin | frozenset(words["pinyin_surnames"]))
