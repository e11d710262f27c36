"""Labels that the tagger nearly gave: what reviewers are asked about beside what is there.

A text is decoded once more with being outside of a span made harder. A span that comes up only then
is near; how near is the mean distance of its units from the best that was left (`Tag.margin`, below
0). How often such a span is right is read from the tables `near.DIMENSION` of `tagger.yaml`, fitted
on documents that taught nothing. A dimension with too few of them there has no near labels. Cut
phrases are told by their edges in Chinese (near.yaml).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from patnav.ingest.annotate.lexicon import lexicon, words
from patnav.ingest.annotate.marks import NEAR, Mark
from patnav.ingest.annotate.tagged import mark_of, near_confidence
from patnav.ingest.annotate.tagger import Passage, Tag
from patnav.ingest.annotate.text import trim

__all__ = ["MOST_NEAR", "NONE", "near_marks", "surest"]

MOST_NEAR = 3
"""Near labels of one patent: a reviewer is asked about the likeliest only."""
NONE = 1.0
"""Least confidence from which no near labels are looked for at all."""
_SHORTEST = 2  # characters of a term


class _Label(Protocol):
    @property
    def confidence(self) -> float: ...
    @property
    def dimension(self) -> str: ...
    @property
    def start(self) -> int: ...


Found = TypeVar("Found", bound=_Label)


def near_marks(
    passage: Passage, tags: Sequence[Tag], given: Iterable[Mark], model: Path, least: float
) -> list[Mark]:
    """Near labels of a passage whose confidence is `least` or more, the surest three, in order.

    `given` are the labels that stand: a term that is a means already is not missed.
    """
    terms = {mark.value for mark in given if mark.dimension == "means"}
    marks = list(_marks(passage, tags, model, least))
    new = {
        (mark.dimension, mark.value if mark.dimension == "means" else str(mark.start)): mark
        for mark in sorted(marks, key=lambda mark: mark.confidence)
        if mark.dimension != "means" or (len(mark.value) >= _SHORTEST and mark.value not in terms)
    }
    return sorted(surest(new.values()), key=lambda mark: (mark.dimension, mark.start))


def surest(labels: Iterable[Found]) -> list[Found]:
    """The surest of some near labels, as many as a patent may have."""
    ordered = sorted(labels, key=lambda one: (-one.confidence, one.dimension, one.start))
    return ordered[:MOST_NEAR]


def _marks(passage: Passage, tags: Iterable[Tag], model: Path, least: float) -> Iterator[Mark]:
    for tag in tags:
        start, end = trim(passage.folded, tag.start, tag.end)
        if passage.lang == "zh" and tag.dimension in _edged():
            end = _whole(passage.folded, start, end, tag.dimension)
        sure = near_confidence(tag, passage.lang, model)
        if start < end and sure >= least:
            placed = tag._replace(start=start, end=end)
            yield mark_of(passage, placed, sure)._replace(method=NEAR)


def _edged() -> Iterable[str]:
    return lexicon("near").keys()


def _whole(folded: str, start: int, end: int, dimension: str) -> int:
    """The end of a label without a word that joins it with the next; its start for a cut phrase."""

    def listed(key: str) -> tuple[str, ...]:
        return words("near", f"{dimension}.{key}")

    quote = folded[start:end]
    if not quote.endswith(listed("kept")):
        quote = quote.removesuffix(next(filter(quote.endswith, listed("joins")), ""))
        if quote.endswith(listed("ends")) and not quote.endswith(listed("kept")):
            return start
    cut = quote in listed("alone") or quote.startswith(listed("begins"))
    return start if cut else trim(folded, start, start + len(quote))[1]
