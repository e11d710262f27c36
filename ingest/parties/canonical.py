"""One key per organisation: what may be merged without asking anybody, and why.

The key is a function of the name and of what patnav knows of organisations; names of the same file
have no say in it, so that merging is never a chain of likenesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from patnav.ingest.parties.identity import normalise
from patnav.ingest.parties.party_words import abbreviations, bare, party_words
from patnav.ingest.places.gazetteer import gazetteer
from patnav.ingest.wording import has_east_asian

__all__ = ["Rewritten", "parted", "rewrite"]

_BRACKETS = re.compile(r"[()]")
_HOME_IN_TAIWAN = re.compile("^(?:日商|日本商|韩商|南韩商|韩国商)(?=.{2,}股份有限公司$)")
_LEGAL_PERSON = re.compile(
    "^(?:国立大学法人(?=.{2,}大学$)|国立研究开发法人|独立行政法人)(?=.{4,}$)"
)
_ORIGINAL_BEHIND = re.compile(
    r"(?<=[\u3040-\u9fff\uac00-\ud7af])\s*([A-Za-zＡ-Ｚａ-ｚ][ -~！-～\u3000]{6,})$"
)
_KK_AHEAD = re.compile(r"^(?:kabushiki kaisha|kabushikikaisha|kk) (?=\w{2,})")
_VENDOR_CODE = re.compile(r"(?<=[\u3400-\u9fff])-[A-Z]$")  # incoPat, standardised: 爱信艾达-C
_VENDOR_SHORT = re.compile("[株大]$")
_IN_FULL = {"株": "株式会社", "大": "大学"}
_TAG_BEHIND = re.compile(r"\s*[<＜(（]\s*([A-Za-z&]{2,8})\s*[>＞)）]\s*$")  # … CORP <IBM>
_LONGEST_FORM = 4  # words
_LONGEST_FORM_IN_SIGNS = 16
_SMALL_WORDS = frozenset({"the", "and"})


class Rewritten(NamedTuple):
    """A name's own key, and in words what was passed over to get it."""

    key: str
    reasons: tuple[str, ...]


@lru_cache(maxsize=65_536)
def rewrite(name: str) -> Rewritten:
    """Bring a name into the form in which equal names are one organisation.

    Beyond normalise(): brackets are signs like any other (`A(北京)` is `A北京`), `the` and `and`
    say nothing, abbreviations of one meaning are written out, initials behind a name are left out,
    Kabushiki Kaisha may stand at either end in romaji, Taiwan writes 日商 …
    股份有限公司 for a Japanese 株式会社, national universities of Japan file with and without
    国立大学法人, and the original name may be hung on behind the Japanese one.
    """
    name, coded = _VENDOR_CODE.subn("", name)
    if coded:
        name = _VENDOR_SHORT.sub(lambda short: _IN_FULL[short[0]], name)
    behind = _ORIGINAL_BEHIND.search(name)
    told: list[str] = []
    if behind and parted(normalise(behind[1]))[1] and has_east_asian(name):
        name = name[: behind.start()]
        told.append("the original name behind it is left out")
    if untagged := _without_initials(name):
        name = untagged
        told.append("its initials behind it are left out")
    key = normalise(name)
    return _han(key, told) if has_east_asian(key) else _latin(key, bare(name), told)


def _without_initials(name: str) -> str:
    """A Latin name without its own initials in brackets behind it; empty when it has none."""
    tag = _TAG_BEHIND.search(name)
    if tag is None or has_east_asian(name):
        return ""
    initials = iter(word[0] for word in normalise(name[: tag.start()]).split())
    letters = tag[1].casefold().replace("&", "")
    return name[: tag.start()] if all(letter in initials for letter in letters) else ""


def _han(key: str, told: list[str]) -> Rewritten:
    plain = _BRACKETS.sub("", key)
    if plain != key:
        told.append("brackets are passed over")
    for pattern, reason in (
        (_HOME_IN_TAIWAN, "日商 or 韩商 … 股份有限公司 is how Taiwan writes a 株式会社"),
        (_LEGAL_PERSON, "the Japanese legal form of a university or institute is passed over"),
    ):
        without = pattern.sub("", plain)
        if without != plain and without not in gazetteer().universities:  # 东北大学 is in China too
            plain = without
            told.append(reason)
            if pattern is _HOME_IN_TAIWAN:
                plain = plain.removesuffix("股份有限公司") + "株式会社"
    return Rewritten(plain, tuple(told))


def _latin(key: str, spelled: str, told: list[str]) -> Rewritten:
    if _KK_AHEAD.match(spelled) and not key.endswith(" kk"):
        key = _KK_AHEAD.sub("", spelled) + " kk"
        told.append("Kabushiki Kaisha ahead is the form KK")
    words = [word for word in key.split() if word not in _SMALL_WORDS]
    plain = " ".join(words) or key
    if plain != key:
        told.append("`the` and `and` are passed over")
    whole = abbreviations().apart.sub(r"\1an", plain)
    if whole != plain:
        told.append("a blank stands for an apostrophe of Pinyin")
    full = " ".join(_in_full(whole.split()))
    if full != whole:
        told.append("usual abbreviations are written in full (abbreviations.yaml)")
    return Rewritten(full, tuple(told))


def _in_full(words: Sequence[str]) -> Iterator[str]:
    """Words with abbreviations that have one meaning written out, the initials of academies too."""
    table = abbreviations()
    institute = not table.institutes.isdisjoint(words)
    for place, word in enumerate(words):
        if institute and place and word in table.academies:
            yield table.academies[word]
        else:
            yield table.words.get(word, word)


@lru_cache(maxsize=65_536)
def parted(key: str) -> tuple[str, str]:
    """Core and legal form of a key; the form is empty when the name has none."""
    if not has_east_asian(key):
        words = key.split()
        for length in range(min(_LONGEST_FORM, len(words) - 1), 0, -1):
            if (form := " ".join(words[-length:])) in _forms():
                return " ".join(words[:-length]), form
        return key, ""
    for length in range(min(_LONGEST_FORM_IN_SIGNS, len(key) - 1), 0, -1):
        if key[-length:] in _forms():
            return key[:-length], key[-length:]
        if key[:length] in _forms():
            return key[length:], key[:length]
    return key, ""


@cache
def _forms() -> frozenset[str]:
    words = party_words()
    return frozenset(form.form for form in (*words.east_asian, *words.latin))
