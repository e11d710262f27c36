"""Texts in, mentions out: a stream that keeps the order of its input and a bounded memory."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

from patnav.ingest.annotate.language import RULES, rules_language
from patnav.ingest.annotate.marks import Mark, mention
from patnav.ingest.annotate.models import MODEL
from patnav.ingest.annotate.near import NONE
from patnav.ingest.annotate.reading import Piece, read_pieces
from patnav.ingest.annotate.sections import Stretch, stretches
from patnav.model import DIMENSIONS, Mention, Text
from patnav.workers import in_order

__all__ = ["annotate_here", "annotate_texts"]

Key = TypeVar("Key")
_Batch = list[tuple[Text, str]]  # texts with their titles
_Work = Callable[[_Batch], list[list[Mark]]]
_BATCH = 512  # texts
_CHARACTERS = 1_000_000  # in a batch, but for its last text
_SURROGATE = re.compile("[\ud800-\udfff]")  # half a character: JSON can hold it, UTF-8 cannot
_ALONE = 4  # batches for which no other processes are started


def annotate_texts(
    texts: Iterable[tuple[Key, Text]],
    titles: Mapping[Key, str] | None = None,
    model: Path = MODEL,
) -> Iterator[tuple[Key, Mention]]:
    """Annotate a stream of texts: mentions, each with the key of its text, in the input's order.

    `titles` (by key) tells the rules what is too general to be a means. Abstracts give means,
    effects, maturity and outlook; claims give elements; novelty gives means, advantage effects, use
    outlook. Titles and languages without rules give nothing. Texts are read in batches of at most
    512 texts; of a long stream several processes work on them (patnav.workers). `model` is the
    folder of models.
    """
    work = partial(_annotate_batch, model, NONE)
    return _annotate(texts, titles or {}, work, partial(in_order, alone=_ALONE))


def annotate_here(
    texts: Iterable[tuple[Key, Text]],
    titles: Mapping[Key, str],
    model: Path = MODEL,
    near: float = NONE,
) -> Iterator[tuple[Key, Mention]]:
    """Do what `annotate_texts` does, in this process: for who shares the work out already.

    Labels of confidence `near` or more that were nearly given come too, with the method `near`.
    """
    return _annotate(texts, titles, partial(_annotate_batch, model, near), map)


def _annotate(
    texts: Iterable[tuple[Key, Text]],
    titles: Mapping[Key, str],
    one: _Work,
    work: Callable[[_Work, Iterator[_Batch]], Iterator[list[list[Mark]]]],
) -> Iterator[tuple[Key, Mention]]:
    read: deque[list[tuple[Key, Text]]] = deque()

    def batches() -> Iterator[_Batch]:
        for batch in _batches(texts):
            read.append(batch)
            yield [(text, titles.get(key, "")) for key, text in batch]

    for marks in work(one, batches()):
        for (key, text), found in zip(read.popleft(), marks, strict=True):
            for mark in found:
                yield key, mention(mark, text)


def _batches(texts: Iterable[tuple[Key, Text]]) -> Iterator[list[tuple[Key, Text]]]:
    batch: list[tuple[Key, Text]] = []
    size = 0
    for key, text in texts:
        batch.append((key, text))
        size += len(text.text)
        if len(batch) == _BATCH or size > _CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _annotate_batch(model: Path, near: float, batch: _Batch) -> list[list[Mark]]:
    found: list[list[Mark]] = [[] for _ in batch]
    pieces = [
        (number, rules_language(text), stretch)
        for number, (text, _) in enumerate(batch)
        if rules_language(text)
        for stretch in stretches(text)
    ]
    for lang in RULES:
        chosen = [(number, stretch) for number, known, stretch in pieces if known == lang]
        given = [_piece(*batch[number], stretch) for number, stretch in chosen]
        for (number, stretch), marks in zip(
            chosen, read_pieces(given, lang, model, near), strict=True
        ):
            found[number].extend(_held(marks, stretch))
    return [sorted(marks, key=lambda mark: DIMENSIONS.index(mark.dimension)) for marks in found]


def _held(marks: list[Mark], stretch: Stretch) -> Iterator[Mark]:
    """Marks of a stretch that it can hold, as marks of the whole text."""
    for mark in marks:
        if mark.dimension in stretch.dimensions:
            yield mark.moved(stretch.start) if stretch.start else mark


def _piece(text: Text, title: str, stretch: Stretch) -> Piece:
    part = _SURROGATE.sub("\ufffd", text.text[stretch.start : stretch.end])
    return Piece(part, stretch.section, title)
