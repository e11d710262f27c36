"""What `data/analysis/review.yaml` says: the worth of statements, words of queue and sheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pandas as pd

from patnav.data import load_yaml, resource
from patnav.ingest.annotate.text import fold

__all__ = ["band_of", "code_of", "pick", "plain", "records", "review_words"]


@cache
def review_words() -> dict[str, Any]:
    """Load the file; its head explains the keys."""
    words: dict[str, Any] = load_yaml(resource("analysis/review.yaml"))
    return words


def pick(pair: list[str], lang: str) -> str:
    """The Chinese or the English of a pair."""
    return pair[1] if lang == "en" else pair[0]


def plain(text: str) -> str:
    """A word as words are compared: half-width, lower case."""
    return fold(text).strip().casefold()


def code_of(text: str, listed: Mapping[str, Iterable[str]]) -> str:
    """The code that `text` says, itself or by one of its words (`listed`); "" for another text."""
    said = plain(text)
    found = (code for code, words in listed.items() if said in {code, *map(plain, words)})
    return next(found, "")


def band_of(text: str) -> str:
    """The band (low, mid, high, unknown) that 低, 中, 高, 未知 or its code says; "" for another."""
    return code_of(text, review_words()["bands"])


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a frame as mappings from names."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
