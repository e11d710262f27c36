"""Snapshots with findings for tests: the small world, and variations of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
from small_world import save_small_world, small_world

from patnav.analysis import analyse
from patnav.project import Project, ProjectFile
from patnav.snapshot import Snapshot, SnapshotWriter
from patnav.tables import Tables, table

Change = Callable[[dict[str, Any]], dict[str, Any]]


def analysed(
    folder: Path, tables: Tables | None = None, **settings: str | bool | tuple[str, ...]
) -> Snapshot:
    """Save tables (default: the small world) with their findings under changed settings."""
    base = save_small_world(folder).project
    values = base.settings.model_dump() | settings
    project = Project(folder, ProjectFile.model_validate(values))
    writer = SnapshotWriter(project, "fedcba9876543210")
    writer.write("tables", tables or small_world())
    writer.write("findings", analyse(writer.view()))
    return writer.finish({"patnav": "test"})


def changed(tables: Tables, name: str, change: Change) -> Tables:
    """Change each row of one table."""
    return tables | {name: table(name, [change(row) for row in tables[name].to_pylist()])}


def same(left: pa.Table, right: pa.Table) -> bool:
    """Whether two tables hold the same rows, nulls and not-a-numbers alike."""
    return bool(left.to_pandas().equals(right.to_pandas()))
