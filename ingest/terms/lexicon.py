"""Words that the terms are read with; they live in `data/lexicons/terms`."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from patnav.data import load_yaml, resource

__all__ = ["alternation", "lexicon", "words"]


@cache
def lexicon(name: str) -> dict[str, Any]:
    """Read one lexicon; its header comment defines the keys."""
    loaded: dict[str, Any] = load_yaml(resource(f"lexicons/terms/{name}.yaml"))
    return loaded


@cache
def words(name: str, key: str) -> tuple[str, ...]:
    """Entries of a list of a lexicon, the longest first so that an alternation prefers it."""
    entries: Any = lexicon(name)
    for part in key.split("."):
        entries = entries[part]
    return tuple(sorted(entries.split(), key=lambda word: (-len(word), word)))


@cache
def alternation(name: str, key: str) -> str:
    """A non-capturing group of all entries of a list, for the inside of a regular expression."""
    for entry in words(name, key):
        re.compile(entry)  # a broken entry is told by itself, not somewhere in the group
    return "(?:" + "|".join(words(name, key)) + ")"
