"""What belongs together because it has a name in common: connected components over columns."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

__all__ = ["Ints", "by_value", "first_of_each", "joined", "rank_of"]

Ints = NDArray[np.int64]
_SLICE = 100_000  # texts that are Python objects at once


def joined(count: int, owners: Ints, names: pa.Array) -> Ints:
    """Label things 0..count-1 so that two have one label when a chain of common names joins them.

    `names[i]` is a name of thing `owners[i]`. Labels run from 0 without gaps.
    """
    codes = names.dictionary_encode().indices.to_numpy().astype(np.int64)
    size = count + int(codes.max(initial=-1)) + 1
    links = coo_matrix((np.ones(len(owners), np.int8), (owners, codes + count)), (size, size))
    labels = connected_components(links, directed=False)[1][:count]
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def rank_of(values: pa.Array) -> Ints:
    """Rank of each value in sorted order, equal values alike."""
    ranks: Ints = pc.rank(values, tiebreaker="dense").to_numpy().astype(np.int64)
    return ranks


def first_of_each(labels: Ints, *keys: NDArray[np.generic]) -> Ints:
    """Index of the member of each label that is smallest by the keys, in the order of the labels.

    The first key counts most; every label from 0 has a member.
    """
    order = np.lexsort((*reversed(keys), labels))
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    first: Ints = order[starts].astype(np.int64)
    return first


def by_value(texts: pa.Array, make: Callable[[str], str]) -> pa.Array:
    """Make a text of each text, of equal ones once."""
    coded = texts.dictionary_encode()
    known = coded.dictionary
    made = [
        pa.array(map(make, known.slice(start, _SLICE).to_pylist()), pa.large_string())
        for start in range(0, len(known), _SLICE)
    ]
    return pa.chunked_array(made, pa.large_string()).combine_chunks().take(coded.indices)
