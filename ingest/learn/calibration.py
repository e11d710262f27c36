"""Tables that turn raw scores into probabilities, fitted on held-out hits.

    table = fit_calibration(scores, hits)     # arrays: raw score, 1 where the answer was right
    write_calibration(path, {"effects": table, "means": …})

The scores must come from documents that the scorer was not trained on (out-of-fold), else the
table is too sure. Any real-valued score will do: a probability, a margin, a sum of weights. What
counts as a hit is what `patnav evaluate` counts: the answer agrees with a label by overlap, and
answers that match an optional label are left out. Judge the table by documents that did not
fit it: `patnav.analysis.agreement.reliability` gives ECE and its interval.

Two methods: `isotonic` (Zadrozny and Elkan 2002), for a few hundred scores or more, and `platt`
(Platt 1999), a logistic curve of two parameters for fewer. Both end as the same table.
`refine_calibration` shifts a known table by as many answers as there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import numpy as np
import yaml
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special

from patnav.ingest.annotate.calibration import Calibration

__all__ = ["fit_calibration", "refine_calibration", "write_calibration"]

Floats = NDArray[np.float64]
_BINS = 20  # of equal mass, before the isotonic fit
_DIGITS = 9  # significant
_CURVE = 33  # knots of a Platt curve
_SLOPE, _OFFSET = 0.25, 1.0  # standard deviations of what a table is refined by, in logits


def fit_calibration(
    scores: ArrayLike,
    hits: ArrayLike,
    method: Literal["isotonic", "platt"] = "isotonic",
    bins: int = _BINS,
) -> Calibration:
    """Fit a table on held-out answers: `scores` of shape (n,), `hits` 0 or 1 of the same shape.

    isotonic: scores are put into up to `bins` bins of equal mass (equal scores stay together),
    shares of hits are smoothed by (k + ½)/(n + 1) and made never falling (weighted pool of adjacent
    violators), knots stand at the mean scores of the bins. platt: logistic curve with Platt's
    targets, as 33 knots. The order of the answers is of no effect. Raises ValueError without
    answers, for scores that are not finite, and for hits that are not 0 or 1.
    """
    raw, hit = np.asarray(scores, float).ravel(), np.asarray(hits, float).ravel()
    if not len(raw) or len(raw) != len(hit):
        raise ValueError("calibration needs as many hits as scores, one at least")
    if not np.isfinite(raw).all() or not np.isin(hit, (0.0, 1.0)).all():
        raise ValueError("scores must be finite, hits 0 or 1")
    order = np.lexsort((hit, raw))
    raw, hit = raw[order], hit[order]
    knots = _platt(raw, hit) if method == "platt" else _isotonic(raw, hit, bins)
    return _table(*knots)


def refine_calibration(known: Calibration, scores: ArrayLike, hits: ArrayLike) -> Calibration:
    """Shift a known table by some held-out answers, `scores` and `hits` as for a new one.

    The new log-odds are slope × the known ones + offset, the likeliest under a normal prior around
    1 and 0 (Platt 1999 with a prior): few answers move it little, many as far as they say.
    """
    raw, hit = np.asarray(scores, float).ravel(), np.asarray(hits, float).ravel()
    before = _log_odds(known.apply(raw))

    def loss(pair: Floats) -> float:
        line = pair[0] * before + pair[1]
        held = ((pair[0] - 1) / _SLOPE) ** 2 + (pair[1] / _OFFSET) ** 2
        return float(np.sum(np.logaddexp(0.0, line) - hit * line) + 0.5 * held)

    found = optimize.minimize(
        loss, np.array([1.0, 0.0]), method="L-BFGS-B", bounds=[(0, None), (None, None)]
    )
    level = special.expit(found.x[0] * _log_odds(np.array(known.probabilities)) + found.x[1])
    return _table(np.array(known.scores), np.asarray(level, float))


def write_calibration(path: Path, tables: Mapping[str, Calibration], head: str = "") -> None:
    """Write tables by name as YAML, with a comment at its head; same tables, same bytes."""
    comment = "".join(f"# {line}\n" for line in head.splitlines())
    values = {
        name: {"scores": list(one.scores), "probabilities": list(one.probabilities)}
        for name, one in sorted(tables.items())
    }
    text = yaml.safe_dump(values, sort_keys=True, default_flow_style=None, width=100)
    path.write_text(comment + text, encoding="utf-8", newline="\n")


def _isotonic(raw: Floats, hit: Floats, bins: int) -> tuple[Floats, Floats]:
    edges = np.unique(np.quantile(raw, np.arange(1, bins) / bins, method="inverted_cdf"))
    place = np.unique(np.searchsorted(edges, raw, side="left"), return_inverse=True)[1].ravel()
    many = np.bincount(place).astype(float)
    share = (np.bincount(place, weights=hit) + 0.5) / (many + 1)
    level = optimize.isotonic_regression(share, weights=many).x
    return np.bincount(place, weights=raw) / many, np.asarray(level, float)


def _log_odds(probabilities: Floats) -> Floats:
    return np.asarray(special.logit(np.clip(probabilities, 1e-3, 1 - 1e-3)), float)


def _platt(raw: Floats, hit: Floats) -> tuple[Floats, Floats]:
    """Fit a slope (≥ 0) and an offset by maximum likelihood on Platt's smoothed targets."""
    right, wrong = hit.sum(), len(hit) - hit.sum()
    target = np.where(hit > 0, (right + 1) / (right + 2), 1 / (wrong + 2))
    middle, width = raw.mean(), raw.std() or 1.0
    scaled = (raw - middle) / width

    def loss(pair: Floats) -> float:
        line = pair[0] * scaled + pair[1]
        return float(np.sum(np.logaddexp(0.0, line) - target * line))

    found = optimize.minimize(
        loss, np.array([1.0, 0.0]), method="L-BFGS-B", bounds=[(0, None), (None, None)]
    )
    knots = np.linspace(raw.min(), raw.max(), _CURVE)
    level = special.expit(found.x[0] * (knots - middle) / width + found.x[1])
    return knots, np.asarray(level, float)


def _table(scores: Floats, probabilities: Floats) -> Calibration:
    """Round, join knots of one score, and leave out knots inside a level stretch."""
    knots = dict(zip(_short(scores), _short(probabilities), strict=True))
    rows = sorted(knots.items())
    kept = [
        row
        for number, row in enumerate(rows)
        if number in (0, len(rows) - 1) or not rows[number - 1][1] == row[1] == rows[number + 1][1]
    ]
    return Calibration(tuple(row[0] for row in kept), tuple(row[1] for row in kept))


def _short(values: Floats) -> list[float]:
    return [float(f"{value:.{_DIGITS}g}") for value in values.tolist()]
