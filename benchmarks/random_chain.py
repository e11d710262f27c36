"""A snapshot of random tables for benchmarks: every kind of the schema, as many patents as wanted.

About 28 relationships a patent in the proportions of a real chain, with texts as long as real ones
(`random_chain.sql`). Rows go batch by batch from DuckDB into Parquet, so a million patents take
little memory. The same number and seed give the same rows.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from patnav.database import open_database
from patnav.graph.build import needed_tables
from patnav.project import PROJECT_FILE, Project, ProjectFile, create_project, open_project
from patnav.snapshot import Snapshot, SnapshotWriter
from patnav.tables import FOUND, SCHEMAS

__all__ = ["PROJECT", "random_snapshot"]

PROJECT = "bench"
_SQL = Path(__file__).with_suffix(".sql")
_BATCH = 100_000


def random_snapshot(folder: Path, patents: int, seed: int = 1, *, later: bool = False) -> Snapshot:
    """Write a snapshot of `patents` patents into a project folder, which is made when new.

    With `later` one of 100 patents has another title: the snapshot of a week after.
    """
    writer = SnapshotWriter(_project(folder), f"{patents:08x}{seed:07x}{later:d}")
    sizes = {"patents": patents, "owners": patents // 8 + 20, "terms": patents}
    later_words = "（修订）" if later else ""
    with open_database() as database:
        database.execute(_SQL.read_text("utf-8").format(**sizes, seed=seed, later=later_words))
        views = "SELECT view_name FROM duckdb_views() WHERE NOT internal"
        made = {name for (name,) in database.execute(views).fetchall()}
        for name in needed_tables():
            path = writer.folder / "tables" / f"{name}.parquet"
            if name in made:
                _write(database, name, path)
            elif name not in FOUND:
                pq.write_table(SCHEMAS[name].empty_table(), path, store_schema=False)
    return writer.finish({"patnav": "benchmark"})


def _project(folder: Path) -> Project:
    if (folder / PROJECT_FILE).is_file():
        return open_project(folder)
    values = {
        "name": PROJECT,
        "chain": "new_energy_battery_hydrogen",
        "home_region": "320000",
        "cutoff": date(2025, 6, 30),
    }
    return create_project(folder, ProjectFile.model_validate(values).model_dump())


def _write(database: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    """Write a view as the table of its name; columns that the view lacks are null."""
    schema = SCHEMAS[name].remove_metadata()
    with pq.ParquetWriter(path, schema, compression="zstd", store_schema=False) as writer:
        for batch in database.table(name).to_arrow_reader(_BATCH):
            there = set(batch.schema.names)
            columns = [
                batch[field.name].cast(field.type)
                if field.name in there
                else pa.nulls(batch.num_rows, field.type)
                for field in schema
            ]
            writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))
