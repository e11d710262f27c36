"""Kinds of error per dimension, with examples from the user's own files.

One label of the gold and one of the answer make one case:

right      agrees by overlap (`limits` of these: not the same characters)
boundary   they share characters, but less than half
missed     a gold label that no answer touches
spurious   an answer that touches no gold label
direction  an effect that agrees, with another direction (also counted as right)

Answers that match an optional label are no case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from patnav.analysis.agreement.counts import Compared, compare
from patnav.gold import SPAN_DIMENSIONS, GoldSet, Labels, Span
from patnav.gold_spans import match

__all__ = ["KINDS", "Case", "FaultRow", "cases", "examples", "fault_rows"]

KINDS = ("right", "limits", "boundary", "missed", "spurious", "direction")
Pair = tuple[Span | None, Span | None]


class Case(NamedTuple):
    """One error (or hit) of one document: the quotes of both sides, and how sure the answer was."""

    kind: str
    dimension: str
    document: str
    gold: str
    answer: str
    confidence: float | None


class FaultRow(NamedTuple):
    """How often each kind occurred in one dimension."""

    dimension: str
    right: int
    limits: int
    boundary: int
    missed: int
    spurious: int
    direction: int


def cases(gold: GoldSet, answers: Mapping[str, Labels]) -> list[Case]:
    """List the cases of all documents, by id, dimension and place."""
    return [
        case
        for key in sorted(gold.labels)
        for case in _of_document(
            gold.documents[key].text, gold.labels[key], answers.get(key, Labels(id=key))
        )
    ]


def fault_rows(found: Iterable[Case]) -> list[FaultRow]:
    """Count cases by dimension; dimensions without any are left out."""
    counts: dict[str, dict[str, int]] = {}
    for case in found:
        counts.setdefault(case.dimension, dict.fromkeys(KINDS, 0))[case.kind] += 1
    return [
        FaultRow(name, **{**of, "right": of["right"] + of["limits"]})
        for name in SPAN_DIMENSIONS
        if (of := counts.get(name))
    ]


def examples(found: Iterable[Case], each: int) -> list[Case]:
    """Choose up to `each` errors per dimension and kind: one per document, the surest first."""
    chosen: list[Case] = []
    taken: set[tuple[str, str, str]] = set()
    room: dict[tuple[str, str], int] = {}
    for case in sorted(found, key=lambda one: -(one.confidence or 0.0)):
        kind, place = (case.dimension, case.kind), (case.dimension, case.kind, case.document)
        if case.kind != "right" and place not in taken and room.get(kind, 0) < each:
            chosen.append(case)
            taken.add(place)
            room[kind] = room.get(kind, 0) + 1
    order = {name: number for number, name in enumerate((*SPAN_DIMENSIONS, *KINDS))}
    return sorted(chosen, key=lambda one: (order[one.dimension], order[one.kind]))


def _of_document(text: str, gold: Labels, answer: Labels) -> Iterator[Case]:
    for dimension in SPAN_DIMENSIONS:
        if dimension in gold.labelled:
            compared = compare(text, gold, answer, dimension)
            sure = answer.confidences.get(dimension, ())
            for kind, i, j in _kinds(compared, gold, answer, dimension):
                yield Case(
                    kind,
                    dimension,
                    gold.id,
                    "" if i is None else text[slice(*compared.gold[i])],
                    "" if j is None else text[slice(*compared.answer[j])],
                    sure[j] if j is not None and sure else None,
                )


def _kinds(
    compared: Compared, gold: Labels, answer: Labels, dimension: str
) -> Iterator[tuple[str, int | None, int | None]]:
    for i, j in compared.pairs:
        yield "right" if compared.gold[i] == compared.answer[j] else "limits", i, j
        if dimension == "effects" and gold.effects[i].direction != answer.effects[j].direction:
            yield "direction", i, j
    left = sorted(set(range(len(compared.gold))) - {i for i, _ in compared.pairs})
    extra = set(range(len(compared.answer))) - {j for _, j in compared.pairs} - compared.neutral
    over = sorted(extra)
    touching = match([compared.gold[i] for i in left], [compared.answer[j] for j in over], 0.0)
    for i, j in touching:
        yield "boundary", left[i], over[j]
    met_gold, met_answer = {left[i] for i, _ in touching}, {over[j] for _, j in touching}
    yield from (("missed", i, None) for i in left if i not in met_gold)
    yield from (("spurious", None, j) for j in over if j not in met_answer)
