"""Rows brought into the order of the plan on disk, and given out as the patents they make up.

Rows of one patent may stand in any part. They are dealt into portions, each of the patents whose
keys follow one another, in one pass over the parts; then a portion at a time fits into memory,
whatever the size of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa

from patnav.ingest.assemble.joining import Ints
from patnav.ingest.assemble.merge import Group
from patnav.ingest.assemble.plan import Plan
from patnav.ingest.columns import SCHEMA, from_columns
from patnav.ingest.parts import Part

__all__ = ["portions"]

_ROWS = 20_000  # of a portion
_CHARACTERS = 30_000_000  # of the texts of a portion, about
_DEALT = 64 << 20  # bytes that are dealt at once: many small deals cost more than few large ones
_DEALT_SCHEMA = SCHEMA.append(pa.field("place", pa.int64())).append(pa.field("file", pa.int64()))
_PACKED = pa.ipc.IpcWriteOptions(compression="lz4")


def portions(parts: Sequence[Part], plan: Plan, folder: Path) -> Iterator[list[Group]]:
    """Yield all patents in the order of their keys, a list at a time; `folder` is for scratch."""
    portion = plan.starts[:-1] // _size(parts)  # by patent
    _deal(parts, plan, np.repeat(portion, np.diff(plan.starts)), folder)
    files = [part.facts.file for part in parts]
    cuts = np.flatnonzero(np.diff(portion, prepend=-1, append=-1))
    for first, after in pairwise(cuts.tolist()):
        path = _path(folder, int(portion[first]))
        yield _groups(_rows(path), files, plan, range(first, after))
        path.unlink()


def _size(parts: Sequence[Part]) -> int:
    """Rows of a portion, fewer where rows are long; the same whatever the order of the parts."""
    rows = sum(part.facts.publications for part in parts)
    characters = sum(part.facts.characters for part in parts)
    return min(_ROWS, max(1, _CHARACTERS * rows // max(1, characters)))


def _path(folder: Path, portion: int) -> Path:
    return folder / f"portion-{portion}.arrow"


def _deal(parts: Sequence[Part], plan: Plan, portion: Ints, folder: Path) -> None:
    """Write each row to the file of its portion; `portion` tells it by place."""
    with ExitStack() as stack:
        writers: dict[int, pa.ipc.RecordBatchStreamWriter] = {}
        for rows, places in _heaps(parts, plan.places):
            kept = np.flatnonzero(places >= 0)
            order = kept[np.argsort(portion[places[kept]], kind="stable")]
            sorted_rows, target = rows.take(pa.array(order)), portion[places[order]]
            cuts = np.flatnonzero(np.diff(target, prepend=-1, append=-1)).tolist()
            for first, after in pairwise(cuts):
                number = int(target[first])
                if number not in writers:
                    writers[number] = stack.enter_context(
                        pa.ipc.new_stream(_path(folder, number), _DEALT_SCHEMA, options=_PACKED)
                    )
                writers[number].write_table(sorted_rows.slice(first, after - first))


def _heaps(parts: Sequence[Part], places: Ints) -> Iterator[tuple[pa.Table, Ints]]:
    """Rows of the parts with their places, as many at once as is good to deal."""
    heap: list[pa.Table] = []
    begin = end = 0
    for number, part in enumerate(parts):
        for block in part.publications():
            begin, end = end, end + len(block)
            heap.append(
                block.append_column("place", pa.array(places[begin:end])).append_column(
                    "file", pa.array(np.full(len(block), number))
                )
            )
            if sum(rows.nbytes for rows in heap) >= _DEALT:
                yield _heap(heap)
                heap = []
    if heap:
        yield _heap(heap)


def _heap(tables: Sequence[pa.Table]) -> tuple[pa.Table, Ints]:
    rows = pa.concat_tables(tables)
    return rows, rows["place"].to_numpy()


def _rows(path: Path) -> pa.RecordBatch:
    with pa.ipc.open_stream(path) as stream:
        rows = stream.read_all().combine_chunks()
    (batch,) = rows.take(pa.array(np.argsort(rows["place"].to_numpy()))).to_batches()
    return batch


def _groups(rows: pa.RecordBatch, files: Sequence[str], plan: Plan, patents: range) -> list[Group]:
    sources = [files[place] for place in rows["file"].to_pylist()]
    publications = from_columns(rows, sources)
    starts = plan.starts[patents.start : patents.stop + 1] - plan.starts[patents.start]
    return [
        Group(plan.keys[patent], tuple(publications[first:after]))
        for patent, (first, after) in zip(patents, pairwise(starts.tolist()), strict=True)
    ]
