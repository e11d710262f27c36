"""Looser keys than spelling: terms that share one are worth a reviewer's look, no more."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache

from patnav.data import resource
from patnav.ingest.terms.lexicon import lexicon
from patnav.ingest.terms.spelling import spelling
from patnav.ingest.wording import HAN, has_east_asian

__all__ = ["by_end", "by_sound", "by_synonym", "is_slip"]

_OF = re.compile(r"^(\w[\w -]*?) of (?:the |an? )?(\w[\w -]*)$")
_NAME = "synonyms"


def by_synonym(term: str, glosses: Mapping[str, str]) -> str:
    """Key in which known synonyms and abbreviations (`glosses`, short to full) are one word.

    English "plate of the electrode" meets "electrode plate".
    """
    if has_east_asian(term):
        whole = re.sub(
            r"[A-Za-z][A-Za-z0-9-]+", lambda found: glosses.get(found[0], found[0]), term
        )
        return spelling(_synonyms("zh").sub(lambda found: _classes("zh")[found[0]], whole))
    turned = _OF.sub(r"\2 \1", " ".join(glosses.get(word, word) for word in term.split()))
    hyphened = turned.lower().replace(" ", "-")
    whole = _synonyms("en").sub(lambda found: _classes("en")[found[0]], hyphened)
    return spelling(whole)


def by_end(term: str, glosses: Mapping[str, str]) -> str:
    """Key in which all ends that name what a thing does are one; empty without such an end."""
    lang = "zh" if has_east_asian(term) else "en"
    end = _ends(lang).search(term)
    return by_synonym(term[: end.start()], glosses) + "+" if end else ""


def by_sound(term: str) -> str:
    """Key by the readings of Chinese characters, for slips of writing; empty for other terms."""
    return (
        " ".join(_readings().get(sign, sign) for sign in term) if _SOUNDED.fullmatch(term) else ""
    )


def is_slip(term: str, other: str) -> bool:
    """Whether two terms of one sound differ in one character that a hand may have confused."""
    if len(term) != len(other):
        return False
    differing = [frozenset(pair) for pair in zip(term, other, strict=True) if len({*pair}) == 2]
    return len(differing) == 1 and differing[0] not in _told_apart()


@cache
def _told_apart() -> frozenset[frozenset[str]]:
    return frozenset(map(frozenset, lexicon(_NAME)["apart"].split()))


_SOUNDED = re.compile(rf"[{HAN}A-Za-z0-9]{{3,12}}")


@cache
def _classes(lang: str) -> dict[str, str]:
    return {word: entry.split()[0] for entry in lexicon(_NAME)[lang] for word in entry.split()}


@cache
def _synonyms(lang: str) -> re.Pattern[str]:
    found = sorted(_classes(lang), key=lambda word: (-len(word), word))
    one = "|".join(map(re.escape, found))
    return re.compile(one if lang == "zh" else rf"(?<![\w])(?:{one})(?![\w])")


@cache
def _ends(lang: str) -> re.Pattern[str]:
    one = "|".join(lexicon(_NAME)[f"{lang}_ends"].split())
    return re.compile(
        rf"(?<=[{HAN}]{{2}})(?:{one})$" if lang == "zh" else rf"(?<=\w)[ -](?:{one})$"
    )


@cache
def _readings() -> dict[str, str]:
    text = resource("lexicons/parties/pinyin.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {sign: row["syllable"] for row in csv.DictReader(lines) for sign in row["characters"]}
