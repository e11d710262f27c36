"""Lexicons of the annotation as compiled patterns; the words live in `data/lexicons/annotate`."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from patnav.data import load_yaml, resource
from patnav.ingest.annotate.heads import Finder, any_of, union

__all__ = ["alternation", "ending", "holds", "lexicon", "pattern", "words"]


@cache
def lexicon(name: str) -> dict[str, Any]:
    """Read one lexicon file; its header comment defines the keys."""
    loaded: dict[str, Any] = load_yaml(resource(f"lexicons/annotate/{name}.yaml"))
    return loaded


@cache
def words(name: str, key: str) -> tuple[str, ...]:
    """Entries of a list of a lexicon, longest first so that an alternation prefers the longest."""
    entries: Any = lexicon(name)
    for part in key.split("."):
        entries = entries[part]
    listed = entries.split() if isinstance(entries, str) else list(entries)
    return tuple(sorted(map(str, listed), key=lambda word: (-len(word), word)))


@cache
def alternation(name: str, key: str) -> str:
    """A non-capturing group of all entries of a list."""
    return union(words(name, key))


@cache
def pattern(name: str, key: str) -> re.Pattern[str]:
    """Compiled alternation of a list of a lexicon, case-insensitive."""
    return re.compile(alternation(name, key), re.IGNORECASE)


@cache
def ending(name: str, key: str, behind: str = "") -> re.Pattern[str]:
    """Compiled alternation of a list of a lexicon at the end of a text, before `behind`."""
    return re.compile(f"{alternation(name, key)}{behind}$", re.IGNORECASE)


@cache
def _finders(name: str, key: str) -> tuple[Finder, ...]:
    return any_of(words(name, key), re.IGNORECASE)


def holds(name: str, key: str, text: str) -> bool:
    """Whether a text has any entry of a list: faster than a search, which also says where."""
    for find in _finders(name, key):  # noqa: SIM110 -- a generator costs as much as the search
        if find(text):
            return True
    return False
