"""Refit the model that names what an effect changes, from labelled documents; METHOD.md §2.2.

    python -m patnav.ingest.learn.attributes --judge train.gold.jsonl [MORE.gold.jsonl …]

at the root of the repository writes `data/lexicons/annotate/attributes.csv.gz`; a fifth of the
documents of `--judge` teaches nothing and tells how often the attributes of its effects are found.
A quote teaches the run that names most of the label (overlap of characters: Dice 1945), worth the
square of that. Conditional logit with an L2 penalty, fitted by L-BFGS from zero: the same labels
give the same file.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array

from patnav.gold import GoldSet, read_gold
from patnav.ingest.annotate.attributes import (
    FILE,
    LONGEST,
    PARTS,
    SCALE,
    Run,
    begin_traits,
    end_traits,
    find_attribute,
    name_of,
    pieces_of,
    runs_of,
)
from patnav.ingest.annotate.text import fold
from patnav.ingest.learn.lessons import language
from patnav.ingest.learn.tagger import JUDGED, TAUGHT
from patnav.ingest.learn.weights import write_weights

__all__ = ["Labelled", "fit_attributes", "labelled_attributes", "likeness", "main"]

Row = tuple[str, str, str, int]
"""Language, part, trait, weight in thousandths."""
Floats = NDArray[np.float64]
_PENALTY = {"zh": 1.5, "en": 4.0}  # chosen on labels that taught nothing
_RAREST = 2  # pieces that a trait must stand at
_LEAST = 0.5  # likeness from which a run teaches
_LONGEST = 60  # pieces of a quote that are looked at
_SMALLEST = 50  # thousandths: lighter traits are left out


def main() -> None:
    """Read the command line, fit, write, and tell how the judging effects come out."""
    parser = argparse.ArgumentParser(description="Refit the model of effect attributes.")
    parser.add_argument("gold", nargs="*", type=Path, help="labelled documents that teach")
    parser.add_argument("--judge", required=True, type=Path, help="of which a fifth judges")
    given = parser.parse_args()
    judge = read_gold(given.judge)
    sets = [judge.only(TAUGHT), *map(read_gold, given.gold)]
    effects = [effect for one in sets for effect in labelled_attributes(one)]
    write_weights(fit_attributes(effects), Path("data", FILE))
    sys.stdout.write(f"{len(effects)} attributes → data/{FILE}\n")
    judged = list(labelled_attributes(judge.only(JUDGED)))
    for lang in LONGEST:
        alike = [
            likeness(find_attribute(one.quote, lang).name, one.attribute)
            for one in judged
            if one.lang == lang
        ]
        right = sum(one == 1 for one in alike)
        mean = sum(alike) / max(1, len(alike))
        sys.stdout.write(f"{lang}: {right} of {len(alike)} left out are right, {mean:.3f} alike\n")


class Labelled(NamedTuple):
    """One labelled effect: folded quote, language (zh or en), what it changes."""

    quote: str
    lang: str
    attribute: str


def labelled_attributes(gold: GoldSet) -> Iterator[Labelled]:
    """Yield the effects of a gold set whose attribute was told, in its order."""
    for key, labels in gold.labels.items():
        for effect in labels.effects:
            if effect.attribute:
                lang = language(gold.documents[key])
                yield Labelled(fold(effect.quote), lang, fold(effect.attribute))


def likeness(one: str, other: str) -> float:
    """Characters that two attributes share, of those of both (Dice), 0 to 1; 1 = the same."""
    if one.lower() == other.lower():
        return 1.0
    first, second = (Counter(text.lower().replace(" ", "")) for text in (one, other))
    shared = 2 * (first & second).total() / max(1, first.total() + second.total())
    return min(shared, 0.99)  # the same characters in another order


def fit_attributes(effects: Iterable[Labelled]) -> list[Row]:
    """Fit the weights of each language."""
    listed = list(effects)
    return [
        row
        for lang in LONGEST
        if (chosen := [one for one in listed if one.lang == lang])
        for row in _fitted(chosen, lang)
    ]


class _Lesson(NamedTuple):
    """The runs of all quotes, one below the other, and which are right.

    `begins`, `ends`: traits of the pieces of all quotes (pieces, traits); `first`, `last`, `long`,
    `quality` say of each run where in them it begins and ends, its length and whether 性 follows;
    `starts`: first run of each quote; `right`: the run that is right; `worth` (quotes,) in 0..1.
    """

    begins: csr_array
    ends: csr_array
    first: NDArray[np.intp]
    last: NDArray[np.intp]
    long: NDArray[np.intp]
    quality: Floats
    starts: NDArray[np.intp]
    right: NDArray[np.intp]
    worth: Floats


def _fitted(effects: Sequence[Labelled], lang: str) -> Iterator[Row]:
    taught = list(_taught(effects, lang))
    begins = [traits for words, *_ in taught for traits in begin_traits(words, lang)]
    ends = [traits for words, *_ in taught for traits in end_traits(words, lang)]
    of_begins, of_ends = _names(begins), _names(ends)
    offsets = np.cumsum([0, *(len(words) for words, *_ in taught)])
    starts = np.cumsum([0, *(len(runs) for _, runs, *_ in taught)])
    runs = [
        (offset, run) for offset, (_, of, *_) in zip(offsets, taught, strict=False) for run in of
    ]
    lesson = _Lesson(
        _matrix(begins, of_begins),
        _matrix(ends, of_ends),
        np.array([offset + run.first for offset, run in runs]),
        np.array([offset + run.last for offset, run in runs]),
        np.array([run.last - run.first for _, run in runs]),
        np.array([float(run.quality) for _, run in runs]),
        starts[:-1],
        starts[:-1] + np.array([place for *_, place, _ in taught]),
        np.array([alike**2 for *_, alike in taught]),
    )
    names = (*of_begins, *of_ends, *of_ends, *(str(n + 1) for n in range(LONGEST[lang])))
    sizes = (len(of_begins), len(of_ends), len(of_ends), LONGEST[lang])
    parts = [part for part, size in zip(PARTS, sizes, strict=True) for _ in range(size)]
    weights = np.rint(_minimise(lesson, sizes, _PENALTY[lang]) * SCALE).astype(int)
    for part, name, weight in zip(parts, names, weights.tolist(), strict=True):
        if abs(weight) >= _SMALLEST:
            yield lang, part, name, weight


def _taught(
    effects: Iterable[Labelled], lang: str
) -> Iterator[tuple[list[str], list[Run], int, float]]:
    """Pieces of each quote, its runs, which of them names most of the label, and how much of it."""
    for one in effects:
        pieces = pieces_of(one.quote, lang)[:_LONGEST]
        runs = runs_of(len(pieces), lang)
        alike = [
            likeness(
                name_of(one.quote[pieces[run.first][0] : pieces[run.last][1]], run.quality, lang),
                one.attribute,
            )
            for run in runs
        ]
        most = max(alike, default=0.0)
        if most >= _LEAST:
            words = [one.quote[slice(*piece)].lower() for piece in pieces]
            yield words, runs, alike.index(most), most


def _names(found: Iterable[Sequence[str]]) -> dict[str, int]:
    counts = Counter(trait for traits in found for trait in traits)
    often = sorted(trait for trait, count in counts.items() if count >= _RAREST)
    return {trait: place for place, trait in enumerate(often)}


def _matrix(found: Sequence[Sequence[str]], names: dict[str, int]) -> csr_array:
    columns = [[names[trait] for trait in traits if trait in names] for traits in found]
    ends = np.cumsum([0, *map(len, columns)])
    places = [place for one in columns for place in one]
    return csr_array((np.ones(len(places)), places, ends), shape=(len(found), len(names)))


def _minimise(lesson: _Lesson, sizes: Sequence[int], penalty: float) -> Floats:
    """Weights in the order of PARTS."""
    cuts = np.cumsum(sizes)[:-1]
    whose = np.repeat(np.arange(len(lesson.starts)), np.diff([*lesson.starts, len(lesson.first)]))

    def loss(weights: Floats) -> tuple[float, Floats]:
        begin, end, quality, length = np.split(weights, cuts)
        scores = (lesson.begins @ begin)[lesson.first] + (lesson.ends @ end)[lesson.last]
        scores += (lesson.ends @ quality)[lesson.last] * lesson.quality + length[lesson.long]
        top = np.maximum.reduceat(scores, lesson.starts)
        raised = np.exp(scores - top[whose])
        totals = np.add.reduceat(raised, lesson.starts)
        value = lesson.worth @ (np.log(totals) + top - scores[lesson.right])
        error = raised / totals[whose] * lesson.worth[whose]
        error[lesson.right] -= lesson.worth
        at_end = np.bincount(lesson.last, error, lesson.ends.shape[0])
        with_quality = np.bincount(lesson.last, error * lesson.quality, lesson.ends.shape[0])
        slopes = (
            lesson.begins.T @ np.bincount(lesson.first, error, lesson.begins.shape[0]),
            lesson.ends.T @ at_end,
            lesson.ends.T @ with_quality,
            np.bincount(lesson.long, error, sizes[-1]),
        )
        value += penalty / 2 * weights @ weights
        return float(value), np.concatenate(slopes) + penalty * weights

    start = np.zeros(sum(sizes))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 150})
    return np.asarray(found.x)


if __name__ == "__main__":
    main()
