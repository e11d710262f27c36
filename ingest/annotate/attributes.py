"""What an effect changes (成本, fuel consumption): 2-8 characters or 1-4 words; METHOD.md §2.2.

A conditional logit chooses among the runs of a quote: the score of a run is the sum of the weights
of readable traits of where it begins, where it ends and how long it is. A Chinese run loses its 的
(能量的损耗: 能量损耗) and may gain 性 (运行安全可靠: 运行安全可靠性). No run is chosen that
has the amount in it, or begins or ends as no attribute does. The weights are a data file that
`patnav.ingest.learn.attributes` makes from labelled effects; texts do not stand in it.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import repeat, takewhile
from operator import add
from typing import NamedTuple

from patnav.data import resource
from patnav.ingest.annotate.amounts import Amount, find_amount
from patnav.ingest.annotate.directions import core_of
from patnav.ingest.annotate.lexicon import lexicon, pattern

__all__ = [
    "FILE",
    "LONGEST",
    "PARTS",
    "SCALE",
    "Attribute",
    "Run",
    "begin_traits",
    "end_traits",
    "find_attribute",
    "name_of",
    "pieces_of",
    "runs_of",
]

FILE = "lexicons/annotate/attributes.csv.gz"
SCALE = 1000  # weights are written as whole thousandths
PARTS = ("begin", "end", "quality", "length")
"""What a weight is of: traits of a beginning, of an end, of an end that 性 follows; a length."""
LONGEST = {"zh": 12, "en": 6}
"""Pieces of the longest run: characters, words."""
_QUALITY = "性"
_OF = "的"
_PIECE = {
    "zh": re.compile(r"[A-Za-z]+|\d[\d.]*|\S"),
    "en": re.compile(r"[\w/'-]+|[^\w\s]"),
}
_PLACES = ("begin", "end", "alone")
_BAR = 1 << 32  # more than the weights of a run ever are
_NEAR = 5  # pieces before a run that are a trait as a whole

Weights = Mapping[str, Mapping[str, int]]


class Attribute(NamedTuple):
    """`name` and where it stands in the quote; -1, -1 when it does not (节能 changes 能耗)."""

    name: str
    start: int
    end: int


class Run(NamedTuple):
    """Pieces `first` … `last` of a quote, the latter included; `quality`: with 性 behind."""

    first: int
    last: int
    quality: bool


class _Barred(NamedTuple):
    """Pieces that begin no run, end none, are none by themselves; those of the amount."""

    begin: set[int]
    end: set[int]
    alone: set[int]
    amount: range


def find_attribute(quote: str, lang: str) -> Attribute:
    """Name what a folded quote of an effect changes; the quote itself when it has no words."""
    idiom = lexicon("effect_facts")["attributes"].get(core_of(quote)) if lang == "zh" else None
    if idiom:
        return Attribute(idiom, -1, -1)
    pieces = pieces_of(quote, lang)
    listed = [quote[slice(*one)].lower() for one in pieces]
    amount = find_amount(quote, 0, len(quote))
    best = _best(listed, lang, _barred(quote, pieces, amount, lang))
    if best is None:
        return Attribute(quote[:8], 0, min(len(quote), 8))
    begin = pieces[best.first][0]
    name = name_of(quote[begin : pieces[best.last][1]], best.quality, lang)
    start = quote.lower().find(name.lower(), begin)
    return Attribute(name, start, start + len(name) if start >= 0 else -1)


def pieces_of(quote: str, lang: str) -> list[tuple[int, int]]:
    """Spans of the characters of a Chinese quote (Latin words and numbers whole), or of words."""
    return [match.span() for match in _PIECE[lang].finditer(quote)]


def runs_of(count: int, lang: str) -> list[Run]:
    """All runs of so many pieces, by their beginning."""
    return [
        Run(first, last, quality)
        for first in range(count)
        for last in range(first, min(count, first + LONGEST[lang]))
        for quality in ((False, True) if lang == "zh" else (False,))
    ]


def name_of(run: str, quality: bool, lang: str) -> str:
    """The attribute that the text of a run names."""
    if lang == "en":
        return " ".join(run.lower().split())
    return (run.replace(_OF, "") or run) + _QUALITY * quality


def begin_traits(words: Sequence[str], lang: str) -> list[list[str]]:
    """Traits of beginning with each of the pieces (in small letters) of a quote."""
    return [_traits(words, at, lang) for at in range(len(words))]


def end_traits(words: Sequence[str], lang: str) -> list[list[str]]:
    """Traits of ending with each of the pieces: those of beginning, read backwards."""
    return begin_traits(words[::-1], lang)[::-1]


def _traits(words: Sequence[str], at: int, lang: str) -> list[str]:
    here, before, behind = _at(words, at), _at(words, at - 1), _at(words, at + 1)
    two, three = _at(words, at - 2), _at(words, at - 3)
    found = [
        f"0{here}",
        f"-{before}",
        f"+{behind}",
        f"-0{before} {here}",
        f"0+{here} {behind}",
        f"--{two} {before}",
        f"---{three} {two} {before}",
        f"n{min(at, 6)}",
    ]
    if at <= _NEAR:
        found.append("^" + " ".join(words[:at]))
    if lang == "en":
        found += [f"e{here[-3:]}", f"b{before[-3:]}", f"eb{here[-3:]} {before[-3:]}"]
    return found


def _at(words: Sequence[str], place: int) -> str:
    if place < 0:
        return "^"
    return words[place] if place < len(words) else "$"


def _barred(
    quote: str, pieces: Sequence[tuple[int, int]], amount: Amount | None, lang: str
) -> _Barred:
    """Which pieces of a quote begin no run, end none, are none by themselves, are its amount."""
    begin, end, alone = (
        {at for at, piece in enumerate(pieces) if none.fullmatch(quote, *piece)}
        for none in (pattern("effect_facts", f"no_attribute.{lang}.{part}") for part in _PLACES)
    )
    span = (amount.start, amount.end) if amount else (0, 0)
    inside = [at for at, (a, b) in enumerate(pieces) if a < span[1] and b > span[0]]
    measured = range(inside[0], inside[-1] + 1) if inside else range(0)
    return _Barred(begin.union(measured), end.union(measured), alone, measured)


def _best(words: Sequence[str], lang: str, barred: _Barred) -> Run | None:
    """The run with the highest score that is not barred, of equal ones the first.

    Where all are barred, the best of them; None of no pieces.
    """
    weights = _weights(lang)
    begins = [_sum(weights["begin"], traits) for traits in begin_traits(words, lang)]
    of_ends = end_traits(words, lang)
    qualities = [_sum(weights["quality"], traits) for traits in of_ends]
    ends = [
        _sum(weights["end"], traits) + max(0, quality)
        for traits, quality in zip(of_ends, qualities, strict=True)
    ]
    for at in barred.begin:
        begins[at] -= _BAR
    for at in barred.end:
        ends[at] -= _BAR
    lengths = [weights["length"].get(str(n + 1), 0) for n in range(LONGEST[lang])]
    best, top = None, 0
    for first, begin in enumerate(begins):
        stop = barred.amount.start if first < barred.amount.start else len(ends)
        scores = [*map(add, ends[first:stop], lengths)]
        bare = len([*takewhile(barred.alone.__contains__, range(first, stop))])
        scores[:bare] = [score - _BAR for score in scores[:bare]]
        score = max(scores)
        if best is None or begin + score > top:
            best, top = (first, first + scores.index(score)), begin + score
    return Run(*best, qualities[best[1]] > 0) if best else None


def _sum(weights: Mapping[str, int], traits: Sequence[str]) -> int:
    return sum(map(weights.get, traits, repeat(0)))


@cache
def _weights(lang: str) -> Weights:
    """Weights by part and trait, as thousandths."""
    table: dict[str, dict[str, int]] = {part: {} for part in PARTS}
    with gzip.open(resource(FILE), "rt", encoding="utf-8", newline="") as lines:
        for of, part, trait, weight in csv.reader(lines):
            if of == lang:
                table[part][trait] = int(weight)
    return table
