"""Learn where elements of Chinese claims begin, from labelled claims.

Three small logistic models with a quadratic penalty, each fitted to the optimum, so the same labels
always give the same weights: `border`, `lead` and, on predictions of five folds that the first two
did not see, `element` (calibration of the confidence, Platt 1999).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from scipy.optimize import minimize
from scipy.sparse import csr_array

from patnav.errors import InputError
from patnav.gold import GoldSet, locate
from patnav.gold_spans import match
from patnav.ingest.annotate.border_model import Weights
from patnav.ingest.annotate.borders import Features
from patnav.ingest.annotate.claims import body_of
from patnav.ingest.annotate.elements import Element, body_borders, find_lead, logit, pieces
from patnav.ingest.annotate.text import fold, script

__all__ = [
    "FEWEST",
    "LabelledClaim",
    "claims_in",
    "fit_claims",
    "folds",
    "predict",
    "write_weights",
]

FEWEST = 20  # claims from which borders are learned
_PENALTY = {"border": 1.5, "lead": 1.0, "element": 0.01}
_RARE = 2  # a feature seen less often tells nothing
_FOLDS = 5
_SKIP = re.compile(
    r"(?:[\s,:;。、?]|从而|因此|进而|并且|并|且|同时|以及|还|又|故|即)*"  # what no element owns
)
_UNLEARNT: Weights = {"border": {}, "lead": {}, "element": {"logit": 1.0}}
Sample = tuple[Features, bool]


class LabelledClaim(NamedTuple):
    """A Chinese claim, folded, with the spans of its elements as labelled."""

    id: str
    folded: str
    elements: tuple[tuple[int, int], ...]


def claims_in(gold: GoldSet) -> list[LabelledClaim]:
    """Chinese claims of a gold set that have at least one element."""
    found = []
    for key, labels in gold.labels.items():
        text = gold.documents[key].text
        spans = tuple(span for span in locate(text, labels.elements) if span)
        if gold.documents[key].kind == "claim" and spans and script(text) == "zh":
            found.append(LabelledClaim(key, fold(text), spans))
    return found


def fit_claims(claims: Sequence[LabelledClaim]) -> Weights:
    """Fit the three models to labelled claims; raises InputError for fewer than 20 claims."""
    if len(claims) < FEWEST:
        raise InputError(
            f"{len(claims)} labelled Chinese claims are too few to learn from",
            remedy=f"label at least {FEWEST}, better 200",
        )
    samples = [
        sample
        for training, held in folds(claims)
        for sample in _element_samples(held, _fit(training))
    ]
    return {**_fit(claims), "element": _logistic(samples, _PENALTY["element"])}


def folds(
    claims: Sequence[LabelledClaim],
) -> Iterator[tuple[list[LabelledClaim], list[LabelledClaim]]]:
    """Split claims into training and held-out parts five times, by the MD5 of their ids."""
    numbers = [
        int(hashlib.md5(one.id.encode(), usedforsecurity=False).hexdigest(), 16) // 10 % _FOLDS
        for one in claims
    ]
    for fold_ in range(_FOLDS):
        held = [one for one, number in zip(claims, numbers, strict=True) if number == fold_]
        yield [one for one, number in zip(claims, numbers, strict=True) if number != fold_], held


def predict(claim: LabelledClaim, model: Weights) -> list[Element]:
    """Elements of a claim under given weights."""
    body = body_of(claim.folded, "zh", 0, len(claim.folded))
    if body.cut is None:
        return []
    return pieces(claim.folded, (body.start, len(claim.folded)), body.method, body.subject, model)


def _fit(claims: Iterable[LabelledClaim]) -> Weights:
    chosen = list(claims)
    border = [sample for one in chosen for sample in _border_samples(one)]
    lead = [sample for one in chosen for sample in _lead_samples(one)]
    return {
        **_UNLEARNT,
        "border": _logistic(border, _PENALTY["border"]),
        "lead": _logistic(lead, _PENALTY["lead"]),
    }


def begin(folded: str, at: int) -> int:
    """Where a text that starts at `at` begins, marks and connectives left out."""
    match = _SKIP.match(folded, at)
    return match.end() if match else at


def _border_samples(claim: LabelledClaim) -> Iterator[Sample]:
    body = body_of(claim.folded, "zh", 0, len(claim.folded))
    if body.cut is None:
        return
    starts = {begin(claim.folded, start) for start, _ in claim.elements}
    for border in body_borders(claim.folded, body.start, len(claim.folded), body.method):
        if "steps" not in border.features:
            yield border.features, begin(claim.folded, border.start) in starts


def _lead_samples(claim: LabelledClaim) -> Iterator[Sample]:
    body = body_of(claim.folded, "zh", 0, len(claim.folded))
    if body.cut is None or not body.two_part:
        return
    end = len(claim.folded)
    lead = find_lead(claim.folded, body.start, end, body.method, body.subject)
    first = begin(claim.folded, min(start for start, _ in claim.elements))
    if lead and first in (begin(claim.folded, lead.start), begin(claim.folded, lead.end)):
        yield lead.features, first == begin(claim.folded, lead.start)


def _element_samples(held: Iterable[LabelledClaim], model: Weights) -> Iterator[Sample]:
    """Log-odds of the borders of each element, and whether it meets a label by overlap."""
    for claim in held:
        found = predict(claim, model)
        met = {at for _, at in match(claim.elements, [(one.start, one.end) for one in found])}
        for at, one in enumerate(found):
            yield logit(one.confidence), at in met


def _logistic(samples: Sequence[Sample], penalty: float) -> dict[str, float]:
    """Weights of a logistic regression; "" is the constant, which is not penalised."""
    counts = Counter(name for features, _ in samples for name in features)
    names = sorted(name for name, count in counts.items() if count >= _RARE)
    if not names:
        return {"": 0.0}
    matrix, target = _matrix(samples, names)
    best = minimize(
        _loss, np.zeros(len(names) + 1), (matrix, target, penalty), "L-BFGS-B", jac=True,
        options={"maxiter": 500, "ftol": 1e-10, "gtol": 1e-6},
    )  # fmt: skip
    rounded = [round(float(weight), 3) for weight in best.x]
    return {"": rounded[-1]} | {
        name: weight for name, weight in zip(names, rounded, strict=False) if weight
    }


def _matrix(samples: Sequence[Sample], names: Sequence[str]) -> tuple[csr_array, np.ndarray]:
    place = {name: column for column, name in enumerate(names)}
    cells = [
        (row, place[name], value)
        for row, (features, _) in enumerate(samples)
        for name, value in features.items()
        if name in place
    ]
    cells += [(row, len(names), 1.0) for row in range(len(samples))]
    rows, columns, values = (np.array(part) for part in zip(*cells, strict=True))
    shape = (len(samples), len(names) + 1)
    target = np.array([1.0 if right else -1.0 for _, right in samples])
    return csr_array((values, (rows, columns)), shape=shape), target


def _loss(
    weights: np.ndarray, matrix: csr_array, target: np.ndarray, penalty: float
) -> tuple[float, np.ndarray]:
    margin = target * (matrix @ weights)
    shrunk = np.append(weights[:-1], 0.0) * penalty
    slope = matrix.T @ (-target / (1 + np.exp(np.clip(margin, -500, 500)))) + shrunk
    value = np.logaddexp(0, -margin).sum() + 0.5 * float(shrunk @ weights)
    return float(value), slope


_HEAD = """\
# Where elements of Chinese claims begin: weights of three logistic models over named features.
#   border   a further element begins at this mark (features: ingest/annotate/borders.py)
#   lead     the words 包括, 它包含 … behind the transition open the first element
#   element  an element is right (by overlap), by the log-odds of what the first two say
# The entry "" is the constant. Made by `patnav train` from labelled claims.
"""


def write_weights(model: Weights, path: Path) -> None:
    """Write weights as the file that `patnav.ingest.annotate` reads; same weights, same bytes."""
    plain = {name: dict(weights) for name, weights in model.items()}
    text = yaml.safe_dump(plain, allow_unicode=True, sort_keys=True, width=100)
    path.write_text(_HEAD + text, encoding="utf-8")
