"""A snapshot: the immutable result of one build, and how it is written and opened.

Same sources, project file and patnav version give the same id and the same bytes. A snapshot is
written aside and swapped in by renaming, so that a reader never sees half of one.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from patnav.database import open_database
from patnav.errors import ProjectError
from patnav.project import Project, file_hash

__all__ = [
    "GRAPH_FILE",
    "Snapshot",
    "SnapshotWriter",
    "built_before",
    "make_current",
    "open_snapshot",
]

GRAPH_FILE = "graph.kgl"
_ABANDONED = 24 * 3600  # seconds after which an unfinished snapshot is nobody's


class Snapshot:
    """A finished snapshot, read-only."""

    def __init__(self, folder: Path, project: Project) -> None:
        self.folder, self.project = folder, project

    @property
    def id(self) -> str:
        """Identity: 16 hex digits over sources, project file and version."""
        return self.folder.name

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the snapshot was made from, and the hash and row count of each table."""
        text = (self.folder / "manifest.json").read_text(encoding="utf-8")
        loaded: dict[str, Any] = json.loads(text)
        return loaded

    @property
    def graph_file(self) -> Path:
        """The embedded graph."""
        return self.folder / GRAPH_FILE

    def is_whole(self) -> bool:
        """Whether every file that the manifest names is there with its bytes."""
        try:
            sums = {name: entry["sha256"] for name, entry in self.manifest["files"].items()}
            sums[GRAPH_FILE] = self.manifest["graph_sha256"]
            return all(file_hash(self.folder / name) == digest for name, digest in sums.items())
        except (OSError, ValueError, KeyError):
            return False

    def path(self, name: str) -> Path:
        """Path of a table or finding by its name."""
        for found in self._paths(name):
            if found.is_file():
                return found
        raise ProjectError(f"the snapshot has no table {name!r}", where=str(self.folder))

    def holds(self, name: str) -> bool:
        """Whether there is a table or finding of this name."""
        return any(found.is_file() for found in self._paths(name))

    def _paths(self, name: str) -> list[Path]:
        return [self.folder / kind / f"{name}.parquet" for kind in ("tables", "findings")]

    def table(self, name: str) -> pa.Table:
        """Read a table or finding as Arrow."""
        return pq.read_table(self.path(name))

    def frame(self, name: str) -> pd.DataFrame:
        """Read a table or finding as pandas."""
        frame: pd.DataFrame = self.table(name).to_pandas()
        return frame

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Open an in-memory DuckDB with one view per table and finding."""
        database = open_database()
        for path in sorted(self.folder.glob("*/*.parquet")):
            quoted = str(path).replace("'", "''")
            database.execute(
                f"CREATE VIEW \"{path.stem}\" AS SELECT * FROM read_parquet('{quoted}')"  # noqa: S608 -- our own file names
            )
        return database


class SnapshotWriter:
    """Writes a snapshot aside; `finish` swaps it in and makes it current.

    As a context it removes what was written when it is left without `finish`.
    """

    def __init__(self, project: Project, identity: str) -> None:
        self.project, self.identity = project, identity
        self._sweep()
        self.folder = project.snapshots / f".{identity}.{os.getpid()}.building"
        shutil.rmtree(self.folder, ignore_errors=True)
        for kind in ("tables", "findings"):
            (self.folder / kind).mkdir(parents=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def _sweep(self) -> None:
        """Remove what builds that were killed have left; a younger one may still be at work."""
        for left in self.project.snapshots.glob(".*.building"):
            if time.time() - left.stat().st_mtime > _ABANDONED:
                shutil.rmtree(left, ignore_errors=True)

    def write(self, kind: str, tables: Mapping[str, pa.Table]) -> None:
        """Write tables under `tables` or `findings`; the bytes depend on the rows alone."""
        for name, rows in tables.items():
            pq.write_table(
                rows.replace_schema_metadata(None),
                self.folder / kind / f"{name}.parquet",
                compression="zstd",
                store_schema=False,
            )

    def view(self) -> Snapshot:
        """See what is written so far as a snapshot."""
        return Snapshot(self.folder, self.project)

    def finish(self, manifest: Mapping[str, Any]) -> Snapshot:
        """Write the manifest, swap the folder in and point `current` at it."""
        files = {
            path.relative_to(self.folder).as_posix(): {
                "sha256": file_hash(path),
                "rows": pq.read_metadata(path).num_rows,
            }
            for path in sorted(self.folder.glob("*/*.parquet"))
        }
        made = dict(manifest) | {"files": files}
        if (graph := self.folder / GRAPH_FILE).is_file():
            made["graph_sha256"] = file_hash(graph)
        text = json.dumps(made, ensure_ascii=False, indent=1)
        (self.folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
        snapshot = Snapshot(self.project.snapshots / self.identity, self.project)
        self._swap_in(snapshot.folder)
        make_current(snapshot)
        return snapshot

    def _swap_in(self, target: Path) -> None:
        """Give the folder its name; a whole snapshot of that name has the same bytes and stays."""
        if not _same(self.folder, target):
            shutil.rmtree(target, ignore_errors=True)
            try:
                self.folder.rename(target)
            except OSError:
                if not _same(self.folder, target):  # else another build was faster
                    raise
        shutil.rmtree(self.folder, ignore_errors=True)


def make_current(snapshot: Snapshot) -> None:
    """Point `current` at a snapshot; readers see the old one or the new one.

    The time of its manifest then tells when it was last put in use.
    """
    home = snapshot.project.snapshots
    os.utime(snapshot.folder / "manifest.json")
    aside = home / f".current.{os.getpid()}.tmp"
    aside.write_text(snapshot.id + "\n", encoding="utf-8")
    aside.replace(home / "current")


def _same(one: Path, other: Path) -> bool:
    """Whether two snapshot folders hold the same files with the same bytes."""
    return _contents(one) == _contents(other)


def _contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): file_hash(path) for path in files}


def open_snapshot(project: Project, identity: str = "") -> Snapshot:
    """Open a snapshot by id, or the current one; raises ProjectError when there is none."""
    pointer = project.snapshots / "current"
    if not identity:
        if not pointer.is_file():
            raise ProjectError(
                "nothing is built yet", where=str(project.folder), remedy="run: patnav build"
            )
        identity = pointer.read_text(encoding="utf-8").strip()
    folder = project.snapshots / identity
    if not (folder / "manifest.json").is_file():
        raise ProjectError(f"no snapshot {identity}", where=str(project.snapshots))
    return Snapshot(folder, project)


def built_before(snapshot: Snapshot) -> Snapshot | None:
    """The snapshot of the project that was last in use before this one; None when there is none."""
    others = [
        path
        for path in snapshot.project.snapshots.glob("[!.]*/manifest.json")
        if path.parent.name != snapshot.id
    ]
    if not others:
        return None
    latest = max(others, key=lambda path: (path.stat().st_mtime_ns, path.parent.name))
    return Snapshot(latest.parent, snapshot.project)
