"""What `data/analysis/scope.yaml` says: shares of a sample, words of the sheet, spellings."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache, cached_property

from pydantic import BaseModel, ConfigDict

from patnav.data import load_yaml, resource

__all__ = ["Words", "pick", "scope_words", "use_of", "use_words"]

Pair = tuple[str, str]


class Spelling(BaseModel):
    """How a verdict is written and read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str
    en: str
    also: tuple[str, ...]


class Words(BaseModel):
    """The file; its head explains each key."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    shares: Mapping[str, int]
    least: int
    smoke: int
    claim: int
    excerpt: int
    verdicts: Mapping[str, Spelling]
    sheets: Mapping[str, Pair]
    columns: Mapping[str, tuple[str, str, int]]
    node_columns: Mapping[str, tuple[str, str, int]]
    kinds: Mapping[str, Pair]
    reasons: Mapping[str, Pair]
    questions: Mapping[str, Pair]
    uses: Mapping[str, Pair]
    about: tuple[Pair, ...]

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """Every spelling of a verdict, folded -> the verdict."""
        return {
            _folded(word): verdict
            for verdict, spelling in self.verdicts.items()
            for word in (spelling.zh, spelling.en, *spelling.also)
        }

    @cached_property
    def headings(self) -> Mapping[str, str]:
        """Every heading of the sheet in both languages, folded -> name of the column."""
        return {_folded(word): name for name, (*words, _) in self.columns.items() for word in words}

    def verdict(self, text: str) -> str | None:
        """The verdict that a cell gives: yes, no, unsure, empty; None when it is none of them."""
        return self.spellings.get(_folded(text)) if text.strip() else ""

    def heading(self, text: str) -> str:
        """Name of the column with a heading; empty when it is none of the sheet's."""
        return self.headings.get(_folded(text), "")


@cache
def scope_words() -> Words:
    """Load the file."""
    return Words.model_validate(load_yaml(resource("analysis/scope.yaml")))


def pick(pair: tuple[str, str] | tuple[str, str, int], lang: str) -> str:
    """The Chinese or the English of a pair."""
    return pair[1] if lang == "en" else pair[0]


def use_of(reviewed: int) -> str:
    """What a number of so many reviewed rows may be used for: none, smoke, claim (METHOD.md §1)."""
    words = scope_words()
    return "none" if reviewed < words.smoke else "smoke" if reviewed < words.claim else "claim"


def use_words(use: str, lang: str) -> str:
    """The sentence for what a number may be used for."""
    return pick(scope_words().uses[use], lang)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
