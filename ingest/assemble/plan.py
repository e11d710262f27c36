"""The plan: to which patent each row belongs, and in what order rows are looked at.

Two rows describe the same patent when an application number or the serial of a publication joins
them, perhaps over other rows: a row that knows both joins what other files know by half. All is
done on columns of numbers and ranks, so a plan costs some hundred bytes a row whatever the rows
say; the result does not depend on the order of files and rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from patnav.ingest.assemble.joining import Ints, by_value, first_of_each, joined, rank_of
from patnav.ingest.assemble.merge import publication_name, serial
from patnav.ingest.columns import SCHEMA
from patnav.ingest.parts import Part

__all__ = ["Plan", "make_plan"]

_LIGHT = ("row", "number", "application", "publication_date", "stage", "fullness")
_NOTHING = pa.schema([*map(SCHEMA.field, _LIGHT), ("file", pa.int64())]).empty_table()
_EPOCH = date(1970, 1, 1).toordinal()
_NO_DAY = date.min.toordinal() - _EPOCH


@dataclass(frozen=True, slots=True)
class Plan:
    """Where rows go: by patent, there the document to show first, there the most trusted row first.

    `places[i]` is the place of the i-th row as the parts give them, -1 for the repeat of a row.
    Patent `j` has the key `keys[j]` and the places from `starts[j]` to before `starts[j + 1]`; keys
    are sorted. `newest` is the latest publication date per file, the age of the export.
    """

    places: Ints
    starts: Ints
    keys: Sequence[str]
    newest: dict[str, date]


def make_plan(parts: Sequence[Part]) -> Plan:
    """Plan the rows of parts that are sorted by file.

    When rows disagree the newest export is trusted most (its latest publication date tells its
    age), then the fuller row, then file hash and row: legal status and citation counts age, and
    none of this depends on order.
    """
    rows = pa.concat_tables([_NOTHING, *_light(parts)])
    days = _days(rows)
    newest = np.full(len(parts), _NO_DAY)
    np.maximum.at(newest, rows["file"].to_numpy(), days)
    kept = _without_repeats(rows)
    order, starts, keys = _ordered(rows.take(kept), days[kept], newest)
    places = np.full(len(rows), -1)
    places[kept[order]] = np.arange(len(order))
    ages = {
        part.facts.file: date.fromordinal(int(day) + _EPOCH)
        for part, day in zip(parts, newest, strict=True)
        if day != _NO_DAY
    }
    return Plan(places, starts, keys, ages)


def _light(parts: Sequence[Part]) -> Iterator[pa.Table]:
    for place, part in enumerate(parts):
        for block in part.publications(_LIGHT):
            yield block.append_column("file", pa.array(np.full(len(block), place)))


def _days(rows: pa.Table) -> Ints:
    days = rows["publication_date"].cast(pa.int32()).fill_null(_NO_DAY)
    return np.asarray(days.to_numpy(), np.int64)


def _without_repeats(rows: pa.Table) -> Ints:
    """Rows of which no later one has the same file, row and numbers."""
    keys = {name: rows[name].to_numpy() for name in ("file", "row")}
    keys |= {name: rank_of(rows[name]) for name in ("number", "application")}
    return np.flatnonzero(~pd.DataFrame(keys).duplicated(keep="last").to_numpy())


def _ordered(rows: pa.Table, days: Ints, newest: Ints) -> tuple[Ints, Ints, list[str]]:
    """Rows in order, the start of each patent in it, and the keys of the patents."""
    number = rank_of(rows["number"])
    trust = _trust(rows, number, newest)
    labels = _labels(rows)
    keys = _keys(rows, labels, number)
    patent = rank_of(keys)[labels]
    nameless = ~_is_there(rows["number"].combine_chunks())
    granted, latest = _of_document(labels, number, rows, days)
    order = np.lexsort((trust, number, -latest, ~granted, nameless, patent))
    starts = np.flatnonzero(np.diff(patent[order], prepend=-1, append=-1))
    return order, starts, sorted(keys.to_pylist())


def _trust(rows: pa.Table, number: Ints, newest: Ints) -> Ints:
    file, row, fullness = (rows[name].to_numpy() for name in ("file", "row", "fullness"))
    order = np.lexsort((number, row, file, -fullness, -newest[file]))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return place


def _labels(rows: pa.Table) -> Ints:
    """One label per patent, from 0."""
    application, number = rows["application"].combine_chunks(), rows["number"].combine_chunks()
    filed, published = np.flatnonzero(_is_there(application)), np.flatnonzero(_is_there(number))
    names = [
        by_value(application.take(pa.array(filed)), "application {}".format),
        by_value(number.take(pa.array(published)), publication_name),
    ]
    return joined(len(rows), np.concatenate([filed, published]), pa.concat_arrays(names))


def _keys(rows: pa.Table, labels: Ints, number: Ints) -> pa.Array:
    """Keys by label: the application, else the serial; the full number where serials collide.

    US serials of applications and of grants overlap.
    """
    application = rows["application"].combine_chunks()
    serials = by_value(rows["number"].combine_chunks(), serial)
    first = first_of_each(labels, ~_is_there(application), rank_of(application))
    known = application.take(pa.array(first))
    filed = _is_there(known)
    unfiled = serials.take(pa.array(first_of_each(labels, rank_of(serials))))
    full = rows["number"].combine_chunks().take(pa.array(first_of_each(labels, number)))
    taken = pc.is_in(unfiled, value_set=known)
    return pc.if_else(pa.array(filed), known, pc.if_else(taken, full, unfiled))


def _of_document(
    labels: Ints, number: Ints, rows: pa.Table, days: Ints
) -> tuple[NDArray[np.bool_], Ints]:
    """For each row whether its document is a grant in any row, and the latest day of it."""
    pairs = labels * (number.max(initial=0) + 1) + number
    document = np.unique(pairs, return_inverse=True)[1]
    granted = np.zeros(len(pairs), bool)
    np.logical_or.at(granted, document, pc.equal(rows["stage"], "grant").to_numpy())
    latest = np.full(len(pairs), _NO_DAY)
    np.maximum.at(latest, document, days)
    return granted[document], latest[document]


def _is_there(texts: pa.Array) -> NDArray[np.bool_]:
    there: NDArray[np.bool_] = pc.not_equal(texts, "").to_numpy(zero_copy_only=False)
    return there
