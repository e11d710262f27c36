"""Labelled abstracts as examples for the tagger, and the making of its model file.

A label is told to the network as shares of begin, inside and outside per unit. Where a dimension was
not labelled, or a label is optional, the units there teach nothing about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from patnav.gold import GoldDocument, GoldSet, locate
from patnav.gold_labels import Labels
from patnav.gold_spans import Span
from patnav.ingest.annotate.network import HEADS
from patnav.ingest.annotate.tagger import DIRECTIONS, SPANS
from patnav.ingest.annotate.text import fold, script
from patnav.ingest.annotate.units import Units, units
from patnav.ingest.learn.network import Example, Plan, quantised, train

__all__ = ["OUTSIDE", "examples", "fit_tagger"]

Floats = NDArray[np.float32]

OUTSIDE: Mapping[str, float] = {"effect": 1.0, "means": 0.37, "outlook": 1.0}
"""Worth of a unit outside any span: below 1 the tagger finds more, and more that is wrong."""
_FIELDS = {"effect": "effects", "means": "means", "outlook": "market"}
_DIRECTION = 0.3  # worth of a unit's direction beside its place in a span


@dataclass(frozen=True, slots=True)
class Model:
    """A trained tagger: the arrays of its network and a table of confidences per dimension."""

    arrays: Mapping[str, NDArray[np.generic]]
    confidences: Mapping[str, Calibration]

    def write(self, folder: Path) -> None:
        """Write `tagger.npz` and `tagger.yaml`; the same model gives the same bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        write_arrays(folder / "tagger.npz", self.arrays)
        write_calibration(folder / "tagger.yaml", self.confidences, _HEAD)


def learn(
    gold: Sequence[GoldSet], taught: Sequence[GoldSet], plan: Plan, say: Callable[[str], None]
) -> Model:
    """Train on labelled sets and on a teacher's answers, and calibrate confidences.

    Confidences come from a model that saw four fifths of `gold` and answers on the last; the model
    itself sees all. Deterministic: the same sets in the same order on the same machine give the
    same bytes. Raises InputError when `gold` holds too few labelled abstracts.
    """
    say("four fifths, to calibrate on the last")
    answers = {text for one in gold for text in _texts(one.only(JUDGED))}
    lessons = [example for one in taught for example in examples(one, without=answers)]
    first = _fit([example for one in gold for example in examples(one.only(TAUGHT), GOLD)] + lessons, plan, say)
    confidences = calibrated(Tagger(Network(first)), [one.only(JUDGED) for one in gold])
    say("all")
    lessons = [example for one in taught for example in examples(one)]
    whole = _fit([example for one in gold for example in examples(one, GOLD)] + lessons, plan, say)
    return Model(whole, confidences)


def _texts(gold: GoldSet) -> Iterator[str]:
    return (one.text for one in gold.documents.values())


def _fit(given: Sequence[Example], plan: Plan, say: Callable[[str], None]) -> dict[str, NDArray[np.generic]]:
    if not given:
        remedy = "give gold files with some dozens of labelled abstracts"
        raise InputError("no labelled abstract to learn from", where="GOLD", remedy=remedy)
    say(f"{len(given):,} abstracts, {sum(len(one.units.starts) for one in given):,} units")
    parameters = initial(plan.seed)
    for number, loss in enumerate(train(given, plan, parameters), start=1):
        say(f"pass {number} of {plan.passes}: loss {loss:.4f}")
    return quantised(parameters)


def calibrated(tagger: Tagger, sets: Sequence[GoldSet]) -> dict[str, Calibration]:
    """Fit per dimension how often a span of a margin is right, on sets that taught nothing."""
    margins: dict[str, list[float]] = {dimension: [] for dimension in SPANS}
    hits: dict[str, list[bool]] = {dimension: [] for dimension in SPANS}
    for gold in sets:
        for document, labels, tags in _answered(tagger, gold):
            for dimension in SPANS:
                name = _FIELDS[dimension]
                found = [tag for tag in tags if tag.dimension == dimension]
                wanted = _located(document.text, labels.spans_of(name))
                right = {at for _, at in matched(wanted, [(tag.start, tag.end) for tag in found])}
                margins[dimension] += [tag.margin for tag in found]
                hits[dimension] += [at in right for at in range(len(found))]
    return {
        dimension: fit_calibration(margins[dimension], hits[dimension])
        for dimension in SPANS
        if margins[dimension]
    }


def examples(
    gold: GoldSet, worth: float = 1.0, without: Container[str] = ()
) -> list[Example]:
    """Make an example of each labelled abstract of a set, in the order of its labels."""
    return [
        _example(gold.documents[key], labels, worth)
        for key, labels in gold.labels.items()
        if gold.documents[key].kind != "claim" and gold.documents[key].text not in without
    ]


def _example(document: GoldDocument, labels: Labels, worth: float) -> Example:
    lang = document.lang if document.lang in ("zh", "en") else script(document.text)
    read = units(fold(document.text), fold(document.title), lang)
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
    weights[:, -1] = _DIRECTION
    return Example(read, wanted, weights * np.float32(worth))


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
    import io
    import zipfile

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in sorted(arrays.items()):
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content.getvalue())
