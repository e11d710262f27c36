"""Find the keywords of a chain in text, with offsets into the text as it stands in the file.

One Aho-Corasick automaton holds the words of all nodes. Latin letters match in full width too. A
word written in small letters matches in either case, one with capitals (CAN, Matter) only as it is
written; it must stand alone (a plural s is allowed). A word that bites (热管 in 换热管) is guarded
by the tree's own `bites`.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import ahocorasick

from patnav.chain import ChainTree
from patnav.ingest.grams import HALF, fold

__all__ = ["KeywordIndex", "Word", "WordHit"]

Role = Literal["keyword", "off", "not", "scope", "guard"]
_NAMING = ("keyword", "off")  # words that say what a thing is
_LETTERS = frozenset(string.ascii_lowercase + string.digits)


class Word(NamedTuple):
    """One word of the tree: who uses it for what. `node` is "" for the tree's own words."""

    role: Role
    node: str
    text: str


class WordHit(NamedTuple):
    """A word found: `text[start:end]` is the quote."""

    word: Word
    start: int
    end: int


class KeywordIndex:
    """All words of a tree in one automaton."""

    def __init__(self, tree: ChainTree) -> None:
        self.guards = {fold(k): {fold(w) for w in words} for k, words in tree.bites.items()}
        users: dict[str, list[Word]] = {}
        for word in _words(tree):
            users.setdefault(fold(word.text), []).append(word)
        self._automaton = ahocorasick.Automaton()
        for key, words in sorted(users.items()):
            exact = tuple((word, _exact(word.text)) for word in words)
            self._automaton.add_word(key, (len(key), exact))
        if users:
            self._automaton.make_automaton()
        self.users = {key: sum(w.role == "keyword" for w in words) for key, words in users.items()}

    def find(self, text: str) -> list[WordHit]:
        """Find the words in a text, in the order of their ends.

        A word inside a guard is left out, and a keyword (or a word of another chain) inside a
        longer one, whosesoever.
        """
        if not self.users:
            return []
        folded = fold(text)
        hits = list(self._scan(folded, text))
        guards = [hit for hit in hits if hit.word.role == "guard"]
        hits = [h for h in hits if h.word.role != "guard" and not self._bitten(h, guards, folded)]
        longest = _longest(hits)
        return [h for h in hits if h.word.role not in _NAMING or (h.start, h.end) in longest]

    def _scan(self, folded: str, text: str) -> Iterator[WordHit]:
        for last, (length, words) in self._automaton.iter(folded):
            start, end = last - length + 1, last + 1
            if _stands_alone(folded, start, end):
                for word, exact in words:
                    if not exact or text[start:end].translate(HALF) == exact:
                        yield WordHit(word, start, end)

    def _bitten(self, hit: WordHit, guards: Sequence[WordHit], folded: str) -> bool:
        longer = self.guards.get(folded[hit.start : hit.end], ())
        return any(
            guard.start <= hit.start
            and hit.end <= guard.end
            and folded[guard.start : guard.end] in longer
            for guard in guards
        )


def _words(tree: ChainTree) -> Iterator[Word]:
    for text in dict.fromkeys(tree.scope_zh + tree.scope_en):
        yield Word("scope", "", text)
    for text in dict.fromkeys(tree.off_zh + tree.off_en):
        yield Word("off", "", text)
    for text in dict.fromkeys(word for words in tree.bites.values() for word in words):
        yield Word("guard", "", text)
    for node in tree.nodes:
        for text in dict.fromkeys(node.kw_zh + node.kw_en):
            yield Word("keyword", node.id, text)
        for text in dict.fromkeys(node.not_zh + node.not_en):
            yield Word("not", node.id, text)


def _longest(hits: Sequence[WordHit]) -> set[tuple[int, int]]:
    """Spans of the naming words that lie in no longer one."""
    longest: set[tuple[int, int]] = set()
    reach = -1
    spans = {(hit.start, hit.end) for hit in hits if hit.word.role in _NAMING}
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if end > reach:
            longest.add((start, end))
            reach = end
    return longest


def _exact(word: str) -> str:
    """The spelling that the text must have: that of a word with capitals, else any ("")."""
    return word.translate(HALF) if any(char in string.ascii_uppercase for char in word) else ""


def _stands_alone(folded: str, start: int, end: int) -> bool:
    """Tell whether a Latin word is not a part of a longer one; Chinese always stands alone."""
    if folded[start] in _LETTERS and start and folded[start - 1] in _LETTERS:
        return False
    if folded[end - 1] not in _LETTERS or end == len(folded) or folded[end] not in _LETTERS:
        return True
    return folded[end] == "s" and (end + 1 == len(folded) or folded[end + 1] not in _LETTERS)
