"""What is found in pieces of text, many at once: the network reads batches, rules do the rest.

A piece is an abstract, a claim or a part of one under a heading; its section tells what it is read
for. spaCy cuts English abstracts into words, for marks there are whole words; Chinese has no words
to cut, and no document is made of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from patnav.ingest.annotate.claims import find_elements
from patnav.ingest.annotate.hints import hints
from patnav.ingest.annotate.marks import Mark
from patnav.ingest.annotate.maturity import find_maturity
from patnav.ingest.annotate.models import MODEL
from patnav.ingest.annotate.near import NONE, near_marks
from patnav.ingest.annotate.tagged import marks_of_tags
from patnav.ingest.annotate.tagger import Passage, Tag, tagger
from patnav.ingest.annotate.text import body_start, fold
from patnav.ingest.annotate.units import SPANS
from patnav.model import DIMENSIONS, Dimension, Section

__all__ = ["Piece", "read_pieces"]

_TAGGED: dict[str, tuple[Dimension, ...]] = {  # what a section is read for
    "abstract": ("effect", "means", "outlook"),
    "novelty": ("means",),
    "use": ("outlook",),
    "advantage": ("effect", "outlook"),
}
_MATURE = ("abstract", "use")


class Piece(NamedTuple):
    """A text or a part of one, the section that it is read as, and the title of its patent."""

    text: str
    section: Section
    title: str = ""


def read_pieces(
    pieces: Sequence[Piece], lang: str, model: Path = MODEL, near: float = NONE
) -> list[list[Mark]]:
    """Marks of each piece in `zh` or `en`, by dimension and place; offsets are those of the piece.

    `model` is the folder of models. Labels of confidence `near` or more that were nearly given
    stand behind those of their dimension, with the method `near` (1 = none are looked for).
    """
    folded = [fold(one.text) for one in pieces]
    passages = [
        _passage(text, one, lang) if one.section in _TAGGED else None
        for text, one in zip(folded, pieces, strict=True)
    ]
    looked_for = SPANS if near < NONE else ("means",)
    tags = iter(tagger(model).tag([one for one in passages if one], near=looked_for))
    found = []
    for piece, text, passage in zip(pieces, folded, passages, strict=True):
        marks = list(_tagged(piece, passage, next(tags), model, near)) if passage else []
        if piece.section == "claim":
            marks += find_elements(text, lang, model)
        if piece.section in _MATURE:
            marks += find_maturity(text, lang)
        found.append(sorted(marks, key=lambda mark: DIMENSIONS.index(mark.dimension)))
    if lang == "zh" or not pieces:
        return found
    from patnav.ingest.annotate.words import in_whole_words  # noqa: PLC0415 -- spaCy loads slowly

    return in_whole_words([one.text for one in pieces], found)


def _passage(folded: str, piece: Piece, lang: str) -> Passage:
    """The text behind what some sources put before the abstract is read; offsets stay."""
    begin = body_start(folded)
    body, title = " " * begin + folded[begin:], fold(piece.title)
    listed = piece.section == "advantage"
    return Passage(body, title, lang, hints(body, title, lang, listed), listed)


def _tagged(
    piece: Piece, passage: Passage, tags: Iterable[Tag], model: Path, near: float
) -> Iterator[Mark]:
    """Marks of what a piece is read for, then what was nearly given."""
    asked = [tag for tag in tags if tag.dimension in _TAGGED[piece.section]]
    marks = marks_of_tags(passage, asked, model)
    yield from marks
    if near < NONE:
        yield from near_marks(passage, asked, marks, model, near)
