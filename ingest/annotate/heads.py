"""Alternations that the engine can skip through: each alternative begins with a letter.

Python's engine looks at once whether a letter can begin a match only when every alternative begins
with one, and tries alternatives one after the other. So 提高|提升|(?<!加)快|(?:很|较)多 becomes
提(?:高|升)|快(?<!加快)|很多|较多. What matches where, and which alternative first, stays the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

__all__ = ["Finder", "alternatives", "any_of", "union"]

Finder = Callable[..., re.Match[str] | None]  # of a text, and of a stretch of it (start, end)

_LETTER = re.compile(r"[\u3400-\u9fff、。,;:](?![?*+{])")
_BEFORE = re.compile(r"\(\?<!(\[[^\]\\]+\]|[\u3400-\u9fff]+)\)([\u3400-\u9fff])(?![?*+{])")
_CLASS = re.compile(r"\[([\u3400-\u9fff]+)\]")
_MOST = 64  # alternatives that one word is written out as


def union(words: Iterable[str]) -> str:
    """A non-capturing group that matches what `(?:word|word|…)` does, in the same order."""
    listed = [head for word in words for head in alternatives(word)]
    grouped = (
        (letter, [head[len(letter) :] for head in heads])
        for run in _runs(listed)
        for letter, heads in run.items()
    )
    return f"(?:{'|'.join(letter + _inner(letter, rests) for letter, rests in grouped)})"


def _inner(letter: str, rests: list[str]) -> str:
    if len(rests) == 1 or not letter:
        return "|".join(rests)
    return f"(?:{'|'.join(rests)})"


def _runs(heads: list[str]) -> Iterator[dict[str, list[str]]]:
    """Alternatives by their first letter; one without a letter stays where it is ("")."""
    for letters, run in groupby(heads, key=lambda head: bool(_LETTER.match(head))):
        found: dict[str, list[str]] = {}
        for head in run:
            found.setdefault(head[0] if letters else "", []).append(head)
        yield found


def any_of(words: Iterable[str], flags: int = 0) -> tuple[Finder, ...]:
    """Functions one of which finds something where any of the words stands in a text.

    Words for the start of a text, words that begin with a letter and others are looked for apart.
    """
    kinds: dict[str, list[str]] = {}
    for head in (head for word in words for head in alternatives(word)):
        kind = "^" if head[0] == "^" else "letter" if _LETTER.match(head) else "other"
        kinds.setdefault(kind, []).append(head)
    made = {kind: re.compile(union(heads), flags) for kind, heads in kinds.items()}
    return tuple(one.match if kind == "^" else one.search for kind, one in made.items())


def alternatives(word: str) -> list[str]:
    """A word written out as alternatives that begin with a letter; as it is where that fails."""
    found = [head for part in _split(word) for head in _written_out(part)]
    fine = len(found) <= _MOST and all(map(_LETTER.match, found))
    return found if fine else [f"(?:{word})" if len(_split(word)) > 1 else word]


def _written_out(part: str) -> list[str]:
    before = _BEFORE.match(part)
    if before:
        return [f"{before[2]}(?<!{before[1]}{before[2]}){part[before.end() :]}"]
    first, rest = _first(part)
    optional = rest[:1] == "?"
    if not first or rest[:1] in tuple("*+{") or (optional and rest[1:2] in tuple("?+")):
        return [part]
    if not optional and len(first) == 1 and len(first[0]) == 1:
        return [part]
    choices = [*first, ""] if optional else first
    return [head for one in choices for head in alternatives(one + rest[optional:])]


def _first(part: str) -> tuple[list[str], str]:
    """What a part may begin with, and what follows; nothing when that is no letter or group."""
    if part.startswith("(?:"):
        close = _close(part)
        return _split(part[3:close]), part[close + 1 :]
    if choice := _CLASS.match(part):
        return list(choice[1]), part[choice.end() :]
    return ([part[0]], part[1:]) if _LETTER.match(part[:1]) else ([], part)


def _close(part: str) -> int:
    """Where the group that a part begins with is closed."""
    return next(at for at, depth in _depths(part) if depth == 0 and part[at] == ")")


def _split(word: str) -> list[str]:
    """The alternatives of a word that stand in no group."""
    cuts = [at for at, depth in _depths(word) if depth == 0 and word[at] == "|"]
    return [word[a + 1 : b] for a, b in zip([-1, *cuts], [*cuts, len(word)], strict=True)]


def _depths(word: str) -> Iterator[tuple[int, int]]:
    """Places of a word outside classes and escapes, each with how many groups are open there."""
    depth, inside, at = 0, False, 0
    while at < len(word):
        letter = word[at]
        if letter == "\\":
            at += 2
            continue
        if inside:
            inside = letter != "]"
        elif letter == "[":
            inside = True
        else:
            depth += (letter == "(") - (letter == ")")
            yield at, depth
        at += 1
