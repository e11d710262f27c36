"""The words of the dashboard in Chinese and English, read from `words.yaml`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from patnav.analysis import value_words
from patnav.data import load_yaml

__all__ = ["LANGUAGES", "Lang", "Words", "vocabulary"]

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)
MISSING = "–"  # what stands where a number is not to be had


class Words:
    """The words of one language: `words("page.chain")`, `words.value("strong")`."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._column = LANGUAGES.index(lang)

    def __call__(self, key: str, **values: object) -> str:
        """Return the words of `key` with `{marks}` filled in; KeyError for a key nobody wrote."""
        text = vocabulary()[key][self._column]
        return text.format(**values) if values else text

    def column(self, name: str) -> str:
        """Name a column for the reader; a column without words keeps its own name."""
        return vocabulary().get(f"column.{name}", (name, name))[self._column]

    def value(self, value: object) -> str:
        """Name a coded value (`strong`, `in_force`) for the reader; others stay as they are."""
        text = "" if value is None else str(value)
        return vocabulary().get(f"value.{text}", (text, text))[self._column]

    def name(self, row: Mapping[Any, Any], stem: str = "name") -> str:
        """Pick `name_zh` or `name_en` of a row; the other language where this one is silent."""
        other = LANGUAGES[1 - self._column]
        return str(row.get(f"{stem}_{self.lang}") or row.get(f"{stem}_{other}") or "")

    def title(self, row: Mapping[Any, Any]) -> str:
        """Pick the title of a patent in this language, else the one that it is shown under."""
        return str(row.get(f"title_{self.lang}") or row.get("title") or "")

    def number(self, value: float | None, digits: int = 1) -> str:
        """Write a number for people: at most `digits` decimals, thousands apart, `–` for none."""
        if value is None or math.isnan(value):
            return MISSING
        if math.isinf(value):
            return "∞"
        text = f"{value:,.{digits}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def percent(self, value: float | None, digits: int = 1) -> str:
        """Write a share as percent, `–` for none."""
        if value is None or math.isnan(value):
            return MISSING
        return f"{self.number(100 * value, digits)}%"

    def day(self, value: object) -> str:
        """Write a day as 2024-12-31, empty for none."""
        return "" if value is None else str(value)[:10]

    def interval(self, low: float | None, high: float | None, digits: int = 2) -> str:
        """Write an interval as `low–high`, `–` when it is not to be had."""
        if low is None or high is None or math.isnan(low) or math.isnan(high):
            return MISSING
        return f"{self.number(low, digits)}–{self.number(high, digits)}"


@cache
def vocabulary() -> dict[str, tuple[str, str]]:
    """All words: dotted key -> (Chinese, English); values that have none here as in exports."""
    chinese, english = (value_words(lang) for lang in LANGUAGES)
    exported = {f"value.{code}": (chinese[code], english[code]) for code in chinese}
    return exported | dict(_entries(load_yaml(Path(__file__).with_name("words.yaml")), ""))


def _entries(part: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for key, value in part.items():
        if isinstance(value, Mapping):
            yield from _entries(value, f"{prefix}{key}.")
        else:
            chinese, english = value
            yield f"{prefix}{key}", (chinese, english)
