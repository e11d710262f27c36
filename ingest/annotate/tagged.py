"""From tags to marks: which spans stay, what is said about them, how sure they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from patnav.ingest.annotate.calibration import Calibration, read_calibration
from patnav.ingest.annotate.effect_facts import effect_mark
from patnav.ingest.annotate.marks import Mark
from patnav.ingest.annotate.models import MODEL, MODEL_FILE, home_of
from patnav.ingest.annotate.tagger import Passage, Tag
from patnav.ingest.annotate.text import trim
from patnav.ingest.terms import normalise

__all__ = ["MOST_MEANS", "confidence", "marks_of_tags"]

MOST_MEANS = 6
"""Means of one text: those that make the solution, no parts list (annotation guideline)."""
_METHOD = "tagger"
_SHORTEST = 2  # characters of a term


def marks_of_tags(passage: Passage, tags: Sequence[Tag], model: Path = MODEL) -> list[Mark]:
    """Marks of a passage, by dimension and place; a term is a means once.

    `model` is the folder whose `tagger.yaml` says how sure a tag of a margin is.
    """
    tight = [_trimmed(passage.folded, tag) for tag in tags]
    if passage.listed:
        tight = sorted([*tight, *_ruled(passage, tight)], key=lambda tag: tag.start)
    means = _chosen(passage, [tag for tag in tight if tag.dimension == "means"])
    others = [tag for tag in tight if tag.dimension != "means"]
    return [_mark(passage, tag, model) for tag in (*others, *means) if tag.start < tag.end]


def confidence(tag: Tag, lang: str, model: Path = MODEL) -> float:
    """How likely a span of this margin is right, in 0..1, from held-out documents.

    A dimension of which a model saw too little to tell is told as by the model of patnav.
    """
    own, names = _tables(model), (f"{tag.dimension}.{lang}", tag.dimension)
    table = next((own[name] for name in names if name in own), None)
    table = table or _tables(MODEL)[tag.dimension]
    return round(float(table.apply(tag.margin)), 3)


@cache
def _tables(model: Path) -> dict[str, Calibration]:
    return read_calibration(home_of(MODEL_FILE, model) / "tagger.yaml")


def _ruled(passage: Passage, tags: Sequence[Tag]) -> Iterator[Tag]:
    """Effects of a list of advantages that the rules see and the tagger does not."""
    for hint in passage.hints:
        apart = all(hint.end <= tag.start or tag.end <= hint.start for tag in tags)
        if hint.dimension == "effect" and apart:
            yield Tag("effect", hint.start, hint.end, 0.0)


def _trimmed(folded: str, tag: Tag) -> Tag:
    start, end = trim(folded, tag.start, tag.end)
    return tag._replace(start=start, end=end)


def _chosen(passage: Passage, means: Iterable[Tag]) -> Iterator[Tag]:
    """The surest means, each term at the place where it is surest, in the order of the text."""
    best: dict[str, Tag] = {}
    for tag in means:
        term = normalise(passage.folded[tag.start : tag.end], passage.lang)
        if len(term) < _SHORTEST:
            continue
        if term not in best or tag.margin > best[term].margin:
            best[term] = tag
    surest = sorted(best.values(), key=lambda tag: (-tag.margin, tag.start))[:MOST_MEANS]
    return iter(sorted(surest, key=lambda tag: tag.start))


def _mark(passage: Passage, tag: Tag, model: Path) -> Mark:
    span, sure = (tag.start, tag.end), confidence(tag, passage.lang, model)
    if tag.dimension == "effect":
        mark = effect_mark(passage.folded, span, passage.lang, _METHOD, sure)
        return mark._replace(direction=tag.direction) if tag.direction else mark
    if tag.dimension == "means":
        term = normalise(passage.folded[slice(*span)], passage.lang)
        return Mark("means", *span, term, _METHOD, sure)
    return Mark("outlook", *span, "unknown", _METHOD, sure)
