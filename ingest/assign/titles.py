"""Where the head of a title lies: what the thing is, not what it is for, by or in.

Chinese titles put it last, behind 的 (用于仪表的读数装置); English ones first, before "for" or
"using", behind words such as "method for producing". Words that name no thing (方法, method) are
no head. The words stand in `data/assign.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from pydantic import BaseModel, ConfigDict

from patnav.data import load_yaml, resource

__all__ = ["core", "head"]


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    empty_zh: tuple[str, ...]
    empty_en: tuple[str, ...]
    ends_en: tuple[str, ...]


def head(title: str, lang: str) -> tuple[int, int]:
    """Find start and end of the head of a title; the whole title when it cannot be told."""
    return _head_zh(title) if lang == "zh" else _head_en(title)


def core(head_text: str, lang: str) -> int:
    """Find where the last word that names a thing ends; the end of the text when none does."""
    found = _patterns()["tail_zh" if lang == "zh" else "tail_en"].search(head_text)
    return (found.start() if found else 0) or len(head_text)


def _head_zh(title: str) -> tuple[int, int]:
    end, start = len(title), title.rfind("的") + 1
    while start and not _patterns()["empty_zh"].sub("", title[start:]):
        end, start = start - 1, title.rfind("的", 0, start - 1) + 1
    return start, end


def _head_en(title: str) -> tuple[int, int]:
    patterns = _patterns()
    lead = patterns["empty_en"].match(title)
    start = lead.end() if lead else 0
    stop = patterns["ends_en"].search(title, start + 1)
    return (start, stop.start() if stop else len(title)) if start < len(title) else (0, len(title))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    values = load_yaml(resource("assign.yaml"))["titles"]
    words = _Words.model_validate(values)
    empty_en = rf"(?:(?:{_any(words.empty_en)})\b[\s,]*)+"
    return {
        "empty_zh": re.compile(rf"{_any(words.empty_zh)}|\W"),
        "empty_en": re.compile(empty_en, re.IGNORECASE),
        "tail_zh": re.compile(rf"(?:{_any(words.empty_zh)}|\W)+$"),
        "tail_en": re.compile(rf"(?:\b(?:{_any(words.empty_en)})\b|\W)+$", re.IGNORECASE),
        "ends_en": re.compile(rf"\b(?:{_any(words.ends_en)})\b", re.IGNORECASE),
    }


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
