"""Learn a tree's own part (tree_part.py) from its labelled patents.

Multinomial logistic regression, with a quadratic prior that leads back to the model's chances, by
L-BFGS-B from there: same labels, same file. Five times an applicant's patents are left out; the
share of the part is the one under which the left-out ones are the least surprising, 0 when the
model alone knows better.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from patnav.chain import ChainTree
from patnav.errors import InputError
from patnav.ingest.assign.labelled import GIVEN
from patnav.ingest.assign.learn import Chances, Sample, folds
from patnav.ingest.assign.model import shipped_model
from patnav.ingest.assign.parts import parts_of, under
from patnav.ingest.assign.tree_part import TreePart, logs, softmax

__all__ = ["Learned", "learn_nodes", "learn_part"]

_LEAST = 20  # labelled patents from which something can be learned
_RIDGE, _RIDGE_BIAS, _RIDGE_SLOPE = 0.375, 100.0, 5.0
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)

Floats = NDArray[np.float64]


class _Lesson(NamedTuple):
    """Log-chances of the model (d, n + 1), places (d, 512) and the right row of each sample."""

    base: Floats
    points: Floats
    chosen: NDArray[np.intp]

    def only(self, rows: NDArray[np.bool_]) -> _Lesson:
        """Some of the samples."""
        return _Lesson(self.base[rows], self.points[rows], self.chosen[rows])


class Learned(NamedTuple):
    """A part, and the nodes (main one first) that each patent in full is given without and with it.

    `improved` are those of a part that saw nothing of the patent's applicant.
    """

    part: TreePart
    model: tuple[tuple[str, ...], ...]
    improved: tuple[tuple[str, ...], ...]


def learn_nodes(tree: ChainTree, samples: Sequence[Sample]) -> Learned:
    """Learn the part of a tree upon the model and, where there is one, the part of patnav.

    `samples` are those of labelled.py: each patent in full, then in parts. Raises InputError for
    fewer than 20 patents.
    """
    model = shipped_model()
    known = parts_of(tree)
    chances = [
        under(known, model.chances(one.facts), np.asarray(one.facts.found.points))
        for one in samples
    ]
    part, mixed = learn_part(tree, samples, chances)
    full = range(0, len(samples), len(GIVEN))
    before, after = (
        tuple(
            tuple(part.nodes[one] for one in model.given(samples[row].facts, some[row]))
            for row in full
        )
        for some in (chances, mixed)
    )
    return Learned(part, before, after)


def learn_part(
    tree: ChainTree,
    samples: Sequence[Sample],
    model: Sequence[Chances],
    fold: NDArray[np.intp] | None = None,
) -> tuple[TreePart, list[Chances]]:
    """Learn the part of a tree; `model` gives the chances of each sample under the model.

    `fold` says what is left out together where it is not an applicant's patents.

    Gives also the chances of each sample as they come out when its source is left out. Raises
    InputError for fewer than 20 patents.
    """
    if (patents := len(samples) // len(GIVEN)) < _LEAST:
        what = f"{patents} labelled patents of {tree.chain} are too few to learn from"
        raise InputError(what, remedy=f"review at least {_LEAST}, better some hundreds")
    points = np.stack([sample.facts.found.points for sample in samples])
    last = len(tree.nodes)
    chosen = np.array([sample.nodes[0] if sample.nodes else last for sample in samples])
    lesson = _Lesson(logs(model), points, chosen)
    own = _left_out(lesson, folds(samples) if fold is None else fold)
    share = max(_SHARES, key=lambda one: (_likelihood(model, own, one, chosen), -one))
    slope, bias, weights = _fit(lesson)
    part = TreePart(tuple(node.id for node in tree.nodes), slope, bias, weights, share)
    return part, [(1 - share) * m + share * o for m, o in zip(model, own, strict=True)]


def _left_out(lesson: _Lesson, fold: NDArray[np.intp]) -> Floats:
    """Chances of each sample under a part that did not see its source."""
    found = np.zeros_like(lesson.base)
    for number in np.unique(fold):
        out = fold == number
        if not out.all():
            slope, bias, weights = _fit(lesson.only(~out))
            rest = lesson.only(out)
            found[out] = softmax(slope * rest.base + bias + rest.points @ weights.T)
        else:
            found[out] = softmax(lesson.base)  # all of one source: nothing can be left out
    return found


def _likelihood(
    model: Sequence[Chances], own: Floats, share: float, chosen: NDArray[np.intp]
) -> float:
    mixed = (1 - share) * np.stack(model) + share * own
    return round(float(logs(mixed[np.arange(len(chosen)), chosen]).sum()), 6)


def _fit(lesson: _Lesson) -> tuple[float, Floats, Floats]:
    """Slope, bias (n + 1,) and weights (n + 1, 512)."""
    rows, wide = lesson.base.shape[1], lesson.points.shape[1]
    at = np.arange(len(lesson.chosen)), lesson.chosen

    def loss(values: Floats) -> tuple[float, Floats]:
        slope, bias, weights = _apart(values, rows, wide)
        chances = softmax(slope * lesson.base + bias + lesson.points @ weights.T)
        value = -float(np.log(np.maximum(chances[at], 1e-300)).sum())
        chances[at] -= 1
        value += 0.5 * _RIDGE_SLOPE * (slope - 1) ** 2
        value += 0.5 * (_RIDGE_BIAS * float(bias @ bias) + _RIDGE * float((weights**2).sum()))
        steps = (
            [float((chances * lesson.base).sum()) + _RIDGE_SLOPE * (slope - 1)],
            chances.sum(axis=0) + _RIDGE_BIAS * bias,
            (chances.T @ lesson.points + _RIDGE * weights).ravel(),
        )
        return value, np.concatenate(steps)

    start = np.zeros(1 + rows + rows * wide)
    start[0] = 1.0
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    return _apart(found.x, rows, wide)


def _apart(values: Floats, rows: int, wide: int) -> tuple[float, Floats, Floats]:
    return float(values[0]), values[1 : 1 + rows], values[1 + rows :].reshape(rows, wide)
