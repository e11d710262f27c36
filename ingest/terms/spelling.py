"""The key under which spellings of one term meet; it is never shown.

Two terms of one key are one concept without anybody deciding it, so the key forgives only what
changes no meaning: case, hyphens and blanks, 的 between two words, variant characters, British and
American forms.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from patnav.ingest.terms.lexicon import words
from patnav.ingest.wording import HAN

__all__ = ["spelling"]

_JOINTS = re.compile(r"(?<=[^\W\d_])[-\s·]+(?=[^\W\d_])")
_OF = re.compile(rf"(?<=[{HAN}]{{2}})的(?=[{HAN}]{{2}})")
_SHAPE = re.compile(rf"(?<![{HAN}A-Za-z])([a-z])型(?=[{HAN}])(?!号)")


@lru_cache(maxsize=65_536)
def spelling(term: str) -> str:
    """Key of a normal form; equal keys are spellings of one term.

    >>> spelling("电池的档板") == spelling("电池挡板")
    True
    >>> spelling("carbon-fibre tube") == spelling("Carbon fiber tube")
    True
    """
    folded = term.casefold()
    if folded.isascii():
        folded = _english().sub(lambda found: _variants("en")[found[0]], folded)
    else:
        folded = _chinese().sub(lambda found: _variants("zh")[found[0]], _OF.sub("", folded))
        folded = _SHAPE.sub(r"\1形", folded)
    return _JOINTS.sub("", folded)


@cache
def _variants(lang: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in words("spelling", lang))


@cache
def _chinese() -> re.Pattern[str]:
    return re.compile("|".join(_longest_first("zh")))


@cache
def _english() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_longest_first('en'))})")


def _longest_first(lang: str) -> list[str]:
    return sorted(_variants(lang), key=lambda variant: (-len(variant), variant))
