"""Fit the model on patents whose nodes people have told: maximum likelihood with a quadratic prior.

The prior (weights are normal around 0 with variance 1 / ridge) keeps the few labels from being
learned by heart, and weights keep the sign that their meaning has: a keyword or a class of a node
never speaks against it. L-BFGS-B from zero, then weights are rounded: same labels, same file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from patnav.ingest.assign.features import NONE, Facts
from patnav.ingest.assign.model import FURTHER, Model, further_rows
from patnav.ingest.assign.pairs import PAIR

__all__ = ["Chances", "Fitted", "Sample", "fit", "folds", "weights", "with_meant"]

_RIDGE = 1.0
_FOLDS = 5
_AGAINST_NODE = {"not_title", "not_text", "general", "bare", "word_only_title", "word_only_text"}
_EITHER = {"moved", "bias", "lone", "vague", "classless"}
_TEMPERATURES = tuple(round(0.6 + 0.05 * n, 2) for n in range(49))
_MEANT = tuple(round(0.05 * n, 2) for n in range(1, 16))

Chances = NDArray[np.float64]


class Sample(NamedTuple):
    """A patent as measured, the rows of its nodes (main first, empty = none), and where it is from.

    `source`: applicant and file; `patent`: its title, or its id where it has none.
    """

    facts: Facts
    nodes: tuple[int, ...]
    source: str
    patent: str


class Fitted(NamedTuple):
    """The model of all samples, and for each of them one that saw nothing of its source."""

    model: Model
    left_out: tuple[Model, ...]


class _Block(NamedTuple):
    """Samples of trees with equally many nodes, stacked: pair (d, n, PAIR), none (d, NONE)."""

    pair: NDArray[np.float64]
    none: NDArray[np.float64]
    chosen: NDArray[np.intp]


def fit(samples: Sequence[Sample], ridge: float = _RIDGE) -> Fitted:
    """Fit all weights, and five times with a fifth of the sources left out.

    The temperature is the one under which the left-out samples are the least surprising, the chance
    that a further node needs the one under which their node sets have the best F1 (micro-averaged).
    A model that left a source out has the latter from what the other models left out.
    """
    fold = folds(samples)
    apart = {
        number: weights([s for s, f in zip(samples, fold, strict=True) if f != number], ridge)
        for number in sorted(set(fold.tolist()))
    }
    models = [apart[number] for number in fold.tolist()]
    told = [
        (np.log(np.maximum(m.chances(s.facts), 1e-12)), _chosen(s))
        for m, s in zip(models, samples, strict=True)
    ]
    temperature = min(_TEMPERATURES, key=lambda t: _surprise(told, t))
    models = [replace(one, temperature=temperature) for one in models]
    chances = [m.chances(s.facts) for m, s in zip(models, samples, strict=True)]
    meant, left_out = with_meant(models, samples, chances, fold)
    return Fitted(replace(weights(samples, ridge), temperature=temperature, meant=meant), left_out)


def with_meant(
    models: Sequence[Model],
    samples: Sequence[Sample],
    chances: Sequence[Chances],
    fold: NDArray[np.intp],
) -> tuple[float, tuple[Model, ...]]:
    """The chance that a further node needs, and models that have theirs from the other folds.

    `models` saw nothing of their samples; `chances` are those that decide, with what was learned
    for a tree where that counts.
    """
    counts = np.array([_agreed(*one) for one in zip(models, samples, chances, strict=True)])
    others = {number: _best_meant(counts[fold != number]) for number in np.unique(fold).tolist()}
    nested = (replace(m, meant=others[f]) for m, f in zip(models, fold.tolist(), strict=True))
    return _best_meant(counts), tuple(nested)


def weights(samples: Sequence[Sample], ridge: float = _RIDGE) -> Model:
    """Fit the weights of main nodes, of none and of further nodes."""
    model = _choice(samples, ridge)
    return replace(model, further=_further(samples, model, ridge))


def _agreed(model: Model, sample: Sample, chances: Chances) -> list[tuple[int, int]]:
    """By the chance that a further node needs: nodes that are right, and labelled plus given."""
    sets = [replace(model, meant=least).given(sample.facts, chances) for least in _MEANT]
    return [(len({*rows} & {*sample.nodes}), len(rows) + len(sample.nodes)) for rows in sets]


def _best_meant(counts: NDArray[np.int_]) -> float:
    """The chance with the best F1; of equally good ones the highest."""
    hits, both = counts.reshape(-1, len(_MEANT), 2).sum(axis=0).T
    f1 = np.round(2 * hits / np.maximum(both, 1), 6)
    return max(zip(f1.tolist(), _MEANT, strict=True))[1]


def folds(
    samples: Sequence[Sample], whose: Callable[[Sample], str] = lambda one: one.source
) -> NDArray[np.intp]:
    """Deal samples into five folds so that all of one source (applicant and file) lie in one.

    `whose` tells what shall lie together instead. The largest are dealt first, each to the smallest
    fold. What has more than half of the samples is dealt by patents: without it too little is left
    to learn from, and what is judged would not be what is kept.
    """
    having = Counter(map(whose, samples))
    keys = [key if having[key := whose(one)] * 2 <= len(samples) else one.patent for one in samples]
    held = [0] * _FOLDS
    dealt: dict[str, int] = {}
    for key, count in sorted(Counter(keys).items(), key=lambda item: (-item[1], item[0])):
        dealt[key] = held.index(min(held))
        held[dealt[key]] += count
    return np.array([dealt[key] for key in keys])


def _choice(samples: Sequence[Sample], ridge: float = _RIDGE) -> Model:
    """Fit the weights of main nodes and of none."""
    blocks = _blocks(samples)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value, slope = 0.5 * ridge * float(weights @ weights), ridge * weights
        for block in blocks:
            more, steps = _loss(block, weights)
            value, slope = value + more, slope + steps
        return value, slope

    start = np.zeros(len(PAIR) + len(NONE))
    bounds = [*map(_pair_bounds, PAIR), *map(_none_bounds, NONE)]
    found = minimize(
        loss, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 500}
    )
    nothing = np.zeros(len(FURTHER))
    return Model(found.x[: len(PAIR)], found.x[len(PAIR) :], nothing)


def _pair_bounds(name: str) -> tuple[float | None, float | None]:
    if name in _AGAINST_NODE:
        return None, 0.0
    return (None, None) if name in _EITHER else (0.0, None)


def _none_bounds(name: str) -> tuple[float | None, float | None]:
    if name.startswith("best_"):
        return None, 0.0
    return (None, None) if name in _EITHER else (0.0, None)


def _blocks(samples: Sequence[Sample]) -> list[_Block]:
    by_size: dict[int, list[Sample]] = {}
    for sample in samples:
        by_size.setdefault(len(sample.facts.pair), []).append(sample)
    return [
        _Block(
            np.stack([sample.facts.pair for sample in group]),
            np.stack([sample.facts.none for sample in group]),
            np.array([_chosen(sample) for sample in group]),
        )
        for _, group in sorted(by_size.items())
    ]


def _loss(block: _Block, weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """Minus the log-likelihood of one block and its gradient."""
    of_pair, of_none = weights[: len(PAIR)], weights[len(PAIR) :]
    scores = np.concatenate([block.pair @ of_pair, (block.none @ of_none)[:, None]], axis=1)
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances = raised / raised.sum(axis=1, keepdims=True)
    at = np.arange(len(block.chosen)), block.chosen
    value = -float(np.log(np.maximum(chances[at], 1e-300)).sum())
    chances[at] -= 1
    slope = np.einsum("dn,dnk->k", chances[:, :-1], block.pair)
    return value, np.concatenate([slope, chances[:, -1] @ block.none])


def _further(samples: Sequence[Sample], model: Model, ridge: float) -> NDArray[np.float64]:
    """Fit the logistic of further nodes on the samples that have a main one."""
    rows, told = [], []
    for sample in samples:
        if sample.nodes:
            main, *others = sample.nodes
            given = further_rows(sample.facts, model.chances(sample.facts), main)
            keep = np.arange(len(given)) != main
            rows.append(given[keep])
            told.append(np.isin(np.arange(len(given)), others)[keep])
    if not rows:
        return np.zeros(len(FURTHER))
    given, meant = np.concatenate(rows), np.concatenate(told).astype(float)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = given @ weights
        value = np.logaddexp(0, scores).sum() - scores @ meant + 0.5 * ridge * weights @ weights
        return float(value), given.T @ (1 / (1 + np.exp(-scores)) - meant) + ridge * weights

    start = np.zeros(len(FURTHER))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x)


def _chosen(sample: Sample) -> int:
    """Row of the main node, the last for none."""
    return sample.nodes[0] if sample.nodes else len(sample.facts.pair)


def _surprise(told: Sequence[tuple[Chances, int]], temperature: float) -> float:
    return -sum(
        float(logs[chosen] / temperature - np.logaddexp.reduce(logs / temperature))
        for logs, chosen in told
    )
