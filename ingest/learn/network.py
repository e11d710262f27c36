"""Training of the tagger's network in floating point, and its rounding to whole numbers.

Plain numpy: forward, backward (checked against finite differences in the tests), Adam (Kingma & Ba
2015) whose moments of rows that a batch does not touch stand still. One process, one order of sums:
the same inputs on the same machine give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import EllipsisType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from patnav.ingest.annotate.network import DILATIONS, HEADS
from patnav.ingest.annotate.units import ROWS, TRAITS, Units

__all__ = [
    "LATER",
    "Example",
    "Plan",
    "continued",
    "initial",
    "pack",
    "quantised",
    "scores",
    "train",
]

Floats = NDArray[np.float32]
Parameters = dict[str, Floats]
Where = NDArray[np.int64] | EllipsisType

_VECTOR, _WIDTH, _OUT = 48, 96, 13
_CEILING = np.float32(8.0)  # activations lie in 0.._CEILING and become 0..255
_SPARSE = ("contexts", "traits")
LATER = 1e-3
"""Peak step of training that goes on from a model."""


class Example(NamedTuple):
    """One text to learn from: n units, wanted shares (n, 13), weights per head (n, 4)."""

    units: Units
    wanted: Floats
    weights: Floats


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train the network of `lang`: passes, peak step, units per batch, dropout, seed.

    Rows of contexts that fewer than `seldom` units of the examples have teach nothing and stay as
    they are. `start` has the arrays of model files, by language, to learn on from; without,
    training begins at random.
    """

    lang: str = "zh"

    passes: int = 8
    step: float = 2e-3
    batch: int = 6000
    vector_dropout: float = 0.2
    hidden_dropout: float = 0.1
    seldom: int = 1
    seed: int = 1
    start: Mapping[str, Mapping[str, NDArray[np.generic]]] | None = None

    def parameters(self) -> Parameters:
        """Parameters before the first pass."""
        if self.start is None:
            return initial(self.seed, self.lang)
        return continued(self.start[self.lang])


def initial(seed: int, lang: str) -> Parameters:
    """Random parameters to start from; an English word that was never seen says nothing."""
    rng = np.random.default_rng(seed)

    def normal(rows: int, columns: int, scale: float) -> Floats:
        return (rng.standard_normal((rows, columns)) * scale).astype(np.float32)

    made = {
        "contexts": normal(ROWS[lang], _VECTOR, 0.1 if lang == "zh" else 0.0),
        "traits": normal(TRAITS, _VECTOR, 0.1),
        "weight0": normal(_VECTOR, _WIDTH, (2 / _VECTOR) ** 0.5),
        "weight_out": normal(2 * _WIDTH, _OUT, (0.5 / _WIDTH) ** 0.5),
        "bias_out": np.zeros(_OUT, np.float32),
        "bias0": np.zeros(_WIDTH, np.float32),
    }
    for number in range(1, len(DILATIONS) + 1):
        made[f"weight{number}"] = normal(4 * _WIDTH, _WIDTH, 0.5 * (2 / (3 * _WIDTH)) ** 0.5)
        made[f"weight{number}"][3 * _WIDTH :] *= 0.2
        made[f"bias{number}"] = np.zeros(_WIDTH, np.float32)
    return made


@dataclass(slots=True)
class _Trace:
    """What the forward pass leaves for the backward pass."""

    summed: Floats
    first: Floats
    steps: list[tuple[Floats, Floats, Floats]] = field(default_factory=list)  # beside, gate, hidden
    joined: Floats = field(default_factory=lambda: np.zeros(0, np.float32))


def scores(parameters: Parameters, batch: Sequence[Units]) -> list[Floats]:
    """Logits per text, (n, 13)."""
    rows, traits, mask = pack(batch)
    found, _ = _forward(parameters, rows, traits, mask, None)
    return [logits[: len(one.starts)] for logits, one in zip(found, batch, strict=True)]


def pack(batch: Sequence[Units]) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Texts side by side, filled up: rows (B, T, k), traits (B, T, 7), mask (B, T)."""
    longest = max((len(one.starts) for one in batch), default=0)
    rows, traits = (
        np.zeros((len(batch), longest, width), np.int64)
        for width in (batch[0].rows.shape[1], batch[0].traits.shape[1])
    )
    mask = np.zeros((len(batch), longest), np.float32)
    for number, one in enumerate(batch):
        count = len(one.starts)
        rows[number, :count], traits[number, :count], mask[number, :count] = one.rows, one.traits, 1
    return rows, traits, mask


def taps(hidden: Floats, whole: Floats, dilation: int) -> Floats:
    """Each place beside those `dilation` before and behind it and the text's mean: (B, T, 4H)."""
    texts, length, width = hidden.shape
    beside = np.zeros((texts, length, 4 * width), hidden.dtype)
    beside[..., width : 2 * width] = hidden
    beside[..., 3 * width :] = whole[:, None]
    if dilation < length:
        beside[:, dilation:, :width] = hidden[:, :-dilation]
        beside[:, :-dilation, 2 * width : 3 * width] = hidden[:, dilation:]
    return beside


def _forward(
    p: Parameters,
    rows: NDArray[np.int64],
    traits: NDArray[np.int64],
    mask: Floats,
    drop: list[Floats] | None,
) -> tuple[Floats, _Trace]:
    summed = p["contexts"][rows].sum(2) + p["traits"][traits].sum(2)
    if drop:
        summed *= drop[0]
    shown = mask[..., None]
    hidden = np.clip(_times(summed, p["weight0"]) + p["bias0"], 0, _CEILING) * shown
    trace = _Trace(summed, hidden)
    length = np.maximum(mask.sum(1), 1)[:, None]
    for number, dilation in enumerate(DILATIONS, start=1):
        beside = taps(hidden, hidden.sum(1) / length, dilation)
        raw = _times(beside, p[f"weight{number}"]) + p[f"bias{number}"]
        gate = ((raw > 0) & (raw < _CEILING)) * shown
        step = np.clip(raw, 0, _CEILING) * shown
        if drop:
            gate *= drop[number]
            step *= drop[number]
        hidden = hidden + step
        trace.steps.append((beside, gate.astype(np.float32), hidden))
        hidden = np.minimum(hidden, _CEILING)
    trace.joined = np.concatenate([hidden, trace.first], -1)
    return _times(trace.joined, p["weight_out"]) + p["bias_out"], trace


def _times(inputs: Floats, weight: Floats) -> Floats:
    return (inputs.reshape(-1, inputs.shape[-1]) @ weight).reshape(*inputs.shape[:-1], -1)


def _outer(inputs: Floats, outputs: Floats) -> Floats:
    return inputs.reshape(-1, inputs.shape[-1]).T @ outputs.reshape(-1, outputs.shape[-1])


def _backward(
    p: Parameters, mask: Floats, trace: _Trace, given: Floats
) -> tuple[Parameters, Floats]:
    """Slopes of the loss: those of the dense parameters, and those of the summed vectors."""
    slopes = {"weight_out": _outer(trace.joined, given), "bias_out": given.sum((0, 1))}
    both = _times(given, p["weight_out"].T)
    hidden, first = both[..., :_WIDTH], both[..., _WIDTH:]
    length = np.maximum(mask.sum(1), 1)[:, None]
    for number in reversed(range(1, len(DILATIONS) + 1)):
        beside, gate, reached = trace.steps[number - 1]
        hidden = hidden * (reached < _CEILING)
        step = hidden * gate
        slopes[f"weight{number}"] = _outer(beside, step)
        slopes[f"bias{number}"] = step.sum((0, 1))
        back = _times(step, p[f"weight{number}"].T)
        hidden = hidden + _untap(back, DILATIONS[number - 1], length)
    first = (hidden + first) * ((trace.first > 0) & (trace.first < _CEILING)) * mask[..., None]
    slopes["weight0"] = _outer(trace.summed, first)
    slopes["bias0"] = first.sum((0, 1))
    return slopes, _times(first, p["weight0"].T)


def _untap(back: Floats, dilation: int, length: Floats) -> Floats:
    width = back.shape[-1] // 4
    slope: Floats = back[..., width : 2 * width] + (back[..., 3 * width :].sum(1) / length)[:, None]
    if dilation < back.shape[1]:
        slope[:, :-dilation] += back[:, dilation:, :width]
        slope[:, dilation:] += back[:, :-dilation, 2 * width : 3 * width]
    return slope


def loss(logits: Floats, wanted: Floats, weights: Floats) -> tuple[float, Floats]:
    """Cross entropy summed over units and heads, and its slope; weights are (B, T, heads)."""
    total, slope = 0.0, np.zeros_like(logits)
    for number, head in enumerate(HEADS.values()):
        shifted = logits[..., head] - logits[..., head].max(-1, keepdims=True)
        logs = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
        share, weight = wanted[..., head], weights[..., number, None]
        total -= float((weight * share * logs).sum())
        slope[..., head] = weight * (np.exp(logs) * share.sum(-1, keepdims=True) - share)
    return total, slope


class _Adam:
    """Adam; rows of sparse tables move only when a batch has them, those in `still` never."""

    def __init__(self, parameters: Parameters, still: NDArray[np.bool_]) -> None:
        self._still = still
        self.first = {name: np.zeros_like(value) for name, value in parameters.items()}
        self.second = {name: np.zeros_like(value) for name, value in parameters.items()}
        self.count = 0

    def dense(self, parameters: Parameters, slopes: Parameters, step: float) -> None:
        self.count += 1
        for name, slope in slopes.items():
            self._move(name, ..., slope)
            parameters[name] -= step * (self._direction(name, ...) + 0.01 * parameters[name])

    def sparse(
        self, parameters: Parameters, name: str, rows: NDArray[np.int64], slope: Floats, step: float
    ) -> None:
        """Move the rows (m, k) that m vectors' slopes (m, d) reach."""
        flat = rows.reshape(-1)
        order = np.argsort(flat, kind="stable")
        ordered = flat[order]
        begins = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        touched = ordered[begins]
        summed = np.add.reduceat(slope[order // rows.shape[1]], begins, 0)
        if name == "contexts":
            moved = ~self._still[touched]
            touched, summed = touched[moved], summed[moved]
        self._move(name, touched, summed)
        parameters[name][touched] -= step * self._direction(name, touched)

    def _move(self, name: str, where: Where, slope: Floats) -> None:
        self.first[name][where] += 0.1 * (slope - self.first[name][where])
        self.second[name][where] += 0.02 * (slope * slope - self.second[name][where])

    def _direction(self, name: str, where: Where) -> Floats:
        correction = (1 - 0.98**self.count) ** 0.5 / (1 - 0.9**self.count)
        mean, square = self.first[name][where], self.second[name][where]
        return np.asarray(correction * mean / (np.sqrt(square) + 1e-6), np.float32)


def train(examples: Sequence[Example], plan: Plan, parameters: Parameters) -> Iterator[float]:
    """Train parameters in place; yields the mean loss per unit after each pass."""
    rng = np.random.default_rng(plan.seed)
    adam = _Adam(parameters, _seldom(examples, plan))
    total = plan.passes * len(_batches(examples, plan.batch, np.random.default_rng(plan.seed)))
    for _ in range(plan.passes):
        losses, counted = 0.0, 0.0
        for chosen in _batches(examples, plan.batch, rng):
            batch = [examples[number] for number in chosen]
            warm = min(1.0, (adam.count + 1) / 60)
            pace = plan.step * warm * max(0.03, 1 - adam.count / total)
            cost, units = _learn(parameters, adam, batch, plan, rng, pace)
            losses, counted = losses + cost, counted + units
        yield losses / counted


def _seldom(examples: Sequence[Example], plan: Plan) -> NDArray[np.bool_]:
    """Rows of contexts that too few units have."""
    rows = np.concatenate([one.units.rows.reshape(-1) for one in examples])
    return np.bincount(rows, minlength=ROWS[plan.lang]) < plan.seldom


def _learn(
    p: Parameters,
    adam: _Adam,
    batch: Sequence[Example],
    plan: Plan,
    rng: np.random.Generator,
    pace: float,
) -> tuple[float, float]:
    rows, traits, mask = pack([one.units for one in batch])
    wanted, weights = _stacked(batch, mask.shape[1])
    logits, trace = _forward(p, rows, traits, mask, _drops(mask.shape, plan, rng))
    cost, slope = loss(logits, wanted, weights)
    units = float(mask.sum())
    drop = trace.summed != 0
    slopes, vectors = _backward(p, mask, trace, slope / np.float32(units))
    adam.dense(p, slopes, pace)
    shown = mask.reshape(-1) > 0
    vectors = (vectors * drop).reshape(-1, _VECTOR)[shown] / np.float32(1 - plan.vector_dropout)
    for name, indices in (("contexts", rows), ("traits", traits)):
        kept = indices.reshape(-1, indices.shape[-1])[shown]
        adam.sparse(p, name, kept, vectors, pace * (2 if name == "contexts" else 1))
    return cost, units


def _stacked(batch: Sequence[Example], length: int) -> tuple[Floats, Floats]:
    wanted = np.zeros((len(batch), length, _OUT), np.float32)
    weights = np.zeros((len(batch), length, len(HEADS)), np.float32)
    for number, one in enumerate(batch):
        wanted[number, : len(one.wanted)] = one.wanted
        weights[number, : len(one.weights)] = one.weights
    return wanted, weights


def _drops(shape: tuple[int, ...], plan: Plan, rng: np.random.Generator) -> list[Floats]:
    """Factors of dropout: one per entry of a vector, one per channel of a text in each layer."""

    def kept(size: tuple[int, ...], share: float) -> Floats:
        return ((rng.random(size, np.float32) >= share) / np.float32(1 - share)).astype(np.float32)

    channels = [kept((shape[0], 1, _WIDTH), plan.hidden_dropout) for _ in DILATIONS]
    return [kept((*shape, _VECTOR), plan.vector_dropout), *channels]


def _batches(examples: Sequence[Example], size: int, rng: np.random.Generator) -> list[list[int]]:
    """Texts of like length together, in random order."""
    lengths = np.array([len(one.units.starts) for one in examples])
    order = np.argsort(lengths + rng.integers(0, 40, len(lengths)), kind="stable")
    batches: list[list[int]] = [[]]
    longest = 0
    for number in order:
        longest = max(longest, int(lengths[number]))
        if batches[-1] and longest * (len(batches[-1]) + 1) > size:
            batches.append([])
            longest = int(lengths[number])
        batches[-1].append(int(number))
    rng.shuffle(batches)
    return batches


def quantised(p: Parameters) -> dict[str, NDArray[np.generic]]:
    """The arrays of the model file: whole numbers (see patnav.ingest.annotate.network)."""
    step = float(max(np.quantile(np.abs(p["contexts"]), 0.9999), np.abs(p["traits"]).max())) / 127
    made: dict[str, NDArray[np.generic]] = {name: _rounded(p[name], step) for name in _SPARSE}
    activation = float(_CEILING) / 255
    for number in range(len(DILATIONS) + 1):
        weight, reach = p[f"weight{number}"], step if number == 0 else activation
        scale = np.maximum(np.abs(weight).max(0), 1e-8) / 127
        made[f"weight{number}"] = _rounded(weight, scale)
        made[f"bias{number}"] = np.rint(p[f"bias{number}"] / (scale * reach)).astype(np.int32)
        made[f"scale{number}"] = (scale * reach / activation).astype(np.float32)
    scale = np.abs(p["weight_out"]).max() / 127
    made["weight_out"] = _rounded(p["weight_out"], scale)
    made["bias_out"] = np.rint(p["bias_out"] / (scale * activation)).astype(np.int32)
    made["unit"] = np.array([scale * activation], np.float32)
    return made


def _rounded(values: Floats, step: float | Floats) -> NDArray[np.int8]:
    whole: NDArray[np.int8] = np.clip(np.rint(values / step), -127, 127).astype(np.int8)
    return whole


def continued(arrays: Mapping[str, NDArray[np.generic]]) -> Parameters:
    """Parameters to learn on from: those that the arrays of a model file are the rounding of.

    How far a vector's step and the first layer's weights were scaled is not in the file: vectors
    get the size that random ones have. Raises KeyError when an array is missing.
    """
    activation = np.float32(float(_CEILING) / 255)
    whole = {name: np.asarray(array, np.float32) for name, array in arrays.items()}
    step = np.float32(0.1) / np.sqrt(np.square(whole["contexts"]).mean())
    made = {name: whole[name] * step for name in _SPARSE}
    for number in range(len(DILATIONS) + 1):
        scale = whole[f"scale{number}"] * (activation / step if number == 0 else 1)
        reach = step if number == 0 else activation
        made[f"weight{number}"] = whole[f"weight{number}"] * scale
        made[f"bias{number}"] = whole[f"bias{number}"] * scale * reach
    made["weight_out"] = whole["weight_out"] * whole["unit"] / activation
    made["bias_out"] = whole["bias_out"] * whole["unit"]
    return {name: np.asarray(array, np.float32) for name, array in made.items()}
