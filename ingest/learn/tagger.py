"""Labelled abstracts as examples for the tagger, and the making of its model file.

A label is told to the network as begin, inside or outside per unit. Where a dimension was not
labelled, or a label is optional, the units there teach nothing about it.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from patnav.errors import InputError
from patnav.gold import Fold, GoldDocument, GoldSet, locate
from patnav.gold_labels import Labels
from patnav.gold_spans import Span
from patnav.ingest.annotate.directions import DIRECTIONS
from patnav.ingest.annotate.models import TAGGER_FILES
from patnav.ingest.annotate.network import HEADS, Network
from patnav.ingest.annotate.tagger import Tagger
from patnav.ingest.annotate.units import SPANS, Units, units
from patnav.ingest.learn.lessons import DIRECTION, OUTSIDE, Lessons, language, passage
from patnav.ingest.learn.network import Example, Plan, quantised, train
from patnav.ingest.learn.sureness import FIELDS, NOTHING, Sureness, calibrated, located

__all__ = ["JUDGED", "TAUGHT", "Model", "examples", "fit", "learn", "write_arrays"]

Floats = NDArray[np.float32]
Arrays = Mapping[str, NDArray[np.generic]]

TAUGHT, JUDGED = Fold.parse("0,1,2,3,4,5,6,8/10"), Fold.parse("7,9/10")
"""Documents (by the MD5 of their ids) that teach, and that judge what was learned."""
GOLD = 1.5  # worth of a unit that a person labelled; a teacher's counts 1
FEWEST = 20
"""Labelled abstracts of a language from which a network is trained for it."""
_OF: dict[str, dict[str, Any]] = {"zh": {}, "en": {"seldom": 3, "vector_dropout": 0.4}}
"""How learning differs by language: of English there are fewer texts, and many words."""


@dataclass(frozen=True, slots=True)
class Model:
    """A trained tagger: the arrays of its networks by language, and how sure it is."""

    networks: Mapping[str, Arrays]
    sureness: Sureness

    def write(self, folder: Path) -> None:
        """Write the networks, `tagger.yaml`, `means.yaml`; the same model gives the same bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        for lang, arrays in self.networks.items():
            write_arrays(folder / TAGGER_FILES[lang], arrays)
        self.sureness.write(folder)


def learn(
    gold: Sequence[GoldSet],
    taught: Sequence[Lessons],
    plan: Plan,
    say: Callable[[str], None],
    judges: Sequence[GoldSet] = (),
    known: Sureness = NOTHING,
) -> Model:
    """Train a network per language on labelled sets and on what teachers think, and calibrate.

    Confidences come from a model that saw four fifths of `gold` and answers on the last; the model
    itself sees all. With `judges` one model is trained, on all of `gold` and four fifths of
    `judges`, and their last fifth calibrates: what is measured there is true of that very model.
    `known` is how sure a tagger was before, which few answers shift only.
    Deterministic: the same sets in the same order on the same machine give the same bytes. Raises
    InputError when there are too few labelled abstracts.
    """
    if judges:
        judged = [one.only(JUDGED) for one in judges]
        learned = [*(one.only(TAUGHT) for one in judges), *gold]
        networks = fit(learned, _without(taught, judged), plan, say)
        return Model(networks, calibrated(_tagger(networks), judged, known))
    say("four fifths, to calibrate on the last")
    judged = [one.only(JUDGED) for one in gold]
    langs = _enough(gold, say)
    taught_first = [one.only(TAUGHT) for one in gold]
    first = fit(taught_first, _without(taught, judged), plan, say, langs)
    sureness = calibrated(_tagger(first), judged, known)
    say("all")
    return Model(fit(gold, taught, plan, say, langs), sureness)


def _tagger(networks: Mapping[str, Arrays]) -> Tagger:
    return Tagger({lang: Network(arrays) for lang, arrays in networks.items()})


def _without(taught: Sequence[Lessons], judged: Sequence[GoldSet]) -> list[Lessons]:
    """Lessons on other texts than those that judge."""
    texts = {document.text for one in judged for document in one.documents.values()}
    return [
        [lesson for lesson in lessons if lesson.document.text not in texts] for lessons in taught
    ]


def fit(
    gold: Sequence[GoldSet],
    taught: Sequence[Lessons],
    plan: Plan,
    say: Callable[[str], None],
    langs: Sequence[str] = (),
) -> dict[str, Arrays]:
    """Train networks of the languages given, or of those that have 20 labels; returns their arrays.

    Raises InputError when no language has so many.
    """
    return {
        lang: _fitted(
            [
                *(example for one in gold for example in examples(one, lang)),
                *_lessons(gold, taught, lang),
            ],
            replace(plan, lang=lang, **_OF[lang]),
            say,
        )
        for lang in langs or _enough(gold, say)
    }


def _enough(gold: Sequence[GoldSet], say: Callable[[str], None]) -> list[str]:
    """Languages with labelled abstracts enough; says which others have some, raises InputError."""
    documents = [one.documents[key] for one in gold for key in one.labels]
    counts = Counter(language(one) for one in documents if one.kind != "claim")
    for lang in TAGGER_FILES:
        if counts[lang] < FEWEST:
            say(f"{lang}: {counts[lang]} labelled abstracts, too few ({FEWEST}): not learned")
    found = [lang for lang in TAGGER_FILES if counts[lang] >= FEWEST]
    if not found:
        raise InputError(
            f"no language has {FEWEST} labelled abstracts to learn from",
            where="GOLD",
            remedy="give gold files with some dozens of labelled abstracts",
        )
    return found


def _lessons(gold: Sequence[GoldSet], taught: Sequence[Lessons], lang: str) -> list[Example]:
    """What teachers think of texts that nobody labelled."""
    known = {document.text for one in gold for document in one.documents.values()}
    return [
        lesson.example()
        for lessons in taught
        for lesson in lessons
        if language(lesson.document) == lang and lesson.document.text not in known
    ]


def _fitted(given: Sequence[Example], plan: Plan, say: Callable[[str], None]) -> Arrays:
    units = sum(len(one.units.starts) for one in given)
    say(f"{plan.lang}: {len(given):,} abstracts, {units:,} units")
    parameters = plan.parameters()
    for number, loss in enumerate(train(given, plan, parameters), start=1):
        say(f"pass {number} of {plan.passes}: loss {loss:.4f}")
    return quantised(parameters)


def examples(gold: GoldSet, lang: str) -> list[Example]:
    """Make an example of each labelled abstract in a language, in the order of the labels."""
    return [
        _example(document, labels)
        for document, labels in ((gold.documents[key], one) for key, one in gold.labels.items())
        if document.kind != "claim" and language(document) == lang
    ]


def _example(document: GoldDocument, labels: Labels) -> Example:
    read = units(*passage(document)[:4])
    count = len(read.starts)
    wanted = np.zeros((count, HEADS["direction"].stop), np.float32)
    weights = np.zeros((count, len(HEADS)), np.float32)
    for number, dimension in enumerate(SPANS):
        name = FIELDS[dimension]
        if name not in labels.labelled:
            continue
        spans = located(document.text, labels.spans_of(name))
        places = _places(read, spans)
        wanted[np.arange(count), HEADS[dimension].start + places] = 1
        weights[:, number] = np.where(places == 0, OUTSIDE[dimension], 1)
        for span in located(document.text, labels.optional.get(name, ())):
            weights[_within(read, span), number] *= places[_within(read, span)] > 0
    _add_directions(read, document.text, labels, wanted)
    weights[:, -1] = DIRECTION
    return Example(read, wanted, weights * np.float32(GOLD))


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
