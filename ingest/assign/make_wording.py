"""Make `data/wording.npz`, the space in which the wording of patents is compared.

    python -m patnav.ingest.assign.make_wording TEXTS.txt [MORE.txt …]

One text (title and abstract of a patent, or the title of a class) in a line, as many as there are;
Chinese and English. A gram that stands in fewer than 15 Chinese or 8 English texts is left out.
What is written are grams and numbers, no text. The shipped file was made of the
titles of the IPC and of 47,000 patents of public exports.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import svds

from patnav.ingest.assign.similarity import grams

__all__ = ["main"]

_FILE = Path("data/wording.npz")  # run at the root of the repository
_DIRECTIONS, _CHARACTERS, _SHORT = 64, 1200, 25
_LEAST = {True: 8, False: 15}  # texts that must hold a gram, by whether it is English


def main(paths: Sequence[Path]) -> None:
    """Count, decompose, and write the directions as bytes."""
    lines = [line for path in paths for line in path.open(encoding="utf-8") if line.strip()]
    bags = [Counter(grams(line[:_CHARACTERS])) for line in lines]
    rarity = _rarity(bags)
    names = sorted(rarity)
    values = np.array([rarity[name] for name in names])
    directions = _directions(bags, {name: n for n, name in enumerate(names)}, values)
    scale = np.abs(directions).max(axis=0)
    np.savez_compressed(
        _FILE,
        grams=np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
        rarity=np.rint(values * 10).astype(np.uint8),
        scale=scale.astype(np.float32),
        directions=np.rint(directions / scale * 127).astype(np.int8),
    )


def _rarity(bags: Sequence[Counter[str]]) -> dict[str, float]:
    """Minus the logarithm of the share of texts of its language that hold a gram, to a tenth."""
    having = Counter(gram for bag in bags for gram in bag)
    texts = {
        ascii_: sum(any(gram.isascii() == ascii_ for gram in bag) for bag in bags)
        for ascii_ in (True, False)
    }
    return {
        gram: round(math.log(texts[gram.isascii()] / n), 1)
        for gram, n in having.items()
        if n >= _LEAST[gram.isascii()]
    }


def _directions(
    bags: Sequence[Counter[str]], row: dict[str, int], rarity: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The first right singular vectors, the strongest first; shape (grams, 64)."""
    cells: list[tuple[int, int, float]] = []
    for number, bag in enumerate(bags):
        known = {row[gram]: n for gram, n in bag.items() if gram in row}
        if len(known) >= 3:
            worth = {at: math.sqrt(n) * rarity[at] for at, n in known.items()}
            norm = math.sqrt(sum(value * value for value in worth.values()))
            norm /= 1.0 if len(known) > _SHORT else 0.6  # a short text says less
            cells += [(number, at, value / norm) for at, value in worth.items()]
    texts, columns, values = zip(*cells, strict=True)
    table = csr_matrix((values, (texts, columns)), shape=(len(bags), len(row)), dtype=np.float32)
    _, strength, vectors = svds(table, k=_DIRECTIONS, random_state=0, solver="arpack")
    return np.asarray(vectors[np.argsort(-strength)].T, dtype=np.float64)


if __name__ == "__main__":
    main([Path(path) for path in sys.argv[1:]])
