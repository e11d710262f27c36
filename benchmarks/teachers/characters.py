"""A teacher that reads characters: a linear-chain conditional random field per dimension.

Lafferty et al. 2001, with python-crfsuite (Okazaki 2007). Features of a character are its
neighbours, where it stands in its clause and text, the last word that announces something, the
title, and what the rules of patnav propose. It reads Chinese; English abstracts it leaves to the
other teacher.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pycrfsuite
from numpy.typing import NDArray

from patnav.ingest.annotate.tagger import Passage
from patnav.ingest.annotate.units import SPANS
from teachers.labels import Ints, hinted, places

__all__ = ["Crf", "features", "train"]

Features = list[list[str]]
_CUES = re.compile(
    "采用|通过|利用|设置有?|包括|由|将|其中|所述|具有|从而|使得?|以便|避免|防止|提高|降低|减少|增强"
    "|改善|实现|解决|克服|便于|保证|有效|本发明|本实用新型|公开|涉及|提供|属于|用于|优点|特点|效果"
    "|传统|现有"
)
_CLAUSE, _SENTENCE = ",;。", ";。"
_EDGE = "###"
_SETTINGS = {"c1": 0.05, "c2": 0.3, "max_iterations": 90, "feature.minfreq": 2}


class _Clause(NamedTuple):
    """A stretch of characters between marks; `number` counts from 0."""

    start: int
    end: int
    number: int


def features(passage: Passage, *, hints: bool = True) -> Features:
    """Describe each character of a folded text; `hints` adds what the rules propose."""
    text = passage.folded
    told = hinted(passage.hints) if hints else {}
    said = {name: places(len(text), spans) for name, spans in told.items()}
    clauses = _clauses(text)
    last = clauses[-1].number if clauses else 0
    parts = zip(
        _neighbours(text),
        (_of_clause(text, at, clause, last) for at, clause in enumerate(clauses)),
        _cues(text),
        _title(text, passage.title),
        _repeats(text),
        _said(text, said),
        strict=True,
    )
    return [["b", *(one for part in row for one in part)] for row in parts]


def _neighbours(text: str) -> Iterator[list[str]]:
    padded = _EDGE + text + _EDGE
    for at in range(3, len(text) + 3):
        yield [
            *(f"{by}{padded[at + by]}" for by in range(-3, 4)),
            *(f"{by}B{padded[at + by : at + by + 2]}" for by in range(-3, 3)),
            *(f"{by}T{padded[at + by : at + by + 3]}" for by in range(-2, 1)),
            f"Q{padded[at - 1 : at + 3]}",
        ]


def _clauses(text: str) -> list[_Clause]:
    """The clause of each character; a mark is a clause of its own."""
    found: list[_Clause] = []
    start = number = 0
    for at, character in enumerate([*text, _CLAUSE[0]]):
        if character in _CLAUSE:
            found += [_Clause(start, at, number)] * (at - start)
            found += [_Clause(at, at + 1, number)]
            start, number = at + 1, number + 1
    return found[: len(text)]


def _of_clause(text: str, at: int, clause: _Clause, last: int) -> list[str]:
    start, end, number = clause
    return [
        f"cs{text[start : start + 1]}",
        f"cs2{text[start : start + 2]}",
        f"ce{text[max(start, end - 2) : end]}",
        f"ce1{text[end - 1 : end]}",
        f"ps{min(at - start, 12)}",
        f"pe{min(end - at, 12)}",
        f"ln{min((end - start) // 2, 15)}",
        f"pl{number * 6 // (last + 1)}",
        f"last{min(last - number, 4)}",
        f"prev{text[start - 1] if start else '#'}",
        f"nx{text[end : end + 1]}",
    ]


def _cues(text: str) -> Iterator[list[str]]:
    """The last announcing word of the sentence so far."""
    begins = {found.start(): found.group() for found in _CUES.finditer(text)}
    cue = "none"
    for at, character in enumerate(text):
        cue = "none" if character in _SENTENCE else begins.get(at, cue)
        yield [f"cu{cue}"]


def _title(text: str, title: str) -> Iterator[list[str]]:
    pairs = {title[at : at + 2] for at in range(len(title) - 1)}
    for at in range(len(text)):
        held = text[at : at + 2] in pairs or text[max(0, at - 1) : at + 1] in pairs
        yield [f"ti{held:d}"]


def _repeats(text: str) -> Iterator[list[str]]:
    """How often the pair that begins here is in the text."""
    counted = Counter(text[at : at + 2] for at in range(len(text) - 1))
    for at in range(len(text)):
        yield [f"rp{min(counted[text[at : at + 2]], 4)}"]


def _said(text: str, said: dict[str, Ints]) -> Iterator[list[str]]:
    behind = len(text) - 1
    for at in range(len(text)):
        given = []
        for name, tags in said.items():
            given += [
                f"r{name}{tags[at]}",
                f"r{name}n{tags[at + 1] if at < behind else 9}",
                f"r{name}p{tags[at - 1] if at else 9}",
            ]
        both = [f"rr{said['effect'][at]}{said['means'][at]}{text[at]}"] if said else []
        yield given + both


def train(pairs: Iterable[tuple[Features, Ints]], path: Path) -> None:
    """Train the field of one dimension on features and places (see labels) and write it."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(_SETTINGS)
    for given, wanted in pairs:
        trainer.append(given, [str(place) for place in wanted])
    trainer.train(str(path))


class Crf:
    """The trained fields of a folder, one `DIMENSION.crf` each."""

    def __init__(self, folder: Path, dimensions: Sequence[str] = SPANS) -> None:
        self._taggers = {name: pycrfsuite.Tagger() for name in dimensions}
        for name, tagger in self._taggers.items():
            tagger.open(str(folder / f"{name}.crf"))

    def places(self, given: Features) -> dict[str, Ints]:
        """Best sequence per dimension: 0 outside, 1 begin, 2 inside."""
        items = pycrfsuite.ItemSequence(given)
        return {
            name: np.array([int(place) for place in tagger.tag(items)], np.int64)
            for name, tagger in self._taggers.items()
        }

    def shares(self, given: Features) -> NDArray[np.float32]:
        """Marginal probabilities of the places, (characters, 3 * dimensions)."""
        items = pycrfsuite.ItemSequence(given)
        columns = [_marginals(one, items, len(given)) for one in self._taggers.values()]
        return np.concatenate(columns, 1)


def _marginals(
    tagger: pycrfsuite.Tagger, items: pycrfsuite.ItemSequence, count: int
) -> NDArray[np.float32]:
    tagger.set(items)
    known = set(tagger.labels())
    shares = np.zeros((count, 3), np.float32)
    for place in range(3):
        if str(place) in known:
            shares[:, place] = [tagger.marginal(str(place), at) for at in range(count)]
    return shares
