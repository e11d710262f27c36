"""Publications as Arrow columns and back, field by field as `core/model.py` declares them.

A field of a new type needs nothing here as long as it is made of text, numbers, dates, named tuples
and tuples of these. Text is `large_string`: a column of claims may pass the 2 GB that Arrow's
`string` can address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from itertools import accumulate, chain, pairwise
from operator import attrgetter
from types import NoneType
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

import pyarrow as pa

from patnav.model import Publication, Source

__all__ = ["SCHEMA", "from_columns", "to_columns"]

_PLAIN = {str: pa.large_string(), int: pa.int64(), date: pa.date32(), bool: pa.bool_()}


class _Kind(NamedTuple):
    """An Arrow type with the ways into it and out of it, both for a whole column."""

    arrow: pa.DataType
    encode: Callable[[Sequence[Any]], pa.Array]
    decode: Callable[[pa.Array], list[Any]]


def to_columns(publications: Sequence[Publication]) -> pa.RecordBatch:
    """Encode publications; the column of each field has its name, `source` keeps only the row.

    `fullness` counts what a row tells: among rows that disagree the fuller one is believed.
    """
    arrays = [
        kind.encode([get(publication) for publication in publications])
        for kind, get in _FIELDS.values()
    ]
    arrays.append(pa.array(map(_fullness, publications), pa.int64()))
    return pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def from_columns(rows: pa.RecordBatch, files: Iterable[str]) -> list[Publication]:
    """Decode what `to_columns` made; `files` holds the hash of the file of each row."""
    values = {
        name: kind.decode(rows.column(name)) for name, (kind, _) in _FIELDS.items() if name != _ROW
    }
    sources = map(Source, files, rows.column(_ROW).to_pylist())
    names = tuple(values)
    return [
        Publication(source=source, **dict(zip(names, row, strict=True)))
        for source, row in zip(sources, zip(*values.values(), strict=True), strict=True)
    ]


def _fullness(row: Publication) -> int:
    facts = (
        row.number, row.application, row.application_date, row.publication_date, row.grant_date,
        row.priority_date, row.applicants, row.inventors, row.ipc, row.cpc, row.priorities,
        row.members, row.family, row.status_text, row.cited_by is not None, row.claim_count,
    )  # fmt: skip
    return len(row.texts) + sum(map(bool, facts))


@cache
def _kind(hint: Any) -> _Kind:  # noqa: ANN401 -- a type as annotations give it
    """How values of a type are kept; raises TypeError for a type that columns cannot hold."""
    plain = [part for part in get_args(hint) if part is not NoneType]
    if get_origin(hint) is Literal:
        return _plain(_PLAIN[str])
    if hint in _PLAIN:
        return _plain(_PLAIN[hint])
    if NoneType in get_args(hint) and len(plain) == 1 and plain[0] in _PLAIN:
        return _plain(_PLAIN[plain[0]])
    if get_origin(hint) is tuple and plain[1:] == [...]:
        return _several(_kind(plain[0]))
    if isinstance(hint, type) and hasattr(hint, "_fields"):
        return _record(hint)
    raise TypeError(f"columns cannot hold {hint!r}")


def _plain(arrow: pa.DataType) -> _Kind:
    if arrow == pa.large_string():
        return _Kind(arrow, lambda values: pa.array(values, type=arrow), _texts)
    return _Kind(
        arrow, lambda values: pa.array(values, type=arrow), lambda array: array.to_pylist()
    )


def _texts(array: pa.Array) -> list[str]:
    # Through NumPy it takes a fifth of the time of to_pylist.
    texts: list[str] = array.to_numpy(zero_copy_only=False).tolist()
    return texts


def _several(item: _Kind) -> _Kind:
    def encode(values: Sequence[Sequence[Any]]) -> pa.Array:
        offsets = pa.array(accumulate(map(len, values), initial=0), type=pa.int32())
        return pa.ListArray.from_arrays(offsets, item.encode(list(chain.from_iterable(values))))

    def decode(array: pa.Array) -> list[Any]:
        items = item.decode(array.flatten())
        ends = list(accumulate(array.value_lengths().to_pylist(), initial=0))
        return [tuple(items[start:end]) for start, end in pairwise(ends)]

    return _Kind(pa.list_(item.arrow), encode, decode)


def _record(record: Any) -> _Kind:  # noqa: ANN401 -- a class of named tuples
    kinds = {name: _kind(hint) for name, hint in get_type_hints(record).items()}
    arrow = pa.struct([(name, kind.arrow) for name, kind in kinds.items()])

    def encode(values: Sequence[tuple[Any, ...]]) -> pa.Array:
        columns = zip(*values, strict=True) if values else [()] * len(kinds)
        arrays = [kind.encode(column) for kind, column in zip(kinds.values(), columns, strict=True)]
        return pa.StructArray.from_arrays(arrays, fields=list(arrow))

    def decode(array: pa.Array) -> list[Any]:
        columns = [kind.decode(array.field(place)) for place, kind in enumerate(kinds.values())]
        return list(map(record, *columns))

    return _Kind(arrow, encode, decode)


_ROW = "row"
_HINTS = get_type_hints(Publication)
_FIELDS: dict[str, tuple[_Kind, Callable[[Publication], Any]]] = {
    _ROW: (_kind(int), attrgetter("source.row"))
} | {
    field.name: (_kind(_HINTS[field.name]), attrgetter(field.name))
    for field in fields(Publication)
    if field.name != "source"
}
SCHEMA = pa.schema(
    [*((name, kind.arrow) for name, (kind, _) in _FIELDS.items()), ("fullness", pa.int64())]
)
"""One row per publication."""
