"""Fit which means are key ones (annotate/key_means.py) on documents that taught the tagger nothing.

Logistic regression with a small quadratic penalty. The chance from which a candidate is given is
the one with the best overlap F1, each document judged by weights that did not see it (five folds).
Same labels, same file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from patnav.gold_spans import Span, match
from patnav.ingest.annotate.key_means import TRAITS, Candidate, KeyMeans

__all__ = ["FEWEST", "Judged", "fit_key_means", "matched"]

FEWEST = 300
"""Candidates from which something can be learned."""
_PENALTY, _HELD = 0.33, 5.0  # of weights, and of their distance from known ones
_FOLDS = 5
_LEAST = tuple(round(0.01 * n, 2) for n in range(10, 51))

Floats = NDArray[np.float64]


class Judged(NamedTuple):
    """The candidates of a document, the labels that they may meet, and those that are optional."""

    found: Sequence[Candidate]
    wanted: Sequence[Span]
    optional: Sequence[Span] = ()


def fit_key_means(documents: Sequence[Judged], known: KeyMeans | None = None) -> KeyMeans | None:
    """Weights, and the least chance; None where there are too few candidates to learn from.

    With `known` weights the new ones are held near them, and its least chance stays.
    """
    if sum(len(one.found) for one in documents) < FEWEST:
        return None
    if known:
        return KeyMeans(_weights(documents, known), known.least)
    folds = [documents[number::_FOLDS] for number in range(_FOLDS)]
    counts = np.zeros((len(_LEAST), 3))
    for number, fold in enumerate(folds):
        others = [one for at, some in enumerate(folds) if at != number for one in some]
        weights = _weights(others)
        for row, least in enumerate(_LEAST):
            model = KeyMeans(weights, least)
            counts[row] += np.sum([_agreed(model, one) for one in fold], axis=0)
    f1 = np.round(2 * counts[:, 0] / np.maximum(counts[:, 1] + counts[:, 2], 1), 6)
    return KeyMeans(_weights(documents), _LEAST[int(f1.argmax())])


def matched(
    wanted: Sequence[Span], optional: Sequence[Span], spans: Sequence[Span]
) -> tuple[set[int], set[int], list[int]]:
    """Rows of labels that are met, rows of spans that meet one, and rows of spans that count.

    A span that meets an optional label only does not count, neither way.
    """
    pairs = match(wanted, spans)
    met, right = {at for at, _ in pairs}, {at for _, at in pairs}
    rest = [at for at in range(len(spans)) if at not in right]
    unsure = {rest[at] for _, at in match(optional, [spans[at] for at in rest])}
    return met, right, [at for at in range(len(spans)) if at not in unsure]


def _weights(documents: Iterable[Judged], known: KeyMeans | None = None) -> tuple[float, ...]:
    samples = [
        (one.found[at].traits, at in right)
        for one in documents
        for right, counted in [_met(one)]
        for at in counted
    ]
    rows = np.array([traits for traits, _ in samples])
    told = np.array([hit for _, hit in samples], dtype=float)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = rows @ weights
        off = held * (weights - before)
        value = np.logaddexp(0, scores).sum() - scores @ told + 0.5 * off @ (weights - before)
        return float(value), rows.T @ (expit(scores) - told) + off

    before = np.array(known.weights if known else (0.0,) * len(TRAITS))
    held = np.full(len(TRAITS), _HELD if known else _PENALTY)
    held[0] *= bool(known)  # a constant that nobody knows is free
    found = minimize(loss, before, jac=True, method="L-BFGS-B")
    return tuple(round(float(weight), 3) for weight in found.x)


def _met(judged: Judged) -> tuple[set[int], list[int]]:
    """Rows of the candidates that are right, and of those that count."""
    spans = [(one.tag.start, one.tag.end) for one in judged.found]
    return matched(judged.wanted, judged.optional, spans)[1:]


def _agreed(model: KeyMeans, judged: Judged) -> tuple[int, int, int]:
    """Labels met, labels, and answers that count."""
    spans = [(one.tag.start, one.tag.end) for one, _ in model.chosen(judged.found)]
    met, _, counted = matched(judged.wanted, judged.optional, spans)
    return len(met), len(judged.wanted), len(counted)
