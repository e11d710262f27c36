"""One document: which labels of two annotators are the same; METHOD.md §2.6.

Spans are compared pairwise, never token by token. Two figures per dimension:

strict   same characters, after trimming punctuation and leading connectives
overlap  intersection over union of characters ≥ 0.5, one to one, the best pair first
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from patnav.gold import Labels, Span, locate
from patnav.gold_spans import match

__all__ = ["MEASURES", "Compared", "Counts", "compare", "count", "count_spans"]

OF_DIMENSION = {"effects": "effects", "means": "means", "market": "market", "elements": "element"}
MEASURES = (  # in the order in which they are shown
    "effects overlap",
    "effects strict",
    "direction",
    "attribute",
    "means overlap",
    "means strict",
    "market overlap",
    "market strict",
    "maturity known",
    "maturity equal",
    "preamble exact",
    "element boundary",
    "element overlap",
    "element strict",
)


class Counts(NamedTuple):
    """Labels that agree, labels of the gold, labels of the answer that count."""

    hits: int
    gold: int
    answer: int


class Compared(NamedTuple):
    """The labels of one dimension of one document, side by side.

    `gold` and `answer` are trimmed spans; `pairs` are the indices that agree by overlap; `neutral`
    are indices of `answer` that agree with an optional label of the gold.
    """

    gold: tuple[Span, ...]
    answer: tuple[Span, ...]
    pairs: tuple[tuple[int, int], ...]
    neutral: frozenset[int]


def compare(text: str, gold: Labels, answer: Labels, dimension: str) -> Compared:
    """Lay the labels of effects, means, market or elements side by side."""
    wanted = _located(text, gold.spans_of(dimension))
    given = _located(text, answer.spans_of(dimension))
    pairs = match(wanted, given)
    hit = {j for _, j in pairs}
    rest = [j for j in range(len(given)) if j not in hit]
    optional = _located(text, gold.optional.get(dimension, ()))
    neutral = frozenset(rest[j] for _, j in match(optional, [given[j] for j in rest]))
    return Compared(wanted, given, tuple(pairs), neutral)


def count_spans(compared: Compared) -> tuple[Counts, Counts]:
    """Count a dimension by overlap and strictly."""
    gold, answer = len(compared.gold), len(compared.answer) - len(compared.neutral)
    exact = len(set(compared.gold) & set(compared.answer))
    return Counts(len(compared.pairs), gold, answer), Counts(exact, gold, answer)


def count(text: str, gold: Labels, answer: Labels) -> dict[str, Counts]:
    """Count what agrees in one document, by measure (MEASURES); only what the gold has labelled."""
    found: dict[str, Counts] = {}
    for dimension, name in OF_DIMENSION.items():
        if dimension in gold.labelled:
            compared = compare(text, gold, answer, dimension)
            found[f"{name} overlap"], found[f"{name} strict"] = count_spans(compared)
            if dimension == "effects":
                found["direction"] = _directions(gold, answer, compared)
                if any(one.attribute for one in gold.effects):
                    found["attribute"] = _attributes(gold, answer, compared)
            if dimension == "elements":
                found["element boundary"] = _boundaries(compared)
    if "preamble" in gold.labelled:
        same = _preamble(text, gold) == _preamble(text, answer)
        found["preamble exact"] = Counts(int(same), 1, 1)
    if "maturity" in gold.labelled:
        found |= _bands(gold.band, answer.band)
    return found


def _located(text: str, quotes: Iterable[str]) -> tuple[Span, ...]:
    return tuple(span for span in locate(text, quotes) if span)


def _directions(gold: Labels, answer: Labels, compared: Compared) -> Counts:
    """Of the effects that agree by overlap, those whose direction is the same."""
    right = sum(gold.effects[i].direction == answer.effects[j].direction for i, j in compared.pairs)
    return Counts(right, len(compared.pairs), len(compared.pairs))


def _attributes(gold: Labels, answer: Labels, compared: Compared) -> Counts:
    """Of the effects that agree by overlap and tell what changes, those that tell the same."""
    told = [
        (wanted, answer.effects[j].attribute)
        for i, j in compared.pairs
        if (wanted := gold.effects[i].attribute)
    ]
    right = sum(one.casefold() == other.casefold() for one, other in told)
    return Counts(right, len(told), len(told))


def _boundaries(compared: Compared) -> Counts:
    wanted = {begin for begin, _ in compared.gold}
    given = {begin for begin, _ in compared.answer}
    return Counts(len(wanted & given), len(wanted), len(given))


def _preamble(text: str, labels: Labels) -> Span | None:
    return locate(text, [labels.preamble])[0] if labels.preamble else None


def _bands(gold: str, answer: str) -> dict[str, Counts]:
    known = (int(gold == answer != "unknown"), int(gold != "unknown"), int(answer != "unknown"))
    return {"maturity known": Counts(*known), "maturity equal": Counts(int(gold == answer), 1, 1)}
