"""Labels of an abstract as arrays over its characters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from patnav.gold import GoldDocument, GoldSet, Labels, Span, locate
from patnav.ingest.annotate.directions import DIRECTIONS
from patnav.ingest.annotate.units import Hint

__all__ = ["FIELDS", "abstracts", "directions", "hinted", "labelled", "places"]

Ints = NDArray[np.int64]

FIELDS = {"effect": "effects", "means": "means", "outlook": "market"}
"""The field of the labels that holds the quotes of each dimension of the tagger."""
UNSAID = -1


def abstracts(gold: GoldSet) -> Iterator[tuple[GoldDocument, Labels]]:
    """Yield the labelled abstracts of a set, in the order of its labels."""
    for key, labels in gold.labels.items():
        if gold.documents[key].kind != "claim":
            yield gold.documents[key], labels


def labelled(document: GoldDocument, labels: Labels) -> dict[str, list[Span]]:
    """Spans by dimension; quotes that are not in the text are left out."""
    return {
        dimension: [span for span in locate(document.text, labels.spans_of(name)) if span]
        for dimension, name in FIELDS.items()
    }


def hinted(hints: Iterable[Hint]) -> dict[str, list[Span]]:
    """Spans by dimension that the rules propose."""
    told = list(hints)
    return {
        dimension: [(hint.start, hint.end) for hint in told if hint.dimension == dimension]
        for dimension in FIELDS
    }


def places(count: int, spans: Iterable[Span]) -> Ints:
    """Per character 0 outside, 1 begin, 2 inside of a span; the longer of two that overlap."""
    found = np.zeros(count, np.int64)
    for begin, end in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        if not found[begin:end].any():
            found[begin:end] = 2
            found[begin : min(begin + 1, end)] = 1
    return found


def directions(document: GoldDocument, labels: Labels) -> Ints:
    """Per character the number of the direction of its effect, -1 where none is labelled."""
    found = np.full(len(document.text), UNSAID, np.int64)
    spans = locate(document.text, [effect.quote for effect in labels.effects])
    for span, effect in zip(spans, labels.effects, strict=True):
        if span and effect.direction in DIRECTIONS:
            found[slice(*span)] = DIRECTIONS.index(effect.direction)
    return found
