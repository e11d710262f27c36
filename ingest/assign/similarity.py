"""How alike a text is to what a tree says of its nodes: names, keywords and boundaries.

Texts are bags of Chinese character pairs and of English words; a gram weighs the more the fewer
nodes of the tree have it (TF-IDF over nodes). The result is a cosine from 0 to 1.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from patnav.chain import ChainNode
from patnav.ingest.grams import HALF, RUNS, fold, grams, grams_of_run

__all__ = ["Profiles", "profile"]

_CENTRAL = 24  # keywords of a language
_CAPITALS = re.compile("([A-Z]{2,})s?")
_SMALL = re.compile("[a-zａ-ｚ\u3400-\u9fff]")


def _cased(text: str) -> Iterator[str]:
    """Yield grams, but a word in capitals (CAN) as it is: in small letters it is another word.

    In a text that knows no small letters (a title in capitals) nothing can be told apart.
    """
    if not _SMALL.search(text):
        yield from grams(text)
        return
    for found in RUNS.finditer(fold(text)):
        written = text[found.start() : found.end()].translate(HALF)
        if capitals := _CAPITALS.fullmatch(written):
            yield capitals[1]
        else:
            yield from grams_of_run(found[0])


class Profiles:
    """One vector for each text of a list, to which other texts are compared."""

    def __init__(self, texts: Sequence[str]) -> None:
        bags = [Counter(_cased(text)) for text in texts]
        having = Counter(gram for bag in bags for gram in bag)
        self._rare = 1.0 + math.log(max(1, len(texts)))
        self._weight = {gram: self._rare - math.log(n) for gram, n in having.items()}
        self._column: dict[str, list[tuple[int, float]]] = {}
        for row, bag in enumerate(bags):
            vector = {gram: math.sqrt(n) * self._weight[gram] for gram, n in bag.items()}
            norm = math.sqrt(sum(value * value for value in vector.values())) or 1.0
            for gram, value in vector.items():
                self._column.setdefault(gram, []).append((row, value / norm))
        self._rows = len(texts)

    def cosines(self, text: str) -> NDArray[np.float64]:
        """Compare a text with all; shape (number of texts,)."""
        result = [0.0] * self._rows
        square = 0.0
        for gram, n in Counter(_cased(text)).items():
            value = math.sqrt(n) * self._weight.get(gram, self._rare)
            square += value * value
            for row, other in self._column.get(gram, ()):
                result[row] += value * other
        return np.array(result) / (math.sqrt(square) or 1.0)


def profile(node: ChainNode) -> str:
    """What a tree says of what belongs to a node, as one text.

    Of the keywords, the first 24 of each language: the tree names what is central first, and with
    the long tail of rarer words a profile is like everything a little and like nothing much.
    """
    return " ".join(_said(node))


def _said(node: ChainNode) -> Iterable[str]:
    words = *node.kw_zh[:_CENTRAL], *node.kw_en[:_CENTRAL]
    return (node.name_zh, node.name_en, *words, node.include)
