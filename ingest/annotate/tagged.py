"""From tags to marks: which spans stay, what is said about them, how sure they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from patnav.ingest.annotate.calibration import Calibration, read_calibration
from patnav.ingest.annotate.directions import agreed
from patnav.ingest.annotate.edges import tight
from patnav.ingest.annotate.effect_facts import effect_mark
from patnav.ingest.annotate.key_means import candidates, key_means
from patnav.ingest.annotate.marks import Mark
from patnav.ingest.annotate.models import CONFIDENCES_FILE, MODEL, home_of
from patnav.ingest.annotate.tagger import Passage, Tag
from patnav.ingest.terms import normalise

__all__ = ["LEAST", "confidence", "mark_of", "marks_of_tags", "near_confidence", "weak"]

_METHOD = "tagger"
LEAST = {"outlook": 0.4}
"""The confidence from which labels of a dimension are given, where it is not all of them: F1 is
highest when those are left out whose chance is below half of it (Lipton, Elkan & Naryanaswamy
2014)."""


def marks_of_tags(passage: Passage, tags: Sequence[Tag], model: Path = MODEL) -> list[Mark]:
    """Marks of a passage, by dimension and place; near tags count where they are key means.

    `model` is the folder whose `tagger.yaml` says how sure a tag of a margin is, and whose
    `means.yaml` which means are key ones.
    """
    placed = tight(passage, tags)
    given = [tag for tag in placed if not tag.near and not weak(tag, passage.lang, model)]
    others = [tag for tag in given if tag.dimension != "means"]
    if passage.listed:
        others = sorted([*others, *_ruled(passage, given)], key=lambda tag: tag.start)
    means = key_means(model).chosen(candidates(passage, placed))
    return [
        *(mark_of(passage, tag, confidence(tag, passage.lang, model)) for tag in others),
        *(mark_of(passage, one.tag, chance) for one, chance in means),
    ]


def confidence(tag: Tag, lang: str, model: Path = MODEL) -> float:
    """How likely a span of this margin is right, in 0..1, from held-out documents.

    A dimension of which a model saw too little to tell is told as by the model of patnav.
    """
    names = (f"{tag.dimension}.{lang}", tag.dimension)
    table = _table(names, model) or _tables(MODEL)[tag.dimension]
    return round(float(table.apply(tag.margin)), 3)


def weak(tag: Tag, lang: str, model: Path = MODEL) -> bool:
    """Whether a tag is too unsure for a label."""
    least = LEAST.get(tag.dimension)
    return least is not None and confidence(tag, lang, model) < least


def near_confidence(tag: Tag, lang: str, model: Path = MODEL) -> float:
    """How likely a near span is a missed effect or outlook, in 0..1, from held-out documents.

    0 where too few were seen to tell.
    """
    names = (f"near.{tag.dimension}.{lang}", f"near.{tag.dimension}")
    table = _table(names, model) or _table(names, MODEL)
    return round(float(table.apply(tag.margin)), 3) if table else 0.0


def _table(names: Iterable[str], model: Path) -> Calibration | None:
    own = _tables(model)
    return next((own[name] for name in names if name in own), None)


@cache
def _tables(model: Path) -> dict[str, Calibration]:
    return read_calibration(home_of(CONFIDENCES_FILE, model) / CONFIDENCES_FILE)


def _ruled(passage: Passage, tags: Sequence[Tag]) -> Iterator[Tag]:
    """Effects of a list of advantages that the rules see and the tagger does not."""
    for hint in passage.hints:
        apart = all(hint.end <= tag.start or tag.end <= hint.start for tag in tags)
        if hint.dimension == "effect" and apart:
            yield Tag("effect", hint.start, hint.end, 0.0)


def mark_of(passage: Passage, tag: Tag, sure: float) -> Mark:
    """The mark of a tag, with what is said about it; `sure` is its confidence."""
    span = tag.start, tag.end
    if tag.dimension == "effect":
        mark = effect_mark(passage.folded, span, passage.lang, _METHOD, sure)
        if not tag.ways:
            return mark
        quote = passage.folded[slice(*span)]
        return mark._replace(direction=agreed(quote, passage.lang, tag.ways))
    if tag.dimension == "means":
        term = normalise(passage.folded[slice(*span)], passage.lang)
        return Mark("means", *span, term, _METHOD, sure)
    return Mark("outlook", *span, "unknown", _METHOD, sure)
