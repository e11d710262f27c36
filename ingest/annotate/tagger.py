"""The tagger: spans of effects, means and market outlook in Chinese and English texts.

A small network per language scores each unit of a text as outside, begin or inside of a span of
each dimension; the best consistent sequence is found by dynamic programming (Viterbi 1967). Scores
are whole numbers, so spans and margins are the same on every machine. The networks are
`data/models/tagger.npz` (Chinese) and `tagger.en.npz`, trained by `patnav train`
(docs/annotation.md says from what, and how good they are).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from patnav.errors import InputError
from patnav.ingest.annotate.models import TAGGER_FILES, home_of
from patnav.ingest.annotate.network import HEADS, Network
from patnav.ingest.annotate.units import SPANS, Hint, Units, Words, units_of

__all__ = [
    "NEARNESS",
    "Passage",
    "Tag",
    "Tagger",
    "read_arrays",
    "spans_of",
    "tagger",
]

Scores = NDArray[np.float32]
Arrays = Mapping[str, NDArray[np.generic]]
Made = TypeVar("Made")
LEANS = {"zh": {"outlook": 1.2}, "en": {"outlook": 1.2, "means": -1.0}}
"""How much, in logits, a unit outside a span has to be ahead: what is rare in the labels is found
too seldom otherwise, what has many spans too often. Chosen on the held-out fifth of the training
documents."""
NEARNESS = 2.0
"""How much harder, in logits, being outside is made when spans are looked for that are near."""
_OUTSIDE, _BEGIN, _INSIDE = range(3)
_NEVER = np.float32(-1e9)
_LONGEST = 1500  # units that are read as one; a longer text is cut behind a sentence
_AT_ONCE = 32_000  # units per batch
_STOPS = frozenset("。;!?")


class Passage(NamedTuple):
    """A text to read: folded, the folded title of its patent, language (zh, en), rules' spans.

    `listed`: it is a list of advantages, as the vendor says; what the rules find there holds.
    """

    folded: str
    title: str
    lang: str
    hints: Sequence[Hint] = ()
    listed: bool = False


class Tag(NamedTuple):
    """A span `folded[start:end]`; `margin` is how far its weakest score is ahead, in logits.

    `ways` are the log chances of an effect's DIRECTIONS.
    A `near` span was not given; its margin, below 0, is how far its units are behind on average.
    """

    dimension: str
    start: int
    end: int
    margin: float
    ways: tuple[float, ...] = ()
    near: bool = False


class Tagger:
    """Finds spans with the network of each language; pure and reusable."""

    def __init__(self, networks: Mapping[str, Network]) -> None:
        self._networks = networks

    @property
    def languages(self) -> frozenset[str]:
        """The languages that it reads."""
        return frozenset(self._networks)

    def tag(self, passages: Sequence[Passage], *, near: Sequence[str] = ()) -> list[list[Tag]]:
        """Tags per passage, by dimension and place; of dimensions in `near` what nearly is one."""
        found: list[list[Tag]] = [[] for _ in passages]
        for lang in self._networks:
            chosen = [number for number, one in enumerate(passages) if one.lang == lang]
            given = [passages[number] for number in chosen]
            read = units_of((Words(one.folded, one.title, one.hints) for one in given), lang)
            windows = [
                (number, window)
                for number, whole in zip(chosen, read, strict=True)
                for window in _windows(whole, passages[number].folded)
            ]
            for places in _batches([len(window.starts) for _, window in windows]):
                batch = [windows[place][1] for place in places]
                for place, tags in zip(places, self._read(batch, lang, near), strict=True):
                    found[windows[place][0]].extend(tags)
        return [
            sorted(tags, key=lambda tag: (SPANS.index(tag.dimension), tag.start)) for tags in found
        ]

    def _read(self, batch: Sequence[Units], lang: str, near: Sequence[str]) -> Iterator[list[Tag]]:
        network = self._networks[lang]
        scored = network.scores(batch)
        for scores in scored:
            for dimension, lean in LEANS[lang].items():
                scores[:, HEADS[dimension].start + _OUTSIDE] -= round(lean / network.unit)
        heads = [one[:, HEADS[name]] for one in scored for name in SPANS]
        found = [[(False, *span) for span in spans] for spans in spans_of(heads)]
        asked = [at for at in range(len(heads)) if SPANS[at % len(SPANS)] in near]
        further = spans_of([_eager(heads[at], network.unit) for at in asked])
        for at, spans in zip(asked, further, strict=True):
            found[at] += [(True, *span) for span in spans if _apart(span, found[at])]
        for number, window in enumerate(batch):
            yield [
                _tag(dimension, window, scored[number], span, network.unit)
                for place, dimension in enumerate(SPANS, start=number * len(SPANS))
                for span in found[place]
            ]


@cache
def tagger(model: Path) -> Tagger:
    """The tagger of a folder of models, of a language that it lacks patnav's; once per process.

    Raises InputError when a file is none that `patnav train` wrote.
    """
    return Tagger({lang: read_arrays(model, lang, Network) for lang in TAGGER_FILES})


def read_arrays(model: Path, lang: str, use: Callable[[Arrays], Made]) -> Made:
    """Give the arrays of a folder's network to `use`; raises InputError when not usable."""
    path = home_of(TAGGER_FILES[lang], model) / TAGGER_FILES[lang]
    try:
        with np.load(path) as arrays:
            return use({name: arrays[name] for name in arrays.files})
    except (OSError, KeyError, ValueError, BadZipFile) as error:
        remedy = "let patnav train write the model, or name its folder"
        raise InputError(
            f"no model of the tagger: {error}", where=str(path), remedy=remedy
        ) from None


def spans_of(scored: Sequence[Scores]) -> list[list[tuple[int, int]]]:
    """Spans (first unit, unit behind the last) of best sequences; scores are (n, 3) per text."""
    steps = max((len(one) for one in scored), default=0)
    padded = np.zeros((steps, 3, len(scored)), np.float32)
    for number, one in enumerate(scored):
        padded[: len(one), :, number] = one
        padded[len(one) :, 1:, number] = _NEVER
    path = _best(padded)
    goes_on = np.vstack([path[1:] == _INSIDE, np.zeros((1, len(scored)), bool)])[:steps]
    whose, begins = np.nonzero((path == _BEGIN).T)
    _, lasts = np.nonzero(((path != _OUTSIDE) & ~goes_on).T)
    found: list[list[tuple[int, int]]] = [[] for _ in scored]
    for number, begin, last in zip(*map(np.ndarray.tolist, (whose, begins, lasts)), strict=True):
        found[number].append((begin, last + 1))
    return found


def _eager(scored: Scores, unit: float) -> Scores:
    """Scores by which it is harder to be outside of a span."""
    eager = scored.copy()
    eager[:, _OUTSIDE] -= round(NEARNESS / unit)
    return eager


def _tag(
    dimension: str, window: Units, scored: Scores, span: tuple[bool, int, int], unit: float
) -> Tag:
    near, begin, end = span
    how_far = _behind if near else _margin
    margin = how_far(scored[:, HEADS[dimension]], begin, end) * unit
    ways = _ways(scored[begin:end], unit) if dimension == "effect" else ()
    return Tag(dimension, int(window.starts[begin]), int(window.ends[end - 1]), margin, ways, near)


def _ways(scored: Scores, unit: float) -> tuple[float, ...]:
    """Log chances of the directions of an effect, by what its units say on average."""
    logits = scored[:, HEADS["direction"]].mean(0, dtype=np.float64) * unit
    return tuple((logits - np.logaddexp.reduce(logits)).tolist())


def _best(scored: Scores) -> NDArray[np.int8]:
    """Best sequences (steps, texts) of scores (steps, 3, texts): inside follows begin or inside.

    What a sequence that is outside or begins is worth does not hang on the steps before when it is
    counted from the best so far, so only the worth of being inside is found step by step.
    """
    steps, _, texts = scored.shape
    path = np.zeros((steps, texts), np.int8)
    if not steps:
        return path
    outside, begin = scored[:, _OUTSIDE], scored[:, _BEGIN]
    inside = scored[:, _INSIDE].copy()
    either = np.maximum(outside, begin)
    inside[0] += _NEVER
    for step in range(1, steps):
        before = inside[step - 1]  # small numbers, and so exact
        inside[step] += np.maximum(begin[step - 1], before) - np.maximum(either[step - 1], before)
    in_span = np.where(inside > begin, _INSIDE, _BEGIN).astype(np.int8)
    best = np.where(either >= inside, begin > outside, _INSIDE).astype(np.int8)
    path[-1] = best[-1]
    for step in range(steps - 1, 0, -1):
        path[step - 1] = np.where(path[step] == _INSIDE, in_span[step - 1], best[step - 1])
    return path


def _margin(scored: Scores, begin: int, end: int) -> float:
    """How far the weakest decision of a span is ahead: that it begins, goes on, and ends."""
    first, *others = scored[begin : end + 1].tolist()
    margins = [first[_BEGIN] - max(first[_OUTSIDE], first[_INSIDE])]
    margins += [row[_INSIDE] - max(row[:_INSIDE]) for row in others[: end - begin - 1]]
    margins += [max(row[:_INSIDE]) - row[_INSIDE] for row in others[end - begin - 1 :]]
    return float(min(margins))


def _behind(scored: Scores, begin: int, end: int) -> float:
    """How far the units of a span that was not given are ahead of being outside, on average."""
    inside = scored[begin + 1 : end, _INSIDE] - scored[begin + 1 : end, _OUTSIDE]
    ahead = scored[begin, _BEGIN] - scored[begin, _OUTSIDE] + inside.sum()
    return float(ahead) / (end - begin)


def _apart(span: tuple[int, int], given: Iterable[tuple[bool, int, int]]) -> bool:
    return all(span[1] <= begin or end <= span[0] for _, begin, end in given)


def _windows(whole: Units, folded: str) -> Iterator[Units]:
    """The text in pieces of at most 1,500 units, cut behind a sentence where there is one."""
    count, begin = len(whole.starts), 0
    while begin < count:
        end = min(begin + _LONGEST, count)
        if end < count:
            half = begin + _LONGEST // 2
            stops = (
                place + 1
                for place in range(end - 1, half, -1)
                if folded[whole.starts[place]] in _STOPS
            )
            end = next(stops, end)
        yield Units(*(part[begin:end] for part in whole))
        begin = end


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of texts of like length together."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda place: (lengths[place], place)):
        if batch and lengths[place] * (len(batch) + 1) > _AT_ONCE:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch
