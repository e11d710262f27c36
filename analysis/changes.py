"""What changed between two snapshots, or between an export and the one it replaces.

All comparing is done by joins in DuckDB over the tables of both sides; a million patents take
seconds and only what changed leaves the database. docs/updates.md tells what each row says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from patnav.analysis import change_queries as sql
from patnav.analysis.list_changes import ListMove, MadeWith, list_moves, made_with
from patnav.analysis.lists import KEY, KINDS, table_name
from patnav.analysis.patent_changes import (
    COLUMNS,
    count_pairs,
    find_patents,
    prepare,
    silent_fields,
)
from patnav.database import open_database
from patnav.snapshot import Snapshot
from patnav.tables import SCHEMAS, Tables

__all__ = ["Changes", "Move", "compare_exports", "compare_snapshots", "moves"]

TOP = 20  # entries of a list whose moves are told [D]
_SORT = "about, change, field, key, old, new"
_ROWS = [f"CAST({name} AS {'INTEGER' if name.endswith('_row') else 'VARCHAR'})" for name in COLUMNS]


@dataclass(frozen=True)
class Changes:
    """What changed: `rows` (columns COLUMNS), patents by new, gone, changed, unchanged, and fields
    that one side never fills and that are therefore not compared.

    Of snapshots also the entries of lists that moved, and what the two were made with differently.
    """

    rows: pa.Table
    patents: Mapping[str, int]
    silent: tuple[str, ...]
    lists: tuple[ListMove, ...] = ()
    made_with: tuple[MadeWith, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """How often a value changed in one way, with up to three examples [key, name]."""

    about: str
    change: str
    field: str
    cause: str
    old: str
    new: str
    count: int
    examples: list[list[str]]


def compare_snapshots(old: Snapshot, new: Snapshot, top: int = TOP) -> Changes:
    """Compare two snapshots: patents, events, organisations, nodes, judgements, classes and lists.

    `cause` of a row: new_file, file_gone, reading (region, dialect or another patnav), patent (the
    patent itself changed), chain, patnav, merged, split, and for list moves beyond or within (the
    new rank lies outside or inside the old rank's 95 % interval). Lists are compared in their first
    `top` entries.
    """
    same_code = old.manifest["code"] == new.manifest["code"]
    names = {
        "otherwise": "chain" if same_code else "patnav",
        "region": new.project.settings.home_region,
    }
    with open_database() as database:
        for side, snapshot in (("old", old), ("new", new)):
            _attach(database, side, snapshot.folder)
        prepare(database)
        patents = find_patents(database)
        database.execute(sql.PREPARE)
        queries = [patents, *(query.format(**names) for query in sql.SNAPSHOTS)]
        queries += [
            sql.LIST.format(
                kind=kind, table=table_name(kind), key=KEY[kind], name=name, top=int(top)
            )
            for kind, name in zip(KINDS, ("name", "technology", "product", "name"), strict=True)
        ]
        found = _result(database, queries)
        moved = tuple(list_moves(database, old, new, top))
        return replace(found, lists=moved, made_with=tuple(made_with(database, old, new)))


def compare_exports(old: Tables, new: Tables, others: pa.Table | None = None) -> Changes:
    """Compare the collected tables of exports with those of the exports that take their place.

    `others` (column patent) are the patents that further sources of the project speak of: `cause`
    of a patent that is gone is `elsewhere` for them, else `file_gone`.
    """
    with open_database() as database:
        for side, tables in (("old", old), ("new", new)):
            for name, rows in tables.items():
                database.register(f"{side}_{name}", rows)
        prepare(database)
        elsewhere = (
            others if others is not None else pa.table({"patent": pa.array([], pa.string())})
        )
        database.register("elsewhere", elsewhere)
        query = sql.EXPORTS.format(rows=find_patents(database), columns=", ".join(COLUMNS))
        return _result(database, [query])


def moves(changes: Changes, about: str = "", field: str = "") -> list[Move]:
    """Count changes by kind, coded fields by old and new value too; most frequent first."""
    with open_database() as database:
        database.register("rows", changes.rows)
        found = database.execute(sql.MOVES, {"about": about, "field": field}).fetchall()
    return [Move(*row) for row in found]


def _result(database: duckdb.DuckDBPyConnection, queries: list[str]) -> Changes:
    union = " UNION ALL ".join(f"({query})" for query in queries)
    cells = ", ".join(f"{cell} AS {name}" for cell, name in zip(_ROWS, COLUMNS, strict=True))
    listed = ", ".join(COLUMNS)
    rows = database.sql(f"SELECT {cells} FROM ({union}) AS t({listed}) ORDER BY {_SORT}")  # noqa: S608 -- our own queries
    found = rows.to_arrow_table()
    pairs = count_pairs(database)
    both = pairs["changed"] + pairs["unchanged"]
    silent = silent_fields(database) if both else ()  # nothing was compared, whoever is silent
    return Changes(found, pairs, tuple(silent))


def _attach(database: duckdb.DuckDBPyConnection, side: str, folder: Path) -> None:
    """One view per table of a snapshot; a table that it does not have yet is empty."""
    paths = {path.stem: path for path in folder.glob("*/*.parquet")}
    for name, schema in SCHEMAS.items():
        if name in paths:
            quoted = str(paths[name]).replace("'", "''")
            database.execute(
                f"CREATE VIEW {side}_{name} AS SELECT * FROM read_parquet('{quoted}')"  # noqa: S608 -- our own file names
            )
        else:
            database.register(f"{side}_{name}", schema.empty_table())
