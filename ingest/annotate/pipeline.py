"""The annotation as a spaCy pipeline: one component, results as span groups.

`pipeline("zh")` has one token per character, so that every mark is a span of tokens;
`pipeline("en")` has words. A document carries `Doc._.section`, `Doc._.title`, and after the pipe
`doc.spans["effect"]` … whose spans answer `span._.mark`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import DummyTokenizer
from spacy.vocab import Vocab

from patnav.ingest.annotate.marks import Mark
from patnav.ingest.annotate.models import MODEL
from patnav.ingest.annotate.reading import Piece, read_pieces
from patnav.ingest.annotate.words import LONGEST
from patnav.model import DIMENSIONS

__all__ = ["CharacterTokenizer", "pipeline"]

_COMPONENT = "patnav"


class CharacterTokenizer(DummyTokenizer):
    """One token per character: spaCy's own segmenter is quadratic in the length of the text."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Make the document; no token is followed by a space, a space is a token."""
        return Doc(self.vocab, words=list(text), spaces=[False] * len(text))


def _key(span: Span) -> str:
    return f"{span.label_}:{span.start_char}-{span.end_char}"


def _mark_of(span: Span) -> Mark:
    found: Mark = span.doc.user_data[_key(span)]
    return found


Doc.set_extension("section", default="abstract", force=True)
Doc.set_extension("title", default="", force=True)
Span.set_extension("mark", getter=_mark_of, force=True)


@Language.factory(_COMPONENT, default_config={"model": str(MODEL)})
class Annotation:
    """Marks of documents in the five dimensions, many at once; `model` is the folder of models."""

    def __init__(self, nlp: Language, name: str, model: str) -> None:
        self.lang, self.name, self.model = nlp.lang or "", name, Path(model)

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one document."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Annotate documents in batches, in their order."""
        stream = iter(docs)
        while batch := list(islice(stream, batch_size)):
            pieces = [Piece(doc.text, doc._.section, doc._.title) for doc in batch]
            for doc, marks in zip(batch, read_pieces(pieces, self.lang, self.model), strict=True):
                _keep(doc, marks)
            yield from batch


def _keep(doc: Doc, marks: Iterable[Mark]) -> None:
    """Store marks as spans of whole tokens; the mark itself has the exact offsets."""
    groups: dict[str, list[Span]] = {dimension: [] for dimension in DIMENSIONS}
    for mark in marks:
        span = doc.char_span(mark.start, mark.end, mark.dimension, alignment_mode="expand")
        if span is not None:
            doc.user_data[_key(span)] = mark
            groups[mark.dimension].append(span)
    for dimension, spans in groups.items():
        doc.spans[dimension] = spans


@cache
def pipeline(lang: str, model: Path = MODEL) -> Language:
    """The annotation pipeline for `zh` or `en` as a spaCy `Language`; made once per process.

    `model` is the folder of models, in a project its own `models/` where it has one.
    """
    nlp = spacy.blank(lang)
    nlp.max_length = LONGEST
    if lang == "zh":
        nlp.tokenizer = CharacterTokenizer(nlp.vocab)
    nlp.add_pipe(_COMPONENT, config={"model": str(model)})
    return nlp
