"""English marks are whole words, as spaCy's tokenizer cuts them; of Chinese none is made."""

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
    """Marks of each text grown to the words that they begin and end in."""
    nlp = _english()
    with nlp.memory_zone():
        return [
            list(_grown(nlp.make_doc(text), marks)) if marks else []
            for text, marks in zip(texts, found, strict=True)
        ]


def _grown(doc: Doc, marks: Iterable[Mark]) -> Iterator[Mark]:
    for mark in marks:
        span = doc.char_span(mark.start, mark.end, alignment_mode="expand")
        if span is not None:
            yield mark._replace(start=span.start_char, end=span.end_char)


@cache
def _english() -> Language:
    nlp = spacy.blank("en")
    nlp.max_length = LONGEST
    return nlp
