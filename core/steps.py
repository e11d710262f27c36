"""Steps that make rows of a patent from rows of that patent alone, so that they can be kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from patnav.cache import KEYS, Cache
from patnav.database import open_database
from patnav.tables import Tables, arrange, empty
from patnav.workers import in_order

__all__ = ["Step", "Worked", "run"]

_AT_ONCE = 20_000  # patents; a killed build loses no more work than this
_SHARE = 500  # patents that a process works on at a time
_ALONE = 1  # shares that are done before other processes are started
_DIGEST = """
SELECT patent, sha256(string_agg(row, '' ORDER BY row)) AS key FROM ({rows})
GROUP BY patent ORDER BY patent
"""
_ROW = "SELECT patent, sha256(CAST(to_json({columns}) AS VARCHAR)) AS row FROM {table}"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the build: tables in, tables out, each row of the output from one patent's rows.

    `about` says to the user what is being done. `reads` names the columns it is given, per table
    and beside `patent`; the order of a patent's rows must follow from them. `makes` names its
    tables. `work` is a function that a module names, or a `partial` of one: it runs in several
    processes (workers.py).
    """

    name: str
    about: str
    reads: Mapping[str, tuple[str, ...]]
    makes: tuple[str, ...]
    work: Callable[[Tables], Tables]


class Worked(NamedTuple):
    """What a step made, and for how many of how many patents it had to work."""

    tables: Tables
    done: int
    patents: int


def run(step: Step, tables: Tables, cache: Cache) -> Worked:
    """Run a step for the patents whose result is not kept, and keep what it makes.

    The result is byte for byte that of running it for all.
    """
    given = {name: tables[name].select(["patent", *cols]) for name, cols in step.reads.items()}
    keys = _keys(given)
    found, missing = cache.take(keys)
    with closing(in_order(step.work, _shares(given, missing), alone=_ALONE)) as shares:
        for portion in _slices(missing, _AT_ONCE):
            made = list(islice(shares, -(-portion.num_rows // _SHARE)))
            found.append({name: pa.concat_tables(one[name] for one in made) for name in step.makes})
            cache.put(portion, found[-1])
    whole = {name: _joined(name, [part[name] for part in found]) for name in step.makes}
    cache.settle(keys, whole)
    return Worked(whole, missing.num_rows, keys.num_rows)


def _joined(name: str, parts: list[pa.Table]) -> pa.Table:
    return arrange(name, pa.concat_tables([empty(name), *parts]))


def _shares(given: Tables, missing: pa.Table) -> Iterator[Tables]:
    """The rows of the missing patents, of so many patents at a time."""
    for portion in _slices(missing, _AT_ONCE):
        rows = _of(given, portion["patent"].combine_chunks())
        for share in _slices(portion, _SHARE):
            yield _of(rows, share["patent"].combine_chunks())


def _slices(rows: pa.Table, size: int) -> Iterator[pa.Table]:
    return (rows.slice(start, size) for start in range(0, rows.num_rows, size))


def _of(given: Tables, patents: pa.Array) -> Tables:
    return {
        name: rows.filter(pc.is_in(rows["patent"], value_set=patents))
        for name, rows in given.items()
    }


def _keys(given: Tables) -> pa.Table:
    """One key per patent: the hash of its rows in all tables that the step is given."""
    parts = []
    with open_database() as database:
        for name, rows in given.items():
            database.register(name, rows)
            columns = ", ".join(f'"{column}": "{column}"' for column in rows.column_names)
            parts.append(_ROW.format(columns=f"{{'from': '{name}', {columns}}}", table=name))
        found = database.sql(_DIGEST.format(rows=" UNION ALL ".join(parts))).to_arrow_table()
    return found.cast(KEYS)
