"""Sentences of ingest (why a row was refused, what a judgement rests on) in Chinese."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from patnav.data import load_yaml

__all__ = ["in_chinese", "written_reasons"]

_GAP = re.compile(r"\\\{\\\}")


def written_reasons() -> dict[str, str]:
    """The sentences of ingest, each with its Chinese form."""
    loaded: dict[str, str] = load_yaml(Path(__file__).with_name("reasons.yaml"))
    return loaded


def in_chinese(reason: str) -> str:
    """Give the Chinese form of a reason; one that nobody has translated stays as it is."""
    for pattern, chinese in _patterns():
        if found := pattern.fullmatch(reason):
            return chinese.format(*found.groups())
    return reason


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(_GAP.sub("(.*?)", re.escape(english))), chinese)
        for english, chinese in written_reasons().items()
    )


# IMPORT
