"""How sure a tagger is, and which means are key ones, from documents that taught it nothing.

Where tables are known already (those of patnav, under labels of one's own), a few answers shift
them and many replace them: reviewers refine what patnav knows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from patnav.gold import GoldDocument, GoldSet, locate
from patnav.gold_labels import Labels
from patnav.gold_spans import Span
from patnav.ingest.annotate.calibration import Calibration, read_calibration
from patnav.ingest.annotate.edges import tight
from patnav.ingest.annotate.key_means import KeyMeans, candidates, key_means
from patnav.ingest.annotate.models import CONFIDENCES_FILE, MEANS_FILE, MODEL, TAGGER_FILES
from patnav.ingest.annotate.tagger import Passage, Tag, Tagger
from patnav.ingest.annotate.units import SPANS
from patnav.ingest.learn.calibration import (
    fit_calibration,
    refine_calibration,
    write_calibration,
)
from patnav.ingest.learn.key_means import Judged, fit_key_means, matched
from patnav.ingest.learn.lessons import language, passage

__all__ = ["FIELDS", "NOTHING", "Sureness", "calibrated", "located", "of_patnav"]

FIELDS = {"effect": "effects", "means": "means", "outlook": "market"}
"""Fields of labels by the dimensions of the tagger."""
_FEW, _MANY = 20, 300  # answers from which a table, and a table of free form, is fitted
_HEAD_OF_MEANS = """Which spans of the tagger are key means (ingest/annotate/key_means.py): weights
of a logistic over traits, and the chance from which one is given. Made by `patnav train` together
with tagger.npz."""
_HEAD = """How likely a span of the tagger is right (overlap) by its margin in logits.
Made by `patnav train` together with tagger.npz; name = dimension, or dimension.language.
near.…: how likely a span that was nearly given is a missed label, by how far it is behind."""


@dataclass(frozen=True, slots=True)
class Sureness:
    """What documents that taught a tagger nothing say of it.

    `tables`: how likely a span is right, per dimension but means; `means`: which of those are key
    ones, None where too few were seen to tell.
    """

    tables: Mapping[str, Calibration]
    means: KeyMeans | None

    def write(self, folder: Path) -> None:
        """Write `tagger.yaml`, and `means.yaml` where it has weights; the same gives same bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        write_calibration(folder / CONFIDENCES_FILE, self.tables, _HEAD)
        if self.means:
            self.means.write(folder / MEANS_FILE, _HEAD_OF_MEANS)


NOTHING = Sureness({}, None)
"""What is known before patnav's own models are made."""


def of_patnav() -> Sureness:
    """What comes with patnav."""
    return Sureness(read_calibration(MODEL / CONFIDENCES_FILE), key_means(MODEL))


def calibrated(tagger: Tagger, sets: Sequence[GoldSet], known: Sureness = NOTHING) -> Sureness:
    """Fit how often a span is right, on sets that taught nothing.

    One table per dimension and one per dimension and language (`effect`, `effect.zh`), where there
    are 20 answers; from 300 on they alone make it, fewer shift the `known` one, which stands where
    there are fewer still. Of a language that is not read or labelled patnav's tables stand.
    `near.…` are those of spans that were nearly given, which are right where they meet a label
    that no given span meets. Means have weights of their own instead.
    """
    margins: dict[str, list[float]] = defaultdict(list)
    hits: dict[str, list[bool]] = defaultdict(list)
    means: list[Judged] = []
    for gold in sets:
        for document, labels, read, tags in _answered(tagger, gold):
            means += _means(document, labels, read, tags)
            for name, margin, hit in _answers(document, labels, tags):
                for kind in (name, f"{name}.{read.lang}"):
                    margins[kind].append(margin)
                    hits[kind].append(hit)
    tables = {**_of_other_languages(tagger.languages, sets), **known.tables} | {
        name: _table(margins[name], hits[name], known.tables.get(name))
        for name in sorted(margins)
        if len(margins[name]) >= _FEW
    }
    return Sureness(tables, fit_key_means(means, known.means))


def _of_other_languages(read: Set[str], sets: Sequence[GoldSet]) -> dict[str, Calibration]:
    """Patnav's tables of the languages that are not read, or of which no abstract is labelled."""
    documents = (gold.documents[key] for gold in sets for key in gold.labels)
    labelled = {language(one) for one in documents if one.kind != "claim"}
    others = TAGGER_FILES.keys() - (read & labelled)
    known = of_patnav().tables
    return {name: table for name, table in known.items() if name.rpartition(".")[2] in others}


def located(text: str, quotes: Iterable[str]) -> list[Span]:
    """Spans of the quotes that stand in the text."""
    return [span for span in locate(text, quotes) if span]


def _table(
    margins: Sequence[float], hits: Sequence[bool], known: Calibration | None
) -> Calibration:
    if len(margins) >= _MANY:
        return fit_calibration(margins, hits)
    if known:
        return refine_calibration(known, margins, hits)
    return fit_calibration(margins, hits, "platt")


def _answered(
    tagger: Tagger, gold: GoldSet
) -> Iterator[tuple[GoldDocument, Labels, Passage, list[Tag]]]:
    """Labelled abstracts as the tagger reads them, with its tags, tight as they are given."""
    listed = [key for key in gold.labels if gold.documents[key].kind != "claim"]
    read = [passage(gold.documents[key]) for key in listed]
    for key, one, tags in zip(listed, read, tagger.tag(read, near=SPANS), strict=True):
        yield gold.documents[key], gold.labels[key], one, tight(one, tags)


def _answers(
    document: GoldDocument, labels: Labels, tags: Sequence[Tag]
) -> Iterator[tuple[str, float, bool]]:
    """Table, margin and whether it is right, of the effects and market quotes that count."""
    for dimension in ("effect", "outlook"):
        field = FIELDS[dimension]
        if field not in labels.labelled:
            continue
        wanted = located(document.text, labels.spans_of(field))
        optional = located(document.text, labels.optional.get(field, ()))
        for near in (False, True):
            found = [tag for tag in tags if (tag.dimension, tag.near) == (dimension, near)]
            spans = [(tag.start, tag.end) for tag in found]
            met, right, counted = matched(wanted, optional, spans)
            wanted = [span for at, span in enumerate(wanted) if at not in met]
            name = f"near.{dimension}" if near else dimension
            yield from ((name, found[at].margin, at in right) for at in counted)


def _means(
    document: GoldDocument, labels: Labels, read: Passage, tags: Sequence[Tag]
) -> Iterator[Judged]:
    """What may be a means of a document whose means were labelled."""
    if "means" in labels.labelled:
        yield Judged(
            candidates(read, tags),
            located(document.text, labels.spans_of("means")),
            located(document.text, labels.optional.get("means", ())),
        )
