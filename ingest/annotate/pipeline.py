"""The annotation as spaCy pipelines: one component per dimension, results as span groups.

`pipeline("zh")` has one token per character, so that every span of the rules is a span of tokens;
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

from patnav.ingest.annotate.claims import find_elements
from patnav.ingest.annotate.hints import hints
from patnav.ingest.annotate.marks import NEAR, Mark
from patnav.ingest.annotate.maturity import find_maturity
from patnav.ingest.annotate.models import MODEL
from patnav.ingest.annotate.near import NONE, near_marks
from patnav.ingest.annotate.tagged import marks_of_tags
from patnav.ingest.annotate.tagger import Passage, Tag, tagger
from patnav.ingest.annotate.text import body_start, fold
from patnav.ingest.annotate.units import SPANS
from patnav.model import DIMENSIONS, Dimension

__all__ = ["COMPONENTS", "CharacterTokenizer", "marks_of", "near_of", "pipeline"]

_LEARNED = ("patnav_tagger", "patnav_elements")
COMPONENTS = (*_LEARNED, "patnav_maturity")
_TAGGED: dict[str, tuple[Dimension, ...]] = {  # what a section is read for
    "abstract": ("effect", "means", "outlook"),
    "novelty": ("means",),
    "use": ("outlook",),
    "advantage": ("effect", "outlook"),
}
_MAX_LENGTH = 5_000_000  # characters; the rules need no memory per character to speak of


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


def _folded(doc: Doc) -> str:
    """The folded text, made once: a character-token Doc takes long to give its text back."""
    if "folded" not in doc.user_data:
        doc.user_data["folded"] = fold(doc.text)
    folded: str = doc.user_data["folded"]
    return folded


Doc.set_extension("section", default="abstract", force=True)
Doc.set_extension("title", default="", force=True)
Doc.set_extension("folded", getter=_folded, force=True)
Span.set_extension("mark", getter=_mark_of, force=True)


def _keep(doc: Doc, dimension: str, marks: Iterable[Mark]) -> Doc:
    """Store marks as spans; in English a mark grows to whole tokens."""
    spans = []
    for mark in marks:
        span = doc.char_span(mark.start, mark.end, label=dimension, alignment_mode="expand")
        if span is not None:
            spans.append(span)
            doc.user_data[_key(span)] = mark._replace(start=span.start_char, end=span.end_char)
    doc.spans[dimension] = spans
    return doc


@Language.factory("patnav_tagger", default_config={"model": str(MODEL), "near": NONE})
class Tagging:
    """Effects, means and outlook of documents, many at once: the network reads batches.

    `model` is the folder that `patnav train` wrote; `near` is the least confidence of labels that
    were nearly given, which come as the spans `near`.
    """

    def __init__(self, nlp: Language, name: str, model: str, near: float) -> None:
        self.lang, self.name, self.model, self.near = nlp.lang, name, Path(model), near

    def __call__(self, doc: Doc) -> Doc:
        """Tag one document."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Tag documents in batches, in their order."""
        stream = iter(docs)
        while batch := list(islice(stream, batch_size)):
            read = [doc for doc in batch if _TAGGED.get(doc._.section)]
            passages = [_passage(doc) for doc in read]
            near = SPANS if self.near < NONE else ("means",)
            found = tagger(self.model).tag(passages, near=near)
            for doc, passage, tags in zip(read, passages, found, strict=True):
                self._mark(doc, passage, tags)
            yield from batch

    def _mark(self, doc: Doc, passage: Passage, tags: list[Tag]) -> None:
        wanted = _TAGGED[doc._.section]
        asked = [tag for tag in tags if tag.dimension in wanted]
        marks = marks_of_tags(passage, asked, self.model)
        for dimension in wanted:
            _keep(doc, dimension, [mark for mark in marks if mark.dimension == dimension])
        if self.near < NONE:
            _keep(doc, NEAR, near_marks(passage, asked, marks, self.model, self.near))


def _passage(doc: Doc) -> Passage:
    """The text behind what some sources put before the abstract is read; offsets stay."""
    begin = body_start(doc._.folded)
    body, title = " " * begin + doc._.folded[begin:], fold(doc._.title)
    listed = doc._.section == "advantage"
    return Passage(body, title, doc.lang_, hints(body, title, doc.lang_, listed), listed)


@Language.factory("patnav_elements", default_config={"model": str(MODEL)})
class Splitting:
    """Elements of claims; `model` is the folder whose `claims.yaml` says where they begin."""

    def __init__(self, nlp: Language, name: str, model: str) -> None:
        self.lang, self.name, self.model = nlp.lang or "", name, Path(model)

    def __call__(self, doc: Doc) -> Doc:
        """Split the claims of one document."""
        if doc._.section != "claim":
            return _keep(doc, "element", [])
        return _keep(doc, "element", find_elements(doc._.folded, self.lang, self.model))


def _maturity(doc: Doc) -> Iterable[Mark]:
    return find_maturity(doc._.folded, doc.lang_) if doc._.section in ("abstract", "use") else []


Language.component("patnav_maturity", func=lambda doc: _keep(doc, "maturity", _maturity(doc)))


@cache
def pipeline(lang: str, model: Path = MODEL, near: float = NONE) -> Language:
    """The annotation pipeline for `zh` or `en` as a spaCy `Language`; made once per process.

    `model` is the folder of models, in a project its own `models/` where it has one; `near` the
    least confidence of labels that were nearly given (1 = none are looked for).
    """
    nlp = spacy.blank(lang)
    nlp.max_length = _MAX_LENGTH
    if lang == "zh":
        nlp.tokenizer = CharacterTokenizer(nlp.vocab)
    for name in COMPONENTS:
        config: dict[str, str | float] = {"model": str(model)} if name in _LEARNED else {}
        nlp.add_pipe(name, config=config | ({"near": near} if name == "patnav_tagger" else {}))
    return nlp


def marks_of(doc: Doc) -> list[Mark]:
    """All marks of a document that went through the pipeline, by dimension and place."""
    return [span._.mark for dimension in DIMENSIONS for span in doc.spans.get(dimension, [])]


def near_of(doc: Doc) -> list[Mark]:
    """The marks that a document was nearly given; their method says that they are none."""
    return [span._.mark for span in doc.spans.get(NEAR, [])]
