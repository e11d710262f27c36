"""Labels that the tagger nearly gave: what reviewers are asked about beside what is there.

A text is decoded once more with being outside of a span made harder. A span that comes up only then
is near; how near is the mean distance of its units from the best that was left (`Tag.margin`, below
0). How often such a span is right is read from the tables `near.DIMENSION` of `tagger.yaml`, fitted
on documents that taught nothing; a dimension with too few of them there has no near labels. Of the
means, those that were no key ones (key_means.py) are near, and of the market quotes those that are
given, but too unsure (`LEAST`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

from patnav.ingest.annotate.edges import tight
from patnav.ingest.annotate.key_means import candidates, key_means
from patnav.ingest.annotate.marks import NEAR, Mark
from patnav.ingest.annotate.tagged import confidence, mark_of, near_confidence, weak
from patnav.ingest.annotate.tagger import Passage, Tag

__all__ = ["MOST_NEAR", "NONE", "near_marks", "surest"]

MOST_NEAR = 3
"""Near labels of one patent: a reviewer is asked about the likeliest only."""
NONE = 1.0
"""Least confidence from which no near labels are looked for at all."""


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

    `given` are the labels that stand, of all `tags`: a term that is a means is not missed.
    """
    terms = {mark.value for mark in given if mark.dimension == "means"}
    marks = list(_marks(passage, tags, model, least))
    new = {
        (mark.dimension, mark.value if mark.dimension == "means" else str(mark.start)): mark
        for mark in sorted(marks, key=lambda mark: mark.confidence)
        if mark.dimension != "means" or mark.value not in terms
    }
    return sorted(surest(new.values()), key=lambda mark: (mark.dimension, mark.start))


def surest(labels: Iterable[Found]) -> list[Found]:
    """The surest of some near labels, as many as a patent may have."""
    ordered = sorted(labels, key=lambda one: (-one.confidence, one.dimension, one.start))
    return ordered[:MOST_NEAR]


def _marks(passage: Passage, tags: Sequence[Tag], model: Path, least: float) -> Iterator[Mark]:
    placed = tight(passage, tags)
    judge = key_means(model)
    sure = {one.tag: judge.chance(one) for one in candidates(passage, placed)}
    sure |= {
        tag: near_confidence(tag, passage.lang, model)
        for tag in placed
        if tag.near and tag.dimension != "means"
    }
    sure |= {
        tag: confidence(tag, passage.lang, model)
        for tag in placed
        if not tag.near and weak(tag, passage.lang, model)
    }
    for tag, chance in sure.items():
        if chance >= least:
            yield mark_of(passage, tag, chance)._replace(method=NEAR)
