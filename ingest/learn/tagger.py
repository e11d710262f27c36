"""Labelled abstracts as examples for the tagger, and the making of its model file.

A label is told to the network as begin, inside or outside per unit. Where a dimension was not
labelled, or a label is optional, the units there teach nothing about it.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from patnav.errors import InputError
from patnav.gold import Fold, GoldDocument, GoldSet, locate
from patnav.gold_labels import Labels
from patnav.gold_spans import Span, match
from patnav.ingest.annotate.calibration import Calibration, fit_calibration, write_calibration
from patnav.ingest.annotate.directions import DIRECTIONS
from patnav.ingest.annotate.edges import tight
from patnav.ingest.annotate.key_means import KeyMeans, candidates
from patnav.ingest.annotate.models import CONFIDENCES_FILE, MEANS_FILE, MODEL_FILE
from patnav.ingest.annotate.network import HEADS, Network
from patnav.ingest.annotate.tagger import Passage, Tag, Tagger
from patnav.ingest.annotate.units import SPANS, Units, units
from patnav.ingest.learn.key_means import Judged, fit_key_means
from patnav.ingest.learn.lessons import DIRECTION, OUTSIDE, Lessons, passage
from patnav.ingest.learn.network import Example, Plan, quantised, train

__all__ = [
    "JUDGED",
    "TAUGHT",
    "Model",
    "Sureness",
    "calibrated",
    "examples",
    "fit",
    "learn",
    "write_arrays",
]

Floats = NDArray[np.float32]

TAUGHT, JUDGED = Fold.parse("0,1,2,3,4,5,6,8/10"), Fold.parse("7,9/10")
"""Documents (by the MD5 of their ids) that teach, and that judge what was learned."""
_FEW, _MANY = 20, 300  # answers from which a table, and a table of free form, is fitted
GOLD = 1.5  # worth of a unit that a person labelled; a teacher's counts 1
_FIELDS = {"effect": "effects", "means": "means", "outlook": "market"}
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


@dataclass(frozen=True, slots=True)
class Model:
    """A trained tagger: the arrays of its network, and how sure it is."""

    arrays: Mapping[str, NDArray[np.generic]]
    sureness: Sureness

    def write(self, folder: Path) -> None:
        """Write `tagger.npz`, `tagger.yaml`, `means.yaml`; the same model gives the same bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        write_arrays(folder / MODEL_FILE, self.arrays)
        self.sureness.write(folder)


def learn(
    gold: Sequence[GoldSet],
    taught: Sequence[Lessons],
    plan: Plan,
    say: Callable[[str], None],
    judges: Sequence[GoldSet] = (),
) -> Model:
    """Train on labelled sets and on what teachers think, and calibrate confidences.

    Confidences come from a model that saw four fifths of `gold` and answers on the last; the model
    itself sees all. With `judges` one model is trained, on all of `gold` and four fifths of
    `judges`, and their last fifth calibrates: what is measured there is true of that very model.
    Deterministic: the same sets in the same order on the same machine give the same bytes. Raises
    InputError when there are too few labelled abstracts.
    """
    if judges:
        judged = [one.only(JUDGED) for one in judges]
        learned = [*(one.only(TAUGHT) for one in judges), *gold]
        arrays = fit(learned, _without(taught, judged), plan, say)
        return Model(arrays, calibrated(Tagger(Network(arrays)), judged))
    say("four fifths, to calibrate on the last")
    judged = [one.only(JUDGED) for one in gold]
    first = fit([one.only(TAUGHT) for one in gold], _without(taught, judged), plan, say)
    sureness = calibrated(Tagger(Network(first)), judged)
    say("all")
    return Model(fit(gold, taught, plan, say), sureness)


def _without(taught: Sequence[Lessons], judged: Sequence[GoldSet]) -> list[Lessons]:
    """Lessons on other texts than those that judge."""
    texts = {document.text for one in judged for document in one.documents.values()}
    return [
        [lesson for lesson in lessons if lesson.document.text not in texts] for lessons in taught
    ]


def fit(
    gold: Sequence[GoldSet], taught: Sequence[Lessons], plan: Plan, say: Callable[[str], None]
) -> dict[str, NDArray[np.generic]]:
    """Train one network; returns the arrays of its model file."""
    given = [example for one in gold for example in examples(one)]
    if not given:
        remedy = "give gold files with some dozens of labelled abstracts"
        raise InputError("no labelled abstract to learn from", where="GOLD", remedy=remedy)
    known = {document.text for one in gold for document in one.documents.values()}
    for lessons in taught:
        given += [lesson.example() for lesson in lessons if lesson.document.text not in known]
    say(f"{len(given):,} abstracts, {sum(len(one.units.starts) for one in given):,} units")
    parameters = plan.parameters()
    for number, loss in enumerate(train(given, plan, parameters), start=1):
        say(f"pass {number} of {plan.passes}: loss {loss:.4f}")
    return quantised(parameters)


def calibrated(tagger: Tagger, sets: Sequence[GoldSet]) -> Sureness:
    """Fit how often a span is right, on sets that taught nothing.

    One table per dimension and one per dimension and language (`effect`, `effect.zh`), where there
    are answers enough; `near.…` are those of spans that were nearly given, which are right where
    they meet a label that no given span meets. Means have weights of their own instead.
    """
    margins: dict[str, list[float]] = defaultdict(list)
    hits: dict[str, list[bool]] = defaultdict(list)
    means: list[Judged] = []
    for gold in sets:
        for document, labels, tags in _answered(tagger, gold):
            read = passage(document)
            means += _means(read, document.text, labels, tags)
            for dimension in ("effect", "outlook"):
                wanted = _located(document.text, labels.spans_of(_FIELDS[dimension]))
                for near in (False, True):
                    found = [tag for tag in tags if (tag.dimension, tag.near) == (dimension, near)]
                    pairs = match(wanted, [(tag.start, tag.end) for tag in found])
                    right = {at for _, at in pairs}
                    met = {at for at, _ in pairs}
                    wanted = [span for at, span in enumerate(wanted) if at not in met]
                    stem = f"near.{dimension}" if near else dimension
                    for kind in (stem, f"{stem}.{read.lang}"):
                        margins[kind] += [tag.margin for tag in found]
                        hits[kind] += [at in right for at in range(len(found))]
    tables = {
        name: fit_calibration(margins[name], hits[name], "platt" if many < _MANY else "isotonic")
        for name, many in ((name, len(margins[name])) for name in sorted(margins))
        if many >= _FEW
    }
    return Sureness(tables, fit_key_means(means))


def _means(read: Passage, text: str, labels: Labels, tags: Sequence[Tag]) -> Iterator[Judged]:
    """What may be a means of a document whose means were labelled."""
    if "means" in labels.labelled:
        yield Judged(
            candidates(read, tight(read, tags)),
            _located(text, labels.spans_of("means")),
            _located(text, labels.optional.get("means", ())),
        )


def examples(gold: GoldSet) -> list[Example]:
    """Make an example of each labelled abstract of a set, in the order of its labels."""
    return [
        _example(gold.documents[key], labels)
        for key, labels in gold.labels.items()
        if gold.documents[key].kind != "claim"
    ]


def _answered(tagger: Tagger, gold: GoldSet) -> Iterator[tuple[GoldDocument, Labels, list[Tag]]]:
    listed = [key for key in gold.labels if gold.documents[key].kind != "claim"]
    found = tagger.tag([passage(gold.documents[key]) for key in listed], near=SPANS)
    for key, tags in zip(listed, found, strict=True):
        yield gold.documents[key], gold.labels[key], tags


def _example(document: GoldDocument, labels: Labels) -> Example:
    read = units(*passage(document)[:4])
    count = len(read.starts)
    wanted = np.zeros((count, HEADS["direction"].stop), np.float32)
    weights = np.zeros((count, len(HEADS)), np.float32)
    for number, dimension in enumerate(SPANS):
        name = _FIELDS[dimension]
        if name not in labels.labelled:
            continue
        spans = _located(document.text, labels.spans_of(name))
        places = _places(read, spans)
        wanted[np.arange(count), HEADS[dimension].start + places] = 1
        weights[:, number] = np.where(places == 0, OUTSIDE[dimension], 1)
        for span in _located(document.text, labels.optional.get(name, ())):
            weights[_within(read, span), number] *= places[_within(read, span)] > 0
    _add_directions(read, document.text, labels, wanted)
    weights[:, -1] = DIRECTION
    return Example(read, wanted, weights * np.float32(GOLD))


def _located(text: str, quotes: Iterable[str]) -> list[Span]:
    return [span for span in locate(text, quotes) if span]


def _within(read: Units, span: Span) -> NDArray[np.int64]:
    return np.flatnonzero((read.starts >= span[0]) & (read.starts < span[1]))


def _places(read: Units, spans: Sequence[Span]) -> NDArray[np.int64]:
    """0 outside, 1 begin, 2 inside; where spans overlap the one that begins first counts."""
    places = np.zeros(len(read.starts), np.int64)
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        held = _within(read, span)
        if len(held) and not places[held].any():
            places[held] = 2
            places[held[0]] = 1
    return places


def _add_directions(read: Units, text: str, labels: Labels, wanted: Floats) -> None:
    spans = locate(text, [one.quote for one in labels.effects])
    for span, effect in zip(spans, labels.effects, strict=True):
        if span and effect.direction in DIRECTIONS:
            held = _within(read, span)
            wanted[held, HEADS["direction"]] = 0
            wanted[held, HEADS["direction"].start + DIRECTIONS.index(effect.direction)] = 1


def write_arrays(path: Path, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Write arrays compressed; the same arrays give the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in sorted(arrays.items()):
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content.getvalue())
