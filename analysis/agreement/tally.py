"""The counts of many documents as one array, so that intervals need no second matching."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from patnav.analysis.agreement.counts import MEASURES, Counts, count
from patnav.gold import GoldSet, Labels

__all__ = ["Tally"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts by document and measure.

    `keys` are sorted, so the order of a file changes no interval. `counts` has the shape
    (documents, measures, 3): hits, gold, answer. `present` (documents, measures) tells which
    measures a document has.
    """

    keys: tuple[str, ...]
    measures: tuple[str, ...]
    counts: Ints
    present: NDArray[np.bool_]

    @classmethod
    def of(cls, gold: GoldSet, answers: Mapping[str, Labels]) -> Tally:
        """Compare a gold set with answers by id; a document without an answer counts as missed."""
        return cls.from_counts(
            {
                key: count(gold.documents[key].text, labels, answers.get(key, Labels(id=key)))
                for key, labels in gold.labels.items()
            },
            MEASURES,
        )

    @classmethod
    def from_counts(
        cls, found: Mapping[str, Mapping[str, Counts]], measures: Sequence[str]
    ) -> Tally:
        """Lay counts by document and measure into an array; measures nobody has are left out."""
        keys = tuple(sorted(found))
        used = tuple(name for name in measures if any(name in found[key] for key in keys))
        rows = [[found[key].get(name, (0, 0, 0)) for name in used] for key in keys]
        counts = np.array(rows, dtype=np.int64).reshape(len(keys), len(used), 3)
        present = np.array([[name in found[key] for name in used] for key in keys], dtype=bool)
        return cls(keys, used, counts, present.reshape(len(keys), len(used)))

    def only(self, keys: Iterable[str]) -> Tally:
        """Return the documents of the given ids, and the measures that they have."""
        wanted = set(keys)
        rows = np.array([key in wanted for key in self.keys], dtype=bool)
        columns = self.present[rows].any(axis=0)
        return Tally(
            tuple(key for key in self.keys if key in wanted),
            tuple(name for name, has in zip(self.measures, columns, strict=True) if has),
            self.counts[rows][:, columns],
            self.present[rows][:, columns],
        )

    def total(self, measure: str) -> Counts:
        """Sum one measure over the documents."""
        column = self.measures.index(measure)
        return Counts(*map(int, self.counts[:, column].sum(axis=0)))
