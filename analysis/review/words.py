"""What `data/analysis/review.yaml` says: the worth of statements, words of queue and sheets."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import yaml

from patnav.data import resource

__all__ = ["pick", "records", "review_words"]


@cache
def review_words() -> dict[str, Any]:
    """Load the file; its head explains the keys."""
    text = resource("analysis/review.yaml").read_text(encoding="utf-8")
    words: dict[str, Any] = yaml.safe_load(text)
    return words


def pick(pair: list[str], lang: str) -> str:
    """The Chinese or the English of a pair."""
    return pair[1] if lang == "en" else pair[0]


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a frame as mappings from names."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
