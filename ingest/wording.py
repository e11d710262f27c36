"""Forms of words that parties and places share: one script, one width, one case."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

import opencc

from patnav.data import resource

__all__ = [
    "HAN",
    "has_east_asian",
    "in_one_script",
    "is_traditional",
    "latin_words",
    "simplified",
]

HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
"""Range of Han characters, for the inside of a regular expression's brackets."""

_EAST_ASIAN = re.compile(rf"[{HAN}\u3040-\u30ff\uac00-\ud7af]")
_APOSTROPHES = str.maketrans("", "", ".'’`´")


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _shinjitai() -> dict[int, str]:
    text = resource("lexicons/parties/shinjitai.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return str.maketrans({row["japanese"]: row["simplified"] for row in csv.DictReader(lines)})


@lru_cache(maxsize=65_536)
def simplified(text: str) -> str:
    """Chinese or Japanese text in one form: NFKC, simplified characters, blanks gone."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    try:
        plain.encode("gb2312")  # holds simplified characters only, and is much faster to ask
    except UnicodeEncodeError:
        converted: str = _converter().convert(plain)
        return converted.translate(_shinjitai())
    return plain


def is_traditional(text: str) -> bool:
    """Tell whether a text is written in traditional or Japanese characters."""
    return simplified(text) != "".join(unicodedata.normalize("NFKC", text).split())


def has_east_asian(text: str) -> bool:
    """Tell whether there is any Han, kana or hangul sign."""
    return _EAST_ASIAN.search(text) is not None


def latin_words(text: str) -> list[str]:
    """Words of a text in Latin script: no accents, no dots (Co., Ltd. → co ltd), lower-case."""
    bare = "".join(
        sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)
    )
    folded = unicodedata.normalize("NFKC", bare).casefold().translate(_APOSTROPHES)
    return re.findall(r"\w+", folded)


def in_one_script(names: Sequence[str], country: str) -> Sequence[str]:
    """Names of a Japanese row without the doubles: 出光興産株式会社, Idemitsu Kosan Co Ltd.

    Some exports give Japanese documents each name twice, as written and romanised. The romanised
    names are one per party, and are those by which other offices know them.
    """
    latin = [name for name in names if not has_east_asian(name)]
    return latin if country == "JP" and latin else names
