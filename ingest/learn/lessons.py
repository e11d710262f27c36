"""What teachers think of texts that nobody labelled: shares instead of labels (distillation).

A teacher may be any program, however slow: it reads `x.docs.jsonl` (texts as in a gold set) and
writes `x.shares.npz` beside it, which holds under each document's id an array (characters, 13) of
shares in 0..1: outside, begin, inside of a span of effect, means, outlook; then the four directions
of an effect. The tagger learns to think alike (Hinton et al. 2015).
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from patnav.errors import InputError
from patnav.gold import GoldDocument, read_documents
from patnav.ingest.annotate.hints import hints
from patnav.ingest.annotate.models import TAGGER_FILES
from patnav.ingest.annotate.network import HEADS
from patnav.ingest.annotate.tagger import Passage
from patnav.ingest.annotate.text import fold, script
from patnav.ingest.annotate.units import SPANS, units
from patnav.ingest.learn.network import Example

__all__ = ["DIRECTION", "OUTSIDE", "Lesson", "Lessons", "language", "passage", "read_lessons"]

OUTSIDE = {"effect": 1.0, "means": 0.37, "outlook": 1.0}
"""Worth of a unit outside any span: below 1 the tagger finds more, and more that is wrong."""
DIRECTION = 0.3
"""Worth of a unit's direction beside its place in a span."""
_ENDING = ".docs.jsonl"
_LEAST = 1e-5  # share that no teacher can rule out


class Lesson(NamedTuple):
    """A text of n characters and what a teacher thinks of each, (n, 13) shares in 0..1."""

    document: GoldDocument
    shares: NDArray[np.floating]

    def example(self) -> Example:
        """Make an example: the shares at the first character of each unit."""
        read = units(*passage(self.document)[:4])
        wanted = self.shares[read.starts].astype(np.float32)
        for dimension in SPANS:
            head = wanted[:, HEADS[dimension]] + np.float32(_LEAST)
            head[:, 0] *= OUTSIDE[dimension]
            wanted[:, HEADS[dimension]] = head / head.sum(1, keepdims=True)
        effect = 1 - wanted[:, :1]
        wanted[:, HEADS["direction"]] *= effect
        weights = np.ones((len(read.starts), len(HEADS)), np.float32)
        weights[:, -1] = DIRECTION
        return Example(read, wanted, weights)


Lessons = list[Lesson]


def read_lessons(path: Path) -> Lessons:
    """Read `x.docs.jsonl` and `x.shares.npz` beside it; texts without shares are left out.

    Raises InputError when the shares are missing or of another length than their text.
    """
    shares = path.with_name(path.name.removesuffix(_ENDING) + ".shares.npz")
    if not path.name.endswith(_ENDING) or not shares.is_file():
        remedy = "a teacher reads x.docs.jsonl and writes x.shares.npz beside it"
        raise InputError("no shares of a teacher beside it", where=str(path), remedy=remedy)
    documents = read_documents(path)
    with np.load(shares) as given:
        return [_lesson(documents[key], given[key], path) for key in documents if key in given]


def _lesson(document: GoldDocument, shares: NDArray[np.floating], path: Path) -> Lesson:
    wanted = (len(document.text), HEADS["direction"].stop)
    if shares.shape != wanted:
        what = f"document {document.id!r} has shares of shape {shares.shape}, not {wanted}"
        raise InputError(what, where=str(path), remedy="let the teacher read the same texts")
    return Lesson(document, shares)


def language(document: GoldDocument) -> str:
    """The language in which a labelled document is read: zh or en."""
    return document.lang if document.lang in TAGGER_FILES else script(document.text)


def passage(document: GoldDocument) -> Passage:
    """The text of a labelled document as the tagger reads it."""
    lang = language(document)
    folded, title = fold(document.text), fold(document.title)
    return Passage(folded, title, lang, hints(folded, title, lang))
