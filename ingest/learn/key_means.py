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

__all__ = ["FEWEST", "Judged", "fit_key_means"]

FEWEST = 300
"""Candidates from which something can be learned."""
_PENALTY = 0.33
_FOLDS = 5
_LEAST = tuple(round(0.01 * n, 2) for n in range(10, 51))

Floats = NDArray[np.float64]


class Judged(NamedTuple):
    """The candidates of a document, the labels that they may meet, and those that are optional."""

    found: Sequence[Candidate]
    wanted: Sequence[Span]
    optional: Sequence[Span] = ()


def fit_key_means(documents: Sequence[Judged]) -> KeyMeans | None:
    """Weights, and the least chance; None where there are too few candidates to learn from."""
    if sum(len(one.found) for one in documents) < FEWEST:
        return None
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


def _weights(documents: Iterable[Judged]) -> tuple[float, ...]:
    listed = list(documents)
    rows = np.array([one.traits for judged in listed for one in judged.found])
    told = np.array([hit for judged in listed for hit in _hits(judged)], dtype=float)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = rows @ weights
        free = np.append(0.0, weights[1:])  # the constant is not held back
        value = np.logaddexp(0, scores).sum() - scores @ told + 0.5 * _PENALTY * free @ free
        return float(value), rows.T @ (expit(scores) - told) + _PENALTY * free

    found = minimize(loss, np.zeros(len(TRAITS)), jac=True, method="L-BFGS-B")
    return tuple(round(float(weight), 3) for weight in found.x)


def _hits(judged: Judged) -> list[bool]:
    spans = [(one.tag.start, one.tag.end) for one in judged.found]
    right = {at for _, at in match(judged.wanted, spans)}
    return [at in right for at in range(len(spans))]


def _agreed(model: KeyMeans, judged: Judged) -> tuple[int, int, int]:
    """Labels met, labels, and answers that count (one that meets an optional label does not)."""
    spans = [(one.tag.start, one.tag.end) for one, _ in model.chosen(judged.found)]
    met = {at for _, at in match(judged.wanted, spans)}
    rest = [span for at, span in enumerate(spans) if at not in met]
    return len(met), len(judged.wanted), len(spans) - len(match(judged.optional, rest))
