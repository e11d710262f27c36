"""Refit the model of effect directions from labelled documents; METHOD.md §2.2.

    python -m patnav.ingest.learn.directions --judge train.gold.jsonl [MORE.gold.jsonl …]

at the root of the repository writes `data/lexicons/annotate/directions.csv.gz`; a fifth of the
documents of `--judge` teaches nothing and tells how often the directions of its spans are found.
Multinomial logistic regression with an L2 penalty, fitted by L-BFGS from zero: the same labels give
the same file.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array

from patnav.gold import GoldSet, read_gold
from patnav.ingest.annotate.directions import DIRECTIONS, FILE, SCALE, direction, traits
from patnav.ingest.annotate.text import fold
from patnav.ingest.learn.tagger import JUDGED, TAUGHT
from patnav.ingest.learn.weights import write_weights

__all__ = ["Labelled", "fit_directions", "labelled_directions", "main"]

Matrix = NDArray[np.float64]
_STRENGTH = {"zh": 5.0, "en": 30.0}  # inverse of the penalty, chosen by cross-validation
_RAREST = 3  # spans that a trait must stand in
_SMALLEST = 10  # thousandths: a trait whose weights differ by less is left out


def main() -> None:
    """Read the command line, fit, write, and tell how the judging spans come out."""
    parser = argparse.ArgumentParser(description="Refit the model of effect directions.")
    parser.add_argument("gold", nargs="*", type=Path, help="labelled documents that teach")
    parser.add_argument("--judge", required=True, type=Path, help="of which a fifth judges")
    given = parser.parse_args()
    judge = read_gold(given.judge)
    sets = [judge.only(TAUGHT), *map(read_gold, given.gold)]
    effects = [effect for one in sets for effect in labelled_directions(one)]
    fitted = fit_directions(effects)
    write_weights(((*key, *fitted[key]) for key in fitted), Path("data", FILE))
    sys.stdout.write(f"{len(effects)} effects → data/{FILE}\n")
    for lang, judged in groupby(
        sorted(labelled_directions(judge.only(JUDGED)), key=lambda one: one.lang),
        key=lambda one: one.lang,
    ):
        right = [direction(one.quote, lang)[0] == one.direction for one in judged]
        sys.stdout.write(f"{lang}: {sum(right)} of {len(right)} left out are right\n")


class Labelled(NamedTuple):
    """One labelled effect: folded quote, language (zh or en), direction."""

    quote: str
    lang: str
    direction: str


def labelled_directions(gold: GoldSet) -> Iterator[Labelled]:
    """Yield the effects of a gold set that say a direction, in its order."""
    for key, labels in gold.labels.items():
        lang = "en" if gold.documents[key].lang == "en" else "zh"
        for effect in labels.effects:
            if effect.direction in DIRECTIONS:
                yield Labelled(fold(effect.quote), lang, effect.direction)


def fit_directions(effects: Iterable[Labelled]) -> dict[tuple[str, str], tuple[int, ...]]:
    """Fit weights per language and trait, in thousandths, one per direction; "" = constants."""
    listed = list(effects)
    fitted: dict[tuple[str, str], tuple[int, ...]] = {}
    for lang in sorted({one.lang for one in listed}):
        chosen = [one for one in listed if one.lang == lang]
        found = [traits(one.quote, lang) for one in chosen]
        names = _names(found)
        answers = np.array([DIRECTIONS.index(one.direction) for one in chosen])
        weights = _minimise(_matrix(found, names), answers, _STRENGTH[lang])
        fitted |= _rounded(lang, names, weights)
    return fitted


def _names(found: list[list[str]]) -> dict[str, int]:
    counts = Counter(trait for one in found for trait in one)
    often = sorted(trait for trait, count in counts.items() if count >= _RAREST)
    return {trait: place for place, trait in enumerate(often)}


def _matrix(found: list[list[str]], names: dict[str, int]) -> csr_array:
    """Rows of length 1: each trait that a span has counts 1 / √(their number)."""
    columns = [[names[trait] for trait in one if trait in names] for one in found]
    ends = np.cumsum([0, *(len(one) for one in columns)])
    values = [len(one) ** -0.5 for one in columns for _ in one]
    places = [place for one in columns for place in one]
    return csr_array((values, places, ends), shape=(len(found), len(names)))


def _minimise(traits_of: csr_array, answers: NDArray[np.int64], strength: float) -> Matrix:
    """Weights, one row per trait and the constants in the last row."""
    wanted = np.eye(len(DIRECTIONS))[answers]
    shape = (traits_of.shape[1] + 1, len(DIRECTIONS))

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        weights = flat.reshape(shape)
        scores = traits_of @ weights[:-1] + weights[-1]
        scores -= scores.max(axis=1, keepdims=True)
        totals = np.log(np.exp(scores).sum(axis=1, keepdims=True))
        penalty = (weights[:-1] ** 2).sum() / (2 * strength)
        error = np.exp(scores - totals) - wanted
        slope = np.vstack([traits_of.T @ error + weights[:-1] / strength, error.sum(axis=0)])
        return float((totals * wanted).sum() - (scores * wanted).sum() + penalty), slope.ravel()

    start = np.zeros(shape[0] * shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return np.asarray(found.x).reshape(shape)


def _rounded(
    lang: str, names: dict[str, int], weights: Matrix
) -> dict[tuple[str, str], tuple[int, ...]]:
    whole = np.rint(weights * SCALE).astype(int)
    rows = {(lang, ""): tuple(whole[-1].tolist())}
    for name, place in names.items():
        if np.ptp(whole[place]) >= _SMALLEST:
            rows[lang, name] = tuple(whole[place].tolist())
    return rows


if __name__ == "__main__":
    main()
