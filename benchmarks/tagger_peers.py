"""Taggers that people would write first, on the labels that teach patnav's: Chinese abstracts.

Each peer is made of labelled abstracts and gives spans of a document. They need scikit-learn and
python-crfsuite (benchmarks/teachers/requirements.txt), spaCy is a dependency of patnav.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import spacy
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from spacy.tokens import Doc
from spacy.training import Example
from teachers import characters
from teachers.labels import FIELDS, hinted, labelled, places

from patnav.gold import GoldDocument, Labels, Span
from patnav.ingest.annotate.pipeline import CharacterTokenizer
from patnav.ingest.annotate.tagger import Passage

__all__ = ["Lesson", "Spans", "boosting", "crf", "crf_alone", "linear", "rules", "spacy_ner"]

Spans = dict[str, list[Span]]
Peer = Callable[[Passage], Spans]
_CLAUSE = re.compile(r"[^,;。:]+")
_EPOCHS = 4


class Lesson(NamedTuple):
    """An abstract as it is read, with its labels."""

    document: GoldDocument
    passage: Passage
    labels: Labels

    def spans(self) -> Spans:
        """Labelled spans by dimension."""
        return labelled(self.document, self.labels)


def rules(_: Sequence[Lesson]) -> Peer:
    """What patnav's rules propose; learns nothing."""
    return lambda passage: hinted(passage.hints)


def linear(lessons: Sequence[Lesson]) -> Peer:
    """One logistic regression per dimension over n-grams of characters of whole clauses."""
    clauses = [(lesson, span) for lesson in lessons for span in _clauses(lesson.passage.folded)]
    texts = [_shown(lesson.passage, span) for lesson, span in clauses]
    models = {}
    for dimension in FIELDS:
        wanted = [_hit(span, lesson.spans()[dimension]) for lesson, span in clauses]
        vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 4), min_df=2, sublinear_tf=True)
        models[dimension] = make_pipeline(vectors, LogisticRegression(C=10, max_iter=300))
        models[dimension].fit(texts, wanted)

    def find(passage: Passage) -> Spans:
        spans = list(_clauses(passage.folded))
        given = [_shown(passage, span) for span in spans]
        return {
            name: [span for span, hit in zip(spans, model.predict(given), strict=True) if hit]
            for name, model in models.items()
        }

    return find


def _clauses(text: str) -> Iterator[Span]:
    for found in _CLAUSE.finditer(text):
        yield found.span()


def _shown(passage: Passage, span: Span) -> str:
    """A clause with two characters before and behind it."""
    begin, end = span
    text = passage.folded
    return f"{text[max(0, begin - 2) : begin]}|{text[begin:end]}|{text[end : end + 2]}"


def _hit(span: Span, wanted: Sequence[Span]) -> bool:
    return any(_iou(span, other) >= 0.5 for other in wanted)


def _iou(one: Span, other: Span) -> float:
    common = min(one[1], other[1]) - max(one[0], other[0])
    return max(common, 0) / (max(one[1], other[1]) - min(one[0], other[0]))


def boosting(lessons: Sequence[Lesson]) -> Peer:
    """Gradient boosting over candidates (rules' spans and clauses): hashed edges, places, rules."""
    models = {}
    for dimension in FIELDS:
        rows, wanted = [], []
        for lesson in lessons:
            right = lesson.spans()[dimension]
            spans = _candidates(lesson.passage, dimension)
            rows += [_row(lesson.passage, span, dimension) for span in spans]
            wanted += [_hit(span, right) for span in spans]
        model = HistGradientBoostingClassifier(max_iter=150, random_state=1)
        models[dimension] = model.fit(np.array(rows), wanted)

    def find(passage: Passage) -> Spans:
        return {name: _surest(passage, name, model) for name, model in models.items()}

    return find


def _candidates(passage: Passage, dimension: str) -> list[Span]:
    return sorted({*hinted(passage.hints)[dimension], *_clauses(passage.folded)})


_EDGES = HashingVectorizer(analyzer="char", ngram_range=(1, 2), n_features=96, norm=None)


def _row(passage: Passage, span: Span, dimension: str) -> list[float]:
    begin, end = span
    text = passage.folded
    told = hinted(passage.hints)
    edges = _EDGES.transform([text[begin : begin + 4], text[max(begin, end - 4) : end]]).toarray()
    length = max(len(text), 1)
    numbers = [end - begin, begin / length, (length - end) / length, span in told[dimension]]
    numbers += [max((_iou(span, one) for one in told[name]), default=0.0) for name in FIELDS]
    return [*numbers, *map(float, edges.ravel())]


def _surest(passage: Passage, name: str, model: HistGradientBoostingClassifier) -> list[Span]:
    """Candidates that are rather right than wrong, the surest of those that overlap."""
    spans = _candidates(passage, name)
    sure = model.predict_proba(np.array([_row(passage, span, name) for span in spans]))[:, 1]
    taken: list[Span] = []
    for at in np.argsort(-sure, kind="stable"):
        if sure[at] >= 0.5 and not any(_iou(spans[at], one) for one in taken):
            taken.append(spans[at])
    return taken


def crf(lessons: Sequence[Lesson], *, hints: bool = True) -> Peer:
    """The teacher that reads characters (teachers.characters), best sequence."""
    given = [characters.features(lesson.passage, hints=hints) for lesson in lessons]
    with tempfile.TemporaryDirectory() as folder:
        for name in FIELDS:
            wanted = [places(len(one.document.text), one.spans()[name]) for one in lessons]
            characters.train(zip(given, wanted, strict=True), Path(folder) / f"{name}.crf")
        model = characters.Crf(Path(folder))

    def find(passage: Passage) -> Spans:
        found = model.places(characters.features(passage, hints=hints))
        return {name: _runs(one) for name, one in found.items()}

    return find


def crf_alone(lessons: Sequence[Lesson]) -> Peer:
    """The same without what the rules propose."""
    return crf(lessons, hints=False)


def _runs(found: np.ndarray) -> list[Span]:
    begins = np.flatnonzero(found == 1)
    ends = np.flatnonzero((found != 0) & (np.r_[found[1:], 0] != 2)) + 1
    return [(int(begin), int(ends[ends > begin][0])) for begin in begins]


def spacy_ner(lessons: Sequence[Lesson]) -> Peer:
    """spaCy's transition-based `ner` over single characters, four epochs, no vectors."""
    random.seed(1)
    spacy.util.fix_random_seed(1)
    nlp = spacy.blank("zh")
    nlp.tokenizer = CharacterTokenizer(nlp.vocab)
    nlp.add_pipe("ner")
    examples = [_example(nlp.make_doc(lesson.passage.folded), lesson) for lesson in lessons]
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(_EPOCHS):
        random.shuffle(examples)
        for batch in spacy.util.minibatch(examples, 24):
            nlp.update(batch, sgd=optimizer, drop=0.2)

    def find(passage: Passage) -> Spans:
        doc = nlp(passage.folded)
        return {
            name: [(one.start_char, one.end_char) for one in doc.ents if one.label_ == name]
            for name in FIELDS
        }

    return find


def _example(doc: Doc, lesson: Lesson) -> Example:
    """Entities cannot overlap: an effect goes before outlook, outlook before means."""
    taken = np.zeros(len(doc), bool)
    entities = []
    for name in ("effect", "outlook", "means"):
        for begin, end in lesson.spans()[name]:
            if not taken[begin:end].any():
                taken[begin:end] = True
                entities.append((begin, end, name))
    return Example.from_dict(doc, {"entities": entities})
