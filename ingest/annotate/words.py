"""English marks are whole words, as spaCy's tokenizer cuts them; of Chinese none is made.

Elements of claims are left as they are: claims are cut between words, and a token may join the
number of a claim or a full stop to one (“1.A”, “B.”).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from patnav.ingest.annotate.marks import Mark

__all__ = ["LONGEST", "in_whole_words"]

LONGEST = 5_000_000
"""Characters that spaCy may cut into tokens: without a parser that needs little memory."""


def in_whole_words(texts: Sequence[str], found: Sequence[list[Mark]]) -> list[list[Mark]]:
    """Marks of each text, but elements, grown to the words that they begin and end in."""
    nlp = _english()
    with nlp.memory_zone():
        return [
            list(_grown(nlp.make_doc(text), marks)) if any(map(_grows, marks)) else marks
            for text, marks in zip(texts, found, strict=True)
        ]


def _grows(mark: Mark) -> bool:
    return mark.dimension != "element"


def _grown(doc: Doc, marks: Iterable[Mark]) -> Iterator[Mark]:
    for mark in marks:
        span = doc.char_span(mark.start, mark.end, alignment_mode="expand")
        if not _grows(mark):
            yield mark
        elif span is not None:
            yield mark._replace(start=span.start_char, end=span.end_char)


@cache
def _english() -> Language:
    nlp = spacy.blank("en")
    nlp.max_length = LONGEST
    return nlp
