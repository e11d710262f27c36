"""The annotation as spaCy pipelines: one component per dimension, results as span groups.

`pipeline("zh")` has one token per character, so that every span of the rules is a span of tokens;
`pipeline("en")` has words. A document carries `Doc._.section`, `Doc._.title`, and after the pipe
`doc.spans["effect"]` … whose spans answer `span._.mark`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import DummyTokenizer
from spacy.vocab import Vocab

from patnav.ingest.annotate.claims import find_elements
from patnav.ingest.annotate.effects import find_effects
from patnav.ingest.annotate.english import find_effects_en, find_means_en
from patnav.ingest.annotate.marks import Mark
from patnav.ingest.annotate.maturity import find_maturity
from patnav.ingest.annotate.means import find_means
from patnav.ingest.annotate.outlook import find_outlook
from patnav.ingest.annotate.text import fold
from patnav.model import DIMENSIONS

__all__ = ["COMPONENTS", "CharacterTokenizer", "marks_of", "pipeline"]

COMPONENTS = (
    "patnav_effects",
    "patnav_means",
    "patnav_elements",
    "patnav_maturity",
    "patnav_outlook",
)
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


def _component(name: str, dimension: str, find: Callable[[Doc], Iterable[Mark]]) -> None:
    Language.component(name, func=lambda doc: _keep(doc, dimension, find(doc)))


def _effects(doc: Doc) -> Iterable[Mark]:
    if doc._.section not in ("abstract", "advantage"):
        return []
    listed = doc._.section == "advantage"
    return (
        find_effects(doc._.folded, listed)
        if doc.lang_ == "zh"
        else find_effects_en(doc._.folded, listed)
    )


def _means(doc: Doc) -> Iterable[Mark]:
    if doc._.section not in ("abstract", "novelty"):
        return []
    effects = [span._.mark for span in doc.spans.get("effect", [])]
    find = find_means if doc.lang_ == "zh" else find_means_en
    return find(doc._.folded, fold(doc._.title), effects)


def _elements(doc: Doc) -> Iterable[Mark]:
    return find_elements(doc._.folded, doc.lang_) if doc._.section == "claim" else []


def _maturity(doc: Doc) -> Iterable[Mark]:
    return find_maturity(doc._.folded, doc.lang_) if doc._.section in ("abstract", "use") else []


def _outlook(doc: Doc) -> Iterable[Mark]:
    listed = doc._.section in ("abstract", "use", "advantage")
    return find_outlook(doc._.folded, doc.lang_) if listed else []


_component("patnav_effects", "effect", _effects)
_component("patnav_means", "means", _means)
_component("patnav_elements", "element", _elements)
_component("patnav_maturity", "maturity", _maturity)
_component("patnav_outlook", "outlook", _outlook)


@cache
def pipeline(lang: str) -> Language:
    """The annotation pipeline for `zh` or `en` as a spaCy `Language`; made once per process."""
    nlp = spacy.blank(lang)
    nlp.max_length = _MAX_LENGTH
    if lang == "zh":
        nlp.tokenizer = CharacterTokenizer(nlp.vocab)
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


def marks_of(doc: Doc) -> list[Mark]:
    """All marks of a document that went through the pipeline, by dimension and place."""
    return [span._.mark for dimension in DIMENSIONS for span in doc.spans.get(dimension, [])]
