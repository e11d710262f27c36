"""From tags to marks: which spans stay, what is said about them, how sure they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from patnav.ingest.annotate.calibration import Calibration, read_calibration
from patnav.ingest.annotate.directions import agreed
from patnav.ingest.annotate.effect_facts import effect_mark
from patnav.ingest.annotate.marks import Mark
from patnav.ingest.annotate.models import MODEL, MODEL_FILE, home_of
from patnav.ingest.annotate.tagger import Passage, Tag
from patnav.ingest.annotate.text import trim
from patnav.ingest.terms import normalise

__all__ = ["MOST_MEANS", "confidence", "mark_of", "marks_of_tags", "near_confidence"]

MOST_MEANS = 6
"""Means of one text: those that make the solution, no parts list (annotation guideline)."""
_METHOD = "tagger"
_SHORTEST = 2  # characters of a term
# One character between a span and the end of its clause belongs to the span's last word, unless it
# is one of those that labels leave out: of 37,295 labelled ones 32 leave another.
_TORN = re.compile("(?<=[\u4e00-\u9fff])(?![等了的时后上中内外下处里者])[\u4e00-\u9fff][,.。;、:)]")


def marks_of_tags(passage: Passage, tags: Sequence[Tag], model: Path = MODEL) -> list[Mark]:
    """Marks of a passage, by dimension and place; a term is a means once.

    `model` is the folder whose `tagger.yaml` says how sure a tag of a margin is.
    """
    tight = [_trimmed(passage.folded, tag) for tag in tags]
    if passage.listed:
        tight = sorted([*tight, *_ruled(passage, tight)], key=lambda tag: tag.start)
    means = _chosen(passage, [tag for tag in tight if tag.dimension == "means"])
    others = [tag for tag in tight if tag.dimension != "means"]
    return [
        mark_of(passage, tag, confidence(tag, passage.lang, model))
        for tag in (*others, *means)
        if tag.start < tag.end
    ]


def confidence(tag: Tag, lang: str, model: Path = MODEL) -> float:
    """How likely a span of this margin is right, in 0..1, from held-out documents.

    A dimension of which a model saw too little to tell is told as by the model of patnav.
    """
    names = (f"{tag.dimension}.{lang}", tag.dimension)
    table = _table(names, model) or _tables(MODEL)[tag.dimension]
    return round(float(table.apply(tag.margin)), 3)


def near_confidence(tag: Tag, lang: str, model: Path = MODEL) -> float:
    """How likely a near span is a label that was missed, in 0..1, from held-out documents.

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
    return read_calibration(home_of(MODEL_FILE, model) / "tagger.yaml")


def _ruled(passage: Passage, tags: Sequence[Tag]) -> Iterator[Tag]:
    """Effects of a list of advantages that the rules see and the tagger does not."""
    for hint in passage.hints:
        apart = all(hint.end <= tag.start or tag.end <= hint.start for tag in tags)
        if hint.dimension == "effect" and apart:
            yield Tag("effect", hint.start, hint.end, 0.0)


def _trimmed(folded: str, tag: Tag) -> Tag:
    start, end = trim(folded, tag.start, tag.end)
    return tag._replace(start=start, end=end + bool(_TORN.match(folded, end, end + 2)))


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
